#include "rules/hazard_reasons.h"

#include "rules/hazard_text.h"
#include "rules/reasons.h"

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMostWriters = 5;

std::string_view words_of(effects::Strength strength) {
  switch (strength) {
    case effects::Strength::Plain:
      return "what is written does not come from the read, but the save writes back all else that was read";
    case effects::Strength::Other:
      return "what is written is computed from another column of what was read";
    case effects::Strength::Checked:
      return "what was read decides whether to go on, and the write does not look whether it still is so";
    case effects::Strength::Refilled:
      return "columns that are not given get the values that were read, also those that others changed meanwhile";
    case effects::Strength::Rotated:
      return "what is good once was handed to another machine, and the write does not look whether it is still stored";
    case effects::Strength::Drained:
      return "the whole list is deleted, and not only the elements that were read";
    case effects::Strength::Shifted:
      return "which rows are moved is told by a position that was read before the lock was taken";
    case effects::Strength::Late:
      return "the state is set after a wait for another machine, and the write does not look what it has become";
    case effects::Strength::Limited:
      return "what was counted decides whether there is room, and the insert does not look whether there still is";
    case effects::Strength::Last:
      return "what was counted decides that one may go, and the write does not look whether another one still stays";
    case effects::Strength::Absent:
      return "what was looked for and not found decides that it is inserted, and the insert does not look again";
    case effects::Strength::Claim:
      return "what may be used once is marked as used, and the write does not look whether it still is unused";
    case effects::Strength::Next:
      return "what is written is one more than the greatest that was read";
    case effects::Strength::Merged:
      break;
  }
  return "the old value goes into the new one: whatever another request adds in between is lost";
}

/// How the way in begins, how its calls were followed, and that none of them holds a lock.
void give_way_in(Finding& finding, const Program& program, const effects::Path& path, const Node& unit) {
  const std::string start = program.qualified_name(path.start);
  if (path.entry && path.entry->form != program::EntryPoint::Form::Exported) {
    give_reason(finding, "the outside world runs " + start + ": " + path.entry->label,
                path.entry->registration ? path.entry->registration : path.start);
  } else {
    give_reason(finding,
                start + (path.entry ? " is exported and nobody in the program calls it"
                                    : " may run, but who runs it is not known"),
                path.start);
  }
  for (const Node& call : path.calls) {
    if (call.is(Kind::Call)) give_call(finding, program, call);
  }
  give_reason(finding,
              path.calls.empty()
                  ? "no lock is held in " + program.qualified_name(unit) + " from the read to the write"
                  : "on this way, and in " + program.qualified_name(unit) +
                        " from the read to the write, no lock is held that would keep a second request out",
              unit);
}

/// Where the calls between a unit and what a library does for it lead.
void give_chain(Finding& finding, const Program& program, const std::vector<NodeRef>& chain) {
  for (const NodeRef call : chain) give_call(finding, program, program[call]);
}

}  // namespace

void give_reasons(Finding& finding, const Program& program, const effects::LostUpdate& lost) {
  give_way_in(finding, program, lost.path, lost.unit);
  give_chain(finding, program, lost.read.chain);
  give_reason(finding, std::string(words_of(lost.cause.strength)), lost.cause.node ? lost.cause.node : lost.place);
  give_chain(finding, program, lost.write.chain);
  for (std::size_t i = 0; i < lost.locked_writers.size() && i < kMostWriters; ++i) {
    give_reason(finding, "this writer of the same column takes a lock, so somebody believes that it needs one",
                lost.locked_writers[i]);
  }
  if (lost.locked_way)
    give_reason(finding, "another way to this write takes a lock, so somebody believes that it needs one",
                lost.locked_way);
  if (lost.evidence)
    give_reason(finding,
                lost.cause.strength == effects::Strength::Late
                    ? "this writer calls the work off, and may do so at any time"
                : lost.is_locked_late()
                    ? "the lock is taken only here, behind the read"
                    : "this writer lets the store compare and set in one step, so somebody believes that it is needed",
                lost.evidence);
  if (lost.locked_writers.empty() && !lost.locked_way && !lost.evidence)
    give_reason(finding, "no writer of the same column takes a lock");
}

void give_reasons(Finding& finding, const Program& program, const effects::StaleSave& stale) {
  give_way_in(finding, program, stale.path, stale.unit);
  give_chain(finding, program, stale.read.chain);
  give_reason(finding,
              stale.write.whole ? "the save writes every column of what was read, not only what changed"
                                : "these columns get the values that were read, which nothing here changed",
              stale.write.deep);
  if (stale.undone) {
    give_reason(finding, "this writes columns of the row that the save then writes as they were before", stale.undone);
  } else if (stale.network) {
    give_reason(finding, "one of the waits in between is for another machine, so it takes as long as that likes",
                stale.network);
  } else if (!stale.awaits.empty()) {
    give_reason(finding, "the waits in between are " + std::to_string(stale.awaits.size()), stale.awaits.front());
  }
}

void give_reasons(Finding& finding, const Program& program, const effects::Reacquisition& again) {
  give_reason(finding, "a lock with the key '" + shown_key(again.region.key) + "' is held from here on",
              again.region.opener);
  for (const Node& call : again.calls) {
    if (call.is(Kind::Call)) give_call(finding, program, call);
  }
  give_reason(finding, "the same lock is taken here, and whoever holds it does not get it a second time",
              again.acquire);
}

void give_reasons(Finding& finding, const Program& program, const effects::LockFault& fault) {
  give_reason(finding, "this takes or gives back a lock with the key '" + shown_key(fault.key) + "'", fault.place);
  if (fault.place.is(Kind::Call)) give_call(finding, program, fault.place);
  if (fault.other) give_reason(finding, "the other half of the story was found here", fault.other);
}

}  // namespace lockstep::rules
