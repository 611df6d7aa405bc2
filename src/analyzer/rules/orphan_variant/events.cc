// Events and jobs with one side only: sent and heard by nobody, or waited for and never sent.
//
// Names of events are strings on both sides, often through a constant, sometimes through a wrapper that takes the name
// as a parameter. Here the ends of all channels are gathered; `report_lonely` says which of them miss the other one.

#include "rules/inventory/spots.h"
#include "rules/orphan_variant/channels.h"
#include "rules/orphan_variant/drains.h"
#include "rules/orphan_variant/emitters.h"
#include "rules/orphan_variant/handed_events.h"
#include "rules/orphan_variant/told_apart.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::variants {
namespace {

class Events {
 public:
  Events(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered),
        findings_(findings),
        drains_(gathered.program),
        buses_(read_buses(gathered.program.models())) {
    for (const Bus& bus : buses_) {
      for (const Bus::Calls* calls :
           {&bus.send, &bus.listen, &bus.listen_to_all, &bus.decorators, &bus.send_decorators, &bus.news_send,
            &bus.news_listen, &bus.send_anything, &bus.tokens, &bus.house_send, &bus.house_listen, &bus.setups}) {
        for (const std::string& call : *calls) methods_.insert(call.substr(call.find(':') + 1));
      }
      for (const auto* named : {&bus.send_options, &bus.send_lists}) {
        for (const auto& [call, option] : *named) methods_.insert(call.substr(call.find(':') + 1));
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
    for (const Node& name : drains_.looked_up()) looked_up(name);
    close();
  }

  void judge() {
    std::vector<Channel> all;
    for (const auto& [key, channel] : channels_) {
      report_lonely(gathered_, channel, findings_);
      all.push_back(channel);
    }
    find_one_sided(gathered_, all, findings_);
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
        note_listeners(channel, name, message.listeners);
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

  // Where a worker takes all jobs of its queue, that is who hears them, and not who sends them.
  void note_listeners(const Channel& channel, std::string_view name, std::vector<findings::Spot>& into) const {
    const auto heard = channel.heard.find(name);
    const auto sent = channel.sent.find(name);
    const auto is_of_sender = [&](const End& end) {
      return sent != channel.sent.end() &&
             std::ranges::any_of(sent->second, [&](const End& sender) { return sender.place == end.place; });
    };
    for (const End& end : heard == channel.heard.end() ? std::vector<End>{} : heard->second) {
      if (is_production(end.place.file()) && !is_of_sender(end)) add_spot(spot_of(gathered_.program, end.place), into);
    }
    const auto drained = channel.drained.find(name);
    for (const End& end : drained == channel.drained.end() ? std::vector<End>{} : drained->second) {
      if (end.place) add_spot(spot_of(gathered_.program, end.place), into);
    }
  }

  void close() {
    lay_down_idle_hands();
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
        if (buses_[i].setups.contains(key) && is_production(node.file()))
          channel(i, node).wildcards.read(gathered_.program, node);
      }
      return;
    }
    for (std::size_t i = 0; i < buses_.size(); ++i) {
      if (buses_[i].constructs.contains(head.text()) && gathered_.shared.liveness.is_alive(node) &&
          !is_kept_from_buses(node))
        send(channel(i, node), node);
    }
  }

  void call(const Node& node) {
    const Node head = program::callee(node);
    const program::External external = gathered_.program.external_callee(node);
    if (!external && !(head.is(Kind::Member) && gathered_.program.callees(node).empty())) {
      house_call(node);
      return;
    }
    const std::string key = external ? call_key(external) : ':' + std::string{head.text()};
    const bool is_decorator = node.parent() && node.parent().is(Kind::Decorator);
    for (std::size_t i = 0; i < buses_.size(); ++i) {
      const Bus& bus = buses_[i];
      if (is_decorator) {
        if (bus.decorators.contains(key)) hear(bus, channel(i, node), node);
        if (bus.send_decorators.contains(key)) hold(channel(i, node), node);
        if (bus.send_anything.contains(key)) channel(i, node).sends_anything = true;
        continue;
      }
      const bool sends = bus.send.contains(key);
      const bool hears = bus.listen.contains(key);
      if (bus.setups.contains(key) && is_production(node.file()))
        channel(i, node).wildcards.read(gathered_.program, node);
      if (bus.listen_to_all.contains(key)) hear_all(bus, channel(i, node), node);
      if (bus.tokens.contains(key)) declare(channel(i, node), node);
      if (const auto option = bus.send_options.find(key); option != bus.send_options.end())
        send_option(bus, channel(i, node), node, option->second);
      if (const auto list = bus.send_lists.find(key); list != bus.send_lists.end())
        send_list(bus, channel(i, node), node, list->second);
      if (!sends && !hears) continue;
      if (!gathered_.shared.liveness.is_alive(node)) continue;
      if (is_behind_exit(node)) {
        if (sends) strand(channel(i, node), node);
        continue;
      }
      if (hears) hear(bus, channel(i, node), node);
      if (sends) send(channel(i, node), node);
    }
  }

  // A call of a bus that the program built for itself: a class or object with a method to send and one to listen.
  void house_call(const Node& node) {
    const auto callees = gathered_.program.callees(node);
    if (callees.size() != 1 || !gathered_.shared.liveness.is_alive(node) || is_behind_exit(node)) return;
    const Node holder = gathered_.program[callees.front()].parent();
    const bool is_member = holder && (holder.is(Kind::Method) || holder.is(Kind::Property));
    const Node owner = is_member ? holder.parent() : Node{};
    if (!owner || owner.contains(node)) return;
    for (std::size_t i = 0; i < buses_.size(); ++i) {
      const Bus& bus = buses_[i];
      const bool sends = bus.house_send.contains(holder.text());
      const bool hears = bus.house_listen.contains(holder.text());
      if ((!sends && !hears) || !is_house_bus(owner, bus)) continue;
      Channel& found = channels_[{i, owner.ref()}];
      found.bus = &bus;
      if (hears) hear(bus, found, node);
      if (sends) send(found, node);
    }
  }

  // One that only wraps a library's emitter is that emitter.
  bool is_house_bus(const Node& owner, const Bus& bus) {
    const auto [known, is_new] = house_buses_.try_emplace(owner.ref(), false);
    if (!is_new) return known->second;
    bool sends = false;
    bool hears = false;
    for (const Node& member : owner.children()) {
      if (!member.is(Kind::Method) && !member.is(Kind::Property)) continue;
      sends = sends || bus.house_send.contains(member.text());
      hears = hears || bus.house_listen.contains(member.text());
    }
    const Node klass = owner.parent();
    if (!sends || !hears || (klass.is(Kind::Class) && gathered_.program.superclass(klass))) return false;
    const bool wraps = std::ranges::any_of(program::nodes_of(owner.file(), Kind::Call), [&](const Node& call) {
      if (!owner.contains(call) || !methods_.contains(program::callee(call).text())) return false;
      return static_cast<bool>(gathered_.program.external_callee(call));
    });
    return house_buses_[owner.ref()] = !wraps;
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

  // `const paid = defineSignal('paid')`
  void declare(Channel& channel, const Node& call) const {
    const auto name = gathered_.program.value(program::argument(call, 0));
    const Node holder = call.parent();
    if (name && holder && holder.is(Kind::Declarator))
      channel.declared[std::string{name->text}].push_back({program::argument(call, 0), holder});
  }

  // `client.signalWithStart(workflow, { signal: paid })`
  void send_option(const Bus& bus, Channel& channel, const Node& call, const std::string& option) const {
    Node named;
    for (const Node& argument : program::arguments(call)) {
      if (argument.is(Kind::Object)) named = program::value_of(program::property(argument, option));
    }
    if (!named) {
      channel.sends_anything = true;
      return;
    }
    EventNames names = event_names(gathered_.program, gathered_.shared, named, bus.tokens);
    if (!names.complete && is_production(call.file())) channel.sends_anything = true;
    for (auto& [text, end] : names.known) channel.sent[text].push_back(end);
  }

  // `queue.addBulk(people.map((one) => ({ name: 'greet', data: one })))`
  void send_list(const Bus& bus, Channel& channel, const Node& call, const std::string& property) const {
    if (!gathered_.shared.liveness.is_alive(call) || is_behind_exit(call)) return;
    bool is_known = false;
    for (const Node object : program::nodes_of(call, Kind::Object)) {
      const Node around = object.parent();
      const bool is_element = around.is(Kind::Array) || around.is(Kind::Return) || around.is(Kind::Function);
      const Node named = is_element ? program::value_of(program::property(object, property)) : Node{};
      if (!named) continue;
      EventNames names = event_names(gathered_.program, gathered_.shared, named, bus.tokens);
      is_known = names.complete;
      if (!is_known) break;
      add_sent(channel, call, names);
    }
    if (!is_known && is_production(call.file())) channel.sends_anything = true;
  }

  static bool adds_something(const File& file) {
    return std::ranges::any_of(program::nodes_of(file, Kind::Call), [](const Node& call) {
      const Node head = program::callee(call);
      return head && head.is(Kind::Member) && (head.text() == "add" || head.text() == "addBulk");
    });
  }

  // Behind a `return`, nothing is sent.
  void strand(Channel& channel, const Node& call) const {
    const auto value = gathered_.program.value(program::argument(call, 0));
    if (value) channel.stranded[std::string{value->text}].push_back({program::argument(call, 0), {}});
  }

  void send(Channel& channel, const Node& call) {
    const Node argument = program::argument(call, 0);
    if (!argument || argument.is(Kind::Object)) return;
    EventNames names = event_names(gathered_.program, gathered_.shared, argument, channel.bus->tokens);
    if (gathered_.mentions.unreached().around(call)) {
      for (auto& [text, end] : names.known) channel.stranded[text].push_back(end);
      return;
    }
    // Who looks after the queues of others (a clean-up, a dashboard) sends nothing of its own.
    const bool is_sending = !call.is(Kind::New) || adds_something(call.file());
    if (!names.complete && is_production(call.file()) && is_sending) channel.sends_anything = true;
    add_sent(channel, call, names);
  }

  // `@InjectQueue('mail') private readonly mail: Queue`: whoever has a queue at hand fills it, as far as he does
  // anything with it, in a method that somebody calls.
  void hold(Channel& channel, const Node& decorator) {
    const Node holder = decorator.enclosing(Kind::Parameter);
    const Node klass = decorator.enclosing(Kind::Class);
    const bool is_own = holder && klass && !holder.text().empty() && holder.has(facts::kPrivate);
    if (!is_own) return send(channel, decorator);
    bool is_held = false;
    for (const Node use : program::nodes_of(klass, {Kind::Member, Kind::Ident})) {
      if (use.text() != holder.text() || holder.contains(use)) continue;
      is_held = true;
      if (!gathered_.mentions.unreached().around(use)) return send(channel, decorator);
    }
    EventNames names = event_names(gathered_.program, gathered_.shared, program::argument(decorator, 0), {});
    for (auto& [text, end] : names.known) idle_hands_.push_back({&channel, text, end, is_held});
  }

  // A queue that nobody works on is one that is missing a worker, whoever would fill it.
  void lay_down_idle_hands() {
    for (auto& [channel, text, end, is_held] : idle_hands_) {
      if (!channel->heard.contains(text)) {
        channel->sent[text].push_back(end);
      } else if (is_held) {
        channel->stranded[text].push_back(end);
      }
    }
  }

  // A job for a worker that takes whatever is in its queue is heard where it is sent.
  void add_sent(Channel& channel, const Node& call, const EventNames& names) const {
    const bool is_drained = !channel.bus->compared.empty() && drains_.take(call);
    for (const auto& [text, end] : names.known) {
      channel.sent[text].push_back(end);
      if (!is_drained) continue;
      channel.heard[text].push_back(end);
      channel.drained[text].push_back({drains_.worker_of(call), end.declaration});
    }
  }

  // `socket.onAny((event) => { if (event === 'typing') … })` hears what it asks for.
  void hear_all(const Bus& bus, Channel& channel, const Node& call) const {
    const auto asked = told_apart(gathered_.program, program::argument(call, 0));
    if (!asked) channel.hears_anything = true;
    for (const Node& name : asked.value_or(std::vector<Node>{})) {
      EventNames names = event_names(gathered_.program, gathered_.shared, name, bus.tokens);
      if (!names.complete) channel.hears_anything = true;
      for (auto& [text, end] : names.known) channel.heard[text].push_back(end);
    }
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
    hear_name(bus, channel, named);
    // `subscribe('a', 'b', (error) => …)`
    if (!bus.many.contains(program::callee(call).text())) return;
    for (std::size_t i = 1; i < program::argument_count(call); ++i) {
      const Node more = program::argument(call, i);
      if (more && !more.is(Kind::Function)) hear_name(bus, channel, more);
    }
  }

  void hear_name(const Bus& bus, Channel& channel, const Node& named) {
    EventNames names = event_names(gathered_.program, gathered_.shared, named, bus.tokens);
    if (!names.complete && bus.constructs.empty()) channel.hears_anything = true;
    for (auto& [text, end] : names.known) channel.heard[text].push_back(end);
  }

  // `TASKS[job.name]`: whatever the table has.
  void looked_up(const Node& name) {
    const EventNames names = event_names(gathered_.program, gathered_.shared, name, {});
    for (std::size_t i = 0; i < buses_.size(); ++i) {
      if (buses_[i].compared.empty()) continue;
      Channel& found = channels_[{i, NodeRef{}}];
      found.bus = &buses_[i];
      if (!names.complete) found.hears_anything = true;
      for (const auto& [text, end] : names.known) found.heard[text].push_back(end);
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
      const Node member = gathered_.program.definition(where).node;
      found.heard[std::string{text}].push_back({where, member && member.is(Kind::EnumMember) ? member : Node{}});
    }
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Drains drains_;
  std::vector<Bus> buses_;
  std::set<std::string, std::less<>> methods_;  // the last names of what the buses know, whatever they belong to
  std::map<std::pair<std::size_t, NodeRef>, Channel> channels_;
  struct IdleHand {
    Channel* channel;
    std::string name;
    End end;
    bool is_held;  // something is done with it, in a method that nobody calls
  };
  std::vector<IdleHand> idle_hands_;
  std::map<NodeRef, bool> house_buses_;  // of the ClassBodies and Objects that were asked about
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
