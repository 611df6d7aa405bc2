// A value that is asked for and that nobody knows, among values that one list of the program has.
//
// `node.type === 'trigger'` where all other kinds of node that are asked for stand in the editor's palette, and this
// one stands nowhere: in no list, no table, no object that is made. It was a kind once, or was to become one, and the
// code behind it never runs. No type says so, since the type of `type` is `string`. Only what the program itself makes
// or offers is looked at; of what comes from outside it need not know each value.

#include "program/schema_words.h"
#include "rules/duplicate_list/naming.h"
#include "rules/orphan_variant/about.h"
#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/vocabularies.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinKnown = 3;
constexpr std::size_t kMinMade = 2;
constexpr std::size_t kMinMadeAlone = 3;
constexpr std::size_t kMinCoined = 5;

class StrangeWords {
 public:
  StrangeWords(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered),
        findings_(findings),
        vocabularies_(gathered.program),
        discriminants_(gathered.program.models()) {
    for (const Finding& finding : findings) {
      told_.emplace(finding.where.path, finding.where.span.begin);
      for (const Related& related : finding.related) told_.emplace(related.place.path, related.place.span.begin);
    }
  }

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.is_registry || dispatcher.subject.domain) continue;
      for (const Dispatcher::Case& one : dispatcher.cases) note(dispatcher.subject, one.text, one.test);
    }
    for (const Test& test : gathered_.tests) {
      if (!test.subject.domain) note(test.subject, test.text, test.node);
    }
    for (const auto& [key, asked] : asked_) look_at_tags(asked);
    report_tags();
    for (const auto& [key, asked] : asked_) look_at(asked);
  }

 private:
  // All that is asked of one thing.
  struct Asked {
    const Subject* subject = nullptr;
    std::map<std::string_view, std::vector<Node>> tests;  // by value
  };

  // Where a part of a union of schemas is waited for, and which others are made.
  struct Tag {
    const Asked* asked = nullptr;
    std::vector<std::string_view> made;
  };

  void note(const Subject& subject, std::string_view text, const Node& test) {
    const Node plain = program::without_casts(test);
    if (!plain || !plain.is(Kind::String) || !is_production(plain.file()) || subject.key.starts_with("env ")) return;
    Asked& asked = asked_[subject.key];
    if (asked.subject == nullptr) asked.subject = &subject;
    asked.tests[text].push_back(plain);
  }

  void look_at(const Asked& asked) {
    // Names are given by anybody.
    const std::string_view property = asked.subject->property;
    if (asked.tests.size() <= kMinKnown || !discriminants_.contains(property) || last_word(property) == "name") return;
    std::vector<std::string_view> strange;
    std::vector<std::string_view> known;
    for (const auto& [text, tests] : asked.tests) (is_strange(asked, text) ? strange : known).push_back(text);
    if (strange.size() != 1 || known.size() < kMinKnown || means_nothing(strange.front())) return;
    const std::vector<Node>& tests = asked.tests.at(strange.front());
    const Question question{.subject = *asked.subject, .place = tests.front(), .holder = {}, .values = known};
    for (const Vocabulary* list : vocabularies_.with(known)) {
      if (list->is_labels || list->find(strange.front()) || !is_about(gathered_.program, question, *list)) continue;
      if (!list->key.empty() || count_made(asked, known) >= kMinMade)
        return report(asked, strange.front(), known, list);
    }
    // Without a list all the others have to be made; only of states is one then missing that only we could set, and of
    // many words that somebody put together (`campaign.launched`), which nobody else has.
    const bool are_coined = known.size() >= kMinCoined && is_put_together(strange.front()) &&
                            std::ranges::all_of(known, [](std::string_view text) { return is_put_together(text); });
    const bool may_stand_alone =
        are_coined || (discriminants_.are_states(asked.subject->property) && known.size() >= kMinMadeAlone);
    if (may_stand_alone && count_made(asked, known) == known.size()) report(asked, strange.front(), known, nullptr);
  }

  // `kind: z.literal('late')`: of a union of schemas, a part that nobody makes while all others that are asked for are.
  void look_at_tags(const Asked& asked) {
    std::vector<std::string_view> idle;
    std::vector<std::string_view> made;
    for (const auto& [text, tests] : asked.tests) {
      if (!is_tag(asked, text)) return;
      (is_strange(asked, text, true) ? idle : made).push_back(text);
    }
    if (asked.tests.size() <= kMinKnown || idle.size() != 1 || made.size() < kMinMadeAlone ||
        means_nothing(idle.front()))
      return;
    if (has_users_outside(gathered_.program, asked.tests.at(idle.front()).front().file())) return;
    if (gathered_.quotations.has(idle.front()) || count_made(asked, made) != made.size()) return;
    tags_[{asked.subject->property, idle.front()}].push_back({&asked, std::move(made)});
  }

  // Of one part that several pages wait for one finding speaks.
  void report_tags() {
    for (const auto& [tag, places] : tags_) {
      const std::size_t before = findings_.size();
      report(*places.front().asked, tag.second, places.front().made, nullptr);
      if (findings_.size() == before) continue;
      for (std::size_t i = 1; i < places.size(); ++i) {
        const Place where = place_of(places[i].asked->tests.at(tag.second).front());
        told_.emplace(where.path, where.span.begin);
        if (findings_.back().related.size() < kMaxRelated)
          findings_.back().related.push_back({where, "waited for here too"});
      }
    }
  }

  // Whether a schema lets the value in as the one literal of the property.
  bool is_tag(const Asked& asked, std::string_view text) const {
    return std::ranges::any_of(gathered_.mentions.of_text(text),
                               [&](const Mention& mention) { return is_tag(asked, mention); });
  }
  static bool is_tag(const Asked& asked, const Mention& mention) {
    const Node head = program::callee(mention.node.parent());
    return mention.role == Role::Declared && mention.property == asked.subject->property && head &&
           program::names_literal_schema(head.text());
  }

  // Whether no place makes the value, offers it, or lists it beside others that are asked for; `or_tag` where a schema
  // may declare it.
  bool is_strange(const Asked& asked, std::string_view text, bool or_tag = false) const {
    if (gathered_.mentions.may_be_composed(text) || gathered_.elsewhere.says(text)) return false;
    return std::ranges::all_of(gathered_.mentions.of_text(text), [&](const Mention& mention) {
      switch (mention.role) {
        case Role::Tested:
          return true;
        case Role::Handled:
          return !stands_with(asked, text, mention.node.is(Kind::Property) ? mention.node.parent() : Node{});
        case Role::Declared:
          return or_tag && is_tag(asked, mention);
        case Role::Produced:
        case Role::Stranded:
          return !mention.property.empty() && mention.property != asked.subject->property;
      }
      return false;
    });
  }

  // Whether a table or list has another one of the values.
  bool stands_with(const Asked& asked, std::string_view text, const Node& list) const {
    if (!list) return true;
    const auto is_other = [&](std::string_view other) { return other != text && asked.tests.contains(other); };
    return std::ranges::any_of(program::nodes_of(list, Kind::String),
                               [&](const Node& one) { return is_other(one.text()); }) ||
           std::ranges::any_of(program::nodes_of(list, Kind::Property),
                               [&](const Node& one) { return is_other(one.text()); });
  }

  // How many of the others the program writes where they are read.
  std::size_t count_made(const Asked& asked, const std::vector<std::string_view>& known) const {
    return static_cast<std::size_t>(std::ranges::count_if(known, [&](std::string_view text) {
      return std::ranges::any_of(gathered_.mentions.of_text(text), [&](const Mention& mention) {
        return mention.role == Role::Produced && is_production(mention.node.file()) &&
               (mention.property == asked.subject->property || is_passed_as(mention.node, asked.subject->property));
      });
    }));
  }

  // `this.record('order.paid', …)` of `record(action: string, …)`
  bool is_passed_as(const Node& text, std::string_view property) const {
    const Node call = text.parent();
    if (!call || !call.is(Kind::Call)) return false;
    for (std::size_t i = 0; i < program::argument_count(call); ++i) {
      const Node parameter = program::argument(call, i) == text ? gathered_.program.parameter_for(call, i) : Node{};
      if (parameter) return parameter.text() == property;
    }
    return false;
  }

  void report(const Asked& asked, std::string_view value, const std::vector<std::string_view>& known,
              const Vocabulary* list) {
    const std::vector<Node>& tests = asked.tests.at(value);
    const Place where = place_of(tests.front());
    if (!told_.emplace(where.path, where.span.begin).second) return;
    const Node function = tests.front().enclosing_function();
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = where;
    finding.subject = std::string{asked.subject->property} + ' ' + std::string{value} + ' ' +
                      (function ? gathered_.program.qualified_name(function) : "");
    finding.message = quoted(value) + " is waited for as a value of `" + program::describe(asked.subject->expression) +
                      "`, but " + (list ? list->name + " does not have it and " : std::string{}) +
                      "nobody makes it, unlike " + listed(known);
    finding.advice = "Remove what waits for " + quoted(value) + ", or make and handle it everywhere.";
    for (std::size_t i = 1; i < tests.size() && finding.related.size() < kMaxRelated - 1; ++i)
      finding.related.push_back({place_of(tests[i]), "waited for here too"});
    if (list) {
      finding.related.push_back({place_of(list->find(known.front())->node), "the list of the others"});
      give_reason(finding, "all other values that are asked for stand in " + list->name, list->place);
    } else {
      give_reason(finding, "all other values that are asked for are written into a property of that name");
    }
    give_reason(finding, "no code spells the value but to ask for it, and no text is composed that could make it");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Vocabularies vocabularies_;
  Discriminants discriminants_;
  // By property and value.
  std::map<std::pair<std::string_view, std::string_view>, std::vector<Tag>> tags_;
  std::map<std::string, Asked> asked_;                    // by the key of the subject
  std::set<std::pair<std::string, std::uint32_t>> told_;  // where something is reported already
};

}  // namespace

void find_strange_words(const Gathered& gathered, std::vector<Finding>& findings) {
  StrangeWords{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
