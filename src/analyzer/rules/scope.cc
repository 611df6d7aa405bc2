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

}  // namespace lockstep::rules
