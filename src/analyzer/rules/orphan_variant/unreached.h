#pragma once

#include "rules/orphan_variant/elsewhere.h"
#include "rules/orphan_variant/named_files.h"
#include "rules/rule.h"

#include <map>
#include <span>
#include <string>
#include <vector>

/// Functions that are exported to a program which never speaks of them.
///
/// Liveness lets every exported function live, since whoever loads a module may call it. Within an application nobody
/// does: a module from which other files import, in a package that is not published, gives its functions to this
/// program only. One whose name stands nowhere else, in no call, string or component, is run by nobody. So is a method
/// of a class that no other one stands for, when every call of its name leads elsewhere. Asked about few functions, so
/// what it takes is found out when the first is asked about. Not for several threads at once.
namespace lockstep::rules::variants {

/// Whether a node stands behind a `return` or `throw` in its block, so that it never runs.
bool is_behind_exit(const Node& node);

class Unreached {
 public:
  Unreached(const Program& program, const NamedFiles& named_files, const Elsewhere& elsewhere)
      : program_(program), named_files_(named_files), elsewhere_(elsewhere) {}

  /// The exported function or method around a node that nobody calls; null when there is none.
  Node around(const Node& node) const;
  /// How people call it: by the constant that holds it, where a wrapper made it.
  std::string told(const Node& function) const;

 private:
  const std::vector<bool>& shared_modules() const;
  bool is_unreached(const Node& function) const;
  bool is_unreached_method(const Node& function) const;
  bool is_visible_from(const File& own, const File& file) const;
  bool is_used(std::span<const NodeRef> places) const;
  bool is_named(program::Name name, const File& own) const;

  const Program& program_;
  const NamedFiles& named_files_;
  const Elsewhere& elsewhere_;
  // By file: others import from it, and name what they import. Empty until it is asked for.
  mutable std::vector<bool> shared_modules_;
  mutable std::map<NodeRef, bool> known_;
};

}  // namespace lockstep::rules::variants
