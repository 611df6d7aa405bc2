#pragma once

#include "config/config.h"
#include "config/read_text.h"
#include "json/document.h"

#include "base/result.h"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::config {

/// What is known about libraries: what counts as a lock, a write, a publish, an actor. Data in `rules/models/*.jsonc`
/// (built into the binary) and in the user's configuration, each document
///
///     { "library": "ioredis", "packages": ["ioredis", "redis"], "locks": [ … ], "writes": [ … ] }
///
/// where every key but the first two is a *section* whose shape belongs to whoever reads it (with `json::Reader`).
class Models {
 public:
  struct Section {
    const json::Document& document;  ///< for messages
    const json::Value& value;
    std::string_view library;
    std::span<const std::string> packages;  ///< empty: not tied to a package
  };

  /// One section of all documents that have it: ours in order of file name, then the user's.
  std::vector<Section> sections(std::string_view name) const;

  /// All documents as they are written, in the order in which they count.
  std::vector<std::string> texts() const;

  /// Whether some document is about a package: there it is known what its calls do.
  bool describes(std::string_view package) const;

  /// Whether every section of every document is one that somebody reads.
  Status check_sections(std::span<const std::string_view> known) const;

  /// Adds a document, or says why it is none.
  Status add(json::Document document);

 private:
  struct Library {
    json::Document document;
    std::string name;
    std::vector<std::string> packages;
  };
  std::deque<Library> libraries_;  // sections point into them, so they must never move
};

/// The models that are built in.
Result<Models> shipped_models();

/// The models that are built in and those of the configuration. Model files are looked for beside `lockstep.jsonc`, in
/// `directory`, and may not lie outside of it.
Result<Models> load_models(const Config& config, const std::string& directory, const Overlay& overlay = {});

}  // namespace lockstep::config
