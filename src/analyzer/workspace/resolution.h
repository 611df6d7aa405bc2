#pragma once

#include "base/id.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::workspace {

/// Where an import leads.
struct Resolution {
  enum class Kind : std::uint8_t {
    File,        ///< to a source file of the program: `file`
    External,    ///< to a package that is not part of it: `package`, `subpath`
    Asset,       ///< to another file of the program (style, image, JSON, `.vue`, `.prisma`): `path`
    Unresolved,  ///< nowhere: `cause`
  };
  /// By which rule a file was found.
  enum class Way : std::uint8_t { Relative, Rooted, PackageImports, TsconfigPaths, BaseUrl, Package, Habit };
  /// Why there is no file.
  enum class Cause : std::uint8_t {
    NamesNothing,
    NoSuchFile,
    OutsideRoot,
    PackageImports,  ///< `#x` that no "imports" of the package maps to a file
    TsconfigPaths,   ///< an alias of a tsconfig.json, or one that looks like it
    PackageSubpath,  ///< a package of the program has no such file
  };
  Kind kind = Kind::Unresolved;
  FileId file;
  Way way = Way::Relative;            ///< of a File or an Asset
  std::string package;                ///< "typeorm", "@nestjs/common", "fs" (also for `node:fs`)
  std::string subpath;                ///< "testing" for "@nestjs/common/testing"
  std::string path;                   ///< relative to the root
  Cause cause = Cause::NamesNothing;  ///< of an Unresolved
};

std::string_view to_string(Resolution::Way way);      ///< for people: "paths of a tsconfig.json"
std::string_view to_string(Resolution::Cause cause);  ///< for people, a clause: "there is no such file"

}  // namespace lockstep::workspace
