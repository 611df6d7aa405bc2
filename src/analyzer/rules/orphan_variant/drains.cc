#include "rules/orphan_variant/drains.h"

namespace lockstep::rules::variants {

Drains::Drains(const Program& program) : program_(program) {
  for (const QueueWorker& worker : queue_workers(program)) {
    const Taken taken = taken_by(program, worker.work);
    if (taken.is_closed) continue;
    if (!taken.looked_up.empty()) {
      looked_up_.insert(looked_up_.end(), taken.looked_up.begin(), taken.looked_up.end());
    } else if (worker.queue) {
      queues_.emplace(*worker.queue, place_of_work(worker));
    } else {
      is_any_unknown_ = true;
    }
  }
}

Node Drains::worker_of(const Node& call) const {
  const auto name = queue_of(program_, call);
  const auto known = name ? queues_.find(*name) : queues_.end();
  return known == queues_.end() ? Node{} : known->second;
}

bool Drains::take(const Node& call) const {
  if (is_any_unknown_) return true;
  if (queues_.empty()) return false;
  const auto name = queue_of(program_, call);
  return !name || queues_.contains(*name);
}

}  // namespace lockstep::rules::variants
