#include "rules/migrations/script.h"

#include <algorithm>
#include <array>

namespace lockstep::rules::migrations {
namespace {

using sql::Token;
using Tokens = std::span<const Token>;
using Kind = Deed::Kind;

constexpr std::array<std::string_view, 6> kMade{"table", "type", "index", "schema", "sequence", "function"};

bool has(Tokens tokens, std::initializer_list<std::string_view> words) {
  return sql::find_words(tokens, words) < tokens.size();
}

bool has_if_not_exists(Tokens tokens) { return has(tokens, {"if", "not", "exists"}); }

std::string shown(std::string_view words, std::string_view name) {
  return std::string(words) + (name.empty() ? "" : " " + std::string(name));
}

/// A `${…}` outside of brackets, other than the rows themselves: what it stands for may be the very guard.
bool has_unknown_tail(Tokens tokens) {
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is_punct('(')) ++depth;
    if (tokens[i].is_punct(')')) --depth;
    const bool is_hole = tokens[i].kind == Token::Kind::Hole && tokens[i].text.starts_with("${");
    if (is_hole && depth == 0 && (i == 0 || !tokens[i - 1].is("values"))) return true;
  }
  return false;
}

/// Whether a SELECT asks only for rows that have no counterpart yet.
bool seeks_missing(Tokens tokens) {
  return has(tokens, {"not", "exists"}) || has(tokens, {"not", "in"}) || has(tokens, {"except"}) ||
         (has(tokens, {"join"}) && has(tokens, {"is", "null"}));
}

std::string guard_of_insert(Tokens tokens) {
  if (has(tokens, {"on", "conflict"})) return "unless there is a conflict";
  if (has(tokens, {"on", "duplicate", "key"})) return "unless the key is there";
  if (has(tokens, {"insert", "ignore"}) || has(tokens, {"or", "ignore"})) return "ignoring rows that are there";
  if (has(tokens, {"or", "replace"}) || has(tokens, {"replace", "into"})) return "replacing rows that are there";
  if (seeks_missing(tokens)) return "for rows that are not there";
  return {};
}

/// `('a', $1), ('b', $2)` behind VALUES, row by row; of `SELECT 'a'` and `SET x = 'a'` the whole statement is one.
std::vector<Row> rows_of(Tokens tokens, std::size_t from) {
  const auto add = [](Row& row, const Token& token) {
    const bool is_open = token.kind == Token::Kind::String && token.text.find("${}") != std::string_view::npos;
    if (is_open || token.kind == Token::Kind::Hole) {
      row.holes.emplace_back(token.text);
    } else if (token.kind == Token::Kind::String) {
      row.values.emplace_back(token.text);
    }
  };
  const std::size_t values = sql::find_words(tokens, {"values"}, from);
  std::vector<Row> rows;
  std::size_t at = values + 1;
  while (at < tokens.size() && tokens[at].is_punct('(')) {
    const std::size_t end = sql::behind_bracket(tokens, at);
    Row& row = rows.emplace_back();
    for (const Token& token : tokens.subspan(at, end - at)) add(row, token);
    at = end < tokens.size() && tokens[end].is_punct(',') ? end + 1 : end;
  }
  if (!rows.empty()) return rows;
  Row& all = rows.emplace_back();
  for (const Token& token : tokens) add(all, token);
  return rows;
}

Deed insert(Tokens tokens, std::size_t into) {
  Deed deed{.kind = Kind::Insert};
  const sql::NameAt table = sql::name_at(tokens, into);
  deed.table = table.name;
  deed.guard = guard_of_insert(tokens);
  // `… WHERE NOT EXISTS (SELECT 1 FROM others)` may be about the same rows, or not.
  const std::size_t missing = sql::find_words(tokens, {"not", "exists"}, table.next);
  if (const std::size_t from = sql::find_words(tokens, {"from"}, missing); from < tokens.size()) {
    const std::size_t open = missing + 2;
    const Tokens asked =
        tokens.subspan(from, (tokens[open].is_punct('(') ? sql::behind_bracket(tokens, open) : tokens.size()) - from);
    const bool is_own = deed.table.empty() || std::ranges::any_of(asked, [&](const Token& token) {
                          return token.is_name() && sql::same_word(token.text, deed.table);
                        });
    deed.is_guess = !is_own && !has(tokens, {"on", "conflict"});
    if (deed.is_guess) deed.asked_table = sql::name_at(tokens, from + 1).name;
  }
  deed.is_unknown = deed.table.empty() || has_unknown_tail(tokens.subspan(table.next));
  if (const std::size_t from = sql::find_words(tokens, {"from"}, table.next); from < tokens.size()) {
    deed.other_table = sql::name_at(tokens, from + 1).name;
  }
  deed.rows = rows_of(tokens, table.next);
  return deed;
}

/// `MERGE INTO users USING (VALUES ('a', 'b')) … WHEN NOT MATCHED THEN INSERT …`
Deed merging(Tokens tokens) {
  Deed deed{.kind = Kind::Other};
  const std::size_t when = sql::find_words(tokens, {"when", "not", "matched"});
  if (when >= tokens.size()) return deed;
  deed.kind = Kind::Insert;
  deed.table = sql::name_at(tokens, tokens[1].is("into") ? 2 : 1).name;
  deed.is_unknown = deed.table.empty();
  deed.guard = "unless it is there";
  deed.rows = rows_of(tokens.first(when), 1);
  const bool are_named =
      std::ranges::any_of(deed.rows, [](const Row& row) { return !row.values.empty() || !row.holes.empty(); });
  if (!are_named) deed.rows = rows_of(tokens, when);
  return deed;
}

Deed making(Tokens tokens) {
  Deed deed{.kind = Kind::Make};
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    for (const std::string_view made : kMade) {
      if (!tokens[i].is(made)) continue;
      const std::size_t skipped = sql::follows(tokens, i + 1, {"if", "not", "exists"}) ? 4
                                  : sql::follows(tokens, i + 1, {"concurrently"})      ? 2
                                                                                       : 1;
      const sql::NameAt name = sql::name_at(tokens, i + skipped);
      if (made == "table") deed.table = name.name;
      std::string upper(made);
      std::transform(upper.begin(), upper.end(), upper.begin(),
                     [](char c) { return static_cast<char>(c - 'a' + 'A'); });
      deed.what = shown("CREATE " + upper, name.name);
      if (has_if_not_exists(tokens) || has(tokens, {"or", "replace"})) deed.guard = kUnlessThere;
      // Temporary tables go with their session.
      if (has(tokens.first(i), {"temporary"}) || has(tokens.first(i), {"temp"})) deed.guard = "for the session";
      return deed;
    }
  }
  deed.kind = Kind::Other;
  return deed;
}

Deed altering(Tokens tokens) {
  Deed deed{.kind = Kind::Other};
  const std::size_t skipped = sql::follows(tokens, 2, {"if", "exists"}) ? 4 : 2;
  const sql::NameAt table = sql::name_at(tokens, skipped + (sql::follows(tokens, skipped, {"only"}) ? 1 : 0));
  deed.table = table.name;
  if (const std::size_t rename = sql::find_words(tokens, {"rename", "to"}); rename < tokens.size()) {
    deed.kind = Kind::Rename;
    deed.other_table = sql::name_at(tokens, rename + 2).name;
  } else if (const std::size_t add = sql::find_words(tokens, {"add"}); add < tokens.size()) {
    deed.kind = Kind::Make;
    deed.what = shown("ALTER TABLE", table.name) + " ADD";
    deed.table.clear();  // it is there already
    deed.is_part = true;
    if (has_if_not_exists(tokens)) deed.guard = kUnlessThere;
  } else if (has(tokens, {"drop"})) {
    deed.kind = Kind::Drop;
  }
  return deed;
}

/// `DO $$ BEGIN IF NOT EXISTS (…) THEN INSERT …; END IF; END $$`, and functions: their inner statements.
void add_body(const Token& body, std::vector<Deed>& deeds) {
  const std::vector<Token> inner = sql::tokens_of(body.text);
  const bool is_checked = has(inner, {"if"}) || has(inner, {"exception"});
  const bool looks_for_missing = has(inner, {"if", "not", "exists"}) || has(inner, {"if", "not", "found"});
  for (Deed& deed : deeds_of_sql(body.text)) {
    if (deed.guard.empty() && is_checked) {
      deed.guard = "after a check";
      deed.is_guess = !looks_for_missing;
    }
    deed.where.span = {deed.where.span.begin + static_cast<std::uint32_t>(body.at),
                       deed.where.span.end + static_cast<std::uint32_t>(body.at)};
    deeds.push_back(std::move(deed));
  }
}

/// The statement in the brackets that a word at `at` begins.
Tokens inside_brackets(Tokens tokens, std::size_t at) {
  return tokens.subspan(at, sql::behind_bracket(tokens, at - 1) - 1 - at);
}

/// `WITH n AS (INSERT … RETURNING id) INSERT … ON CONFLICT …`: where an inner insert begins that has no guard of its
/// own, nor rows of a query that may be empty; the size when nowhere.
std::size_t inner_insert_without_guard(Tokens tokens) {
  for (std::size_t at = 1; at < tokens.size(); ++at) {
    if (!tokens[at - 1].is_punct('(') || !sql::follows(tokens, at, {"insert", "into"})) continue;
    const Tokens inner = inside_brackets(tokens, at);
    if (guard_of_insert(inner).empty() && has(inner, {"values"})) return at;
  }
  return tokens.size();
}

std::optional<Deed> deed_of(Tokens tokens) {
  // `BEGIN`, `IF … THEN` and `ELSE` of procedural SQL stand before a statement.
  for (std::size_t skipped = 0; skipped < tokens.size(); ++skipped) {
    const Tokens rest = tokens.subspan(skipped);
    const Token& verb = rest.front();
    if (skipped > 0 && !tokens[skipped - 1].is("begin") && !tokens[skipped - 1].is("then") &&
        !tokens[skipped - 1].is("else") && !tokens[skipped - 1].is("loop"))
      continue;
    if (verb.is("with")) {
      // The last part of a chain of common tables is what is done. Where each of several inserts, one that may fail is
      // one too many: what stands behind an inner one is no guard of it.
      if (const std::size_t into = inner_insert_without_guard(rest); into < rest.size())
        return insert(inside_brackets(rest, into), 2);
      if (const std::size_t into = sql::find_words(rest, {"insert", "into"}); into < rest.size())
        return insert(rest, into + 2);
      return Deed{.kind = has(rest, {"select"}) ? Kind::Select : Kind::Other, .seeks_missing = seeks_missing(rest)};
    }
    if (verb.is("insert") || verb.is("replace")) {
      const std::size_t into = sql::find_words(rest, {"into"});
      constexpr std::size_t kFarthest = 4;  // INSERT OR IGNORE INTO
      if (into > kFarthest || into == rest.size()) return std::nullopt;
      return insert(rest, into + 1);
    }
    if (verb.is("select")) {
      Deed deed{.kind = Kind::Select, .seeks_missing = seeks_missing(rest)};
      if (const std::size_t from = sql::find_words(rest, {"from"}); from < rest.size())
        deed.table = sql::name_at(rest, from + 1).name;
      return deed;
    }
    if (verb.is("create")) return making(rest);
    if (verb.is("alter") && rest.size() > 2 && rest[1].is("table")) return altering(rest);
    if (verb.is("drop") && rest.size() > 2) {
      Deed deed{.kind = Kind::Drop};
      if (rest[1].is("table")) deed.table = sql::name_at(rest, sql::follows(rest, 2, {"if", "exists"}) ? 4 : 2).name;
      return deed;
    }
    if (verb.is("delete") && rest.size() > 2) {
      Deed deed{.kind = Kind::Empty, .table = std::string(sql::name_at(rest, 2).name)};
      deed.rows = rows_of(rest, 2);
      return deed;
    }
    if (verb.is("merge") && rest.size() > 2) return merging(rest);
    if (verb.is("truncate")) {
      return Deed{.kind = Kind::Empty,
                  .table = std::string(sql::name_at(rest, rest.size() > 1 && rest[1].is("table") ? 2 : 1).name)};
    }
    if (verb.is("update") || verb.is("do") || verb.is("set") || verb.is("comment") || verb.is("grant"))
      return Deed{.kind = Kind::Other};
  }
  return std::nullopt;
}

}  // namespace

std::vector<Deed> deeds_of_sql(std::string_view text) {
  std::vector<Deed> deeds;
  const std::vector<Token> tokens = sql::tokens_of(text);
  for (const Tokens statement : sql::statements_of(tokens)) {
    auto deed = deed_of(statement);
    if (!deed) continue;
    const Token& last = statement.back();
    deed->where.span = {static_cast<std::uint32_t>(statement.front().at),
                        static_cast<std::uint32_t>(last.at + last.text.size())};
    const bool has_body = deed->kind == Kind::Other && (statement.front().is("do"));
    deeds.push_back(*std::move(deed));
    if (!has_body) continue;
    for (const Token& token : statement) {
      if (token.kind == Token::Kind::String) add_body(token, deeds);
    }
  }
  return deeds;
}

}  // namespace lockstep::rules::migrations
