#pragma once

#include "workspace/store.h"

#include <optional>
#include <string>
#include <string_view>

namespace lockstep::workspace {

/// The folders below a root, as they are now.
class Disk : public Store {
 public:
  explicit Disk(std::string root);

  Folder list(const std::string& folder) const override;
  Bytes read(const std::string& path) const override;
  std::string head(const std::string& path) const override;
  Lead lead_of(const std::string& link) const override;
  std::optional<std::string> path_in_git() const override;
  std::string ignore_file_above(const std::string& folder) const override;
  std::string exclude_file() const override;

 private:
  std::string absolute(std::string_view path) const;

  std::string root_;
  std::string git_top_;  // empty: none
};

/// The top of the git work tree that a directory lies in; empty when there is none.
std::string git_top_of(const std::string& directory);

}  // namespace lockstep::workspace
