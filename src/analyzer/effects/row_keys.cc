#include "effects/walk.h"

#include "effects/origins.h"
#include "effects/units.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

constexpr int kDeepestKey = 8;
constexpr std::array<std::string_view, 6> kIds = {"id", "_id", "uuid", "uid", "pk", "key"};

bool is_id(std::string_view column) { return is_one_of(column, kIds); }

/// `session.sessionId` is the session's own, `session.userId` is not.
bool is_id_of(std::string_view column, std::string_view subject) {
  return column.size() == subject.size() + 2 && column.ends_with("Id") &&
         ends_with_any_case(column.substr(0, subject.size()), subject);
}

/// `{ where: … }` among what a call is given.
Node options_among(const Node& call) {
  for (const Node given : arguments(call)) {
    const Node options = given ? program::without_casts(given) : Node{};
    if (options && options.is(Kind::Object) && program::property(options, "where")) return options;
  }
  return {};
}

/// The value itself: `String(row._id)` and `row._id.toString()` are `row._id`.
Node bare(const Node& value) {
  Node at = program::without_casts(value);
  while (at && at.is(Kind::Call)) {
    const Node head = callee(at);
    if (!head) break;
    if (head.is(Kind::Ident) && (head.text() == "String" || head.text() == "Number")) {
      at = program::without_casts(argument(at, 0));
    } else if (head.is(Kind::Member) && (head.text() == "toString" || head.text() == "toHexString")) {
      at = program::without_casts(head.child(0));
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

bool Walk::is_id_of_row(std::string_view column, std::string_view subject) {
  return is_id(column) || is_id_of(column, subject);
}

RowKey Walk::row_key(const Node& key) {
  RowKey parts;
  add_key_parts(key, "", parts, {unit_, {}}, 0);
  return parts;
}

RowKey Walk::row_key(const Effect& of) {
  if (of.statement != nullptr) {
    RowKey parts;
    for (const auto& [column, value] : of.statement->where)
      add_key_parts(value.holes[0], column, parts, {unit_, {}}, 0);
    return parts;
  }
  RowKey key = row_key(of.key);
  if (!of.unique) return key;
  std::set<std::string_view> columns{of.unique.text()};
  for (const Node name : program::nodes_of(of.unique, {Kind::Member, Kind::String})) columns.insert(name.text());
  std::erase_if(key, [&](const KeyPart& part) { return !part.column.empty() && !columns.contains(part.column); });
  return key;
}

void Walk::add_key_parts(const Node& key, std::string_view column, RowKey& into, const KeyPlace& in, int depth) {
  const Node node = bare(key);
  if (!node || depth > kDeepestKey) return;
  switch (node.kind()) {
    case Kind::Object:
      for (const Node part : node.children()) {
        if (!part.is(Kind::Property)) continue;
        const Node value = program::value_of(part);
        // `{ where: { id } }`, `{ id: { in: ids } }`, `{ id_orgId: { id, orgId } }`
        const bool says_column = !value.is(Kind::Object) && part.text() != "in" && part.text() != "equals" &&
                                 part.text() != "$in" && part.text() != "$eq";
        const bool is_named = !value.is(Kind::Object) && !says_column;
        add_key_parts(value, is_named || part.text() == "where" ? column : part.text(), into, in, depth + 1);
      }
      return;
    case Kind::Function:
      // `where: (table, { eq }) => eq(table.id, id)`
      if (const Node inside = program::body(node); inside && !inside.is(Kind::Block))
        add_key_parts(inside, column, into, in, depth + 1);
      return;
    case Kind::Call: {
      const Node head = callee(node);
      const std::size_t count = argument_count(node);
      if (count == 0) break;
      const Node first = argument(node, 0);
      const std::string_view name = head ? head.text() : std::string_view{};
      // `eq(things.id, id)`, `where('id', '=', id)`, `where('id = :id', { id })`
      if ((name == "eq" || name == "is") && count == 2) {
        add_key_parts(argument(node, 1), first.text(), into, in, depth + 1);
        return;
      }
      if (first && first.is(Kind::String) && count > 1) {
        const Node last = argument(node, count - 1);
        add_key_parts(last, last && last.is(Kind::Object) ? column : first.text(), into, in, depth + 1);
        return;
      }
      if (name == "and" || name == "where" || name == "andWhere") {
        for (const Node given : arguments(node)) add_key_parts(given, column, into, in, depth + 1);
        return;
      }
      const std::size_t known = into.size();
      add_made_key(node, column, into, in, depth);
      if (into.size() != known) return;
      if (const Node options = options_among(node)) {
        add_key_parts(options, column, into, in, depth + 1);
        return;
      }
      break;
    }
    case Kind::Ident: {
      // `const options = withRelations({ where: { id } })`
      const Node declared = in.call || !is_constant(node) ? Node{} : program_.definition(node).node;
      const Node made =
          declared && declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
      if (made && made.is(Kind::Call) && options_among(made)) {
        add_key_parts(made, column, into, in, depth + 1);
        return;
      }
      break;
    }
    case Kind::Conditional:
      add_key_parts(node.child(1), column, into, in, depth + 1);
      add_key_parts(node.child(2), column, into, in, depth + 1);
      return;
    default:
      break;
  }
  std::string text = key_text(program_, in.unit, node);
  if (in.call) text = substituted(program_, text, unit_, in.call);
  if (text.find('{') == std::string::npos || text.find("{?}") != std::string::npos) return;  // the same for every row
  into.push_back(
      {std::string(column), std::move(text), in.call ? Value{} : mixed(eval(node)), in.call ? Node{} : node});
}

void Walk::add_made_key(const Node& call, std::string_view column, RowKey& into, const KeyPlace& in, int depth) {
  // `where: visibleTo(user, id)`; one function deep, that is how far its arguments are known here.
  if (in.call) return;
  const auto callees = program_.callees(call);
  if (callees.size() != 1) return;
  const Node function = program_[callees[0]];
  const Node made = program::without_casts(returned(function));
  if (made && made.is(Kind::Object)) add_key_parts(made, column, into, {function, call}, depth + 1);
}

RowKey Walk::handed_up(const Node& call, const RowKey& key, const Flow& inner) {
  RowKey ours;
  for (const KeyPart& part : key) {
    KeyPart here{part.column, substituted(program_, part.text, unit_, call), {}, {}};
    // A closure's name for what it captured is this unit's own name.
    if (part.node && unit_.file().id == part.node.file().id && unit_.contains(part.node) &&
        part.text.find("{#") == std::string::npos)
      here.text = key_text(program_, unit_, part.node);
    for (const Origin& origin : part.value)
      add_all(here.value, composed(handed_in(call, inner.sources[origin.source]), origin));
    if (here.text.find("{?}") != std::string::npos) here.text.clear();
    if (!here.text.empty() || !here.value.empty()) ours.push_back(std::move(here));
  }
  return ours;
}

/// The objects whose own columns a key consists of: `connection` of `{ connectionId: connection.connectionId }`.
std::set<std::pair<std::uint32_t, std::string>> Walk::objects_in(const RowKey& key) {
  std::set<std::pair<std::uint32_t, std::string>> objects;  // sources, and where in them
  for (const KeyPart& part : key) {
    for (const Origin& origin : part.value) {
      if (origin.relation != Relation::Part || !origin.inside.empty() || part.column.empty() ||
          last_of(origin.path) != part.column)
        continue;
      const std::size_t end = origin.path.rfind('.');
      objects.emplace(origin.source, end == std::string::npos ? std::string() : origin.path.substr(0, end));
    }
  }
  return objects;
}

bool Walk::names_one_object(const RowKey& key, std::uint32_t id) const {
  const std::string& subject = flow_.sources[id].subject;
  const auto theirs = objects_in(flow_.sources[id].row_key);
  if (theirs.empty() || subject.empty()) return false;
  const auto ours = objects_in(key);
  return std::any_of(ours.begin(), ours.end(), [&](const auto& object) {
    if (!theirs.contains(object)) return false;
    const auto& [from, path] = object;
    const Source& source = flow_.sources[from];
    if (source.form == Source::Form::Read) return path.empty() && source.subject == subject;
    const Node pattern = source.form == Source::Form::Parameter ? source.node.child(0) : source.node;
    const std::string_view word = !path.empty() ? last_of(path)
                                  : pattern && (pattern.is(Kind::Binding) || pattern.is(Kind::Ident))
                                      ? pattern.text()
                                      : std::string_view{};
    return word.size() > 2 && subject.ends_with(entity_word(word));
  });
}

bool Walk::names_row_of(const RowKey& key, std::uint32_t id) const {
  // Where an id names the row, what else the condition says (the tenant) does not.
  const bool has_id = std::any_of(key.begin(), key.end(), [](const KeyPart& part) { return is_id(part.column); });
  for (const KeyPart& part : key) {
    if (has_id && !is_id(part.column)) continue;
    const bool is_tied = std::any_of(part.value.begin(), part.value.end(), [&](const Origin& origin) {
      if (origin.source != id || !origin.inside.empty()) return false;
      const std::string_view last = last_of(origin.path);
      return last.empty() || last == part.column || is_id(last) ||
             (part.column.empty() && is_id_of(last, flow_.sources[id].subject));
    });
    if (is_tied) return true;
    if (part.text.empty()) continue;
    for (const KeyPart& theirs : flow_.sources[id].row_key) {
      const bool same_column = theirs.column == part.column || theirs.column.empty() || part.column.empty() ||
                               (is_id(theirs.column) && is_id(part.column));
      if (same_column && theirs.text == part.text) return true;
    }
  }
  return names_one_object(key, id);
}

}  // namespace lockstep::effects
