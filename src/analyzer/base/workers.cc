#include "base/workers.h"

#include "base/huge_pages.h"

#include <sched.h>
#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace lockstep {
namespace {

/// Processors' worth of time that a cgroup (v2, else v1) grants us; 0 when it sets no limit.
unsigned cgroup_quota() {
  std::string quota;
  double period = 0;
  if (std::ifstream v2("/sys/fs/cgroup/cpu.max"); v2 >> quota >> period) {
    if (quota == "max" || period <= 0) return 0;
  } else {
    std::ifstream("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") >> quota;
    std::ifstream("/sys/fs/cgroup/cpu/cpu.cfs_period_us") >> period;
  }
  double allowed = 0;
  std::from_chars(quota.data(), quota.data() + quota.size(), allowed);
  if (allowed <= 0 || period <= 0) return 0;
  return static_cast<unsigned>(std::max(1.0, std::ceil(allowed / period)));
}

unsigned usable_processors() {
  unsigned count = std::max(1U, std::thread::hardware_concurrency());
#ifdef __linux__
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) == 0) count = std::min(count, static_cast<unsigned>(CPU_COUNT(&mask)));
#endif
  if (const unsigned quota = cgroup_quota(); quota != 0) count = std::min(count, quota);
  return std::max(1U, count);
}

}  // namespace

Workers::Workers(unsigned threads) : threads_(threads != 0 ? threads : usable_processors()) {}

void Workers::for_each(std::size_t count, const std::function<void(std::size_t)>& task) const {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  const std::size_t helpers = std::min<std::size_t>(threads_, count);
  std::vector<std::jthread> pool;
  for (std::size_t i = 1; i < helpers; ++i) {
    pool.emplace_back([&] {
      use_huge_pages();
      work();
    });
  }
  work();
}

}  // namespace lockstep
