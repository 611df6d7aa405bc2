#pragma once

#include "rules/rule.h"

namespace lockstep::rules::require {

/// Whether a test puts an object of its own in the place of the class whose method a call should run, where the call is
/// made: `{ provide: Inbox, useValue: … }`, `overrideProvider(Inbox)`, `mock<Inbox>()`, `{ … } as unknown as Inbox`,
/// `inbox.store = jest.fn()`. What another test of the file does counts for that one.
bool is_faked(const Program& program, const Node& call, const Node& function);

}  // namespace lockstep::rules::require
