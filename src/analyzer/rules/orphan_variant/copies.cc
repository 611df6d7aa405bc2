// A value that one of two functions handles and its namesake does not.
//
// `updateLayout` and `updateLayoutInTransaction`, `customersOfStatement` and `evaluateStatement`: the younger function
// is a copy of the older one for another occasion, and both take the same thing apart. A value that was added to one
// switch only is lost in the other. Two switches over one enum may well differ; so the functions have to stand in one
// file and be called alike, one switch has to know all of the many values that the other knows, and the program has to
// make the value.

#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/remarks.h"
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

constexpr std::size_t kMinShared = 8;
constexpr std::size_t kMaxMissing = 3;
constexpr std::size_t kMinWords = 2;  // that the names of both functions have

// What half of all functions are called.
constexpr std::array<std::string_view, 14> kCommon = {"get",  "set",  "to",  "from", "of",  "type",   "value",
                                                      "name", "data", "for", "is",   "use", "handle", "callback"};

class Copies {
 public:
  Copies(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    std::map<std::pair<std::string_view, FileId>, std::vector<const Dispatcher*>> groups;
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      const bool fits = !dispatcher.is_registry && is_production(dispatcher.node.file()) && dispatcher.is_complete &&
                        dispatcher.cases.size() >= kMinShared && function_of(dispatcher);
      if (fits) groups[{dispatcher.subject.property, dispatcher.node.file().id}].push_back(&dispatcher);
    }
    for (const auto& [key, dispatchers] : groups) {
      for (const Dispatcher* less : dispatchers) {
        if (less->otherwise == Otherwise::Works && less->fallback) continue;  // the default is an implementation
        for (const Dispatcher* more : dispatchers) compare(*less, *more);
      }
    }
  }

 private:
  static Node function_of(const Dispatcher& dispatcher) { return whole_function(dispatcher.node); }

  std::vector<std::string> name_of(const Node& function) const {
    const std::string name = gathered_.program.qualified_name(function);
    const std::size_t dot = name.rfind('.');
    std::vector<std::string> words = split_words(dot == std::string::npos ? name : name.substr(dot + 1));
    std::erase_if(words, [](const std::string& word) { return std::ranges::find(kCommon, word) != kCommon.end(); });
    return words;
  }

  // Most of the words of one name, in whatever order.
  bool are_namesakes(const Node& a, const Node& b) const {
    const std::vector<std::string> words = name_of(a);
    const std::vector<std::string> others = name_of(b);
    const auto shared = std::ranges::count_if(
        words, [&](const std::string& word) { return std::ranges::find(others, word) != others.end(); });
    const auto count = static_cast<std::size_t>(shared);
    return count >= kMinWords && count * 2 >= std::max(words.size(), others.size());
  }

  std::vector<Node> makers_of(std::string_view value) const {
    std::vector<Node> made;
    const auto add = [&](const Mention& mention) {
      if (mention.role == Role::Produced && is_production(mention.node.file())) made.push_back(mention.node);
    };
    std::ranges::for_each(gathered_.mentions.of_text(value), add);
    for (const Node& member : gathered_.mentions.members_spelling(value))
      std::ranges::for_each(gathered_.mentions.of_member(member), add);
    return made;
  }

  bool is_tested_beside(const Node& function, std::string_view value) const {
    const auto in_function = [&](const Node& test) { return function.contains(test); };
    return std::ranges::any_of(gathered_.tests,
                               [&](const Test& test) { return test.text == value && in_function(test.node); }) ||
           std::ranges::any_of(gathered_.dispatchers, [&](const Dispatcher& other) {
             return other.handles(value) && in_function(other.node);
           });
  }

  void compare(const Dispatcher& less, const Dispatcher& more) {
    if (more.cases.size() <= less.cases.size() || more.cases.size() - less.cases.size() > kMaxMissing) return;
    if (!std::ranges::all_of(less.cases, [&](const auto& one) { return more.handles(one.text); })) return;
    const Node function = function_of(less);
    const Node other = function_of(more);
    if (function == other || !are_namesakes(function, other)) return;
    std::vector<const Dispatcher::Case*> forgotten;
    for (const Dispatcher::Case& one : more.cases) {
      if (less.handles(one.text) || means_nothing(one.text) || is_tested_beside(function, one.text)) continue;
      if (!makers_of(one.text).empty() && !is_in_remark(gathered_.program, less.node, one.text))
        forgotten.push_back(&one);
    }
    if (!forgotten.empty() && reported_.insert(less.node.ref()).second) report(less, more, forgotten);
  }

  void report(const Dispatcher& less, const Dispatcher& more, const std::vector<const Dispatcher::Case*>& forgotten) {
    const std::string function = gathered_.program.qualified_name(function_of(less));
    const std::string other = gathered_.program.qualified_name(function_of(more));
    std::vector<std::string_view> values;
    for (const Dispatcher::Case* one : forgotten) values.push_back(one->text);
    const bool is_one = values.size() == 1;
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Error;
    finding.where = place_of(less.node.is(Kind::Switch) ? less.node.child(0) : less.cases.front().test);
    finding.subject = std::string{less.subject.property} + ' ' + function;
    for (const std::string_view value : values) finding.subject += ' ' + std::string{value};
    const std::string fate = less.otherwise == Otherwise::Refuses ? "refused" : "swallowed silently";
    finding.message = listed(values) + (is_one ? " is" : " are") + " handled in " + other + " and not in " + function +
                      ", which knows all " + std::to_string(less.cases.size()) +
                      " other values: " + (is_one ? "it is " : "they are ") + fate;
    finding.advice = is_one ? "Handle the value here, too, best by one function for both."
                            : "Handle these values here, too, best by one function for both.";
    for (const Dispatcher::Case* one : forgotten) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(one->test), "handled here"});
    }
    for (const Node& node : makers_of(values.front())) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(node), "produced here"});
    }
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<NodeRef> reported_;
};

}  // namespace

void find_forgetful_copies(const Gathered& gathered, std::vector<Finding>& findings) {
  Copies{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
