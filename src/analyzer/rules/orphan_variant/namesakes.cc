// Codes that are waited for under one prefix and made under another.
//
// `case 'team/parent_is_child':` waits for a code that nobody makes, while `'team_list/parent_is_child'` is made: the
// same words behind a prefix that somebody spelled out. One such code may be chance, so a dispatcher must wait for at
// least two of them, all behind the same two prefixes.

#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinCodes = 2;
constexpr std::size_t kMinName = 10;  // bytes of "parent_is_child"

struct Code {
  std::string_view prefix;
  std::string_view name;
};

// `team/parent_is_child`; nothing where the last part is a word of everyday.
Code code_of(std::string_view text) {
  if (text.size() < kMinName + 2) return {};
  const std::size_t at = text.find_last_of("/:.");
  if (at == std::string_view::npos || at == 0) return {};
  const std::string_view name = text.substr(at + 1);
  const bool is_telling = name.size() >= kMinName && name.find_first_of("_-") != std::string_view::npos &&
                          name.find(' ') == std::string_view::npos;
  return is_telling ? Code{text.substr(0, at + 1), name} : Code{};
}

// `team/` and `team_list/`
bool are_kin(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a.size() == b.size() || a.back() != b.back()) return false;
  a.remove_suffix(1);
  return b.starts_with(a) && (b[a.size()] == '_' || b[a.size()] == '-');
}

class Namesakes {
 public:
  Namesakes(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (!is_production(dispatcher.node.file())) continue;
      for (const Dispatcher::Case& one : dispatcher.cases) {
        if (!code_of(one.text).name.empty() && !is_made(one.text)) waiting_[code_of(one.text).name];
      }
    }
    if (waiting_.empty()) return;
    // Asked of every string of the program: most end with another letter than any name that is waited for.
    std::array<bool, 256> is_end{};
    for (const auto& [waited, made] : waiting_) is_end[static_cast<unsigned char>(waited.back())] = true;
    gathered_.program.places().each(program::Places::Of::String, [&](program::Name name, auto) {
      const std::string_view text = gathered_.program.names()[name];
      if (text.empty() || !is_end[static_cast<unsigned char>(text.back())]) return;
      const auto found = waiting_.find(code_of(text).name);
      if (found != waiting_.end() && is_made(text)) found->second.push_back(text);
    });
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (is_production(dispatcher.node.file())) judge(dispatcher);
    }
  }

 private:
  struct Pair {
    const Dispatcher::Case* waited = nullptr;
    std::string_view made;
  };

  bool is_made(std::string_view text) const {
    if (!gathered_.mentions.members_spelling(text).empty() || gathered_.mentions.may_be_composed(text)) return true;
    return std::ranges::any_of(gathered_.mentions.of_text(text),
                               [](const Mention& mention) { return mention.role == Role::Produced; });
  }

  void judge(const Dispatcher& dispatcher) {
    std::map<std::pair<std::string_view, std::string_view>, std::vector<Pair>> by_prefixes;
    for (const Dispatcher::Case& one : dispatcher.cases) {
      const Code code = code_of(one.text);
      const auto known = waiting_.find(code.name);
      if (known == waiting_.end() || is_made(one.text)) continue;
      for (const std::string_view made : known->second) {
        const Code other = code_of(made);
        if (are_kin(code.prefix, other.prefix) && !dispatcher.handles(made))
          by_prefixes[{code.prefix, other.prefix}].push_back({&one, made});
      }
    }
    for (const auto& [prefixes, pairs] : by_prefixes) {
      if (pairs.size() >= kMinCodes) report(dispatcher, prefixes.second, pairs);
    }
  }

  void report(const Dispatcher& dispatcher, std::string_view prefix, const std::vector<Pair>& pairs) {
    std::vector<std::string_view> waited;
    for (const Pair& pair : pairs) waited.push_back(pair.waited->text);
    const Node function = dispatcher.node.enclosing_function();
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Error;
    finding.where = place_of(pairs.front().waited->test);
    finding.subject = listed(waited) + ' ' + (function ? gathered_.program.qualified_name(function) : "");
    finding.message = listed(waited) + " are waited for here and made nowhere: what the program makes is " +
                      quoted(pairs.front().made) + " and the like";
    finding.advice = "Write the prefix " + quoted(prefix) + " here, best by constants that both sides import.";
    for (const Pair& pair : pairs) {
      for (const Mention& mention : gathered_.mentions.of_text(pair.made)) {
        if (mention.role != Role::Produced || finding.related.size() == kMaxRelated) continue;
        finding.related.push_back({place_of(mention.node), "made under this prefix"});
        break;
      }
    }
    give_reason(finding, std::to_string(pairs.size()) + " codes differ from ones that are made by the same prefix");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::map<std::string_view, std::vector<std::string_view>> waiting_;  // made codes, by the name that is waited for
};

}  // namespace

void find_namesakes(const Gathered& gathered, std::vector<Finding>& findings) { Namesakes{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
