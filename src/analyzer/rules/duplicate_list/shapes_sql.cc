#include "rules/duplicate_list/shapes.h"

#include <algorithm>
#include <cctype>
#include <string>

// Lists inside of SQL that is written in a string: `CHECK (state IN ('open', 'done'))`, `CREATE TYPE state AS ENUM
// (…)`, and MySQL's `state ENUM(…)`. An `IN` of a condition asks about some values and is none.

namespace lockstep::rules {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char byte) { return static_cast<char>(std::tolower(static_cast<unsigned char>(byte))); });
  return out;
}

bool is_word_byte(char byte) {
  return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '.';
}

bool is_quote_of_names(char byte) { return byte == '"' || byte == '`' || byte == '[' || byte == ']'; }

/// The word that ends before `end`, quoted as a name or not; moves `end` to where it begins.
std::string_view word_before(std::string_view text, std::size_t& end) {
  while (end > 0 && (std::isspace(static_cast<unsigned char>(text[end - 1])) != 0 || is_quote_of_names(text[end - 1])))
    --end;
  const std::size_t stop = end;
  while (end > 0 && is_word_byte(text[end - 1])) --end;
  return text.substr(end, stop - end);
}

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

/// What a list in parentheses says: nothing when there is something else than strings in it.
struct Quoted {
  std::string_view text;
  std::size_t at = 0;
};
std::vector<Quoted> quoted_list(std::string_view text, std::size_t at) {
  std::vector<Quoted> values;
  while (at < text.size()) {
    if (std::isspace(static_cast<unsigned char>(text[at])) != 0 || text[at] == ',') {
      ++at;
    } else if (text[at] == '\'') {
      const std::size_t end = text.find('\'', at + 1);
      if (end == std::string_view::npos) return {};
      values.push_back({.text = text.substr(at + 1, end - at - 1), .at = at + 1});
      at = end + 1;
    } else {
      return text[at] == ')' ? values : std::vector<Quoted>{};
    }
  }
  return {};
}

/// The name behind `create table`, before `end`; empty when there is none.
std::string_view table_of(std::string_view text, const std::string& lowered, std::size_t end) {
  constexpr std::string_view kCreate = "table";
  std::size_t at = lowered.rfind(kCreate, end);
  if (at == std::string::npos) return {};
  at += kCreate.size();
  for (const std::string_view skipped : {"if", "not", "exists", ""}) {
    while (at < text.size() && (std::isspace(static_cast<unsigned char>(text[at])) != 0 || is_quote_of_names(text[at])))
      ++at;
    if (skipped.empty() || lowered.compare(at, skipped.size(), skipped) != 0) continue;
    at += skipped.size();
  }
  std::size_t stop = at;
  while (stop < text.size() && (is_word_byte(text[stop]) || is_quote_of_names(text[stop]))) ++stop;
  std::string_view name = text.substr(at, stop - at);
  while (!name.empty() && is_quote_of_names(name.back())) name.remove_suffix(1);
  name = last_part(name);
  while (!name.empty() && is_quote_of_names(name.front())) name.remove_prefix(1);
  return name;
}

/// What a parenthesis at `open` lists the values of; empty when it is no such list.
std::string_view subject_before(std::string_view text, const std::string& lowered, std::size_t open) {
  std::size_t at = open;
  const std::string keyword = lower(word_before(text, at));
  if (keyword == "enum") {
    const std::string_view before = word_before(text, at);
    return lower(before) == "as" ? word_before(text, at) : before;
  }
  if (keyword != "in") return {};
  const std::string_view column = word_before(text, at);
  // `CHECK (`, and nothing behind it that begins a condition of another kind.
  constexpr std::string_view kCheck = "check";
  const std::size_t check = lowered.rfind(kCheck, at);
  if (check == std::string::npos || lower(column) == "not") return {};
  std::string_view between = std::string_view(lowered).substr(check + kCheck.size(), at - check - kCheck.size());
  while (between.starts_with(' ')) between.remove_prefix(1);
  const bool is_condition = !between.starts_with('(') || between.find(';') != std::string_view::npos ||
                            between.find(" where ") != std::string_view::npos;
  return is_condition ? std::string_view{} : column;
}

}  // namespace

bool may_be_sql_list(std::string_view text) {
  constexpr std::size_t kShortest = 24;  // `a ENUM('b', 'c')` in some statement
  if (text.size() < kShortest || text.find('(') == std::string_view::npos || text.find('\'') == std::string_view::npos)
    return false;
  const std::string lowered = lower(text);
  return lowered.find("check") != std::string::npos || lowered.find("enum") != std::string::npos;
}

void collect_sql_lists(const Program& program, const Node& string, std::vector<ValueList>& out) {
  const std::string_view text = string.text();
  const std::string lowered = lower(text);
  // Where the string is written as it reads, its parts have places of their own.
  const Span all = string.span();
  const bool is_verbatim = all.end - all.begin == text.size() + 2;
  for (std::size_t open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
    const std::string_view subject = subject_before(text, lowered, open);
    if (subject.empty()) continue;
    Gathering gathering(program, Shape::Sql, string);
    for (const Quoted& value : quoted_list(text, open + 1)) {
      gathering.spell(value.text, string);
      if (gathering.list().spelled.empty()) continue;
      const auto begin = all.begin + (is_verbatim ? 1 + static_cast<std::uint32_t>(value.at) : 0);
      const auto size = is_verbatim ? static_cast<std::uint32_t>(value.text.size()) : 1;
      gathering.list().spelled.back().span = {begin, begin + size};
    }
    gathering.list().name = last_part(subject);
    gathering.list().surroundings = table_of(text, lowered, open);
    if (auto list = std::move(gathering).finish()) out.push_back(std::move(*list));
  }
}

}  // namespace lockstep::rules
