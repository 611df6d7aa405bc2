#include "json/value.h"

#include <utility>

namespace lockstep::json {

Value::Value(bool value, Span where) : data_(value), where_(where) {}
Value::Value(double value, Span where) : data_(value), where_(where) {}
Value::Value(std::string value, Span where) : data_(std::move(value)), where_(where) {}
Value::Value(std::vector<Value> items, Span where) : data_(std::move(items)), where_(where) {}
Value::Value(std::vector<Member> members, Span where) : data_(std::move(members)), where_(where) {}

Value Value::null(Span where) {
  Value value;
  value.where_ = where;
  return value;
}

std::optional<bool> Value::boolean() const {
  const auto* value = std::get_if<bool>(&data_);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<double> Value::number() const {
  const auto* value = std::get_if<double>(&data_);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::string_view> Value::string() const {
  const auto* value = std::get_if<std::string>(&data_);
  return value != nullptr ? std::optional<std::string_view>(*value) : std::nullopt;
}

std::span<const Value> Value::items() const {
  const auto* items = std::get_if<std::vector<Value>>(&data_);
  return items != nullptr ? std::span<const Value>(*items) : std::span<const Value>();
}

std::span<const Member> Value::members() const {
  const auto* members = std::get_if<std::vector<Member>>(&data_);
  return members != nullptr ? std::span<const Member>(*members) : std::span<const Member>();
}

const Value* Value::find(std::string_view key) const {
  const auto all = members();
  for (auto member = all.rbegin(); member != all.rend(); ++member) {
    if (member->key == key) return &member->value;
  }
  return nullptr;
}

std::optional<std::string_view> Value::string(std::string_view key) const {
  const Value* value = find(key);
  return value != nullptr ? value->string() : std::nullopt;
}

std::string_view to_string(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::Null:
      return "null";
    case Value::Kind::Bool:
      return "true or false";
    case Value::Kind::Number:
      return "a number";
    case Value::Kind::String:
      return "a string";
    case Value::Kind::Array:
      return "a list";
    case Value::Kind::Object:
      return "an object";
  }
  return "";
}

}  // namespace lockstep::json
