// Events and jobs with one side only: sent and heard by nobody, or waited for and never sent.
//
// Names of events are strings on both sides, often through a constant, sometimes through a wrapper that takes the name
// as a parameter. A bus must show that its events are meant for this program: most of what passes over it has both
// sides here. A name that is mentioned anywhere else (a hook that subscribes in a way that we do not know, a table of
// relayed events) is left alone.

#include "rules/inventory/spots.h"
#include "rules/orphan_variant/buses.h"
#include "rules/orphan_variant/emitters.h"
#include "rules/orphan_variant/event_names.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinAgreed = 2;
constexpr std::size_t kHeardShare = 60;  // percent of what is heard that must be sent before the rest is reported

// One bus of the running program: all sockets, or one emitter.
struct Channel {
  using Ends = std::map<std::string, std::vector<End>, std::less<>>;  // by name

  const Bus* bus = nullptr;
  Ends sent;
  Ends heard;
  bool sends_anything = false;  // some sender's name is unknown
  bool hears_anything = false;
  bool is_closed = false;  // the program shows every use of the emitter
};

class Events {
 public:
  Events(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), buses_(read_buses(gathered.program.models())) {
    for (const Bus& bus : buses_) {
      for (const Bus::Calls* calls : {&bus.send, &bus.listen, &bus.listen_to_all, &bus.decorators, &bus.send_decorators,
                                      &bus.news_send, &bus.news_listen, &bus.send_anything}) {
        for (const std::string& call : *calls) methods_.insert(call.substr(call.find(':') + 1));
      }
      methods_.insert(bus.constructs.begin(), bus.constructs.end());
    }
  }

  void gather() {
    std::vector<program::Name> names;
    for (const std::string& method : methods_) {
      if (const auto name = gathered_.program.names().find(method)) names.push_back(*name);
    }
    for (const NodeRef place : gathered_.program.places().of(program::Places::Of::Call, names)) {
      const Node node = gathered_.program[place];
      if (!is_own_code(node.file())) continue;
      if (node.is(Kind::New)) {
        construct(node);
      } else {
        call(node);
      }
    }
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      for (const Dispatcher::Case& one : dispatcher.cases) compared(dispatcher.subject, one.text, one.test);
    }
    for (const Test& test : gathered_.tests) compared(test.subject, test.text, test.node);
    close();
  }

  void judge() {
    for (const auto& [key, channel] : channels_) judge(channel);
  }

  std::vector<findings::KnownChannel> known() const {
    std::vector<findings::KnownChannel> all;
    for (const auto& [key, channel] : channels_) {
      findings::KnownChannel known{.name = channel.bus->name,
                                   .messages = {},
                                   .sends_unknown = channel.sends_anything,
                                   .hears_unknown = channel.hears_anything};
      std::set<std::string_view> names;
      for (const auto* side : {&channel.sent, &channel.heard}) {
        for (const auto& [name, ends] : *side) names.insert(name);
      }
      for (const std::string_view name : names) {
        findings::KnownChannel::Message message{.name = std::string(name), .senders = {}, .listeners = {}};
        note(channel.sent, name, message.senders);
        note(channel.heard, name, message.listeners);
        if (!message.senders.empty() || !message.listeners.empty()) known.messages.push_back(std::move(message));
      }
      if (!known.messages.empty()) all.push_back(std::move(known));
    }
    return all;
  }

 private:
  // The ends of a message as an inventory shows them: once a function, tests left out.
  void note(const Channel::Ends& side, std::string_view name, std::vector<findings::Spot>& into) const {
    const auto ends = side.find(name);
    if (ends == side.end()) return;
    for (const End& end : ends->second) {
      if (is_production(end.place.file())) add_spot(spot_of(gathered_.program, end.place), into);
    }
  }

  void close() {
    for (std::size_t i = 0; i < buses_.size(); ++i) {
      if (!buses_[i].per_receiver) continue;
      std::set<NodeRef> receivers;
      for (const auto& [key, channel] : channels_) {
        if (key.first == i) receivers.insert(key.second);
      }
      for (const NodeRef ref : closed_emitters(gathered_.program, receivers, buses_[i]))
        channels_[{i, ref}].is_closed = true;
    }
  }

  // `new CustomEvent('x')`, which somebody will dispatch; `new Worker('queue', …)`.
  void construct(const Node& node) {
    const Node head = program::callee(node);
    if (!head || !head.is(Kind::Ident)) return;
    if (head.has(facts::kBound)) {
      const program::External external = gathered_.program.definition(head).external;
      if (!external || !gathered_.shared.liveness.is_alive(node)) return;
      const std::string key = call_key(external);
      for (std::size_t i = 0; i < buses_.size(); ++i) {
        if (buses_[i].news_send.contains(key)) send(channel(i, node), node);
        if (buses_[i].news_listen.contains(key)) hear(buses_[i], channel(i, node), node);
        if (buses_[i].send_anything.contains(key)) channel(i, node).sends_anything = true;
      }
      return;
    }
    for (std::size_t i = 0; i < buses_.size(); ++i) {
      if (buses_[i].constructs.contains(head.text()) && gathered_.shared.liveness.is_alive(node))
        send(channel(i, node), node);
    }
  }

  void call(const Node& node) {
    const Node head = program::callee(node);
    const program::External external = gathered_.program.external_callee(node);
    if (!external && !(head.is(Kind::Member) && gathered_.program.callees(node).empty())) return;
    const std::string key = external ? call_key(external) : ':' + std::string{head.text()};
    const bool is_decorator = node.parent() && node.parent().is(Kind::Decorator);
    for (std::size_t i = 0; i < buses_.size(); ++i) {
      const Bus& bus = buses_[i];
      if (is_decorator) {
        if (bus.decorators.contains(key)) hear(bus, channel(i, node), node);
        if (bus.send_decorators.contains(key)) send(channel(i, node), node);
        if (bus.send_anything.contains(key)) channel(i, node).sends_anything = true;
        continue;
      }
      const bool sends = bus.send.contains(key);
      const bool hears = bus.listen.contains(key);
      if (bus.listen_to_all.contains(key)) channel(i, node).hears_anything = true;
      if (!sends && !hears) continue;
      if (!gathered_.shared.liveness.is_alive(node)) continue;
      if (hears) hear(bus, channel(i, node), node);
      if (sends) send(channel(i, node), node);
    }
  }

  // The emitter that a call is made on, where each is a bus of its own.
  Channel& channel(std::size_t bus, const Node& call) {
    NodeRef receiver;
    if (buses_[bus].per_receiver) {
      const Node head = program::callee(call);
      const Node object = head && head.is(Kind::Member) ? head.child(0) : Node{};
      Node klass = gathered_.program.type_of(object).declaration;
      if (klass && klass.is(Kind::Class)) {
        for (int step = 0; step < 16; ++step) {
          const Node above = gathered_.program.superclass(klass).node;
          if (!above || !above.is(Kind::Class)) break;
          klass = above;
        }
        receiver = klass.ref();
      } else if (const Node declaration = gathered_.program.definition(object).node) {
        receiver = declaration.ref();
      } else {
        receiver = call.ref();
      }
    }
    Channel& found = channels_[{bus, receiver}];
    found.bus = &buses_[bus];
    return found;
  }

  static bool adds_something(const File& file) {
    return std::ranges::any_of(program::nodes_of(file, Kind::Call), [](const Node& call) {
      const Node head = program::callee(call);
      return head && head.is(Kind::Member) && (head.text() == "add" || head.text() == "addBulk");
    });
  }

  void send(Channel& channel, const Node& call) {
    const Node argument = program::argument(call, 0);
    if (!argument || argument.is(Kind::Object)) return;
    EventNames names = event_names(gathered_.program, gathered_.shared, argument);
    // Who looks after the queues of others (a clean-up, a dashboard) sends nothing of its own.
    const bool is_sending = !call.is(Kind::New) || adds_something(call.file());
    if (!names.complete && is_production(call.file()) && is_sending) channel.sends_anything = true;
    for (auto& [text, end] : names.known) channel.sent[text].push_back(end);
  }

  void hear(const Bus& bus, Channel& channel, const Node& call) {
    // Where everything listens to something, what we cannot read is mostly of others; their names are spelled
    // somewhere.
    const bool is_crowded = !bus.constructs.empty();
    const Node argument = program::argument(call, 0);
    if (!argument || argument.is(Kind::Function)) {
      channel.hears_anything = channel.hears_anything || !is_crowded;
      return;
    }
    Node named = argument;
    if (argument.is(Kind::Object)) {
      named = program::value_of(program::property(argument, "name"));
      if (!named) named = program::value_of(program::property(argument, "id"));
    }
    if (!named) return;
    EventNames names = event_names(gathered_.program, gathered_.shared, named);
    if (!names.complete && !is_crowded) channel.hears_anything = true;
    for (auto& [text, end] : names.known) {
      if (bus.wildcards && text.find('*') != std::string_view::npos) channel.hears_anything = true;
      channel.heard[text].push_back(end);
    }
  }

  // `job.name === 'x'`: a worker that tells its jobs apart handles those that it names.
  void compared(const Subject& subject, std::string_view text, const Node& where) {
    const program::External external = gathered_.program.definition(subject.expression).external;
    if (!external) return;
    const std::string key = call_key(external);
    for (std::size_t i = 0; i < buses_.size(); ++i) {
      if (!buses_[i].compared.contains(key)) continue;
      Channel& found = channels_[{i, NodeRef{}}];
      found.bus = &buses_[i];
      found.heard[std::string{text}].push_back({where, {}});
    }
  }

  static bool is_among(const Channel::Ends& side, std::string_view name) {
    if (side.contains(name)) return true;
    return std::ranges::any_of(side, [&](const auto& entry) { return may_be_same_event(entry.first, name); });
  }

  void judge(const Channel& channel) {
    std::size_t agreed = 0;
    for (const auto& [name, ends] : channel.sent) agreed += is_among(channel.heard, name) ? 1 : 0;
    if (agreed < kMinAgreed && !channel.is_closed) return;
    const Bus& bus = *channel.bus;
    // An emitter of one's own may offer more than anybody takes; a bus of the whole program is for this program.
    const bool is_own = channel.is_closed || agreed * 100 >= channel.sent.size() * bus.share;
    if (!channel.hears_anything && is_own) {
      for (const auto& [name, ends] : channel.sent) {
        // The page around a library may listen to what it tells the page.
        const bool is_for_others = bus.foreign_senders && std::ranges::any_of(ends, [&](const End& end) {
                                     return is_of_library(gathered_.program, end.place.file());
                                   });
        if (!is_among(channel.heard, name) && !is_for_others) report(channel, name, ends, true);
      }
    }
    if (channel.sends_anything) return;
    if (!channel.is_closed && !bus.foreign_senders && agreed * 100 < channel.heard.size() * kHeardShare) return;
    for (const auto& [name, ends] : channel.heard) {
      if (is_among(channel.sent, name)) continue;
      if (channel.is_closed || !bus.foreign_senders || is_kin(channel, ends)) report(channel, name, ends, false);
    }
  }

  // Whether names that the program does send are declared together with this one.
  static bool is_kin(const Channel& channel, const std::vector<End>& ends) {
    std::set<NodeRef> tables;
    for (const auto& [name, sent] : channel.sent) {
      for (const End& end : sent) {
        if (end.declaration && !end.declaration.is(Kind::Declarator)) tables.insert(end.declaration.parent().ref());
      }
    }
    return std::ranges::any_of(
        ends, [&](const End& end) { return end.declaration && tables.contains(end.declaration.parent().ref()); });
  }

  // `BullModule.registerQueue({ name: 'x' })` makes it known, and neither fills nor empties it.
  static bool is_registration(const Bus& bus, const Node& name) {
    for (Node up = name.parent(); up; up = up.parent()) {
      if (up.is(Kind::Call)) {
        const Node head = program::callee(up);
        return head && bus.registers.contains(head.text());
      }
      if (!up.is(Kind::Property) && !up.is(Kind::Object) && !up.is(Kind::Array)) return false;
    }
    return false;
  }

  // `mail.request` is sent and `mail.reply` is heard, each at one end only: the service that answers is not ours.
  bool is_partner_outside(const Channel& channel, std::string_view name, const std::vector<End>& ends,
                          bool is_sent) const {
    if (!channel.bus->between_services) return false;
    const auto& opposite = is_sent ? channel.heard : channel.sent;
    const auto& same = is_sent ? channel.sent : channel.heard;
    return std::ranges::any_of(opposite, [&](const auto& entry) {
      if (is_among(same, entry.first) || family_of(entry.first) != family_of(name)) return false;
      return std::ranges::any_of(entry.second, [&](const End& other) {
        return other.declaration && std::ranges::any_of(ends, [&](const End& end) {
                 return end.declaration && end.declaration.parent() == other.declaration.parent();
               });
      });
    });
  }

  // What the page is told without anybody listening does no harm; it does where somebody waits in vain, under another
  // name. Nor does a listener that nobody ever sets up.
  bool is_harmless(const Channel& channel, const std::vector<End>& ends, bool is_sent) const {
    if (is_sent) {
      return channel.bus->foreign_senders && std::ranges::all_of(channel.heard, [&](const auto& entry) {
               return channel.bus->own.contains(entry.first) || is_among(channel.sent, entry.first);
             });
    }
    return std::ranges::all_of(ends, [&](const End& end) {
      const Node function = whole_function(end.place);
      return function && !function.text().empty() && !function.is(Kind::Method) &&
             gathered_.program.callers(function).empty() && !is_spoken_of(function);
    });
  }

  // Whether a function is handed to somebody by its name.
  bool is_spoken_of(const Node& function) const {
    return std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
      return std::ranges::any_of(program::nodes_of(file, Kind::Ident), [&](const Node& use) {
        return use.text() == function.text() && gathered_.program.definition(use).node == function;
      });
    });
  }

  // Whether the program speaks of the name anywhere but in its declaration and at these ends.
  bool is_mentioned_elsewhere(const Bus& bus, std::string_view name, const std::vector<End>& ends) const {
    std::set<NodeRef> own;
    for (const End& end : ends) own.insert(end.place.ref());
    const auto any = [&](std::span<const Mention> mentions) {
      return std::ranges::any_of(mentions, [&](const Mention& mention) {
        return mention.role != Role::Declared && !own.contains(mention.node.ref()) &&
               !own.contains(mention.node.parent().ref()) && !is_registration(bus, mention.node);
      });
    };
    if (any(gathered_.mentions.of_text(name))) {
      // A constant's own spelling may look like production.
      const auto mentions = gathered_.mentions.of_text(name);
      const bool only_declarations = std::ranges::all_of(mentions, [&](const Mention& mention) {
        if (mention.role == Role::Declared || own.contains(mention.node.ref())) return true;
        if (is_registration(bus, mention.node)) return true;
        return std::ranges::any_of(
            ends, [&](const End& end) { return end.declaration && end.declaration.contains(mention.node); });
      });
      if (!only_declarations) return true;
    }
    for (const End& end : ends) {
      if (end.declaration && any(gathered_.mentions.of_member(end.declaration))) return true;
    }
    return gathered_.mentions.may_be_composed(name) || gathered_.elsewhere.says(name);
  }

  // `node:${}:closed` as `node:…:closed`.
  static std::string shown(std::string_view name) {
    std::string text(name);
    for (std::size_t at = text.find("${}"); at != std::string::npos; at = text.find("${}", at))
      text.replace(at, 3, "…");
    return text;
  }

  void report(const Channel& channel, std::string_view name, const std::vector<End>& ends, bool is_sent) {
    if (channel.bus->own.contains(name) || name.find('*') != std::string_view::npos) return;
    const auto reported = std::ranges::find_if(ends, [](const End& end) { return is_production(end.place.file()); });
    if (reported == ends.end()) return;
    if (!channel.is_closed && is_mentioned_elsewhere(*channel.bus, name, ends)) return;
    const Bus& bus = *channel.bus;
    if (!channel.is_closed && is_composed_in_call(gathered_.program, is_sent ? bus.listen : bus.send, name)) return;
    if (is_partner_outside(channel, name, ends, is_sent)) return;
    const auto& others = is_sent ? channel.heard : channel.sent;
    std::vector<std::string_view> agreed;
    for (const auto& [other, unused] : others) {
      if ((is_sent ? channel.sent : channel.heard).contains(other)) agreed.push_back(other);
    }
    const std::string called = shown(name);
    Finding finding;
    finding.kind = is_sent ? "unhandled" : "unproduced";
    finding.severity = is_harmless(channel, ends, is_sent) ? Severity::Note : Severity::Warning;
    finding.where = place_of(reported->place);
    finding.subject = channel.bus->name + ' ' + std::string{name};
    if (is_sent) {
      finding.message = quoted(called) + " is sent over " + channel.bus->name + " and nobody listens to it";
      if (!agreed.empty()) finding.message += ", unlike " + listed(agreed);
      finding.advice = "Handle " + quoted(called) + ", or stop sending it.";
    } else {
      finding.message =
          quoted(called) + " is waited for on " + channel.bus->name + " and nobody sends it, so this never runs";
      finding.advice = "Send " + quoted(called) + " where it should happen, or remove what waits for it.";
    }
    if (reported->declaration) {
      finding.related.push_back({place_of(reported->declaration), "the name is declared here"});
    }
    for (const End& end : ends) {
      if (end.place == reported->place || finding.related.size() == kMaxRelated) continue;
      finding.related.push_back({place_of(end.place), is_sent ? "sent here too" : "waited for here too"});
    }
    if (channel.is_closed) {
      give_reason(finding, "every use of this emitter is seen: nothing is done with it but to send and to listen");
    } else {
      give_reason(finding, "over " + channel.bus->name + " " + std::to_string(agreed.size()) +
                               " names are both sent and " + "awaited in this program (" + listed(agreed) +
                               "), so this bus is its own");
    }
    give_reason(finding, std::string(is_sent ? "every listener" : "every sender") +
                             " on it names what it takes part in, and no other place mentions the name");
    give_trail(finding, gathered_.program, reported->place);
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::vector<Bus> buses_;
  std::set<std::string, std::less<>> methods_;  // the last names of what the buses know, whatever they belong to
  std::map<std::pair<std::size_t, NodeRef>, Channel> channels_;
};

}  // namespace

void find_lonely_events(const Gathered& gathered, std::vector<Finding>& findings) {
  Events events{gathered, findings};
  events.gather();
  events.judge();
}

std::vector<findings::KnownChannel> known_channels(const Gathered& gathered) {
  std::vector<Finding> none;
  Events events{gathered, none};
  events.gather();
  return events.known();
}

}  // namespace lockstep::rules::variants
