// A value that is treated like another one everywhere but here.
//
// `case 'mysql': case 'mariadb':`, `type === 'text' || type === 'longText'`: the younger of two values was added beside
// the older one wherever somebody looked. Where nobody looked, only the older one is named, and the younger falls
// through to whatever is done for the rest. The places that name both are the evidence, so there must be many of them,
// few that name one alone, and none that tells the two apart.

#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/remarks.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinTogether = 5;   // functions that treat both alike
constexpr std::size_t kMinAlike = 2;      // of two names for one thing
constexpr std::size_t kManyTogether = 8;  // without a word in common
constexpr std::size_t kMinFiles = 3;      // in which they are
constexpr std::size_t kPerAlone = 8;      // of these, for each that names only the younger one
constexpr std::size_t kLargestGroup = 6;

// A test of one value, with whatever is tested in the same breath.
struct Asked {
  std::string_view text;
  Node test;
  Node function;  // the outermost around it; null at the top of a file
  Node group;     // what asks for all the values: the last of some cases, a condition, a list
  std::string_view property;
  std::string key;
  bool is_for_rest = false;
  const Dispatcher* dispatcher = nullptr;
};

// `a === 'x' || a === 'y'`, `a !== 'x' && a !== 'y'`: the outermost of such a chain.
Node chain_of(const Node& test) {
  Node at = test;
  for (Node up = at.parent(); up && (up.is(Kind::Cast) || up.is(Kind::Binary)); up = up.parent()) at = up;
  return at;
}

// `case 'x': case 'y': …`: the case whose statements run.
Node body_of(const Node& one) {
  Node at = one;
  while (at.child_count() <= 1) {
    const std::uint32_t next = at.id().value + at.raw().size;
    const Node around = at.parent();
    if (next >= around.id().value + around.raw().size) break;
    const Node following = at.file().node(facts::NodeId{next});
    if (!following.is(Kind::Case) || !following.child(0)) break;
    at = following;
  }
  return at;
}

// `case 'x': default:`: what is done for the value is done for all the rest.
bool is_for_rest(const Node& group) {
  if (!group.is(Kind::Case) || group.child_count() > 1) return false;
  const Node around = group.parent();
  const std::uint32_t next = group.id().value + group.raw().size;
  return next < around.id().value + around.raw().size && !group.file().node(facts::NodeId{next}).child(0);
}

// Letters enough to be a word of the program's, and neither yes nor no.
bool is_word(std::string_view text) {
  const auto letters = std::ranges::count_if(text, [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
  return letters >= 3 && text != "true" && text != "false";
}

// "localeText" and "localeString"
bool share_word(std::string_view a, std::string_view b) {
  const std::vector<std::string> words = split_words(b);
  return std::ranges::any_of(split_words(a), [&](const std::string& word) {
    return word.size() >= 3 && std::ranges::find(words, word) != words.end();
  });
}

class Twins {
 public:
  Twins(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {
    for (const config::Models::Section& section : gathered.program.models().sections("variants")) {
      const json::Value* groups = section.value.find("alike");
      if (!groups) continue;
      for (const json::Value& group : groups->items()) {
        std::set<std::string, std::less<>>& names = alike_.emplace_back();
        for (const json::Value& name : group.items()) {
          if (const auto text = name.string()) names.emplace(*text);
        }
      }
    }
  }

  void run() {
    gather();
    pair_up();
    for (const auto& [pair, places] : together_) judge(pair, places);
  }

 private:
  using Pair = std::pair<std::string_view, std::string_view>;  // the one that is named, the one that may be forgotten

  void add(std::string_view text, const Node& test, const Node& group, const Subject& subject,
           const Dispatcher* dispatcher) {
    // Keys of the keyboard are nobody's vocabulary.
    if (!is_production(test.file()) || !is_word(text) || subject.property == "key" || subject.property == "code")
      return;
    const std::size_t index = asked_.size();
    asked_.push_back(
        {text, test, whole_function(test), group, subject.property, subject.key, is_for_rest(group), dispatcher});
    groups_[group.ref()].push_back(index);
    by_text_[text].push_back(index);
  }

  void gather() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.is_registry) continue;  // a table of handlers: each entry stands for itself
      for (const Dispatcher::Case& one : dispatcher.cases) {
        const Node around = one.test.parent();
        const Node group = around && around.is(Kind::Case) ? body_of(around) : chain_of(one.test);
        add(one.text, one.test, group, dispatcher.subject, &dispatcher);
      }
    }
    for (const Test& test : gathered_.tests) add(test.text, test.node, chain_of(test.node), test.subject, nullptr);
    for (const Membership& membership : gathered_.memberships) {
      if (membership.values.size() > kLargestGroup) continue;
      for (const Dispatcher::Case& value : membership.values)
        add(value.text, value.test, membership.list, membership.subject, nullptr);
    }
  }

  // Which values are asked for together, by the groups that do so.
  void pair_up() {
    for (const auto& [ref, members] : groups_) {
      if (members.size() < 2 || members.size() > kLargestGroup) continue;
      for (const std::size_t a : members) {
        for (const std::size_t b : members) {
          if (asked_[a].text != asked_[b].text && asked_[a].property == asked_[b].property)
            together_[{asked_[a].text, asked_[b].text}].push_back(b);
        }
      }
    }
  }

  // A function, or the file where the test stands in none.
  static NodeRef scope_of(const Asked& asked) {
    return asked.function ? asked.function.ref() : asked.test.file().root().ref();
  }

  // What a function that is named after the value does is about that value alone.
  bool is_about(const Asked& asked) const {
    std::vector<std::string> named;
    for (Node at = asked.test; (at = at.enclosing_function());) {
      for (const std::string& word : split_words(gathered_.program.qualified_name(at))) named.push_back(word);
    }
    const std::vector<std::string> words = split_words(asked.text);
    return !words.empty() && std::ranges::all_of(words, [&](const std::string& word) {
      return std::ranges::find(named, word) != named.end();
    });
  }

  // By declaration: the property of one type is asked for here as there.
  bool is_same_thing(const Asked& asked, const std::vector<std::size_t>& places) const {
    if (!asked.key.starts_with("domain ") && !asked.key.starts_with("member ")) return false;
    return std::ranges::any_of(places, [&](std::size_t place) { return asked_[place].key == asked.key; });
  }

  // Two names of one thing, as the models know it.
  bool are_alike(const Pair& pair) const {
    return std::ranges::any_of(alike_, [&](const std::set<std::string, std::less<>>& names) {
      return names.contains(pair.first) && names.contains(pair.second);
    });
  }

  // `isOver ? 'resumeOver' : 'resume'`: whoever writes one of two values by what is the case means two things.
  bool are_chosen_between(const Pair& pair) const {
    return std::ranges::any_of(gathered_.mentions.of_text(pair.first), [&](const Mention& mention) {
      const Node choice = mention.node.parent();
      if (mention.role != Role::Produced || !choice || !choice.is(Kind::Conditional)) return false;
      const Node other = choice.child(choice.child(1) == mention.node ? 2 : 1);
      return other && other.is(Kind::String) && other.text() == pair.second;
    });
  }

  // `if (engine === 'mysql') { // MySQL cannot …`: why the one is treated apart stands beside it.
  bool is_said_why(const Pair& pair, const Asked& asked) const {
    const Node branch = asked.test.enclosing(Kind::If);
    return branch && branch.child(0).contains(asked.test) && names_in_remark(gathered_.program, branch, pair.first) &&
           !names_in_remark(gathered_.program, branch, pair.second);
  }

  void judge(const Pair& pair, const std::vector<std::size_t>& places) {
    const bool alike = are_alike(pair);
    const std::size_t min_together = alike ? kMinAlike : kMinTogether;
    if (places.size() < min_together) return;
    std::set<NodeRef> together;
    std::set<FileId> files;
    std::set<std::string_view> properties;
    for (const std::size_t place : places) {
      together.insert(scope_of(asked_[place]));
      files.insert(asked_[place].test.file().id);
      properties.insert(asked_[place].property);
    }
    if (together.size() < min_together || (files.size() < kMinFiles && !alike)) return;
    std::set<NodeRef> of_other;
    for (const std::size_t index : by_text_.find(pair.second)->second) of_other.insert(scope_of(asked_[index]));
    std::set<NodeRef> of_first;
    std::map<NodeRef, std::size_t> alone;  // by scope: the first test
    std::size_t apart = 0;
    for (const std::size_t index : by_text_.find(pair.first)->second) {
      const Asked& asked = asked_[index];
      const NodeRef scope = scope_of(asked);
      of_first.insert(scope);
      if (!alike && !properties.contains(asked.property)) continue;
      if (together.contains(scope)) continue;
      if (of_other.contains(scope)) {
        ++apart;
      } else {
        alone.try_emplace(scope, index);
      }
    }
    // What stands alone as often as together is a kind of its own.
    if (alone.empty() || apart * 2 > together.size() || alone.size() * 2 > together.size()) return;
    std::size_t younger_alone = 0;
    for (const NodeRef scope : of_other) younger_alone += together.contains(scope) || of_first.contains(scope) ? 0 : 1;
    const bool is_bound = younger_alone == 0 && together.size() >= kManyTogether;
    const bool is_kin = (alike || share_word(pair.first, pair.second)) && younger_alone * kPerAlone <= together.size();
    if ((!is_bound && !is_kin) || (!alike && are_chosen_between(pair))) return;
    for (const auto& [scope, index] : alone) {
      const Asked& asked = asked_[index];
      if (asked.dispatcher && asked.dispatcher->otherwise == Otherwise::Refuses) continue;
      if (asked.is_for_rest || !(alike || is_same_thing(asked, places))) continue;
      if (is_look({.node = asked.test}) || is_said_why(pair, asked)) continue;
      if (!is_about(asked)) report(pair, asked, places, together.size());
    }
  }

  void report(const Pair& pair, const Asked& asked, const std::vector<std::size_t>& places, std::size_t together) {
    if (!reported_.emplace(asked.test.ref(), pair.second).second) return;
    const Node function = asked.test.enclosing_function();
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Warning;
    finding.where = place_of(asked.test);
    finding.subject = std::string{asked.property} + ' ' + std::string{pair.second} + ' ' +
                      (function ? gathered_.program.qualified_name(function) : "");
    finding.message = quoted(pair.second) + " is treated like " + quoted(pair.first) + " in " +
                      std::to_string(together) + " places, but here only " + quoted(pair.first) + " is asked for";
    finding.advice = "Ask for " + quoted(pair.second) + ", too, best by one function that all these places share.";
    for (const std::size_t place : places) {
      if (finding.related.size() == kMaxRelated) break;
      finding.related.push_back({place_of(asked_[place].test), "treated alike here"});
    }
    give_reason(finding, "in " + std::to_string(together) + " functions a case, a condition or a list names both");
    give_reason(finding, "nothing around this place asks for " + quoted(pair.second));
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::vector<std::set<std::string, std::less<>>> alike_;
  std::vector<Asked> asked_;
  std::map<NodeRef, std::vector<std::size_t>> groups_;
  std::map<std::string_view, std::vector<std::size_t>> by_text_;
  std::map<Pair, std::vector<std::size_t>> together_;
  std::set<std::pair<NodeRef, std::string_view>> reported_;
};

}  // namespace

void find_forgotten_twins(const Gathered& gathered, std::vector<Finding>& findings) { Twins{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
