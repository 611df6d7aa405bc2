#pragma once

#include "workspace/workspace.h"

#include <stdlib.h>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::workspace {

/// A folder of a test's own, gone with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "lockstep-test-XXXXXX").string();
    const char* made = mkdtemp(name.data());
    path_ = made != nullptr ? std::filesystem::canonical(made).string() : "";
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view path) const { return path_ + "/" + std::string(path); }

  void write(const std::string& path, std::string_view text = "") const {
    const std::filesystem::path file = std::filesystem::path(path_) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  void write(std::initializer_list<std::pair<std::string, std::string>> files) const {
    for (const auto& [path, text] : files) write(path, text);
  }
  void link(const std::string& path, const std::string& target) const {
    const std::filesystem::path file = std::filesystem::path(path_) / path;
    std::filesystem::create_directories(file.parent_path());
    std::filesystem::create_symlink(target, file);
  }

  Workspace discovered(const Selection& selection = {}) const {
    return discover({.directory = path_, .reported = {""}, .config = {}}, selection);
  }

 private:
  std::string path_;
};

inline std::vector<std::string> paths_of(const Workspace& workspace) {
  std::vector<std::string> paths;
  for (const SourceFile& file : workspace.files()) paths.push_back(file.path);
  return paths;
}

}  // namespace lockstep::workspace
