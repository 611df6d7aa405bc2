#include "rules/orphan_variant/remarks.h"

#include <algorithm>
#include <string>

namespace lockstep::rules::variants {
namespace {

bool is_quote(char c) { return c == '\'' || c == '"' || c == '`'; }

// Whether a line, up to the value, opens a comment or goes on with one.
bool is_comment(std::string_view before) {
  const std::size_t first = before.find_first_not_of(" \t");
  const bool goes_on = first != std::string_view::npos && before[first] == '*';
  return goes_on || before.find("//") != std::string_view::npos || before.find("/*") != std::string_view::npos;
}

}  // namespace

bool is_in_remark(const Program& program, const Node& within, std::string_view value) {
  if (value.empty()) return false;
  const std::string text = program.workspace().read(within.file().id).text;
  const std::size_t begin = std::min<std::size_t>(within.span().begin, text.size());
  const std::string_view part = std::string_view{text}.substr(begin, within.span().end - within.span().begin);
  for (std::size_t at = part.find(value); at != std::string_view::npos; at = part.find(value, at + 1)) {
    const std::size_t end = at + value.size();
    if (at == 0 || end == part.size() || !is_quote(part[at - 1]) || !is_quote(part[end])) continue;
    const std::size_t line = part.rfind('\n', at);
    const std::size_t start = line == std::string_view::npos ? 0 : line + 1;
    if (is_comment(part.substr(start, at - start))) return true;
  }
  return false;
}

}  // namespace lockstep::rules::variants
