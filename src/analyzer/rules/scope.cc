#include "rules/scope.h"

namespace lockstep::rules {

using workspace::Role;
using workspace::Roles;

bool is_own_code(const File& file) {
  return !file.roles.any(Roles{Role::Test} | Role::Story | Role::Migration | Role::Generated | Role::Declaration |
                         Role::Example);
}

bool is_production(const File& file) {
  return is_own_code(file) && !file.roles.any(Roles{Role::Script} | Role::Config);
}

bool is_sample(const File& file) { return file.roles.any(Roles{Role::Example}); }

bool is_of_library(const Program& program, const File& file) {
  if (file.package_id == facts::kNone) return false;
  const workspace::Package& package = program.workspace().packages()[file.package_id];
  return !package.is_private && (package.has_exports || !package.mains.empty());
}

bool is_of_lone_library(const Program& program, const File& file) {
  return is_of_library(program, file) && program.workspace().packages()[file.package_id].directory.empty();
}

}  // namespace lockstep::rules
