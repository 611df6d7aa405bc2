#pragma once

#include <cstddef>
#include <functional>

namespace lockstep {

/// Runs independent tasks on a fixed number of threads. Task `i` writes into the slot of its own index and nowhere
/// else, so results never depend on which thread was faster.
class Workers {
 public:
  /// `threads` 0 means: as many as this process may use (affinity and cgroup quota considered).
  explicit Workers(unsigned threads = 0);

  unsigned threads() const { return threads_; }

  /// Calls `task(index)` for every index below `count`, and returns when all are done. Tasks must not throw.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& task) const;

 private:
  unsigned threads_;
};

}  // namespace lockstep
