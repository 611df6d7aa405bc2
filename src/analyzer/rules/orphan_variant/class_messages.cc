// Commands, queries and events that are classes: sent as instances, handled by whoever is decorated with the class.
//
// `commandBus.execute(new CloseTicket(id))` and `@CommandHandler(CloseTicket)` meet in a library, so no compiler sees
// that one of them is missing. A command without a handler fails when it is sent, an event without one is lost, and a
// handler for a class of which nobody makes an instance never runs. Of a bus most messages must have both sides here,
// and a class that any other code speaks of (`ofType(Closed)`, `instanceof Closed`) is left alone.

#include "rules/orphan_variant/buses.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/unreached.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinAgreed = 2;

class ClassMessages {
 public:
  ClassMessages(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Bus& bus : read_buses(gathered_.program.models())) {
      if (bus.class_send.empty() || bus.class_decorators.empty()) continue;
      messages_.clear();
      gather(bus.class_decorators, [&](const Node& call) { handle(call); });
      gather(bus.class_send, [&](const Node& call) { send(call); });
      if (messages_.empty()) continue;
      find_uses();
      judge(bus);
    }
  }

 private:
  struct Message {
    std::vector<Node> sent;
    std::vector<Node> handled;
    bool is_made = false;
    bool is_spoken_of = false;  // by code that does neither
  };

  template <class Visit>
  void gather(const Bus::Calls& calls, Visit visit) const {
    for (const std::string& call : calls) {
      const auto name = gathered_.program.names().find(std::string_view{call}.substr(call.find(':') + 1));
      if (!name) continue;
      for (const NodeRef place : gathered_.program.places().calls(*name)) {
        const Node node = gathered_.program[place];
        if (!is_production(node.file()) || !gathered_.shared.liveness.is_alive(node) || is_behind_exit(node)) continue;
        const program::External external = gathered_.program.external_callee(node);
        if (external && call_key(external) == call) visit(node);
      }
    }
  }

  template <class Visit>
  static void each_element(const Node& argument, Visit visit) {
    const Node plain = program::without_casts(argument);
    if (plain && plain.is(Kind::Array)) {
      for (const Node& element : plain.children()) visit(element);
    } else if (plain) {
      visit(plain);
    }
  }

  void handle(const Node& call) {
    if (!call.parent().is(Kind::Decorator)) return;
    for (const Node& argument : program::arguments(call)) {
      each_element(argument, [&](const Node& one) {
        const Node klass = gathered_.program.definition(one).node;
        if (klass && klass.is(Kind::Class)) messages_[klass.ref()].handled.push_back(one);
      });
    }
  }

  void send(const Node& call) {
    each_element(program::argument(call, 0), [&](const Node& one) {
      const Node klass = gathered_.program.type_of(one).declaration;
      if (klass && klass.is(Kind::Class) && !klass.has(facts::kAbstract)) messages_[klass.ref()].sent.push_back(one);
    });
  }

  // Where else the classes are named.
  void find_uses() {
    program::NameSet names(gathered_.program.names());
    for (const auto& [ref, message] : messages_) names.insert(gathered_.program[ref].text());
    for (const File& file : gathered_.program.files()) {
      if (!is_own_code(file)) continue;
      for (const Node use : program::nodes_of(file, Kind::Ident)) {
        if (!names.contains(use.text())) continue;
        const auto message = messages_.find(gathered_.program.definition(use).node.ref());
        if (message != messages_.end()) note(message->second, use);
      }
    }
  }

  void note(Message& message, const Node& use) const {
    const Node up = use.parent();
    if (up.is(Kind::TypeName) || up.is(Kind::Import) || up.is(Kind::Export)) return;
    if (std::ranges::find(message.handled, use) != message.handled.end()) return;
    if (up.is(Kind::New) && program::callee(up) == use) {
      message.is_made = message.is_made || (gathered_.shared.liveness.is_alive(use) && !is_behind_exit(use));
    } else {
      message.is_spoken_of = true;
    }
  }

  void judge(const Bus& bus) {
    std::size_t agreed = 0;
    std::size_t sent = 0;
    std::size_t handled = 0;
    for (const auto& [ref, message] : messages_) {
      agreed += !message.sent.empty() && !message.handled.empty() ? 1 : 0;
      sent += message.sent.empty() ? 0 : 1;
      handled += message.handled.empty() ? 0 : 1;
    }
    if (agreed < kMinAgreed) return;
    for (const auto& [ref, message] : messages_) {
      const Node klass = gathered_.program[ref];
      if (message.is_spoken_of || has_kin(klass)) continue;
      if (message.handled.empty() && agreed * 100 >= sent * bus.share) report(bus, klass, message.sent, true);
      if (message.sent.empty() && !message.is_made && agreed * 100 >= handled * bus.share)
        report(bus, klass, message.handled, false);
    }
  }

  // A class between others: an instance of one is an instance of the other, too.
  bool has_kin(const Node& klass) const {
    const Node above = gathered_.program.superclass(klass).node;
    return (above && messages_.contains(above.ref())) || !gathered_.program.subclasses(klass).empty();
  }

  void report(const Bus& bus, const Node& klass, const std::vector<Node>& places, bool is_sent) {
    const std::string name{klass.text()};
    Finding finding;
    finding.kind = is_sent ? "unhandled" : "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(places.front());
    finding.subject = bus.name + ' ' + name;
    finding.message =
        name + (is_sent ? " is sent over " + bus.name + " and no handler is there for it"
                        : " is handled here, but nobody sends it over " + bus.name + ", nor makes an instance at all");
    finding.advice = is_sent ? "Write a handler for " + name + ", or stop sending it."
                             : "Send " + name + " where it should happen, or remove the handler.";
    finding.related.push_back({place_of(klass.file(), program::name_span(klass)), "declared here"});
    for (const Node& place : places) {
      if (place != places.front() && finding.related.size() < kMaxRelated)
        finding.related.push_back({place_of(place), is_sent ? "sent here too" : "handled here too"});
    }
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::map<NodeRef, Message> messages_;  // by the class; of one bus
};

}  // namespace

void find_lonely_classes(const Gathered& gathered, std::vector<Finding>& findings) {
  ClassMessages{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
