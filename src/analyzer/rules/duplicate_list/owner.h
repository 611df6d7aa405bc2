#pragma once

#include "rules/duplicate_list/import_paths.h"
#include "rules/duplicate_list/value_list.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Which of several lists the others should come from, and how they could.
namespace lockstep::rules {

/// A package that draws what a browser shows.
bool is_for_browsers(const workspace::Package& package);

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
  /// What to do so that `copy` need not exist: one sentence, with the import that would work.
  /// `is_wider`: there are copies in further files.
  std::string advice(const ValueList& copy, const ValueList& owner, bool is_wider = false) const;

 private:
  struct Move;  // what an advice is about

  const workspace::Package* package_of(const ValueList& list) const;
  bool depends_on(const workspace::Package& user, const workspace::Package& used) const;
  static bool depends_directly(const workspace::Package& user, const workspace::Package& used);
  const workspace::Package* common_package(const workspace::Package& a, const workspace::Package& b) const;
  bool holds_only_types(const workspace::Package& package) const;
  // advice.cc
  static std::string further_step(const Move& move);
  static std::string beside(const Move& move);
  std::string across(const Move& move) const;
  std::string within(const Move& move) const;

  const Program& program_;
  ImportPaths paths_;
  std::vector<std::vector<std::uint32_t>>
      uses_;                     // by package: the workspace packages that it depends on, directly or not
  std::vector<int> dependents_;  // by package
  std::map<std::string_view, const workspace::Package*> schemas_;  // by path of a Prisma schema
};

}  // namespace lockstep::rules
