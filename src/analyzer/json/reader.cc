#include "json/reader.h"

#include "base/nearest.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lockstep::json {
namespace {

std::string in_quotes(std::string_view key) { return "\"" + std::string(key) + "\""; }

/// How a value of a kind is written.
std::string_view example_of(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::String:
      return "\"…\"";
    case Value::Kind::Number:
      return "30";
    case Value::Kind::Bool:
      return "true";
    case Value::Kind::Array:
      return "[ … ]";
    case Value::Kind::Object:
      return "{ … }";
    case Value::Kind::Null:
      break;
  }
  return "null";
}

/// What to write under a key.
std::string written(std::string_view key, Value::Kind kind) {
  std::string hint = "write " + in_quotes(key) + ": " + std::string(example_of(kind));
  return hint + (kind == Value::Kind::Number || kind == Value::Kind::Bool ? ", without quotes" : "");
}

}  // namespace

Reader::Reader(const Document& document, const Value& object) : document_(document), object_(object) {
  if (!object.is_object()) {
    reject(object.where(), "expected an object, but this is " + std::string(to_string(object.kind())),
           "an object is written in braces: { \"key\": … }");
  }
}

std::string_view Reader::string(std::string_view key) {
  const Value* value = find(key, true);
  return value != nullptr && expect(key, *value, Value::Kind::String) ? *value->string() : std::string_view();
}

std::string_view Reader::string(std::string_view key, std::string_view fallback) {
  const Value* value = find(key, false);
  return value != nullptr && expect(key, *value, Value::Kind::String) ? *value->string() : fallback;
}

std::int64_t Reader::integer(std::string_view key) {
  find(key, true);
  return integer(key, 0);
}

std::int64_t Reader::integer(std::string_view key, std::int64_t fallback) {
  const Value* value = find(key, false);
  if (value == nullptr || !expect(key, *value, Value::Kind::Number)) return fallback;
  const double number = *value->number();
  // Beyond this, doubles skip integers.
  if (std::floor(number) != number || std::abs(number) > 9e15) {
    reject(value->where(), in_quotes(key) + " must be a whole number", "write it without a fraction, as in 30");
    return fallback;
  }
  return static_cast<std::int64_t>(number);
}

bool Reader::flag(std::string_view key, bool fallback) {
  const Value* value = find(key, false);
  return value != nullptr && expect(key, *value, Value::Kind::Bool) ? *value->boolean() : fallback;
}

std::vector<std::string_view> Reader::strings(std::string_view key) {
  const Value* value = find(key, false);
  if (value == nullptr) return {};
  if (value->is_string()) return {*value->string()};
  std::vector<std::string_view> texts;
  if (!expect(key, *value, Value::Kind::Array)) return texts;
  for (const Value& item : value->items()) {
    if (!item.is_string()) {
      reject(item.where(),
             in_quotes(key) + " must be a list of strings, but this is " + std::string(to_string(item.kind())),
             "strings are written in double quotes");
      return texts;
    }
    texts.push_back(*item.string());
  }
  return texts;
}

std::span<const Value> Reader::objects(std::string_view key) {
  const Value* value = find(key, false);
  if (value == nullptr || !expect(key, *value, Value::Kind::Array)) return {};
  for (const Value& item : value->items()) {
    if (!item.is_object()) {
      reject(item.where(),
             in_quotes(key) + " must be a list of objects, but this is " + std::string(to_string(item.kind())),
             "an object is written in braces: { \"key\": … }");
      return {};
    }
  }
  return value->items();
}

std::span<const Member> Reader::members(std::string_view key) {
  const Value* value = find(key, false);
  if (value == nullptr || !expect(key, *value, Value::Kind::Object)) return {};
  return value->members();
}

const Value* Reader::value(std::string_view key) { return find(key, false); }

bool Reader::has(std::string_view key) { return find(key, false) != nullptr; }

void Reader::reject(Span where, std::string what, std::string hint) {
  if (!error_) error_ = document_.error(where, std::move(what), std::move(hint));
}

void Reader::reject(const Error& error) {
  if (!error_) error_ = error;
}

Status Reader::finish() {
  for (const Member& member : object_.members()) {
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    std::string hint = did_you_mean(member.key, known_);
    if (hint.empty() && !known_.empty()) {
      for (const std::string_view key : known_) hint += (hint.empty() ? "known keys: " : ", ") + std::string(key);
    }
    reject(member.key_where, "there is no key " + in_quotes(member.key) + " here", std::move(hint));
    break;
  }
  // Last, because a key that seems missing was often only misspelt.
  if (!missing_.empty()) {
    const Span object = object_.where();
    reject({object.begin, object.begin + 1}, "the key " + in_quotes(missing_.front()) + " is missing here",
           "add " + in_quotes(missing_.front()) + ": …");
  }
  if (error_) return *error_;
  return Done{};
}

const Value* Reader::find(std::string_view key, bool required) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  const Value* value = object_.find(key);
  if (value == nullptr && required && object_.is_object()) missing_.push_back(key);
  return value;
}

bool Reader::expect(std::string_view key, const Value& value, Value::Kind kind) {
  if (value.kind() == kind) return true;
  reject(value.where(),
         in_quotes(key) + " must be " + std::string(to_string(kind)) + ", but this is " +
             std::string(to_string(value.kind())),
         written(key, kind));
  return false;
}

}  // namespace lockstep::json
