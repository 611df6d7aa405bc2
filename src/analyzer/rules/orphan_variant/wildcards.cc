#include "rules/orphan_variant/wildcards.h"

#include <algorithm>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::string_view kHole = "${}";

std::vector<std::string_view> parts_of(std::string_view name, std::string_view delimiter) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = name.find(delimiter, at);
    parts.push_back(name.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return parts;
    at = end + delimiter.size();
  }
}

// By how many parts of the name the first parts of the pattern can be filled, part after part of the pattern.
bool fill(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& name) {
  std::vector<bool> filled(name.size() + 1, false);
  filled[0] = true;
  for (const std::string_view part : pattern) {
    std::vector<bool> next(name.size() + 1, false);
    for (std::size_t i = 0; i <= name.size(); ++i) {
      if (part == "**") {
        next[i] = filled[i] || (i > 0 && next[i - 1]);
      } else if (i > 0) {
        next[i] = filled[i - 1] && (part == "*" || part == name[i - 1]);
      }
    }
    filled = std::move(next);
  }
  return filled[name.size()];
}

// What stands before the first, and behind the last, part of a name that can be anything.
std::string_view certain_head(std::string_view name) {
  return name.substr(0, std::min(name.find('*'), name.find(kHole)));
}

std::string_view certain_tail(std::string_view name) {
  const std::size_t star = name.rfind('*');
  const std::size_t hole = name.rfind(kHole);
  std::size_t from = 0;
  if (star != std::string_view::npos) from = star + 1;
  if (hole != std::string_view::npos) from = std::max(from, hole + kHole.size());
  return name.substr(from);
}

bool are_alike(std::string_view a, std::string_view b) {
  const std::string_view head_a = certain_head(a);
  const std::string_view head_b = certain_head(b);
  const std::string_view tail_a = certain_tail(a);
  const std::string_view tail_b = certain_tail(b);
  return (head_a.starts_with(head_b) || head_b.starts_with(head_a)) &&
         (tail_a.ends_with(tail_b) || tail_b.ends_with(tail_a));
}

}  // namespace

void Wildcards::read(const Program& program, const Node& call) {
  const bool is_first = !setup;
  if (is_first) setup = call;
  bool on = false;
  std::string between = ".";
  bool is_read = true;
  if (const Node options = program::argument_count(call) == 0 ? Node{} : program.constant(program::argument(call, 0))) {
    is_read = options.is(Kind::Object) &&
              std::ranges::all_of(options.children(), [](const Node& one) { return one.is(Kind::Property); });
    if (const Node given = is_read ? program::value_of(program::property(options, "wildcard")) : Node{}) {
      on = given.text() == "true";
      is_read = given.is(Kind::Boolean);
    }
    if (const Node given = is_read ? program::value_of(program::property(options, "delimiter")) : Node{}) {
      const auto value = program.value(given);
      is_read = value && !value->text.empty();
      if (is_read) between = value->text;
    }
  } else {
    is_read = program::argument_count(call) == 0;
  }
  if (!is_read || (!is_first && between != delimiter)) is_unknown_ = true;
  are_on = (!is_first && are_on) || on || is_unknown_;
  is_shown = !is_unknown_;
  if (is_shown) delimiter = between;
}

bool Wildcards::take(std::string_view pattern, std::string_view name) const {
  const bool is_certain = is_shown && pattern.find(kHole) == std::string_view::npos &&
                          name.find(kHole) == std::string_view::npos && !has_wildcard(name);
  return is_certain ? fill(parts_of(pattern, delimiter), parts_of(name, delimiter)) : are_alike(pattern, name);
}

}  // namespace lockstep::rules::variants
