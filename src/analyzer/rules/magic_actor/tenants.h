#pragma once

#include "rules/rule.h"

/// For whom something is done, where an automated step says 'system' and knows better.
namespace lockstep::rules::actors {

/// What is in reach of a property such as `organizationId: 'system'` and tells the real one: `input.organizationId`, or
/// the `organization` itself. Null when nothing does: then the step may well belong to nobody.
Node tenant_at_hand(const Program& program, const Node& property);

}  // namespace lockstep::rules::actors
