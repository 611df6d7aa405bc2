#pragma once

#include "workspace/ignore.h"
#include "workspace/workspace.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::workspace {

/// Who owns which part of a repository, as its CODEOWNERS says: the file in `.github/`, at the top or in `docs/`, read
/// as GitHub does, where the last pattern that matches wins. Nobody owns anything where there is no such file.
class CodeOwners {
 public:
  explicit CodeOwners(const Workspace& space);
  explicit CodeOwners(std::string_view text);

  enum class Of : std::uint8_t { File, Folder };
  /// The owners as they are written (`@org/team`, an address), none where nobody is named.
  std::vector<std::string> of(std::string_view path, Of what) const;

 private:
  struct Line {
    IgnoreFile pattern;
    bool is_direct = false;  // `docs/*`: what lies in the folder itself, not below
    std::vector<std::string> owners;
  };
  void read(std::string_view text);

  std::vector<Line> lines_;
};

}  // namespace lockstep::workspace
