// unguarded-write: something that outlives the process is read, changed and written back, and nothing keeps a second
// request from doing the same in between.
//
// Both read the old value, both write, and what the first one wrote is gone: a workflow step, a counter, an element of
// a list in a JSON column. It needs no threads: every `await` lets another request run, and other processes never stop.
// Tests do not see it, and the log has no error.
//
// We report the write, because that is where a lock, an atomic operator or a condition would go, and show the way from
// an entry point to it on which no lock is held. One way is enough: a lock that some callers take protects nothing.

#include "rules/rule.h"

#include "effects/units.h"
#include "rules/hazard_reasons.h"
#include "rules/hazard_text.h"
#include "rules/prisma_columns.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

using effects::LostUpdate;
using effects::Strength;

constexpr KindInfo kKinds[] = {
    {.id = "unlocked",
     .severity = Severity::Warning,
     .meaning = "read, changed and written back with no lock on some path",
     .one = "write to shared state holds no lock",
     .many = "writes to shared state hold no lock",
     .impact = "Two requests at once both read the old value, and what the first one wrote is lost without a trace.",
     .effort = findings::Effort::Function},
};

constexpr std::string_view kTags[] = {"concurrency", "external/cwe/cwe-362"};

constexpr RuleInfo kInfo{
    .id = "unguarded-write",
    .name = "UnguardedWrite",
    .title = "Shared state is read, changed and written back without a lock",
    .advice =
        "Hold a lock from the read to the write, or let the store do it in one step (an atomic operator, a conditional "
        "update, a row lock).",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = {},
    .page = {},
    .tags = kTags,
    .area = "Shared state",
};

std::string message_of(const LostUpdate& lost) {
  const std::string what = name_of(lost.read, lost.column);
  const bool others_lock = !lost.locked_writers.empty();
  switch (lost.cause.strength) {
    case Strength::Plain:
      if (!lost.write.whole)
        return what + " is written with no lock held, so whoever changes it under the lock overwrites this value";
      return "saving " + what +
             " writes back everything that was read earlier and holds no lock, while other writers of it do";
    case Strength::Checked:
      if (!lost.evidence && lost.cause.looked_at == effects::LookedAt::Way)
        return what +
               " is checked for the way from its old value to the new one and then set in two steps, so of two " +
               "changes at once each goes by what is no more";
      if (!lost.evidence && lost.cause.looked_at == effects::LookedAt::Nothing)
        return what +
               " is made up where there is none and handed out, with no lock held, so of two requests at once one "
               "hands "
               "out what is kept nowhere";
      if (!lost.evidence)
        return what + " is looked at and then set in two steps with no lock held, so two requests at once both get " +
               "past it, and what follows is done twice";
      if (lost.is_locked_late())
        return what + " is looked at before the lock is taken and set under it, so whoever waited for the lock goes " +
               "by what was there before";
      return what +
             " is looked at and then set in two steps, so a change in between is overwritten; other writers of it let "
             "the store compare";
    case Strength::Refilled:
      return what + " is written back as it was read where it is not given, so of two partial updates at once each " +
             "puts back what the other one changed";
    case Strength::Rotated:
      return what + " is spent at another machine and replaced with no lock held, so of two refreshes at once the " +
             "second spends one that is good no more, or the older answer is stored last";
    case Strength::Drained:
      return what + " is read and then deleted in two steps, so what is added in between is deleted unread";
    case Strength::Shifted:
      return what + " of the rows behind this one is moved by where it lay before the lock was taken, so a move in " +
             "between leaves gaps or two of the same";
    case Strength::Late:
      return what + " is set after a wait for another machine, whatever it has become: who calls the work off " +
             "meanwhile is overwritten";
    case Strength::Limited:
      return what +
             " is counted against a limit before one more is inserted, with no lock held, so requests at once all find "
             "room";
    case Strength::Last:
      return what +
             " is counted before one is taken away, with no lock held, so requests at once all find that another "
             "one stays";
    case Strength::Absent:
      if (lost.locked_way)
        return what +
               " is looked for and inserted where none is found, with no lock held, although another way to this "
               "insert takes one, so requests at once insert it twice";
      return what +
             " is looked for and inserted where none is found, with no lock held and no unique index, so requests at "
             "once insert it twice";
    case Strength::Claim:
      return what +
             " is looked at and then set in two steps with no lock held, so two requests at once both get past it";
    case Strength::Next:
      return what + " is counted on from what was read with no lock held, so two requests at once get the same";
    case Strength::Other:
      return what + " is computed from " +
             (lost.cause.from == lost.column ? "its old value" : name_of(lost.read, lost.cause.from)) +
             " as it was read and written later with no lock held" +
             (others_lock ? ", although other writers of it take one" : ", so it may not fit what is stored by then");
    case Strength::Merged:
      break;
  }
  if (lost.evidence)
    return what + " is built on its old value and written back, and the lock on the way is for one thing only, so of " +
           "two requests for different things one undoes what the other wrote";
  if (lost.late_lock)
    return what + " is built on what was read before the lock was taken that it is written under, so of two requests " +
           "at once one undoes what the other wrote";
  return what + " is built on its old value and written back with no lock held, " +
         (others_lock         ? "although other writers of it take one"
          : lost.locked_way   ? "although another way to this write takes one"
          : lost.is_last_word ? "so of two saves at once the later one puts back what it did not mean to change"
                              : "so of two requests at once one undoes what the other wrote");
}

/// Calls that take out or replace elements, for which there is no step that only adds.
constexpr std::array<std::string_view, 9> kNotAdding = {"filter", "splice", "map",     "pop",      "shift",
                                                        "sort",   "with",   "reverse", "toSpliced"};

/// Whether a function does nothing to lists but add to them.
bool only_adds(const Node& function) {
  for (const Node node : program::nodes_of(function, {Kind::Call, Kind::Assign})) {
    if (node.is(Kind::Assign)) {
      if (node.child(0) && node.child(0).is(Kind::Index)) return false;
      continue;
    }
    const Node head = program::callee(node);
    if (head && head.is(Kind::Member) &&
        std::find(kNotAdding.begin(), kNotAdding.end(), head.text()) != kNotAdding.end())
      return false;
  }
  return true;
}

/// Whether a column gets what some call made, such as a text or something sealed, rather than data.
bool is_made_by_call(const Program& program, const Node& written) {
  const Node value = program::without_casts(written.is(Kind::Property) ? program::value_of(written) : written);
  const Node made = value ? program.constant(value) : Node{};
  const Node head = made && made.is(Kind::Call) ? program::callee(made) : Node{};
  return head && !program::is_named(head, "Object", "assign");
}

/// What the store would do to a list, which depends on what the column is: a list, JSON, or a text that holds some.
std::string list_step(const Program& program, const LostUpdate& lost) {
  const effects::InOneStep& steps = lost.read.in_one_step;
  const std::string type = prisma_type(program, lost.read.subject, lost.column);
  if (type.starts_with("Json")) return steps.part;
  return type.starts_with("String") && !type.ends_with("[]") ? std::string() : steps.list;
}

/// What the store would do instead, by how the new value is made of the old one; empty where that is not told.
std::string step_of(const Program& program, const LostUpdate& lost) {
  const effects::InOneStep& steps = lost.read.in_one_step;
  const Node written = lost.cause.node;
  const bool is_column = lost.read.store == effects::Store::Row && written;
  if (is_column && lost.cause.merge != effects::Merge::Number && lost.cause.merge != effects::Merge::List &&
      is_made_by_call(program, written))
    return {};
  if (is_column && lost.cause.merge == effects::Merge::List) {
    const Node around = written.enclosing_function();
    if (!only_adds(lost.unit) || (around && !only_adds(around))) return {};
  }
  if (lost.cause.path.find('.') != std::string::npos) return steps.part;  // a number in a JSON column is a part of it
  switch (lost.cause.merge) {
    case effects::Merge::Part:
      return steps.part;
    case effects::Merge::List:
      return is_column ? list_step(program, lost) : steps.list;
    case effects::Merge::Number:
      return steps.number;
    case effects::Merge::None:
    case effects::Merge::Some:
    case effects::Merge::Flip:
      break;
  }
  return {};
}

/// What would repair it, in the words of the store and of the column.
std::string advice_of(const Program& program, const LostUpdate& lost) {
  const std::string what = lost.column.empty() ? name_of(lost.read, "") : "'" + lost.column + "'";
  const std::string step = step_of(program, lost);
  const std::string how = step.empty() ? "" : " (" + step + ")";
  switch (lost.cause.strength) {
    case Strength::Refilled:
      return "Leave out what is not given: an update leaves the columns alone that it does not name.";
    case Strength::Rotated:
      return "Let one refresh run at a time (a lock on the row or under its key, from the read to the write), and "
             "let " +
             std::string("whoever waited read it again.");
    case Strength::Drained:
      return "Read and delete in one step (a transaction of the store, a script), or give the list another name first.";
    case Strength::Shifted:
      return "Read the row again under the lock, and move the others by that.";
    case Strength::Checked:
      if (lost.is_locked_late()) return "Read it again under the lock, and go by that.";
      [[fallthrough]];
    case Strength::Claim:
      if (lost.read.store == effects::Store::Value)
        return lost.write.takes_away
                   ? "Read it and take it away in one step (`GETDEL`, or a script)."
                   : "Set it only where it is not there yet (`SET … NX`), and go on only if that did it.";
      return "Put the check into the condition of the update, beside the key, and go on only if it changed a row.";
    case Strength::Late:
      return "Put the states that may be left into the condition of the update (`status` not among those that end it), "
             "and look at how many rows it changed.";
    case Strength::Limited:
      return "Lock what the limit belongs to (its row, or an advisory lock by its id) from the count to the insert, or "
             "keep the number in a column that is raised only while it is below the limit.";
    case Strength::Last:
      return "Lock what the rows belong to (its row, or an advisory lock by its id) from the count to the write, or "
             "run both in a serializable transaction.";
    case Strength::Absent:
      return "Give the columns by which it is looked for a unique index and let the second insert do nothing (an "
             "upsert), or hold a lock on them from the look to the insert.";
    case Strength::Next:
      return "Let the store count (a sequence, or one statement that inserts the greatest number and one more), or let "
             "a "
             "unique index refuse the second and try again.";
    case Strength::Plain:
      return "Take the lock that the other writers take, from the read to the write.";
    case Strength::Other:
    case Strength::Merged:
      break;
  }
  if (lost.cause.strength == Strength::Merged && lost.cause.merge == effects::Merge::Flip)
    return "Set it to what the caller asks for, and not to the opposite of what was read.";
  if (lost.late_lock) return "Read it again under the lock, and build on that.";
  if (lost.locked_way)
    return "Take the lock that is taken on the other way, best in the function that reads and writes, so that no way "
           "in "
           "can miss it.";
  if (!lost.locked_writers.empty())
    return "Take the lock that the other writers take, from the read to the write, or let the store change " + what +
           " in one step" + how + ".";
  switch (lost.read.store) {
    case effects::Store::Row:
      return "Let the store change " + what + " in one step" + how +
             ", put what was read into the condition of the update and try again when no row matched, or lock the row "
             "from "
             "the read to the write.";
    case effects::Store::Value:
      return "Change it in one step" + how + ", or hold a lock on this key from the read to the write.";
    case effects::Store::File:
      return "Let one queue or mutex run all that read and write this file, or hold a lock file from the read to the "
             "write.";
  }
  return {};
}

Severity severity_of(const LostUpdate& lost) {
  const bool others_lock = !lost.locked_writers.empty() || lost.locked_way;
  const bool is_flip = lost.cause.strength == Strength::Merged && lost.cause.merge == effects::Merge::Flip;
  if (lost.is_last_word || lost.is_harmless_twice || lost.cause.strength == Strength::Limited ||
      lost.cause.strength == Strength::Last)
    return Severity::Note;
  if (is_flip && !others_lock) return Severity::Note;
  const bool is_sure = (lost.cause.strength == Strength::Merged && !lost.is_rare) || others_lock;
  return is_sure ? Severity::Error : Severity::Warning;
}

Finding finding_of(const Program& program, const LostUpdate& lost) {
  Finding finding{
      .kind = "unlocked",
      .severity = severity_of(lost),
      .subject = name_of(lost.read, lost.column) + " in " + program.qualified_name(lost.unit),
      .where = place_of(lost.place),
      .message = message_of(lost),
      .advice = advice_of(program, lost),
  };
  finding.related.push_back(
      {place_of(lost.read.deep), lost.read.is_handed_in ? "handed in here, read before" : "read here"});
  constexpr std::size_t kMost = 5;
  for (std::size_t i = 0; i < lost.also.size() && i < kMost; ++i)
    finding.related.push_back({place_of(lost.also[i]), lost.cause.strength == Strength::Limited
                                                           ? "inserted here, too"
                                                           : "written back here, too"});
  if (!lost.locked_writers.empty()) {
    // One is enough to show that somebody thought of it.
    const std::size_t others = lost.locked_writers.size() - 1;
    std::string text = "written under a lock here";
    if (others != 0) text += ", and at " + std::to_string(others) + (others == 1 ? " other place" : " other places");
    finding.related.push_back({place_of(lost.locked_writers.front()), std::move(text)});
  }
  if (lost.evidence) {
    const bool is_lock = lost.is_locked_late();
    finding.related.push_back({place_of(lost.evidence), lost.cause.strength == Strength::Late ? "called off here"
                                                        : lost.cause.strength == Strength::Merged
                                                            ? "this lock is for one thing only"
                                                        : is_lock ? "only here is the lock taken"
                                                                  : "here the store compares and sets at once"});
  }
  if (lost.late_lock) finding.related.push_back({place_of(lost.late_lock), "only here is the lock taken"});
  if (lost.locked_way)
    finding.related.push_back({place_of(lost.locked_way), "on another way in, a lock is taken here"});
  finding.steps = steps_of(program, lost.path, lost.read, lost.awaits, lost.write, &lost.cause);
  give_reasons(finding, program, lost);
  return finding;
}

/// From so many callers on, what they all write through is what has to be mended.
constexpr std::size_t kManyCallers = 4;

/// One finding for all who build one column anew and have the same function write it: there is one cure, in there.
Finding folded(const Program& program, const std::vector<const LostUpdate*>& all) {
  const LostUpdate& first = *all.front();
  Finding finding = finding_of(program, first);
  const std::string writer = program.qualified_name(effects::unit_of(first.write.deep));
  finding.message +=
      ", and the same goes for " + std::to_string(all.size() - 1) + " more places that write it through " + writer;
  finding.advice = "Let " + writer + " change " + (first.column.empty() ? "it" : "'" + first.column + "'") +
                   " in one step, or compare what was read before it writes, so that no caller has to think of it.";
  for (std::size_t i = 1; i < all.size(); ++i) {
    finding.related.push_back({place_of(all[i]->place), "and here, by " + program.qualified_name(all[i]->unit)});
    finding.also.push_back(
        {.place = place_of(all[i]->place),
         .subject = name_of(all[i]->read, all[i]->column) + " in " + program.qualified_name(all[i]->unit),
         .identity = {}});
  }
  return finding;
}

std::vector<Finding> check(const Program& program, const Shared& shared, const Settings&) {
  std::vector<Finding> found;
  const auto& lost_updates = shared.hazards.of(program, shared.entry_points, shared.liveness).lost_updates;
  // By the call that writes, and by what is said of it.
  std::map<std::pair<NodeRef, std::string>, std::vector<const LostUpdate*>> by_write;
  for (const LostUpdate& lost : lost_updates) {
    if (lost.cause.strength == Strength::Merged && effects::unit_of(lost.write.deep) != lost.unit)
      by_write[{lost.write.deep.ref(), message_of(lost)}].push_back(&lost);
  }
  for (const LostUpdate& lost : lost_updates) {
    const auto same = by_write.find({lost.write.deep.ref(), message_of(lost)});
    const bool is_one_of_many = same != by_write.end() && same->second.size() >= kManyCallers &&
                                std::ranges::find(same->second, &lost) != same->second.end();
    if (!is_one_of_many) {
      found.push_back(finding_of(program, lost));
    } else if (same->second.front() == &lost) {
      found.push_back(folded(program, same->second));
    }
  }
  return found;
}

}  // namespace

extern constinit const Rule unguarded_write{kInfo, check};

}  // namespace lockstep::rules
