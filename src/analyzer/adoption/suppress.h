#pragma once

#include "facts/file_facts.h"
#include "findings/outcome.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

/// What lets a team with five hundred old findings begin today: comments that say why a finding may stay, and a
/// baseline of those that were there before (baseline.h). Rules know nothing of either; both are applied to the
/// outcome.
namespace lockstep::adoption {

/// The comments of one file that speak to us.
struct FileComments {
  std::string_view path;
  std::span<const facts::Directive> directives;
  bool is_asked_about = true;  ///< the file lies under the paths that the report is about
  bool is_told = true;         ///< problems with them are told; not in files that a tool wrote
};

/// What this run was to look for.
struct Search {
  std::span<const findings::RuleInfo> known;  ///< all rules that there are
  /// How bad a kind of finding is in a file, when the rule itself gives it `own`; `Off`: not wanted there.
  std::function<findings::Severity(const findings::RuleInfo& rule, std::string_view kind, std::string_view path,
                                   findings::Severity own)>
      severity;
  /// Whether everything that a rule, or one kind of it, could say about a file was looked for. Empty `kind`: all kinds.
  std::function<bool(const findings::RuleInfo& rule, std::string_view kind, std::string_view path)> was_asked;
  std::string today;  ///< "2026-11-26"
};

/// Moves the findings that a comment hides to `outcome.accepted`, lists the comments in `outcome.suppressions`, and
/// adds what is wrong with them as findings of the rule `suppression`; of the files that were asked about, that is.
///
/// A finding is hidden by a comment that names its rule at its primary place; or, since it has two ends, by comments at
/// all of its other places. Of a pair either end can carry the comment that way, and a comment at the third copy of a
/// list says nothing about the first two. Of a finding that speaks for several places only those are hidden that
/// comments are about, and the rest is reported at the first that is left.
void suppress(findings::Outcome& outcome, std::span<const FileComments> files, const Search& search);

}  // namespace lockstep::adoption
