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
  bool is_open;           // no comment hides it, and it is asked about
  bool is_brought;
  const Entry* entry = nullptr;
};

using About = std::tuple<std::string, std::string, std::string>;  // rule, kind, subject

class Matching {
 public:
  Matching(Outcome& outcome, const Baseline& baseline, const Holding& holding)
      : outcome_(outcome), holding_(holding), untouched_(holding.untouched) {
    for (const Entry& entry : baseline.entries) known_.emplace(entry.identity, &entry);
    if (holding.before != nullptr) {
      for (const Entry& entry : holding.before->entries) known_before_.emplace(entry.identity, entry.path());
    }
    stands_.resize(outcome.findings.size());
    for (std::size_t i = 0; i < stands_.size(); ++i) gather(outcome.findings[i], true, stands_[i]);
    hidden_.resize(outcome.accepted.size());
    for (std::size_t i = 0; i < hidden_.size(); ++i) gather(outcome.accepted[i].finding, false, hidden_[i]);
    unasked_.resize(untouched_.size());
    for (std::size_t i = 0; i < unasked_.size(); ++i) gather(untouched_[i], false, unasked_[i]);
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

  /// Whether an entry stands for something that is on the list.
  bool is_met(const Entry& entry) const { return met_.contains(entry.identity); }

 private:
  void gather(Finding& finding, bool is_open, std::vector<Stand>& stands) {
    for (std::size_t i = 0; i < findings::count_sites(finding); ++i) {
      const findings::SiteView site = findings::site(finding, i);
      abouts_.emplace_back(finding.rule, finding.kind, site.subject);
      stands.push_back({.path = site.place.path,
                        .identity = i == 0 ? &finding.identity : &finding.also[i - 1].identity,
                        .is_open = is_open,
                        .is_brought = site.is_brought});
    }
  }
  void group(std::vector<Stand>& stands) {
    for (Stand& stand : stands) groups_[std::move(abouts_[grouped_++])].push_back(&stand);
  }

  const Entry* entry_of(std::string_view identity) const {
    const auto found = known_.find(identity);
    return found == known_.end() ? nullptr : found->second;
  }
  std::string identity_of(const About& about, std::size_t number) const {
    return findings::identity_of(std::get<0>(about), std::get<1>(about), std::get<2>(about), number);
  }

  bool may_take(const Stand& stand, const Entry& entry) const {
    return !claimed_.contains(entry.identity) && (!stand.is_brought || !was_there(entry) || spare_ > 0);
  }
  /// An identity that was given back may be given to something new: its entry is another one then.
  bool was_there(const Entry& entry) const {
    const auto before = known_before_.find(entry.identity);
    return before != known_before_.end() && before->second == entry.path();
  }
  void take(Stand& stand, const Entry& entry) {
    claimed_.insert(entry.identity);
    if (stand.is_brought && was_there(entry)) --spare_;
    if (!stand.is_brought && !was_there(entry)) ++spare_;
    if (!stand.is_open) return;  // a comment speaks for it and needs no entry, or nobody asks
    met_.insert(entry.identity);
    stand.entry = &entry;
  }

  void match(const About& about, std::vector<Stand*>& alike) {
    spare_ = 0;
    if (alike.size() == 1) {
      const Entry* own = entry_of(*alike.front()->identity);
      if (own != nullptr && own->path() == alike.front()->path && may_take(*alike.front(), *own))
        return take(*alike.front(), *own);
    }
    std::vector<const Entry*> entries;
    for (std::size_t number = 1; number <= alike.size() + kMostGone; ++number) {
      if (const Entry* entry = entry_of(identity_of(about, number))) entries.push_back(entry);
    }
    for (Stand* stand : alike) {
      const auto home = std::find_if(entries.begin(), entries.end(), [&](const Entry* entry) {
        return entry->path() == stand->path && may_take(*stand, *entry);
      });
      if (home != entries.end()) take(*stand, **home);
    }
    const bool is_alone = holding_.is_of_all && alike.size() == 1 && entries.size() == 1;
    for (Stand* stand : alike) {
      if (!stand->is_open || stand->entry != nullptr) continue;
      const auto lost = std::find_if(entries.begin(), entries.end(), [&](const Entry* entry) {
        return may_take(*stand, *entry) && (is_alone || !holding_.is_there(entry->path()));
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
      } else if ((stand->is_open && entry_of(*stand->identity) != nullptr) || !used.insert(*stand->identity).second) {
        nameless.push_back(stand);
      }
    }
    std::size_t number = 0;
    for (Stand* stand : nameless) {
      std::string identity;
      do {
        identity = identity_of(about, ++number);
      } while (entry_of(identity) != nullptr || !used.insert(identity).second);
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
  std::map<std::string_view, std::string_view> known_before_;  // paths, by identity
  std::vector<std::vector<Stand>> stands_;                     // by finding
  std::vector<std::vector<Stand>> hidden_;                     // of those that comments hide
  std::vector<std::vector<Stand>> unasked_;                    // of those that a change left alone
  std::vector<About> abouts_;                                  // of all stands, in that order
  std::size_t grouped_ = 0;
  std::map<About, std::vector<Stand*>> groups_;
  std::set<std::string, std::less<>> claimed_;
  int spare_ =
      0;  // entries that the change brought and old places took, of those alike: old ones are free for what is new
  std::set<std::string, std::less<>> met_;
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

}  // namespace

std::vector<Entry> hold_against(Outcome& outcome, const Baseline& baseline, const Holding& holding) {
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
  std::vector<Entry> left;
  const auto damaged = damaged_files(outcome);
  for (const Entry& entry : baseline.entries) {
    if (matching.is_met(entry) || damaged.contains(entry.path())) continue;
    if (holding.was_asked(entry)) left.push_back(entry);
  }
  outcome.findings = std::move(open);
  std::move(accepted.begin(), accepted.end(), std::back_inserter(outcome.accepted));
  outcome.baseline = findings::BaselineUse{.path = holding.path, .entries = baseline.entries.size(), .fixed = {}};
  for (const Entry& entry : left) outcome.baseline->fixed.push_back(entry.key());
  if (!left.empty()) outcome.notifications.push_back(fixed(left, holding.path));
  findings::order(outcome);
  return left;
}

}  // namespace lockstep::adoption
