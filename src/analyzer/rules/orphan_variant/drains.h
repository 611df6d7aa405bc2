#pragma once

#include "rules/orphan_variant/workers.h"

#include <map>
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
  /// Where those that take it do their work, as far as the queue is known; null otherwise.
  Node worker_of(const Node& call) const;

  /// Keys of tables in which workers look their jobs up.
  const std::vector<Node>& looked_up() const { return looked_up_; }

 private:
  const Program& program_;
  std::map<std::string, Node, std::less<>> queues_;  // with the place of who works on them
  std::vector<Node> looked_up_;
  bool is_any_unknown_ = false;  ///< a worker that takes all jobs, of a queue whose name is unknown
};

}  // namespace lockstep::rules::variants
