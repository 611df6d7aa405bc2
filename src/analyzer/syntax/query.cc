#include "syntax/query.h"

#include "syntax/language.h"

#include "base/nearest.h"

#include <re2/re2.h>
#include <tree_sitter/api.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace lockstep::syntax {
namespace {

constexpr std::array kGrammars{Grammar::TypeScript, Grammar::Tsx};

/// A predicate behind a pattern: `#eq? @a "x"`.
struct Predicate {
  enum class Kind : std::uint8_t { Equal, Match, AnyOf } kind = Kind::Equal;
  bool is_negated = false;
  std::uint32_t capture = 0;
  std::optional<std::uint32_t> other;  ///< Equal: another capture
  std::vector<std::string> texts;
  std::shared_ptr<const RE2> regex;
};

struct RawQuery {
  TSQuery* query = nullptr;

  RawQuery() = default;
  explicit RawQuery(TSQuery* raw) : query(raw) {}
  RawQuery(RawQuery&& other) noexcept : query(std::exchange(other.query, nullptr)) {}
  RawQuery& operator=(RawQuery&& other) noexcept {
    std::swap(query, other.query);
    return *this;
  }
  ~RawQuery() {
    if (query != nullptr) ts_query_delete(query);
  }
};

std::vector<std::string> node_kinds() {
  std::vector<std::string> kinds;
  for (const Grammar grammar : kGrammars) {
    const TSLanguage* language = Language::of(grammar).raw();
    for (std::uint32_t symbol = 0; symbol < ts_language_symbol_count(language); ++symbol) {
      if (ts_language_symbol_type(language, static_cast<TSSymbol>(symbol)) == TSSymbolTypeRegular)
        kinds.emplace_back(ts_language_symbol_name(language, static_cast<TSSymbol>(symbol)));
    }
  }
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  const TSLanguage* language = Language::of(Grammar::Tsx).raw();
  for (std::uint32_t field = 1; field <= ts_language_field_count(language); ++field)
    names.emplace_back(ts_language_field_name_for_id(language, static_cast<TSFieldId>(field)));
  return names;
}

std::string nearest_of(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  return did_you_mean(word, candidates);
}

std::size_t word_size(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_' ||
                               text[end] == '-' || text[end] == '.' || text[end] == '?'))
    ++end;
  return std::max<std::size_t>(1, end - at);
}

QueryFault fault_of(std::string_view text, std::uint32_t at, TSQueryError error) {
  QueryFault fault{.at = std::min<std::size_t>(at, text.empty() ? 0 : text.size() - 1)};
  fault.size = word_size(text, fault.at);
  const std::string word(text.substr(fault.at, fault.size));
  switch (error) {
    case TSQueryErrorNodeType:
      fault.what = "there is no kind of node \"" + word + "\"";
      fault.hint = nearest_of(word, node_kinds());
      break;
    case TSQueryErrorField:
      fault.what = "there is no field \"" + word + "\"";
      fault.hint = nearest_of(word, field_names());
      break;
    case TSQueryErrorCapture:
      fault.what = "nothing is captured as \"" + word + "\"";
      fault.hint = "a capture stands behind what it captures: (identifier) @name";
      break;
    case TSQueryErrorStructure:
      fault.what = "this pattern can never match";
      fault.hint = "the grammar has no such node in this place";
      break;
    default:
      fault.what = "this is no query";
      fault.hint = "patterns are written (kind field: (kind) @capture)";
  }
  return fault;
}

/// Reads the predicates of a pattern; false with a fault when one is not known.
bool read_predicates(const TSQuery* query, std::uint32_t pattern, std::string_view text,
                     std::vector<Predicate>& predicates, QueryFault& fault) {
  std::uint32_t count = 0;
  const TSQueryPredicateStep* steps = ts_query_predicates_for_pattern(query, pattern, &count);
  const auto reject = [&](std::string_view name, std::string what, std::string hint) {
    std::size_t at = text.find("#" + std::string(name));
    if (at == std::string_view::npos) at = ts_query_start_byte_for_pattern(query, pattern);
    fault = {.at = at, .size = name.size() + 1, .what = std::move(what), .hint = std::move(hint)};
    return false;
  };
  for (std::uint32_t begin = 0; begin < count;) {
    std::uint32_t end = begin;
    while (end < count && steps[end].type != TSQueryPredicateStepTypeDone) ++end;
    const auto string_at = [&](std::uint32_t index) {
      std::uint32_t size = 0;
      const char* bytes = ts_query_string_value_for_id(query, steps[index].value_id, &size);
      return std::string_view(bytes, size);
    };
    const std::string_view name = steps[begin].type == TSQueryPredicateStepTypeString ? string_at(begin) : "";
    Predicate predicate;
    std::string_view plain = name;
    if (plain.starts_with("not-")) {
      predicate.is_negated = true;
      plain.remove_prefix(4);
    }
    if (plain == "eq?") {
      predicate.kind = Predicate::Kind::Equal;
    } else if (plain == "match?") {
      predicate.kind = Predicate::Kind::Match;
    } else if (plain == "any-of?") {
      predicate.kind = Predicate::Kind::AnyOf;
    } else {
      constexpr std::array<std::string_view, 6> kKnown{"eq?",     "match?",     "any-of?",
                                                       "not-eq?", "not-match?", "not-any-of?"};
      std::string hint = did_you_mean(name, kKnown);
      return reject(name, "there is no predicate \"#" + std::string(name) + "\"",
                    hint.empty() ? "there are #eq?, #match?, #any-of?, and each with not-" : std::move(hint));
    }
    if (end - begin < 3 || steps[begin + 1].type != TSQueryPredicateStepTypeCapture)
      return reject(name, "\"#" + std::string(name) + "\" needs a capture and a text",
                    "for example (#eq? @name \"fetch\")");
    predicate.capture = steps[begin + 1].value_id;
    for (std::uint32_t i = begin + 2; i < end; ++i) {
      if (steps[i].type == TSQueryPredicateStepTypeCapture) {
        if (predicate.kind != Predicate::Kind::Equal)
          return reject(name, "\"#" + std::string(name) + "\" compares with texts only", "");
        predicate.other = steps[i].value_id;
      } else {
        predicate.texts.emplace_back(string_at(i));
      }
    }
    if (predicate.kind == Predicate::Kind::Match) {
      if (auto wrong = fault_of_regex(predicate.texts.front())) {
        const std::size_t at = text.find(predicate.texts.front());
        fault = {.at = at == std::string_view::npos ? 0 : at,
                 .size = predicate.texts.front().size(),
                 .what = "this is no regular expression: " + *wrong,
                 .hint = "regular expressions are RE2's: no back references, no look-around"};
        return false;
      }
      RE2::Options options;
      options.set_log_errors(false);
      predicate.regex = std::make_shared<const RE2>(predicate.texts.front(), options);
    }
    predicates.push_back(std::move(predicate));
    begin = end + 1;
  }
  return true;
}

struct Cursor {
  TSQueryCursor* cursor = ts_query_cursor_new();
  Cursor() = default;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  ~Cursor() { ts_query_cursor_delete(cursor); }
};

/// Counts what a cursor reports about every hundred operations, as for parsing.
struct Budget {
  std::uint64_t left = 0;
  bool is_exceeded = false;

  static bool report(TSQueryCursorState* state) {
    auto* budget = static_cast<Budget*>(state->payload);
    budget->is_exceeded = budget->is_exceeded || budget->left-- == 0;
    return budget->is_exceeded;
  }
};

}  // namespace

std::optional<std::string> fault_of_regex(std::string_view regex) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 compiled(re2::StringPiece(regex.data(), regex.size()), options);
  return compiled.ok() ? std::nullopt : std::optional(compiled.error());
}

bool is_node_kind(std::string_view kind, std::string& hint) {
  const std::vector<std::string> kinds = node_kinds();
  if (std::binary_search(kinds.begin(), kinds.end(), kind)) return true;
  hint = nearest_of(kind, kinds);
  return false;
}

struct Query::State {
  std::map<Grammar, RawQuery> queries;
  std::vector<std::string> names;
  std::map<Grammar, std::vector<std::uint32_t>> name_of;              // by capture id of the grammar's query
  std::map<Grammar, std::vector<std::vector<Predicate>>> predicates;  // by pattern

  bool fulfils(const Predicate& predicate, const TSQueryMatch& match, std::string_view source) const {
    const auto text_of = [&](const TSNode& node) {
      const std::uint32_t begin = ts_node_start_byte(node);
      return source.substr(begin, ts_node_end_byte(node) - begin);
    };
    for (std::uint16_t i = 0; i < match.capture_count; ++i) {
      if (match.captures[i].index != predicate.capture) continue;
      const std::string_view text = text_of(match.captures[i].node);
      bool holds = false;
      switch (predicate.kind) {
        case Predicate::Kind::Equal:
          if (predicate.other) {
            for (std::uint16_t j = 0; j < match.capture_count; ++j)
              holds |= match.captures[j].index == *predicate.other && text_of(match.captures[j].node) == text;
          } else {
            holds = text == predicate.texts.front();
          }
          break;
        case Predicate::Kind::Match:
          holds = RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *predicate.regex);
          break;
        case Predicate::Kind::AnyOf:
          holds = std::find(predicate.texts.begin(), predicate.texts.end(), text) != predicate.texts.end();
          break;
      }
      if (holds == predicate.is_negated) return false;
    }
    return true;
  }
};

Query::Query(std::unique_ptr<State> state) : state_(std::move(state)) {}
Query::Query(Query&&) noexcept = default;
Query& Query::operator=(Query&&) noexcept = default;
Query::~Query() = default;

const std::vector<std::string>& Query::names() const { return state_->names; }

std::optional<Query> Query::compile(std::string_view text, QueryFault& fault) {
  auto state = std::make_unique<State>();
  bool is_first = true;
  for (const Grammar grammar : kGrammars) {
    std::uint32_t at = 0;
    TSQueryError error = TSQueryErrorNone;
    RawQuery raw(
        ts_query_new(Language::of(grammar).raw(), text.data(), static_cast<std::uint32_t>(text.size()), &at, &error));
    if (raw.query == nullptr) {
      // What one grammar does not know, the other may: elements here, casts in angle brackets there.
      if (is_first) fault = fault_of(text, at, error);
      is_first = false;
      continue;
    }
    std::vector<std::vector<Predicate>> predicates(ts_query_pattern_count(raw.query));
    for (std::uint32_t pattern = 0; pattern < predicates.size(); ++pattern) {
      if (!read_predicates(raw.query, pattern, text, predicates[pattern], fault)) return std::nullopt;
    }
    std::vector<std::uint32_t>& name_of = state->name_of[grammar];
    for (std::uint32_t id = 0; id < ts_query_capture_count(raw.query); ++id) {
      std::uint32_t size = 0;
      const char* bytes = ts_query_capture_name_for_id(raw.query, id, &size);
      const std::string name(bytes, size);
      const auto found = std::find(state->names.begin(), state->names.end(), name);
      name_of.push_back(static_cast<std::uint32_t>(found - state->names.begin()));
      if (found == state->names.end()) state->names.push_back(name);
    }
    state->predicates[grammar] = std::move(predicates);
    state->queries[grammar] = std::move(raw);
  }
  if (state->queries.empty()) return std::nullopt;
  return Query(std::move(state));
}

bool Query::is_in_all_patterns(std::uint32_t name) const {
  for (const auto& [grammar, raw] : state_->queries) {
    const std::vector<std::uint32_t>& name_of = state_->name_of.at(grammar);
    for (std::uint32_t pattern = 0; pattern < ts_query_pattern_count(raw.query); ++pattern) {
      bool is_there = false;
      for (std::uint32_t id = 0; id < name_of.size(); ++id) {
        is_there |=
            name_of[id] == name && ts_query_capture_quantifier_for_id(raw.query, pattern, id) != TSQuantifierZero;
      }
      if (!is_there) return false;
    }
  }
  return true;
}

std::vector<Query::Match> Query::run(const Tree& tree, Grammar grammar, std::string_view source,
                                     std::optional<std::uint32_t> reported, bool& was_cut) const {
  std::vector<Match> matches;
  const auto found = state_->queries.find(grammar);
  const TSTree* raw = tree.raw();
  if (found == state_->queries.end() || raw == nullptr) return matches;
  const auto& predicates = state_->predicates.at(grammar);
  const auto& name_of = state_->name_of.at(grammar);

  const Cursor cursor;
  constexpr std::uint32_t kMostOpen = 4096;
  ts_query_cursor_set_match_limit(cursor.cursor, kMostOpen);
  Budget budget{.left = 2'000 + source.size() / 4};
  const TSQueryCursorOptions options{.payload = &budget, .progress_callback = Budget::report};
  ts_query_cursor_exec_with_options(cursor.cursor, found->second.query, ts_tree_root_node(raw), &options);
  TSQueryMatch match;
  while (ts_query_cursor_next_match(cursor.cursor, &match)) {
    const auto& asked = predicates[match.pattern_index];
    const bool fits = std::all_of(asked.begin(), asked.end(),
                                  [&](const Predicate& one) { return state_->fulfils(one, match, source); });
    if (!fits) continue;
    Match made;
    made.reported = reported.value_or(UINT32_MAX);
    for (std::uint16_t i = 0; i < match.capture_count && !reported; ++i)
      made.reported = std::min(made.reported, name_of[match.captures[i].index]);
    for (std::uint16_t i = 0; i < match.capture_count; ++i) {
      const TSQueryCapture& capture = match.captures[i];
      const std::uint32_t name = name_of[capture.index];
      made.captures.push_back(
          {.name = name, .begin = ts_node_start_byte(capture.node), .end = ts_node_end_byte(capture.node)});
      if (name != made.reported || !made.above.empty()) continue;
      for (TSNode at = ts_node_parent(capture.node); !ts_node_is_null(at); at = ts_node_parent(at))
        made.above.emplace_back(ts_node_type(at));
    }
    matches.push_back(std::move(made));
  }
  was_cut = budget.is_exceeded || ts_query_cursor_did_exceed_match_limit(cursor.cursor);
  std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    const auto begin = [](const Match& one) { return one.captures.empty() ? 0U : one.captures.front().begin; };
    return begin(a) < begin(b);
  });
  return matches;
}

}  // namespace lockstep::syntax
