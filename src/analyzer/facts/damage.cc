#include "facts/damage.h"

#include "syntax/tree.h"

#include <algorithm>
#include <string>

namespace lockstep::facts {
namespace {

constexpr std::size_t kMostTroubles = 10;
constexpr std::size_t kMostBytes = 60;

// The part of a stretch that lies on its first line with text, cut where it becomes long.
Span first_line(Span place, std::string_view source) {
  const std::size_t end = std::min(source.find_first_of("\r\n", place.begin), std::size_t{place.end});
  return {place.begin, static_cast<std::uint32_t>(std::max<std::size_t>(end, place.begin))};
}

std::string excerpt(Span place, std::string_view source) {
  std::string_view text = source.substr(place.begin, place.end - place.begin);
  if (text.size() <= kMostBytes) return std::string(text);
  std::size_t cut = kMostBytes;
  // Not inside of a character.
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return std::string(text.substr(0, cut)) + "…";
}

}  // namespace

std::vector<Span> damage(const syntax::Tree& tree, std::string_view source) {
  std::vector<Span> places;
  if (tree.was_cut() || !tree.has_error(tree.root())) return places;
  std::vector<syntax::Node> todo{tree.root()};
  while (!todo.empty()) {
    const syntax::Node node = todo.back();
    todo.pop_back();
    if (node.kind == syntax::Kind::Error || node.missing) {
      places.push_back({node.begin, node.end});
      continue;
    }
    if (!tree.has_error(node)) continue;
    const auto first = static_cast<std::ptrdiff_t>(todo.size());
    tree.append_children(node, todo);
    // A tag may read escapes that the grammar does not know, as in String.raw`\u0`; the text itself is not lost.
    if (node.kind == syntax::Kind::TemplateString) {
      const auto is_escape = [&](const syntax::Node& part) {
        return part.kind == syntax::Kind::Error && source[part.begin] == '\\';
      };
      todo.erase(std::remove_if(todo.begin() + first, todo.end(), is_escape), todo.end());
    }
    std::reverse(todo.begin() + first, todo.end());
  }
  return places;
}

void report_damage(const std::vector<Span>& places, std::string_view source, FileFacts& facts) {
  std::size_t said = 0;
  for (const Span& place : places) {
    if (said == kMostTroubles) {
      facts.troubles.push_back(
          {.kind = Trouble::Kind::SyntaxDamage,
           .span = first_line(place, source),
           .message = std::to_string(places.size() - said) + " more places of this file could not be read"});
      return;
    }
    ++said;
    const Span line = first_line(place, source);
    std::string message;
    if (place.begin == place.end) {
      const Span around = first_line({place.begin, static_cast<std::uint32_t>(source.size())}, source);
      message = "something is missing before `" + excerpt(around, source) + "`, so this statement was read by guess";
    } else {
      message = "`" + excerpt(line, source) + "` could not be read";
      message += line.end < place.end ? ", nor what follows until the next sound statement" : " and was left out";
    }
    facts.troubles.push_back({.kind = Trouble::Kind::SyntaxDamage, .span = line, .message = std::move(message)});
  }
}

}  // namespace lockstep::facts
