#include "marks.h"

#include "base/lines.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lockstep::tests {
namespace {

constexpr std::array kForms = {Mark::Form::Expect, Mark::Form::Also, Mark::Form::KnownMiss, Mark::Form::KnownNoise};

bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' || byte == '/';
}

/// "rule/kind, rule/kind" from the beginning of `text`, as far as it reads like that.
std::vector<std::string> names_at(std::string_view text) {
  std::vector<std::string> names;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_name_byte) - text.begin());
    // A comment's own `*/` is no part of a name.
    if (end == 0 || text[0] == '/') return names;
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.empty() || text[0] != ',') return names;
    text.remove_prefix(1);
  }
}

}  // namespace

std::string_view to_string(Mark::Form form) {
  switch (form) {
    case Mark::Form::Expect:
      return "expect";
    case Mark::Form::Also:
      return "also";
    case Mark::Form::KnownMiss:
      return "known-miss";
    case Mark::Form::KnownNoise:
      return "known-noise";
  }
  return "";
}

std::vector<Mark> marks_in(std::string_view path, std::string_view text) {
  std::vector<Mark> marks;
  const Lines lines(text);
  for (std::uint32_t number = 1; number <= lines.count(); ++number) {
    const std::string_view line = lines.line(number);
    std::size_t comment = std::string_view::npos;
    for (const std::string_view opener : {"//", "/*", "#"}) comment = std::min(comment, line.find(opener));
    if (comment == std::string_view::npos) continue;
    for (const Mark::Form form : kForms) {
      const std::string word = std::string(to_string(form)) + ":";
      for (std::size_t at = line.find(word, comment); at != std::string_view::npos; at = line.find(word, at + 1)) {
        if (at > 0 && is_name_byte(line[at - 1]) && line[at - 1] != '/') continue;  // the end of another word
        for (std::string& name : names_at(line.substr(at + word.size()))) {
          marks.push_back({.form = form, .path = std::string(path), .line = number, .what = std::move(name)});
        }
      }
    }
  }
  return marks;
}

}  // namespace lockstep::tests
