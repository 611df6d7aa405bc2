#pragma once

#include "workspace/package.h"
#include "workspace/resolution.h"
#include "workspace/roles.h"
#include "workspace/root.h"
#include "workspace/trouble.h"

#include "base/id.h"
#include "base/result.h"
#include "base/stamp.h"
#include "base/workers.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What is scanned: the files of one program, the packages they belong to, and where an import leads.
///
/// The program is all of the root that git would not ignore, links never followed, `node_modules`, evident build output
/// and nested repositories (submodules, worktrees) left out. Nothing outside of the root is read, with one exception:
/// the `.gitignore` files between the top of the git work tree and
/// a root that lies deeper.
namespace lockstep::workspace {

/// Larger files are skipped: nobody wrote them by hand.
inline constexpr std::uint64_t kMaxFileSize = 20'000'000;

/// One source file (`.ts .tsx .mts .cts .js .jsx .mjs .cjs`). Its `FileId` is its index: files are in order of path.
struct SourceFile {
  std::string path;  ///< relative to the root, with `/`
  Stamp stamp;
  std::string object;  ///< the id of its content, where git keeps the program
  Roles roles;         ///< by path
  std::optional<PackageId> package;
  bool is_reported = true;  ///< lies under one of the PATHs that were asked about
};

/// Any regular file of the program.
struct ListedFile {
  std::string path;
  Stamp stamp;
  std::string object;
};

/// What may be left out of a program. Globs as in base/glob.h; one that matches a folder matches all in it.
struct Selection {
  std::vector<std::string> include;  ///< when there are any, only source files that match one
  std::vector<std::string> exclude;  ///< wins over `include`
  bool no_ignore = false;            ///< read what git ignores and what looks like build output
};

/// A file's bytes, or why there are none.
struct Bytes {
  std::string text;
  std::optional<Trouble> trouble;
};

class Store;

/// Finished when made: a question always has the same answer, and any thread may ask (imports are remembered inside).
class Workspace {
 public:
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  ~Workspace();

  const Root& root() const;
  /// What people call the program: the name in the root's package.json, else the directory's.
  std::string_view name() const;

  std::span<const SourceFile> files() const;
  const SourceFile& operator[](FileId id) const { return files()[id.value]; }
  std::optional<FileId> find(std::string_view path) const;

  std::span<const Package> packages() const;
  const Package& operator[](PackageId id) const { return packages()[id.value]; }
  /// The package with this name: a workspace member, else the first by path.
  std::optional<PackageId> find_package(std::string_view name) const;
  /// Source files that a package hands to the outside (`exports`, `main`, `bin`, else its index), in order of path.
  std::vector<FileId> public_files(PackageId package) const;

  /// Follows an import as TypeScript and bundlers do, except that it always prefers source to what is built from it.
  Resolution resolve(FileId importer, std::string_view specifier) const;

  /// Reads a file now, wherever the program is kept. Never follows a link, never reads more than `kMaxFileSize`.
  Bytes read(FileId file) const;
  /// The same for any path relative to the root, such as `prisma_schemas()`. A path that leaves the root is unreadable.
  Bytes read(std::string_view path) const;

  std::span<const std::string> prisma_schemas() const;  ///< paths of `*.prisma` files, sorted
  /// Paths of SQL that Prisma (`…/migration.sql`) or Drizzle (beside a `meta/_journal.json`) will run, sorted.
  std::span<const std::string> migration_scripts() const;
  std::size_t unread_components() const;  ///< how many `.vue` and `.svelte` files there are

  /// Every file that is no source file, read or not, in order of path.
  std::span<const ListedFile> others() const;
  /// Links within the root and where they lead in the end, in order.
  std::span<const std::pair<std::string, std::string>> links() const;

  std::vector<std::string_view> tsconfigs() const;  ///< paths of the configurations that were read, sorted

  /// In order of path and message.
  std::span<const Trouble> troubles() const;

 private:
  struct Content;
  explicit Workspace(std::unique_ptr<Content> content);
  friend Workspace discover(const Root& root, const Selection& selection, std::unique_ptr<const Store> store,
                            const Workers& workers);

  std::unique_ptr<Content> content_;
};

/// Walks the root, on the workers where it waits for the disk. Whatever cannot be read is a trouble of the workspace;
/// there is no input for which it fails.
Workspace discover(const Root& root, const Selection& selection, const Workers& workers = Workers(1));
/// The same for a program that is kept elsewhere than in the folders of the root.
Workspace discover(const Root& root, const Selection& selection, std::unique_ptr<const Store> store,
                   const Workers& workers = Workers(1));

}  // namespace lockstep::workspace
