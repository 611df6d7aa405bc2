// Whether a lock is of the thing that the work under it is about.

#include "rules/require/held_for_sure.h"
#include "rules/require/one_value.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace lockstep::rules::require {
namespace {

using effects::Region;

/// The last word of a name: "visitorId" of `message.visitorId`.
std::string_view word_of(const Node& expression) {
  const Node plain = program::without_casts(expression);
  return plain && (plain.is(Kind::Ident) || plain.is(Kind::Member)) ? plain.text() : std::string_view{};
}

/// Expressions that the key is made of: `id` of `visitor:${id}`, `ids[0]` of `visitor:${ids[0]}`.
std::vector<Node> made_of(const Node& opener) {
  std::vector<Node> parts;
  for (const Node argument : program::arguments(opener)) {
    if (argument.is(Kind::Function) || argument.is(Kind::None)) continue;
    for (const Node name : program::nodes_of(argument, Kind::Ident)) {
      Node top = name;
      while ((top.parent().is(Kind::Member) || top.parent().is(Kind::Index)) && top.parent().child(0) == top)
        top = top.parent();
      if (top.parent().is(Kind::Template) || (top.parent().is(Kind::Binary) && top.parent().op() == Op::Add) ||
          top.parent().is(Kind::Call))
        parts.push_back(top);
    }
    if (!word_of(argument).empty()) parts.push_back(argument);
  }
  return parts;
}

/// The name of a function's parameter.
std::string_view parameter_name(const Program& program, const Node& call, std::size_t index) {
  const auto callees = program.callees(call);
  if (callees.size() != 1) return {};
  const Node parameter = program::parameter(program[callees[0]], index);
  const Node name = parameter ? parameter.child(0) : Node{};
  return name && name.is(Kind::Binding) ? name.text() : std::string_view{};
}

/// Whether an expression is nothing but a parameter of its function, or of one around it.
bool is_parameter(const Program& program, const Node& expression) {
  const Node plain = program::without_casts(expression);
  if (!plain || !plain.is(Kind::Ident)) return false;
  const Node declared = program.definition(plain).node;
  return declared && declared.is(Kind::Parameter);
}

/// Whether what a name is taken out of gives another name, too: `({ conversationId, visitorId })`.
bool has_neighbour(const Program& program, const Node& name, std::string_view wanted) {
  if (!name.is(Kind::Ident)) return false;
  const auto binding = name.facts().binding(name.id());
  Node pattern = binding ? name.file().node(name.facts()[*binding].declaration) : Node{};
  if (!pattern) pattern = program.definition(name).node;
  while (pattern && !pattern.is(Kind::ObjectPattern)) {
    if (pattern.is(Kind::Parameter) || pattern.is(Kind::Declarator) || pattern.is(Kind::Function)) break;
    pattern = pattern.parent();
  }
  if (pattern && (pattern.is(Kind::Parameter) || pattern.is(Kind::Declarator))) pattern = pattern.child(0);
  if (!pattern || !pattern.is(Kind::ObjectPattern)) return false;
  return std::ranges::any_of(pattern.children(),
                             [&](const Node& one) { return one.is(Kind::PatternProperty) && one.text() == wanted; });
}

/// Whether a function, or one around it, is given something of this very name as well.
bool has_parameter(const Node& place, std::string_view wanted) {
  for (Node function = place.enclosing_function(); function; function = function.enclosing_function()) {
    const Node all = program::parameters(function);
    if (!all) continue;
    const auto each = all.children();
    const bool is_there = std::any_of(each.begin(), each.end(), [&](const Node& one) {
      return one.is(Kind::Parameter) && one.child(0) && one.child(0).is(Kind::Binding) && one.child(0).text() == wanted;
    });
    if (is_there) return true;
  }
  return false;
}

// One key for all of a list -----------------------------------------------------------------------------------------

/// Where a variable of its file is declared: its Declarator or Parameter, whatever pattern takes it out.
Node declaration_of(const Node& name) {
  const auto binding = name && name.is(Kind::Ident) ? name.facts().binding(name.id()) : std::nullopt;
  return binding ? name.file().node(name.facts()[*binding].declaration) : Node{};
}

/// The list of which an expression is one certain element: `ids[0]`, `ids.at(0)`, `first` of `const [first] = ids`. Of
/// an element's field it is one only by its id: all orders of a list may be of one account.
Node list_of_element(const Node& expression, int depth = 0) {
  constexpr int kDeepest = 4;
  Node plain = expression ? program::without_casts(expression) : Node{};
  if (!plain || depth > kDeepest) return {};
  if (plain.is(Kind::Call) && program::callee(plain)) plain = program::callee(plain);
  if (plain.is(Kind::Index))
    return plain.child(1) && plain.child(1).is(Kind::Number) ? program::without_casts(plain.child(0)) : Node{};
  if (plain.is(Kind::Member)) {
    const Node call = plain.parent();
    if (plain.text() == "at" && call && call.is(Kind::Call) && program::callee(call) == plain)
      return program::argument(call, 0) && program::argument(call, 0).is(Kind::Number) ? plain.child(0) : Node{};
    return plain.text() == "id" ? list_of_element(plain.child(0), depth + 1) : Node{};
  }
  const Node declared = declaration_of(plain);
  if (!declared || !declared.is(Kind::Declarator) || !program::value_of(declared)) return {};
  if (declared.child(0).is(Kind::ArrayPattern)) return program::without_casts(program::value_of(declared));
  return declared.child(0).is(Kind::Binding) ? list_of_element(program::value_of(declared), depth + 1) : Node{};
}

/// The list of which an expression is every element in turn: `id` of `for (const id of ids)`, of `ids.map((id) => …)`.
/// `loop` becomes what goes through it.
Node list_gone_through(const Node& expression, Node& loop) {
  Node plain = program::without_casts(expression);
  if (plain && plain.is(Kind::Member) && plain.text() == "id") plain = program::without_casts(plain.child(0));
  const Node declared = declaration_of(plain);
  if (!declared) return {};
  if (declared.is(Kind::Declarator)) {
    loop = declared.parent().parent();
    return loop && loop.is(Kind::ForOf) ? program::without_casts(loop.child(1)) : Node{};
  }
  if (!declared.is(Kind::Parameter)) return {};
  const Node function = declared.enclosing_function();
  loop = function ? function.parent() : Node{};
  const Node head = loop && loop.is(Kind::Call) ? program::callee(loop) : Node{};
  const bool is_first = function && program::parameter(function, 0) == declared;
  return is_first && head && head.is(Kind::Member) ? program::without_casts(head.child(0)) : Node{};
}

/// Whether an argument of the work is each element of a list in turn, while the lock is of one of them: `ids[0]`.
bool is_of_one_for_all(const Node& opener, const Node& key, const Node& argument) {
  const Node list = list_of_element(key);
  Node loop;
  Node all = list ? list_gone_through(argument, loop) : Node{};
  // `rest` of `const [first, ...rest] = ids`
  const Node taken = all ? declaration_of(all) : Node{};
  const bool is_rest = taken && taken.is(Kind::Declarator) && taken.child(0).is(Kind::ArrayPattern);
  if (is_rest && program::value_of(taken)) all = program::without_casts(program::value_of(taken));
  return all && !loop.contains(opener) && program::describe(all) == program::describe(list);
}

}  // namespace

std::optional<Doubt> doubt_of_fresh_key(const Scene& scene, const effects::Held::Lock& lock,
                                        const std::string& lock_name) {
  if (lock.region.kind != Region::Kind::Held || !scene.locks().vocabulary().makes_fresh_values(lock.region.key))
    return std::nullopt;
  return Doubt{.is_certain = true,
               .clause = "under " + lock_name + " of a value that is made up for it",
               .place = lock.region.opener,
               .at_place = "nobody else ever asks for this key"};
}

std::optional<Doubt> doubt_of_key(const Program& program, const effects::Held::Lock& lock, const Node& unit,
                                  const Node& call, const std::string& lock_name) {
  const Region& region = lock.region;
  if (lock.unit != unit || region.kind != Region::Kind::Held || !region.opener.is(Kind::Call)) return std::nullopt;
  if (region.key.find('{') == std::string::npos) return std::nullopt;
  const std::vector<Node> keys = made_of(region.opener);
  if (keys.empty()) return std::nullopt;
  Node stranger;
  bool is_certain = false;
  std::size_t index = 0;
  for (const Node argument : program::arguments(call)) {
    const std::size_t at = index++;
    if (argument.is(Kind::None)) continue;
    for (const Node& key : keys) {
      if (!is_of_one_for_all(region.opener, key, argument)) continue;
      return Doubt{.is_certain = true,
                   .clause = "for each `" + program::describe(argument) + "` under " + lock_name + " of only one",
                   .place = region.opener,
                   .at_place = "the lock is taken here"};
    }
    const bool is_of_key = std::ranges::any_of(keys, [&](const Node& key) { return may_share_a_value(key, argument); });
    if (is_of_key) return std::nullopt;
    const std::string_view word = word_of(argument);
    const std::string_view parameter = parameter_name(program, call, at);
    const bool is_rival = std::ranges::any_of(keys, [&](const Node& key) {
      return word_of(key) == parameter || (is_id_word(word_of(key)) && is_id_word(word));
    });
    if (word.empty() || stranger) continue;
    if (is_rival) {
      stranger = argument;
      is_certain = true;
    } else if (is_parameter(program, argument) &&
               std::ranges::all_of(keys, [&](const Node& one) { return is_parameter(program, one); })) {
      stranger = argument;  // or a lock of more than this one: `tenant` of `account`
    }
  }
  if (!stranger) return std::nullopt;
  const std::string of = program::describe(keys.front());
  const std::string other = program::describe(stranger);
  return Doubt{.is_certain = is_certain,
               .clause = "for " + (other == of ? "another `" : std::string("`")) + other + "` under " + lock_name +
                         " of `" + of + "`",
               .place = region.opener,
               .at_place = is_certain
                               ? "the lock is taken here"
                               : "it cannot be told whether the lock that is taken here is of what it is done for"};
}

std::optional<Doubt> doubt_of_thing(const Program& program, const effects::Held::Lock& lock,
                                    const std::string& lock_name) {
  const Region& region = lock.region;
  if (region.kind != Region::Kind::Held || !region.opener.is(Kind::Call)) return std::nullopt;
  std::size_t index = 0;
  for (const Node given : program::arguments(region.opener)) {
    const std::string_view wanted = parameter_name(program, region.opener, index++);
    const Node plain = given.is(Kind::None) ? Node{} : program::without_casts(given);
    constexpr std::string_view kId = "id";
    if (!plain || wanted.size() <= kId.size() || !is_id_word(wanted) || word_of(plain) == wanted) continue;
    const bool is_member = plain.is(Kind::Member);
    const bool is_beside = has_parameter(region.opener, wanted) && is_id_word(word_of(plain));
    const bool has_wanted = is_beside ? true
                            : is_member
                                ? static_cast<bool>(program.member(program.type_of(plain.child(0)), wanted).node)
                                : has_neighbour(program, plain, wanted);
    if (!has_wanted) continue;
    const std::string meant = is_member && !is_beside ? program::describe(plain.child(0)) + "." : std::string();
    return Doubt{.is_certain = true,
                 .clause = "under " + lock_name + " of `" + program::describe(plain) + "`, not of `" + meant +
                           std::string(wanted) + "`",
                 .place = region.opener,
                 .at_place = "the lock is taken here"};
  }
  return std::nullopt;
}

}  // namespace lockstep::rules::require
