#pragma once

#include "explore.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lockstep::soundness {

/// A folder of its own below that for temporary files, gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  /// For one program.
  std::string path() const { return path_ + "/program"; }

 private:
  std::string path_;
};

/// Many programs, and what came of them.
struct Campaign {
  std::size_t programs = 0;
  std::size_t hazardous = 0;  ///< programs in which something can happen
  std::size_t cut = 0;        ///< programs that were not explored to the end
  std::size_t states = 0;
  std::size_t hazards = 0;
  std::size_t reported = 0;
  std::size_t by_lock = 0;
  std::size_t unexplained = 0;                ///< misses that fit no known shape
  std::map<std::string, std::size_t> misses;  ///< by shape
  std::size_t findings = 0;
  std::size_t unconfirmed = 0;
  std::size_t undecided = 0;
  std::vector<std::string> examples;  ///< of unexplained misses and unconfirmed findings, with their seeds

  std::string text() const;
};

/// Programs of the seeds `first`, `first + 1`, …
Campaign run_campaign(std::uint64_t first, std::size_t programs, const Limits& limits = {});

}  // namespace lockstep::soundness
