#pragma once

#include "rules/orphan_variant/buses.h"
#include "rules/orphan_variant/event_names.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/wildcards.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

/// What passes over the buses of a running program.
namespace lockstep::rules::variants {

/// One bus of the running program: all sockets, or one emitter.
struct Channel {
  using Ends = std::map<std::string, std::vector<End>, std::less<>>;  // by name

  const Bus* bus = nullptr;
  Ends sent;
  Ends stranded;  ///< would be sent by functions that nobody calls
  Ends heard;
  Ends drained;                 ///< of what is heard: by a worker that takes all jobs, in whose place the sender stands
  Ends declared;                ///< made known by a constant of its own: `const paid = defineSignal('paid')`
  bool sends_anything = false;  ///< some sender's name is unknown
  bool hears_anything = false;
  Wildcards wildcards;     ///< of a bus that has them: how the program sets it up
  bool is_closed = false;  ///< the program shows every use of the emitter
};

/// Reports what is sent and never heard, and what is awaited and never sent. What one file forgot is one finding.
void report_lonely(const Gathered& gathered, const Channel& channel, std::vector<Finding>& findings);

/// Reports names that are declared together with others and lack one side, over buses that nothing is known of.
void find_one_sided(const Gathered& gathered, std::span<const Channel> channels, std::vector<Finding>& findings);

}  // namespace lockstep::rules::variants
