#pragma once

#include "rules/rule.h"

#include <cstdint>
#include <span>
#include <vector>

/// Which files have a name at all, in code of whatever kind. Who looks for one name goes to those files: to look
/// through the names of every file takes the square of what a large program has. Found out when the first name is asked
/// about; not for several threads at once.
namespace lockstep::rules::variants {

class NamedFiles {
 public:
  explicit NamedFiles(const Program& program) : program_(program) {}

  /// In order of path.
  std::span<const FileId> of(program::Name name) const;

 private:
  void index() const;

  const Program& program_;
  mutable std::vector<std::uint32_t> begins_;  // by Name: in `files_`; and the end of the last
  mutable std::vector<FileId> files_;
};

}  // namespace lockstep::rules::variants
