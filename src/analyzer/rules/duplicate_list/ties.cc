#include "rules/duplicate_list/ties.h"

#include "rules/duplicate_list/comparison.h"
#include "rules/duplicate_list/relation.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMinOfEnum = 3;

bool is_anything(const Node& type) {
  return type && type.is(Kind::TypeKeyword) && (type.text() == "unknown" || type.text() == "any");
}

/// What is said to be of a type in spite of the compiler: `message.sender` of `message.sender as unknown as Bubble`.
Node forced(const Node& cast) {
  const Node inner = cast.op() == Op::As ? cast.child(0) : Node{};
  return inner && inner.is(Kind::Cast) && is_anything(inner.child(1)) ? inner.child(0) : Node{};
}

/// The type that is written for what an expression stands for, or declares it.
Node written_type(const Program& program, const Node& expression) {
  if (const Node declared = program.type_of(expression).declaration) return declared;
  return program::type_annotation(program.definition(expression).node);
}

constexpr std::size_t kMinKeys = 5;
constexpr std::size_t kMaxMissing = 2;

/// Whether any text may be a key: `Record<string, string>`, `{ [kind: string]: string }`, or no type at all.
bool takes_any_key(const Node& declarator) {
  const Node type = program::type_annotation(declarator);
  if (!type) return true;
  if (type.is(Kind::TypeObject)) {
    const Node only = type.child_count() == 1 ? type.child(0) : Node{};
    return only && only.is(Kind::TypeIndexSignature);
  }
  const Node key = type.is(Kind::TypeName) && type.text() == "Record" ? program::type_argument(type, 0) : Node{};
  return key && key.is(Kind::TypeKeyword) && key.text() == "string";
}

/// The texts that a table at the top of a file has something for; nothing where it is no such table.
std::vector<std::string_view> keys_of_table(const Node& declarator) {
  const Node object = program::without_casts(program::value_of(declarator));
  if (!object || !object.is(Kind::Object) || declarator.enclosing_function() || !takes_any_key(declarator)) return {};
  std::vector<std::string_view> keys;
  for (const Node part : object.children()) {
    if (!part.is(Kind::Property) || part.text().empty()) return {};
    keys.push_back(part.text());
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// Whether a table has something for nearly all of what it is asked for, and for nothing else.
bool has_nearly_all(const std::vector<std::string_view>& keys, const program::Values& asked) {
  if (!asked.complete || keys.size() < kMinKeys || keys.size() >= asked.values.size()) return false;
  if (keys.size() + kMaxMissing < asked.values.size() || keys.size() * 5 < asked.values.size() * 4) return false;
  const auto known = std::count_if(asked.values.begin(), asked.values.end(), [&](const program::Value& value) {
    return std::binary_search(keys.begin(), keys.end(), value.text);
  });
  return static_cast<std::size_t>(known) == keys.size();
}

/// Whether a file speaks of a value that the table lacks: what is dealt with beside it needs no entry.
bool deals_with_rest(const Program& program, std::array<const File*, 2> files,
                     const std::vector<std::string_view>& keys, const program::Values& asked) {
  return std::any_of(asked.values.begin(), asked.values.end(), [&](const program::Value& value) {
    if (std::binary_search(keys.begin(), keys.end(), value.text)) return false;
    const auto name = program.names().find(value.text);
    return name && std::any_of(files.begin(), files.end(), [&](const File* file) {
             return std::find(file->names.begin(), file->names.end(), *name) != file->names.end();
           });
  });
}

}  // namespace

NodeRef holder_of_values(const Program& program, const Node& type) {
  if (!type) return {};
  if (type.is(Kind::Enum)) return type.ref();
  const program::Values values = program.values(type);
  if (values.values.empty()) return {};
  const Node owner = values.values.front().owner;
  for (const program::Value& value : values.values) {
    if (!(value.owner == owner)) return {};
  }
  return owner ? owner.ref() : type.ref();
}

Ties::Ties(const Program& program) {
  collect_assertions(program);
  collect_tools(program);
  collect_messages(program);
  collect_lookups(program);
  collect_doors(program);
  collect_selects(program);
  collect_choices(program);
}

bool Ties::lead(const ValueList& from, const ValueList& to) const {
  return hold(from) && hold(to) && has(ties_, from, to);
}

bool Ties::let_in(const ValueList& from, const ValueList& to) const {
  return hold(from) && hold(to) && has(doors_, from, to);
}

bool Ties::has(const std::set<Tie>& ties, const ValueList& from, const ValueList& to) {
  for (const Node& source : std::array{from.node, from.holder_node}) {
    for (const Node& target : std::array{to.node, to.holder_node}) {
      if (source && target && ties.contains({source.ref(), target.ref()})) return true;
    }
  }
  return false;
}

bool Ties::hold(const ValueList& list) const {
  return list.node && (ends_.contains(list.node.ref()) || (list.holder_node && ends_.contains(list.holder_node.ref())));
}

void Ties::add(NodeRef from, NodeRef to) {
  if (from == NodeRef{} || to == NodeRef{} || from == to) return;
  ties_.emplace(from, to);
  ends_.insert(from);
  ends_.insert(to);
}

void Ties::collect_assertions(const Program& program) {
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node cast : program::nodes_of(file, Kind::Cast)) {
      const Node expression = forced(cast);
      if (!expression || !(expression.is(Kind::Ident) || expression.is(Kind::Member))) continue;
      const NodeRef to = holder_of_values(program, cast.child(1));
      if (to != NodeRef{}) add(holder_of_values(program, written_type(program, expression)), to);
    }
  }
}

void Ties::collect_lookups(const Program& program) {
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node index : program::nodes_of(file, Kind::Index)) {
      const Node table = program::without_casts(index.child(0));
      const Node key = program::without_casts(index.child(1));
      if (!table || !table.is(Kind::Ident) || !key || !(key.is(Kind::Ident) || key.is(Kind::Member))) continue;
      const Node declaration = program.definition(table).node;
      if (!declaration || !declaration.is(Kind::Declarator)) continue;
      const std::vector<std::string_view> keys = keys_of_table(declaration);
      if (keys.size() < kMinKeys) continue;
      const Node type = written_type(program, key);
      const program::Values asked = type ? program.values(type) : program::Values{};
      if (has_nearly_all(keys, asked) && !deals_with_rest(program, {&file, &declaration.file()}, keys, asked))
        add(holder_of_values(program, type), program::without_casts(program::value_of(declaration)).ref());
    }
  }
}

/// `@IsIn(['mail', 'sms', 'post']) channel: 'mail' | 'sms'`: nothing stands between what is let in and the type.
bool Relating::lets_in_too_much(const Comparison& both) const {
  // "all" of a menu stands for no value.
  const auto has_surplus = [&](const Candidate& list) {
    return std::any_of(list.values.begin(), list.values.end(), [&](std::string_view value) {
      return !vocabulary_.fillers.contains(value) && !std::binary_search(both.shared.begin(), both.shared.end(), value);
    });
  };
  return (ties_.let_in(both.a, both.b) && has_surplus(both.ca)) ||
         (ties_.let_in(both.b, both.a) && has_surplus(both.cb));
}

/// A value that only the one has gets to the other all the same, and what only the other has never comes. Where one of
/// them just holds less, somebody may have looked before he asserted it.
std::optional<Relation> Relating::judge_tied(const Comparison& both) const {
  if (!(ties_.lead(both.a, both.b) || ties_.lead(both.b, both.a))) return std::nullopt;
  const std::size_t common = both.shared.size();
  const std::size_t smaller = std::min(both.ca.values.size(), both.cb.values.size());
  if (common < 2 || common * 2 < smaller || both.a.is_open || both.b.is_open) return std::nullopt;
  // Two enums of one set, which the compiler would not let pass for each other: one of them was written again.
  const bool are_enums = both.a.shape == Shape::Enum && both.b.shape == Shape::Enum;
  if (are_enums && both.ca.values == both.cb.values && common >= kMinOfEnum)
    return Relation{.likeness = Likeness::Equal, .kinship = Kinship::Some, .common = common, .is_tied = true};
  const auto is_table = [](const ValueList& list) { return list.shape == Shape::ObjectKeys; };
  // A table without an entry for what it is asked for. With an entry for all it would say the same of other things.
  if (is_table(both.a) != is_table(both.b) && common == smaller && both.ca.values.size() != both.cb.values.size())
    return Relation{.likeness = Likeness::Part,
                    .kinship = Kinship::Some,
                    .common = common,
                    .is_tied = true,
                    .surety = Relation::Surety::Likely};
  if (common == smaller && !lets_in_too_much(both)) return std::nullopt;
  return Relation{.likeness = common == smaller ? Likeness::Part : Likeness::Drifted,
                  .kinship = Kinship::Some,
                  .common = common,
                  .is_tied = true,
                  .surety = Relation::Surety::Likely};
}

}  // namespace lockstep::rules
