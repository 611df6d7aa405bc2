// guarded-call: a call happens only where something has been compared with a certain constant.
//
// "The system user is never deleted" is true when every deletion of users lies behind `id === SYSTEM_USER_ID`: in a
// branch that leaves before the call, in a condition around it, in a check that is called before it, or in the
// condition of the deletion itself. What a function does not compare, all of its callers must.
//
// Who is compared is left open, since "only admins purge" is such a statement too. Where the constant *protects* what
// it names, the call must happen where both differ, and the comparison must be about what the call is given.

#include "rules/require/calls.h"
#include "rules/require/kinds.h"
#include "rules/require/one_value.h"

#include "effects/acquisitions.h"

#include <algorithm>
#include <array>
#include <set>
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

class Guards {
 public:
  Guards(const Program& program, const GuardedCall& wanted) : program_(program), wanted_(wanted) {
    for (const Node& declaration : declarations(program, wanted.constant, wanted.package)) {
      constants_.insert(declaration.ref());
    }
    is_known_ = !constants_.empty() || is_imported();
  }

  /// Whether the constant is there at all; nothing is ever compared with one that is not.
  bool is_known() const { return is_known_; }

  /// The comparison that a call lies behind; null when there is none on some way to it.
  Node guard_of(const Node& call, int depth = 0) {
    call_ = call;
    if (const Node own = guard_in_function(call)) return own;
    const Node function = call.enclosing_function();
    if (depth >= kDeepest || !function) return {};
    // A closure runs where it is written, as far as we know.
    if (const Node around = function.parent(); around && around.is(Kind::Call)) return guard_of(around, depth + 1);
    const auto callers = program_.callers(function);
    if (callers.empty() || !program_.references(function).empty()) return {};
    Node first;
    for (const NodeRef caller : callers) {
      if (program_[caller].file().roles.any(kNotOurCode)) continue;
      const Node guard = guard_of(program_[caller], depth + 1);
      if (!guard) return {};
      if (!first) first = guard;
    }
    return first;
  }

 private:
  /// Whether some file takes it from a library.
  bool is_imported() const {
    const auto name = program_.names().find(wanted_.constant);
    if (!name) return false;
    for (const File& file : program_.files()) {
      for (const facts::Binding& binding : file.facts.bindings) {
        if (binding.kind != facts::BindingKind::Import || binding.import == facts::kNone) continue;
        if (file.names[binding.imported.value] != *name) continue;
        if (wanted_.package.empty() || program_.imported_package(file, binding.import) == wanted_.package) return true;
      }
    }
    return false;
  }

  /// The constant itself, under whatever name a file imports it, and `const system = SYSTEM_USER_ID`.
  bool is_constant(const Node& node, int depth = 0) const {
    constexpr int kDeepestCopy = 2;
    if (!is_known_ || depth > kDeepestCopy || (!node.is(Kind::Ident) && !node.is(Kind::Member))) return false;
    const Node declared = constants_.empty() ? Node{} : program_.definition(node).node;
    if (!declared) return node.text() == wanted_.constant;
    if (constants_.contains(declared.ref())) return true;
    const Node copied = declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
    return copied && is_constant(copied, depth + 1);
  }

  bool is_about_call(const Node& comparison) const {
    return !wanted_.protects || !call_ || may_be_about_one_value(program_, comparison, call_);
  }

  /// The same where an expression turns out true (or false), and that must mean that both differ.
  Node comparison_deciding(const Node& expression, bool outcome) const {
    const Node found = comparison_in(expression);
    if (!found || found != expression || !wanted_.protects) return found;
    const bool is_of_difference = found.op() == Op::NotEqual || found.op() == Op::StrictNotEqual;
    return outcome == is_of_difference ? found : Node{};
  }

  /// A comparison with the constant, in an expression: `id === X`, `[X, …].includes(id)`, `X.equals(id)`.
  Node comparison_in(const Node& expression) const {
    if (!expression) return {};
    const auto check = [&](const Node& node) {
      if (!is_constant(node)) return Node{};
      for (Node at = node; at != expression.parent() && at; at = at.parent()) {
        const bool compares = at.is(Kind::Binary) && (at.op() == Op::Equal || at.op() == Op::StrictEqual ||
                                                      at.op() == Op::NotEqual || at.op() == Op::StrictNotEqual);
        if (!compares && (!at.is(Kind::Call) || at == node)) continue;
        return is_about_call(at) ? at : Node{};
      }
      return Node{};
    };
    if (const Node found = check(expression)) return found;
    for (const Node node : program::descendants(expression)) {
      if (const Node found = check(node)) return found;
    }
    return {};
  }

  /// The comparison that decides when an expression turns out true (or false): `id !== X && isOld`, but not
  /// `id !== X || force`, which is true without it.
  Node decides(const Node& expression, bool outcome) const {
    const Node plain = program::without_casts(expression);
    if (!plain) return {};
    if (plain.is(Kind::Unary) && plain.op() == Op::Not) return decides(plain.child(0), !outcome);
    if (plain.is(Kind::Ident)) {
      // `const isSystem = id === X; if (isSystem) throw …`
      const Node answer = program_.definition(plain).node;
      const bool is_constant = answer && answer.is(Kind::Declarator) && answer.parent().op() == Op::Const &&
                               answer.enclosing_function() == plain.enclosing_function();
      if (is_constant && program::value_of(answer)) return decides(program::value_of(answer), outcome);
    }
    const bool is_and = plain.is(Kind::Binary) && plain.op() == Op::And;
    const bool is_or = plain.is(Kind::Binary) && plain.op() == Op::Or;
    if (!is_and && !is_or) {
      const Node said = plain.is(Kind::Call) ? said_by_helper(plain, outcome) : Node{};
      return said ? said : comparison_deciding(plain, outcome);
    }
    const Node left = decides(plain.child(0), outcome);
    const Node right = decides(plain.child(1), outcome);
    if (is_and == outcome) return left ? left : right;
    return left && right ? left : Node{};
  }

  /// `isSystemUser(id)`, which hands back such a comparison and does nothing else.
  Node said_by_helper(const Node& call, bool outcome) const {
    const auto callees = program_.callees(call);
    if (is_inside_ || callees.size() != 1 || !is_about_call(call)) return {};
    Node answer = program::body(program_[callees[0]]);
    if (answer && answer.is(Kind::Block)) {
      const Node first = answer.child(0);
      answer = first && first.is(Kind::Return) ? first.child(0) : Node{};
    }
    return answer && Guards(*this, {}).decides(answer, outcome) ? call : Node{};
  }

  /// `case X: throw …` among the cases of a switch.
  Node case_that_leaves(const Node& statement) const {
    if (!is_about_call(statement.child(0))) return {};
    for (const Node part : statement.children()) {
      if (!part.is(Kind::Case) || !part.child(0) || !is_constant(part.child(0))) continue;
      bool last = false;
      for (const Node step : part.children()) last = step != part.child(0) && leaves(step) && !step.is(Kind::Break);
      if (last) return part.child(0);
    }
    return {};
  }

  /// Whether a statement surely leaves: throws, returns, goes on with the next one.
  static bool leaves(const Node& statement) {
    if (!statement) return false;
    switch (statement.kind()) {
      case Kind::Throw:
      case Kind::Return:
      case Kind::Continue:
      case Kind::Break:
        return true;
      case Kind::Block: {
        bool last = false;
        for (const Node child : statement.children()) last = leaves(child);
        return last;
      }
      case Kind::If:
        return statement.child(2) && leaves(statement.child(1)) && leaves(statement.child(2));
      default:
        return false;
    }
  }

  bool throws_when_equal(const Node& branch) const {
    const auto throws = [](const Node& part) {
      return part && (part.is(Kind::Throw) || !program::nodes_of(part, Kind::Throw).empty());
    };
    if (!wanted_.protects) return comparison_in(branch.child(0)) && throws(branch);
    const Guards inside(*this, {});
    return (throws(branch.child(1)) && inside.decides(branch.child(0), false)) ||
           (throws(branch.child(2)) && inside.decides(branch.child(0), true));
  }

  /// `assertMayGo(id);` whose body compares and throws.
  Node checked_by_callee(const Node& statement) const {
    for (const Node call : program::nodes_of(statement, Kind::Call)) {
      if (!is_about_call(call)) continue;
      for (const NodeRef target : program_.callees(call)) {
        const Node function = program_[target];
        if (program::nodes_of(function, Kind::Throw).empty()) continue;
        // What it throws into a promise that nobody awaits stops nobody.
        if (function.has(facts::kAsync) && !effects::is_waited_for(call)) continue;
        for (const Node branch : program::nodes_of(function, Kind::If)) {
          if (!throws_when_equal(branch)) continue;
          return call;
        }
      }
    }
    return {};
  }

  /// Of a statement that runs before the call on every way.
  Node guard_before(const Node& statement) const {
    if (statement.is(Kind::If)) {
      if (leaves(statement.child(1))) return decides(statement.child(0), false);
      return leaves(statement.child(2)) ? decides(statement.child(0), true) : Node{};
    }
    if (statement.is(Kind::Switch)) return case_that_leaves(statement);
    if (statement.is(Kind::Expression)) return checked_by_callee(statement);
    return {};
  }

  /// `{ id: Not(X) }`, `{ id: { not: X } }`, but not `{ id: X }`.
  bool is_taken_out(const Node& constant, const Node& call) const {
    if (!wanted_.protects) return true;
    constexpr std::array<std::string_view, 6> kNegations{"not", "ne", "$ne", "notIn", "$nin", "notEquals"};
    for (Node at = constant.parent(); at && at != call; at = at.parent()) {
      if (at.is(Kind::Call)) return true;
      if (at.is(Kind::Property) &&
          (at.has(Flag::kComputed) || std::find(kNegations.begin(), kNegations.end(), at.text()) != kNegations.end()))
        return true;
    }
    return false;
  }

  Node guard_in_function(const Node& call) const {
    for (const Node argument : program::arguments(call)) {
      if (argument.is(Kind::None)) continue;
      if (is_constant(argument) && is_taken_out(argument, call)) return argument;
      for (const Node node : program::descendants(argument)) {
        if (is_constant(node) && is_taken_out(node, call)) return node;
      }
    }
    Node below = call;
    for (Node at = call.parent(); at && !below.is(Kind::Function); below = at, at = at.parent()) {
      switch (at.kind()) {
        case Kind::If:
        case Kind::Conditional:
        case Kind::While:
          if (at.child(0) != below) {
            if (const Node found = decides(at.child(0), at.child(1) == below)) return found;
          }
          break;
        case Kind::Binary:
          if ((at.op() == Op::And || at.op() == Op::Or) && at.child(1) == below) {
            if (const Node found = decides(at.child(0), at.op() == Op::And)) return found;
          }
          break;
        case Kind::Switch:
          if (const Node found = case_that_leaves(at); found && found.parent() != below) return found;
          break;
        case Kind::Block:
        case Kind::Case:
          for (const Node statement : at.children()) {
            if (statement == below) break;
            if (const Node found = guard_before(statement)) return found;
          }
          break;
        default:
          break;
      }
    }
    return {};
  }

  /// The same, about another call.
  Guards(const Guards& other, const Node& call)
      : program_(other.program_),
        wanted_(other.wanted_),
        constants_(other.constants_),
        is_known_(other.is_known_),
        call_(call),
        is_inside_(true) {}

  const Program& program_;
  const GuardedCall& wanted_;
  std::set<NodeRef> constants_;
  bool is_known_ = false;
  Node call_;               // whose guard is sought
  bool is_inside_ = false;  // of a function that is asked
};

Answer ask(const GuardedCall& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const auto [calls, idle] = find_calls(wanted.calls, scene);
  if (calls.empty()) return not_applicable("nothing calls for it: there is no " + wanted.calls.shown());
  Guards guards(program, wanted);
  std::vector<std::string> gaps = idle;
  if (!guards.is_known()) {
    gaps.push_back("there is no `" + wanted.constant + "`" +
                   (wanted.package.empty() ? std::string() : " of " + wanted.package));
  }
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  for (const Node& call : calls) {
    const Node head = program::callee(call);
    const Node function = call.enclosing_function();
    const std::string unit = function ? program.qualified_name(function) : std::string("the module");
    if (const Node guard = guards.guard_of(call)) {
      evidence.push_back({place_of(guard), "compared before " + program::describe(head) + " in " + unit});
    } else {
      violations.push_back({.where = place_of(head),
                            .message = program::describe(head) + " happens in " + unit +
                                       " without a comparison with `" + wanted.constant + "`",
                            .subject = program::describe(head) + " in " + unit});
    }
  }
  Answer answer = violations.empty() ? holds(counted(calls.size(), "call", "calls") + ", each behind a comparison",
                                             std::move(evidence))
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
