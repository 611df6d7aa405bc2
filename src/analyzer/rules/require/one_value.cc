#include "rules/require/one_value.h"

#include "base/sql_tokens.h"
#include "effects/vocabulary.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::require {
namespace {

using facts::BindingKind;
using Path = std::vector<std::string>;  // "user", "id" of `request.user.id`

constexpr int kDeepest = 8;
constexpr std::string_view kMade = "()";  // in a path: what is below was made of what is above by a call

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

  void add(const Node& expression) { add(expression, {}, 0); }

  bool empty() const { return origins_.empty(); }
  const std::set<Origin>& all() const { return origins_; }

 private:
  /// `below` is the way down from the value of the expression to what is asked about.
  void add(const Node& expression, const Path& below, int depth) {
    const Node plain = program::without_casts(expression);
    if (!plain || depth > kDeepest) return;
    if (plain.is(Kind::Ident) || plain.is(Kind::Member)) add_chain(plain, below, depth);
    Path made = below;
    if (!made.empty()) made = inside(std::move(made));
    for (const Node node : program::nodes_of(plain, {Kind::Ident, Kind::This})) {
      const Node chain = top_of(node);
      if (chain != plain) add_chain(chain, made, depth);
    }
  }

  /// The longest `a.b.c` that begins with a name.
  static Node top_of(Node at) {
    while (at.parent() && at.parent().is(Kind::Member) && at.parent().child(0) == at) at = at.parent();
    // The method of `user.email.trim()` is no field.
    if (at.is(Kind::Member) && at.parent() && at.parent().is(Kind::Call) && program::callee(at.parent()) == at)
      return at.child(0);
    return at;
  }

  /// `a.b.c` and what is taken out of it.
  void add_chain(const Node& expression, const Path& below, int depth) {
    Path path;
    Node at = program::without_casts(expression);
    for (; at && at.is(Kind::Member); at = program::without_casts(at.child(0))) path.emplace_back(at.text());
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

/// Whether a field may hold an id at all: nobody's name is one.
bool may_be_id(std::string_view field) {
  constexpr std::array<std::string_view, 9> kOthers{"name", "email",  "role",  "title",      "type",
                                                    "kind", "status", "label", "description"};
  return std::ranges::none_of(kOthers, [&](std::string_view end) { return effects::ends_with_any_case(field, end); });
}

/// Whether a field tells what a row belongs to, rather than which one it is: `teamId`, `role`. Who knows that one user
/// of a team may go knows nothing of the others.
bool is_of_many(std::string_view field) {
  constexpr std::array<std::string_view, 6> kOwn{"id", "_id", "uuid", "uid", "guid", "pk"};
  constexpr std::array<std::string_view, 14> kShared{"team",    "org",   "organization", "organisation", "tenant",
                                                     "company", "group", "workspace",    "project",      "role",
                                                     "status",  "type",  "kind",         "parent"};
  const auto is_word = [&](std::string_view word) { return sql::same_word(word, field); };
  return (is_id_word(field) && std::ranges::none_of(kOwn, is_word)) || std::ranges::any_of(kShared, is_word);
}

/// Of `compared` and what lies further down in `given`: whether that is a field which others have as well.
bool is_shared_below(const Origin& compared, const Origin& given, std::string_view compared_word) {
  if (given.path.size() <= compared.path.size()) return false;
  const auto below = given.path.begin() + static_cast<std::ptrdiff_t>(compared.path.size());
  return given.path.back() != compared_word && std::find(below, given.path.end(), kMade) != given.path.end() &&
         is_of_many(given.path.back());
}

bool are_of_one_thing(const Origin& compared, const Origin& given, bool is_of_id, std::string_view name) {
  if (compared.binding != given.binding) return false;
  const Ways ways = compare(compared.path, given.path);
  if (ways == Ways::Same) {
    const std::string_view word = compared.path.empty() ? name : std::string_view(compared.path.back());
    if (is_of_id && is_shared_below(compared, given, word)) return false;
    // `user.name === SYSTEM_USER_ID` says nothing of `user`.
    return !is_of_id || compared.path.empty() || given.path.size() >= compared.path.size() ||
           may_be_id(compared.path.back());
  }
  if (ways == Ways::Apart || compared.binding == Origin::kThis) return false;
  if (!is_of_id) return true;
  // Of a row another field than its id may say whose it is; what somebody hands in has two ids of two things.
  return may_be_id(compared.path.back()) && !is_of_many(given.path.back()) &&
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

bool are_about_one_value(const Node& comparison, const Node& call, const Given& asked, bool is_of_id) {
  if (comparison.file().id != call.file().id || is_replaced_between(comparison, call)) return false;
  Origins compared(call.file());
  compared.add(comparison);
  const Origins given = origins_of_call(call, asked);
  const facts::FileFacts& facts = call.file().facts;
  return std::ranges::any_of(compared.all(), [&](const Origin& one) {
    const bool has_name = one.binding != Origin::kThis;
    const std::string_view name =
        has_name ? call.file().node(facts.bindings[one.binding].name_node).text() : std::string_view{};
    return std::ranges::any_of(given.all(),
                               [&](const Origin& other) { return are_of_one_thing(one, other, is_of_id, name); });
  });
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
