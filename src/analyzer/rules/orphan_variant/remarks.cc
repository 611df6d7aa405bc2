#include "rules/orphan_variant/remarks.h"

#include "base/letters.h"

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

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r*");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

// `await this.move(`, `job.data.step,`, `);`, `if (x) {`
bool looks_like_code(std::string_view line) {
  const std::string_view text = trimmed(line);
  const bool is_argument = text.ends_with(',') && text.find(' ') == std::string_view::npos;
  return text.ends_with(';') || text.ends_with('{') || text.ends_with('}') || text.ends_with('(') || is_argument;
}

}  // namespace

std::size_t commented_lines(const Program& program, Span part, const File& file) {
  const std::string text = program.workspace().read(file.id).text;
  const std::size_t end = std::min<std::size_t>(part.end, text.size());
  std::size_t count = 0;
  bool is_open = false;  // within a block comment
  for (std::size_t at = part.begin; at < end;) {
    const std::size_t next = std::min(text.find('\n', at), end);
    std::string_view line = trimmed(std::string_view{text}.substr(at, next - at));
    at = next + 1;
    bool is_comment = is_open;
    if (line.starts_with("//")) {
      is_comment = true;
      line.remove_prefix(2);
    } else if (!is_open && line.starts_with("/*")) {
      is_comment = is_open = true;
      line.remove_prefix(2);
    }
    if (is_open && line.find("*/") != std::string_view::npos) is_open = false;
    count += is_comment && looks_like_code(line) ? 1 : 0;
  }
  return count;
}

bool names_in_remark(const Program& program, const Node& within, std::string_view value) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const std::string text = in_small(program.workspace().read(within.file().id).text);
  const std::string word = in_small(value);
  const std::size_t end = std::min<std::size_t>(within.span().end, text.size());
  for (std::size_t at = text.find(word, within.span().begin); !word.empty() && at < end; at = text.find(word, at + 1)) {
    const std::size_t behind = at + word.size();
    if ((at > 0 && is_letter(text[at - 1])) || (behind < text.size() && is_letter(text[behind]))) continue;
    const std::size_t line = text.rfind('\n', at);
    const std::size_t start = line == std::string::npos ? 0 : line + 1;
    if (is_comment(std::string_view{text}.substr(start, at - start))) return true;
  }
  return false;
}

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
