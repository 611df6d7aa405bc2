// Migrations by their folders. What lies among them and is none that we can read is counted, too: silence about it
// means nothing.

#include "rules/inventory/parts.h"
#include "rules/migrations/migration.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace lockstep::rules {
namespace {

std::string_view folder_above(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

/// Prisma gives each migration a folder of its own.
std::string_view folder_of_migration(std::string_view path) {
  const std::string_view folder = folder_above(path);
  return path.ends_with("/migration.sql") ? folder_above(folder) : folder;
}

}  // namespace

std::vector<findings::KnownMigrations> known_migrations(const Program& program) {
  std::map<std::string, findings::KnownMigrations, std::less<>> by_folder;
  std::set<std::string_view> read;
  const auto of_folder = [&](std::string_view folder) -> findings::KnownMigrations& {
    findings::KnownMigrations& known = by_folder[std::string(folder)];
    known.folder = folder;
    return known;
  };
  const auto migrations = migrations::collect_migrations(program);
  for (const migrations::Migration& migration : migrations) {
    read.insert(migration.up.where.path);
    ++of_folder(folder_of_migration(migration.up.where.path)).read;
  }
  for (const File& file : program.files()) {
    const bool is_none = !file.roles.has(workspace::Role::Migration) ||
                         file.roles.any(workspace::Roles(workspace::Role::Test) | workspace::Role::Story |
                                        workspace::Role::Generated | workspace::Role::Declaration);
    if (is_none || read.contains(file.path)) continue;
    const std::string_view name = std::string_view(file.path).substr(folder_above(file.path).size());
    // What only gathers the others is no migration.
    if (name.find("index.") != std::string_view::npos) continue;
    ++of_folder(folder_of_migration(file.path)).unread;
  }
  std::vector<findings::KnownMigrations> all;
  for (auto& [folder, known] : by_folder) all.push_back(std::move(known));
  return all;
}

}  // namespace lockstep::rules
