// Jobs of two words: a topic and a task of it.
//
// `queue.publish('mail', 'remind', …)` on one side, `queue.subscribe('mail', { remind: async (data) => … })` on the
// other: a team's own layer over some broker, which no model knows. What holds the two together is the pair: where most
// tasks that stand under a topic in a table of handlers are also named right behind it in calls, those calls send and
// these tables listen, whatever they are called. Then a task that no call names is never run, and one that a call names
// and the topic's tables lack is dropped.

#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinTopics = 3;
constexpr std::size_t kMinAgreed = 4;
constexpr std::size_t kShare = 60;  // percent of what is heard that must be sent before the rest is reported

using Task = std::pair<std::string_view, std::string_view>;  // with its topic in front

class Topics {
 public:
  Topics(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const NodeRef call : calls_with_tables()) hear(gathered_.program[call]);
    std::erase_if(listeners_, [](const auto& entry) { return entry.second.topics.size() < kMinTopics; });
    if (listeners_.empty()) return;
    for (const auto& [method, listener] : listeners_) topics_.insert(listener.topics.begin(), listener.topics.end());
    each_call([&](const Node& call) { send(call); });
    for (const auto& [method, listener] : listeners_) judge(method, listener);
  }

 private:
  // All tables that are given to calls of one name.
  struct Listener {
    std::set<std::string_view> topics;
    std::map<Task, Node> tasks;
  };

  // Those that are given an object second, found by it: of objects there are fewer.
  std::vector<NodeRef> calls_with_tables() const {
    std::vector<NodeRef> calls;
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file)) continue;
      for (const Node table : program::nodes_of(file, Kind::Object)) {
        Node given = table;
        while (given.parent().is(Kind::Cast)) given = given.parent();
        const Node call = given.parent();
        if (call.is(Kind::Call) && program::argument(call, 1) == given) calls.push_back(call.ref());
      }
    }
    std::ranges::sort(calls);
    return calls;
  }

  template <class Visit>
  void each_call(Visit visit) const {
    for (const File& file : gathered_.program.files()) {
      if (!is_own_code(file)) continue;
      for (const Node call : program::nodes_of(file, Kind::Call)) {
        if (program::argument_count(call) >= 2) visit(call);
      }
    }
  }

  static bool has_handlers(const Node& table) {
    return table && table.is(Kind::Object) && std::ranges::any_of(table.children(), [](const Node& entry) {
             const Node value = program::without_casts(program::value_of(entry));
             return value && value.is(Kind::Function);
           });
  }

  std::string_view text_of(const Node& expression) const {
    const Node plain = program::without_casts(expression);
    const bool may_be = plain && (plain.is(Kind::String) || plain.is(Kind::Ident) || plain.is(Kind::Member));
    const auto value = may_be ? gathered_.program.value(plain) : std::nullopt;
    return value ? value->text : std::string_view{};
  }

  void hear(const Node& call) {
    const Node table = program::without_casts(program::argument(call, 1));
    if (!has_handlers(table) || !is_production(call.file()) || !gathered_.shared.liveness.is_alive(call)) return;
    const std::string_view topic = text_of(program::argument(call, 0));
    if (topic.empty()) return;
    Listener& listener = listeners_[program::callee(call).text()];
    listener.topics.insert(topic);
    for (const Node& entry : table.children()) {
      const std::string_view task = !entry.is(Kind::Property) ? std::string_view{}
                                    : !entry.text().empty()   ? entry.text()
                                                              : text_of(entry.child(1));
      if (task.empty()) {
        open_.insert(topic);
      } else {
        listener.tasks.try_emplace({topic, task}, entry);
      }
    }
  }

  void send(const Node& call) {
    const std::string_view topic = text_of(program::argument(call, 0));
    const Node second = program::without_casts(program::argument(call, 1));
    if (!topics_.contains(topic) || !second || second.is(Kind::Object) || second.is(Kind::Function)) return;
    const std::string_view task = text_of(second);
    if (task.empty()) {
      open_.insert(topic);
    } else if (gathered_.mentions.unreached().around(call) || is_behind_exit(call) ||
               !gathered_.shared.liveness.is_alive(call)) {
      stranded_[{topic, task}].push_back(second);
    } else {
      sent_[{topic, task}].push_back(second);
    }
  }

  void judge(std::string_view method, const Listener& listener) {
    std::size_t agreed = 0;
    for (const auto& [task, entry] : listener.tasks) agreed += sent_.contains(task) ? 1 : 0;
    if (agreed < kMinAgreed || agreed * 100 < listener.tasks.size() * kShare) return;
    for (const auto& [task, entry] : listener.tasks) {
      if (!sent_.contains(task) && !open_.contains(task.first)) report(method, task, entry, false, agreed);
    }
    const std::set<std::string_view> senders = senders_to(listener);
    for (const auto& [task, places] : sent_) {
      const bool is_heard = listener.tasks.contains(task) || !listener.topics.contains(task.first);
      const bool is_sent = senders.contains(sender_of(places.front())) && is_production(places.front().file());
      if (!is_heard && is_sent && !open_.contains(task.first)) report(method, task, places.front(), true, agreed);
    }
  }

  static std::string_view sender_of(const Node& task) {
    Node call = task.parent();
    while (call && !call.is(Kind::Call)) call = call.parent();
    return call ? program::callee(call).text() : std::string_view{};
  }

  // What is called with tasks that are handled, and not just with any two words.
  std::set<std::string_view> senders_to(const Listener& listener) const {
    std::map<std::string_view, std::size_t> count;
    for (const auto& [task, entry] : listener.tasks) {
      const auto sent = sent_.find(task);
      if (sent != sent_.end()) ++count[sender_of(sent->second.front())];
    }
    std::set<std::string_view> senders;
    for (const auto& [method, agreed] : count) {
      if (agreed >= kMinAgreed) senders.insert(method);
    }
    return senders;
  }

  // "sent nowhere", "sent only by park, which nobody calls"
  std::string told_senders(const Task& task) const {
    const auto stranded = stranded_.find(task);
    const Node function =
        stranded == stranded_.end() ? Node{} : gathered_.mentions.unreached().around(stranded->second.front());
    if (!function) return "sent nowhere";
    return "sent only by " + gathered_.mentions.unreached().told(function) + ", which nobody calls";
  }

  void report(std::string_view method, const Task& task, const Node& place, bool is_sent, std::size_t agreed) {
    const auto& [topic, name] = task;
    Finding finding;
    finding.kind = is_sent ? "unhandled" : "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(place);
    finding.subject = std::string{topic} + ' ' + std::string{name};
    finding.message = quoted(name) + " of " + quoted(topic);
    if (is_sent) {
      finding.message +=
          " is sent here, and what " + std::string{method} + " is given for the topic does not handle it";
      finding.advice = "Handle it there, or stop sending it.";
    } else {
      finding.message +=
          " is waited for here and " + told_senders(task) + ", while " + std::to_string(agreed) + " other tasks are";
      finding.advice = "Send it where it should happen, or remove what waits for it.";
    }
    if (const auto stranded = stranded_.find(task); !is_sent && stranded != stranded_.end()) {
      for (const Node& node : stranded->second) {
        if (finding.related.size() < kMaxRelated)
          finding.related.push_back({place_of(node), "would be sent here, but nobody runs this"});
      }
    }
    give_reason(finding,
                std::to_string(agreed) + " tasks stand in the tables that " + std::string{method} +
                    " is given and are named behind their topics in calls: so tasks are sent and handled here");
    give_reason(finding, "every call that names this topic names another task");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::map<std::string_view, Listener> listeners_;  // by the name of what is called
  std::set<std::string_view> topics_;
  std::set<std::string_view> open_;  // topics of which some task is unknown
  std::map<Task, std::vector<Node>> sent_, stranded_;
};

}  // namespace

void find_lonely_tasks(const Gathered& gathered, std::vector<Finding>& findings) { Topics{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
