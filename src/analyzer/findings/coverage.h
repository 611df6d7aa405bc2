#pragma once

#include "findings/finding.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::findings {

/// So many things of one sort, and a few of them to look at.
struct Tally {
  std::string id;    ///< stable word for scripts, e.g. "no-such-file"
  std::string text;  ///< what they are, as read after their number: "relative paths that name no file"
  std::size_t count = 0;
  bool is_gap = false;            ///< something that may hide a finding, so that silence about it says nothing
  std::string advice;             ///< what to do about a gap; one sentence, may be empty
  std::vector<Related> examples;  ///< the first few, in order of path and position
};

/// One step of understanding a program: how much there was, how much of it was understood.
struct CoverageSection {
  std::string id;     ///< stable word: "files", "imports", "calls" …
  std::string title;  ///< "Imports"
  std::string text;   ///< one sentence without a full stop that says it all in numbers
  std::size_t total = 0;
  std::size_t understood = 0;
  std::vector<Tally> tallies;  ///< gaps first, each kind by falling count
};

/// What was understood of a program and what was not, so that silence is not mistaken for health.
struct Coverage {
  std::string root;  ///< the program root's own name for people
  std::vector<CoverageSection> sections;
};

}  // namespace lockstep::findings
