#pragma once

#include "config/models.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>

/// The names of what a program distinguishes: section "variants" of the models (`rules/models/variants.jsonc`).
namespace lockstep::rules::variants {

class Discriminants {
 public:
  explicit Discriminants(const config::Models& models);

  /// Whether a property, parameter, enum or type of this name holds variants, rather than options or looks.
  bool contains(std::string_view name) const;

 private:
  std::set<std::string, std::less<>> words_, suffixes_;
};

}  // namespace lockstep::rules::variants
