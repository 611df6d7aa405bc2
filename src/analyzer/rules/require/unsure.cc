#include "rules/require/unsure.h"

#include "rules/require/deletions.h"
#include "rules/require/guards.h"
#include "rules/require/one_value.h"

#include "effects/acquisitions.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace lockstep::rules::require {
namespace {

constexpr int kDeepest = 2;  // functions that mention the constant by calling each other

/// Where a node, or a function that it calls, mentions the constant; null: nowhere.
Node mention_in(const Comparisons& comparisons, const Node& node, int depth = 0) {
  if (!node) return {};
  const Constant& constant = comparisons.constant();
  if (constant.is_meant(node)) return node;
  for (const Node part : program::nodes_of(node, {Kind::Ident, Kind::Member})) {
    if (constant.is_meant(part)) return part;
  }
  if (depth == kDeepest) return {};
  for (const Node call : program::nodes_of(node, {Kind::Call, Kind::New})) {
    for (const NodeRef callee : comparisons.program().callees(call)) {
      if (const Node found = mention_in(comparisons, comparisons.program()[callee], depth + 1)) return found;
    }
  }
  return {};
}

/// The same of what a name or closure stands for: `refuseSystem`, `NotSystemGuard`, `new NotSystemPipe()`,
/// `forbid(SYSTEM_USER_ID)`.
Node mention_behind(const Comparisons& comparisons, const Node& given) {
  const Node plain = given ? program::without_casts(given) : Node{};
  if (!plain || plain.is(Kind::String) || plain.is(Kind::None)) return {};
  if (const Node found = mention_in(comparisons, plain)) return found;
  Node name = plain;
  if (plain.is(Kind::New) || plain.is(Kind::Call)) name = program::callee(plain);
  if (!name || (!name.is(Kind::Ident) && !name.is(Kind::Member))) return {};
  const Node declared = comparisons.program().definition(name).node;
  return declared && !declared.is(Kind::Parameter) ? mention_in(comparisons, declared) : Node{};
}

/// Words of a call that may refuse: "assertOther", "ensureNotSystem", "forbid".
bool may_refuse(std::string_view word) {
  constexpr std::array<std::string_view, 18> kWords{"assert", "ensure", "check", "guard",  "forbid",  "validate",
                                                    "must",   "refuse", "deny",  "reject", "require", "verify",
                                                    "expect", "throw",  "fail",  "abort",  "protect", "prevent"};
  std::string plain(word);
  std::ranges::transform(plain, plain.begin(),
                         [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
  return std::ranges::any_of(kWords, [&](std::string_view one) { return plain.find(one) != std::string::npos; });
}

class Search {
 public:
  Search(const Comparisons& comparisons, const Node& call)
      : comparisons_(comparisons), program_(comparisons.program()), call_(call) {}

  std::optional<Unsure> find() const {
    const Node function = call_.enclosing_function();
    const Node within = function ? function : call_.file().root();
    for (const Node asked : conditions(within)) {
      if (const Node found = not_understood(asked)) return Unsure{found, "what is asked before it is not followed"};
    }
    for (const Node check : program::nodes_of(within, Kind::Call)) {
      if (const Node found = unknown_check(check)) return Unsure{found, "what is called before it is not followed"};
    }
    if (const Node found = in_statement()) return Unsure{found, "what its statement leaves alone is not followed"};
    if (const Node found = in_what_is_given(within))
      return Unsure{found, "what is done to what it is given is not followed"};
    return std::nullopt;
  }

 private:
  /// What decides about the call: conditions around it, and of what runs before it in a block around it.
  std::vector<Node> conditions(const Node& within) const {
    std::vector<Node> all;
    for (const Node at :
         program::nodes_of(within, {Kind::If, Kind::Conditional, Kind::While, Kind::Switch, Kind::Binary})) {
      if (at.span().begin >= call_.span().begin || !at.parent()) continue;
      const bool is_choice = !at.is(Kind::Binary) || at.op() == Op::And || at.op() == Op::Or || at.op() == Op::Coalesce;
      if (!is_choice || !at.child(0)) continue;
      const bool is_around = at.contains(call_) && !at.child(0).contains(call_);
      const bool is_before = at.is(Kind::If) && at.parent().contains(call_) && may_stop(at);
      const bool is_switch = at.is(Kind::Switch) && at.parent().contains(call_);
      if (is_around || is_before || is_switch) all.push_back(at.child(0));
    }
    return all;
  }

  /// Whether a branch may keep what follows from being come to: it leaves, or does what we cannot follow.
  bool may_stop(const Node& branch) const {
    for (const Node part : {branch.child(1), branch.child(2)}) {
      if (!part) continue;
      if (stops(program_, part) || !program::nodes_of(part, Kind::Throw).empty() ||
          !program::nodes_of(part, Kind::Return).empty())
        return true;
      const auto calls = program::nodes_of(part, Kind::Call);
      if (std::any_of(calls.begin(), calls.end(), [](const Node& call) {
            return program::callee(call) && may_refuse(program::callee(call).text());
          }))
        return true;
    }
    return false;
  }

  /// A mention in a condition, or in what its variables and helpers are made of, that is no comparison we understand.
  Node not_understood(const Node& asked) const {
    if (!may_share_a_value(asked, call_)) return {};
    if (const Node found = odd_mention(asked)) return found;
    for (const Node name : program::nodes_of(asked, Kind::Ident)) {
      if (is_in_understood(name, asked) || is_holder(name)) continue;
      if (const Node found = odd_variable(name)) return found;
    }
    if (asked.is(Kind::Ident)) {
      if (const Node found = odd_variable(asked)) return found;
    }
    if (const Node found = odd_helper(asked)) return found;
    for (const Node call : program::nodes_of(asked, Kind::Call)) {
      if (const Node found = odd_helper(call)) return found;
    }
    return {};
  }

  Node odd_mention(const Node& expression) const {
    const auto is_odd = [&](const Node& node) {
      if (!comparisons_.constant().is_meant(node)) return false;
      const Node compared = comparisons_.comparison_at(node, expression);
      // `[...]` that holds it may be asked as `has` and `includes` are, which is understood.
      return !compared || (compared.is(Kind::Call) && !is_understood(compared));
    };
    if (is_odd(expression)) return expression;
    for (const Node node : program::nodes_of(expression, {Kind::Ident, Kind::Member})) {
      if (is_odd(node)) return node;
    }
    return {};
  }

  bool is_understood(const Node& asked) const {
    const Comparisons anything = comparisons_.inside();
    return anything.decides(asked, true) || anything.decides(asked, false);
  }

  /// `Ids` of `Ids.guest`: what else it holds is not asked.
  static bool is_holder(const Node& name) {
    const Node above = name.parent();
    const bool is_method = above.parent() && program::callee(above.parent()) == above;
    return above.is(Kind::Member) && above.child(0) == name && !is_method;
  }

  /// `KEPT` of `KEPT.has(id)`
  bool is_in_understood(const Node& name, const Node& asked) const {
    for (Node at = name.parent(); at && asked.contains(at); at = at.parent()) {
      if ((at.is(Kind::Call) || at.is(Kind::Binary)) && is_understood(at)) return true;
    }
    return false;
  }

  /// `let ok = true; …; ok = id !== X;`, of a variable that is asked.
  Node odd_variable(const Node& name) const {
    const Node declared = program_.definition(name).node;
    const auto binding = name.facts().binding(name.id());
    if (!declared || !binding || !declared.is(Kind::Declarator) || is_understood(name)) return {};
    if (const Node value = program::value_of(declared)) {
      if (const Node found = odd_value(value)) return found;
    }
    const Node function = name.enclosing_function();
    if (!function) return {};
    for (const Node assign : program::nodes_of(function, Kind::Assign)) {
      const Node target = assign.child(0);
      if (!target || !target.is(Kind::Ident) || target.facts().binding(target.id()) != binding) continue;
      if (const Node found = mention_in(comparisons_, assign.child(1), kDeepest)) return found;
      for (Node at = assign.parent(); at && at != function; at = at.parent()) {
        if (!at.is(Kind::If)) continue;
        if (const Node found = mention_in(comparisons_, at.child(0), kDeepest)) return found;
      }
    }
    return {};
  }

  Node odd_value(const Node& value) const {
    const Node plain = program::without_casts(value);
    if (!plain || is_understood(plain) || !may_share_a_value(plain, call_)) return {};
    return mention_in(comparisons_, plain, kDeepest - 1);
  }

  /// `if (this.isKept(id)) return;`, where that mentions the constant in ways that we cannot follow.
  Node odd_helper(const Node& asked) const {
    Node call = program::without_casts(asked);
    while (call && call.is(Kind::Await)) call = program::without_casts(call.child(0));
    if (!call || !call.is(Kind::Call) || is_understood(call) || !may_share_a_value(call, call_)) return {};
    for (const NodeRef callee : program_.callees(call)) {
      const Node function = program_[callee];
      if (function.has(facts::kAsync) && !effects::is_waited_for(call)) continue;
      if (const Node found = mention_in(comparisons_, function, 1)) return found;
    }
    return {};
  }

  /// `assertOther(id, X);`, or a check that mentions the constant in ways that we cannot follow.
  Node unknown_check(const Node& check) const {
    if (check.span().begin >= call_.span().begin || check.contains(call_) || !may_share_a_value(check, call_))
      return {};
    Node statement = check.parent();
    while (statement && (statement.is(Kind::Await) || statement.is(Kind::Cast))) statement = statement.parent();
    if (!statement || !statement.is(Kind::Expression) || !statement.parent().contains(call_)) return {};
    const auto callees = program_.callees(check);
    const Node head = program::callee(check);
    for (const Node given : program::arguments(check)) {
      if (!comparisons_.constant().is_meant(given)) continue;
      if (callees.empty() ? head && may_refuse(head.text()) : throws(callees)) return given;
    }
    for (const NodeRef callee : callees) {
      const Node function = program_[callee];
      if (!throws(callees) || (function.has(facts::kAsync) && !effects::is_waited_for(check))) continue;
      const Comparisons inside = comparisons_.inside();
      for (const Node node : program::nodes_of(function, {Kind::Ident, Kind::Member})) {
        if (inside.constant().is_meant(node) && !inside.comparison_at(node, function)) return node;
      }
    }
    return {};
  }

  /// `where.NOT = { id: X }`, `conditions.push(ne(users.id, X))`, `ids.splice(ids.indexOf(X), 1)`, `ids.map((id) => (id
  /// === X ? null : id))`: the constant in something that makes, or changes, a variable among the arguments.
  Node in_what_is_given(const Node& within) const {
    for (const Node& part : chain_of(call_)) {
      for (const Node name : program::nodes_of(part, Kind::Ident)) {
        const Node declared = program_.definition(name).node;
        const auto binding = name.facts().binding(name.id());
        if (!declared || !binding || !within.contains(declared)) continue;
        if (declared.is(Kind::Declarator)) {
          if (const Node found = made_with(program::value_of(declared))) return found;
        }
        for (const Node change : program::nodes_of(within, {Kind::Assign, Kind::Call})) {
          if (change.span().begin >= call_.span().begin || change.contains(call_)) continue;
          if (const Node found = changed_with(change, *binding)) return found;
        }
      }
    }
    return {};
  }

  /// A filter that compares is understood, and so is a condition of what was read: both are asked elsewhere.
  Node made_with(const Node& value) const {
    Node at = value ? program::without_casts(value) : Node{};
    const Node head = at && at.is(Kind::Call) ? program::callee(at) : Node{};
    if (!head || !head.is(Kind::Member)) return {};
    constexpr std::array<std::string_view, 4> kMaking{"map", "flatMap", "reduce", "concat"};
    if (std::ranges::find(kMaking, head.text()) == kMaking.end()) return {};
    for (const Node given : program::arguments(at)) {
      if (given.is(Kind::None)) continue;
      if (const Node found = mention_in(comparisons_, given, kDeepest)) return found;
    }
    return {};
  }

  Node changed_with(const Node& change, facts::BindingId binding) const {
    constexpr std::array<std::string_view, 4> kChanging{"push", "unshift", "splice", "assign"};
    Node target = change.is(Kind::Assign) ? change.child(0) : program::callee(change);
    if (!target || !target.is(Kind::Member)) return {};
    if (change.is(Kind::Call) && std::ranges::find(kChanging, target.text()) == kChanging.end()) return {};
    while (target && (target.is(Kind::Member) || target.is(Kind::Index))) target = target.child(0);
    if (!target || !target.is(Kind::Ident) || target.facts().binding(target.id()) != binding) return {};
    if (const Node found = mention_in(comparisons_, change, kDeepest)) return found;
    // `const at = ids.indexOf(X); if (at >= 0) ids.splice(at, 1);`
    for (const Node name : program::nodes_of(change, Kind::Ident)) {
      const Node declared = program_.definition(name).node;
      if (!declared || !declared.is(Kind::Declarator) || name.facts().binding(name.id()) == binding) continue;
      if (const Node found = mention_in(comparisons_, program::value_of(declared), kDeepest)) return found;
    }
    return {};
  }

  bool throws(std::span<const NodeRef> functions) const {
    return std::ranges::any_of(
        functions, [&](const NodeRef one) { return !program::nodes_of(program_[one], Kind::Throw).empty(); });
  }

  /// The constant among the values of a statement of SQL that leaves something alone.
  Node in_statement() const {
    // Another column of the row is understood, and leaves nothing alone that matters.
    if (const Node text = deleting_text(program_, call_);
        text && left_alone_by_sql(comparisons_.constant(), nullptr, call_, text))
      return {};
    bool leaves_alone = false;
    for (const Node text : program::nodes_of(call_, {Kind::String, Kind::Template})) {
      std::string plain(text.text());
      std::ranges::transform(plain, plain.begin(), [](unsigned char b) { return static_cast<char>(std::tolower(b)); });
      const bool has_sign = plain.find("<>") != std::string::npos || plain.find("!=") != std::string::npos ||
                            plain.find("not in") != std::string::npos ||
                            plain.find("distinct from") != std::string::npos;
      leaves_alone = leaves_alone || (has_sign && plain.find("delete") != std::string::npos);
    }
    return leaves_alone ? mention_in(comparisons_, call_, kDeepest) : Node{};
  }

  const Comparisons& comparisons_;
  const Program& program_;
  Node call_;
};

constexpr std::string_view kAtEntry = "what runs before it, by its registration or decorators, is not followed";

std::optional<Unsure> at_registration(const Comparisons& comparisons, const Node& registration, const Node& handler) {
  if (!registration || !registration.is(Kind::Call)) return std::nullopt;
  for (const Node given : program::arguments(registration)) {
    if (given.is(Kind::None) || given.contains(handler)) continue;
    if (const Node found = mention_behind(comparisons, given)) return Unsure{found, std::string(kAtEntry)};
  }
  // `router.use(refuseSystem)` in the same file; `Promise.all(…)` is no such thing
  const Node own = program::callee(registration);
  const std::string_view router = own && own.is(Kind::Member) && own.child(0) ? own.child(0).text() : "";
  for (const Node call : program::nodes_of(registration.file(), Kind::Call)) {
    const Node head = program::callee(call);
    if (!head || !head.is(Kind::Member) || !head.child(0) ||
        call.enclosing_function() != registration.enclosing_function())
      continue;
    const bool is_for_router =
        (head.text() == "all" || head.text() == "param") && !router.empty() && head.child(0).text() == router;
    if (head.text() != "use" && !is_for_router) continue;
    for (const Node given : program::arguments(call)) {
      if (given.is(Kind::None)) continue;
      if (const Node found = mention_behind(comparisons, given)) return Unsure{found, std::string(kAtEntry)};
    }
  }
  return std::nullopt;
}

std::optional<Unsure> at_decorators(const Comparisons& comparisons, const Node& declaration) {
  for (const Node decorator : program::decorators(declaration)) {
    if (const Node found = mention_behind(comparisons, decorator)) return Unsure{found, std::string(kAtEntry)};
    for (const Node given : program::arguments(decorator)) {
      if (given.is(Kind::None)) continue;
      if (const Node found = mention_behind(comparisons, given)) return Unsure{found, std::string(kAtEntry)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Unsure> unsure_before(const Comparisons& comparisons, const Node& call) {
  return comparisons.protects() ? Search(comparisons, call).find() : std::nullopt;
}

std::optional<Unsure> unsure_at_entry(const Comparisons& comparisons, const Node& function) {
  if (auto found = at_registration(comparisons, function.parent(), function)) return found;
  for (const NodeRef reference : comparisons.program().references(function)) {
    const Node use = comparisons.program()[reference];
    Node at = use.parent();
    while (at && (at.is(Kind::Member) || at.is(Kind::Cast))) at = at.parent();
    if (auto found = at_registration(comparisons, at, use)) return found;
  }
  const Node method = function.parent();
  if (!method || !method.is(Kind::Method)) return std::nullopt;
  if (auto found = at_decorators(comparisons, method)) return found;
  if (auto found = at_decorators(comparisons, method.enclosing(Kind::Class))) return found;
  for (const Node parameter : program::parameters(function).children()) {
    if (auto found = at_decorators(comparisons, parameter)) return found;
  }
  return std::nullopt;
}

}  // namespace lockstep::rules::require
