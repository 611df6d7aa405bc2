#include "effects/commands.h"

#include "effects/vocabulary.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>

namespace lockstep::effects {
namespace {

using program::argument;

bool is_same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool is_one(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// `NX: false` asks for nothing.
bool is_off(const Node& property) {
  const Node value = program::without_casts(program::value_of(property));
  return value && ((value.is(Kind::Boolean) && value.text() == "false") ||
                   (value.is(Kind::Ident) && value.text() == "undefined"));
}

}  // namespace

std::vector<Node> words_given(const Node& call) {
  std::vector<Node> given;
  for (const Node one : program::arguments(call)) {
    given.push_back(one);
    if (!one || !one.is(Kind::Array)) continue;
    for (const Node item : one.children()) given.push_back(item);
  }
  return given;
}

Node behind_command(const Node& call, std::string_view locator) {
  const Node first = argument(call, 0);
  const bool is_list = first && first.is(Kind::Array);
  const Node word = is_list ? first.child(0) : first;
  if (!word || !word.is(Kind::String) || !is_same_word(word.text(), locator.substr(locator.find(':') + 1))) return {};
  return is_list ? first.child(1) : argument(call, 1);
}

bool says_word(const Program& program, const Node& call, const std::vector<std::string>& words) {
  for (const Node written : words_given(call)) {
    Node given = written ? program::without_casts(written) : Node{};
    if (given && (given.is(Kind::Ident) || given.is(Kind::Member)))
      given = program::without_casts(program.constant(given));
    if (!given) continue;
    if (given.is(Kind::String) && is_one(words, given.text())) return true;
    if (!given.is(Kind::Object)) continue;
    for (const Node property : given.children()) {
      if (property.is(Kind::Property) && is_one(words, property.text())) {
        if (is_off(property)) continue;
        return true;
      }
      // node-redis also has `{condition: 'NX', expiration: {type: 'EX', …}}`
      for (const Node inner : program::descendants(property)) {
        if (inner.is(Kind::String) && is_one(words, inner.text())) return true;
      }
    }
  }
  return false;
}

namespace {

/// Where a word stands in quotes, from a place on; npos where it does not.
std::size_t find_word(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() + 2 <= text.size(); ++at) {
    const char quote = text[at];
    if (quote != '\'' && quote != '"') continue;
    if (is_same_word(text.substr(at + 1, word.size()), word) && text[at + 1 + word.size()] == quote) return at;
  }
  return std::string_view::npos;
}

/// What stands behind a comma in a list of arguments, without quotes and blanks.
std::string_view next_argument(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return {};
  text.remove_prefix(comma + 1);
  const std::size_t begin = text.find_first_not_of(" \t\r\n'\"");
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  return text.substr(0, text.find_first_of(" \t\r\n'\",)"));
}

std::optional<int> whole(std::string_view digits) {
  int number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

}  // namespace

ScriptTime time_in_script(std::string_view lua) {
  constexpr std::string_view kArguments = "ARGV[";
  struct Word {
    std::string_view word;
    TimeUnit unit;
    bool is_command;  // its key stands before the time
  };
  constexpr Word kWords[] = {{"EX", TimeUnit::Seconds, false},
                             {"PX", TimeUnit::Milliseconds, false},
                             {"EXPIRE", TimeUnit::Seconds, true},
                             {"PEXPIRE", TimeUnit::Milliseconds, true}};
  for (const Word& word : kWords) {
    const std::size_t at = find_word(lua, word.word);
    if (at == std::string_view::npos) continue;
    std::string_view rest = lua.substr(at + word.word.size() + 2);
    if (word.is_command) {
      const std::size_t key = rest.find(',');
      if (key == std::string_view::npos) continue;
      rest.remove_prefix(key + 1);
    }
    std::string_view given = next_argument(rest);
    if (given.starts_with("tonumber(")) given.remove_prefix(9);
    if (const auto number = whole(given)) return {.unit = word.unit, .number = *number};
    if (!given.starts_with(kArguments)) continue;
    given.remove_prefix(kArguments.size());
    if (const auto index = whole(given.substr(0, given.find(']')))) return {.unit = word.unit, .argument = *index};
  }
  return {};
}

Node script_argument(const Node& call, int index) {
  if (index < 1) return {};
  const auto wanted = static_cast<std::size_t>(index - 1);
  for (std::size_t i = 0; i < program::argument_count(call); ++i) {
    const Node given = argument(call, i) ? program::without_casts(argument(call, i)) : Node{};
    if (!given) continue;
    // `eval(script, 1, key, token, ttl)`
    const auto keys = given.is(Kind::Number) ? whole(given.text()) : std::nullopt;
    if (keys) return argument(call, i + 1 + static_cast<std::size_t>(std::max(*keys, 0)) + wanted);
    if (i == 0 || !given.is(Kind::Object)) continue;
    // node-redis: `eval(script, { keys: [key], arguments: [token, ttl] })`
    const Node list = program::without_casts(program::value_of(program::property(given, "arguments")));
    return list && list.is(Kind::Array) ? list.child(wanted) : Node{};
  }
  return {};
}

}  // namespace lockstep::effects
