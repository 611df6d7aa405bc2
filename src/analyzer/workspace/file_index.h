#pragma once

#include "workspace/workspace.h"

#include "base/id.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace lockstep::workspace {

/// Answers which files there are, from memory: resolving an import asks a dozen times, and a system call for each would
/// cost more than all the rest. Everything that is handed in must outlive the index.
class FileIndex {
 public:
  /// Which of several files of one name is wanted.
  enum class Want : std::uint8_t { Any, Code };  ///< `Code`: no declaration

  FileIndex(std::span<const SourceFile> files, std::span<const ListedFile> others,
            std::span<const std::pair<std::string, std::string>> links);

  std::optional<FileId> find(std::string_view path) const;
  /// The real path of any known file, source or not; nothing when there is none.
  bool has_other(std::string_view path) const { return others_.contains(path); }

  /// What a module path without certainty about its extension means: `a/b` is `a/b.ts`, `a/b.js` is `a/b.ts` too.
  std::optional<FileId> probe(std::string_view path, Want want = Want::Any) const;
  /// The same, and `a/b/index.ts`.
  std::optional<FileId> probe_module(std::string_view path, Want want = Want::Any) const;

  /// A path with links on the way replaced by what they lead to. Nothing when there are none.
  std::optional<std::string> without_links(std::string_view path) const;

 private:
  struct Named {
    std::uint8_t rank;  // index of its extension in the order of preference
    FileId file;
  };
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  std::optional<FileId> best(std::string_view stem, std::uint32_t ranks) const;

  std::span<const SourceFile> files_;
  std::unordered_map<std::string_view, FileId> paths_;
  std::unordered_set<std::string_view> others_;
  std::vector<Named> named_;  // by stem, then rank
  std::unordered_map<std::string_view, Range> stems_;
  std::unordered_map<std::string_view, std::string_view> links_;
};

}  // namespace lockstep::workspace
