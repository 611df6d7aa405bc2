#pragma once

#include "rules/rule.h"

#include <map>
#include <set>
#include <string_view>
#include <vector>

/// Which declarations nobody uses. What is copied from one of them has no source there, and a copy that nobody uses is
/// best deleted.
namespace lockstep::rules {

class Unused {
 public:
  explicit Unused(const Program& program);

  /// Whether nothing in the program uses a declaration, nor is it handed to anybody outside. Not sure means no.
  bool is_unused(const Node& declaration) const { return declaration && is_unused(declaration, kMostSteps); }

 private:
  /// What only something unused uses is unused, too, over so many steps.
  static constexpr int kMostSteps = 3;

  bool is_unused(const Node& declaration, int steps) const;
  bool find_out(const Node& declaration, int steps) const;
  bool is_used_in_its_file(const Node& declaration, std::string_view name, int steps) const;
  bool is_imported(const Node& declaration, std::string_view name) const;
  bool is_handed_out(const Node& declaration, std::string_view name) const;

  const Program& program_;
  std::vector<bool> taken_;                    ///< by file: modules that somebody imports
  std::set<FileId> taken_whole_;               ///< modules that somebody imports as a namespace, or at run time
  std::set<std::string_view> renamed_;         ///< names that some module hands on under another
  mutable std::map<NodeRef, bool> is_unused_;  ///< asked of the same few hundred again and again
};

}  // namespace lockstep::rules
