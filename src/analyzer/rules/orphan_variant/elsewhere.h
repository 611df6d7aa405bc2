#pragma once

#include "workspace/workspace.h"

#include <optional>
#include <string>
#include <string_view>

/// What stands in files of the program that are not read as TypeScript: components and pages (`.vue`, `.svelte`,
/// `.astro`, templates of mails), and services written in other languages that share a vocabulary with ours. Whoever
/// says that a value is mentioned nowhere asks here last, since the files are read only then. Not for several threads
/// at once.
namespace lockstep::rules::variants {

class Elsewhere {
 public:
  explicit Elsewhere(const workspace::Workspace& workspace) : workspace_(workspace) {}

  /// Whether a text stands in one of them between quotes.
  bool says(std::string_view text) const;
  /// Whether one of them asks something for a member of that name: `State.Done`.
  bool names(std::string_view member) const;
  /// Whether a name stands in one of them as a word: `@click="openPanel"`.
  bool speaks_of(std::string_view name) const;

 private:
  const std::string& pages() const;

  const workspace::Workspace& workspace_;
  mutable std::optional<std::string> pages_;  // all of their texts
};

}  // namespace lockstep::rules::variants
