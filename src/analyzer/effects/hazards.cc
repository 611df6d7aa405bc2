#include "effects/hazards.h"

#include "effects/acquisitions.h"
#include "effects/beliefs.h"
#include "effects/candidates.h"
#include "effects/excuses.h"
#include "effects/lock_agreement.h"
#include "effects/lock_pairs.h"
#include "effects/narrow_locks.h"
#include "effects/origins.h"
#include "effects/row_locks.h"
#include "effects/stale_saves.h"
#include "effects/type_parameters.h"
#include "effects/units.h"
#include "effects/where_to_look.h"
#include "effects/windows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using program::callee;

namespace {

/// What two writes must share to be about one thing: the rows of one entity, or keys of one shape. A key that says
/// nothing by itself (`readFile(path)`) is a thing of its own in every unit.
std::string thing_of(const Source& source) {
  if (source.store == Store::Row) return "row " + source.subject;
  std::string shape;
  int depth = 0;
  for (const char c : source.key_text) {
    if (c == '{') ++depth;
    if (depth == 0) shape += c;
    if (c == '}' && depth > 0) --depth;
  }
  constexpr std::size_t kTelling = 4;
  if (shape.size() < kTelling) {
    shape = source.key_text + " of " + std::to_string(source.node.file().id.value) + ":" +
            std::to_string(unit_of(source.node) ? unit_of(source.node).id().value : 0);
  }
  return (source.store == Store::Value ? "value " : "file ") + shape;
}

class Search {
 public:
  Search(const Program& program, const std::vector<program::EntryPoint>& entries, const program::Liveness& liveness)
      : program_(program),
        liveness_(liveness),
        vocabulary_(program.models()),
        locks_(program, vocabulary_),
        flows_(program, vocabulary_),
        paths_(program, locks_, entries, liveness),
        waits_(program, vocabulary_),
        agreement_(paths_),
        beliefs_(paths_),
        excuses_(program, flows_, locks_, waits_, beliefs_) {}

  Hazards find() {
    const std::vector<NodeRef> units = units_to_look_at(program_, flows_);
    for (const NodeRef unit : units) collect(program_[unit]);
    for (Candidate& one : candidates_) {
      one.evidence = beliefs_.weigh(one.unit, *one.read, *one.write, one.cause);
      if (const Node stop = called_off_meanwhile(one)) {
        one.cause.strength = Strength::Late;
        one.evidence = stop;
      }
    }
    Hazards hazards;
    // What depends most on the read comes first: of several columns of one write it is the one to talk about.
    std::stable_sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      if (a.unit != b.unit) return a.unit < b.unit;
      return a.cause.strength > b.cause.strength;
    });
    for (const Candidate& candidate : candidates_) judge(candidate, hazards);
    StaleSaves stale_saves{program_, locks_, flows_, paths_, waits_};
    for (const NodeRef unit : units) {
      if (liveness_.is_alive(program_[unit])) stale_saves.note(program_[unit]);
    }
    for (const NodeRef unit : units) stale_saves.find(program_[unit], hazards);
    const auto by_place = [](const LostUpdate& a, const LostUpdate& b) { return a.place < b.place; };
    std::stable_sort(hazards.lost_updates.begin(), hazards.lost_updates.end(), by_place);
    hazards.reacquisitions = find_reacquisitions(program_, locks_, paths_, flows_, liveness_);
    hazards.lock_faults = find_lock_faults(program_, locks_, paths_, waits_, liveness_);
    agreement_.report(hazards.lock_faults);
    row_locks_.report(program_, liveness_, hazards.lock_faults);
    hazards.guarded = std::move(guarded_);
    return hazards;
  }

 private:
  /// Where the store is told: in a callee that both changes and saves what it is handed, else in the unit itself.
  Node place_of(const Candidate& candidate) const {
    const Write& write = *candidate.write;
    // A function that is handed the row makes its change where it calls what writes it.
    if (const std::size_t depth = candidate.cause.chain.size(); write.is_keyed && depth < write.chain.size())
      return program_[write.chain[depth]];
    if (!candidate.cause.chain.empty()) return write.deep;
    if (write.flush.is(Kind::Call)) return write.flush;
    // In a closure that somebody else runs.
    return write.chain.empty() ? write.deep : program_[write.chain.front()];
  }

  void collect(const Node& unit) {
    const Flow& flow = flows_.of(unit);
    if (liveness_.is_alive(unit)) {
      beliefs_.note(unit, flow);
      row_locks_.note(unit, flow);
    }
    for (const Write& write : flow.writes) {
      const Source& read = flow.sources[write.source];
      if (read.is_own) continue;  // nobody else has heard of this row
      // What only names tell is believed where the old value goes into the new one, and nowhere else.
      const bool by_name = read.by_name || write.by_name;
      std::map<std::string, Candidate> by_column;
      for (const Mutation& mutation : write.mutations) {
        if (by_name && mutation.strength != Strength::Merged) continue;
        const std::string column(first_of(mutation.path));
        auto [entry, is_first] = by_column.try_emplace(column, Candidate{unit, &read, &write, mutation, column});
        if (!is_first && mutation.strength > entry->second.cause.strength) entry->second.cause = mutation;
      }
      if (by_column.empty() && write.whole && !by_name) {
        by_column[""] = {unit, &read, &write, {.node = write.flush, .path = "", .strength = Strength::Plain}, ""};
      }
      for (auto& [column, candidate] : by_column) {
        const bool is_guarded_inside =
            write.inside.unit && paths_.guard(write.inside.unit, write.inside.read, write.inside.flush) != nullptr;
        const bool is_row_locked = read.row_lock && !ends_before(unit, read, write);
        if (!is_row_locked && !is_guarded_inside) candidate.path = paths_.unguarded(unit, read.node, write.flush);
        if (!candidate.path && !is_guarded_inside) look_past_narrow_locks(candidate);
        if (!candidate.path) {
          if (by_name || !liveness_.is_alive(unit)) continue;
          guarded_.push_back({.unit = unit,
                              .read = read,
                              .write = write,
                              .place = place_of(candidate),
                              .column = column,
                              .strength = candidate.cause.strength});
          if (candidate.cause.strength == Strength::Next && !read.row_lock)
            agreement_.note(thing_of(read), column, unit, read.node, write.flush);
          if (candidate.cause.strength == Strength::Merged) {
            locked_[thing_of(read)][column].push_back({.place = place_of(candidate),
                                                       .in_store = is_locked_in_store(unit, read, write),
                                                       .is_of_a_thing = is_locked_by_thing(unit, read, write)});
            if (!read.row_lock) agreement_.note(thing_of(read), column, unit, read.node, write.flush);
          }
          continue;
        }
        candidates_.push_back(std::move(candidate));
      }
    }
  }

  /// A count that everybody shares is not kept by a lock of the one thing that somebody works on.
  void look_past_narrow_locks(Candidate& candidate) {
    const Mutation& cause = candidate.cause;
    if (candidate.read->store != Store::Value || cause.strength != Strength::Merged || cause.merge != Merge::Number ||
        !is_for_everybody(candidate.read->key_text))
      return;
    auto found = narrowly_locked(program_, locks_, paths_, liveness_, candidate.unit, candidate.write->flush);
    if (!found) return;
    candidate.path = std::move(found->path);
    narrow_locks_.emplace(candidate.write->flush.ref(), found->lock);
  }

  /// Whether the transaction under which a read locks its row is over when the write begins.
  bool ends_before(const Node& unit, const Source& read, const Write& write) const {
    for (const Region& region : locks_.regions(unit)) {
      if (region.kind == Region::Kind::Transaction && Locks::covers(region, read.node) &&
          region.span.end <= write.flush.span().begin)
        return true;
    }
    return false;
  }

  /// Whether the store itself keeps others away, also those that write without asking for a lock.
  bool is_locked_in_store(const Node& unit, const Source& read, const Write& write) const {
    if (read.row_lock) return true;
    const Region* region = paths_.guard(unit, read.node, write.flush);
    if (region == nullptr) {
      const Held held = paths_.held(unit, read.node, write.flush);
      return std::any_of(held.regions.begin(), held.regions.end(),
                         [](const Held::Lock& lock) { return lock.region.kind == Region::Kind::Statement; });
    }
    if (region->kind == Region::Kind::Statement) return true;
    const Node head = region->opener.is(Kind::Call) ? callee(region->opener) : Node{};
    return head && ends_with_any_case(head.text(), "transaction");
  }

  static bool is_keyed(const Held::Lock& lock) {
    return lock.region.kind == Region::Kind::Held && lock.region.key.find('{') != std::string::npos;
  }

  bool is_locked_by_thing(const Node& unit, const Source& read, const Write& write) const {
    const Held held = paths_.held(unit, read.node, write.flush);
    return std::any_of(held.regions.begin(), held.regions.end(), is_keyed);
  }

  std::vector<Node> locked_writers(const Candidate& candidate) const {
    std::vector<Node> found;
    const auto thing = locked_.find(thing_of(*candidate.read));
    if (thing == locked_.end()) return found;
    const bool is_plain = candidate.cause.strength == Strength::Plain;
    for (const auto& [column, writers] : thing->second) {
      // Saving the whole entity takes every column along.
      const bool is_taken_along = candidate.write->whole && is_plain;
      if (column != candidate.column && !is_taken_along) continue;
      for (const LockedWriter& writer : writers) {
        // A value that does not come from the read waits for the store's own lock, and nothing is lost.
        if (is_plain && !candidate.write->whole && writer.in_store) continue;
        if (!is_plain || writer.is_of_a_thing) found.push_back(writer.place);
      }
    }
    // This very write, reached on another way: its lock is about that way.
    std::erase(found, place_of(candidate));
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  /// Whether a lock is taken close to what is done under it. One that is held far above, around a whole delivery, is
  /// about something else.
  bool is_near(const Node& locker, const Node& unit) const {
    constexpr int kNear = 3;
    std::set<NodeRef> level{unit.ref()};
    for (int depth = 0; depth <= kNear; ++depth) {
      if (level.contains(locker.ref())) return true;
      std::set<NodeRef> above;
      for (const NodeRef at : level) {
        for (const NodeRef call : program_.callers(program_[at])) {
          if (const Node caller = unit_of(program_[call])) above.insert(caller.ref());
        }
      }
      level = std::move(above);
    }
    return false;
  }

  /// What some callers hold and others do not, they believe to be needed.
  Node locked_way_to(const Candidate& candidate) const {
    if (narrow_locks_.contains(candidate.write->flush.ref())) return {};
    const Held held = paths_.held(candidate.unit, candidate.read->node, candidate.write->flush);
    for (const Held::Lock& lock : held.regions) {
      // One key for everything keeps a job from running twice, and says nothing of this row.
      if (!is_keyed(lock) || !is_given_back(lock.region, lock.unit)) continue;
      if (is_near(lock.unit, candidate.unit) || names_subject(lock.region.key, candidate.read->subject))
        return lock.region.opener;
    }
    return {};
  }

  /// Whether a state is set after a wait for another machine during which somebody else may have called the work off,
  /// and who does that.
  Node called_off_meanwhile(const Candidate& candidate) {
    const Mutation& cause = candidate.cause;
    if (cause.strength != Strength::Plain || candidate.column.empty() || candidate.read->store != Store::Row ||
        in_catch(candidate.write->flush, candidate.unit))
      return {};
    const Node assign = cause.node.parent();
    Node value = program::without_casts(cause.node.is(Kind::Property)       ? program::value_of(cause.node)
                                        : assign && assign.is(Kind::Assign) ? assign.child(1)
                                                                            : Node{});
    if (value && value.is(Kind::Conditional))  // `status: isDone ? Status.Done : undefined`
      value = program::without_casts(value.child(clears(value.child(1)) ? 2 : 1));
    const bool is_state = value && (value.is(Kind::String) || value.is(Kind::Member) || value.is(Kind::Ident));
    if (!is_state || vocabulary_.is_stop(value.text())) return {};
    const Node stop = beliefs_.stopped_elsewhere(candidate.unit, candidate.read->subject, candidate.column);
    if (!stop) return {};
    // Who has looked again behind the wait may have seen it.
    for (const Source& other : flows_.of(candidate.unit).sources) {
      if (other.form == Source::Form::Read && other.subject == candidate.read->subject &&
          other.node.file().id == candidate.unit.file().id &&
          other.node.span().begin > candidate.read->node.span().begin &&
          other.node.span().begin < candidate.write->flush.span().begin)
        return {};
    }
    for (const Node& await : awaits_between(candidate.unit, candidate.read->node, candidate.write->flush)) {
      const Node call = waited_for(await);
      if (call.is(Kind::Call) && waits_.of(call) == Wait::Network) return stop;
    }
    return {};
  }

  /// What was read; in a base class for every entity, the one that the heir means which leads there.
  Source named(const Candidate& candidate) const {
    Source read = *candidate.read;
    EntityName name{read.subject, read.shown, read.entity, read.is_generic};
    Node target = candidate.unit;
    const auto& calls = candidate.path->calls;
    for (auto call = calls.rbegin(); call != calls.rend() && name.is_generic; ++call) {
      name_by_caller(program_, *call, target, name);
      target = unit_of(*call);
    }
    read.subject = std::move(name.subject);
    read.shown = std::move(name.shown);
    read.entity = name.entity;
    read.is_generic = name.is_generic;
    return read;
  }

  void judge(const Candidate& candidate, Hazards& hazards) {
    // What is inserted is no write of what others change under their locks.
    const Strength kind = candidate.cause.strength;
    const bool is_insert = kind == Strength::Absent || kind == Strength::Limited || kind == Strength::Last;
    // "The one that is still open" may be there twice for all that is known, unless some of the callers lock.
    const bool is_by_state = candidate.cause.is_by_state;
    if (is_by_state && !locked_way_to(candidate)) return;
    std::vector<Node> locked = is_insert ? std::vector<Node>{} : locked_writers(candidate);
    std::vector<Node> awaits = awaits_between(candidate.unit, candidate.read->node, candidate.write->flush);
    std::erase_if(awaits, [&](const Node& await) {
      const Node call = waited_for(await);
      return call.is(Kind::Call) && waits_.never_waits(call);
    });
    const Strength strength = candidate.cause.strength;
    if (excuses_.has(candidate, !locked.empty(), awaits)) return;
    // One cause is one finding, however many callers lead to it, and however many columns one write has.
    const Node place = place_of(candidate);
    if (!seen_.insert(place.ref()).second) return;
    if (!told_.insert({candidate.unit.ref(), candidate.write->flush.ref()}).second) return;
    // So are several writes of one column in one function.
    const std::string cause = thing_of(*candidate.read) + " " + (strength == Strength::Merged ? candidate.column : "?");
    // A limit that one function checks is one matter, whoever asks it.
    const NodeRef around = strength == Strength::Limited ? candidate.read->deep.ref() : candidate.unit.ref();
    const auto [known, is_first] = by_cause_.try_emplace({around, cause}, hazards.lost_updates.size());
    if (!is_first) {
      hazards.lost_updates[known->second].also.push_back(place);
      return;
    }
    const Node locked_way = is_insert && !is_by_state ? Node{} : locked_way_to(candidate);
    const bool last_word = locked.empty() && !locked_way && excuses_.is_last_word(candidate);
    const bool is_rare = locked.empty() && !locked_way && excuses_.is_rare(candidate);
    if (locked_way && strength == Strength::Merged)
      agreement_.note_ways(candidate.read->subject,
                           paths_.held(candidate.unit, candidate.read->node, candidate.write->flush));
    const Region* at_write = strength == Strength::Merged
                                 ? paths_.guard(candidate.unit, candidate.write->flush, candidate.write->flush)
                                 : nullptr;
    // A mark that stays ("delivered once") keeps nobody else from this row.
    const bool is_mark =
        at_write != nullptr && at_write->kind == Region::Kind::Held && !is_given_back(*at_write, candidate.unit);
    const Node late_lock = at_write == nullptr || at_write->is_by_write || is_mark ? Node{} : at_write->opener;
    const bool is_harmless_twice = strength == Strength::Checked && candidate.cause.looked_at != LookedAt::Way &&
                                   !candidate.evidence && locked.empty() &&
                                   excuses_.done_twice(candidate) != Shows::Outside;
    const auto narrow = narrow_locks_.find(candidate.write->flush.ref());
    hazards.lost_updates.push_back({.unit = candidate.unit,
                                    .read = named(candidate),
                                    .write = *candidate.write,
                                    .place = place,
                                    .cause = candidate.cause,
                                    .also = {},
                                    .column = candidate.column,
                                    .path = *candidate.path,
                                    .awaits = std::move(awaits),
                                    .locked_writers = std::move(locked),
                                    .evidence = narrow == narrow_locks_.end() ? candidate.evidence : narrow->second,
                                    .late_lock = late_lock,
                                    .locked_way = locked_way,
                                    .is_harmless_twice = is_harmless_twice,
                                    .is_last_word = last_word,
                                    .is_rare = is_rare});
  }

  const Program& program_;
  const program::Liveness& liveness_;
  Vocabulary vocabulary_;
  Locks locks_;
  Flows flows_;
  Paths paths_;
  Waits waits_;
  LockAgreement agreement_;
  Beliefs beliefs_;
  RowLocks row_locks_;
  Excuses excuses_;
  std::vector<Candidate> candidates_;
  struct LockedWriter {
    Node place;
    bool in_store = false;       ///< a row's lock rather than one that everybody must remember to take
    bool is_of_a_thing = false;  ///< its key says which one; one key for all keeps a job from running twice
  };
  std::map<std::string, std::map<std::string, std::vector<LockedWriter>>> locked_;  // by thing and column
  std::vector<GuardedUpdate> guarded_;
  std::map<NodeRef, Node> narrow_locks_;  // held at a count that everybody shares, by the call that writes it
  std::set<NodeRef> seen_;
  std::set<std::pair<NodeRef, NodeRef>> told_;                       // unit and the call in it that writes
  std::map<std::pair<NodeRef, std::string>, std::size_t> by_cause_;  // index into lost_updates
};

}  // namespace

Hazards find_hazards(const Program& program, const std::vector<program::EntryPoint>& entries,
                     const program::Liveness& liveness) {
  return Search(program, entries, liveness).find();
}

const Hazards& HazardsOnDemand::of(const Program& program, const std::vector<program::EntryPoint>& entries,
                                   const program::Liveness& liveness) const {
  std::call_once(once_, [&] { hazards_ = find_hazards(program, entries, liveness); });
  return hazards_;
}

}  // namespace lockstep::effects
