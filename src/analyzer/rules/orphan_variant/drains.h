#pragma once

#include "rules/orphan_variant/workers.h"

#include <set>
#include <string>
#include <vector>

/// Queues whose worker takes every job, whatever its name: it never asks `job.name`, or does something for what it does
/// not name.
namespace lockstep::rules::variants {

class Drains {
 public:
  explicit Drains(const Program& program);

  /// Whether what this call adds to a queue is worked on under any name, or may be, where we cannot tell which queue it
  /// is.
  bool take(const Node& call) const;

  /// Keys of tables in which workers look their jobs up.
  const std::vector<Node>& looked_up() const { return looked_up_; }

 private:
  const Program& program_;
  std::set<std::string, std::less<>> queues_;
  std::vector<Node> looked_up_;
  bool is_any_unknown_ = false;  ///< a worker that takes all jobs, of a queue whose name is unknown
};

}  // namespace lockstep::rules::variants
