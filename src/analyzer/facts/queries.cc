#include "facts/queries.h"

#include "base/nearest.h"

#include "syntax/query.h"

#include <algorithm>
#include <utility>

namespace lockstep::facts {
namespace {

constexpr std::size_t kLongestText = 60;

/// A piece of a message: words, or what a capture holds.
struct Piece {
  std::string words;
  std::optional<std::uint32_t> capture;
};

struct Compiled {
  syntax::Query query;
  std::optional<std::uint32_t> reported;  // nothing: the first that a match has
  std::vector<Piece> message;
  std::vector<std::string> inside;
  std::vector<std::string> not_inside;
};

std::optional<std::uint32_t> index_of(const std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - names.begin());
}

std::string hint_for(std::string_view name, const std::vector<std::string>& names) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  std::string hint = did_you_mean(name, candidates);
  if (hint.empty()) {
    for (const std::string& known : names) hint += (hint.empty() ? "captures: " : ", ") + known;
  }
  return hint;
}

QueryFault fault_in_message(std::size_t at, std::size_t size, std::string what, std::string hint) {
  return {.part = QueryFault::Part::Message, .at = at, .size = size, .what = std::move(what), .hint = std::move(hint)};
}

/// Words with `{capture}` between them; `{{` and `}}` stand for braces.
std::optional<QueryFault> read_message(std::string_view message, const std::vector<std::string>& names,
                                       std::vector<Piece>& pieces) {
  std::string words;
  for (std::size_t at = 0; at < message.size(); ++at) {
    const char byte = message[at];
    const bool is_doubled = at + 1 < message.size() && message[at + 1] == byte;
    if (byte != '{' || is_doubled) {
      words += byte;
      if ((byte == '{' || byte == '}') && is_doubled) ++at;
      continue;
    }
    const std::size_t close = message.find('}', at);
    if (close == std::string_view::npos)
      return fault_in_message(at, 1, "this brace is never closed", "{{ stands for a brace itself");
    const std::string_view name = message.substr(at + 1, close - at - 1);
    const auto capture = index_of(names, name);
    if (!capture) {
      return fault_in_message(at, name.size() + 2,
                              name.empty() ? "there is no name between these braces"
                                           : "nothing is captured as \"" + std::string(name) + "\"",
                              hint_for(name, names) + "; {{ stands for a brace itself");
    }
    if (!words.empty()) pieces.push_back({.words = std::move(words), .capture = {}});
    words.clear();
    pieces.push_back({.words = {}, .capture = capture});
    at = close;
  }
  if (!words.empty()) pieces.push_back({.words = std::move(words), .capture = {}});
  return std::nullopt;
}

std::optional<QueryFault> check_kinds(const std::vector<std::string>& kinds, QueryFault::Part part) {
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    std::string hint;
    if (syntax::is_node_kind(kinds[i], hint)) continue;
    return QueryFault{
        .part = part, .at = i, .size = 1, .what = "there is no kind of node \"" + kinds[i] + "\"", .hint = hint};
  }
  return std::nullopt;
}

/// A text on one line, as it can stand in a message.
std::string shown(std::string_view text) {
  std::string out;
  for (const char byte : text.substr(0, kLongestText)) {
    const bool is_space = static_cast<unsigned char>(byte) <= ' ';
    if (!is_space) {
      out += byte;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (text.size() > kLongestText) out += "…";
  return out;
}

bool overlaps(const std::vector<std::string_view>& above, const std::vector<std::string>& kinds) {
  return std::any_of(above.begin(), above.end(),
                     [&](std::string_view kind) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); });
}

}  // namespace

struct Queries::State {
  std::vector<Compiled> compiled;
  std::string fingerprint;
};

Queries::Queries() : state_(std::make_unique<State>()) {}
Queries::Queries(Queries&&) noexcept = default;
Queries& Queries::operator=(Queries&&) noexcept = default;
Queries::~Queries() = default;

bool Queries::empty() const { return state_->compiled.empty(); }
const std::string& Queries::fingerprint() const { return state_->fingerprint; }

std::optional<QueryFault> Queries::add(const QueryText& text) {
  syntax::QueryFault fault;
  auto query = syntax::Query::compile(text.pattern, fault);
  if (!query) return QueryFault{QueryFault::Part::Pattern, fault.at, fault.size, fault.what, fault.hint};
  const std::vector<std::string> names = query->names();
  if (names.empty()) {
    return QueryFault{.what = "this query captures nothing, so there is nothing to report",
                      .hint = "write @name behind the node to report"};
  }
  std::optional<std::uint32_t> reported;
  if (!text.report.empty()) {
    reported = index_of(names, text.report);
    if (!reported) {
      return QueryFault{.part = QueryFault::Part::Report,
                        .what = "nothing is captured as \"" + text.report + "\"",
                        .hint = hint_for(text.report, names)};
    }
    if (!query->is_in_all_patterns(*reported)) {
      return QueryFault{
          .part = QueryFault::Part::Report,
          .what = "not every pattern captures a \"" + text.report + "\", and what has none is not reported",
          .hint = "capture it in each pattern, or leave \"report\" out: then the first of each is reported"};
    }
  }
  std::vector<Piece> message;
  if (auto wrong = read_message(text.message, names, message)) return wrong;
  if (auto wrong = check_kinds(text.inside, QueryFault::Part::Inside)) return wrong;
  if (auto wrong = check_kinds(text.not_inside, QueryFault::Part::NotInside)) return wrong;

  state_->compiled.push_back({.query = *std::move(query),
                              .reported = reported,
                              .message = std::move(message),
                              .inside = text.inside,
                              .not_inside = text.not_inside});
  const auto note = [&](std::string_view part) { (state_->fingerprint += part) += '\0'; };
  note(text.pattern);
  note(text.report);
  note(text.message);
  for (const std::string& kind : text.inside) note(kind);
  note("not");
  for (const std::string& kind : text.not_inside) note(kind);
  note("end");
  return std::nullopt;
}

void Queries::run(const syntax::Tree& tree, syntax::Grammar grammar, std::string_view source, FileFacts& facts) const {
  for (std::uint32_t number = 0; number < state_->compiled.size(); ++number) {
    const Compiled& compiled = state_->compiled[number];
    bool was_cut = false;
    for (const auto& match : compiled.query.run(tree, grammar, source, compiled.reported, was_cut)) {
      const auto reported = std::find_if(match.captures.begin(), match.captures.end(),
                                         [&](const auto& capture) { return capture.name == match.reported; });
      if (reported == match.captures.end()) continue;
      if (!compiled.inside.empty() && !overlaps(match.above, compiled.inside)) continue;
      if (overlaps(match.above, compiled.not_inside)) continue;
      std::string message;
      for (const Piece& piece : compiled.message) {
        message += piece.words;
        const auto capture = std::find_if(match.captures.begin(), match.captures.end(),
                                          [&](const auto& one) { return piece.capture == one.name; });
        if (piece.capture && capture != match.captures.end())
          message += shown(source.substr(capture->begin, capture->end - capture->begin));
      }
      facts.matches.push_back({.query = number,
                               .where = {.begin = reported->begin, .end = reported->end},
                               .message = facts.names.intern(message)});
    }
    if (was_cut) {
      facts.troubles.push_back({.kind = Trouble::Kind::Limit,
                                .span = {},
                                .message = "a query of a rule pack took too long on this file and was cut short"});
    }
  }
}

}  // namespace lockstep::facts
