#include "facts/extract.h"

#include "facts/damage.h"
#include "facts/generated.h"
#include "facts/lower.h"
#include "facts/repair.h"
#include "syntax/tree.h"

#include <array>
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

// How badly a file was read: by the number of damaged places, by how much text they hold, by what looks misread.
std::array<std::size_t, 3> cost(const std::vector<Span>& damaged, const Draft& draft) {
  std::size_t bytes = 0;
  for (const Span& place : damaged) bytes += place.end - place.begin;
  return {damaged.size(), bytes, draft.suspicions};
}

}  // namespace

FileFacts extract(syntax::Parser& parser, std::string_view path, std::string_view source) {
  if (looks_binary(source)) {
    return nothing(source,
                   {.kind = Trouble::Kind::NotText, .message = "the file holds NUL bytes and was taken for binary"});
  }
  const syntax::Grammar grammar = syntax::grammar_of(path);
  FileFacts facts;
  Draft draft;
  std::vector<Span> damaged;
  {
    const syntax::Tree tree = parser.parse(grammar, source);
    if (tree.was_cut()) {
      return nothing(source, {.kind = Trouble::Kind::Limit,
                              .message = "the parser gave up on this file, whose syntax is damaged beyond recovery"});
    }
    draft = lower(tree, source, facts);
    damaged = damage(tree, source);
  }
  // The grammar stumbles over some valid code: show it the same file with those places rewritten, byte for byte. A
  // repair may uncover the next stumble, so this goes on as long as it helps.
  std::string shown;
  unsigned attempts = source.size() > kLargestRepaired ? kMostAttempts : 0;
  for (unsigned round = 0; round < kMostRepairs && (draft.suspicions > 0 || !damaged.empty()); ++round) {
    bool better = false;
    for (std::string& rewritten : repairs(round == 0 ? source : shown, damaged, draft.misread, grammar)) {
      if (++attempts > kMostAttempts) break;
      const syntax::Tree tree = parser.parse(grammar, rewritten);
      if (tree.was_cut()) continue;
      std::vector<Span> left = damage(tree, source);
      if (left.size() > damaged.size()) continue;
      FileFacts other;
      Draft other_draft = lower(tree, source, other);
      better = cost(left, other_draft) < cost(damaged, draft);
      if (!better) continue;
      damaged = std::move(left);
      facts = std::move(other);
      draft = std::move(other_draft);
      shown = std::move(rewritten);
      break;
    }
    if (!better) break;
  }
  report_damage(damaged, source, facts);
  bind(facts, draft);
  facts.is_generated = is_generated(source);
  facts.names.seal();
  facts.nodes.shrink_to_fit();
  facts.by_kind = NodesByKind(facts.nodes);
  facts.bindings.shrink_to_fit();
  return facts;
}

FileFacts extract(std::string_view path, std::string_view source) {
  syntax::Parser parser;
  return extract(parser, path, source);
}

}  // namespace lockstep::facts
