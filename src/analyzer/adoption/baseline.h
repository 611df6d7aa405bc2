#pragma once

#include "findings/outcome.h"

#include "base/result.h"

#include <cstddef>
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
/// The identity decides, and where a finding speaks for several places, how many they were ("… [3 places]" at the end);
/// the rest of the line is for people, and says what was true when it was accepted.
struct Baseline {
  struct Entry {
    std::string identity;
    std::string rule;  ///< "duplicate-list/drifted"
    std::string text;
    std::size_t places = 1;  ///< for how many it spoke

    std::string key() const { return rule + " " + identity; }
  };
  std::vector<Entry> entries;  ///< by key, each identity once
};

/// The baseline's name at the root of a program.
inline constexpr std::string_view kBaselineName = ".lockstep-baseline.json";

/// `path` is for messages.
Result<Baseline> read_baseline(std::string text, std::string path);
std::string print(const Baseline& baseline);

/// Adds what an outcome reports. Entries that are known keep the text with which they were accepted, unless the finding
/// speaks for more places now.
void accept(Baseline& baseline, const findings::Outcome& outcome);
/// Takes entries out.
void take_out(Baseline& baseline, const std::vector<Baseline::Entry>& entries);

/// Moves the findings that the baseline knows to `outcome.accepted`, and says in `outcome.baseline` which of its
/// entries are left over: mended, or suppressed by a comment. Those are named only when `is_whole`, since a scan of a
/// part cannot know. `path` is how reports call the baseline.
std::vector<Baseline::Entry> hold_against(findings::Outcome& outcome, const Baseline& baseline, std::string path,
                                          bool is_whole);

}  // namespace lockstep::adoption
