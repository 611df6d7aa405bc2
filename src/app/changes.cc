#include "app/changes.h"

#include "adoption/baseline.h"
#include "app/line_changes.h"
#include "app/open_cache.h"
#include "app/past.h"
#include "app/survey.h"
#include "base/lines.h"
#include "workspace/disk.h"
#include "workspace/paths.h"
#include "workspace/snapshot.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace lockstep::app {
namespace {

using findings::Finding;
using findings::Place;
using workspace::Snapshot;

// A file that has at least this much in common with one that is gone is that one under another name, as git sees it.
constexpr double kSameFile = 0.5;
// Of so many files that are gone the best is looked for, each of which costs a comparison.
constexpr std::size_t kMostPredecessors = 50;

/// Of the files that a team commits beside its code, one that lies in the folder and is not staged: it plays no part.
void tell_if_unstaged(std::string_view name, const Snapshot& index, const workspace::Root& root, std::string meaning,
                      std::vector<findings::Notification>& notifications) {
  std::error_code problem;
  const std::string path(name);
  if (index.object_of(path) || !std::filesystem::exists(root.directory + "/" + path, problem)) return;
  notifications.push_back({.level = findings::Notification::Level::Note,
                           .id = "not-staged",
                           .message = "the commit will not have this file, " + std::move(meaning),
                           .place = findings::Place{.path = path}});
}

/// Tells which places of the program now lie on lines that one state before did not have.
class Touches {
 public:
  Touches(const Snapshot& before, const Judgement& now, const cache::Cache* cache)
      : before_(before), now_(now), cache_(cache) {}

  bool touch(const Place& place) {
    if (place.path.empty()) return false;
    const File& file = look_at(place.path);
    if (!file.changes) return false;
    return file.changes->touch(file.lines->line_at(place.span.begin),
                               file.lines->line_at(std::max(place.span.begin, place.span.end - 1)));
  }

  /// What a file was called before, if it had another name.
  const std::string& former_name(const std::string& path) { return look_at(path).former_name; }

 private:
  struct File {
    std::string former_name;            // of one that was renamed
    std::unique_ptr<std::string> text;  // which `lines` look into
    std::optional<Lines> lines;
    std::optional<LineChanges> changes;  // nothing when the file is as it was
  };

  const workspace::Workspace& workspace() const { return now_.workspace(); }
  std::optional<cache::Digest> content_now(std::string_view path) const {
    const auto file = workspace().find(path);
    return file && !now_.contents.empty() ? now_.contents[file->value] : std::nullopt;
  }
  /// Without reading it; nothing when that cannot be told so.
  std::optional<bool> is_same(const std::string& object, std::string_view path) const {
    const auto file = workspace().find(path);
    if (file && !workspace()[*file].object.empty()) return workspace()[*file].object == object;
    const auto now = content_now(path);
    const auto then = cache_ != nullptr ? cache_->content_of_object(object) : std::nullopt;
    return now && then ? std::optional(*now == *then) : std::nullopt;
  }

  const File& look_at(const std::string& path) {
    const auto [entry, is_new] = files_.try_emplace(path);
    File& file = entry->second;
    if (!is_new) return file;
    const auto object = before_.object_of(path);
    if (object && is_same(*object, path).value_or(false)) return file;
    file.text = std::make_unique<std::string>(workspace().read(path).text);
    if (!object) file.former_name = predecessor(path, *file.text);
    const std::string& old_path = object ? path : file.former_name;
    const std::string old = old_path.empty() ? std::string() : before_.read(old_path).text;
    if (old == *file.text) return file;
    file.lines.emplace(*file.text);
    file.changes.emplace(old, *file.text);
    return file;
  }

  /// A new file may be an old one under another name: what it says is nothing new then.
  std::string predecessor(std::string_view path, const std::string& text) {
    if (!gone_) {
      gone_.emplace();
      for (std::string& old : before_.paths()) {
        if (!workspace().find(old)) gone_->push_back(std::move(old));
      }
    }
    std::vector<std::string_view> candidates;
    for (const std::string& old : *gone_) {
      if (workspace::source_extension(old) == workspace::source_extension(path)) candidates.push_back(old);
    }
    std::stable_partition(candidates.begin(), candidates.end(),
                          [&](std::string_view old) { return workspace::name_of(old) == workspace::name_of(path); });
    std::string best;
    double similarity = kSameFile;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const std::string old_path(candidates[i]);
      // Files that only moved are many at a time, and cost nothing to compare.
      if (is_same(before_.object_of(old_path).value_or(""), path).value_or(false)) return old_path;
      if (i >= kMostPredecessors) continue;
      const double found = LineChanges(before_.read(old_path).text, text).similarity();
      if (found < similarity) continue;
      similarity = found;
      best = old_path;
    }
    return best;
  }

  const Snapshot& before_;
  const Judgement& now_;
  const cache::Cache* cache_;
  std::map<std::string, File> files_;
  std::optional<std::vector<std::string>> gone_;
};

template <class Holds>
bool any_place(const Finding& finding, const Holds& holds) {
  const auto holds_of = [&](const auto& part) { return holds(part.place); };
  return holds(finding.where) || std::any_of(finding.related.begin(), finding.related.end(), holds_of) ||
         std::any_of(finding.steps.begin(), finding.steps.end(), holds_of) ||
         (finding.matrix && std::any_of(finding.matrix->rows.begin(), finding.matrix->rows.end(), holds_of));
}

/// Takes off the list what the change neither brought nor touched.
void keep_changes(Judgement& judged, const std::vector<Before>& all_before, const cache::Cache* cache) {
  std::vector<Touches> touches;
  touches.reserve(all_before.size());
  for (const Before& before : all_before) touches.emplace_back(*before.snapshot, judged, cache);
  const auto was_seen = [&](const Finding& finding, std::size_t index) {
    if (all_before[index].identities.contains(finding.identity)) return true;
    const std::string& name = touches[index].former_name(finding.where.path);
    return !name.empty() && all_before[index].sightings.contains(sighting(finding, name));
  };
  const auto is_touched = [&](const Place& place) {
    return std::all_of(touches.begin(), touches.end(), [&](Touches& by_one) { return by_one.touch(place); });
  };
  std::erase_if(judged.outcome.findings, [&](const Finding& finding) {
    bool was_there = false;
    for (std::size_t i = 0; i < all_before.size() && !was_there; ++i) was_there = was_seen(finding, i);
    return was_there && !any_place(finding, is_touched);
  });
}

/// What was there before must be known for certain, or old findings pass for new ones.
findings::Notification unknown_past() {
  return {.level = findings::Notification::Level::Error,
          .id = "past-incomplete",
          .message =
              "git does not have all of the program as it was before, so old findings may be listed as new ones; "
              "a partial clone has to fetch it first",
          .place = {},
          .incomplete = true};
}

}  // namespace

Result<Judgement> judge_changes(const Options& options, const Workers& workers, Stopwatch& watch) {
  auto root = find_root(options);
  if (!root) return root.error();
  const auto states = States::of(*root);
  if (!states) return states.error();
  std::unique_ptr<Snapshot> staged;
  std::vector<findings::Notification> unstaged;
  std::optional<std::string> baseline;
  if (options.staged) {
    auto tracked = states->repository.staged_files();
    if (!tracked) return tracked.error();
    staged = states->snapshot(*std::move(tracked));
    if (!options.config && !options.no_config)
      tell_if_unstaged(kConfigName, *staged, *root, "so the defaults hold", unstaged);
    if (!options.baseline && !options.no_baseline) {
      const std::string name(adoption::kBaselineName);
      tell_if_unstaged(name, *staged, *root, "so it accepts nothing", unstaged);
      if (staged->object_of(name)) baseline = staged->read(name).text;
    }
  }
  const auto terms = read_terms(options, *root, staged ? overlay_of(*staged) : config::Overlay());
  if (!terms) return terms.error();
  if (auto sound = check_rule_names(options, *terms); !sound) return sound.error();
  // What is there now is looked through while git says what was there before, which takes about as long.
  std::unique_ptr<const workspace::Store> store = std::move(staged);
  if (!store) store = std::make_unique<const workspace::Disk>(root->directory);
  auto surveyed = std::async(workers.threads() > 1 ? std::launch::async : std::launch::deferred,
                             [&] { return survey(*terms, options, std::move(store)); });
  auto opened = open_cache(options, *root);
  if (!opened) return opened.error();
  cache::Cache* cache = pointer_to(*opened);
  const auto all_before = look_back(*states, options, *terms, cache, workers, watch);
  if (!all_before) return all_before.error();
  Survey now = surveyed.get();
  watch.lap("discover");
  Judgement judged = judge(std::move(now), cache, options, workers, watch);
  keep_changes(judged, *all_before, cache);
  const bool is_incomplete =
      std::any_of(all_before->begin(), all_before->end(), [](const Before& before) { return before.is_incomplete; });
  if (is_incomplete) judged.outcome.notifications.push_back(unknown_past());
  std::move(unstaged.begin(), unstaged.end(), std::back_inserter(judged.outcome.notifications));
  judged.staged_baseline = std::move(baseline);
  watch.lap("compare");
  close_cache(*opened, watch);
  return judged;
}

}  // namespace lockstep::app
