#include "effects/statements.h"

#include "base/sql_tokens.h"
#include "effects/spelled.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <span>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;
using sql::Token;

namespace {

using Tokens = std::span<const Token>;

constexpr std::array<std::string_view, 4> kVerbs = {"select", "update", "insert", "delete"};

/// Properties under which a call's options hold the text, and those that hold the values.
constexpr std::array<std::string_view, 3> kTexts = {"text", "sql", "query"};
constexpr std::array<std::string_view, 4> kValues = {"values", "replacements", "bind", "parameters"};

/// What a clause ends with.
constexpr std::array<std::string_view, 13> kClauses = {"where",  "from",  "returning", "order", "limit",
                                                       "group",  "for",   "having",    "union", "window",
                                                       "offset", "fetch", "on"};

bool is_clause(const Token& token) {
  return std::any_of(kClauses.begin(), kClauses.end(), [&](std::string_view word) { return token.is(word); });
}

/// The first clause's keyword from an index on that stands in no brackets; the size when there is none.
std::size_t next_clause(Tokens tokens, std::size_t from) {
  int depth = 0;
  for (std::size_t i = from; i < tokens.size(); ++i) {
    if (tokens[i].is_punct('(')) ++depth;
    if (tokens[i].is_punct(')')) --depth;
    if (depth == 0 && is_clause(tokens[i])) return i;
  }
  return tokens.size();
}

/// The first of these words at no depth of brackets; the size when there is none.
std::size_t find_outside(Tokens tokens, std::size_t from, std::string_view word) {
  int depth = 0;
  for (std::size_t i = from; i < tokens.size(); ++i) {
    if (tokens[i].is_punct('(')) ++depth;
    if (tokens[i].is_punct(')')) --depth;
    if (depth == 0 && tokens[i].is(word)) return i;
  }
  return tokens.size();
}

/// Parts between commas, or between a word, that stand in no brackets.
template <class IsBetween>
std::vector<Tokens> parts_of(Tokens tokens, IsBetween is_between) {
  std::vector<Tokens> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= tokens.size(); ++i) {
    if (i < tokens.size()) {
      if (tokens[i].is_punct('(')) ++depth;
      if (tokens[i].is_punct(')')) --depth;
      if (depth != 0 || !is_between(tokens[i])) continue;
    }
    if (i > begin) parts.push_back(tokens.subspan(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

bool is_comma(const Token& token) { return token.is_punct(','); }

/// Where the values for a text's holes stand in a call.
class Holes {
 public:
  Holes(const Program& program, const Node& call, const Node& text, std::vector<std::size_t> values)
      : program_(program), text_(text), left_(std::move(values)) {
    if (!call.is(Kind::Call)) return;
    const Node first = program::without_casts(argument(call, 0));
    const Node options = first && first.is(Kind::Object) ? first : known(argument(call, 1));
    values_ = options;
    if (options && options.is(Kind::Object)) {
      for (const std::string_view name : kValues) {
        if (const Node inner = known(program::value_of(program::property(options, name)))) values_ = inner;
      }
    }
    call_ = call;
  }

  /// Goes through the text's tokens once, so that nameless holes are counted.
  struct Value {
    Node part;  ///< the property, or the expression itself
    Node value;
  };
  Value of(const Token& hole, Tokens all) const {
    const std::string_view spelled = hole.text;
    if (text_.is(Kind::Template) && spelled == "${}") {
      const auto index = static_cast<std::size_t>(std::count_if(all.data(), &hole, [](const Token& other) {
        return other.kind == Token::Kind::Hole && other.text == "${}";
      }));
      return index < left_.size() ? whole(text_.child(left_[index])) : Value{};
    }
    if (spelled == "?") {
      const auto index = static_cast<std::size_t>(std::count_if(
          all.data(), &hole, [](const Token& other) { return other.kind == Token::Kind::Hole && other.text == "?"; }));
      return element(index);
    }
    if (spelled.size() > 1 && spelled[0] == '$' && spelled[1] >= '1' && spelled[1] <= '9') {
      std::size_t number = 0;
      std::from_chars(spelled.data() + 1, spelled.data() + spelled.size(), number);
      return element(number - 1);
    }
    return named(spelled);
  }

 private:
  /// What a name that is never given another value stands for.
  Node known(const Node& given) const {
    const Node plain = given ? program::without_casts(given) : Node{};
    if (!plain || !plain.is(Kind::Ident)) return plain;
    const Node declared = program_.definition(plain).node;
    const Node made =
        declared && declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
    return made && (made.is(Kind::Object) || made.is(Kind::Array)) ? made : plain;
  }

  static Value whole(const Node& expression) {
    const Node plain = expression ? program::without_casts(expression) : Node{};
    return {plain, plain};
  }

  Value element(std::size_t index) const {
    if (!values_) return {};
    if (values_.is(Kind::Array)) return whole(values_.child(index));
    // `db.run(text, a, b)`
    if (!call_ || values_.is(Kind::Object) || argument_count(call_) < 2) return {};
    return whole(argument(call_, index + 1));
  }

  Value named(std::string_view spelled) const {
    if (!values_ || !values_.is(Kind::Object)) return {};
    const std::size_t begin = spelled.find_first_not_of(":@$({</[");
    if (begin == std::string_view::npos) return {};
    const std::string_view name = spelled.substr(begin, spelled.find_first_of(":)}>]/", begin) - begin);
    const Node part = program::property(values_, name);
    const Node value = program::value_of(part);
    if (!value) return {};
    return {part, program::without_casts(value)};
  }

  const Program& program_;
  const Node text_;
  const std::vector<std::size_t> left_;  // of the text's holes, those for values
  Node call_;
  Node values_;
};

/// `to_json($1)::jsonb`, `CAST($1 AS jsonb)`: functions that only turn a value into another form.
bool is_form(const Token& token) {
  constexpr std::array<std::string_view, 6> kForms = {"cast", "to_json", "to_jsonb", "json", "jsonb", "parse_json"};
  return std::any_of(kForms.begin(), kForms.end(), [&](std::string_view word) { return token.is(word); });
}

StatementValue value_in(Tokens expression, std::string_view column, const Holes& holes, Tokens all, const Node& text) {
  StatementValue out;
  out.place = text;
  bool is_plain = true;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const Token& token = expression[i];
    if (token.kind == Token::Kind::Hole) {
      const auto [part, value] = holes.of(token, all);
      if (!value) {
        is_plain = false;
        continue;
      }
      out.holes.push_back(value);
      out.place = part;
      continue;
    }
    if (token.is_punct(':') && i + 2 < expression.size() && expression[i + 1].is_punct(':')) {
      i += 2;  // `::jsonb`
      continue;
    }
    if (token.is_name() && sql::same_word(token.text, column)) out.uses_column = true;
    if (token.is_punct('(') || token.is_punct(')') || is_form(token)) continue;
    if (token.is("as") && i + 1 < expression.size()) {
      ++i;
      continue;
    }
    is_plain = false;
  }
  out.is_hole = is_plain && out.holes.size() == 1 && !out.uses_column;
  if (out.holes.empty() && expression.size() == 1) {
    const Token& only = expression[0];
    out.is_null = only.is("null");
    if (only.kind == Token::Kind::String || only.is("true")) out.literal = only.text;
  }
  return out;
}

/// A column with what may stand before it, `o."state"`, and the index behind it.
std::pair<std::string, std::size_t> column_at(Tokens tokens, std::size_t at) {
  const sql::NameAt name = sql::name_at(tokens, at);
  return {std::string(name.name), name.next};
}

void read_assignments(Tokens list, const Holes& holes, Tokens all, Statement& into) {
  for (const Tokens part : parts_of(list, is_comma)) {
    const auto [column, next] = column_at(part, 0);
    if (column.empty() || next >= part.size() || !part[next].is_punct('=')) continue;
    into.set.push_back({column, value_in(part.subspan(next + 1), column, holes, all, into.text)});
  }
}

/// `id = $1 and state = 'open' and "deletedAt" is null`
void read_condition(Tokens condition, const Holes& holes, Tokens all, Statement& into) {
  const bool is_either = find_outside(condition, 0, "or") < condition.size();
  for (const Tokens part : parts_of(condition, [](const Token& token) { return token.is("and") || token.is("or"); })) {
    const std::size_t begin = part[0].is_punct('(') ? 1 : 0;
    const auto [column, next] = column_at(part, begin);
    // `and ${isFree}`: anything may be asked there.
    into.is_vague = into.is_vague || part[begin < part.size() ? begin : 0].kind == Token::Kind::Hole;
    if (column.empty() || next >= part.size()) continue;
    const bool is_equal = part[next].is_punct('=') || part[next].is("in");
    StatementValue value = value_in(part.subspan(next + 1), column, holes, all, into.text);
    if (!is_either && is_equal && value.holes.size() == 1) {
      into.where.push_back({column, std::move(value)});
    } else {
      into.asked.insert(column);
    }
  }
}

bool hands_out_one(const Node& call) {
  const Node head = callee(call);
  if (!head) return false;
  const std::string_view name = head.text();
  constexpr std::array<std::string_view, 8> kOne = {"one", "One", "first", "First", "single", "Single", "Row", "get"};
  const bool is_of_many = name.ends_with("Rows") || name.starts_with("getMany");
  return !is_of_many && std::any_of(kOne.begin(), kOne.end(), [&](std::string_view word) {
    const std::size_t at = name.find(word);
    return at != std::string_view::npos && (word != "one" || at == 0) && (word != "get" || name == "get");
  });
}

/// `count(*)`, `max(position)`, `exists (…)`: what is selected is no row.
bool selects_no_row(Tokens selected) {
  constexpr std::array<std::string_view, 8> kFigures = {"count", "sum",    "max",      "min",
                                                        "avg",   "exists", "coalesce", "case"};
  return selected.empty() ||
         std::any_of(kFigures.begin(), kFigures.end(), [&](std::string_view word) { return selected[0].is(word); });
}

std::optional<Statement> read_select(Tokens tokens, const Holes& holes, Statement out) {
  const std::size_t from = find_outside(tokens, 1, "from");
  if (from >= tokens.size() || selects_no_row(tokens.subspan(1, from - 1))) return std::nullopt;
  const sql::NameAt table = sql::name_at(tokens, from + 1);
  if (table.name.empty()) return std::nullopt;
  out.table = table.name;
  for (const std::string_view other : {"union", "group"}) {
    if (find_outside(tokens, from, other) < tokens.size()) return std::nullopt;
  }
  const std::size_t where = find_outside(tokens, from, "where");
  if (where < tokens.size())
    read_condition(tokens.subspan(where + 1, next_clause(tokens, where + 1) - where - 1), holes, tokens, out);
  const std::size_t lock = find_outside(tokens, from, "for");
  out.row_lock =
      lock + 1 < tokens.size() && (tokens[lock + 1].is("update") || sql::follows(tokens, lock + 1, {"no", "key"}));
  return out;
}

std::optional<Statement> read_update(Tokens tokens, const Holes& holes, Statement out) {
  const std::size_t name = tokens.size() > 1 && tokens[1].is("only") ? 2 : 1;
  const sql::NameAt table = sql::name_at(tokens, name);
  const std::size_t set = find_outside(tokens, table.next, "set");
  constexpr std::size_t kLongestAlias = 2;  // `as o`
  if (table.name.empty() || set >= tokens.size() || set - table.next > kLongestAlias) return std::nullopt;
  out.table = table.name;
  const std::size_t behind = next_clause(tokens, set + 1);
  read_assignments(tokens.subspan(set + 1, behind - set - 1), holes, tokens, out);
  const std::size_t where = find_outside(tokens, behind, "where");
  if (where < tokens.size())
    read_condition(tokens.subspan(where + 1, next_clause(tokens, where + 1) - where - 1), holes, tokens, out);
  return out.set.empty() || out.is_vague ? std::nullopt : std::optional(std::move(out));
}

std::optional<Statement> read_insert(Tokens tokens, const Holes& holes, Statement out) {
  if (!sql::follows(tokens, 0, {"insert", "into"})) {
    return std::nullopt;  // `insert ignore into`, `insert or replace into` spare what is there
  }
  const sql::NameAt table = sql::name_at(tokens, 2);
  if (table.name.empty() || table.next >= tokens.size() || !tokens[table.next].is_punct('(')) return std::nullopt;
  out.table = table.name;
  const std::size_t behind = sql::behind_bracket(tokens, table.next);
  out.spares_what_is_there = sql::find_words(tokens, {"on", "conflict"}) < tokens.size() ||
                             sql::find_words(tokens, {"on", "duplicate"}) < tokens.size() ||
                             sql::find_words(tokens, {"not", "exists"}) < tokens.size();
  if (behind + 1 >= tokens.size() || !tokens[behind].is("values") || !tokens[behind + 1].is_punct('(')) return out;
  const std::size_t end = sql::behind_bracket(tokens, behind + 1);
  const auto columns = parts_of(tokens.subspan(table.next + 1, behind - table.next - 2), is_comma);
  const auto values = parts_of(tokens.subspan(behind + 2, end - behind - 3), is_comma);
  for (std::size_t i = 0; i < columns.size() && i < values.size(); ++i) {
    const std::string column = column_at(columns[i], 0).first;
    if (!column.empty()) out.set.push_back({column, value_in(values[i], column, holes, tokens, out.text)});
  }
  return out;
}

std::optional<Statement> read_delete(Tokens tokens, const Holes& holes, Statement out) {
  if (!sql::follows(tokens, 0, {"delete", "from"})) return std::nullopt;
  const sql::NameAt table = sql::name_at(tokens, 2);
  if (table.name.empty()) return std::nullopt;
  out.table = table.name;
  const std::size_t where = find_outside(tokens, table.next, "where");
  if (where < tokens.size())
    read_condition(tokens.subspan(where + 1, next_clause(tokens, where + 1) - where - 1), holes, tokens, out);
  return out;
}

Node text_in(const Node& given) {
  const Node plain = given ? program::without_casts(given) : Node{};
  if (!plain) return {};
  if (plain.is(Kind::Tagged)) return plain.child(1);
  return plain.is(Kind::String) || plain.is(Kind::Template) ? plain : Node{};
}

}  // namespace

bool may_be_statement(std::string_view text) {
  constexpr std::size_t kShortest = 16;  // `update t set a=1`
  if (text.size() < kShortest) return false;
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return false;
  const std::string_view rest = text.substr(begin);
  return std::any_of(kVerbs.begin(), kVerbs.end(), [&](std::string_view verb) {
    return rest.size() > verb.size() && sql::same_word(rest.substr(0, verb.size()), verb) &&
           (rest[verb.size()] == ' ' || rest[verb.size()] == '\n' || rest[verb.size()] == '\r' ||
            rest[verb.size()] == '\t');
  });
}

Node statement_text(const Node& call) {
  Node text;
  if (call.is(Kind::Tagged)) {
    // `await sql`update …``, where nothing else is given the text.
    text = call.parent() && call.parent().is(Kind::Await) ? call.child(1) : Node{};
  } else if (call.is(Kind::Call)) {
    const Node head = callee(call);
    // What is only prepared runs later, with values that are told then.
    if (!head || head.text() == "prepare") return {};
    const Node first = argument(call, 0) ? program::without_casts(argument(call, 0)) : Node{};
    text = text_in(first);
    // sql`update …`.execute(db)
    if (!text && head.is(Kind::Member) && head.child(0).is(Kind::Tagged)) text = text_in(head.child(0));
    if (!text && first && first.is(Kind::Object)) {
      for (const std::string_view name : kTexts) {
        if (!text) text = text_in(program::value_of(program::property(first, name)));
      }
    }
  }
  const bool is_text = text && (text.is(Kind::String) || text.is(Kind::Template));
  return is_text && may_be_statement(text.text()) ? text : Node{};
}

std::optional<Statement> statement_of(const Program& program, const Node& call) {
  const Node text = statement_text(call);
  if (!text) return std::nullopt;
  const Spelled spelled_out = spelled(program, text);
  const std::vector<Token> all = sql::tokens_of(spelled_out.text);
  const auto statements = sql::statements_of(all);
  if (statements.size() != 1) return std::nullopt;
  const Tokens tokens = statements[0];
  const Holes holes(program, call, text, spelled_out.values);
  Statement out{.table = {}, .text = text};
  out.is_one_row = hands_out_one(call);
  if (tokens[0].is("select")) return read_select(tokens, holes, std::move(out));
  if (tokens[0].is("update")) {
    out.does = Does::Update;
    return read_update(tokens, holes, std::move(out));
  }
  if (tokens[0].is("insert")) {
    out.does = Does::Insert;
    return read_insert(tokens, holes, std::move(out));
  }
  out.does = Does::Delete;
  return read_delete(tokens, holes, std::move(out));
}

}  // namespace lockstep::effects
