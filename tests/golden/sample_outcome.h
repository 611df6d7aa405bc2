#pragma once

#include "findings/outcome.h"

#include <map>
#include <string>

namespace lockstep {

/// A made-up outcome with one of everything that reporters must cope with, and the sources that it talks about.
struct Sample {
  std::map<std::string, std::string, std::less<>> sources;
  findings::Outcome outcome;  ///< located, ordered, with identities
};

Sample sample();

/// The outcome with its first finding suppressed and its second in a baseline.
findings::Outcome accepted_in(findings::Outcome outcome);

/// `count` findings, for the limits of formats.
findings::Outcome many_findings(std::size_t count);

}  // namespace lockstep
