#include "rules/orphan_variant/handed_events.h"

#include "rules/words.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

bool dispatches_by_name(const Node& call) {
  constexpr std::array<std::string_view, 9> kWords = {"dispatch", "emit", "fire",  "trigger",  "send",
                                                      "publish",  "post", "raise", "broadcast"};
  const Node head = program::callee(call);
  const std::vector<std::string> words = split_words(head ? head.text() : std::string_view{});
  return std::ranges::any_of(words,
                             [&](const std::string& word) { return std::ranges::find(kWords, word) != kWords.end(); });
}

}  // namespace

bool is_kept_from_buses(const Node& made) {
  Node at = made;
  while (at.parent() && at.parent().is(Kind::Cast)) at = at.parent();
  const Node up = at.parent();
  if (!up) return false;
  if (up.is(Kind::Call)) return program::callee(up) != at && !dispatches_by_name(up);
  if (!up.is(Kind::Declarator) || !up.child(0).is(Kind::Binding)) return false;
  const auto binding = up.facts().binding(up.child(0).id());
  if (!binding) return false;
  bool is_handed = false;
  for (const Node use : program::nodes_of(up.file(), Kind::Ident)) {
    if (use.facts().binding(use.id()) != binding) continue;
    const Node around = use.parent();
    if (around.is(Kind::Member)) continue;  // event.defaultPrevented
    const bool is_argument = around.is(Kind::Call) && program::callee(around) != use;
    if (!is_argument || dispatches_by_name(around)) return false;
    is_handed = true;
  }
  return is_handed;
}

}  // namespace lockstep::rules::variants
