#include "program/call_trace.h"
#include "program/dump.h"
#include "program/entry_points.h"

#include <algorithm>
#include <vector>

namespace lockstep::program {

using facts::Kind;

namespace {

constexpr std::string_view kForms[] = {"http",    "socket",   "event",    "queue",  "cron",
                                       "command", "exported", "callback", "startup"};

std::string_view to_string(EntryPoint::Form form) { return kForms[static_cast<std::size_t>(form)]; }

std::string caller_of(const Program& program, const Node& function) {
  return function ? program.qualified_name(function) : "the module";
}

}  // namespace

void dump_calls(const Program& program, const File& file, std::string& out) {
  // The functions around a node, kept on the way down: a chain of calls may be so deep that nobody should climb it
  // again and again.
  std::vector<Node> around;
  for (const Node node : descendants(file.root())) {
    while (!around.empty() && !around.back().contains(node)) around.pop_back();
    if (node.is(Kind::Function)) around.push_back(node);
    if (!node.is(Kind::Call) && !node.is(Kind::New)) continue;
    const CallTrace trace = trace_of(program, node);
    if (trace == CallTrace::Language) continue;
    out += "  call " + describe(callee(node)) + " in " + caller_of(program, around.empty() ? Node{} : around.back());
    const auto callees = program.callees(node);
    if (!callees.empty()) out += " →";
    for (const NodeRef function : callees) out += " " + named(program, program[function], file);
    if (const External external = program.external_callee(node); external && callees.empty()) {
      out += " → package " + std::string(external.package) + ": " + external.name;
    }
    out += "  [" + std::string(to_string(trace)) + "]\n";
  }
  for (const Node node : descendants(file.root())) {
    if (!node.is(Kind::Function)) continue;
    const auto callers = program.callers(node);
    const auto references = program.references(node);
    if (callers.empty() && references.empty()) continue;
    out += "  " + program.qualified_name(node) + " ←";
    for (const NodeRef call : callers) {
      const Node from = program[call];
      out += " " + caller_of(program, from.enclosing_function()) +
             (call.file == file.id ? "" : " of " + one_line(from.file().path)) + ";";
    }
    for (const NodeRef use : references) {
      const Node from = program[use];
      out += " handed on in " + caller_of(program, from.enclosing_function()) +
             (use.file == file.id ? "" : " of " + one_line(from.file().path)) + ";";
    }
    out.back() = '\n';
  }
}

void dump_entry_points(const Program& program, std::string& out) {
  const std::vector<EntryPoint> entries = entry_points(program, Workers(1));
  const auto dump = [&](bool is_exported, std::string_view title) {
    bool is_first = true;
    for (const EntryPoint& entry : entries) {
      if ((entry.form == EntryPoint::Form::Exported) != is_exported) continue;
      if (is_first) out += std::string(title) + '\n';
      is_first = false;
      out += "  ";
      if (!is_exported) out += std::string(to_string(entry.form)) + " " + one_line(entry.label) + " → ";
      out += program.qualified_name(entry.function) + " of " + one_line(entry.function.file().path) + '\n';
    }
    if (!is_first) out += '\n';
  };
  dump(false, "entry points");
  dump(true, "exported functions that nobody calls");
  if (out.ends_with("\n\n")) out.pop_back();
}

}  // namespace lockstep::program
