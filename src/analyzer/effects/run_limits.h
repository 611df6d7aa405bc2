#pragma once

#include "effects/vocabulary.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::effects {

/// How long a platform lets the functions of a file run before it ends them: `export const maxDuration = 60` of a
/// route, or a pattern in `vercel.json`. A lock that lives as long as that is never outlived by its holder.
class RunLimits {
 public:
  explicit RunLimits(const Program& program);
  /// In milliseconds; none: nobody ends them.
  std::optional<double> of(const program::File& file) const;
  /// Whether what runs in a file has ended when a lock with this life expires.
  bool end_before(const program::File& file, std::optional<double> life) const;

 private:
  void read(const std::string& path);

  const Program& program_;
  std::vector<std::pair<std::string, double>> limits_;  // by pattern, from the root
};

}  // namespace lockstep::effects
