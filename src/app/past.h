#pragma once

#include "app/options.h"
#include "app/stopwatch.h"
#include "app/survey.h"
#include "cache/cache.h"
#include "findings/finding.h"
#include "findings/sites.h"
#include "git/objects.h"
#include "git/repository.h"
#include "workspace/snapshot.h"

#include "base/result.h"
#include "base/workers.h"

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
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
  /// How often something was wrong in a file: by `about` and, behind it, the path.
  std::unordered_map<std::string, std::size_t> sites;
  std::unordered_map<std::string, std::size_t> alike;  ///< by `about`, in all files
  std::set<std::string> sightings;           ///< for what is called by the name of its file, which may be another now
  std::vector<findings::Notification> gaps;  ///< what is not known of it
};

/// What a place of a finding is about, whatever its number among those about the same thing. Ends in a NUL.
std::string about(const findings::Finding& finding, const findings::SiteView& site);
/// What it looks like, if it is found in a file.
std::string sighting(const findings::Finding& finding, const findings::SiteView& site, std::string_view path);

/// The states that the change began with: several, when it is a merge. `now` says how the program is looked at today.
/// What was found in a commit once is taken from the cache, which may be null.
Result<std::vector<Before>> look_back(const States& states, const Options& options, const Terms& now,
                                      cache::Cache* cache, const Workers& workers, Stopwatch& watch);

}  // namespace lockstep::app
