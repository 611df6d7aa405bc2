#include "rules/scope.h"

#include <algorithm>

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

bool has_unseen_users(const Program& program, const File& file) {
  if (file.package_id == facts::kNone) return false;
  const auto packages = program.workspace().packages();
  const workspace::Package& own = packages[file.package_id];
  return std::any_of(packages.begin(), packages.end(), [&](const workspace::Package& package) {
    return package.lacks_part && (&package == &own || (!own.name.empty() && !package.range_of(own.name).empty()));
  });
}

bool has_users_outside(const Program& program, const File& file) {
  if (!is_of_library(program, file)) return false;
  // `"main": "src/index.ts"` is loaded by its neighbours only.
  const auto is_source = [](std::string_view path) { return path.ends_with(".ts") && !path.ends_with(".d.ts"); };
  const auto& mains = program.workspace().packages()[file.package_id].mains;
  return mains.empty() || !std::ranges::all_of(mains, is_source);
}

}  // namespace lockstep::rules
