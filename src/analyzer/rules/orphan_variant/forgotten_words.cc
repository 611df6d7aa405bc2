// A value of a vocabulary that a dispatcher over plain strings forgot.
//
// `switch (node.type)` where the type of `type` is `string`, since what arrives is JSON, a job, a call of a tool: no
// compiler looks at it, and no type tells what there is. But the values that are asked for stand together in some list
// of the program, the palette of an editor, the definitions of tools, a type in a shared package. When every list that
// has all of them has one more, that somebody offers or makes, it is lost here. The lists have to be about the same
// thing by their names, since `'text'` and `'date'` are everybody's words.

#include "rules/orphan_variant/about.h"
#include "rules/orphan_variant/adopted.h"
#include "rules/orphan_variant/implementors.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/remarks.h"
#include "rules/orphan_variant/vocabularies.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinCases = 3;
constexpr std::size_t kMaxForgotten = 2;
constexpr std::size_t kMaxCallers = 8;

bool gives_up(const Dispatcher& dispatcher) { return dispatcher.ending.find("return ") != std::string::npos; }

// GET and POST are everybody's words.
bool is_of_protocol(const Dispatcher& dispatcher) { return dispatcher.subject.property == "method"; }

class ForgottenWords {
 public:
  ForgottenWords(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), vocabularies_(gathered.program) {
    for (const Finding& finding : findings) {
      told_.emplace(finding.where.path, finding.where.span.begin);
      // "kind delay Engine.step", see `subject_of`
      if (finding.kind == "unhandled") {
        const std::size_t begin = finding.subject.find(' ') + 1;
        told_values_.insert(finding.subject.substr(begin, finding.subject.find(' ', begin) - begin));
      }
    }
  }

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      // Behind a row of ifs that runs out, all is as it should be.
      const bool runs_out = dispatcher.node.is(Kind::If) && !dispatcher.fallback && !gives_up(dispatcher);
      const bool is_open = (dispatcher.otherwise == Otherwise::Swallows && !runs_out) || dispatcher.admits;
      if (is_open && !is_told_by_others(dispatcher) && dispatcher.is_complete && !dispatcher.subject.domain &&
          dispatcher.cases.size() >= kMinCases && is_production(dispatcher.node.file()) &&
          !dispatcher.subject.key.starts_with("env ") && !is_of_protocol(dispatcher))
        look_at(dispatcher);
    }
    for (const Dispatcher& registry : implementors_of(gathered_.program, gathered_.shared)) look_at(registry);
  }

 private:
  using Lists = std::vector<const Vocabulary*>;

  // Members of an enum are held against it, and names of jobs against what is sent.
  bool is_told_by_others(const Dispatcher& dispatcher) const {
    const Program& program = gathered_.program;
    if (dispatcher.subject.property == "name" && program.definition(dispatcher.subject.expression).external)
      return true;
    const auto is_member = [&](const auto& one) { return static_cast<bool>(owner_of(program, one.test)); };
    return !dispatcher.admits && std::ranges::any_of(dispatcher.cases, is_member);
  }

  void look_at(const Dispatcher& dispatcher) {
    std::vector<std::string_view> asked;
    for (const Dispatcher::Case& one : dispatcher.cases) asked.push_back(one.text);
    Lists lists = vocabularies_.with(asked);
    std::erase_if(lists, [&](const Vocabulary* list) { return dispatcher.node.contains(list->place); });
    const Question question{.subject = dispatcher.subject,
                            .place = dispatcher.is_registry ? dispatcher.fallback : dispatcher.node,
                            .holder = dispatcher.is_registry ? dispatcher.place : Node{},
                            .values = asked};
    const Vocabulary* least = nullptr;  // of those that say what there is
    for (const Vocabulary* list : lists) {
      const bool is_smaller = least == nullptr || list->entries.size() < least->entries.size();
      if (!list->is_labels && is_smaller && is_about(gathered_.program, question, *list)) least = list;
    }
    if (least == nullptr) return;
    std::vector<std::string_view> forgotten;
    for (const Vocabulary::Entry& entry : least->entries) {
      const bool is_everywhere =
          std::ranges::all_of(lists, [&](const Vocabulary* list) { return list->find(entry.text) != nullptr; });
      const bool is_kin = entry.text.starts_with(prefix_of(dispatcher));
      if (!dispatcher.handles(entry.text) && !means_nothing(entry.text) && is_everywhere && is_kin)
        forgotten.push_back(entry.text);
    }
    if (forgotten.empty() || forgotten.size() > kMaxForgotten || asked.size() * 4 < least->entries.size() * 3) return;
    for (const std::string_view value : forgotten) {
      const std::vector<Node> made = makers_of(dispatcher, value, lists);
      if (made.empty() || is_handled_beside(dispatcher, value)) continue;
      if (!draws(gathered_.program, dispatcher) || is_drawn_elsewhere(dispatcher, value))
        report(dispatcher, value, *least, lists, made);
    }
  }

  // One of `implementors_of`, which nothing asks.
  static bool is_said_by_classes(const Dispatcher& dispatcher) { return !dispatcher.subject.expression; }

  // To draw nothing is an answer, unless another component draws the value.
  bool is_drawn_elsewhere(const Dispatcher& dispatcher, std::string_view value) const {
    return std::ranges::any_of(gathered_.dispatchers, [&](const Dispatcher& other) {
      return &other != &dispatcher && other.handles(value) && asks_alike(dispatcher, other.subject) &&
             draws(gathered_.program, other);
    });
  }

  // Who puts the value where the dispatcher reads it, or offers it in a list that is walked over.
  std::vector<Node> makers_of(const Dispatcher& dispatcher, std::string_view value, const Lists& lists) const {
    std::vector<Node> made;
    // What is refused is noticed, what may have no answer is expected, a component may draw nothing, and what no class
    // says may be done without one. Only what a list offers to people or models is then worth a word.
    const bool needs_offer = dispatcher.admits || may_have_no_answer(dispatcher) || is_said_by_classes(dispatcher);
    const bool is_class =
        is_said_by_classes(dispatcher) && (dispatcher.place.is(Kind::Class) || dispatcher.place.is(Kind::Interface));
    const bool needs_palette = is_class || draws(gathered_.program, dispatcher);
    for (const Vocabulary* list : lists) {
      const Vocabulary::Entry* entry = list->find(value);
      if (list->offers && !(needs_palette && list->key.empty())) made.push_back(entry->node);
      if (is_said_by_classes(dispatcher) && !is_class && is_granted(*list, *entry)) made.push_back(entry->node);
      if (needs_offer || needs_palette || !entry->node.is(Kind::EnumMember)) continue;
      for (const Mention& mention : gathered_.mentions.of_member(entry->node)) add_made(mention, made);
    }
    std::vector<std::string_view> asked;
    for (const Dispatcher::Case& one : dispatcher.cases) asked.push_back(one.text);
    for (const Mention& mention : gathered_.mentions.of_text(value)) {
      // `Object.entries(LABELS).map(…)`
      if (gathered_.tables.offers(mention, asked) && is_production(mention.node.file())) made.push_back(mention.node);
    }
    if (needs_offer || needs_palette) return made;
    std::set<FileId> makers;  // files that put others of the values there, too
    for (const Dispatcher::Case& one : dispatcher.cases) {
      for (const Mention& mention : gathered_.mentions.of_text(one.text)) {
        if (mention.role == Role::Produced && mention.property == dispatcher.subject.property)
          makers.insert(mention.node.file().id);
      }
    }
    for (const Mention& mention : gathered_.mentions.of_text(value)) {
      const bool is_there = mention.property == dispatcher.subject.property;
      if (is_there && makers.contains(mention.node.file().id)) add_made(mention, made);
    }
    return made;
  }

  // `@Needs(Rights.Read)`: a right of a table that is handed out whole, and that no code names but to list it.
  bool is_granted(const Vocabulary& list, const Vocabulary::Entry& entry) const {
    const bool is_enum = list.place.is(Kind::Enum);
    const Node holder = is_enum ? list.place : list.place.enclosing(Kind::Declarator);
    if (!holder || list.is_labels || !(is_enum || list.place.is(Kind::Object))) return false;
    const Node declaration = is_enum ? entry.node : entry.node.parent();
    return gathered_.mentions.is_used_whole(holder) &&
           std::ranges::all_of(gathered_.mentions.of_member(declaration), [](const Mention& mention) {
             const Node up = mention.node.parent();
             return up.is(Kind::Array) || up.is(Kind::Property) || mention.role == Role::Declared;
           });
  }

  static void add_made(const Mention& mention, std::vector<Node>& made) {
    if (mention.role == Role::Produced && is_production(mention.node.file())) made.push_back(mention.node);
  }

  static bool asks_alike(const Dispatcher& dispatcher, const Subject& subject) {
    return is_said_by_classes(dispatcher) || subject.key == dispatcher.subject.key ||
           subject.property == dispatcher.subject.property;
  }

  // Whoever asks the same property in the same file, in a caller, or in another dispatcher of the package knows what is
  // to be done for the value; unless this one says that it gives up.
  bool is_handled_beside(const Dispatcher& dispatcher, std::string_view value) const {
    const Node place = dispatcher.is_registry ? dispatcher.fallback : dispatcher.node;
    const File& file = place.file();
    const Node function = place.enclosing_function();
    std::set<NodeRef> callers;
    if (function) {
      for (const NodeRef ref : gathered_.program.callers(function)) {
        const Node around = whole_function(gathered_.program[ref]);
        if (around && is_production(around.file()) && callers.size() < kMaxCallers) callers.insert(around.ref());
      }
    }
    const auto is_near = [&](const Node& node) {
      if (is_said_by_classes(dispatcher)) return node.file().package_id == file.package_id;
      const Node around = whole_function(node);
      return node.file().id == file.id || (around && callers.contains(around.ref()));
    };
    for (const Test& test : gathered_.tests) {
      if (test.text == value && asks_alike(dispatcher, test.subject) && is_near(test.node)) return true;
    }
    for (const Membership& membership : gathered_.memberships) {
      if (is_said_by_classes(dispatcher)) break;  // who lets a value in does nothing for it
      const bool knows = std::ranges::any_of(membership.values, [&](const auto& one) { return one.text == value; });
      if (knows && asks_alike(dispatcher, membership.subject) && is_near(membership.list)) return true;
    }
    for (const Dispatcher& other : gathered_.dispatchers) {
      if (&other == &dispatcher || !other.handles(value) || !asks_alike(dispatcher, other.subject)) continue;
      if (draws(gathered_.program, dispatcher) && other.node.file().id != file.id) continue;
      if (is_near(other.node) || other.node.file().package_id == file.package_id) return true;
    }
    return gathered_.tables.sorts_out(dispatcher, value);
  }

  void report(const Dispatcher& dispatcher, std::string_view value, const Vocabulary& least, const Lists& lists,
              const std::vector<Node>& made) {
    if (is_in_remark(gathered_.program, dispatcher.node, value)) return;  // left out on purpose
    const Place head = head_of(dispatcher);
    if (told_.contains({head.path, head.span.begin})) return;
    // Whoever looks the classes up has been told of what is missing.
    if (!told_values_.insert(std::string{value}).second && is_said_by_classes(dispatcher)) return;
    Finding finding;
    finding.kind = "unhandled";
    const bool is_swallowed = dispatcher.otherwise == Otherwise::Swallows && !is_said_by_classes(dispatcher);
    finding.severity = draws(gathered_.program, dispatcher) ? Severity::Note
                       : is_swallowed                       ? Severity::Error
                                                            : Severity::Warning;
    finding.where = head;
    finding.subject = subject_of(gathered_, dispatcher, value);
    finding.message = quoted(value) + " is not handled here, where " + std::to_string(dispatcher.cases.size()) +
                      " others of " + called(least) + " are: " + dispatcher.ending +
                      (is_swallowed ? ", so it is swallowed silently" : "");
    if (is_said_by_classes(dispatcher)) {
      finding.message = quoted(value) + " of " + called(least) + " is for nobody: " + dispatcher.ending + ", as " +
                        std::to_string(dispatcher.cases.size()) + " others are named";
    }
    finding.advice = "Handle " + quoted(value) + " here, or remove it where it is offered.";
    for (const Node& node : made) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(node), "offered here"});
    }
    for (const Vocabulary* list : lists) {
      if (finding.related.size() < kMaxRelated && !list->offers)
        finding.related.push_back({place_of(list->find(value)->node), "listed here with the others"});
      give_reason(finding, called(*list) + " has all that is asked for here, and this value", list->place);
    }
    if (is_said_by_classes(dispatcher)) {
      give_reason(finding, "no code in the package asks for the value either");
    } else {
      give_reason(finding,
                  "no type lists what `" + std::string{dispatcher.subject.property} +
                      "` can be, and no code beside it or in another dispatcher of the package knows the value");
    }
    findings_.push_back(std::move(finding));
  }

  static std::string called(const Vocabulary& list) { return list.name.empty() ? "the list" : list.name; }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Vocabularies vocabularies_;
  std::set<std::pair<std::string, std::uint32_t>> told_;  // where something is reported already
  std::set<std::string, std::less<>> told_values_;        // of which something is reported already
};

}  // namespace

void find_forgotten_words(const Gathered& gathered, std::vector<Finding>& findings) {
  ForgottenWords{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
