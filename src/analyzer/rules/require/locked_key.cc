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

/// Expressions that the key is made of: `id` of `visitor:${id}`.
std::vector<Node> made_of(const Node& opener) {
  std::vector<Node> parts;
  for (const Node argument : program::arguments(opener)) {
    if (argument.is(Kind::Function) || argument.is(Kind::None)) continue;
    for (const Node name : program::nodes_of(argument, Kind::Ident)) {
      Node top = name;
      while (top.parent().is(Kind::Member) && top.parent().child(0) == top) top = top.parent();
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

}  // namespace

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
    const bool has_wanted = is_member ? static_cast<bool>(program.member(program.type_of(plain.child(0)), wanted).node)
                                      : has_neighbour(program, plain, wanted);
    if (!has_wanted) continue;
    const std::string meant = is_member ? program::describe(plain.child(0)) + "." : std::string();
    return Doubt{.is_certain = true,
                 .clause = "under " + lock_name + " of `" + program::describe(plain) + "`, not of `" + meant +
                           std::string(wanted) + "`",
                 .place = region.opener,
                 .at_place = "the lock is taken here"};
  }
  return std::nullopt;
}

}  // namespace lockstep::rules::require
