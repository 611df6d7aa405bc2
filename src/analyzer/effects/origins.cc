#include "effects/origins.h"

#include <array>
#include <utility>

namespace lockstep::effects {

namespace {

constexpr std::size_t kMostOrigins = 24;  // a value that hangs together with more says nothing any more

/// What Prisma does to rows of another table, or in one step, inside of an update's data.
constexpr std::array<std::string_view, 16> kNestedWrites = {
    "update",     "create",     "connect",   "disconnect", "upsert",   "delete", "createMany", "connectOrCreate",
    "deleteMany", "updateMany", "increment", "decrement",  "multiply", "divide", "push",       "set"};

bool takes(const Value& value, const Origin& origin) {
  return value.size() < kMostOrigins && std::find(value.begin(), value.end(), origin) == value.end();
}

}  // namespace

bool is_store_operation(std::string_view property) { return is_one_of(property, kNestedWrites); }

std::string_view first_of(std::string_view path) { return path.substr(0, path.find('.')); }

std::string_view behind_first(std::string_view path) {
  const std::size_t dot = path.find('.');
  return dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
}

std::string_view last_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::string joined(const std::string& path, std::string_view next) {
  if (next.empty()) return path;
  return path.empty() ? std::string(next) : path + "." + std::string(next);
}

bool is_identity(std::string_view path) {
  const std::string_view last = last_of(path);
  return last == "id" || last == "_id" || last == "uuid" || last == "key" || last == "uid" || last == "createdAt" ||
         last.ends_with("Id") || last.ends_with("_id") || last.ends_with("Key") || last.ends_with("Uid") ||
         last == "length" || last == "name" || last == "slug" || last == "email" || last == "type";
}

bool is_reference_column(std::string_view column) { return column.ends_with("Id") || column.ends_with("_id"); }

bool is_watermark(std::string_view path) {
  if (path.find('.') != std::string_view::npos) return false;
  return path.ends_with("At") || path.ends_with("_at") || path.ends_with("Timestamp") || path.ends_with("Cursor") ||
         path == "cursor" || path.ends_with("Date") || path.starts_with("last");
}

bool is_version(std::string_view path) {
  return path == "version" || path == "revision" || path == "rev" || path == "__v";
}

// Most of what is added is there already, so nothing is copied before that is known.
void add(Value& value, const Origin& origin) {
  if (takes(value, origin)) value.push_back(origin);
}

void add(Value& value, Origin&& origin) {
  if (takes(value, origin)) value.push_back(std::move(origin));
}

void add_all(Value& value, const Value& more) {
  if (value.empty()) value.reserve(more.size());
  for (const Origin& origin : more) add(value, origin);
}

std::vector<Reached> reach(const Value& value, std::string_view path) {
  std::vector<Reached> out;
  for (const Origin& origin : value) {
    std::string_view inside = origin.inside;
    std::string_view rest = path;
    while (!inside.empty() && !rest.empty() && first_of(inside) == first_of(rest)) {
      inside = behind_first(inside);
      rest = behind_first(rest);
    }
    if (!inside.empty() && !rest.empty()) continue;  // beside the path
    Origin found = origin;
    found.inside = std::string(inside);
    out.push_back({std::move(found), std::string(rest)});
  }
  return out;
}

Value mixed(const Value& value) {
  Value out;
  for (const Origin& origin : value) {
    if (origin.inside.empty()) {
      add(out, origin);
    } else {
      add_all(out, derived({origin}));
    }
  }
  return out;
}

Value decided(const Value& from) {
  Value out;
  for (const Origin& origin : from) {
    const bool is_of_all = origin.relation == Relation::List || origin.path.empty();
    add(out, {.source = origin.source, .relation = Relation::Decided, .path = is_of_all ? std::string() : origin.path});
  }
  return out;
}

Merge both(Merge a, Merge b) {
  // A list in an object that is spread, a number in a list: what was done first says what it is about.
  return a == Merge::None || a == Merge::Some ? std::max(a, b) : a;
}

Value derived(const Value& from, Merge merge) {
  Value out;
  for (const Origin& origin : from) {
    if (origin.relation == Relation::Decided) {
      add(out, origin);
      continue;
    }
    if (is_identity(origin.path)) continue;
    add(out, {.source = origin.source,
              .relation = Relation::Derived,
              .path = origin.path,
              .is_far = origin.is_far,
              .merge = both(origin.merge, merge),
              .inside = {},
              .is_copy = origin.is_copy || origin.relation == Relation::Parsed});
  }
  return out;
}

}  // namespace lockstep::effects
