#include "rules/orphan_variant/registries.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lockstep::rules::variants {
namespace {

bool is_string_type(const Node& type) { return type && type.is(Kind::TypeKeyword) && type.text() == "string"; }

/// `Record<string, Handler>`, `{ [kind: string]: Handler }`, `Map`-like types that let any key in and miss none.
bool lets_any_key_in(const Node& type) {
  if (type.is(Kind::TypeName)) return type.text() == "Record" && is_string_type(program::type_argument(type, 0));
  if (!type.is(Kind::TypeObject)) return false;
  return std::ranges::any_of(type.children(), [](const Node& member) {
    return member.is(Kind::TypeIndexSignature) && is_string_type(member.child(0));
  });
}

bool is_script(const File& file) { return file.path.ends_with("js") || file.path.ends_with(".jsx"); }

bool does_something(const Node& value) {
  static constexpr std::array<Kind, 5> kDoing = {Kind::Function, Kind::Ident, Kind::Member, Kind::Call, Kind::Class};
  return value && std::ranges::find(kDoing, value.kind()) != kDoing.end();
}

bool is_nothing(const Node& value) {
  const Node plain = program::without_casts(value);
  return !plain || plain.is(Kind::Null) || (plain.is(Kind::Ident) && plain.text() == "undefined");
}

/// The statement behind another in its block; null at the end.
Node next_to(const Node& statement) {
  const Node block = statement.parent();
  if (!block || !(block.is(Kind::Block) || block.is(Kind::Case))) return {};
  const std::uint32_t next = statement.id().value + statement.raw().size;
  const std::uint32_t end = block.id().value + block.raw().size;
  return next < end ? statement.file().node(facts::NodeId{next}) : Node{};
}

/// `return`, `return null`, `continue`, perhaps in braces.
std::optional<std::string> giving_up(const Node& branch) {
  Node only = branch;
  while (only && only.is(Kind::Block) && only.child_count() == 1) only = only.child(0);
  if (!only) return std::nullopt;
  if (only.is(Kind::Continue)) return "continue";
  if (!only.is(Kind::Return) || !is_nothing(only.child(0))) return std::nullopt;
  return only.child(0) ? "return " + program::describe(only.child(0)) : "return";
}

class Registries {
 public:
  Registries(const Program& program, const File& file, Domains& domains)
      : program_(program), file_(file), domains_(domains) {}

  std::vector<Dispatcher> run() {
    std::vector<Dispatcher> found;
    for (const Node index : program::nodes_of(file_, Kind::Index)) {
      if (auto dispatcher = lookup(index)) found.push_back(std::move(*dispatcher));
    }
    return found;
  }

 private:
  std::optional<Dispatcher> lookup(const Node& index) {
    const Node table = program::without_casts(index.child(0));
    const Node key = program::without_casts(index.child(1));
    if (!table || !table.is(Kind::Ident) || !key || !(key.is(Kind::Ident) || key.is(Kind::Member))) return std::nullopt;
    const auto ending = without_entry(index);
    if (!ending) return std::nullopt;
    const Node declaration = program_.definition(table).node;
    if (!declaration || !declaration.is(Kind::Declarator)) return std::nullopt;
    const Node type = program::type_annotation(declaration);
    // Where a cast helps the key along, nobody asks whether there is an entry.
    const bool is_cast = index.child(1).is(Kind::Cast) || index.child(0).is(Kind::Cast);
    const bool is_unchecked = type ? lets_any_key_in(type) : is_cast || is_script(declaration.file());
    const Node object = program::without_casts(program::value_of(declaration));
    if (!is_unchecked || !object || !object.is(Kind::Object)) return std::nullopt;

    Dispatcher dispatcher{.node = object, .place = declaration, .subject = {}, .fallback = index};
    for (const Node& entry : object.children()) {
      if (!entry.is(Kind::Property) || !does_something(program::value_of(entry))) return std::nullopt;
      const Node computed = entry.child(1);
      if (!entry.text().empty()) {
        dispatcher.cases.push_back({entry.text(), entry});
      } else if (const auto value = computed ? program_.value(computed) : std::nullopt) {
        dispatcher.cases.push_back({value->text, entry});
      } else {
        return std::nullopt;
      }
    }
    dispatcher.subject = domains_.subject(key);
    if (!dispatcher.subject.domain || dispatcher.cases.size() < 3) return std::nullopt;
    dispatcher.otherwise = Otherwise::Swallows;
    dispatcher.ending = "without an entry " + *ending;
    return dispatcher;
  }

  /// What happens when the lookup finds nothing, where that is nothing; else no value.
  std::optional<std::string> without_entry(const Node& index) const {
    Node at = index;
    Node up = at.parent();
    while (up && up.is(Kind::Cast)) at = up, up = up.parent();
    if (!up) return std::nullopt;
    if (up.is(Kind::Call) && program::callee(up) == at && up.has(facts::kOptional)) return "nothing is called";
    if (up.is(Kind::Binary) && (up.op() == Op::Coalesce || up.op() == Op::Or) && up.child(0) == at &&
        is_nothing(up.child(1)) && up.child(1)) {
      return "it is " + program::describe(up.child(1));
    }
    if (!up.is(Kind::Declarator) || !up.child(0)) return std::nullopt;
    // const run = HANDLERS[node.type]; if (!run) return null;
    const Node guard = next_to(up.parent());
    const Node test = guard && guard.is(Kind::If) ? program::without_casts(guard.child(0)) : Node{};
    if (!test || !test.is(Kind::Unary) || test.op() != Op::Not) return std::nullopt;
    const Node asked = program::without_casts(test.child(0));
    if (!asked || !asked.is(Kind::Ident) || asked.text() != up.child(0).text()) return std::nullopt;
    return giving_up(guard.child(1));
  }

  const Program& program_;
  const File& file_;
  Domains& domains_;
};

}  // namespace

std::vector<Dispatcher> registries_in(const Program& program, const File& file, Domains& domains) {
  return Registries{program, file, domains}.run();
}

}  // namespace lockstep::rules::variants
