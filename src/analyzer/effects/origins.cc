#include "effects/origins.h"

#include <utility>

namespace lockstep::effects {

std::string_view first_of(std::string_view path) { return path.substr(0, path.find('.')); }

std::string joined(const std::string& path, std::string_view next) {
  return path.empty() ? std::string(next) : path + "." + std::string(next);
}

bool is_identity(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? path : path.substr(dot + 1);
  return last == "id" || last == "_id" || last == "uuid" || last == "key" || last == "uid" || last == "createdAt" ||
         last.ends_with("Id") || last.ends_with("_id") || last.ends_with("Key") || last.ends_with("Uid") ||
         last == "length" || last == "name" || last == "slug" || last == "email" || last == "type";
}

bool is_watermark(std::string_view path) {
  if (path.find('.') != std::string_view::npos) return false;
  return path.ends_with("At") || path.ends_with("_at") || path.ends_with("Timestamp") || path.ends_with("Cursor") ||
         path == "cursor" || path.ends_with("Date") || path.starts_with("last");
}

void add(Value& value, Origin origin) {
  if (value.size() < 16 && std::find(value.begin(), value.end(), origin) == value.end())
    value.push_back(std::move(origin));
}

void add_all(Value& value, const Value& more) {
  for (const Origin& origin : more) add(value, origin);
}

Value derived(const Value& from, bool is_merge) {
  Value out;
  for (const Origin& origin : from) {
    if (is_identity(origin.path)) continue;
    const bool merges = is_merge || origin.is_merge || origin.relation == Relation::Parsed;
    add(out, {origin.source, Relation::Derived, origin.path, origin.is_far, merges});
  }
  return out;
}

}  // namespace lockstep::effects
