// A kind of node that a canvas offers and the engine does not run, or the other way round.
//
// A flow is drawn on a canvas, by a table of components (`nodeTypes`), and run elsewhere, often in another package, by
// a switch over `node.type`. Between them lies JSON, so the type says no more than `string`; but when most of what the
// switch knows are keys of the table, the two speak of the same nodes. A kind that somebody can put on the canvas and
// that the switch swallows does nothing when it is its turn. A kind that is asked for, that no canvas has and nobody
// makes, never comes.

#include "rules/orphan_variant/canvas_tables.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

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

constexpr std::size_t kMinShared = 3;
constexpr std::size_t kMinRun = 4;  // kinds that both know before one that only the canvas has is reported
constexpr std::array<std::string_view, 3> kProperties = {"type", "kind", "nodeType"};
// What is there to be looked at, and never run.
constexpr std::array<std::string_view, 10> kForTheEye = {"note",        "notes", "sticky",    "stickynote", "comment",
                                                         "placeholder", "ghost", "addbutton", "add",        "label"};

using Keys = std::set<std::string_view>;

class Engines {
 public:
  Engines(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    std::vector<std::pair<Node, Keys>> canvases;
    for (const auto& [object, keys] : canvas_tables(gathered_.program))
      canvases.emplace_back(gathered_.program[object], Keys(keys.begin(), keys.end()));
    for (const auto& [table, keys] : canvases) {
      for (const Dispatcher& dispatcher : gathered_.dispatchers) {
        if (is_about(dispatcher, keys)) about_.push_back(&dispatcher);
      }
      for (const Dispatcher* dispatcher : about_) {
        against_canvas(*dispatcher, table, keys);
        against_makers(*dispatcher, table, keys);
      }
      about_.clear();
    }
  }

 private:
  static std::size_t shared_with(const Dispatcher& dispatcher, const Keys& keys) {
    return static_cast<std::size_t>(
        std::ranges::count_if(dispatcher.cases, [&](const auto& one) { return keys.contains(one.text); }));
  }

  // Of a subject whose type lists its values, another search tells what is missing.
  static bool is_about(const Dispatcher& dispatcher, const Keys& keys) {
    const bool is_kind = std::ranges::find(kProperties, dispatcher.subject.property) != kProperties.end();
    if (!is_kind || dispatcher.subject.domain || !dispatcher.is_complete || !is_production(dispatcher.node.file()))
      return false;
    const std::size_t shared = shared_with(dispatcher, keys);
    return shared >= kMinShared && shared + 1 >= dispatcher.cases.size();
  }

  bool is_known_beside(const Dispatcher& dispatcher, std::string_view kind) const {
    const auto is_same = [&](const Node& node, const Subject& subject) {
      return node.file().id == dispatcher.node.file().id && subject.property == dispatcher.subject.property;
    };
    return std::ranges::any_of(
               gathered_.dispatchers,
               [&](const Dispatcher& other) { return is_same(other.node, other.subject) && other.handles(kind); }) ||
           std::ranges::any_of(gathered_.tests,
                               [&](const Test& test) { return test.text == kind && is_same(test.node, test.subject); });
  }

  std::vector<Node> makers_of(std::string_view kind) const {
    std::vector<Node> made;
    for (const Mention& mention : gathered_.mentions.of_text(kind)) {
      const bool is_kind = std::ranges::find(kProperties, mention.property) != kProperties.end();
      if (is_kind && mention.role == Role::Produced && is_production(mention.node.file())) made.push_back(mention.node);
    }
    return made;
  }

  void against_canvas(const Dispatcher& dispatcher, const Node& table, const Keys& keys) {
    const std::size_t shared = shared_with(dispatcher, keys);
    if (dispatcher.otherwise != Otherwise::Swallows || shared < kMinRun || shared * 4 < keys.size() * 3) return;
    for (const std::string_view key : keys) {
      const bool is_for_the_eye = std::ranges::find(kForTheEye, spoken_of(key)) != kForTheEye.end();
      if (dispatcher.handles(key) || is_for_the_eye || means_nothing(key) || is_known_beside(dispatcher, key)) continue;
      const std::vector<Node> made = makers_of(key);
      if (made.empty()) continue;
      Finding finding;
      finding.kind = "unhandled";
      finding.severity = Severity::Error;
      finding.where = head_of(dispatcher);
      finding.subject = subject_of(gathered_, dispatcher, key);
      finding.message = quoted(key) + " is a kind of node that the canvas has, and not handled here, where " +
                        std::to_string(shared) + " others of it are: " + dispatcher.ending +
                        ", so it is swallowed silently";
      finding.advice = "Add a case for " + quoted(key) + ", or take it off the canvas.";
      for (const Node& node : made) {
        if (finding.related.size() + 1 < kMaxRelated) finding.related.push_back({place_of(node), "offered here"});
      }
      finding.related.push_back({place_of(entry_of(table, key)), "drawn here"});
      give_reason(finding,
                  std::to_string(shared) + " of the " + std::to_string(keys.size()) +
                      " kinds that the canvas draws are handled here, so both speak of the same nodes",
                  table);
      findings_.push_back(std::move(finding));
    }
  }

  // Whether somebody writes the word where it may become a kind, or has it among the canvas's keys in a table.
  bool may_be_made(std::string_view kind, const Keys& keys) const {
    return std::ranges::any_of(gathered_.mentions.of_text(kind), [&](const Mention& mention) {
      if (mention.role == Role::Produced || mention.role == Role::Stranded)
        return mention.property.empty() || std::ranges::find(kProperties, mention.property) != kProperties.end();
      if (mention.role != Role::Handled || !mention.node.is(Kind::Property)) return false;
      const auto shared = std::ranges::count_if(mention.node.parent().children(),
                                                [&](const Node& entry) { return keys.contains(entry.text()); });
      return static_cast<std::size_t>(shared) >= kMinShared;
    });
  }

  // `case 'trigger'` of one switch, where neither the canvas nor any other switch over these nodes has it.
  void against_makers(const Dispatcher& dispatcher, const Node& table, const Keys& keys) {
    for (const Dispatcher::Case& one : dispatcher.cases) {
      if (keys.contains(one.text) || means_nothing(one.text) || !one.test.is(Kind::String)) continue;
      const bool is_run = std::ranges::any_of(
          about_, [&](const Dispatcher* other) { return other != &dispatcher && other->handles(one.text); });
      if (is_run || may_be_made(one.text, keys) || about_.size() < 2 || !reported_.insert(one.test.ref()).second)
        continue;
      if (gathered_.mentions.may_be_composed(one.text) || gathered_.elsewhere.says(one.text)) continue;
      Finding finding;
      finding.kind = "unproduced";
      finding.severity = Severity::Warning;
      finding.where = place_of(one.test);
      finding.subject = subject_of(gathered_, dispatcher, one.text);
      finding.message = quoted(one.text) +
                        " is waited for as a kind of node, but no canvas has it and nobody makes such a node, unlike " +
                        std::to_string(dispatcher.cases.size() - 1) + " others that are asked for here";
      finding.advice = "Remove the case, or offer the kind on the canvas and run it.";
      finding.related.push_back({place_of(table), "the kinds that the canvas has"});
      give_reason(finding, "all other kinds that are asked for here are keys of the canvas's table", table);
      findings_.push_back(std::move(finding));
    }
  }

  static std::string spoken_of(std::string_view key) {
    std::string letters;
    for (const char c : key) {
      if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
    }
    return letters;
  }

  Node entry_of(const Node& table, std::string_view key) const {
    for (const Node& entry : table.children()) {
      const auto value =
          entry.text().empty() && entry.child(1) ? gathered_.program.value(entry.child(1)) : std::nullopt;
      if ((value ? value->text : entry.text()) == key) return entry;
    }
    return table;
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::vector<const Dispatcher*> about_;  // the switches about the nodes of one canvas
  std::set<NodeRef> reported_;
};

}  // namespace

void find_idle_kinds(const Gathered& gathered, std::vector<Finding>& findings) { Engines{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
