#pragma once

#include "effects/hazards.h"
#include "rules/rule.h"

/// Why the rules about writes and locks believe what they say.
namespace lockstep::rules {

void give_reasons(Finding& finding, const Program& program, const effects::LostUpdate& lost);
void give_reasons(Finding& finding, const Program& program, const effects::StaleSave& stale);
void give_reasons(Finding& finding, const Program& program, const effects::Reacquisition& again);
void give_reasons(Finding& finding, const Program& program, const effects::LockFault& fault);

}  // namespace lockstep::rules
