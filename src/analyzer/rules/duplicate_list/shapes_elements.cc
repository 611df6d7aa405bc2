#include "rules/duplicate_list/shapes.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules {

std::optional<ValueList> elements_list(const Program& program, const Node& element) {
  // All children of one tag that carry a value, whatever stands between them. Other attributes name values only where
  // the tag says that it is a choice: `<FormField name="meta.subject">` is none.
  static constexpr std::array<std::string_view, 5> kKeys = {"value", "eventKey", "name", "id", "key"};
  static constexpr std::array<std::string_view, 6> kChoices = {"option", "Option", "Radio", "Item", "Tab", "Choice"};
  std::string_view tag;
  std::vector<Node> siblings;
  bool is_open = false;
  for (const Node child : element.children()) {
    if (!child.is(Kind::Element)) {
      if (child.is(Kind::Call) || child.is(Kind::Binary) || child.is(Kind::Conditional)) is_open = true;
      continue;
    }
    if (child.text().empty()) continue;
    if (tag.empty()) tag = child.text();
    if (child.text() == tag) siblings.push_back(child);
  }
  if (siblings.size() < 2) return std::nullopt;
  const auto attribute = [](const Node& node, std::string_view key) -> Node {
    const Node found = program::property(node.child(1), key);
    return found ? program::without_casts(program::value_of(found)) : Node{};
  };
  const bool is_choice = std::any_of(kChoices.begin(), kChoices.end(),
                                     [&](std::string_view word) { return tag.find(word) != std::string_view::npos; });
  for (const std::string_view key : kKeys) {
    if (!is_choice && key != "value" && key != "eventKey") continue;
    Gathering gathering(program, Shape::Elements, element);
    gathering.list().key = key;
    for (const Node& sibling : siblings) {
      const Node value = attribute(sibling, key);
      if (value && !gathering.take(value)) gathering.leave_open();
    }
    const std::vector<ListedValue>& values = gathering.list().spelled;
    const auto is_index = [](const ListedValue& value) {
      return value.text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (gathering.has_repeats() || std::all_of(values.begin(), values.end(), is_index)) continue;
    if (is_open) gathering.leave_open();
    if (gathering.list().spelled.size() < 2 || gathering.list().spelled.size() * 2 < siblings.size()) continue;
    // `<select name="status">` or `value={status}` says what the options are of.
    for (const std::string_view name_key : {"name", "id", "value", "label"}) {
      const Node value = attribute(element, name_key);
      if (value && (value.is(Kind::String) || value.is(Kind::Ident) || value.is(Kind::Member))) {
        gathering.list().name = value.text();
        break;
      }
    }
    return std::move(gathering).finish();
  }
  return std::nullopt;
}

}  // namespace lockstep::rules
