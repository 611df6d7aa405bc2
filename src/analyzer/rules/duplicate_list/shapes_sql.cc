#include "base/sql_tokens.h"
#include "rules/duplicate_list/shapes.h"

#include <algorithm>
#include <string>

// Lists inside of SQL that is written in a string: `CHECK (state IN ('open', 'done'))`, `CREATE TYPE state AS ENUM
// (…)`, and MySQL's `state ENUM(…)`. An `IN` of a condition asks about some values, as `[…].includes(x)` does.

namespace lockstep::rules {
namespace {

using sql::Token;
using Tokens = std::span<const Token>;

/// What a list in parentheses says: nothing when there is something else than strings in it.
std::vector<Token> quoted_list(Tokens tokens, std::size_t open) {
  std::vector<Token> values;
  for (std::size_t i = open + 1; i < tokens.size(); ++i) {
    if (tokens[i].kind == Token::Kind::String) {
      values.push_back(tokens[i]);
    } else if (!tokens[i].is_punct(',')) {
      return tokens[i].is_punct(')') ? values : std::vector<Token>{};
    }
  }
  return {};
}

/// The name behind the last `TABLE` before a token; empty when there is none.
std::string_view table_of(Tokens tokens, std::size_t end) {
  for (std::size_t i = end; i-- > 0;) {
    if (!tokens[i].is("table")) continue;
    const std::size_t skipped = sql::follows(tokens, i + 1, {"if", "not", "exists"}) ? 4 : 1;
    return sql::name_at(tokens, i + skipped).name;
  }
  return {};
}

/// The name that ends right before a token.
std::string_view name_before(Tokens tokens, std::size_t end) {
  return end > 0 && tokens[end - 1].is_name() ? tokens[end - 1].text : std::string_view{};
}

/// What a list is of, and whether it only asks about some values.
struct Subject {
  std::string_view name;
  bool is_asked = false;
};

/// Of a column's `IN`: `CHECK (`, and nothing behind it that begins a condition of another kind, says what there is.
bool is_in_check(Tokens tokens, std::size_t in) {
  for (std::size_t i = in; i-- > 0;) {
    if (tokens[i].is_punct(';') || tokens[i].is("where")) return false;
    if (tokens[i].is("check")) return tokens[i + 1].is_punct('(');
  }
  return false;
}

/// What a parenthesis at `open` lists the values of; nameless when it is no such list.
Subject subject_before(Tokens tokens, std::size_t open) {
  if (open == 0) return {};
  const std::size_t keyword = open - 1;
  if (tokens[keyword].is("enum")) {
    const bool has_as = keyword > 0 && tokens[keyword - 1].is("as");
    return {.name = name_before(tokens, has_as ? keyword - 1 : keyword)};
  }
  if (!tokens[keyword].is("in")) return {};
  const bool is_negated = keyword > 0 && tokens[keyword - 1].is("not");
  const std::string_view column = name_before(tokens, is_negated ? keyword - 1 : keyword);
  return {.name = column, .is_asked = is_negated || !is_in_check(tokens, keyword)};
}

/// `const CLOSED_SQL = "('done', 'failed')"`: to be put behind an `IN`.
Subject constant_of(const Node& string, Tokens tokens) {
  const Node declarator = string.parent();
  const bool is_all = !tokens.empty() && tokens.front().is_punct('(') && tokens.back().is_punct(')');
  if (!is_all || !declarator || !declarator.is(Kind::Declarator) || !declarator.child(0)) return {};
  return {.name = declarator.child(0).text(), .is_asked = true};
}

bool mentions(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return (a | 0x20) == b; }) != text.end();
}

}  // namespace

bool may_be_sql_list(std::string_view text) {
  constexpr std::size_t kShortest = 24;  // `a ENUM('b', 'c')` in some statement
  if (text.size() < kShortest || text.find('(') == std::string_view::npos || text.find('\'') == std::string_view::npos)
    return false;
  return mentions(text, "check") || mentions(text, "enum") || mentions(text, " in (") || text.starts_with("('");
}

void collect_sql_lists(const Program& program, const Node& string, std::vector<ValueList>& out) {
  const std::string_view text = string.text();
  // Where the string is written as it reads, its parts have places of their own.
  const Span all = string.span();
  const bool is_verbatim = all.end - all.begin == text.size() + 2;
  const std::vector<Token> tokens = sql::tokens_of(text);
  for (std::size_t open = 0; open < tokens.size(); ++open) {
    if (!tokens[open].is_punct('(')) continue;
    const Subject subject = open == 0 ? constant_of(string, tokens) : subject_before(tokens, open);
    if (subject.name.empty()) continue;
    Gathering gathering(program, Shape::Sql, string);
    for (const Token& value : quoted_list(tokens, open)) {
      gathering.spell(value.text, string);
      if (gathering.list().spelled.empty()) continue;
      const auto begin = all.begin + (is_verbatim ? 1 + static_cast<std::uint32_t>(value.at) : 0);
      const auto size = is_verbatim ? static_cast<std::uint32_t>(value.text.size()) : 1;
      gathering.list().spelled.back().span = {begin, begin + size};
    }
    gathering.list().name = subject.name;
    gathering.list().is_query = subject.is_asked;
    gathering.list().surroundings = table_of(tokens, open);
    if (auto list = std::move(gathering).finish()) out.push_back(std::move(*list));
  }
}

}  // namespace lockstep::rules
