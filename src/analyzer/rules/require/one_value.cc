#include "rules/require/one_value.h"

#include "base/sql_tokens.h"
#include "effects/vocabulary.h"
#include "rules/require/key_columns.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::require {
namespace {

using facts::BindingKind;
using Path = std::vector<std::string>;  // "user", "id" of `request.user.id`

constexpr int kDeepest = 8;
constexpr std::string_view kElement = "[]";  // one of a list, and not all of it
constexpr std::string_view kMade = "()";     // in a path: what is below was made of what is above by a call

/// A variable, or what hangs on `this`, and the way down from it.
struct Origin {
  static constexpr std::uint32_t kThis = facts::kNone;
  std::uint32_t binding = kThis;
  Path path;
  bool is_parameter = false;
  friend auto operator<=>(const Origin&, const Origin&) = default;
};

/// What expressions lead back to, within their file.
class Origins {
 public:
  explicit Origins(const File& file) : file_(file) {}

  /// `below`: of the value of the expression only what lies there.
  void add(const Node& expression, const Path& below = {}) { add(expression, below, 0); }

  bool empty() const { return origins_.empty(); }
  const std::set<Origin>& all() const { return origins_; }

 private:
  /// `below` is the way down from the value of the expression to what is asked about.
  void add(const Node& expression, const Path& below, int depth) {
    const Node plain = program::without_casts(expression);
    if (!plain || depth > kDeepest) return;
    if (plain.is(Kind::Ident) || plain.is(Kind::Member) || plain.is(Kind::Index)) add_chain(plain, below, depth);
    Path made = below;
    if (!made.empty()) made = inside(std::move(made));
    for (const Node node : program::nodes_of(plain, {Kind::Ident, Kind::This})) {
      const Node chain = top_of(node);
      if (chain == plain) continue;
      Path taken = made;
      if (takes_one(chain)) taken.insert(taken.begin(), std::string(kElement));
      add_chain(chain, taken, depth);
    }
  }

  /// `ids.at(0)`: of a list one element.
  static bool takes_one(const Node& list) {
    constexpr std::array<std::string_view, 3> kTaking{"at", "pop", "shift"};
    const Node method = list.parent();
    return method && method.is(Kind::Member) && method.child(0) == list && method.parent() &&
           program::callee(method.parent()) == method && std::ranges::find(kTaking, method.text()) != kTaking.end();
  }

  /// The longest `a.b[0].c` that begins with a name.
  static Node top_of(Node at) {
    const auto hangs_on = [](const Node& above, const Node& below) {
      return above && (above.is(Kind::Member) || above.is(Kind::Index)) && above.child(0) == below;
    };
    while (hangs_on(at.parent(), at)) at = at.parent();
    // The method of `user.email.trim()` is no field.
    if (at.is(Kind::Member) && at.parent() && at.parent().is(Kind::Call) && program::callee(at.parent()) == at)
      return at.child(0);
    return at;
  }

  /// "b" of `a.b` and `a['b']`, "[0]" of `a[0]`.
  static std::string step_of(const Node& node) {
    if (node.is(Kind::Member)) return std::string(node.text());
    const Node key = node.child(1);
    if (key && key.is(Kind::String)) return std::string(key.text());
    return "[" + std::string(key ? key.text() : std::string_view{}) + "]";
  }

  /// `a.b.c` and what is taken out of it.
  void add_chain(const Node& expression, const Path& below, int depth) {
    Path path;
    Node at = program::without_casts(expression);
    for (; at && (at.is(Kind::Member) || at.is(Kind::Index)); at = program::without_casts(at.child(0)))
      path.push_back(step_of(at));
    std::reverse(path.begin(), path.end());
    path.insert(path.end(), below.begin(), below.end());
    if (at && at.is(Kind::This)) {
      // The repository of `this.users.findOneBy(…)` is not what is compared.
      const bool is_receiver = expression.parent() && expression.parent().is(Kind::Member);
      if (!path.empty() && !is_receiver) origins_.insert({.path = std::move(path)});
    } else if (at && at.is(Kind::Ident)) {
      add_name(at, std::move(path), depth);
    }
  }

  void add_name(const Node& name, Path path, int depth) {
    const auto id = file_.facts.binding(name.id());
    if (!id || depth > kDeepest) return;
    const facts::Binding& binding = file_.facts[*id];
    const bool is_variable = binding.kind == BindingKind::Const || binding.kind == BindingKind::Let ||
                             binding.kind == BindingKind::Var || binding.kind == BindingKind::Parameter;
    const Node declaration = file_.node(binding.declaration);
    const Node function = declaration.enclosing_function();
    if (!is_variable || !function) return;  // of the module: a repository, a client
    const bool is_parameter = declaration.is(Kind::Parameter);
    if (!origins_.insert({id->value, path, is_parameter}).second) return;
    if (binding.is_assigned) {
      for (const Node assign : program::nodes_of(function, Kind::Assign)) {
        const Node target = assign.child(0);
        if (target && target.is(Kind::Ident) && file_.facts.binding(target.id()) == id)
          add(assign.child(1), path, depth + 1);
      }
    }
    if (declaration.is(Kind::Declarator)) {
      Path taken = keys_above(file_.node(binding.name_node), declaration);
      taken.insert(taken.end(), path.begin(), path.end());
      add(program::value_of(declaration), taken, depth + 1);
      const Node loop = declaration.parent().parent();
      if (loop && loop.is(Kind::ForOf)) add(loop.child(1), inside(taken), depth + 1);
    } else if (is_parameter) {
      // `ids.map((id) => …)`
      const Node given = function.parent();
      const Node head = given && given.is(Kind::Call) ? program::callee(given) : Node{};
      if (head && head.is(Kind::Member)) add(head.child(0), inside(path), depth + 1);
    }
  }

  /// The same way down from what holds the value among others.
  static Path inside(Path path) {
    path.insert(path.begin(), std::string(kMade));
    return path;
  }

  /// `const { user: { id } } = request`: "user", "id".
  static Path keys_above(const Node& name, const Node& declaration) {
    Path keys;
    for (Node at = name; at && at != declaration; at = at.parent()) {
      if (at.is(Kind::PatternProperty)) keys.emplace_back(at.text());
      // `const [first, ...others] = ids`
      if (at.parent() && at.parent().is(Kind::ArrayPattern)) keys.emplace_back(kElement);
    }
    std::reverse(keys.begin(), keys.end());
    return keys;
  }

  const File& file_;
  std::set<Origin> origins_;
};

/// How two ways down from one variable stand to each other.
enum class Ways : std::uint8_t { Apart, Siblings, Same };
Ways compare(const Path& a, const Path& b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  const auto differ = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  if (differ == shorter) return Ways::Same;  // the whole, or a part of it
  return differ + 1 == a.size() && differ + 1 == b.size() ? Ways::Siblings : Ways::Apart;
}

/// Whether what lies below something is one of many, and not the whole: `[0]`.
bool is_element(std::string_view step) { return step.starts_with('['); }

/// Of what was compared and what is given, the latter further down: whether it still tells the same row.
bool tells_same_row_below(const Path& below, std::string_view compared_word) {
  const std::string& last = below.back();
  const bool is_fetched = std::ranges::find(below, kMade) != below.end();
  return last == compared_word || last == kMade || is_element(last) || KeyColumns::tells_row(last) ||
         (!is_fetched && is_id_word(last));
}

/// Of what is given and what was compared, the latter further down: whether that is the very id of it.
bool is_id_of_it(const Path& below, const KeyColumns& columns) {
  Path fields;
  bool is_fetched = false;
  for (const std::string& step : below) {
    is_fetched = is_fetched || step == kMade;
    // The first of what was read by an id is the one; the first of a list of ids is not all of them.
    if (is_element(step) && !is_fetched) return false;
    if (step != kMade && !is_element(step)) fields.push_back(step);
  }
  if (fields.empty()) return true;
  return columns.is_own_id(fields.back()) && (fields.size() == 1 || columns.is_about(fields[fields.size() - 2]));
}

/// `columns`: where the constant is an id; else null.
bool are_of_one_thing(const Origin& compared, const Origin& given, const KeyColumns* columns, std::string_view name) {
  if (compared.binding != given.binding) return false;
  const Ways ways = compare(compared.path, given.path);
  const auto behind = [](const Path& path, std::size_t steps) {
    return Path(path.begin() + static_cast<std::ptrdiff_t>(steps), path.end());
  };
  if (ways == Ways::Same) {
    if (columns == nullptr || compared.path.size() == given.path.size()) return true;
    if (given.path.size() > compared.path.size()) {
      const std::string_view word = compared.path.empty() ? name : std::string_view(compared.path.back());
      return tells_same_row_below(behind(given.path, compared.path.size()), word);
    }
    return is_id_of_it(behind(compared.path, given.path.size()), *columns);
  }
  if (ways == Ways::Apart || compared.binding == Origin::kThis) return false;
  if (columns == nullptr) return true;
  // Of a row another field than its id may say whose it is; what somebody hands in has two ids of two things.
  return columns->is_own_id(compared.path.back()) && KeyColumns::tells_row(given.path.back()) &&
         !(given.is_parameter && is_id_word(given.path.back()));
}

Origins origins_of_call(const Node& call, const Given& asked) {
  Origins given(call.file());
  if (asked.part) {
    given.add(asked.part);
    return given;
  }
  if (!asked.counted.empty()) {
    for (const std::size_t index : asked.counted) given.add(program::argument(call, index));
    return given;
  }
  if (call.is(Kind::Tagged)) given.add(call.child(1));
  for (const Node one : chain_of(call)) {
    for (const Node argument : program::arguments(one)) given.add(argument);
    const Node head = program::callee(one);
    if (head && head.is(Kind::Member)) given.add(head.child(0));  // `user.remove()`
  }
  return given;
}

/// The parameters of a function that are among the origins.
std::vector<std::size_t> parameters_among(const Origins& origins, const Node& function) {
  std::vector<std::size_t> found;
  const auto& bindings = function.file().facts.bindings;
  for (std::size_t index = 0;; ++index) {
    const Node parameter = program::parameter(function, index);
    if (!parameter) return found;
    const bool is_behind = std::ranges::any_of(origins.all(), [&](const Origin& origin) {
      return origin.binding != Origin::kThis && bindings[origin.binding].declaration == parameter.id();
    });
    if (is_behind) found.push_back(index);
  }
}

/// Whether one of the variables that are compared gets another value between the comparison and the call.
bool is_replaced_between(const Node& comparison, const Node& call) {
  const Node function = comparison.enclosing_function();
  if (!function) return false;
  const File& file = comparison.file();
  std::set<std::uint32_t> compared;
  for (const Node name : program::nodes_of(comparison, Kind::Ident)) {
    if (const auto id = file.facts.binding(name.id())) compared.insert(id->value);
  }
  const auto assigns = program::nodes_of(function, Kind::Assign);
  return std::any_of(assigns.begin(), assigns.end(), [&](const Node& assign) {
    if (assign.span().begin < comparison.span().end || assign.span().begin >= call.span().begin) return false;
    const Node target = assign.child(0);
    const auto id = target && target.is(Kind::Ident) ? file.facts.binding(target.id()) : std::nullopt;
    return id && compared.contains(id->value);
  });
}

}  // namespace

bool is_id_word(std::string_view word) { return effects::ends_with_any_case(word, "id"); }

std::vector<Node> chain_of(const Node& call) {
  // What is done with the answer is no part of the question.
  const auto is_of_promise = [](std::string_view word) {
    return word == "then" || word == "catch" || word == "finally";
  };
  Node top = call;
  for (Node next = top.parent(); next && next.is(Kind::Member) && next.child(0) == top && !is_of_promise(next.text());
       next = top.parent()) {
    if (!next.parent() || program::callee(next.parent()) != next) break;
    top = next.parent();
  }
  std::vector<Node> chain;
  for (Node at = top; at && at.is(Kind::Call); at = program::without_casts(at)) {
    chain.push_back(at);
    const Node head = program::callee(at);
    at = head && head.is(Kind::Member) ? head.child(0) : Node{};
    if (!at) break;
  }
  return chain;
}

namespace {

/// Whether one of these is behind what the call is given.
bool are_behind_call(const Origins& compared, const Node& call, const Given& asked, const KeyColumns* columns) {
  const Origins given = origins_of_call(call, asked);
  const facts::FileFacts& facts = call.file().facts;
  return std::ranges::any_of(compared.all(), [&](const Origin& one) {
    const bool has_name = one.binding != Origin::kThis;
    const std::string_view name =
        has_name ? call.file().node(facts.bindings[one.binding].name_node).text() : std::string_view{};
    return std::ranges::any_of(given.all(),
                               [&](const Origin& other) { return are_of_one_thing(one, other, columns, name); });
  });
}

}  // namespace

bool are_about_one_value(const Node& comparison, const Node& call, const Given& asked, const KeyColumns* columns) {
  if (comparison.file().id != call.file().id || is_replaced_between(comparison, call)) return false;
  Origins compared(call.file());
  compared.add(comparison);
  return are_behind_call(compared, call, asked, columns);
}

bool is_checked_value(const Node& check, const Node& inner, const Node& call, const Given& asked,
                      const KeyColumns* columns) {
  const Node function = inner.enclosing_function();
  if (!function || check.file().id != call.file().id || is_replaced_between(check, call)) return false;
  Origins within(inner.file());
  within.add(inner);
  const auto& bindings = inner.file().facts.bindings;
  Origins compared(call.file());
  const Node head = check.is(Kind::Call) ? program::callee(check) : check;
  for (const Origin& origin : within.all()) {
    // `this.id` of a method, or a getter, of the row itself
    if (origin.binding == Origin::kThis && head && head.is(Kind::Member)) compared.add(head.child(0), origin.path);
    for (std::size_t index = 0; program::parameter(function, index); ++index) {
      if (origin.binding == Origin::kThis ||
          bindings[origin.binding].declaration != program::parameter(function, index).id())
        continue;
      if (const Node given = program::argument(check, index)) compared.add(given, origin.path);
    }
  }
  return are_behind_call(compared, call, asked, columns);
}

Arguments parameters_behind_call(const Node& call, const Given& given) {
  const Node function = call.enclosing_function();
  return function ? parameters_among(origins_of_call(call, given), function) : Arguments{};
}

bool may_share_a_value(const Node& one, const Node& other) {
  if (!one || !other || one.file().id != other.file().id) return true;
  Origins first(one.file());
  first.add(one);
  Origins second(other.file());
  second.add(other);
  if (first.empty() || second.empty()) return true;
  return std::ranges::any_of(first.all(), [&](const Origin& a) {
    return std::ranges::any_of(second.all(), [&](const Origin& b) { return a.binding == b.binding; });
  });
}

std::vector<std::size_t> parameters_behind(const Node& expression) {
  const Node function = expression.enclosing_function();
  if (!function) return {};
  Origins origins(expression.file());
  origins.add(expression);
  return parameters_among(origins, function);
}

}  // namespace lockstep::rules::require
