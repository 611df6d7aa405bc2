#pragma once

#include "app/options.h"
#include "app/stopwatch.h"
#include "app/survey.h"
#include "cache/cache.h"
#include "findings/finding.h"
#include "git/objects.h"
#include "git/repository.h"
#include "workspace/snapshot.h"

#include "base/result.h"
#include "base/workers.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

/// The program before a change, as git keeps it.
namespace lockstep::app {

/// Everything that is asked about the states of one repository.
class States {
 public:
  static Result<States> of(const workspace::Root& root);

  std::unique_ptr<workspace::Snapshot> snapshot(std::vector<workspace::SnapshotFile> files) const;
  std::unique_ptr<workspace::Snapshot> snapshot(std::vector<git::TrackedFile> files) const;
  /// What git leaves out that no commit says: part of every state.
  const std::string& exclude() const { return exclude_; }

  git::Repository repository;

 private:
  States(git::Repository opened, const std::string& directory);

  // Each snapshot reads through it, in whatever order they come and go.
  std::shared_ptr<const git::Objects> objects_;
  std::string exclude_;
};

/// The configuration and what it names, as git keeps them.
config::Overlay overlay_of(const workspace::Snapshot& snapshot);

/// The program before the change, and what was found in it.
struct Before {
  std::unique_ptr<workspace::Snapshot> snapshot;
  std::unordered_set<std::string> identities;
  std::set<std::string> sightings;  ///< for what changed its identity together with the name of its file
  bool is_incomplete = false;
};

/// What a finding looks like, if it is found in a file.
std::string sighting(const findings::Finding& finding, std::string_view path);

/// The states that the change began with: several, when it is a merge. `now` says how the program is looked at today.
/// What was found in a commit once is taken from the cache, which may be null.
Result<std::vector<Before>> look_back(const States& states, const Options& options, const Terms& now,
                                      cache::Cache* cache, const Workers& workers, Stopwatch& watch);

}  // namespace lockstep::app
