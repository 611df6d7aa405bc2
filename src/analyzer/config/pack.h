#pragma once

#include "config/config.h"
#include "config/read_text.h"
#include "json/document.h"

#include "base/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::config {

/// A rule pack: requirements and queries that a team wrote down, in a file that another team can use as it is. What
/// differs from team to team (which package is shared, which enum holds the roles) is an *option*: declared with a
/// meaning and perhaps a default, bound by whoever uses the pack, and put in wherever a string says `${name}`.
///
///     { "pack": "house-rules", "options": { "shared": { "meaning": "…", "default": "@acme/types" } },
///       "requirements": [ … ], "queries": [ … ], "rules": { … } }
///
/// What a requirement or a query may say belongs to whoever reads it (with `json::Reader`).
struct Pack {
  json::Document document;  ///< its root has the options put in; every value still stands where it was written
  std::string name;
  std::string description;
  std::vector<RuleChoice> rules;  ///< what kinds count for where the configuration says nothing; levels only
  std::string tests;              ///< the folder of its fixtures, relative to the pack; empty: none

  const json::Value* requirements() const { return document.root.find("requirements"); }
  const json::Value* queries() const { return document.root.find("queries"); }
};

/// The name of the pack that is built in.
inline constexpr std::string_view kRecommended = "recommended";

/// Reads a pack and puts its options in. `use` says what is bound; `user` is the document in which it stands.
Result<Pack> parse_pack(std::string text, std::string path, const Config::PackUse& use, const json::Document& user);

/// The recommended pack, those of the configuration, and further files that the command line names. Files of a
/// configuration lie beside it, in `directory`; one that was found rather than named may not lead outside of `root`.
Result<std::vector<Pack>> load_packs(const Config& config, const std::string& directory, bool may_leave,
                                     std::span<const std::string> further, const Overlay& overlay = {});

}  // namespace lockstep::config
