#include "rules/reasons.h"

#include "program/call_trace.h"
#include "program/trail.h"

#include <utility>

namespace lockstep::rules {

void give_reason(Finding& finding, std::string text) {
  finding.reasons.push_back({.text = std::move(text), .place = std::nullopt});
}

void give_reason(Finding& finding, std::string text, const Node& at) {
  finding.reasons.push_back({.text = std::move(text), .place = at ? std::optional(place_of(at)) : std::nullopt});
}

void give_trail(Finding& finding, const Program& program, const Node& use) {
  for (program::Hop& hop : program::trail_of(program, use)) {
    finding.reasons.push_back({.text = std::move(hop.text), .place = place_of(*hop.file, hop.span)});
  }
}

void give_call(Finding& finding, const Program& program, const Node& call) {
  const auto callees = program.callees(call);
  if (callees.empty()) return;
  const Node target = program[callees.front()];
  std::string text = "the call of " + program::describe(program::callee(call)) + " was followed " +
                     std::string(meaning_of(trace_of(program, call))) + ": it runs " + program.qualified_name(target);
  if (callees.size() > 1) text += " and " + std::to_string(callees.size() - 1) + " more";
  give_reason(finding, std::move(text), target);
  give_trail(finding, program, program::callee(call));
}

}  // namespace lockstep::rules
