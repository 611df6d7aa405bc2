#pragma once

#include "rules/duplicate_list/import_paths.h"
#include "rules/duplicate_list/unused.h"
#include "rules/duplicate_list/value_list.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Which of several lists the others should come from, and how they could.
namespace lockstep::rules {

/// A package that draws what a browser shows.
bool is_for_browsers(const workspace::Package& package);

/// What else bears on what to do about a copy.
struct Circumstances {
  bool is_wider = false;                          ///< there are copies in further files
  bool has_drifted = false;                       ///< a value of one is not in the other, and makes a difference
  std::span<const ValueList* const> equals = {};  ///< further lists of the very same values
};

class Owners {
 public:
  explicit Owners(const Program& program);

  /// How much a list is made to be the one that others import: higher is better.
  int rank(const ValueList& list) const;
  /// Whether a file of `copy`'s package may import from that of `owner`: the same package, or one that it depends on.
  bool can_import(const ValueList& copy, const ValueList& owner) const;
  /// Whether only `user` may import from where `of` stands, and not the other way round.
  bool is_upstream(const ValueList& of, const ValueList& user) const;
  /// Whether one file imports the other, or something of the other's package, so that values may go from one to the
  /// other in sight of the compiler.
  bool are_linked(const ValueList& a, const ValueList& b) const;
  /// An enum whose values a package of nothing but types cannot hold: each has its place.
  bool are_kept_apart(const ValueList& copy, const ValueList& owner) const;
  /// Whether nobody uses a list, nor what it is written in.
  bool is_unused(const ValueList& list) const;
  /// Whether neither of two packages may import from the other, nor is there a third from which both could.
  bool share_nothing(const ValueList& a, const ValueList& b) const;
  /// What to do so that `copy` need not exist: one sentence, with the import that would work.
  std::string advice(const ValueList& copy, const ValueList& owner, const Circumstances& around = {}) const;

 private:
  struct Move;  // what an advice is about (move.h)

  const workspace::Package* package_of(const ValueList& list) const;
  bool depends_on(const workspace::Package& user, const workspace::Package& used) const;
  static bool depends_directly(const workspace::Package& user, const workspace::Package& used);
  const workspace::Package* common_package(const workspace::Package& a, const workspace::Package& b) const;
  bool holds_only_types(const workspace::Package& package) const;
  // source.cc
  const ValueList& source_for(const ValueList& copy, const ValueList& owner, const Circumstances& around) const;
  int worth_as_source(const ValueList& copy, const ValueList& source) const;
  bool is_imported(const ValueList& copy, const Node& declaration) const;
  std::string client_of(const ValueList& copy, std::string_view name) const;
  ValueList alias_of(const ValueList& values) const;
  std::string from_where(const ValueList& copy, const ValueList& owner) const;
  // steps.cc
  std::string further_step(const Move& move) const;
  std::string by_an_enum(const ValueList& copy, const std::string& name) const;
  // advice.cc
  std::string of_a_guard(const Move& move) const;
  std::string beside(const Move& move) const;
  bool may_load(const Move& move) const;
  std::string across(const Move& move) const;
  std::string within(const Move& move) const;
  static bool is_nobodys(const Move& move);
  std::string turned_round(const Move& move, const std::string& from) const;
  std::string out_of(const Move& move, const std::string& from) const;
  std::string for_both(const workspace::Package& own, const workspace::Package& other) const;

  const Program& program_;
  ImportPaths paths_;
  Unused unused_;
  std::vector<std::vector<std::uint32_t>>
      uses_;                     // by package: the workspace packages that it depends on, directly or not
  std::vector<int> dependents_;  // by package
  std::map<std::string_view, const workspace::Package*> schemas_;  // by path of a Prisma schema
};

}  // namespace lockstep::rules
