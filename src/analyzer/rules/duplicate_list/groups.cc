#include "rules/duplicate_list/groups.h"

#include "rules/duplicate_list/obstacles.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <optional>

namespace lockstep::rules {
namespace {

/// Has a name that others could import, or is a schema or the type of a field, which somebody could give one.
bool may_be_named(const ValueList& list) {
  if (is_cast(list)) return false;
  return has_own_name(list) || list.shape == Shape::Schema || list.holder == Holder::Member;
}

}  // namespace

Groups::Groups(const std::vector<Candidate>& candidates, const std::vector<Relation>& relations, const Owners& owners)
    : candidates_(candidates),
      relations_(relations),
      owners_(owners),
      of_(candidates.size()),
      rank_(candidates.size()) {
  for (std::size_t i = 0; i < relations.size(); ++i) {
    of_[relations[i].a].push_back(i);
    of_[relations[i].b].push_back(i);
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) rank_[i] = owners.rank(*candidates[i].list);
}

std::vector<std::size_t> Groups::relatives(std::size_t list) const {
  std::vector<std::size_t> found;
  for (const std::size_t index : of_[list]) found.push_back(other(relations_[index], list));
  return found;
}

/// Which of two lists is more worth keeping; the first in order of path where all else is equal.
bool Groups::outranks(std::size_t a, std::size_t b) const {
  // Upstream goes first: from there both can import. But nobody imports a switch.
  const ValueList& own_list = *candidates_[a].list;
  const ValueList& other_list = *candidates_[b].list;
  if (own_list.is_generated != other_list.is_generated) return own_list.is_generated;
  // Nor is a schema a copy of what is written about it, whichever package it lies in.
  const bool are_code = own_list.node && other_list.node;
  if (are_code && own_list.is_handling() == other_list.is_handling()) {
    // Nor the field of a type, where the other has a name and is there for others.
    if (owners_.is_upstream(own_list, other_list)) return has_own_name(own_list) || !other_list.is_exported;
    if (owners_.is_upstream(other_list, own_list)) return own_list.is_exported && !has_own_name(other_list);
  }
  // Nobody imports what is dead, nor from a page, where the other could be given a name or has one.
  if (are_code && !own_list.is_handling() && !other_list.is_handling()) {
    const bool is_own_dead = owners_.is_unused(own_list);
    if (is_own_dead != owners_.is_unused(other_list)) return !is_own_dead;
    const bool are_in_reach = owners_.can_import(own_list, other_list) && owners_.can_import(other_list, own_list);
    const bool may_take_own = obstacle_between(other_list.path, own_list.path) == Obstacle::None;
    const bool may_take_other = obstacle_between(own_list.path, other_list.path) == Obstacle::None;
    if (are_in_reach && may_take_own != may_take_other && may_be_named(may_take_own ? own_list : other_list))
      return may_take_own;
  }
  if (rank_[a] != rank_[b]) return rank_[a] > rank_[b];
  // Of two that are alike the one of whose values the compiler knows.
  if (candidates_[a].checked.is_checked != candidates_[b].checked.is_checked) return candidates_[a].checked.is_checked;
  const std::size_t own = candidates_[a].values.size();
  const std::size_t others = candidates_[b].values.size();
  return own != others ? own > others : a < b;
}

/// The relation by which a list is a copy: none when it outranks all that it is related to.
const Relation* Groups::best(std::size_t copy) const {
  const Relation* chosen = nullptr;
  for (const std::size_t index : of_[copy]) {
    const Relation& relation = relations_[index];
    const std::size_t better = other(relation, copy);
    const bool is_slip = relation.misspelled != Relation::Misspelled::Neither;
    const bool is_worse = is_slip ? copy == (relation.misspelled == Relation::Misspelled::A ? relation.a : relation.b)
                                  : outranks(better, copy);
    if (!is_worse) continue;
    if (chosen == nullptr || is_better(relation, *chosen, copy)) chosen = &relation;
  }
  return chosen;
}

/// An equal list tells more than a drifted one of a little more standing; a note tells least.
bool Groups::is_better(const Relation& relation, const Relation& chosen, std::size_t copy) const {
  if (relation.is_weak != chosen.is_weak) return !relation.is_weak;
  const auto is_in_reach = [&](const Relation& candidate) {
    return owners_.can_import(*candidates_[copy].list, *candidates_[other(candidate, copy)].list);
  };
  if (is_in_reach(relation) != is_in_reach(chosen)) return is_in_reach(relation);
  const auto worth = [&](const Relation& candidate) {
    int sum = rank_[other(candidate, copy)];
    if (candidate.likeness == Likeness::Equal) sum += 25;
    if (candidate.kinship == Kinship::Strong) sum += 25;
    return sum;
  };
  if (worth(relation) != worth(chosen)) return worth(relation) > worth(chosen);
  return outranks(other(relation, copy), other(chosen, copy));
}

const Relation* Groups::between(std::size_t a, std::size_t b) const {
  for (const std::size_t index : of_[a]) {
    if (other(relations_[index], a) == b) return &relations_[index];
  }
  return nullptr;
}

std::vector<Copy> Groups::copies() const {
  const std::size_t count = candidates_.size();
  std::vector<const Relation*> chosen(count);
  std::vector<bool> is_chosen(count);
  for (std::size_t i = 0; i < count; ++i) {
    chosen[i] = best(i);
    if (chosen[i] != nullptr && !chosen[i]->is_weak) is_chosen[other(*chosen[i], i)] = true;
  }
  // What others are copies of is not sent on for the sake of a note.
  for (std::size_t i = 0; i < count; ++i) {
    if (is_chosen[i] && chosen[i] != nullptr && chosen[i]->is_weak) chosen[i] = nullptr;
  }

  // Up the chains, each list once: what its better is decides what it is itself.
  enum class State : std::uint8_t { Unseen, Open, Owner, Copied, Spoken };
  std::vector<State> states(count, State::Unseen);
  std::vector<Copy> all(count);              // by list, for those that are Copied
  std::vector<std::size_t> speakers(count);  // by list, for those that are Spoken for
  std::vector<std::size_t> path;
  for (std::size_t start = 0; start < count; ++start) {
    for (std::size_t at = start; states[at] == State::Unseen;) {
      states[at] = State::Open;
      path.push_back(at);
      if (chosen[at] != nullptr) at = other(*chosen[at], at);
    }
    for (; !path.empty(); path.pop_back()) {
      const std::size_t copy = path.back();
      const std::size_t better = chosen[copy] != nullptr ? other(*chosen[copy], copy) : copy;
      // A ring of three, each before the next: one has to be the owner.
      if (better == copy || states[better] == State::Open) {
        states[copy] = State::Owner;
        continue;
      }
      if (states[better] == State::Owner) {
        all[copy] = {.copy = copy, .owner = better, .relation = *chosen[copy]};
        states[copy] = State::Copied;
        continue;
      }
      const std::size_t speaker = states[better] == State::Spoken ? speakers[better] : better;
      const std::size_t owner = all[speaker].owner;
      std::optional<Relation> relation;
      if (const Relation* direct = between(copy, owner)) {
        relation = *direct;
      } else if (states[better] == State::Copied && all[better].relation.likeness == Likeness::Equal) {
        relation = *chosen[copy];
        relation->common = intersection(candidates_[copy], candidates_[owner]).size();
      }
      if (relation) {
        all[copy] = {.copy = copy, .owner = owner, .relation = *relation};
        states[copy] = State::Copied;
      } else {
        // The same as a list that has drifted: one cause.
        speakers[copy] = speaker;
        states[copy] = State::Spoken;
      }
    }
  }

  for (std::size_t i = 0; i < count; ++i) {
    if (states[i] == State::Spoken) all[speakers[i]].repeats.push_back(i);
  }
  std::vector<Copy> copies;
  for (std::size_t i = 0; i < count; ++i) {
    if (states[i] == State::Copied) copies.push_back(std::move(all[i]));
  }
  return copies;
}

}  // namespace lockstep::rules
