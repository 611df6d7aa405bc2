#pragma once

#include "program/program.h"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace lockstep::effects {

/// Exported functions whose name nobody else ever writes, or means another function by: left behind when their last
/// caller went. They still are what
/// a package offers where it is published, and whoever imports a file as a whole may call all of it.
class Unmentioned {
 public:
  explicit Unmentioned(const program::Program& program) : program_(program) {}
  /// Only asked where a way in begins at an export; what is mentioned where is found out when it is asked first.
  bool has(const program::Node& function);

 private:
  struct Mentions {
    std::vector<std::uint32_t> uses;  ///< by name, in code that runs in earnest
    std::set<FileId> whole_imports;   ///< files that somebody imports as a whole
  };
  void find_mentions();

  const program::Program& program_;
  std::optional<Mentions> mentions_;
};

}  // namespace lockstep::effects
