#pragma once

#include "rules/rule.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

/// How one file could import what another declares, so that advice can be followed word for word.
namespace lockstep::rules {

class ImportPaths {
 public:
  explicit ImportPaths(const Program& program);

  /// The specifier that leads `from` to `declaration` under its exported name: as the file's neighbours write it, by
  /// the name of the package, or relative. Empty when the other package hands it to nobody.
  std::string specifier(const File& from, const Node& declaration, std::string_view name) const;
  /// The entry of another package that hands on what its module `to` exports; empty when none does.
  std::string entry_of(const File& from, const File& to) const;
  /// How a file of one package names another's module: relative, or far away by the alias that its neighbours use.
  std::string module_path(const File& from, const File& to) const;
  /// Whether the module of `to` already imports `from` at run time, directly or not, so that an import would close a
  /// ring.
  bool closes_ring(const File& from, const File& to) const;
  /// The packages from which files of a package import something, whatever its package.json says.
  const std::set<std::uint32_t>& imported_packages(std::uint32_t package) const;
  /// Whether a file imports another or, across packages, anything of the other's package, be it only types.
  bool reaches(const File& user, const File& used) const;
  /// Whether a file imports anything of the part of the repository that a path belongs to (`project_of`).
  bool takes_from(const File& user, std::string_view path) const;
  /// The specifier, not a relative one, under which the package of `from` imports a file; empty when it never does.
  std::string_view alias(const File& from, const File& to) const;
  /// Whether some code of a package that a browser runs imports a file at run time, so that more may.
  bool is_drawn_by(std::uint32_t package, const File& file) const;
  /// Under which specifier code for browsers of one package loads something of another; empty when it never does.
  std::string_view drawn_from(const workspace::Package& user, const workspace::Package& used) const;
  /// What a file writes to import a module of its package that is there for several (`../types`), and that another file
  /// of the package imports, too; empty when there is none.
  std::string_view common_module(const File& from, const File& other) const;
  /// Whether a file loads anything of a package at run time.
  bool loads_from(const File& user, std::uint32_t package) const;
  /// Whether a module imports another at run time, itself.
  bool imports(const File& user, const File& used) const;

 private:
  bool leads_to(const File& from, std::string_view specifier, const Node& declaration, std::string_view name) const;
  std::string as_neighbours(const File& from, const Node& declaration, std::string_view name) const;
  std::string across(const File& from, const Node& declaration, std::string_view name) const;
  void learn_aliases();

  const Program& program_;
  /// By package and file: a specifier, not a relative one, under which some file of the package imports it.
  std::map<std::uint32_t, std::map<FileId, std::string_view>> used_;
  /// By package: what its files write for a folder, "@/" for "apps/web/src/".
  struct Alias {
    std::string prefix;
    std::string folder;
  };
  std::map<std::uint32_t, Alias> aliases_;
  std::map<std::uint32_t, std::set<std::uint32_t>> packages_;
  std::map<std::uint32_t, std::set<FileId>> drawn_;  // by package: what its code for browsers loads of others
};

/// "a/b/c.ts" seen from "a/d/e.ts": "../b/c".
std::string relative_specifier(std::string_view from_file, std::string_view to_file);

/// The part of a repository that a file belongs to where packages do not say: "apps/web" of apps/web/src/a.ts; empty
/// when its path does not tell.
std::string_view project_of(std::string_view path);

}  // namespace lockstep::rules
