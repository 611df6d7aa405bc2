// An event of a map of events that is sent and never awaited, or awaited and never sent.
//
// `interface AppEvents { 'order:paid': Order; 'order:lost': Order; … }` gives each event its payload, and whatever
// carries them, a library or a class of one's own, takes the names from there. So the map is the domain: nearly all of
// its keys are sent somewhere (`bus.emit('order:paid', …)`, `{ eventName: 'order:paid' }`) and awaited elsewhere
// (`bus.on('order:paid', …)`, the key of a table of handlers, a case). One that is not stands out. Only names that can
// mean nothing else are judged, and a name about which some place leaves us in doubt is left alone.

#include "base/wildcard.h"
#include "rules/orphan_variant/event_names.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinKeys = 5;
constexpr std::size_t kMinAgreed = 4;
constexpr std::size_t kShare = 70;  // percent of the keys that have a side before a key without it is reported

constexpr std::array<std::string_view, 17> kSends = {
    "emit",    "send",   "publish", "dispatch", "broadcast", "post",  "request", "invoke", "fire",
    "trigger", "notify", "write",   "enqueue",  "emitAsync", "raise", "call",    "produce"};
constexpr std::array<std::string_view, 14> kListens = {
    "on",      "once",    "subscribe", "addListener", "addEventListener", "listen",          "handle",
    "OnEvent", "onEvent", "consume",   "wait",        "waitFor",          "prependListener", "SubscribeMessage"};
constexpr std::array<std::string_view, 9> kCarries = {"event", "eventName",   "eventType", "type",   "name",
                                                      "topic", "messageType", "action",    "channel"};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::ranges::find(list, text) != list.end();
}

// `emit`, `sendMessage`, `publishEvent`: whether a method's first word says so.
template <std::size_t N>
bool begins_with_one_of(std::string_view method, const std::array<std::string_view, N>& list) {
  return std::ranges::any_of(list, [&](std::string_view word) {
    if (!method.starts_with(word)) return false;
    return method.size() == word.size() || (method[word.size()] >= 'A' && method[word.size()] <= 'Z');
  });
}

struct Sides {
  std::vector<Node> sent, heard, stranded;
  bool is_listed = false;  ///< among others of the map: somebody may walk over them and listen to each
  bool is_unclear = false;
};

class EventMaps {
 public:
  EventMaps(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file) || is_of_lone_library(gathered_.program, file)) continue;
      for (const Node object : program::nodes_of(file, Kind::TypeObject)) {
        const Node holder = object.parent();
        if (holder.is(Kind::Interface) || holder.is(Kind::TypeAlias)) look_at(holder, object);
      }
      // `const channels = { 'crate:list': { request: …, answer: … }, … }`: the map as a value, for its schemas.
      for (const Node holder : program::nodes_of(file, Kind::Declarator)) {
        const Node object = program::without_casts(program::value_of(holder));
        if (object && object.is(Kind::Object) && !holder.enclosing_function() && describes(object))
          look_at(holder, object);
      }
    }
  }

 private:
  // Whether an entry is a description, and nothing that is said or done.
  static bool describes(const Node& object) {
    return object.child_count() >= kMinKeys && std::ranges::all_of(object.children(), [](const Node& entry) {
             const Node value = entry.is(Kind::Property) ? program::without_casts(program::value_of(entry)) : Node{};
             return value && value.is(Kind::Object) && value.child_count() > 0;
           });
  }

  static bool is_peculiar(std::string_view key) {
    const bool is_put_together = key.find_first_of(":./-") != std::string_view::npos;
    return split_words(key).size() >= (is_put_together ? 2 : 3);
  }

  void look_at(const Node& holder, const Node& object) {
    std::vector<Node> keys;
    std::size_t peculiar = 0;
    for (const Node& member : object.children()) {
      if (!(member.is(Kind::TypeMember) || member.is(Kind::Property)) || member.text().empty()) return;
      keys.push_back(member);
      peculiar += is_peculiar(member.text()) ? 1 : 0;
    }
    if (keys.size() < kMinKeys || peculiar * 2 < keys.size()) return;
    std::vector<Sides> all;
    std::size_t sent = 0;
    std::size_t heard = 0;
    for (const Node& key : keys) {
      all.push_back(sides_of(key, object));
      sent += all.back().sent.empty() ? 0 : 1;
      heard += all.back().heard.empty() ? 0 : 1;
    }
    if (sent < kMinAgreed || heard < kMinAgreed) return;
    const auto is_most = [&](std::size_t count) { return count * 100 >= keys.size() * kShare; };
    std::map<std::pair<bool, std::string_view>, std::vector<Lonely>> lonely;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Sides& sides = all[i];
      if (sides.is_unclear || sides.sent.empty() == sides.heard.empty() || !is_peculiar(keys[i].text())) continue;
      const bool is_sent = !sides.sent.empty();
      if (!is_most(is_sent ? heard : sent) || !is_alone(keys[i].text(), sides)) continue;
      lonely[{is_sent, family_of(holder, keys[i])}].push_back({keys[i], &sides});
    }
    for (const auto& [family, group] : lonely) report(holder, group, family.first, family.first ? heard : sent);
  }

  // A key with one side only.
  struct Lonely {
    Node key;
    const Sides* sides;
  };

  // Of a table of channels what nobody calls for one thing (`hive:open`, `hive:weigh`) is one leftover. Events of a
  // type are told of one by one.
  static std::string_view family_of(const Node& holder, const Node& key) {
    return holder.is(Kind::Declarator) ? key.text().substr(0, key.text().find_first_of(":./")) : key.text();
  }

  // The call of which something is the first or second argument, by the method's name.
  static std::string_view called_with(const Node& argument) {
    Node at = argument;
    while (at.parent() && at.parent().is(Kind::Cast)) at = at.parent();
    const Node call = at.parent();
    const Node head = program::callee(call);
    if (!head || head == at || !(call.is(Kind::Call) || call.is(Kind::New))) return {};
    return program::argument(call, 0) == at || program::argument(call, 1) == at ? head.text() : std::string_view{};
  }

  // ['order:paid', 'order:lost']: a list of the map's keys, which neither sends nor awaits them.
  static bool is_listing(const Node& list, const Node& object) {
    if (!list.is(Kind::Array) || !called_with(list).empty()) return false;
    std::size_t known = 0;
    return std::ranges::any_of(list.children(), [&](const Node& element) {
      return element.is(Kind::String) && program::property(object, element.text()) && ++known == 3;
    });
  }

  void classify(const Mention& mention, const Node& object, Sides& sides) const {
    const Node& node = mention.node;
    if (mention.role == Role::Declared) return;
    if (mention.role == Role::Stranded) {
      sides.stranded.push_back(node);
      return;
    }
    if (mention.role == Role::Tested) {
      sides.heard.push_back(node);
      return;
    }
    if (mention.role == Role::Handled) {
      const Node value = program::without_casts(program::value_of(node));
      const bool does_something =
          value && (value.is(Kind::Function) || value.is(Kind::Ident) || value.is(Kind::Member));
      if (does_something) sides.heard.push_back(node);
      return;
    }
    const Node list = node.parent();
    if (is_listing(list, object)) {
      sides.is_listed = true;
      return;
    }
    const std::string_view method = called_with(list.is(Kind::Array) ? list : node);
    if (begins_with_one_of(method, kListens)) {
      sides.heard.push_back(node);
    } else if (begins_with_one_of(method, kSends) || (method.empty() && is_one_of(mention.property, kCarries))) {
      sides.sent.push_back(node);
    } else {
      sides.is_unclear = true;
    }
  }

  Sides sides_of(const Node& key, const Node& object) const {
    Sides sides;
    for (const Mention& mention : gathered_.mentions.of_text(key.text())) {
      if (mention.node != key) classify(mention, object, sides);
    }
    for (const Node& member : gathered_.mentions.members_spelling(key.text())) {
      for (const Mention& mention : gathered_.mentions.of_member(member)) classify(mention, object, sides);
    }
    return sides;
  }

  // `@OnEvent('order:*')`, `` bus.on(`order:${state}`) ``: whether somebody listens who does not spell the name.
  bool is_met_by_pattern(std::string_view name) const {
    for (const std::string_view method : kListens) {
      const auto known = gathered_.program.names().find(method);
      if (!known) continue;
      for (const NodeRef ref : gathered_.program.places().calls(*known)) {
        const Node pattern = program::without_casts(program::argument(gathered_.program[ref], 0));
        if (!pattern || !(pattern.is(Kind::String) || pattern.is(Kind::Template))) continue;
        if (!is_own_code(pattern.file())) continue;
        const bool is_wild = pattern.text().find('*') != std::string_view::npos &&
                             Wildcard{pattern.text(), Wildcard::Slash::IsOrdinary}.matches(name);
        if (is_wild || may_be_same_event(pattern.text(), name)) return true;
      }
    }
    return false;
  }

  // "nobody sends it", "sent only by park, which nobody calls"
  std::string told_senders(const Sides& sides) const {
    const Node function =
        sides.stranded.empty() ? Node{} : gathered_.mentions.unreached().around(sides.stranded.front());
    if (!function) return "nobody sends it";
    return "sent only by " + gathered_.mentions.unreached().told(function) + ", which nobody calls";
  }

  // Whether nothing that we cannot follow may be the other side.
  bool is_alone(std::string_view name, const Sides& sides) const {
    const bool is_sent = !sides.sent.empty();
    if (is_sent ? sides.is_listed || is_met_by_pattern(name) : gathered_.mentions.may_be_composed(name)) return false;
    if (gathered_.elsewhere.says(name)) return false;
    return std::ranges::any_of(is_sent ? sides.sent : sides.heard,
                               [](const Node& node) { return is_production(node.file()); });
  }

  void report(const Node& holder, const std::vector<Lonely>& group, bool is_sent, std::size_t others) {
    const bool is_one = group.size() == 1;
    const Sides& sides = *group.front().sides;
    std::vector<std::string_view> names;
    for (const Lonely& one : group) names.push_back(one.key.text());
    const std::string called = listed(names);
    Finding finding;
    finding.kind = is_sent ? "unhandled" : "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(group.front().key);
    const std::string map{holder.is(Kind::Declarator) ? holder.child(0).text() : holder.text()};
    finding.subject = map;
    for (const std::string_view name : names) finding.subject += ' ' + std::string{name};
    finding.message = called + " of " + map + (is_one ? " is " : " are ") +
                      (is_sent  ? std::string("sent and nobody awaits ") + (is_one ? "it" : "them")
                       : is_one ? "awaited and " + told_senders(sides)
                                : "awaited and nobody sends them") +
                      ", while " + std::to_string(others) + " other events are " + (is_sent ? "awaited" : "sent");
    finding.advice = is_sent ? "Handle " + called + " where it should have an effect, or stop sending it."
                             : "Send " + called + " where it should arise, or remove it with what awaits it.";
    for (const Node& node : sides.stranded) {
      if (finding.related.size() < kMaxRelated)
        finding.related.push_back({place_of(node), "would be sent here, but nobody calls this function"});
    }
    for (const Lonely& one : group) {
      for (const Node& node : is_sent ? one.sides->sent : one.sides->heard) {
        if (finding.related.size() < kMaxRelated)
          finding.related.push_back({place_of(node), is_sent ? "sent here" : "awaited here"});
      }
    }
    give_reason(finding, std::to_string(others) + " of the events that it declares have the side that is missing here",
                holder);
    give_reason(finding, "every other place that speaks of the name was understood, and none is that side");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
};

}  // namespace

void find_lonely_keys(const Gathered& gathered, std::vector<Finding>& findings) { EventMaps{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
