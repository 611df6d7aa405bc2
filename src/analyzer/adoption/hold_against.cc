// Findings about one and the same thing are told apart by a number, in order of path, and a new one may come in front
// of those that were accepted. So it is not the number that decides what was accepted but where it was; only what is
// alone of its sort is known by its identity wherever it goes.

#include "adoption/baseline.h"
#include "findings/identity.h"
#include "findings/order.h"
#include "findings/sites.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace lockstep::adoption {
namespace {

using findings::Accepted;
using findings::Finding;
using findings::Outcome;
using Entry = Baseline::Entry;

constexpr std::size_t kMostNamed = 5;
// Of so many that were about the same thing, and were accepted before those that are left, the entries are gone.
constexpr std::size_t kMostGone = 32;

/// A place for which a finding speaks, and the entry that knows it.
struct Stand {
  std::string_view path;
  std::string* identity;  // in the finding
  const Finding* finding;
  std::size_t site;  // of the finding's
  bool is_open;      // no comment hides it
  bool is_brought;
  const Entry* entry = nullptr;
};

using About = std::tuple<std::string, std::string, std::string>;  // rule, kind, subject

class Matching {
 public:
  Matching(Outcome& outcome, const Baseline& baseline, const Holding& holding)
      : outcome_(outcome), holding_(holding), untouched_(holding.untouched) {
    for (const Entry& entry : baseline.entries) known_.emplace(entry.identity, &entry);
    stands_.resize(outcome.findings.size());
    for (std::size_t i = 0; i < stands_.size(); ++i) gather(outcome.findings[i], true, stands_[i]);
    hidden_.resize(outcome.accepted.size());
    for (std::size_t i = 0; i < hidden_.size(); ++i) gather(outcome.accepted[i].finding, false, hidden_[i]);
    unasked_.resize(untouched_.size());
    for (std::size_t i = 0; i < unasked_.size(); ++i) gather(untouched_[i], true, unasked_[i]);
    for (auto* part : {&stands_, &hidden_, &unasked_}) {
      for (std::vector<Stand>& all : *part) group(all);
    }
  }

  void run() {
    for (auto& [about, alike] : groups_) match(about, alike);
    for (findings::Verdict& verdict : outcome_.verdicts) {
      for (std::string& identity : verdict.findings) {
        if (const auto found = renamed_.find(identity); found != renamed_.end()) identity = found->second;
      }
    }
  }

  /// The places of a finding that an entry knows.
  std::vector<bool> known_places(std::size_t finding) const {
    std::vector<bool> known;
    for (const Stand& stand : stands_[finding]) known.push_back(stand.entry != nullptr);
    return known;
  }

  /// The entries that stand for something in another file than theirs, with the text that they would have now.
  const std::vector<Entry>& moved() const { return moved_; }
  /// Whether an entry stands for something that is on the list.
  bool is_met(const Entry& entry) const { return met_.contains(entry.identity); }

 private:
  void gather(Finding& finding, bool is_open, std::vector<Stand>& stands) {
    for (std::size_t i = 0; i < findings::count_sites(finding); ++i) {
      const findings::SiteView site = findings::site(finding, i);
      abouts_.emplace_back(finding.rule, finding.kind, site.subject);
      stands.push_back({.path = site.place.path,
                        .identity = i == 0 ? &finding.identity : &finding.also[i - 1].identity,
                        .finding = &finding,
                        .site = i,
                        .is_open = is_open,
                        .is_brought = site.is_brought});
    }
  }
  void group(std::vector<Stand>& stands) {
    for (Stand& stand : stands) groups_[std::move(abouts_[grouped_++])].push_back(&stand);
  }

  const Entry* known(std::string_view identity) const {
    const auto found = known_.find(identity);
    return found == known_.end() ? nullptr : found->second;
  }
  std::string identity_of(const About& about, std::size_t number) const {
    return findings::identity_of(std::get<0>(about), std::get<1>(about), std::get<2>(about), number);
  }

  bool is_free(const Entry& entry) const { return !claimed_.contains(entry.identity); }
  void take(Stand& stand, const Entry& entry) {
    claimed_.insert(entry.identity);
    if (!stand.is_open) return;  // a comment speaks for it, and needs no entry
    met_.insert(entry.identity);
    stand.entry = &entry;
    // As entries have it: long paths are cut in both.
    if (Entry now = restated(entry, stand); now.path() != entry.path()) moved_.push_back(std::move(now));
  }
  static Entry restated(const Entry& entry, const Stand& stand) {
    Entry now = entry_of(*stand.finding, findings::site(*stand.finding, stand.site));
    now.identity = entry.identity;
    return now;
  }

  void match(const About& about, const std::vector<Stand*>& alike) {
    if (alike.size() == 1) {
      const Entry* own = known(*alike.front()->identity);
      if (own != nullptr && own->path() == alike.front()->path) return take(*alike.front(), *own);
    }
    std::vector<const Entry*> entries;
    for (std::size_t number = 1; number <= alike.size() + kMostGone; ++number) {
      if (const Entry* entry = known(identity_of(about, number))) entries.push_back(entry);
    }
    // What was there before a change comes first, and what the change brought takes what is left.
    std::vector<Stand*> by_age = alike;
    std::stable_partition(by_age.begin(), by_age.end(), [](const Stand* stand) { return !stand->is_brought; });
    for (Stand* stand : by_age) {
      const auto home = std::find_if(entries.begin(), entries.end(), [&](const Entry* entry) {
        return entry->path() == stand->path && is_free(*entry);
      });
      if (home != entries.end()) take(*stand, **home);
    }
    const bool is_alone = holding_.is_of_all && alike.size() == 1 && entries.size() == 1;
    for (Stand* stand : by_age) {
      if (!stand->is_open || stand->entry != nullptr) continue;
      const auto lost = std::find_if(entries.begin(), entries.end(), [&](const Entry* entry) {
        return is_free(*entry) && (is_alone || !holding_.is_there(entry->path()));
      });
      if (lost != entries.end()) take(*stand, **lost);
    }
    name(about, alike);
  }

  /// What is known goes by the identity of its entry, and nothing new by that of an old one.
  void name(const About& about, const std::vector<Stand*>& alike) {
    std::set<std::string, std::less<>> used;
    for (const Stand* stand : alike) {
      if (stand->entry != nullptr) used.insert(stand->entry->identity);
    }
    std::vector<Stand*> nameless;
    for (Stand* stand : alike) {
      if (stand->entry != nullptr) {
        rename(*stand, stand->entry->identity);
      } else if ((stand->is_open && known(*stand->identity) != nullptr) || !used.insert(*stand->identity).second) {
        nameless.push_back(stand);
      }
    }
    std::size_t number = 0;
    for (Stand* stand : nameless) {
      std::string identity;
      do {
        identity = identity_of(about, ++number);
      } while (known(identity) != nullptr || !used.insert(identity).second);
      rename(*stand, std::move(identity));
    }
  }
  void rename(const Stand& stand, std::string identity) {
    if (*stand.identity == identity) return;
    renamed_[*stand.identity] = identity;
    *stand.identity = std::move(identity);
  }

  Outcome& outcome_;
  const Holding& holding_;
  std::map<std::string_view, const Entry*, std::less<>> known_;
  std::vector<Finding> untouched_;
  std::vector<std::vector<Stand>> stands_;   // by finding
  std::vector<std::vector<Stand>> hidden_;   // of those that comments hide
  std::vector<std::vector<Stand>> unasked_;  // of those that a change left alone
  std::vector<About> abouts_;                // of all stands, in that order
  std::size_t grouped_ = 0;
  std::map<About, std::vector<Stand*>> groups_;
  std::set<std::string, std::less<>> claimed_;
  std::set<std::string, std::less<>> met_;
  std::vector<Entry> moved_;
  std::map<std::string, std::string> renamed_;
};

/// Files that were read in part: what was found in them may be there still.
std::set<std::string, std::less<>> damaged_files(const Outcome& outcome) {
  std::set<std::string, std::less<>> paths;
  for (const findings::Notification& notification : outcome.notifications) {
    if (notification.place && notification.level != findings::Notification::Level::Note)
      paths.insert(notification.place->path);
  }
  return paths;
}

std::string named(const std::vector<Entry>& entries) {
  std::string text;
  for (std::size_t i = 0; i < std::min(entries.size(), kMostNamed); ++i) {
    text += (i == 0 ? "" : ", ") + entries[i].key();
  }
  if (entries.size() > kMostNamed) text += " and " + std::to_string(entries.size() - kMostNamed) + " more";
  return text;
}

findings::Notification fixed(const std::vector<Entry>& left, const std::string& path) {
  const bool is_one = left.size() == 1;
  return {.level = findings::Notification::Level::Note,
          .id = "baseline-fixed",
          .message = std::to_string(left.size()) + (is_one ? " finding of " : " findings of ") + path +
                     (is_one ? " is" : " are") + " fixed, or suppressed by a comment: " + named(left) +
                     "; lockstep baseline --prune takes " + (is_one ? "it" : "them") + " out",
          .place = {}};
}

/// In a file of another name, or as the next one about the same thing: only people can tell.
findings::Notification moved(const std::vector<Entry>& entries, const std::string& path) {
  const bool is_one = entries.size() == 1;
  std::string text = std::to_string(entries.size()) + (is_one ? " finding of " : " findings of ") + path +
                     (is_one ? " is" : " are") + " accepted in another file than " + (is_one ? "its" : "their") +
                     " entry names: ";
  for (std::size_t i = 0; i < std::min(entries.size(), kMostNamed); ++i)
    text += (i == 0 ? "" : ", ") + entries[i].key() + " in " + std::string(entries[i].path());
  if (entries.size() > kMostNamed) text += " and " + std::to_string(entries.size() - kMostNamed) + " more";
  return {.level = findings::Notification::Level::Note,
          .id = "baseline-moved",
          .message = text + "; lockstep baseline --prune writes " + (is_one ? "it" : "them") + " anew",
          .place = {}};
}

}  // namespace

Held hold_against(Outcome& outcome, const Baseline& baseline, const Holding& holding) {
  Matching matching(outcome, baseline, holding);
  matching.run();
  std::vector<Finding> open;
  std::vector<Accepted> accepted;
  for (std::size_t i = 0; i < outcome.findings.size(); ++i) {
    Finding& finding = outcome.findings[i];
    std::vector<bool> places = matching.known_places(i);
    const bool is_any_known = std::find(places.begin(), places.end(), true) != places.end();
    const bool is_any_open = std::find(places.begin(), places.end(), false) != places.end();
    if (is_any_known) {
      accepted.push_back({.finding = findings::part_of(finding, places, "and here, which is new"),
                          .by = Accepted::By::Baseline,
                          .reason = {},
                          .until = {},
                          .comment = {}});
      places.flip();
    }
    if (is_any_open) open.push_back(is_any_known ? findings::part_of(finding, places, "accepted here") : finding);
  }
  Held held;
  const auto damaged = damaged_files(outcome);
  for (const Entry& entry : baseline.entries) {
    if (matching.is_met(entry) || damaged.contains(entry.path())) continue;
    if (holding.was_asked(entry)) held.left.push_back(entry);
  }
  for (const Entry& entry : matching.moved()) {
    if (holding.was_asked(entry)) held.moved.push_back(entry);
  }
  outcome.findings = std::move(open);
  std::move(accepted.begin(), accepted.end(), std::back_inserter(outcome.accepted));
  outcome.baseline = findings::BaselineUse{.path = holding.path, .entries = baseline.entries.size(), .fixed = {}};
  for (const Entry& entry : held.left) outcome.baseline->fixed.push_back(entry.key());
  if (!held.left.empty()) outcome.notifications.push_back(fixed(held.left, holding.path));
  if (!held.moved.empty()) outcome.notifications.push_back(moved(held.moved, holding.path));
  findings::order(outcome);
  return held;
}

}  // namespace lockstep::adoption
