#include "workspace/known_answers.h"

#include "workspace/paths.h"

namespace lockstep::workspace {

KnownAnswers::KnownAnswers(std::span<const SourceFile> files, std::span<const Package> packages,
                           std::span<const TsConfigFolder> configs)
    : files_(files) {
  for (const Package& package : packages) numbers_.try_emplace(package.directory, numbers_.size());
  for (const TsConfigFolder& config : configs) numbers_.try_emplace(config.folder, numbers_.size());
  numbers_.try_emplace("", numbers_.size());
  scopes_ = std::vector<Scope>(numbers_.size());
  scope_of_file_.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool has_same_folder = i > 0 && folder_of(files[i].path) == folder_of(files[i - 1].path);
    scope_of_file_.push_back(has_same_folder ? scope_of_file_.back() : number_of(files[i].path));
  }
}

std::uint32_t KnownAnswers::number_of(std::string_view path) const {
  std::string_view folder = folder_of(path);
  for (;; folder = folder_of(folder)) {
    if (const auto found = numbers_.find(folder); found != numbers_.end()) return found->second;
  }
}

std::optional<Resolution> KnownAnswers::find(const SourceFile& importer, std::string_view specifier) const {
  const Scope& scope = scopes_[scope_of(importer)];
  const std::string key(specifier);
  const std::scoped_lock lock(scope.guard);
  const auto found = scope.answers.find(key);
  return found == scope.answers.end() ? std::nullopt : std::optional(found->second);
}

void KnownAnswers::keep(const SourceFile& importer, std::string_view specifier, const Resolution& answer) {
  Scope& scope = scopes_[scope_of(importer)];
  const std::scoped_lock lock(scope.guard);
  scope.answers.emplace(specifier, answer);
}

}  // namespace lockstep::workspace
