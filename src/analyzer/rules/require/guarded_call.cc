// guarded-call: a call happens only where something has been compared with a certain constant.
//
// "The system user is never deleted" is true when every deletion of users lies behind `id === SYSTEM_USER_ID`: in a
// branch that leaves before the call, in a condition around it, in a check that is called before it, or in the
// condition of the deletion itself. What a function does not compare, all of its callers must.
//
// Who is compared is left open, since "only admins purge" is such a statement too. Where the constant *protects* what
// it names, the call must happen where both differ, and the comparison must be about what the call is given.

#include "rules/require/calls.h"
#include "rules/require/comparisons.h"
#include "rules/require/kinds.h"

#include "effects/acquisitions.h"
#include "program/exits.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct GuardedCall {
  CallQuery calls;
  std::string constant;
  std::string package;
  bool protects = false;
};

constexpr int kDeepest = 4;

/// "notin" of `notIn`, `$nin`, `NOT_IN`.
std::string plain_word(std::string_view word) {
  std::string plain;
  for (const char byte : word) {
    if (std::isalpha(static_cast<unsigned char>(byte)) != 0)
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(byte)));
  }
  return plain;
}

/// `Not(…)`, `ne(…)`, `{ not: … }`, `{ [Op.ne]: … }`, `excluding(…)`.
bool is_negation(std::string_view word) {
  const std::string plain = plain_word(word);
  constexpr std::array<std::string_view, 5> kBeginnings{"not", "exclud", "without", "wherenot", "andwherenot"};
  return plain == "ne" || plain == "nin" || plain == "neq" || plain == "except" ||
         std::ranges::any_of(kBeginnings, [&](std::string_view begin) { return plain.starts_with(begin); });
}

/// What lies before one call within its function.
class Way {
 public:
  Way(const Program& program, const Constant& constant, bool protects, const Node& call, const Arguments& counted)
      : program_(program),
        constant_(constant),
        protects_(protects),
        call_(call),
        comparisons_(program, constant, protects, call, counted) {}

  /// The comparison that the call lies behind; null when there is none in its function.
  Node guard() const {
    for (const Node one : chain_of(call_)) {
      for (const Node argument : program::arguments(one)) {
        if (argument.is(Kind::None)) continue;
        if (const Node found = guard_in_argument(argument, one)) return found;
      }
    }
    if (const Node found = filtered()) return found;
    Node below = call_;
    for (Node at = call_.parent(); at && !below.is(Kind::Function); below = at, at = at.parent()) {
      if (const Node found = guard_around(at, below)) return found;
    }
    return {};
  }

 private:
  /// `{ id: Not(X) }`, `{ id: { not: X } }`, `whereNot('id', X)`, `where('id', '<>', X)`, but not `{ id: X }`.
  bool is_taken_out(const Node& constant, const Node& call) const {
    if (!protects_) return true;
    const auto arguments = program::arguments(call);
    const bool has_sign = std::any_of(arguments.begin(), arguments.end(), [](const Node& argument) {
      return argument.is(Kind::String) && (argument.text() == "<>" || argument.text() == "!=");
    });
    if (has_sign || (call != call_ && is_negation(program::callee(call).text()))) return true;
    for (Node at = constant.parent(); at && at != call; at = at.parent()) {
      const Node head = at.is(Kind::Call) ? program::callee(at) : Node{};
      if (head && is_negation(head.text())) return true;
      if (!at.is(Kind::Property)) continue;
      const Node key = at.has(Flag::kComputed) ? at.child(1) : Node{};
      if (is_negation(key ? key.text() : at.text())) return true;
    }
    return false;
  }

  Node guard_in_argument(const Node& argument, const Node& call) const {
    if (constant_.is_meant(argument) && is_taken_out(argument, call)) return argument;
    for (const Node node : program::descendants(argument)) {
      if (constant_.is_meant(node) && is_taken_out(node, call)) return node;
    }
    return {};
  }

  /// `const others = ids.filter((id) => id !== X); delete(others)`: the filter of what the call is given.
  Node filtered() const {
    Node given;  // the one variable among the arguments
    for (const Node argument : program::arguments(call_)) {
      for (Node name : {argument}) {
        if (name.is(Kind::Ident) && !add_variable(name, given)) return {};
      }
      for (const Node name : program::nodes_of(argument, Kind::Ident)) {
        if (name != argument && !add_variable(name, given)) return {};
      }
      if (argument.is(Kind::Call)) {
        if (const Node found = filter_in(argument)) return found;
      }
    }
    return given ? filter_behind(given, 0) : Node{};
  }

  /// False where there is another one already.
  static bool add_variable(const Node& name, Node& given) {
    const auto id = name.file().facts.binding(name.id());
    if (!id) return true;
    const Node declaration = name.file().node(name.facts()[*id].declaration);
    if (!declaration.enclosing_function()) return true;
    if (given && name.file().facts.binding(given.id()) != id) return false;
    given = name;
    return true;
  }

  Node filter_behind(const Node& name, int depth) const {
    const Node declared = depth < kDeepest ? program_.definition(name).node : Node{};
    if (!declared) return {};
    Node source;
    if (declared.is(Kind::Declarator) && declared.parent().op() == Op::Const) {
      const Node loop = declared.parent().parent();
      source = loop && loop.is(Kind::ForOf) ? loop.child(1) : program::value_of(declared);
    } else if (declared.is(Kind::Parameter)) {
      const Node around = declared.enclosing_function().parent();
      const Node head = around && around.is(Kind::Call) ? program::callee(around) : Node{};
      if (head && head.is(Kind::Member)) source = head.child(0);
    }
    source = source ? program::without_casts(source) : Node{};
    if (!source) return {};
    return source.is(Kind::Ident) ? filter_behind(source, depth + 1) : filter_in(source);
  }

  /// `ids.filter((id) => id !== X).map(…)`
  Node filter_in(const Node& chain) const {
    constexpr std::array<std::string_view, 5> kKeepOut{"map", "slice", "sort", "reverse", "toSorted"};
    const Comparisons anywhere(program_, constant_, protects_, {});
    for (Node at = chain; at && at.is(Kind::Call);) {
      const Node head = program::callee(at);
      if (!head || !head.is(Kind::Member)) return {};
      const Node closure = program::argument(at, 0);
      if (head.text() == "filter" && closure && closure.is(Kind::Function)) {
        const Node body = program::body(closure);
        const Node answer = body && body.is(Kind::Block) ? body.child(0) : body;
        const Node kept = answer && answer.is(Kind::Return) ? answer.child(0) : answer;
        if (const Node found = anywhere.decides(kept, true)) return found;
      } else if (std::ranges::find(kKeepOut, head.text()) == kKeepOut.end()) {
        return {};
      }
      at = program::without_casts(head.child(0));
    }
    return {};
  }

  /// Of what stands around the call, which is in `below`.
  Node guard_around(const Node& at, const Node& below) const {
    switch (at.kind()) {
      case Kind::If:
      case Kind::Conditional:
      case Kind::While:
        return at.child(0) == below ? Node{} : comparisons_.decides(at.child(0), at.child(1) == below);
      case Kind::Binary:
        if ((at.op() != Op::And && at.op() != Op::Or) || at.child(1) != below) return {};
        return comparisons_.decides(at.child(0), at.op() == Op::And);
      case Kind::Switch: {
        const Node found = case_that_leaves(at);
        return found && found.parent() != below ? found : Node{};
      }
      case Kind::Block:
      case Kind::Case:
        for (const Node statement : at.children()) {
          if (statement == below) break;
          if (const Node found = guard_before(statement)) return found;
        }
        return {};
      default:
        return {};
    }
  }

  /// Of a statement that runs before the call on every way.
  Node guard_before(const Node& statement) const {
    if (statement.is(Kind::If)) {
      if (program::leaves_block(statement.child(1))) return comparisons_.decides(statement.child(0), false);
      return program::leaves_block(statement.child(2)) ? comparisons_.decides(statement.child(0), true) : Node{};
    }
    if (statement.is(Kind::Switch)) return case_that_leaves(statement);
    if (statement.is(Kind::Expression)) return checked_by_callee(statement);
    return {};
  }

  /// `case X: throw …` among the cases of a switch.
  Node case_that_leaves(const Node& statement) const {
    if (!comparisons_.is_about_call(statement.child(0))) return {};
    for (const Node part : statement.children()) {
      if (!part.is(Kind::Case) || !part.child(0) || !constant_.is_meant(part.child(0))) continue;
      bool last = false;
      for (const Node step : part.children())
        last = step != part.child(0) && program::leaves_block(step) && !step.is(Kind::Break);
      if (last) return part.child(0);
    }
    return {};
  }

  /// `assertMayGo(id);` whose body compares and throws.
  Node checked_by_callee(const Node& statement) const {
    for (const Node check : program::nodes_of(statement, Kind::Call)) {
      if (protects_ && !is_run_surely(check, statement)) continue;
      // `invariant(id !== X, 'stays');`
      const Node head = program::callee(check);
      const bool is_assertion = head && (head.text() == "invariant" || head.text() == "assert" || head.text() == "ok");
      if (const Node said = is_assertion ? comparisons_.decides(program::argument(check, 0), true) : Node{})
        return said;
      for (const NodeRef target : program_.callees(check)) {
        const Node function = program_[target];
        // What it throws into a promise that nobody awaits stops nobody.
        if (function.has(facts::kAsync) && !effects::is_waited_for(check)) continue;
        for (const Node branch : program::nodes_of(function, Kind::If)) {
          const Node compared = throws_when_equal(branch);
          if (compared && comparisons_.is_about_call(check, compared)) return check;
        }
      }
    }
    return {};
  }

  /// `await check(id);`, but not `isStrict && check(id);`.
  static bool is_run_surely(const Node& call, const Node& statement) {
    Node at = call.parent();
    while (at && at != statement && (at.is(Kind::Await) || at.is(Kind::Cast) || at.is(Kind::Call))) at = at.parent();
    return at == statement;
  }

  /// The comparison of a branch that throws where both are equal.
  Node throws_when_equal(const Node& branch) const {
    const auto throws = [](const Node& part) {
      return part && (part.is(Kind::Throw) || !program::nodes_of(part, Kind::Throw).empty());
    };
    const Comparisons inside(program_, constant_, protects_, {});
    if (!protects_) return throws(branch) ? inside.in(branch.child(0)) : Node{};
    // In a function's own block every run of it comes to the branch.
    const Node function = branch.enclosing_function();
    if (branch.parent() != program::body(function)) return {};
    if (program::leaves_block(branch.child(1)) && throws(branch.child(1)))
      return inside.decides(branch.child(0), false);
    return program::leaves_block(branch.child(2)) && throws(branch.child(2)) ? inside.decides(branch.child(0), true)
                                                                             : Node{};
  }

  const Program& program_;
  const Constant& constant_;
  bool protects_ = false;
  Node call_;
  Comparisons comparisons_;
};

/// The comparison that a call lies behind, in its function or in all functions that call it; null when there is none on
/// some way to it.
Node guard_of(const Program& program, const Constant& constant, bool protects, const Node& call,
              const Arguments& counted = {}, int depth = 0) {
  if (!constant.is_known()) return {};
  if (const Node own = Way(program, constant, protects, call, counted).guard()) return own;
  const Node function = call.enclosing_function();
  if (depth >= kDeepest || !function) return {};
  // A closure runs where it is written, as far as we know.
  if (const Node around = function.parent(); around && around.is(Kind::Call))
    return guard_of(program, constant, protects, around, {}, depth + 1);
  const auto callers = program.callers(function);
  if (callers.empty() || !program.references(function).empty()) return {};
  const Arguments deciding = parameters_behind_call(call, counted);
  Node first;
  for (const NodeRef caller : callers) {
    if (program[caller].file().roles.any(kNotOurCode)) continue;
    const Node guard = guard_of(program, constant, protects, program[caller], deciding, depth + 1);
    if (!guard) return {};
    if (!first) first = guard;
  }
  return first;
}

Answer ask(const GuardedCall& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const CallsFound found = find_calls(wanted.calls, scene);
  if (found.calls.empty()) return not_applicable("nothing calls for it: " + why_no_call(wanted.calls, found));
  const Constant constant(program, wanted.constant, wanted.package);
  std::vector<std::string> gaps = found.idle;
  if (!constant.is_known()) {
    gaps.push_back("there is no `" + wanted.constant + "`" +
                   (wanted.package.empty() ? std::string() : " of " + wanted.package));
  }
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  for (const Node& call : found.calls) {
    const Node head = program::callee(call);
    const Node function = call.enclosing_function();
    const std::string unit = function ? program.qualified_name(function) : std::string("the module");
    if (const Node guard = guard_of(program, constant, wanted.protects, call)) {
      evidence.push_back({place_of(guard), "compared before " + program::describe(head) + " in " + unit});
    } else {
      violations.push_back({.where = place_of(head),
                            .message = program::describe(head) + " happens in " + unit +
                                       " without a comparison with `" + wanted.constant + "`",
                            .subject = program::describe(head) + " in " + unit});
    }
  }
  Answer answer =
      violations.empty()
          ? holds(counted(found.calls.size(), "call", "calls") + ", each behind a comparison", std::move(evidence))
          : violated(std::move(violations));
  answer.gaps = std::move(gaps);
  return answer;
}

Demand read_guarded_call(json::Reader& reader) {
  const GuardedCall wanted{.calls = read_call_query(reader),
                           .constant = std::string(reader.string("compared-with")),
                           .package = std::string(reader.string("package", "")),
                           .protects = reader.flag("protects", false)};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kGuardedCall{"guarded-call", read_guarded_call};

}  // namespace lockstep::rules::require
