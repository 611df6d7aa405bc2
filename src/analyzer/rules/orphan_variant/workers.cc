#include "rules/orphan_variant/workers.h"

#include "program/exits.h"
#include "rules/orphan_variant/endings.h"
#include "rules/orphan_variant/loops.h"
#include "rules/scope.h"

#include <algorithm>
#include <string_view>

namespace lockstep::rules::variants {
namespace {

// 'mail', `{ name: 'mail' }`
std::optional<std::string> name_of(const Program& program, const Node& argument) {
  Node named = program::without_casts(argument);
  if (named && named.is(Kind::Object)) named = program::value_of(program::property(named, "name"));
  const auto value = named ? program.value(named) : std::nullopt;
  return value ? std::optional(std::string{value->text}) : std::nullopt;
}

bool is_of(const program::External& external, std::string_view name) {
  const std::string_view called = external.name;
  return external.package.find("bull") != std::string_view::npos && called == name;
}

// What a worker is for, statement by statement: the names that it asks for, as long as nothing else is done for others.
class Work {
 public:
  Work(const Program& program, const Node& function) : program_(program), job_(job_of(function)) {
    const Node body = job_ ? program::body(function) : Node{};
    is_closed_ = body && body.is(Kind::Block) && block(body) && !names_.empty();
  }

  /// Whether it takes no job but those that it names.
  bool is_closed() const { return is_closed_; }
  const std::set<std::string>& names() const { return names_; }

  /// The keys of the tables that it looks the job's name up in; none when one of them cannot be read.
  std::vector<Node> looked_up(const Node& function) const {
    std::vector<Node> keys;
    if (!job_) return keys;
    for (const Node use : program::nodes_of(function, {Kind::Member, Kind::Ident})) {
      if (!is_name(use)) continue;
      Node at = use;
      while (at.parent().is(Kind::Cast)) at = at.parent();
      const Node up = at.parent();
      if (!up.is(Kind::Index) || up.child(1) != at) continue;
      const Rounds rounds = keys_of(program_, up.child(0));
      if (!rounds.complete || rounds.values.empty()) return {};
      keys.insert(keys.end(), rounds.values.begin(), rounds.values.end());
    }
    return keys;
  }

 private:
  static Node job_of(const Node& function) {
    const Node parameter = function ? program::parameter(function, 0) : Node{};
    return parameter && parameter.child(0) && parameter.child(0).is(Kind::Binding) ? parameter : Node{};
  }

  bool is_job(const Node& use) const { return use.is(Kind::Ident) && program_.definition(use).node == job_; }

  // `job.name`, or a constant that stands for it.
  bool is_name(const Node& expression) const {
    const Node at = program::without_casts(expression);
    if (!at) return false;
    if (at.is(Kind::Member)) return at.text() == "name" && at.child(0) && is_job(at.child(0));
    if (!at.is(Kind::Ident)) return false;
    const Node declared = program_.definition(at).node;
    if (!declared) return false;
    if (declared.is(Kind::Declarator)) {
      const Node value = program::without_casts(program::value_of(declared));
      return value && value.is(Kind::Member) && is_name(value);
    }
    // const { name } = job;
    const Node pattern = declared.is(Kind::Binding) ? declared.parent() : declared;
    if (!pattern.is(Kind::PatternProperty) || pattern.text() != "name") return false;
    const Node holder = pattern.parent().parent();
    return holder && holder.is(Kind::Declarator) && is_job(program::without_casts(program::value_of(holder)));
  }

  bool take(const Node& test) {
    const auto value = test ? program_.value(program::without_casts(test)) : std::nullopt;
    if (value) names_.insert(std::string{value->text});
    return value.has_value();
  }

  // `job.name === X || job.name === Y`, `job.name !== X && job.name !== Y`
  enum class Asks { Otherwise, Equal, Unequal };
  Asks condition(const Node& test) {
    const Node at = program::without_casts(test);
    if (!at || !at.is(Kind::Binary)) return Asks::Otherwise;
    if (at.op() == Op::Or || at.op() == Op::And) {
      const Asks left = condition(at.child(0));
      const Asks right = condition(at.child(1));
      const Asks wanted = at.op() == Op::Or ? Asks::Equal : Asks::Unequal;
      return left == wanted && right == wanted ? wanted : Asks::Otherwise;
    }
    const bool is_equal = at.op() == Op::Equal || at.op() == Op::StrictEqual;
    if (!is_equal && at.op() != Op::NotEqual && at.op() != Op::StrictNotEqual) return Asks::Otherwise;
    const bool is_left = is_name(at.child(0));
    if (!is_left && !is_name(at.child(1))) return Asks::Otherwise;
    if (!take(at.child(is_left ? 1 : 0))) return Asks::Otherwise;
    return is_equal ? Asks::Equal : Asks::Unequal;
  }

  // Statement by statement, until one lets go of every other job; false where one may do something for it.
  bool block(const Node& block) {
    for (const Node& statement : block.children()) {
      if (is_over_) return true;
      if (!step(statement)) return false;
    }
    return true;
  }

  bool step(const Node& statement) {
    switch (statement.kind()) {
      case Kind::None:
        return true;
      case Kind::Block:
        return block(statement);
      case Kind::Try:
        return statement.child(0) && block(statement.child(0));
      case Kind::Switch:
        return is_name(statement.child(0)) && cases(statement);
      case Kind::If:
        return branch(statement);
      case Kind::Variable:
        return is_idle(statement);
      default:
        return ending_of({statement}).otherwise != Otherwise::Works;
    }
  }

  // `const startedAt = Date.now();`, and nothing that waits for work on the job.
  bool is_idle(const Node& variable) const {
    for (const Node part : program::nodes_of(variable, {Kind::Await, Kind::Ident})) {
      if (part.is(Kind::Await) || (is_job(part) && part.parent().is(Kind::Call))) return false;
    }
    return true;
  }

  bool cases(const Node& node) {
    std::vector<Node> otherwise;
    Node fallback;
    Node before;  // the default
    Node last;
    for (const Node& one : node.children()) {
      if (!one.is(Kind::Case)) continue;
      if (one.child(0)) {
        if (!take(one.child(0))) return false;
      } else {
        for (const Node& statement : one.children()) otherwise.push_back(statement);
        fallback = one;
        before = last;
      }
      last = one;
    }
    // `case 'a': default:` does for the rest what it does for 'a', and so does `default: case 'a':`.
    const auto is_empty = [](const Node& one) { return one && one.child_count() <= 1; };
    if (is_empty(before) || (is_empty(fallback) && fallback != last)) return false;
    const Ending ending = ending_of(otherwise);
    is_over_ = ending.otherwise == Otherwise::Refuses || ending.said.starts_with("return");
    return ending.otherwise != Otherwise::Works;
  }

  bool branch(const Node& node) {
    const Asks asks = condition(node.child(0));
    if (asks == Asks::Otherwise) return false;
    if (asks == Asks::Unequal) {
      // What is done for all others: nothing but to leave.
      const bool lets_go =
          ending_of({node.child(1)}).otherwise != Otherwise::Works && program::leaves_function(node.child(1));
      is_over_ = lets_go;
      return lets_go;
    }
    return !node.child(2) || step(node.child(2));
  }

  const Program& program_;
  Node job_;
  std::set<std::string> names_;
  bool is_over_ = false;  // no other job goes on behind this
  bool is_closed_ = false;
};

// The method of a class by its name, as a Function with a body.
Node method_of(const Node& body, std::string_view name) {
  for (const Node& member : body.children()) {
    if (member.is(Kind::Method) && member.text() == name && member.child(0) && program::body(member.child(0)))
      return member.child(0);
  }
  return {};
}

// `@Process('greet')` at each of its methods; a method `@Process()` takes all. Nothing where there is none of them.
std::optional<Taken> taken_by_methods(const Program& program, const Node& body) {
  std::optional<Taken> taken;
  for (const Node& member : body.children()) {
    if (!member.is(Kind::Method)) continue;
    for (const Node& decorator : program::decorators(member)) {
      const Node head = program::callee(decorator);
      if (!head || head.text() != "Process") continue;
      if (!taken) taken = Taken{.is_closed = true, .names = {}, .looked_up = {}};
      Node named = program::without_casts(program::argument(decorator, 0));
      if (named && named.is(Kind::Object)) named = program::value_of(program::property(named, "name"));
      const auto value = named ? program.value(named) : std::nullopt;
      if (value && value->text != "*") {
        taken->names.insert(std::string{value->text});
      } else {
        taken->is_closed = false;
      }
    }
  }
  return taken;
}

}  // namespace

std::vector<QueueWorker> queue_workers(const Program& program) {
  std::vector<QueueWorker> workers;
  const auto each = [&](std::string_view text, auto visit) {
    const auto name = program.names().find(text);
    if (!name) return;
    for (const NodeRef place : program.places().calls(*name)) {
      const Node call = program[place];
      if (is_own_code(call.file()) && is_of(program.definition(program::callee(call)).external, text)) visit(call);
    }
  };
  each("Processor", [&](const Node& call) {
    const Node klass = call.parent().is(Kind::Decorator) ? call.enclosing(Kind::Class) : Node{};
    if (klass) workers.push_back({call, program::class_body(klass), name_of(program, program::argument(call, 0))});
  });
  each("Worker", [&](const Node& call) {
    if (!call.is(Kind::New)) return;
    const Node work = program.constant(program::argument(call, 1));
    workers.push_back({call, work ? work : program.definition(program::argument(call, 1)).node,
                       name_of(program, program::argument(call, 0))});
  });
  return workers;
}

Node place_of_work(const QueueWorker& worker) {
  Node function = worker.work;
  if (function && function.is(Kind::ClassBody)) function = method_of(function, "process");
  if (!function || !function.is(Kind::Function)) return worker.place;
  const Node job = program::parameter(function, 0);
  return job ? job : worker.place;
}

std::optional<std::string> queue_of(const Program& program, const Node& call) {
  const Node head = program::callee(call);
  const Node queue = head && head.is(Kind::Member) ? program.definition(head.child(0)).node : Node{};
  if (!queue) return std::nullopt;
  if (queue.is(Kind::Parameter) || queue.is(Kind::Field)) {
    for (const Node& decorator : program::decorators(queue)) {
      if (auto name = name_of(program, program::argument(decorator, 0))) return name;
    }
  }
  const Node made = program::without_casts(program::value_of(queue));
  return made && made.is(Kind::New) ? name_of(program, program::argument(made, 0)) : std::nullopt;
}

Taken taken_by(const Program& program, const Node& work) {
  Node function = work;
  if (work && work.is(Kind::ClassBody)) {
    if (auto taken = taken_by_methods(program, work)) return std::move(*taken);
    function = method_of(work, "process");
  }
  if (!function || !function.is(Kind::Function)) return {};
  const Work known{program, function};
  Taken taken{.is_closed = known.is_closed(), .names = known.names(), .looked_up = {}};
  if (!taken.is_closed) taken.looked_up = known.looked_up(function);
  return taken;
}

}  // namespace lockstep::rules::variants
