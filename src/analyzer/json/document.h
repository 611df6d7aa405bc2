#pragma once

#include "json/value.h"

#include "base/result.h"
#include "base/span.h"

#include <cstdint>
#include <string>
#include <string_view>

/// JSON as people write it: comments, trailing commas, a byte order mark, and bytes that are no UTF-8 (kept as they
/// are). For `lockstep.jsonc`, library models, package.json and tsconfig.json. Unlike a general library it knows where
/// everything stands, since a message that shows the line is what its users get from it.
///
/// Depth is limited (`kMaxDepth`) and costs no call stack while reading; size is not.
namespace lockstep::json {

inline constexpr std::size_t kMaxDepth = 1000;

/// A text and what it says. Keeps the text, so that whoever finds a value wanting can point at it.
struct Document {
  std::string path;  ///< for messages only
  std::string text;
  Value root;

  /// An error about a stretch of this text, with place, line and caret.
  Error error(Span where, std::string what, std::string hint = {}) const;
};

/// What a key that occurs twice in one object means: a mistake in configuration, the later one elsewhere.
enum class Repeats : std::uint8_t { AreErrors, LastWins };

Result<Document> parse(std::string text, std::string path, Repeats repeats = Repeats::AreErrors);

/// The line on which a span begins, numbered, with carets below the span. Control characters are replaced by spaces and
/// long lines cut around the span, so that it can be printed whatever the file holds.
std::string frame(std::string_view text, Span where);

}  // namespace lockstep::json
