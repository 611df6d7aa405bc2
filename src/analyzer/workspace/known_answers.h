#pragma once

#include "workspace/resolution.h"
#include "workspace/tsconfig.h"
#include "workspace/workspace.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lockstep::workspace {

/// Where imports were found to lead, kept since a package imports the same few things everywhere. Folders with a
/// package.json or a tsconfig.json are scopes: most names mean the same to all files of one. Only answers that hold for
/// a whole scope may be kept, so that it does not matter which file asks first. May be asked from any thread; what it
/// is made of must outlive it.
class KnownAnswers {
 public:
  KnownAnswers(std::span<const SourceFile> files, std::span<const Package> packages,
               std::span<const TsConfigFolder> configs);

  std::optional<Resolution> find(const SourceFile& importer, std::string_view specifier) const;
  void keep(const SourceFile& importer, std::string_view specifier, const Resolution& answer);

 private:
  /// The answers of one scope, by specifier.
  struct Scope {
    mutable std::mutex guard;
    std::unordered_map<std::string, Resolution> answers;
  };

  std::uint32_t number_of(std::string_view path) const;
  std::size_t scope_of(const SourceFile& file) const {
    return scope_of_file_[static_cast<std::size_t>(&file - files_.data())];
  }

  std::span<const SourceFile> files_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;  // of scopes, by folder
  std::vector<std::uint32_t> scope_of_file_;
  std::vector<Scope> scopes_;
};

}  // namespace lockstep::workspace
