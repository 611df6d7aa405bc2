#pragma once

#include "rules/rule.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// Who works on the jobs of a queue, which jobs they are for, and what puts jobs into it.
namespace lockstep::rules::variants {

/// `@Processor('mail') class …`, `new Worker('mail', work)`
struct QueueWorker {
  Node place;                        ///< the decorator's call, or the New
  Node work;                         ///< the ClassBody, or the Function; null when it cannot be followed
  std::optional<std::string> queue;  ///< nothing when its name is unknown
};

/// Of own code, in order of path and position.
std::vector<QueueWorker> queue_workers(const Program& program);

/// What the worker runs for a job, by its parameter or body: within that function, to show it; else its own place.
Node place_of_work(const QueueWorker& worker);

/// The queue that a call like `this.mails.add('greet', …)` puts a job into; nothing when it is unknown.
std::optional<std::string> queue_of(const Program& program, const Node& call);

/// Which jobs a worker takes.
struct Taken {
  bool is_closed = false;       ///< none but those of these names: it says so statement by statement
  std::set<std::string> names;  ///< of one that is closed
  /// What it looks names up in (`TASKS[job.name]`): the keys, where they can be read; such a worker is not closed.
  std::vector<Node> looked_up;
};
Taken taken_by(const Program& program, const Node& work);

}  // namespace lockstep::rules::variants
