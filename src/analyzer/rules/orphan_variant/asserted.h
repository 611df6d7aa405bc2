#pragma once

#include "rules/orphan_variant/dispatchers.h"

namespace lockstep::rules::variants {

/// Whether a statement before a dispatcher calls a function that asserts of what is dispatched, or of its owner, that
/// it is of a narrower type: `assertOpen(order); switch (order.state) …` with `asserts order is OpenOrder`.
bool is_asserted_before(const Program& program, const Dispatcher& dispatcher);

}  // namespace lockstep::rules::variants
