#pragma once

#include "app/stopwatch.h"
#include "cache/cache.h"
#include "facts/file_facts.h"
#include "facts/queries.h"
#include "workspace/workspace.h"

#include "base/workers.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace lockstep::app {

/// Makes facts of all files of a program, or takes them from the cache: file by file, in parallel. Of a file's bytes
/// and tree nothing is left but its facts.
///
/// It goes in two steps, because a program that has not changed may need no facts at all. `identify` finds out what
/// each file holds; those that must be read for that become facts at once. `facts` brings the others.
class Reading {
 public:
  /// Everything handed in must outlive this; `cache` may be null.
  Reading(const workspace::Workspace& workspace, const facts::Queries& queries, cache::Cache* cache,
          const Workers& workers, bool wants_progress);

  void identify();
  /// The content of each file after `identify`; nothing for one that gives no facts (unreadable, no text).
  const std::vector<std::optional<cache::Digest>>& contents() const { return contents_; }

  /// The facts of all files; once. Afterwards `contents` are those that the facts were made from.
  std::vector<facts::FileFacts> facts();

  /// Keeps what was found out, for the next run.
  void keep();
  void count(Stopwatch& watch) const;

 private:
  void read(std::size_t index);
  bool recall(std::size_t index);
  template <class Task>
  void for_each_file(const Task& task);

  cache::Digest key_of(std::size_t index) const;

  const workspace::Workspace& workspace_;
  const facts::Queries& queries_;
  cache::Cache* cache_;
  const Workers& workers_;
  bool wants_progress_;
  // By file. A worker writes into the slot of its own index and nowhere else.
  std::vector<std::optional<cache::Digest>> contents_;
  std::vector<std::optional<facts::FileFacts>> facts_;
  std::vector<std::optional<cache::Pack::Entry>> made_;
  std::vector<char> was_recalled_;
};

}  // namespace lockstep::app
