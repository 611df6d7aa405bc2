// What a call is given keeps the constant out of it, or what stands before it in its function does: conditions, a
// filter of the list, the rows that were read without it.

#include "rules/require/own_guard.h"

#include "rules/require/deletions.h"
#include "rules/require/guards.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::require {
namespace {

constexpr int kDeepest = 4;

/// `Not(…)`, `ne(…)`, `{ not: … }`, `{ [Op.ne]: … }`, `excluding(…)`.
bool is_negation(std::string_view word) {
  const std::string plain = letters_of(word);
  constexpr std::array<std::string_view, 5> kBeginnings{"not", "exclud", "without", "wherenot", "andwherenot"};
  return plain == "ne" || plain == "nin" || plain == "neq" || plain == "except" ||
         std::ranges::any_of(kBeginnings, [&](std::string_view begin) { return plain.starts_with(begin); });
}

/// `OR: […]`, `or(…)`, `orWhere(…)`, `{ [Op.or]: … }`: what is taken out of one half may be in the other.
bool is_choice(std::string_view word) {
  const std::string plain = letters_of(word);
  return plain == "or" || plain.starts_with("orwhere") || plain.starts_with("orhaving");
}

/// The column of `ne(users.id, X)`, `whereNot('id', X)`, `where('id', '<>', X)`; empty where none is named.
std::string_view column_given(const Node& call, const Node& constant) {
  const Node first = program::argument(call, 0);
  if (!first || first.contains(constant) || program::argument_count(call) < 2) return {};
  if (first.is(Kind::Member)) return first.text();
  const bool is_name = first.is(Kind::String) && first.text().find(' ') == std::string_view::npos;
  return is_name ? first.text().substr(first.text().rfind('.') + 1) : std::string_view{};
}

/// What lies before one call within its function.
class Way {
 public:
  /// About what stands in `inner`, a closure that the call is given, it is asked on its own.
  Way(const Comparisons& comparisons, const Node& call, const Node& inner = {})
      : program_(comparisons.program()),
        constant_(comparisons.constant()),
        protects_(comparisons.protects()),
        call_(call),
        inner_(inner),
        comparisons_(comparisons) {}

  /// The comparison that the call lies behind; null when there is none in its function.
  Node guard() const {
    if (const Node text = deleting_text(program_, call_)) {
      if (const Node found = left_alone_by_sql(constant_, comparisons_.columns(), call_, text)) return found;
    } else {
      const std::vector<Node> chain = chain_of(call_);
      const bool has_choice = std::ranges::any_of(
          chain, [](const Node& one) { return program::callee(one) && is_choice(program::callee(one).text()); });
      for (const Node& one : chain) {
        const Node left = has_choice ? Node{} : left_alone_by_condition(constant_, comparisons_.columns(), one);
        if (left) return left;
        for (const Node argument : program::arguments(one)) {
          if (argument.is(Kind::None)) continue;
          if (const Node found = guard_in_argument(argument, one)) return found;
          if (const Node found = guard_in_filter(argument, one)) return found;
        }
      }
    }
    if (const Node found = filtered()) return found;
    return Guards(comparisons_).before(call_);
  }

 private:
  /// `{ id: Not(X) }`, `{ id: { not: X } }`, `whereNot('id', X)`, `where('id', '<>', X)`, but not `{ id: X }`.
  /// Within the call, or within the object that it is given by a name.
  bool is_taken_out(const Node& constant, const Node& call, const Node& object = {}) const {
    if (!protects_) return true;
    const Node top = object ? object : call;
    const auto arguments = program::arguments(call);
    const bool has_sign = std::any_of(arguments.begin(), arguments.end(), [](const Node& argument) {
      return argument.is(Kind::String) && (argument.text() == "<>" || argument.text() == "!=");
    });
    const std::string_view word = program::callee(call).text();
    if (is_choice(word)) return false;
    bool is_negated = has_sign || (call != call_ && is_negation(word));
    std::string_view column = object ? std::string_view{} : column_given(call, constant);
    for (Node at = constant.parent(); at && at != top; at = at.parent()) {
      if (is_one_of_several(at)) return false;
      const Node head = at.is(Kind::Call) ? program::callee(at) : Node{};
      if (head && is_choice(head.text())) return false;
      is_negated = is_negated || (head && is_negation(head.text()));
      if (head && column.empty()) column = column_given(at, constant);
      if (!at.is(Kind::Property)) continue;
      const Node key = at.has(Flag::kComputed) ? at.child(1) : Node{};
      const std::string_view name = key ? key.text() : at.text();
      if (is_choice(name)) return false;
      is_negated = is_negated || is_negation(name);
      constexpr std::array<std::string_view, 3> kAround{"where", "and", "filter"};
      const bool is_column = !is_negation(name) && std::ranges::find(kAround, letters_of(name)) == kAround.end();
      if (is_column && column.empty()) column = name;
    }
    return is_negated && (column.empty() || is_own_id(column));
  }

  /// `const where = { id: { not: X } }; deleteMany({ where })`, of an object that nobody changes in between.
  Node guard_in_filter(const Node& argument, const Node& call) const {
    std::vector<Node> names;
    if (argument.is(Kind::Ident)) names.push_back(argument);
    for (const Node name : program::nodes_of(argument, Kind::Ident)) names.push_back(name);
    for (const Node& name : names) {
      if (inner_ && inner_.contains(name)) continue;
      const Node declared = program_.definition(name).node;
      if (!declared || !declared.is(Kind::Declarator) || declared.parent().op() != Op::Const) continue;
      const Node value = program::value_of(declared);
      const Node object = value ? program::without_casts(value) : Node{};
      if (!object || !object.is(Kind::Object) || is_changed(name)) continue;
      for (const Node node : program::descendants(object)) {
        if (constant_.is_meant(node) && is_taken_out(node, call, object)) return node;
      }
    }
    return {};
  }

  /// `where.id = id`, `delete where.id`
  static bool is_changed(const Node& name) {
    const auto binding = name.facts().binding(name.id());
    const Node function = name.enclosing_function();
    const Node within = function ? function : name.file().root();
    for (const Node change : program::nodes_of(within, {Kind::Assign, Kind::Unary})) {
      if (change.is(Kind::Unary) && change.op() != Op::Delete) continue;
      Node at = change.child(0);
      while (at && (at.is(Kind::Member) || at.is(Kind::Index))) at = at.child(0);
      if (at && at.is(Kind::Ident) && at.facts().binding(at.id()) == binding) return true;
    }
    return false;
  }

  /// `where: [{ id: Not(X) }, { email }]`: rows of either kind go. Under AND all of them count.
  static bool is_one_of_several(const Node& list) {
    if (!list.is(Kind::Array) || list.child_count() < 2 || !list.child(0) || !list.child(0).is(Kind::Object))
      return false;
    const Node key = list.parent();
    const Node computed = key && key.is(Kind::Property) && key.has(Flag::kComputed) ? key.child(1) : Node{};
    const bool is_all = key && key.is(Kind::Property) && letters_of(computed ? computed.text() : key.text()) == "and";
    return !is_all;
  }

  Node guard_in_argument(const Node& argument, const Node& call) const {
    if (constant_.is_meant(argument) && is_taken_out(argument, call)) return argument;
    for (const Node node : program::descendants(argument)) {
      if (inner_ && inner_.contains(node)) continue;
      if (constant_.is_meant(node) && is_taken_out(node, call)) return node;
    }
    return {};
  }

  bool is_own_id(std::string_view column) const {
    return comparisons_.columns() == nullptr || comparisons_.columns()->is_own_id(column);
  }

  /// `rows[0].teamId`, `rows.map((row) => row.teamId)`: of the team of a user that was left there are others.
  bool takes_another_column(const Node& argument) const {
    const auto is_of_row = [&](const Node& member) {
      const Node above = member.parent();
      if (member.text() == "length" || member.text() == "size") return false;
      const bool is_inner = above && (above.is(Kind::Member) || above.is(Kind::Index)) && above.child(0) == member;
      if (is_inner || (above && above.is(Kind::Call) && program::callee(above) == member)) return false;
      Node root = member;
      while (root && (root.is(Kind::Member) || root.is(Kind::Index))) root = program::without_casts(root.child(0));
      const auto id = root && root.is(Kind::Ident) ? root.facts().binding(root.id()) : std::nullopt;
      return id && static_cast<bool>(root.file().node(root.facts()[*id].declaration).enclosing_function());
    };
    const auto members = program::nodes_of(argument, Kind::Member);
    return protects_ && comparisons_.columns() != nullptr &&
           (std::any_of(members.begin(), members.end(), [&](const Node& member) {
             return is_of_row(member) && !is_own_id(member.text()) && !KeyColumns::tells_row(member.text());
           }));
  }

  /// `const others = ids.filter((id) => id !== X); delete(others)`: the filter of what the call is given.
  Node filtered() const {
    Node given;  // the one variable among the arguments
    Node in_place;
    std::vector<Node> arguments;
    for (const Node one : chain_of(call_)) {
      for (const Node argument : program::arguments(one)) arguments.push_back(argument);
    }
    for (const Node& argument : arguments) {
      if (argument.is(Kind::None)) continue;
      if (takes_another_column(argument)) return {};
      if (argument.is(Kind::Ident) && !add_variable(argument, argument, given)) return {};
      for (const Node name : program::nodes_of(argument, Kind::Ident)) {
        if (name == argument) continue;
        if (!add_variable(name, argument, given)) return {};
      }
      if (argument.is(Kind::Call) && !in_place) in_place = filter_in(argument);
      // `In(ids.filter(…))`
      for (const Node call : program::nodes_of(argument, Kind::Call)) {
        if (!in_place && is_all_of(call, argument)) in_place = filter_in(call);
      }
    }
    if (in_place) return in_place;
    return given ? filter_behind(given, 0) : Node{};
  }

  /// Whether an expression is what an argument is made of, in a call or an object around it, and no closure's.
  static bool is_all_of(const Node& part, const Node& argument) {
    for (Node at = part; at != argument; at = at.parent()) {
      const Node above = at.parent();
      const bool hands_on = (above.is(Kind::Call) && program::callee(above) != at) || above.is(Kind::Object) ||
                            above.is(Kind::Property) || above.is(Kind::Cast);
      if (!hands_on) return false;
    }
    return true;
  }

  /// False where there is another one already.
  static bool add_variable(const Node& name, const Node& argument, Node& given) {
    const auto id = name.file().facts.binding(name.id());
    if (!id) return true;
    const Node declaration = name.file().node(name.facts()[*id].declaration);
    if (!declaration.enclosing_function() || argument.contains(declaration)) return true;
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
    while (source && source.is(Kind::Await)) source = program::without_casts(source.child(0));
    if (!source) return {};
    if (source.is(Kind::Ident)) return filter_behind(source, depth + 1);
    const Node found = filter_in(source);
    return found ? found : left_out_of_rows(source);
  }

  /// `const rows = await db.select().from(users).where(ne(users.id, X))`: what was not read is not among them.
  Node left_out_of_rows(const Node& read) const {
    if (!protects_ || !read.is(Kind::Call) || !program_.callees(read).empty()) return {};
    for (const Node one : chain_of(read)) {
      for (const Node argument : program::arguments(one)) {
        if (argument.is(Kind::None)) continue;
        if (const Node found = guard_in_argument(argument, one)) return found;
      }
    }
    return {};
  }

  /// `ids.filter((id) => id !== X).map(…)`
  Node filter_in(const Node& chain) const {
    constexpr std::array<std::string_view, 5> kKeepOut{"map", "slice", "sort", "reverse", "toSorted"};
    const Comparisons anywhere = comparisons_.inside();
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

  const Program& program_;
  const Constant& constant_;
  bool protects_ = false;
  Node call_;
  Node inner_;
  const Comparisons& comparisons_;
};

}  // namespace

Node own_guard(const Comparisons& comparisons, const Node& call, const Node& inner) {
  return Way(comparisons, call, inner).guard();
}

}  // namespace lockstep::rules::require
