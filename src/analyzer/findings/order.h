#pragma once

#include "findings/outcome.h"

namespace lockstep::findings {

/// Sorts findings by path, position, rule, kind, message; notifications by place and message; and the evidence of each
/// finding where its order carries no meaning is left as the rule gave it. The one place where anything is ordered.
void order(Outcome& outcome);

}  // namespace lockstep::findings
