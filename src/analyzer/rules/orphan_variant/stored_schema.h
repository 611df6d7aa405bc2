#pragma once

#include "workspace/workspace.h"

#include "base/span.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What `schema.prisma` says of enums: their members, and the columns that hold them.
namespace lockstep::rules::variants {

struct StoredEnum {
  struct Member {
    std::string_view text;
    Span span;
  };
  struct Column {
    std::string_view model;
    std::string_view name;
  };
  std::string_view path;
  std::string_view name;
  std::vector<Member> members;
  std::vector<Column> places;
  std::set<std::string_view> columns;  ///< their names
  std::set<std::string_view> kept;     ///< defaults, and members that say that they are old
};

struct StoredSchema {
  std::vector<std::string> texts;  ///< of the files; all views point into them
  std::map<std::string_view, StoredEnum> enums;
  std::set<std::string_view> twice;                                  ///< names that two schemas give to an enum
  std::map<std::string_view, std::set<std::string_view>> relations;  ///< by model: the fields that lead to it
};

StoredSchema read_stored_schema(const workspace::Workspace& workspace);

}  // namespace lockstep::rules::variants
