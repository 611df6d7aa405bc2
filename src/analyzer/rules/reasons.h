#pragma once

#include "rules/rule.h"

#include <string>

/// The evidence behind a finding in sentences, for `lockstep explain ID` and `--why`. Rules say what they have at hand.
namespace lockstep::rules {

void give_reason(Finding& finding, std::string text);
void give_reason(Finding& finding, std::string text, const Node& at);

/// How a name was followed through imports and barrels to its declaration, one reason a step.
void give_trail(Finding& finding, const Program& program, const Node& use);

/// How a call was followed to the function that it runs.
void give_call(Finding& finding, const Program& program, const Node& call);

}  // namespace lockstep::rules
