#include "effects/spelled.h"

#include "base/sql_tokens.h"

#include <algorithm>
#include <array>

namespace lockstep::effects {

using program::argument;
using program::callee;

namespace {

/// What a hole calls a table or column: `orders`, `fields.state`, `sql.identifier(['state'])`; and `table` of
/// `const { table } = identifiersOf(Orders)` is what that was asked for. Empty where nobody can tell.
std::string name_of_hole(const Program& program, const Node& hole, bool is_table) {
  const Node plain = hole ? program::without_casts(hole) : Node{};
  if (!plain) return {};
  if (plain.is(Kind::Call)) {
    const Node head = callee(plain);
    const Node list = program::without_casts(argument(plain, 0));
    const Node only = list && list.is(Kind::Array) && !list.child(1) ? list.child(0) : Node{};
    const bool is_name = head && head.text() == "identifier" && only && only.is(Kind::String);
    return is_name ? std::string(only.text()) : std::string();
  }
  if (plain.is(Kind::Member)) return std::string(plain.text());
  if (!is_table || !plain.is(Kind::Ident)) return {};
  Node at = program.definition(plain).node;
  if (!at || at.is(Kind::Parameter)) return {};
  while (at && !at.is(Kind::Declarator) && !at.is(Kind::Parameter) && !at.is(Kind::Function)) at = at.parent();
  if (!at || !at.is(Kind::Declarator)) return {};
  const bool is_taken_out = at.child(0) && at.child(0).is(Kind::ObjectPattern);
  if (!is_taken_out) return std::string(plain.text());
  const Node made = program::without_casts(program::value_of(at));
  const Node of = made && made.is(Kind::Call) ? program::without_casts(argument(made, 0)) : Node{};
  return of && of.is(Kind::Ident) ? std::string(of.text()) : std::string();
}

/// The last word of a text, or its last sign.
std::string_view last_word(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos) return {};
  std::size_t begin = end;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  while (begin > 0 && is_letter(text[begin]) && is_letter(text[begin - 1])) --begin;
  return text.substr(begin, end - begin + 1);
}

}  // namespace

Spelled spelled(const Program& program, const Node& text) {
  constexpr std::string_view kHole = "${}";
  constexpr std::array<std::string_view, 4> kBeforeTable = {"update", "from", "into", "join"};
  constexpr std::array<std::string_view, 6> kBeforeColumn = {"set", "where", "and", "or", ",", "("};
  const auto is_any = [](std::string_view word, const auto& words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view one) { return sql::same_word(word, one); });
  };
  Spelled out;
  if (!text.is(Kind::Template)) {
    out.text = text.text();
    return out;
  }
  std::string_view rest = text.text();
  for (std::size_t index = 0;; ++index) {
    const std::size_t at = rest.find(kHole);
    out.text += rest.substr(0, at);
    if (at == std::string_view::npos) return out;
    rest.remove_prefix(at + kHole.size());
    const std::string_view before = last_word(out.text);
    const std::size_t next = rest.find_first_not_of(" \t\r\n");
    const bool is_asked = next != std::string_view::npos && (rest[next] == '=' || rest.substr(next).starts_with("is "));
    const bool is_table = is_any(before, kBeforeTable);
    const std::string name = is_table || (is_asked && is_any(before, kBeforeColumn))
                                 ? name_of_hole(program, text.child(index), is_table)
                                 : std::string();
    if (!name.empty()) {
      out.text += name;
      continue;
    }
    out.text += kHole;
    out.values.push_back(index);
  }
}

}  // namespace lockstep::effects
