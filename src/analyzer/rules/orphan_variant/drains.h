#pragma once

#include "rules/rule.h"

#include <set>
#include <string>
#include <string_view>

/// Queues whose worker takes every job, whatever its name: it never asks `job.name`.
namespace lockstep::rules::variants {

class Drains {
 public:
  explicit Drains(const Program& program);

  /// Whether what this call adds to a queue is worked on under any name, or may be, where we cannot tell which queue it
  /// is.
  bool take(const Node& call) const;

 private:
  void add_processor(const Node& decorator);
  void add_worker(const Node& made);

  const Program& program_;
  std::set<std::string, std::less<>> queues_;
  bool is_any_unknown_ = false;  ///< a worker that takes all jobs, of a queue whose name is unknown
};

}  // namespace lockstep::rules::variants
