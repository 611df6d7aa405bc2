// A function that asks its parameter for other words than its callers pass.
//
// `report(visit, 'In-app message')`, and inside `if (kind === 'In-App')`: most of what is passed is asked for, one word
// is passed and asked for by nobody, another is asked for and passed by nobody, and the two share their first word. All
// callers are known, and each passes a literal.

#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinAgreed = 2;

using Places = std::map<std::string_view, Node>;  // by word: the first place

class Passed {
 public:
  Passed(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.is_registry) continue;  // may be asked for more than it has
      for (const Dispatcher::Case& one : dispatcher.cases) note(dispatcher.subject, one.text, one.test);
    }
    for (const Test& test : gathered_.tests) note(test.subject, test.text, test.node);
    for (const Membership& membership : gathered_.memberships) {
      for (const Dispatcher::Case& value : membership.values) note(membership.subject, value.text, value.test);
    }
    for (const auto& [parameter, asked] : asked_) judge(gathered_.program[parameter], asked);
  }

 private:
  void note(const Subject& subject, std::string_view text, const Node& test) {
    const Node parameter = gathered_.program.definition(subject.expression).node;
    if (parameter && parameter.is(Kind::Parameter) && is_production(parameter.file()))
      asked_[parameter.ref()].try_emplace(text, test);
  }

  // Given to somebody who may call it with anything. `this.report.name` in a log gives nothing away.
  bool is_handed_on(const Node& function) const {
    return std::ranges::any_of(gathered_.program.references(function), [&](const NodeRef& ref) {
      const Node up = gathered_.program[ref].parent();
      return !up || !up.is(Kind::Member) || up.text() != "name";
    });
  }

  // What all callers pass; empty when somebody passes what we cannot read.
  Places passed(const Node& parameter) const {
    Places words;
    const Node function = parameter.enclosing(Kind::Function);
    if (!function || is_handed_on(function) || is_of_lone_library(gathered_.program, parameter.file())) return {};
    for (const NodeRef ref : gathered_.program.callers(function)) {
      const Node call = gathered_.program[ref];
      if (!is_own_code(call.file())) continue;
      bool is_read = false;
      for (std::size_t i = 0; i < program::argument_count(call); ++i) {
        if (gathered_.program.parameter_for(call, i) != parameter) continue;
        const auto value = gathered_.program.value(program::argument(call, i));
        if (!value) return {};
        words.try_emplace(value->text, program::argument(call, i));
        is_read = true;
      }
      if (!is_read) return {};
    }
    return words;
  }

  static bool are_akin(std::string_view a, std::string_view b) {
    const std::vector<std::string> words = split_words(a);
    const std::vector<std::string> others = split_words(b);
    return !words.empty() && !others.empty() && words.front() == others.front();
  }

  void judge(const Node& parameter, const Places& asked) {
    if (asked.size() <= kMinAgreed) return;
    const Places given = passed(parameter);
    std::size_t agreed = 0;
    for (const auto& [word, place] : given) agreed += asked.contains(word) ? 1 : 0;
    if (agreed < kMinAgreed) return;
    for (const auto& [word, place] : given) {
      if (asked.contains(word)) continue;
      for (const auto& [other, test] : asked) {
        if (given.contains(other) || !are_akin(word, other)) continue;
        report(parameter, word, place, other, test);
        break;
      }
    }
  }

  void report(const Node& parameter, std::string_view word, const Node& place, std::string_view other,
              const Node& test) {
    const std::string function = gathered_.program.qualified_name(parameter.enclosing(Kind::Function));
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Error;
    finding.where = place_of(test);
    finding.subject = function + ' ' + std::string{word} + ' ' + std::string{other};
    finding.message = quoted(other) + " is asked for here and passed by nobody: callers of " + function + " pass " +
                      quoted(word) + ", which nobody asks for";
    finding.advice = "Write " + quoted(word) + " here, best by a constant that both sides import.";
    finding.related.push_back({place_of(place), "passed here"});
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::map<NodeRef, Places> asked_;  // by parameter
};

}  // namespace

void find_misnamed_arguments(const Gathered& gathered, std::vector<Finding>& findings) {
  Passed{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
