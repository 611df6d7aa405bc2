// Which calls were followed to what they run. Rules walk from function to function along these: where a call could not
// be followed, a lock may be held or a value handled that nobody saw.

#include "coverage/sections.h"
#include "coverage/tallies.h"

#include "program/call_trace.h"

#include <array>
#include <string_view>

namespace lockstep::coverage {
namespace {

using program::CallTrace;

constexpr Sort kHandedIn{.id = "handed-in",
                         .one = "call of a function that is handed in: a parameter, a prop, a field",
                         .many = "calls of functions that are handed in: parameters, props, fields",
                         .is_gap = true};
constexpr Sort kVariable{.id = "variable",
                         .one = "call of a variable whose value is not evident",
                         .many = "calls of variables whose value is not evident",
                         .is_gap = true};
constexpr Sort kNoBody{.id = "no-body",
                       .one = "call of a function that is declared, but has no body in the program",
                       .many = "calls of functions that are declared, but have no body in the program",
                       .is_gap = true};
constexpr Sort kNotFound{.id = "not-found",
                         .one = "call of something that its module or type does not show",
                         .many = "calls of something that its module or type does not show",
                         .is_gap = true};
constexpr Sort kUnknownObject{
    .id = "unknown-object",
    .one = "call of a method of something whose type is not evident",
    .many = "calls of methods of something whose type is not evident",
    .is_gap = true,
    .advice = "A written type (of a parameter, a field, a result) is all that lockstep needs; it infers little."};
constexpr Sort kLibrary{.id = "library", .one = "call into a library", .many = "calls into libraries"};
constexpr Sort kLanguage{.id = "language", .one = "call of a built-in function", .many = "calls of built-in functions"};

const Sort* sort_of(CallTrace trace) {
  switch (trace) {
    case CallTrace::HandedIn:
      return &kHandedIn;
    case CallTrace::Variable:
      return &kVariable;
    case CallTrace::NoBody:
      return &kNoBody;
    case CallTrace::NotFound:
      return &kNotFound;
    case CallTrace::UnknownObject:
      return &kUnknownObject;
    case CallTrace::Library:
      return &kLibrary;
    case CallTrace::Language:
      return &kLanguage;
    default:
      return nullptr;
  }
}

}  // namespace

findings::CoverageSection calls_section(const program::Program& program, std::size_t examples) {
  findings::CoverageSection section{.id = "calls", .title = "Calls", .text = {}, .tallies = {}};
  Tallies tallies(examples);
  std::size_t all = 0;
  for (const program::File& file : program.files()) {
    // Nobody is served by numbers about tests and about what a tool wrote.
    constexpr auto kAside = workspace::Roles(workspace::Role::Test) | workspace::Role::Story |
                            workspace::Role::Generated | workspace::Role::Declaration;
    if (!file.is_reported || file.roles.any(kAside)) continue;
    for (const program::Node node : program::descendants(file.root())) {
      if (!node.is(facts::Kind::Call) && !node.is(facts::Kind::New)) continue;
      ++all;
      const CallTrace trace = trace_of(program, node);
      section.understood += is_followed(trace) ? 1U : 0U;
      section.total += is_followed(trace) || is_lost(trace) ? 1U : 0U;
      const Sort* sort = sort_of(trace);
      if (sort == nullptr) continue;
      if (!sort->is_gap) {
        tallies.add(*sort, 1);
        continue;
      }
      const program::Node head = program::callee(node);
      tallies.add(*sort, {.path = file.path, .span = head.span()}, program::describe(head) + "(…)");
    }
  }
  section.tallies = tallies.take();
  section.text = counted(all, "call", "calls") + " outside of tests; of " +
                 counted(section.total, "that may run", "that may run") + " code of the program, " +
                 counted(section.understood, "was followed", "were followed");
  return section;
}

}  // namespace lockstep::coverage
