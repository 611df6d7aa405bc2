#pragma once

#include "workspace/file_index.h"
#include "workspace/known_answers.h"
#include "workspace/package.h"
#include "workspace/tsconfig.h"
#include "workspace/workspace.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lockstep::workspace {

/// Follows imports. Asks only what is in memory, and everything that it is made of must outlive it.
class Resolver {
 public:
  Resolver(std::span<const SourceFile> files, std::span<const Package> packages,
           std::span<const TsConfigFolder> configs, const FileIndex& index);

  Resolution resolve(const SourceFile& importer, std::string_view specifier) const;
  std::vector<FileId> public_files(const Package& package) const;

  /// The package whose folder holds a path, the innermost one.
  std::optional<PackageId> package_of(std::string_view path) const;
  std::optional<PackageId> find_package(std::string_view name) const;

 private:
  using Found = std::optional<Resolution>;
  using Want = FileIndex::Want;
  using Way = Resolution::Way;
  using Cause = Resolution::Cause;

  Resolution find(const SourceFile& importer, std::string_view specifier) const;
  bool may_be_shared(std::string_view specifier) const;
  bool is_alias(const SourceFile& importer, std::string_view specifier) const;
  Found resolve_known(const SourceFile& importer, std::string_view specifier) const;
  Found through_imports(const SourceFile& importer, std::string_view specifier) const;
  Found through_configs(const SourceFile& importer, std::string_view specifier) const;
  Found through_packages(const SourceFile& importer, std::string_view specifier) const;
  Found through_habits(const SourceFile& importer, std::string_view specifier) const;

  Found at(std::string_view path) const;
  Found at_target(std::string_view path) const;
  Found at_built(std::string_view path) const;
  Found entry(const Package& package, std::string_view subpath) const;
  Found find_entry(const Package& package, std::string_view subpath) const;
  Found within(const Package& package, std::string_view target, Want want) const;
  std::optional<PackageId> package_at(std::string_view folder) const;
  const Package* choose(const SourceFile& importer, std::string_view name) const;

  std::span<const SourceFile> files_;
  std::span<const Package> packages_;
  const FileIndex& index_;
  std::unordered_map<std::string_view, PackageId> by_folder_;
  std::unordered_map<std::string_view, std::vector<PackageId>> by_name_;  // members first, then by folder
  std::unordered_map<std::string_view, const TsConfigFolder*> configs_;
  std::vector<Found> main_entries_;  // of each package, since most imports ask for nothing else of it
  mutable KnownAnswers known_;
};

}  // namespace lockstep::workspace
