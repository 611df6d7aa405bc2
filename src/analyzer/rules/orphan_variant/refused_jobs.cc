// A job for a queue whose workers take other jobs only.
//
// `process(job) { if (job.name !== Jobs.Index) return; … }`, `switch (job.name) { case …; default: warn(…) }`: a worker
// that says which jobs it is for and lets the rest go. What is put into its queue under another name is done with
// before it was begun, and the queue counts it as completed. Which jobs a queue gets and which of them are worked on is
// seen queue by queue, so one job is enough; nothing is said where any worker of the queue takes what it does not name,
// cannot be followed, or asks for names in a way that we do not know.

#include "rules/orphan_variant/buses.h"
#include "rules/orphan_variant/event_names.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/workers.h"
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

constexpr std::array<std::string_view, 3> kQueues = {"bullmq:add", "bull:add", "@nestjs/bullmq:add"};

class RefusedJobs {
 public:
  RefusedJobs(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const QueueWorker& worker : queue_workers(gathered_.program)) {
      if (!worker.queue) return;  // may be of any queue
      add(worker);
    }
    std::erase_if(queues_, [](const auto& entry) { return !entry.second.is_closed; });
    const auto name = gathered_.program.names().find("add");
    if (queues_.empty() || !name) return;
    for (const NodeRef place : gathered_.program.places().calls(*name)) {
      const Node call = gathered_.program[place];
      if (call.is(Kind::Call) && is_production(call.file())) look_at(call);
    }
  }

 private:
  struct Queue {
    bool is_closed = true;
    std::set<std::string> names;
    std::vector<Node> workers;
  };

  void add(const QueueWorker& worker) {
    Queue& queue = queues_[*worker.queue];
    queue.workers.push_back(worker.place);
    const Taken taken = taken_by(gathered_.program, worker.work);
    queue.is_closed = queue.is_closed && taken.is_closed;
    queue.names.insert(taken.names.begin(), taken.names.end());
  }

  void look_at(const Node& call) {
    const Node argument = program::argument(call, 0);
    if (!argument || !gathered_.shared.liveness.is_alive(call) || is_behind_exit(call)) return;
    const std::string key = call_key(gathered_.program.external_callee(call));
    if (std::ranges::find(kQueues, key) == kQueues.end()) return;
    const auto name = queue_of(gathered_.program, call);
    const auto queue = name ? queues_.find(*name) : queues_.end();
    if (queue == queues_.end()) return;
    const EventNames names = event_names(gathered_.program, gathered_.shared, argument, {});
    for (const auto& [text, end] : names.known) {
      const bool is_taken = std::ranges::any_of(
          queue->second.names,
          [&, job = std::string_view{text}](const auto& one) { return may_be_same_event(one, job); });
      if (!is_taken) report(end, text, queue->first, queue->second);
    }
  }

  void report(const End& end, const std::string& job, const std::string& name, const Queue& queue) {
    if (const auto known = reported_.find({name, job}); known != reported_.end()) {
      if (findings_[known->second].related.size() < kMaxRelated)
        findings_[known->second].related.push_back({place_of(end.place), "put into the queue here too"});
      return;
    }
    reported_[{name, job}] = findings_.size();
    const std::vector<std::string_view> taken(queue.names.begin(), queue.names.end());
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Error;
    finding.where = place_of(end.place);
    finding.subject = "queue " + name + ' ' + job;
    finding.message = quoted(job) + " is put into the queue " + quoted(name) + ", and no worker of it does anything " +
                      "for jobs other than " + listed(taken);
    finding.advice = "Handle " + quoted(job) + " in the worker, or stop putting it into the queue.";
    for (const Node& worker : queue.workers)
      if (finding.related.size() < kMaxRelated)
        finding.related.push_back({place_of(worker), "the worker of this queue"});
    if (end.declaration) finding.related.push_back({place_of(end.declaration), "the name is declared here"});
    give_reason(finding, "every worker of the queue says which jobs it is for and lets the others go");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::map<std::string, Queue, std::less<>> queues_;
  std::map<std::pair<std::string, std::string>, std::size_t> reported_;  // its finding
};

}  // namespace

void find_refused_jobs(const Gathered& gathered, std::vector<Finding>& findings) {
  RefusedJobs{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
