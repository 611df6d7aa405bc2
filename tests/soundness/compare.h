#pragma once

#include "explore.h"
#include "print.h"
#include "program.h"

#include "findings/outcome.h"

#include <cstddef>
#include <string>
#include <vector>

/// The analyzer's verdict on a program beside what can really happen.
namespace lockstep::soundness {

/// Something that can happen and is not reported. Where the reason is known it is the name of a shape (shapes.h).
struct Miss {
  std::string text;
  std::string shape;  ///< empty: nobody knows why, and that is an error
};

/// A finding that no order of events bears out.
struct FalseAlarm {
  std::string text;
};

struct Comparison {
  std::size_t hazards = 0;   ///< lost updates and deadlocks that can happen
  std::size_t reported = 0;  ///< of these
  std::size_t by_lock = 0;   ///< of the reported: by a finding about the lock that failed to protect
  std::vector<Miss> misses;
  std::size_t findings = 0;  ///< that say that something can happen
  std::vector<FalseAlarm> false_alarms;
  std::size_t undecided = 0;  ///< the same, but not everything was explored, or a deadlock stands before it
  bool is_cut = false;        ///< not everything was explored
  std::size_t states = 0;
};

Comparison judge(const Program& program, const Printed& printed, const findings::Outcome& outcome, const Truth& truth);

/// Prints the program to `folder`, which is made anew, analyses what lies there, and judges that.
Comparison compare(const Program& program, const std::string& folder, const Limits& limits = {});

/// "part_0.ts:12 > part_1.ts:7".
std::string shown(const Stack& stack, const Printed& printed);
std::string shown(const Loss& loss, const Printed& printed);
std::string shown(const Deadlock& deadlock, const Printed& printed);

void write_files(const Printed& printed, const std::string& folder);

}  // namespace lockstep::soundness
