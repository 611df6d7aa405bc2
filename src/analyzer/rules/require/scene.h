#pragma once

#include "effects/flow.h"
#include "effects/lock_pairs.h"
#include "effects/paths.h"
#include "rules/duplicate_list/value_list.h"
#include "rules/entities.h"
#include "rules/require/requirement.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::require {

/// A program and what several demands ask of it, made when the first one asks. For one thread.
class Scene {
 public:
  Scene(const Program& program, const Shared& shared, const Said& said);
  ~Scene();

  const Program& program() const { return program_; }
  const Shared& shared() const { return shared_; }
  const Said& said() const { return said_; }

  const effects::Locks& locks() const;
  const effects::Paths& paths() const;
  const effects::LockPairs& lock_pairs() const;
  effects::Flows& flows() const;
  const ValueLists& value_lists() const;
  const Entities& entities() const;

 private:
  struct Made;
  const Program& program_;
  const Shared& shared_;
  const Said& said_;
  std::unique_ptr<Made> made_;
};

/// "src/**", "@acme/web": files by glob or all files of a package. A package's name wins.
std::vector<const File*> files_of(const Program& program, std::string_view scope);
std::vector<const File*> files_of(const Program& program, const std::vector<std::string>& scopes);

/// Whether a path lies in a package's folder or is meant by a glob; also of what is no source, as a script of SQL.
bool lies_in(const Program& program, std::string_view scope, std::string_view path);

/// Those of the scopes that no file is in, as sentences; a slip in one must not pass for a requirement that holds.
std::vector<std::string> empty_scopes(const Program& program, const std::vector<std::string>& scopes);

/// What to say of a demand about one scope that no file is in; nothing where there are files, or no scope.
std::optional<Answer> empty_scope(const Program& program, const std::string& scope);

/// What a package hands out under a name, through its public files.
program::Definition exported(const Program& program, std::string_view package, std::string_view name);

/// Declarations of a name that the program has anywhere: of a package when one is given, else of all.
std::vector<Node> declarations(const Program& program, std::string_view name, std::string_view package);

/// Where something would be that is missing: the last export of a package's first public file, else its package.json.
Place place_in_package(const Program& program, std::string_view package);
/// The first line of a file.
Place place_in_file(const File& file);
/// Where something would be that could be anywhere.
Place place_in_program(const Program& program);

/// Functions of a name: "UsersService.remove", or "remove" for all of that name.
std::vector<Node> functions_named(const Program& program, std::string_view name);

/// Whether a pattern with `*` for any stretch matches.
bool matches(std::string_view pattern, std::string_view text);

/// "3 calls", "1 call".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// `strings` as values of their own, at least one of them.
std::vector<std::string> read_names(json::Reader& reader, std::string_view key);
std::vector<std::string> read_optional_names(json::Reader& reader, std::string_view key);
/// The same of files: names of packages, or globs that may match something.
std::vector<std::string> read_files(json::Reader& reader, std::string_view key);
std::vector<std::string> read_optional_files(json::Reader& reader, std::string_view key);
/// One of them, or an empty text for all files.
std::string read_optional_place(json::Reader& reader, std::string_view key);

/// At most so many places bear out a statement.
inline constexpr std::size_t kMostEvidence = 8;

}  // namespace lockstep::rules::require
