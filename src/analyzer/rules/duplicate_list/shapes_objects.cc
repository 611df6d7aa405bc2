// Lists of objects: `[{value: 'open', label: 'Open'}, …]`, with the values at a key that every object has, one level
// deeper, or in groups.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/shapes.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules {

Node nested_value(const Node& object, std::string_view key) {
  if (const Node direct = program::property(object, key)) return program::without_casts(program::value_of(direct));
  for (const Node part : object.children()) {
    if (!part.is(Kind::Property)) continue;
    const Node inner = program::without_casts(program::value_of(part));
    if (!inner || !inner.is(Kind::Object)) continue;
    if (const Node found = program::property(inner, key)) return program::without_casts(program::value_of(found));
  }
  return {};
}

namespace {

bool is_text_or_name(const Node& node) {
  return node && (node.is(Kind::String) || node.is(Kind::Member) || node.is(Kind::Ident));
}

/// Objects that say much more than a value and how to show it are descriptors of things that merely have names.
bool is_rich(const Node& object) {
  std::size_t properties = 0;
  bool has_structure = false;
  for (const Node part : object.children()) {
    ++properties;
    const Node value = program::without_casts(program::value_of(part));
    if (value && (value.is(Kind::Array) || value.is(Kind::Object))) has_structure = true;
  }
  return properties >= 5 || (properties >= 3 && has_structure);
}

/// `{name: 'host', type: 'string'}, {name: 'port', type: 'number'}`: parameters that are described, not values.
bool declares_types(const std::vector<Node>& objects, std::string_view key) {
  if (key == "type") return false;
  std::vector<std::string_view> types;
  for (const Node& object : objects) {
    const Node type = program::property(object, "type");
    const Node value = type ? program::value_of(type) : Node{};
    if (!value) return false;
    types.push_back(value.text());
  }
  return std::any_of(types.begin(), types.end(), [&](std::string_view type) { return type != types.front(); });
}

/// The key under which every object has a string of its own.
std::string_view value_key(const std::vector<Node>& objects) {
  for (const std::string_view key : kValueKeys) {
    std::vector<std::string_view> texts;
    bool is_everywhere = true;
    for (const Node& object : objects) {
      const Node value = nested_value(object, key);
      if (!is_text_or_name(value) ||
          (value.is(Kind::String) && value.text().find(' ') != std::string_view::npos && key == "name")) {
        is_everywhere = false;
        break;
      }
      if (value.is(Kind::String)) texts.push_back(value.text());
    }
    if (!is_everywhere || texts.size() < 2) continue;
    std::sort(texts.begin(), texts.end());
    if (std::adjacent_find(texts.begin(), texts.end()) == texts.end()) return key;
  }
  return {};
}

/// `{token: 'visitor.name', label: 'Name of the visitor'}`: where all that is said beside a value is how to show it,
/// its key may be called anything.
std::string_view captioned_key(const std::vector<Node>& objects) {
  static constexpr std::array<std::string_view, 4> kCaptions = {"label", "title", "caption", "text"};
  static constexpr std::array<std::string_view, 8> kElsewhere = {"href", "to",  "url",  "path",
                                                                 "link", "src", "icon", "color"};
  std::string_view key;
  bool has_caption = false;
  for (const Node part : objects.front().children()) {
    if (!part.is(Kind::Property)) return {};
    const auto is_one_of = [&](const auto& words) {
      return std::find(words.begin(), words.end(), part.text()) != words.end();
    };
    if (is_one_of(kCaptions)) {
      has_caption = true;
    } else if (key.empty() && !is_one_of(kElsewhere)) {
      key = part.text();
    } else {
      return {};
    }
  }
  std::vector<std::string_view> texts;
  for (const Node& object : objects) {
    const Node property = has_caption ? program::property(object, key) : Node{};
    const Node value = property ? program::without_casts(program::value_of(property)) : Node{};
    if (!value || !value.is(Kind::String)) return {};
    texts.push_back(value.text());
  }
  std::sort(texts.begin(), texts.end());
  return std::adjacent_find(texts.begin(), texts.end()) == texts.end() ? key : std::string_view{};
}

/// `orders.read`: somebody put it together, so it is no caption and no sentence.
bool is_joined_text(const Node& member) {
  return member && member.is(Kind::String) && is_value_text(member.text()) && is_put_together(member.text());
}

/// `[{title: 'Orders', rights: ['orders.read', 'orders.write']}, …]`
std::optional<ValueList> grouped_texts(const Program& program, const Node& array, const std::vector<Node>& members,
                                       std::string_view key, bool is_open) {
  Gathering gathering(program, Shape::ObjectArray, array);
  gathering.list().key = key;
  for (const Node& member : members) gathering.take(member);
  if (is_open) gathering.leave_open();
  return gathering.has_repeats() ? std::nullopt : std::move(gathering).finish();
}

/// `[{title: 'Orders', topics: [{name: 'order.paid', …}]}, …]`: what stands in the groups, which have titles only.
std::optional<ValueList> grouped_array(const Program& program, const Node& array, const std::vector<Node>& groups,
                                       bool is_open) {
  constexpr std::size_t kMany = 4;
  std::vector<Node> members;
  std::string_view name;  // of what holds them
  for (const Node& group : groups) {
    std::size_t lists = 0;
    for (const Node part : group.children()) {
      const Node list = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
      if (!list || !list.is(Kind::Array)) continue;
      ++lists;
      name = part.text();
      for (const Node member : list.children()) members.push_back(program::without_casts(member));
    }
    if (lists != 1) return std::nullopt;
  }
  const auto is_object = [](const Node& member) { return member && member.is(Kind::Object); };
  if (members.size() >= kMany && std::all_of(members.begin(), members.end(), is_joined_text))
    return grouped_texts(program, array, members, name, is_open);
  if (members.size() < kMany || !std::all_of(members.begin(), members.end(), is_object)) return std::nullopt;
  const std::string_view key = value_key(members);
  if (key.empty()) return std::nullopt;
  Gathering gathering(program, Shape::ObjectArray, array);
  gathering.list().key = key;
  for (const Node& member : members) {
    if (!gathering.take(nested_value(member, key))) gathering.leave_open();
  }
  if (is_open) gathering.leave_open();
  return gathering.has_repeats() ? std::nullopt : std::move(gathering).finish(kMany);
}

}  // namespace

std::optional<ValueList> objects_list(const Program& program, const Node& array, const std::vector<Node>& objects,
                                      bool is_open) {
  std::string_view key = value_key(objects);
  if (key.empty()) key = captioned_key(objects);
  if (key.empty()) return grouped_array(program, array, objects, is_open);
  Gathering gathering(program, Shape::ObjectArray, array);
  gathering.list().key = key;
  std::size_t rich = declares_types(objects, key) ? objects.size() : 0;
  for (const Node& object : objects) {
    if (is_rich(object)) ++rich;
    if (!gathering.take(nested_value(object, key))) gathering.leave_open();
  }
  gathering.list().is_descriptor = rich * 2 > objects.size();
  if (is_open) gathering.leave_open();
  return std::move(gathering).finish();
}

}  // namespace lockstep::rules
