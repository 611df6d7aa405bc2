#include "rules/orphan_variant/keyed_tables.h"

#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace lockstep::rules::variants {
namespace {

constexpr std::array<std::string_view, 2> kWalks = {"keys", "entries"};
constexpr std::array<std::string_view, 3> kAsks = {"includes", "indexOf", "has"};

// `Object.keys(T).includes`: the Member, where the keys are only asked; else null.
Node question_about(const Node& keys) {
  Node up = keys.parent();
  while (up && up.is(Kind::Cast)) up = up.parent();
  return up && up.is(Kind::Member) && std::ranges::find(kAsks, up.text()) != kAsks.end() ? up : Node{};
}

bool is_keys(const Node& call) {
  return call && call.is(Kind::Call) && program::is_named(program::callee(call), "Object", "keys");
}

}  // namespace

KeyedTables::KeyedTables(const Program& program) : program_(program) {
  for (const std::string_view method : kWalks) {
    const auto name = program.names().find(method);
    if (!name) continue;
    for (const NodeRef place : program.places().calls(*name)) {
      const Node call = program[place];
      if (!call.is(Kind::Call) || !is_own_code(call.file())) continue;
      if (!program::is_named(program::callee(call), "Object", method) || question_about(call)) continue;
      if (const Node table = table_of(program::argument(call, 0))) walked_.insert(table.ref());
    }
  }
  for (const File& file : program.files()) {
    if (!is_own_code(file)) continue;
    for (const Node loop : program::nodes_of(file, Kind::ForIn)) {
      if (const Node table = table_of(loop.child(1))) walked_.insert(table.ref());
    }
  }
}

// The Object that a constant stands for, else null.
Node KeyedTables::table_of(const Node& use) const {
  const Node plain = use ? program::without_casts(use) : Node{};
  if (!plain || !(plain.is(Kind::Ident) || plain.is(Kind::Member))) return {};
  const Node declaration = program_.definition(plain).node;
  if (!declaration || !(declaration.is(Kind::Declarator) || declaration.is(Kind::Field))) return {};
  Node value = program::without_casts(program::value_of(declaration));
  if (value && value.is(Kind::Call) && program::is_named(program::callee(value), "Object", "freeze"))
    value = program::without_casts(program::argument(value, 0));
  return value && value.is(Kind::Object) ? value : Node{};
}

// Keys may be computed (`[State.Done]: …`), so their values are asked of the program. Each value of a domain comes by
// and asks about the same few tables.
const std::set<std::string_view>& KeyedTables::keys_of(const Node& object) const {
  const auto [known, is_new] = keys_.try_emplace(object.ref());
  std::set<std::string_view>& keys = known->second;
  if (!is_new) return keys;
  for (const Node& part : object.children()) {
    if (!part.is(Kind::Property)) continue;
    if (!part.text().empty()) {
      keys.insert(part.text());
    } else if (part.child_count() > 1) {
      if (const auto key = program_.value(part.child(1))) keys.insert(key->text);
    }
  }
  return keys;
}

bool KeyedTables::is_demanded(const Mention& mention, std::span<const std::string_view> values) const {
  if (mention.role != Role::Handled) return false;
  const Node object = mention.node.is(Kind::Property) ? mention.node.parent() : mention.node.enclosing(Kind::Object);
  // Most objects are far too small.
  if (!object || !object.is(Kind::Object) || object.child_count() * 10 < values.size() * 9) return false;
  const std::set<std::string_view>& keys = keys_of(object);
  if (keys.size() * 10 > values.size() * 12) return false;
  const auto shared = std::ranges::count_if(values, [&](std::string_view value) { return keys.contains(value); });
  if (static_cast<std::size_t>(shared) * 10 < values.size() * 9) return false;
  const auto [known, is_new] = looked_up_.try_emplace(object.ref(), false);
  if (is_new) known->second = is_only_looked_up(object);
  return known->second;
}

// `LABELS[state]`, wherever the name stands.
bool KeyedTables::is_only_looked_up(const Node& object) const {
  Node holder = object.parent();
  while (holder && holder.is(Kind::Cast)) holder = holder.parent();
  if (holder && holder.is(Kind::Index)) return true;
  if (!holder || !holder.is(Kind::Declarator) || !holder.child(0) || !holder.child(0).is(Kind::Binding)) return false;
  const auto name = holder.child(0).name();
  if (!name) return false;
  // Its own file has the name, and those that import it; who gives it another name there is not followed.
  if (!looks_up_only(holder.file(), *name, holder)) return false;
  std::optional<FileId> last;
  for (const NodeRef import : program_.places().imports(*name)) {
    const File& file = program_[import.file];
    if (!is_own_code(file)) continue;
    if (program_[import].name() != name) return false;
    if (file.id == holder.file().id || std::exchange(last, file.id) == file.id) continue;
    if (!looks_up_only(file, *name, holder)) return false;
  }
  return true;
}

// Whether a file does nothing with a table but look up its entries.
bool KeyedTables::looks_up_only(const File& file, program::Name name, const Node& holder) const {
  return std::ranges::all_of(program::nodes_of(file, Kind::Ident), [&](const Node& use) {
    if (use.name() != name) return true;
    const Node up = use.parent();
    const bool is_lookup = (up.is(Kind::Index) && up.child(0) == use) || up.is(Kind::Member);
    return is_lookup || up.is(Kind::TypeQuery) || up.is(Kind::Export) || program_.definition(use).node != holder;
  });
}

bool KeyedTables::offers(const Mention& mention, std::span<const std::string_view> values) const {
  if (mention.role != Role::Handled || walked_.empty()) return false;
  Node object = mention.node.is(Kind::Property) ? mention.node.parent() : mention.node.enclosing(Kind::Object);
  if (!object || !walked_.contains(object.ref())) return false;
  const std::set<std::string_view>& keys = keys_of(object);
  const auto shared = std::ranges::count_if(values, [&](std::string_view value) { return keys.contains(value); });
  return static_cast<std::size_t>(shared) * 2 >= values.size();
}

Node KeyedTables::asked_table(const Node& question) const {
  if (question.is(Kind::Binary)) return question.op() == Op::In ? table_of(question.child(1)) : Node{};
  if (is_keys(question) && question_about(question)) return table_of(program::argument(question, 0));
  const Node head = program::callee(question);
  if (!head || !head.is(Kind::Member)) return {};
  if (head.text() == "hasOwn") return table_of(program::argument(question, 0));
  return head.text() == "hasOwnProperty" ? table_of(head.child(0)) : Node{};
}

bool KeyedTables::sorts_out(const Dispatcher& dispatcher, std::string_view value) const {
  for (const Node question : program::nodes_of(dispatcher.node.file(), {Kind::Call, Kind::Binary})) {
    const Node table = asked_table(question);
    if (!table) continue;
    const std::set<std::string_view>& keys = keys_of(table);
    if (keys.contains(value)) continue;
    if (std::ranges::all_of(dispatcher.cases, [&](const auto& one) { return keys.contains(one.text); })) return true;
  }
  return false;
}

}  // namespace lockstep::rules::variants
