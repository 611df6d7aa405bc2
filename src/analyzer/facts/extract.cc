#include "facts/extract.h"

#include "facts/damage.h"
#include "facts/directives.h"
#include "facts/generated.h"
#include "facts/lower.h"
#include "facts/name_uses.h"
#include "facts/queries.h"
#include "facts/repair.h"
#include "syntax/tree.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::facts {
namespace {

constexpr unsigned kMostRepairs = 4;
// Damage that is no stumble of the grammar costs a few more parses and no more; huge files are spared them.
constexpr unsigned kMostAttempts = 8;
constexpr std::size_t kLargestRepaired = 4'000'000;

FileFacts nothing(std::string_view source, Trouble trouble) {
  FileFacts facts;
  facts.nodes.push_back({.kind = Kind::File, .end = static_cast<std::uint32_t>(source.size())});
  facts.by_kind = NodesByKind(facts.nodes);
  facts.troubles.push_back(std::move(trouble));
  return facts;
}

bool looks_binary(std::string_view source) {
  constexpr std::size_t kPeek = 8192;
  return source.substr(0, kPeek).find('\0') != std::string_view::npos;
}

/// One way to read a file: the facts of a tree that was parsed from the file itself or from a repaired copy.
struct Reading {
  FileFacts facts;
  Draft draft;
  std::vector<Span> damaged;

  bool is_sound() const { return draft.suspicions == 0 && damaged.empty(); }
  // How badly a file was read: by the number of damaged places, by how much text they hold, by what looks misread.
  std::array<std::size_t, 3> cost() const {
    std::size_t bytes = 0;
    for (const Span& place : damaged) bytes += place.end - place.begin;
    return {damaged.size(), bytes, draft.suspicions};
  }
};

/// What reading needs beside the text.
struct Reader {
  syntax::Parser& parser;
  syntax::Grammar grammar;
  const Queries* queries = nullptr;
};

/// Parses what is `shown` and reads names from the `source`. Nothing when the parser gave up or lost its way in more
/// places than allowed.
std::optional<Reading> read(const Reader& by, std::string_view shown, std::string_view source,
                            std::size_t most_damage) {
  const syntax::Tree tree = by.parser.parse(by.grammar, shown);
  if (tree.was_cut()) return std::nullopt;
  std::optional<Reading> reading(std::in_place);
  reading->damaged = damage(tree, source);
  if (reading->damaged.size() > most_damage) return std::nullopt;
  reading->draft = lower(tree, source, reading->facts);
  read_directives(tree, source, reading->facts);
  if (by.queries != nullptr) by.queries->run(tree, by.grammar, source, reading->facts);
  return reading;
}

/// The grammar stumbles over some valid code: it is shown the same file with those places rewritten, byte for byte. A
/// repair may uncover the next stumble, so this goes on as long as it helps.
void repair(Reading& reading, const Reader& by, std::string_view source) {
  std::string shown;
  unsigned attempts = source.size() > kLargestRepaired ? kMostAttempts : 0;
  for (unsigned round = 0; round < kMostRepairs && !reading.is_sound(); ++round) {
    bool better = false;
    const std::string_view stumbled = round == 0 ? source : shown;
    for (std::string& rewritten : repairs(stumbled, reading.damaged, reading.draft.misread, by.grammar)) {
      if (++attempts > kMostAttempts) break;
      std::optional<Reading> other = read(by, rewritten, source, reading.damaged.size());
      better = other && other->cost() < reading.cost();
      if (!better) continue;
      reading = std::move(*other);
      shown = std::move(rewritten);
      break;
    }
    if (!better) break;
  }
}

}  // namespace

FileFacts extract(syntax::Parser& parser, std::string_view path, std::string_view source, const Queries* queries) {
  if (looks_binary(source)) {
    return nothing(source,
                   {.kind = Trouble::Kind::NotText, .message = "the file holds NUL bytes and was taken for binary"});
  }
  const Reader by{.parser = parser, .grammar = syntax::grammar_of(path), .queries = queries};
  std::optional<Reading> reading;
  // Stumbles that some programs are full of: foreseen, they cost no second parse.
  const std::string foreseen = foreseen_repairs(source);
  if (!foreseen.empty()) reading = read(by, foreseen, source, 0);
  if (!reading || !reading->is_sound()) {
    reading = read(by, source, source, std::string_view::npos);
    if (!reading) {
      return nothing(source, {.kind = Trouble::Kind::Limit,
                              .message = "the parser gave up on this file, whose syntax is damaged beyond recovery"});
    }
    repair(*reading, by, source);
  }
  FileFacts facts = std::move(reading->facts);
  report_damage(reading->damaged, source, facts);
  bind(facts, reading->draft);
  facts.is_generated = is_generated(source);
  facts.names.seal();
  facts.nodes.shrink_to_fit();
  facts.by_kind = NodesByKind(facts.nodes);
  facts.uses = uses_of_names(facts);
  facts.bindings.shrink_to_fit();
  return facts;
}

FileFacts extract(std::string_view path, std::string_view source) {
  syntax::Parser parser;
  return extract(parser, path, source);
}

}  // namespace lockstep::facts
