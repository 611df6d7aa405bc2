#include "rules/orphan_variant/drains.h"

#include "rules/scope.h"

#include <algorithm>
#include <optional>

namespace lockstep::rules::variants {
namespace {

// 'mail', `{ name: 'mail' }`
std::optional<std::string> name_of(const Program& program, const Node& argument) {
  Node named = program::without_casts(argument);
  if (named && named.is(Kind::Object)) named = program::value_of(program::property(named, "name"));
  const auto value = named ? program.value(named) : std::nullopt;
  return value ? std::optional(std::string{value->text}) : std::nullopt;
}

// `job.name`, `{ name }` of a job, or a method `@Process('x')`.
bool tells_jobs_apart(const Node& worker) {
  for (const Node part : program::nodes_of(worker, {Kind::Member, Kind::PatternProperty, Kind::Call})) {
    if (part.is(Kind::Call)) {
      const Node head = program::callee(part);
      const bool is_named = part.parent().is(Kind::Decorator) && head && head.text() == "Process";
      if (is_named && program::argument_count(part) > 0) return true;
    } else if (part.text() == "name") {
      return true;
    }
  }
  return false;
}

bool is_of(const program::External& external, std::string_view name) {
  const std::string_view called = external.name;
  return external.package.find("bull") != std::string_view::npos && called == name;
}

}  // namespace

Drains::Drains(const Program& program) : program_(program) {
  const auto each = [&](std::string_view text, auto visit) {
    const auto name = program.names().find(text);
    if (!name) return;
    for (const NodeRef place : program.places().calls(*name)) {
      const Node call = program[place];
      if (is_own_code(call.file()) && is_of(program.definition(program::callee(call)).external, text)) visit(call);
    }
  };
  each("Processor", [&](const Node& call) {
    if (call.parent().is(Kind::Decorator)) add_processor(call);
  });
  each("Worker", [&](const Node& call) {
    if (call.is(Kind::New)) add_worker(call);
  });
}

void Drains::add_processor(const Node& decorator) {
  const Node klass = decorator.enclosing(Kind::Class);
  if (!klass || tells_jobs_apart(program::class_body(klass))) return;
  if (const auto name = name_of(program_, program::argument(decorator, 0))) {
    queues_.insert(*name);
  } else {
    is_any_unknown_ = true;
  }
}

void Drains::add_worker(const Node& made) {
  const Node work = program_.constant(program::argument(made, 1));
  const Node function = work ? work : program_.definition(program::argument(made, 1)).node;
  if (function && tells_jobs_apart(function)) return;
  if (const auto name = name_of(program_, program::argument(made, 0))) {
    queues_.insert(*name);
  } else {
    is_any_unknown_ = true;
  }
}

bool Drains::take(const Node& call) const {
  if (is_any_unknown_) return true;
  if (queues_.empty()) return false;
  const Node head = program::callee(call);
  const Node queue = head && head.is(Kind::Member) ? program_.definition(head.child(0)).node : Node{};
  if (!queue) return true;
  if (queue.is(Kind::Parameter) || queue.is(Kind::Field)) {
    for (const Node& decorator : program::decorators(queue)) {
      const auto name = name_of(program_, program::argument(decorator, 0));
      if (name) return queues_.contains(*name);
    }
  }
  const Node made = program::without_casts(program::value_of(queue));
  const auto name = made && made.is(Kind::New) ? name_of(program_, program::argument(made, 0)) : std::nullopt;
  return !name || queues_.contains(*name);
}

}  // namespace lockstep::rules::variants
