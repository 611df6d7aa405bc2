#pragma once

#include "base/span.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lockstep::json {

struct Member;

/// A value and where it stands. Objects keep the order of their members. Every accessor answers for every kind of value
/// ("perhaps none", or an empty span), because most readers want one shape and treat all others alike.
class Value {
 public:
  enum class Kind : unsigned char { Null, Bool, Number, String, Array, Object };

  Value() = default;
  Value(bool value, Span where);
  Value(double value, Span where);
  Value(std::string value, Span where);
  Value(std::vector<Value> items, Span where);
  Value(std::vector<Member> members, Span where);
  static Value null(Span where);

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  Span where() const { return where_; }  ///< bytes of the document, quotes and brackets included

  bool is_null() const { return kind() == Kind::Null; }
  bool is_string() const { return kind() == Kind::String; }
  bool is_array() const { return kind() == Kind::Array; }
  bool is_object() const { return kind() == Kind::Object; }

  std::optional<bool> boolean() const;
  std::optional<double> number() const;
  std::optional<std::string_view> string() const;
  std::span<const Value> items() const;     ///< of an array, else empty
  std::span<const Member> members() const;  ///< of an object, else empty

  /// The value under a key: the last one, as in JavaScript, where keys were allowed to repeat. Null when there is none.
  const Value* find(std::string_view key) const;
  /// The text under a key, when the key is there and holds a string.
  std::optional<std::string_view> string(std::string_view key) const;

 private:
  std::variant<std::monostate, bool, double, std::string, std::vector<Value>, std::vector<Member>> data_;
  Span where_;
};

/// `"key": value`
struct Member {
  std::string key;
  Span key_where;
  Value value;
};

/// "null", "a number", "an object" …, for messages.
std::string_view to_string(Value::Kind kind);

}  // namespace lockstep::json
