// Text of the scanned code inside Markdown. A sentence of ours holds names between backticks; a name may hold anything.

#include "report/markdown.h"
#include "report/printable.h"

#include <algorithm>

namespace lockstep::report {
namespace {

bool is_break(char c) { return c == ' ' || c == '\'' || c == '"' || c == '(' || c == ')' || c == ','; }

/// Words that GitHub turns into mentions, references and links wherever they are plain text. As code they stay words.
bool is_automatic_link(std::string_view word) {
  return word.find('@') != std::string_view::npos || word.find("://") != std::string_view::npos ||
         word.find("www.") != std::string_view::npos || (word.find('#') != std::string_view::npos && word.size() > 1);
}

std::string escaped(std::string_view plain) {
  constexpr std::string_view kSpecial = "\\`*_[]<>#|~&$";
  std::string text;
  for (const char c : plain) {
    if (kSpecial.find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

std::string without_code(std::string_view plain) {
  std::string text;
  while (!plain.empty()) {
    const auto end = is_break(plain.front()) ? std::find_if_not(plain.begin(), plain.end(), is_break)
                                             : std::find_if(plain.begin(), plain.end(), is_break);
    const std::string_view word = plain.substr(0, static_cast<std::size_t>(end - plain.begin()));
    text += is_automatic_link(word) ? markdown_code(word) : escaped(word);
    plain.remove_prefix(word.size());
  }
  return text;
}

}  // namespace

std::string markdown_code(std::string_view text) {
  const std::string shown = printable(text);
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  // A space at both ends is taken off again, so code that begins or ends with a backtick or a space needs one.
  const bool is_padded =
      shown.empty() || shown.front() == '`' || shown.back() == '`' || (shown.front() == ' ' && shown.back() == ' ');
  const std::string padding = is_padded ? " " : "";
  return fence + padding + shown + padding + fence;
}

std::string markdown_text(std::string_view text) {
  const std::string shown = printable(text);
  std::string_view rest = shown;
  std::string written;
  while (true) {
    const std::size_t begin = rest.find('`');
    const std::size_t end = begin == std::string_view::npos ? begin : rest.find('`', begin + 1);
    if (end == std::string_view::npos) return written + without_code(rest);
    written += without_code(rest.substr(0, begin));
    const std::string_view code = rest.substr(begin + 1, end - begin - 1);
    written += code.empty() ? escaped("``") : markdown_code(code);
    rest.remove_prefix(end + 1);
  }
}

}  // namespace lockstep::report
