#pragma once

#include "rules/orphan_variant/event_names.h"
#include "rules/orphan_variant/orphans.h"

#include <map>
#include <set>
#include <string>
#include <vector>

/// Names that are handed to calls which send and to calls which listen, whosever bus it is.
namespace lockstep::rules::variants {

/// One name, with the calls that say so by their own name: `publish('mail', …)`, `events.on('mail', …)`.
struct BothEnds {
  std::vector<End> sent;
  std::vector<End> heard;
};

struct NamedEnds {
  std::map<std::string, BothEnds, std::less<>> names;
  std::set<std::string, std::less<>> senders, hearers;  ///< the calls that were seen, as ":emit"
};

/// All names that live code sends or listens to. Which words say so is in the models ("sends" and "hears" of section
/// "variants"); no library needs to be known.
NamedEnds named_ends(const Gathered& gathered);

}  // namespace lockstep::rules::variants
