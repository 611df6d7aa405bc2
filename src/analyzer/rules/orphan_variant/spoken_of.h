#pragma once

#include "rules/orphan_variant/event_names.h"
#include "rules/orphan_variant/orphans.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {

struct Spoken {
  /// Calls that only make a name known: `BullModule.registerQueue({ name: 'x' })`.
  const std::set<std::string, std::less<>>& registers;
  bool is_sent = false;  ///< whether the ends send: what is put together only to be sent hears nothing
  /// Only what may make the name: what is compared with it, or filed under it, does not count.
  bool only_made = false;
};

/// Whether the program speaks of the name of an event anywhere but in its declaration and at these ends, or could put
/// it together. The name of a declaration neither produces nor handles, nor does a function that nobody calls.
bool is_spoken_of(const Gathered& gathered, std::string_view name, const std::vector<End>& ends, const Spoken& asked);

/// Whether some test waits for an event: then it is sent for the test, and does no harm.
bool is_awaited_by_test(const Gathered& gathered, std::string_view name, const std::vector<End>& ends);

}  // namespace lockstep::rules::variants
