#pragma once

#include "json/document.h"
#include "json/value.h"

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::json {

/// Reads one object key by key and says what is wrong with it. Ask for every key that you know; `finish()` then rejects
/// the keys that nobody asked for, with the nearest known one as a hint, and yields the first error of all. Until then
/// every question has an answer, so that reading code is a list of questions (ask with literals: keys are not copied):
///
///     json::Reader reader{document, value};
///     Lock lock{.call = reader.string("call"), .keys = reader.strings("keys")};
///     if (const auto status = reader.finish(); !status) return status.error();
///
/// The document must outlive the reader, and the views that it hands out.
class Reader {
 public:
  Reader(const Document& document, const Value& object);

  std::string_view string(std::string_view key);  ///< must be there
  std::string_view string(std::string_view key, std::string_view fallback);
  std::int64_t integer(std::string_view key);  ///< must be there
  std::int64_t integer(std::string_view key, std::int64_t fallback);
  bool flag(std::string_view key, bool fallback);
  /// A list of strings; one string stands for a list of one. None when the key is missing.
  std::vector<std::string_view> strings(std::string_view key);
  /// A list of objects; none when the key is missing. Read each with a `Reader` of its own.
  std::span<const Value> objects(std::string_view key);
  /// The members of an object whose keys are the user's own; none when the key is missing.
  std::span<const Member> members(std::string_view key);
  /// Whatever is under a key, unread; null when it is missing.
  const Value* value(std::string_view key);

  bool has(std::string_view key);

  /// Rejects what `where` shows; only the first rejection is kept.
  void reject(Span where, std::string what, std::string hint = {});

  /// Takes over what a reader of a part of the object has to say.
  void reject(const Error& error);

  const Document& document() const { return document_; }
  Status finish();

 private:
  const Value* find(std::string_view key, bool required);
  bool expect(std::string_view key, const Value& value, Value::Kind kind);

  const Document& document_;
  const Value& object_;
  std::vector<std::string_view> known_;
  std::vector<std::string_view> missing_;
  std::optional<Error> error_;
};

}  // namespace lockstep::json
