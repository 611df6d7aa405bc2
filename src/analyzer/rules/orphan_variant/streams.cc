// Messages that one file writes and another takes apart, with no type between them.
//
// A publisher puts `{ eventType: 'token', … }` on a wire, again and again, each time with another value; elsewhere a
// switch over `eventType` takes them apart. Nothing declares that the two belong together, but when most of what the
// file writes is what the switch knows, they do. What reaches the property through a wrapper's parameter
// (`send(eventType, data)`) is taken from the wrapper's callers. Then a value without a case is lost, as soon as the
// default swallows.

#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinShared = 6;
constexpr std::size_t kMinPeculiar = 3;  // of words that can mean nothing else: `widget:open`

class Streams {
 public:
  Streams(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (fits(dispatcher) && dispatcher.cases.size() >= kMinPeculiar) properties_.insert(dispatcher.subject.property);
    }
    if (properties_.empty()) return;
    gather();
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (!fits(dispatcher)) continue;
      for (const auto& [key, writer] : writers_) {
        if (key.second == dispatcher.subject.property) compare(dispatcher, writer);
      }
    }
  }

 private:
  static bool fits(const Dispatcher& dispatcher) {
    return (dispatcher.node.is(Kind::Switch) || dispatcher.is_registry) && !dispatcher.subject.domain &&
           dispatcher.is_complete && dispatcher.otherwise == Otherwise::Swallows &&
           is_production(dispatcher.node.file());
  }

  // The values that a file writes into one property.
  struct Writer {
    std::map<std::string_view, Node> spelled;
    std::map<std::string_view, Node> passed;  // by the callers of a wrapper
  };

  // Whether an object is put on a wire: `JSON.stringify({…})`, `socket.send({…})`.
  bool is_sent(const Node& object) const {
    constexpr std::array<std::string_view, 11> kWires = {"stringify", "send",  "publish",   "postMessage",
                                                         "emit",      "write", "broadcast", "dispatch",
                                                         "enqueue",   "add",   "produce"};
    Node at = object;
    while (at.parent() && at.parent().is(Kind::Cast)) at = at.parent();
    const Node head = program::callee(at.parent());
    if (!head || head == at) return false;
    const auto is_wire = [&](const Node& call) {
      return std::ranges::find(kWires, program::callee(call).text()) != kWires.end();
    };
    if (is_wire(at.parent())) return true;
    // `post({ type: 'widget:open' })` of a function that puts on a wire what it is given.
    const auto callees = gathered_.program.callees(at.parent());
    const Node parameter = callees.size() == 1 ? program::parameter(gathered_.program[callees.front()], 0) : Node{};
    if (!parameter || program::argument(at.parent(), 0) != at) return false;
    return std::ranges::any_of(program::nodes_of(gathered_.program[callees.front()], Kind::Call),
                               [&](const Node& call) {
                                 const Node given = program::without_casts(program::argument(call, 0));
                                 return given && given.is(Kind::Ident) && is_wire(call) &&
                                        gathered_.program.definition(given).node == parameter;
                               });
  }

  void gather() {
    const Program& program = gathered_.program;
    std::vector<program::Name> names;
    for (const std::string_view property : properties_) {
      if (const auto name = program.names().find(property)) names.push_back(*name);
    }
    for (const NodeRef place : program.places().of(program::Places::Of::Property, names)) {
      const Node node = program[place];
      if (!is_production(node.file()) || !node.parent().is(Kind::Object)) continue;
      const Node value = program::without_casts(program::value_of(node));
      if (!value || !is_sent(node.parent()) || !gathered_.shared.liveness.is_alive(node)) continue;
      Writer& writer = writers_[{place.file, node.text()}];
      if (value.is(Kind::String)) {
        writer.spelled.try_emplace(value.text(), value);
      } else if (value.is(Kind::Ident)) {
        pass(writer, value);
      }
    }
  }

  // `{ eventType }`, where `eventType` is what the callers of this function pass.
  void pass(Writer& writer, const Node& use) {
    const Node parameter = gathered_.program.definition(use).node;
    if (!parameter || !parameter.is(Kind::Parameter)) return;
    const Node function = parameter.enclosing(Kind::Function);
    for (const NodeRef ref : gathered_.program.callers(function)) {
      const Node call = gathered_.program[ref];
      if (!is_production(call.file()) || !gathered_.shared.liveness.is_alive(call)) continue;
      for (std::size_t i = 0; i < program::argument_count(call) && i < program::parameters(function).child_count();
           ++i) {
        if (program::parameter(function, i) != parameter) continue;
        const Node argument = program::argument(call, i);
        if (const auto value = gathered_.program.value(argument)) writer.passed.try_emplace(value->text, argument);
      }
    }
  }

  void compare(const Dispatcher& dispatcher, const Writer& writer) {
    const auto shared_with = [&](const std::map<std::string_view, Node>& values) {
      return static_cast<std::size_t>(
          std::ranges::count_if(values, [&](const auto& entry) { return dispatcher.handles(entry.first); }));
    };
    const std::size_t spelled = shared_with(writer.spelled);
    const std::size_t count = spelled + shared_with(writer.passed);
    const bool is_most = spelled >= kMinShared && spelled * 10 >= writer.spelled.size() * 9;
    const bool is_peculiar =
        std::ranges::all_of(dispatcher.cases, [](const auto& one) { return split_words(one.text).size() >= 2; });
    const bool is_told =
        is_peculiar && count >= kMinPeculiar && count * 4 >= (writer.spelled.size() + writer.passed.size()) * 3;
    if ((!is_most && !is_told) || count * 10 < dispatcher.cases.size() * 6) return;
    for (const auto* values : {&writer.spelled, &writer.passed}) {
      for (const auto& [value, place] : *values) {
        if (!dispatcher.handles(value) && place.file().id != dispatcher.node.file().id)
          report(dispatcher, value, place, count);
      }
    }
  }

  void report(const Dispatcher& dispatcher, std::string_view value, const Node& place, std::size_t shared) {
    if (!reported_.emplace(dispatcher.node.ref(), value).second) return;
    const Node function = dispatcher.node.enclosing_function();
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Error;
    finding.where = place_of(dispatcher.node.child(0));
    finding.subject = std::string{dispatcher.subject.property} + ' ' + std::string{value} + ' ' +
                      (function ? gathered_.program.qualified_name(function) : "");
    finding.message = quoted(value) + " is sent as " + std::string{dispatcher.subject.property} + " like " +
                      std::to_string(shared) + " values that are handled here, but has no case: " + dispatcher.ending +
                      ", so it is swallowed silently";
    finding.advice = "Add a case for " + quoted(value) + ", or stop sending it.";
    finding.related.push_back({place_of(place), "sent here"});
    give_reason(finding,
                "the file that sends it sends " + std::to_string(shared) +
                    " values under the same name that this one handles: the two speak with each other",
                place);
    give_reason(finding, "any other value: " + dispatcher.ending,
                dispatcher.fallback ? dispatcher.fallback : dispatcher.node);
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<std::string_view> properties_;
  std::map<std::pair<FileId, std::string_view>, Writer> writers_;
  std::set<std::pair<NodeRef, std::string_view>> reported_;
};

}  // namespace

void find_unhandled_messages(const Gathered& gathered, std::vector<Finding>& findings) {
  Streams{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
