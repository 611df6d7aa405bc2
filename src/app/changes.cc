#include "app/changes.h"

#include "adoption/baseline.h"
#include "app/line_changes.h"
#include "app/open_cache.h"
#include "app/past.h"
#include "app/renames.h"
#include "app/survey.h"
#include "base/lines.h"
#include "findings/order.h"
#include "findings/sites.h"
#include "workspace/disk.h"
#include "workspace/paths.h"
#include "workspace/snapshot.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
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

/// Every place that a finding shows or speaks for.
template <class Take>
void for_each_place(const Finding& finding, const Take& take) {
  for (std::size_t i = 0; i < findings::count_sites(finding); ++i) take(findings::site(finding, i).place);
  for (const auto& related : finding.related) take(related.place);
  for (const auto& step : finding.steps) take(step.place);
  if (!finding.matrix) return;
  for (const auto& row : finding.matrix->rows) take(row.place);
}

bool any_place(const Finding& finding, const std::function<bool(const Place&)>& holds) {
  bool any = false;
  for_each_place(finding, [&](const Place& place) { any = any || holds(place); });
  return any;
}

/// Tells which places of the program now lie on lines that one state before did not have.
class Touches {
 public:
  Touches(const Snapshot& before, const Judgement& now, const cache::Cache* cache)
      : before_(before), now_(now), cache_(cache) {
    const std::vector<std::string> came = files_that_came();
    if (came.empty()) return;
    former_names_ = match_renames(
        files_that_went(), came,
        {.are_equal = [&](const std::string& old,
                          const std::string& path) { return is_same(before_.object_of(old).value_or(""), path); },
         .text_before = [&](const std::string& old) { return before_.read(old).text; },
         .text_now = [&](const std::string& path) { return workspace().read(path).text; }});
  }

  bool touch(const Place& place) {
    if (place.path.empty()) return false;
    const File& file = look_at(place.path);
    if (!file.changes) return false;
    return file.changes->touch(file.lines->line_at(place.span.begin),
                               file.lines->line_at(std::max(place.span.begin, place.span.end - 1)));
  }

  /// What a file was called before, if it had another name.
  std::optional<std::string> former_name(const std::string& path) const {
    const auto found = former_names_.find(path);
    return found == former_names_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  struct File {
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

  /// Of the files of findings alone: nobody asks where others were.
  std::vector<std::string> files_that_came() const {
    std::set<std::string> came;
    for (const Finding& finding : now_.outcome.findings) {
      for_each_place(finding, [&](const Place& place) {
        if (!place.path.empty() && !before_.object_of(place.path)) came.insert(place.path);
      });
    }
    return {came.begin(), came.end()};
  }
  std::vector<std::string> files_that_went() const {
    std::vector<std::string> went;
    const auto others = workspace().others();
    for (std::string& old : before_.paths()) {
      const auto listed = std::lower_bound(others.begin(), others.end(), old,
                                           [](const auto& file, const auto& path) { return file.path < path; });
      const bool is_listed = listed != others.end() && listed->path == old;
      if (!workspace().find(old) && !is_listed) went.push_back(std::move(old));
    }
    return went;
  }

  const File& look_at(const std::string& path) {
    const auto [entry, is_new] = files_.try_emplace(path);
    File& file = entry->second;
    if (!is_new) return file;
    const auto object = before_.object_of(path);
    if (object && is_same(*object, path).value_or(false)) return file;
    file.text = std::make_unique<std::string>(workspace().read(path).text);
    const auto old_path = object ? std::optional(path) : former_name(path);
    const std::string old = old_path ? before_.read(*old_path).text : std::string();
    if (old == *file.text) return file;
    file.lines.emplace(*file.text);
    file.changes.emplace(old, *file.text);
    return file;
  }

  const Snapshot& before_;
  const Judgement& now_;
  const cache::Cache* cache_;
  std::map<std::string, std::string> former_names_;
  std::map<std::string, File> files_;
};

/// Whether a migration, say, is called by the name of its file in what a finding is about, and so changes with it.
bool goes_by_file(std::string_view subject, std::string_view path) {
  const std::string_view name = workspace::name_of(path);
  std::string_view stem = name.substr(0, name.find('.'));
  while (!stem.empty() && std::isalpha(static_cast<unsigned char>(stem.front())) == 0) stem.remove_prefix(1);
  return !stem.empty() && subject.find(stem) != std::string_view::npos;
}

/// What a change brought and what it touched.
class Comparison {
 public:
  Comparison(Judgement& judged, const std::vector<Before>& all_before, const cache::Cache* cache)
      : judged_(judged), all_before_(all_before) {
    touches_.reserve(all_before.size());
    for (const Before& before : all_before) touches_.emplace_back(*before.snapshot, judged, cache);
  }

  /// Sets apart what the change neither brought nor touched.
  void keep_changes() {
    find_brought();
    std::vector<Finding> kept;
    for (Finding& finding : judged_.outcome.findings) {
      std::vector<bool> chosen;
      bool is_brought = false;
      for (std::size_t i = 0; i < findings::count_sites(finding); ++i) {
        const findings::SiteView site = findings::site(finding, i);
        is_brought = is_brought || site.is_brought;
        chosen.push_back(site.is_brought || is_touched(site.place));
      }
      if (is_brought) {
        kept.push_back(findings::part_of(finding, chosen, "and here, as before"));
        chosen.flip();
        if (std::find(chosen.begin(), chosen.end(), true) != chosen.end())
          judged_.untouched.push_back(findings::part_of(finding, chosen, "and here"));
      } else if (any_place(finding, [&](const Place& place) { return is_touched(place); })) {
        kept.push_back(std::move(finding));
      } else {
        judged_.untouched.push_back(std::move(finding));
      }
    }
    judged_.outcome.findings = std::move(kept);
    findings::order(judged_.outcome);
  }

 private:
  struct Stand {
    const Place* place;
    bool* is_brought;
  };

  bool is_touched(const Place& place) {
    return std::all_of(touches_.begin(), touches_.end(), [&](Touches& by_one) { return by_one.touch(place); });
  }

  /// How many places about the same thing a file had before: where there are several states, in the one that had most,
  /// for what either side of a merge had is not new.
  std::size_t count_before(const Finding& finding, const findings::SiteView& site, const std::string& about) const {
    std::size_t most = 0;
    for (std::size_t i = 0; i < all_before_.size(); ++i) {
      const Before& before = all_before_[i];
      const auto former = touches_[i].former_name(site.place.path);
      const auto found = before.sites.find(about + former.value_or(site.place.path));
      std::size_t count = found == before.sites.end() ? 0 : found->second;
      if (count == 0 && former && goes_by_file(site.subject, site.place.path))
        count = before.sightings.contains(sighting(finding, site, *former)) ? 1 : 0;
      most = std::max(most, count);
    }
    return most;
  }

  /// One that was alone of its sort and still is was moved, by whatever way.
  bool was_alone(const std::string& about) const {
    const auto& reported = judged_.workspace().root().reported;
    if (std::find(reported.begin(), reported.end(), "") == reported.end()) return false;  // nobody knows
    return std::any_of(all_before_.begin(), all_before_.end(), [&](const Before& before) {
      const auto found = before.alike.find(about);
      return found != before.alike.end() && found->second == 1;
    });
  }

  void find_brought() {
    std::map<std::string, std::size_t> alike;
    std::map<std::pair<std::string, std::string>, std::vector<Stand>> by_file;  // by what they are about, too
    std::map<std::pair<std::string, std::string>, std::size_t> before;
    for (Finding& finding : judged_.outcome.findings) {
      for (std::size_t i = 0; i < findings::count_sites(finding); ++i) {
        const findings::SiteView site = findings::site(finding, i);
        const std::string what = about(finding, site);
        const std::pair key(what, site.place.path);
        ++alike[what];
        before.try_emplace(key, count_before(finding, site, what));
        by_file[key].push_back({&site.place, i == 0 ? &finding.is_brought : &finding.also[i - 1].is_brought});
      }
    }
    for (auto& [key, stands] : by_file) {
      if (stands.size() <= before[key] || (alike[key.first] == 1 && was_alone(key.first))) continue;
      // Of several in one file those on new lines are it, and else the last.
      std::stable_partition(stands.begin(), stands.end(),
                            [&](const Stand& stand) { return !is_touched(*stand.place); });
      for (std::size_t i = before[key]; i < stands.size(); ++i) *stands[i].is_brought = true;
    }
  }

  Judgement& judged_;
  const std::vector<Before>& all_before_;
  std::vector<Touches> touches_;
};

}  // namespace

Result<Judgement> judge_changes(const Options& options, const Workers& workers, Stopwatch& watch) {
  auto root = find_root(options);
  if (!root) return root.error();
  const auto aside = workers.threads() > 1 ? std::launch::async : std::launch::deferred;
  // The terms are read while git says where it keeps its repository; what is staged has terms of its own.
  auto asked = std::async(aside, [&] { return States::of(*root); });
  std::optional<Result<Terms>> terms;
  if (!options.staged) terms = read_terms(options, *root, config::Overlay());
  const auto states = asked.get();
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
  if (staged) terms = read_terms(options, *root, overlay_of(*staged));
  if (!*terms) return terms->error();
  const Terms& read = **terms;
  if (auto sound = check_rule_names(options, read); !sound) return sound.error();
  // What is there now is looked through while git says what was there before, which takes about as long.
  std::unique_ptr<const workspace::Store> store = std::move(staged);
  if (!store) store = std::make_unique<const workspace::Disk>(root->directory);
  auto surveyed = std::async(aside, [&] { return survey(read, options, std::move(store)); });
  auto opened = open_cache(options, *root, watch);
  if (!opened) return opened.error();
  cache::Cache* cache = pointer_to(*opened);
  const auto all_before = look_back(*states, options, read, cache, workers, watch);
  if (!all_before) return all_before.error();
  Survey now = surveyed.get();
  watch.lap("discover");
  Judgement judged = judge(std::move(now), cache, options, workers, watch);
  Comparison(judged, *all_before, cache).keep_changes();
  std::vector<findings::Notification>& notifications = judged.outcome.notifications;
  for (const Before& before : *all_before)
    notifications.insert(notifications.end(), before.gaps.begin(), before.gaps.end());
  std::move(unstaged.begin(), unstaged.end(), std::back_inserter(judged.outcome.notifications));
  judged.staged_baseline = std::move(baseline);
  watch.lap("compare");
  close_cache(*opened, watch);
  return judged;
}

}  // namespace lockstep::app
