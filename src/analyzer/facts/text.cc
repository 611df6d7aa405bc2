#include "facts/text.h"

#include "base/utf8.h"

#include <cstdint>
#include <string>
#include <utility>

namespace lockstep::facts {
namespace {

// One buffer a thread: nearly all strings have no escape and never come here.
std::string& buffer() {
  thread_local std::string text;
  text.clear();
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads up to `most` hexadecimal digits; the count of digits is zero when there are none.
std::pair<std::uint32_t, std::size_t> read_hex(std::string_view text, std::size_t most) {
  std::uint32_t value = 0;
  std::size_t count = 0;
  while (count < most && count < text.size() && hex_digit(text[count]) >= 0) {
    value = value * 16 + static_cast<std::uint32_t>(hex_digit(text[count]));
    ++count;
  }
  return {value, count};
}

bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// `rest` begins behind `\u`. Returns how many bytes it read; a lone surrogate becomes the replacement character.
std::size_t append_unicode_escape(std::string_view rest, std::string& out) {
  if (!rest.empty() && rest[0] == '{') {
    const auto [value, digits] = read_hex(rest.substr(1), 8);
    const bool closed = 1 + digits < rest.size() && rest[1 + digits] == '}';
    if (digits == 0 || !closed) return 0;
    append_utf8(value > 0x10FFFF || is_high_surrogate(value) || is_low_surrogate(value) ? 0xFFFD : value, out);
    return digits + 2;
  }
  const auto [unit, digits] = read_hex(rest, 4);
  if (digits < 4) return 0;
  if (is_high_surrogate(unit) && rest.size() >= 10 && rest[4] == '\\' && rest[5] == 'u') {
    const auto [low, low_digits] = read_hex(rest.substr(6), 4);
    if (low_digits == 4 && is_low_surrogate(low)) {
      append_utf8(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), out);
      return 10;
    }
  }
  append_utf8(is_high_surrogate(unit) || is_low_surrogate(unit) ? 0xFFFD : unit, out);
  return 4;
}

std::string_view unescape(std::string_view text) {
  std::size_t slash = text.find('\\');
  if (slash == std::string_view::npos) return text;
  std::string& out = buffer();
  std::size_t at = 0;
  while (slash != std::string_view::npos && slash + 1 < text.size()) {
    out.append(text.substr(at, slash - at));
    const char c = text[slash + 1];
    at = slash + 2;
    switch (c) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'v':
        out += '\v';
        break;
      case '0':
        out += '\0';
        break;
      case '\r':
        if (at < text.size() && text[at] == '\n') ++at;
        break;
      case '\n':
        break;
      case 'x': {
        const auto [value, digits] = read_hex(text.substr(at), 2);
        if (digits == 2) {
          append_utf8(value, out);
          at += 2;
        } else {
          out += c;
        }
        break;
      }
      case 'u': {
        const std::size_t read = append_unicode_escape(text.substr(at), out);
        if (read == 0) out += c;
        at += read;
        break;
      }
      default:
        out += c;
    }
    slash = text.find('\\', at);
  }
  out.append(text.substr(at));
  return out;
}

struct Entity {
  std::string_view name;
  std::string_view text;
};
// Those that occur in values of attributes. The others stay as spelled: no value that a rule compares has them.
constexpr Entity kEntities[] = {{"amp", "&"},   {"lt", "<"},   {"gt", ">"},
                                {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00a0"}};

std::string_view within_quotes(std::string_view spelled) {
  if (spelled.empty()) return spelled;
  const char quote = spelled[0];
  if (quote != '"' && quote != '\'' && quote != '`') return spelled;
  spelled.remove_prefix(1);
  if (!spelled.empty() && spelled.back() == quote) spelled.remove_suffix(1);
  return spelled;
}

}  // namespace

std::string_view cooked(std::string_view spelled) { return unescape(within_quotes(spelled)); }

std::string_view cooked_fragment(std::string_view spelled) { return unescape(spelled); }

std::string_view cooked_jsx(std::string_view spelled) {
  const std::string_view text = within_quotes(spelled);
  std::size_t mark = text.find('&');
  if (mark == std::string_view::npos) return text;
  std::string& out = buffer();
  std::size_t at = 0;
  for (; mark != std::string_view::npos; mark = text.find('&', mark + 1)) {
    const std::size_t end = text.find(';', mark);
    if (end == std::string_view::npos) break;
    const std::string_view name = text.substr(mark + 1, end - mark - 1);
    for (const Entity& entity : kEntities) {
      if (entity.name != name) continue;
      out.append(text.substr(at, mark - at)).append(entity.text);
      at = end + 1;
    }
  }
  out.append(text.substr(at));
  return out;
}

bool says_type_behind_export(std::string_view statement) {
  constexpr std::string_view kExport = "export";
  if (!statement.starts_with(kExport)) return false;
  const std::size_t word = statement.find_first_not_of(" \t\r\n", kExport.size());
  return word != std::string_view::npos && word > kExport.size() && statement.substr(word).starts_with("type") &&
         statement.size() > word + 4 &&
         std::string_view(" \t\r\n*{").find(statement[word + 4]) != std::string_view::npos;
}

}  // namespace lockstep::facts
