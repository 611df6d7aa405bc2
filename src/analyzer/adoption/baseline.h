#pragma once

#include "findings/outcome.h"
#include "findings/sites.h"

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::adoption {

/// Findings that were there when the team began, by identity: they stay off the list until they are mended.
///
/// The file is JSON, one line an entry and every such line closed by a comma, so that git merges what two branches add
/// or take out, and takes the lines of both (`merge=union`) where they meet:
///
///     {
///     "duplicate-list/drifted 24bb4a3bcb76": "packages/web/src/filter.ts: `sent_back` is missing here but …",
///     "version": 1
///     }
///
/// The identity decides. The text is for people, and says what was true when it was accepted; its path alone is asked,
/// where several findings are about the same thing. A finding that speaks for several places has an entry for each of
/// them: one more is new, and one that was mended leaves an entry behind.
struct Baseline {
  struct Entry {
    std::string identity;
    std::string rule;  ///< "duplicate-list/drifted"
    std::string text;

    std::string key() const { return rule + " " + identity; }
    std::string_view path() const;  ///< where it was when it was accepted
  };
  std::vector<Entry> entries;  ///< by key, each identity once
};

/// The baseline's name at the root of a program.
inline constexpr std::string_view kBaselineName = ".lockstep-baseline.json";

/// `path` is for messages.
Result<Baseline> read_baseline(std::string text, std::string path);
std::string print(const Baseline& baseline);

/// The entry of one place of a finding.
Baseline::Entry entry_of(const findings::Finding& finding, const findings::SiteView& site);
/// Adds what an outcome reports. Entries that are known keep the text with which they were accepted.
void accept(Baseline& baseline, const findings::Outcome& outcome);
/// Takes entries out.
void take_out(Baseline& baseline, const std::vector<Baseline::Entry>& entries);
/// Gives entries that are known another text.
void restate(Baseline& baseline, const std::vector<Baseline::Entry>& entries);

/// What must be known beside a baseline to hold an outcome against it.
struct Holding {
  std::string path;  ///< how reports call the baseline
  /// Whether everything that an entry could stand for was looked for. Of others nobody knows whether they are mended.
  std::function<bool(const Baseline::Entry&)> was_asked;
  /// Whether a file is still part of the program. What was accepted in one that is gone may lie elsewhere now.
  std::function<bool(std::string_view path)> is_there;
  /// Whether the outcome has all of the program, so that what is alone of its sort there is alone.
  bool is_of_all = true;
  /// Where the outcome is about a change: findings that it neither brought nor touched. They keep their entries, so
  /// that what a whole scan accepts is accepted here, and nothing else.
  std::vector<findings::Finding> untouched = {};
};

/// What became of a baseline's entries.
struct Held {
  std::vector<Baseline::Entry> left;   ///< mended, or suppressed by a comment
  std::vector<Baseline::Entry> moved;  ///< they stand for something in another file now, and say so here
};

/// Moves the places that the baseline knows to `outcome.accepted`, and says in `outcome.baseline` which of its entries
/// are left over.
Held hold_against(findings::Outcome& outcome, const Baseline& baseline, const Holding& holding);

}  // namespace lockstep::adoption
