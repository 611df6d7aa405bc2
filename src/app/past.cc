// What a commit holds never changes. So what was found in it once, and which files it has, is kept under its id and all
// that is asked of it, and the next run need not even list the files: only the program as it is now must be linked.

#include "app/past.h"

#include "app/answer_key.h"
#include "app/judge.h"
#include "workspace/disk.h"
#include "workspace/paths.h"

#include <algorithm>
#include <cstdint>
#include <future>
#include <optional>
#include <utility>

namespace lockstep::app {
namespace {

using findings::Finding;
using workspace::Snapshot;
using workspace::SnapshotFile;
using Type = workspace::Store::Type;

/// Files as git names them, or as they were kept.
template <typename Named>
std::vector<SnapshotFile> files_of(std::vector<Named> named) {
  using Kind = typename Named::Kind;
  std::vector<SnapshotFile> files;
  files.reserve(named.size());
  for (Named& file : named) {
    const Type type = file.kind == Kind::File ? Type::File : file.kind == Kind::Link ? Type::Link : Type::Other;
    files.push_back({.path = std::move(file.path), .object = std::move(file.object), .type = type});
  }
  return files;
}

std::vector<cache::Past::File> to_keep(const std::vector<git::TrackedFile>& tracked) {
  using From = git::TrackedFile::Kind;
  using Kind = cache::Past::File::Kind;
  std::vector<cache::Past::File> files;
  files.reserve(tracked.size());
  for (const git::TrackedFile& file : tracked) {
    const Kind kind = file.kind == From::File ? Kind::File : file.kind == From::Link ? Kind::Link : Kind::Other;
    files.push_back({.path = file.path, .object = file.object, .kind = kind});
  }
  return files;
}

/// The commits that the change began with.
Result<std::vector<std::string>> commits_before(const git::Repository& repository, const Options& options) {
  std::vector<std::string> commits;
  if (options.since) {
    const auto both = repository.commits({*options.since, "HEAD"});
    const auto commit = both ? Result<std::string>(both->front()) : repository.commit(*options.since);
    if (!commit) return commit.error();
    // What others did meanwhile over there is no change of ours.
    const auto head = both ? std::optional(both->back()) : repository.head();
    const auto parting = head && *head != *commit ? repository.merge_base(*head, *commit) : std::nullopt;
    commits.push_back(parting.value_or(*commit));
  } else if (auto head = repository.head()) {
    commits = repository.merged_heads();
    commits.insert(commits.begin(), *std::move(head));
  }
  return commits;
}

bool is_configured(const Terms& terms) { return !terms.config.document.text.empty(); }

/// How a state was to be looked at.
struct Look {
  Terms terms;
  /// Whether the commit, and the terms of today, say all of it: what is installed may be something else tomorrow.
  bool is_certain = true;
};

/// As its own configuration says, so that what a rule finds which is asked for only now is new. One that git does not
/// keep, or that this lockstep does not read any more, says nothing about then.
Look look_at(const Snapshot& state, const States& states, const Options& options, const Terms& now) {
  if (options.config || options.no_config) return {.terms = now};
  const bool has_own = state.object_of(kConfigName).has_value();
  if (!has_own && (!is_configured(now) || !states.repository.tracks(std::string(kConfigName)))) return {.terms = now};
  const config::Overlay overlay = overlay_of(state);
  auto then = read_terms(options, now.root, overlay);
  if (!then) return {.terms = now, .is_certain = false};
  const auto& packs = then->config.packs;
  const auto& models = then->config.model_files;
  const bool is_certain =
      std::all_of(packs.begin(), packs.end(),
                  [&](const auto& use) { return use.file == config::kRecommended || overlay(use.file); }) &&
      std::all_of(models.begin(), models.end(), [&](const auto& model) { return overlay(model.path).has_value(); });
  return {.terms = *std::move(then), .is_certain = is_certain};
}

/// A hash of all that is found in a commit follows from.
cache::Digest key_of(const cache::Cache& cache, const States& states, const std::string& commit,
                     const std::vector<std::string>& left_out, const Options& options, const Terms& now) {
  cache::Hasher hasher = cache.hasher();
  hasher.add("past").add(commit).add(states.repository.path()).add(states.exclude());
  add_question(hasher, now.config, now.models, *now.packs, options);
  for (const auto* words : {&left_out, &options.include, &options.exclude}) {
    hasher.add(words->size());
    for (const std::string& word : *words) hasher.add(word);
  }
  const bool may_be_dropped = is_configured(now) && !options.config && !options.no_config;
  hasher.add(std::uint64_t{options.no_ignore}).add(std::uint64_t{options.no_config});
  hasher.add(std::uint64_t{options.config.has_value()});
  hasher.add(std::uint64_t{may_be_dropped && states.repository.tracks(std::string(kConfigName))});
  return hasher.finish();
}

void note(Before& before, const std::string& site) {
  ++before.sites[site];
  ++before.alike[site.substr(0, site.rfind('\0') + 1)];
}

/// What nobody could look into, so that what was found there is not known: what git lacks, which is to be had, and what
/// gave no facts even then, which is as it was.
std::vector<findings::Notification> gaps_of(const Before& before, const findings::Outcome& outcome) {
  std::vector<findings::Notification> gaps;
  for (const findings::Notification& notification : outcome.notifications) {
    if (!notification.incomplete) continue;
    const std::string path = notification.place ? notification.place->path : std::string();
    const auto object = before.snapshot->object_of(path);
    if (object && before.snapshot->has(*object)) {
      gaps.push_back({.level = findings::Notification::Level::Note,
                      .id = "past-unread",
                      .message = "before the change nothing could be read in this file (" + notification.message +
                                 "), so what is found in it counts as new",
                      .place = findings::Place{.path = path}});
      continue;
    }
    // What was there before must be known for certain, or old findings pass for new ones.
    return {{.level = findings::Notification::Level::Error,
             .id = "past-incomplete",
             .message =
                 "git does not have all of the program as it was before, so old findings may be listed as new ones; "
                 "a partial clone has to fetch it first",
             .place = {},
             .incomplete = true}};
  }
  return gaps;
}

Before recalled(const States& states, cache::Past past) {
  Before before{.snapshot = states.snapshot(files_of(std::move(past.files)))};
  for (const std::string& site : past.sites) note(before, site);
  for (std::string& one : past.sightings) before.sightings.insert(before.sightings.end(), std::move(one));
  return before;
}

}  // namespace

States::States(git::Repository opened, const std::string& directory)
    : repository(std::move(opened)),
      // One byte more than is read of a file tells that it is too large.
      objects_(std::make_shared<const git::Objects>(directory, workspace::kMaxFileSize + 1)),
      exclude_(workspace::Disk(directory).exclude_file()) {}

Result<States> States::of(const workspace::Root& root) {
  auto repository = git::Repository::of(root.directory);
  if (!repository) return repository.error();
  return States(*std::move(repository), root.directory);
}

std::unique_ptr<Snapshot> States::snapshot(std::vector<SnapshotFile> files) const {
  return std::make_unique<Snapshot>(std::move(files), repository.path(), exclude_,
                                    [objects = objects_](const std::string& id) { return objects->read(id); });
}

std::unique_ptr<Snapshot> States::snapshot(std::vector<git::TrackedFile> files) const {
  return snapshot(files_of(std::move(files)));
}

config::Overlay overlay_of(const Snapshot& snapshot) {
  return [&snapshot](const std::string& named) -> std::optional<std::string> {
    const auto path = workspace::follow("", named);
    return path && snapshot.object_of(*path) ? std::optional(snapshot.read(*path).text) : std::nullopt;
  };
}

std::string about(const Finding& finding, const findings::SiteView& site) {
  std::string text;
  for (const std::string_view part : {std::string_view(finding.rule), std::string_view(finding.kind), site.subject}) {
    text.append(part).append(1, '\0');
  }
  return text;
}

std::string sighting(const Finding& finding, const findings::SiteView& site, std::string_view path) {
  std::string text;
  for (const std::string_view part :
       {std::string_view(finding.rule), std::string_view(finding.kind), path, std::string_view(site.place.line)}) {
    text.append(part).append(1, '\0');
  }
  return text;
}

Result<std::vector<Before>> look_back(const States& states, const Options& options, const Terms& now,
                                      cache::Cache* cache, const Workers& workers, Stopwatch& watch) {
  // A sparse work tree lacks them now, but nobody deleted them. Git lists them while another one looks for the commits.
  auto listed = std::async(workers.threads() > 1 ? std::launch::async : std::launch::deferred, [&] {
    return options.since ? states.repository.files_left_out() : std::vector<std::string>{};
  });
  const auto commits = commits_before(states.repository, options);
  const std::vector<std::string> left_out = listed.get();
  if (!commits) return commits.error();
  std::vector<Before> all;
  for (const std::string& commit : *commits) {
    const auto key =
        cache != nullptr ? std::optional(key_of(*cache, states, commit, left_out, options, now)) : std::nullopt;
    if (auto known = key ? cache->find_past(*key) : std::nullopt) {
      all.push_back(recalled(states, *std::move(known)));
      watch.lap("recall");
      continue;
    }
    auto files = states.repository.files_of(commit);
    if (!files) return files.error();
    std::erase_if(*files, [&](const git::TrackedFile& file) {
      return std::binary_search(left_out.begin(), left_out.end(), file.path);
    });
    watch.lap("ask git");
    Before& before = all.emplace_back(Before{.snapshot = states.snapshot(*files)});
    auto [terms, is_certain] = look_at(*before.snapshot, states, options, now);
    terms.root.reported = {""};
    const Judgement judged =
        judge(survey(std::move(terms), options, states.snapshot(*files)), cache, options, workers, watch);
    before.gaps = gaps_of(before, judged.outcome);
    cache::Past past{.files = to_keep(*files)};
    for (const Finding& finding : judged.outcome.findings) {
      for (std::size_t i = 0; i < findings::count_sites(finding); ++i) {
        const findings::SiteView site = findings::site(finding, i);
        past.sites.push_back(about(finding, site) + site.place.path);
        note(before, past.sites.back());
        before.sightings.insert(sighting(finding, site, site.place.path));
      }
    }
    if (!key || !is_certain || !before.gaps.empty()) continue;
    past.sightings.assign(before.sightings.begin(), before.sightings.end());
    cache->keep({cache::Cache::entry_of(*key, past)});
  }
  return all;
}

}  // namespace lockstep::app
