#pragma once

#include "config/models.h"

#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::program {

/// Calls of libraries that hand out what is registered under the type that they are asked for, by the models' sections
/// "containers".
class Containers {
 public:
  Containers() = default;
  explicit Containers(const config::Models& models);

  /// Whether a method of a package is one.
  bool hand_out(std::string_view package, std::string_view method) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> calls_;  // sorted; the texts are the models'
};

}  // namespace lockstep::program
