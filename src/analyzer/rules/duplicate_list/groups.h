#pragma once

#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/relation.h"

#include <cstddef>
#include <vector>

/// Who is a copy of whom. Of lists that are related, at first or second hand, one is the owner, and an owner is a copy
/// of nobody: a reader who follows the advice of one finding must not be sent on by another.
namespace lockstep::rules {

struct Copy {
  std::size_t copy = 0;
  std::size_t owner = 0;
  Relation relation;                 ///< between the two
  bool is_folded = false;            ///< said by another finding, or by none
  std::vector<std::size_t> repeats;  ///< further lists that this finding speaks for
  bool is_file = false;              ///< all of its file is a copy of the other's
  std::size_t more_apart = 0;        ///< further lists of the package that stand beside types of the other
  std::size_t more = 0;              ///< further lists of the file that come from the same other file
};

class Groups {
 public:
  Groups(const std::vector<Candidate>& candidates, const std::vector<Relation>& relations, const Owners& owners);

  /// Every list that is a copy, in order; those that another speaks for are its repeats already.
  std::vector<Copy> copies() const;
  /// The lists that one is directly related to, in order of their relations.
  std::vector<std::size_t> relatives(std::size_t list) const;

 private:
  std::size_t other(const Relation& relation, std::size_t list) const {
    return relation.a == list ? relation.b : relation.a;
  }
  bool outranks(std::size_t a, std::size_t b) const;
  const Relation* best(std::size_t copy) const;
  bool is_better(const Relation& relation, const Relation& chosen, std::size_t copy) const;
  const Relation* between(std::size_t a, std::size_t b) const;

  const std::vector<Candidate>& candidates_;
  const std::vector<Relation>& relations_;
  const Owners& owners_;
  std::vector<std::vector<std::size_t>> of_;  // by list: the relations that it takes part in
  std::vector<int> rank_;
};

}  // namespace lockstep::rules
