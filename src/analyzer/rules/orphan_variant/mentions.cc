#include "rules/orphan_variant/mentions.h"

#include "program/schema_words.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::ranges::find(list, text) != list.end();
}

// `.off('x')` neither makes an event nor handles it.
constexpr std::array<std::string_view, 6> kForgets = {
    "off", "removeListener", "removeAllListeners", "removeEventListener", "unsubscribe", "leave"};
constexpr std::array<std::string_view, 6> kSchemas = {"oneOf",   "valid", "exclude", "extract", "discriminatedUnion",
                                                      "Literals"};
// Nobody nests an expression deeper by hand, and every string of a file climbs.
constexpr int kMaxClimb = 32;

bool is_equality(Op op) {
  return op == Op::Equal || op == Op::StrictEqual || op == Op::NotEqual || op == Op::StrictNotEqual;
}

// The constant that a list is the value of, through casts and `new Set`; null when it is none.
Node constant_of(const Node& list) {
  Node up = list.parent();
  while (up &&
         (up.is(Kind::Cast) || (up.is(Kind::New) && program::callee(up) && program::callee(up).text() == "Set"))) {
    up = up.parent();
  }
  return up;
}

// Whether a use of a list asks it whether it holds something, or hands it to a store to look for what it holds.
bool is_asking(const Questions& questions, const Node& use) {
  Node at = use;
  while (at.parent().is(Kind::Cast) || at.parent().is(Kind::Spread) ||
         (at.parent().is(Kind::Array) && at.is(Kind::Spread))) {
    at = at.parent();
  }
  const Node around = at.parent();
  if (around.is(Kind::Member)) return around.child(0) == at && Questions::asks(around.text());
  return around.is(Kind::Call) ? program::callee(around) != at && questions.asks(around, at)
                               : questions.is_in_filter(at);
}

// Whether a file does nothing with a name but ask what it stands for whether it holds something; `is_ours` tells which
// of its names is meant. Nothing is said of a file that does not use it.
template <class IsOurs>
bool only_asks(const Questions& questions, const File& file, IsOurs is_ours, bool& is_asked) {
  for (const Node use : program::nodes_of(file, Kind::Ident)) {
    if (!is_ours(use)) continue;
    const Node around = use.parent();
    if (is_asking(questions, use)) {
      is_asked = true;
    } else if (!around.is(Kind::TypeQuery)) {
      return false;
    }
  }
  return true;
}

// `match(x).with({ type: 'a' }, …)`: what is looked for, in the shape of what is made.
bool is_pattern(const Node& object) {
  const Node call = object.parent();
  const Node head = program::callee(call);
  return head && head.is(Kind::Member) && (head.text() == "with" || head.text() == "when");
}

// The call `z.enum([...])` of which a string is an element.
Node schema_of_element(const Node& element) {
  const Node list = element.parent();
  const Node call = list && list.is(Kind::Array) ? list.parent() : Node{};
  const Node head = program::callee(call);
  return head && head.is(Kind::Member) && head.text() == "enum" ? call : Node{};
}

// What `X.A` means where `X` is `Schema.enum` (or Enum, Values) of such a schema: the string that spells the member.
Node schema_member(const Program& program, const Node& use) {
  Node table = use.child(0);
  if (table && table.is(Kind::Ident)) table = program::without_casts(program::value_of(program.definition(table).node));
  if (!table || !table.is(Kind::Member)) return {};
  if (table.text() != "enum" && table.text() != "Enum" && table.text() != "Values") return {};
  const Node schema = program::without_casts(program::value_of(program.definition(table.child(0)).node));
  const Node list = program::argument(schema, 0);
  if (!list || !list.is(Kind::Array)) return {};
  for (const Node& element : list.children()) {
    if (element.is(Kind::String) && element.text() == use.text() && schema_of_element(element)) return element;
  }
  return {};
}

// `@Column({ enum: X })` says what a column may hold, and lets nothing in.
bool is_column_option(const Node& use) {
  const Node decorator = use.enclosing(Kind::Decorator);
  const Node call = decorator ? decorator.child(0) : Node{};
  const Node head = program::callee(call);
  constexpr std::array<std::string_view, 4> kColumns = {"Column", "Prop", "Enum", "Property"};
  return head && is_one_of(head.text(), kColumns);
}

// `@ApiProperty({ enum: X })` in a class that is an answer: it documents what the program says, and lets nothing in.
bool documents_answer(const Node& use) {
  const Node decorator = use.enclosing(Kind::Decorator);
  const Node type = decorator ? decorator.enclosing(Kind::Class) : Node{};
  if (!type) return false;
  const std::vector<std::string> words = split_words(type.text());
  return std::ranges::any_of(words, [](const std::string& word) {
    return word == "response" || word == "result" || word == "answer" || word == "reply" || word == "output";
  });
}

// `@IsEnum(X)` in `ListOrdersDto`, `@Query('state', new ParseEnumPipe(X))`, `const orderFilters = z.object({ state:
// z.nativeEnum(X) })`: what comes in is looked for, and set nowhere.
bool lets_ask_for(const Node& use) {
  constexpr std::array<std::string_view, 6> kAsking = {"query", "queries", "filter", "filters", "search", "criteria"};
  constexpr std::array<std::string_view, 3> kAskingFirst = {"list", "find", "search"};
  const auto asks = [&](std::string_view name, bool is_type) {
    const std::vector<std::string> words = split_words(name);
    return (is_type && !words.empty() && is_one_of(words.front(), kAskingFirst)) ||
           std::ranges::any_of(words, [&](const std::string& word) { return is_one_of(word, kAsking); });
  };
  int steps = 0;
  for (Node at = use.parent(); at && steps < kMaxClimb; at = at.parent(), ++steps) {
    if (at.is(Kind::Decorator)) {
      const Node head = program::callee(at.child(0));
      if (head && (head.text() == "Query" || head.text() == "ApiQuery")) return true;
      const Node type = at.enclosing(Kind::Class);
      return at.parent().is(Kind::Field) && type && asks(type.text(), true);
    }
    if (at.is(Kind::Declarator)) return at.child(0) && asks(at.child(0).text(), false);
    if (!at.is(Kind::Call) && !at.is(Kind::New) && !at.is(Kind::Object) && !at.is(Kind::Property) &&
        !at.is(Kind::Member))
      return false;
  }
  return false;
}

}  // namespace

bool is_constant_table(const Node& object) {
  // Thousands of strings are data. This is asked for each of them, so it would take long to look at them all, too.
  constexpr std::uint32_t kTooLarge = 8192;
  if (!object.is(Kind::Object) || object.raw().size > kTooLarge) return false;
  // Most objects are given away at the first look at what is around them.
  Node up = object.parent();
  bool is_const = false;
  while (up &&
         (up.is(Kind::Cast) || (up.is(Kind::Call) && program::is_named(program::callee(up), "Object", "freeze")))) {
    is_const = is_const || up.op() == Op::AsConst || up.is(Kind::Call);
    up = up.parent();
  }
  if (!up || !(up.is(Kind::Field) || up.is(Kind::Declarator))) return false;
  if (up.is(Kind::Field) && !up.has(facts::kStatic)) return false;
  if (up.is(Kind::Declarator) && up.parent().op() != Op::Const) return false;
  std::size_t count = 0;
  for (const Node& part : object.children()) {
    const Node value = program::without_casts(program::value_of(part));
    if (!part.is(Kind::Property) || part.text().empty() || !value || !value.is(Kind::String)) return false;
    ++count;
  }
  return count >= 2 && (up.is(Kind::Field) || is_const || !up.enclosing_function());
}

bool Mentions::is_asked_list(const Node& list) const {
  const auto [known, is_new] = asked_lists_.try_emplace(list.ref(), false);
  if (is_new) known->second = is_only_asked(list);
  return known->second;
}

// A list that nobody does anything with but ask whether it holds something.
bool Mentions::is_only_asked(const Node& list) const {
  const Node up = constant_of(list);
  if (!up) return false;
  if (up.is(Kind::Member)) return Questions::asks(up.text());
  if (!up.is(Kind::Declarator) || !up.child(0) || !up.child(0).is(Kind::Binding)) return false;
  const auto binding = up.facts().binding(up.child(0).id());
  const auto name = up.child(0).name();
  if (!binding || !name) return false;
  bool is_asked = false;
  const auto is_own = [&](const Node& use) { return use.facts().binding(use.id()) == binding; };
  if (!only_asks(questions_, up.file(), is_own, is_asked)) return false;
  if (!program_.is_exported(up)) return is_asked;
  const auto is_same = [&](const Node& use) { return use.name() == name && program_.definition(use).node == up; };
  std::optional<FileId> last;
  for (const NodeRef import : program_.places().imports(*name)) {
    if (import.file == up.file().id || std::exchange(last, import.file) == import.file) continue;
    if (!only_asks(questions_, program_[import.file], is_same, is_asked)) return false;
  }
  return is_asked;
}

Mention Mentions::mention_at(const Node& node) const {
  Mention mention{.node = node, .role = Role::Produced, .property = {}};
  Node at = node;
  int steps = 0;
  for (Node up = at.parent(); up && steps < kMaxClimb; at = up, up = at.parent(), ++steps) {
    switch (up.kind()) {
      case Kind::Cast:
      case Kind::Spread:
      case Kind::Await:
        continue;
      case Kind::Conditional:
        if (up.child(0) == at) return mention;
        continue;
      case Kind::TypeLiteral:
      case Kind::TypeName:
      case Kind::TypeQuery:
      case Kind::TypeIndexed: {
        mention.role = Role::Declared;
        // `{ type: 'a' }` in a union of objects.
        for (Node type = up.parent(); type; type = type.parent()) {
          if (type.is(Kind::TypeMember)) mention.property = type.text();
          if (!type.is(Kind::TypeUnion)) break;
        }
        return mention;
      }
      case Kind::EnumMember:
        mention.role = Role::Declared;
        return mention;
      case Kind::Case:
        if (up.child(0) == at) mention.role = Role::Tested;
        return mention;
      case Kind::Binary:
        if (is_equality(up.op()) || up.op() == Op::In) {
          mention.role = Role::Tested;
          return mention;
        }
        continue;
      case Kind::Array:
        if (is_asked_list(up) || questions_.is_in_filter(up)) {
          mention.role = Role::Tested;
          return mention;
        }
        continue;
      case Kind::Property: {
        if (up.child(0) != at) {  // a computed key
          mention.role = Role::Handled;
          return mention;
        }
        mention.property = up.text();
        if (questions_.is_in_filter(up) || Questions::is_filter(up.text()) || is_pattern(up.parent())) {
          mention.role = Role::Tested;
        } else if (up.parent().is(Kind::Object) && is_constant_table(up.parent())) {
          mention.role = Role::Declared;
        }
        return mention;
      }
      case Kind::Call: {
        const Node head = program::callee(up);
        if (head == at) return mention;
        const std::string_view method = head ? head.text() : std::string_view{};
        const bool is_schema = program::names_literal_schema(method) || program::names_union_schema(method) ||
                               program::names_enum_schema(method) || method.ends_with("Enum");
        if (is_one_of(method, kSchemas) || is_schema) {
          mention.role = Role::Declared;
          if (const Node holder = up.parent(); holder && holder.is(Kind::Property)) mention.property = holder.text();
        } else if (is_one_of(method, kForgets)) {
          mention.role = Role::Declared;
        } else if (questions_.asks(up, at)) {
          mention.role = Role::Tested;
        }
        return mention;
      }
      case Kind::Assign:
        if (const Node target = up.child(0); target && target.is(Kind::Member)) mention.property = target.text();
        return mention;
      case Kind::Field:
        mention.property = up.text();
        return mention;
      default:
        return mention;
    }
  }
  return mention;
}

Mentions::Mentions(const Program& program, const Shared& shared)
    : program_(program),
      shared_(shared),
      questions_(program),
      named_files_(program),
      elsewhere_(program.workspace()),
      unreached_(program, named_files_, elsewhere_),
      member_names_(program.names()),
      owner_names_(program.names()),
      templates_(program.models()),
      unsent_(program.models()) {
  // Resolving every `a.b` of a program is dear; only these names can lead to a member of an enum or table.
  for (const File& file : program.files()) {
    for (const Node node : program::nodes_of(file, Kind::Enum)) owner_names_.insert(node.text());
    for (const Node node : program::nodes_of(file, Kind::EnumMember)) note_member(node, program::value_of(node));
    for (const Node node : program::nodes_of(file, Kind::Object)) {
      if (!is_constant_table(node)) continue;
      const Node owner = node.enclosing(Kind::Declarator);
      if (owner && owner.child(0)) owner_names_.insert(owner.child(0).text());
      for (const Node& property : node.children())
        note_member(property, program::without_casts(program::value_of(property)));
    }
  }
  if (const auto schema = program.names().find("enum")) {
    for (const NodeRef call : program.places().calls(*schema)) note_schema(program[call]);
  }
  for (const File& file : program.files()) {
    if (!is_own_code(file)) continue;
    index_owners(file);
    for (const Node use : program::nodes_of(file, {Kind::Member, Kind::Index})) index_member(use);
    for (const Node made : program::nodes_of(file, Kind::Template)) {
      templates_.add(made);
      if (!unsent_.is_sent(made)) unsent_.add(made);
    }
  }
}

// Only a few of the texts are ever asked about, so what their places do with them is found out when they are.
std::vector<Mention> Mentions::find_text(program::Name name) const {
  const auto strings = program_.places().strings(name);
  const auto keys = program_.places().properties(name);
  std::vector<NodeRef> places;
  std::merge(strings.begin(), strings.end(), keys.begin(), keys.end(), std::back_inserter(places));
  std::vector<Mention> found;
  for (const NodeRef place : places) {
    const Node node = program_[place];
    if (!is_own_code(node.file())) continue;
    const Node up = node.parent();
    if (node.is(Kind::Property)) {
      if (node.text().empty() || !up.is(Kind::Object)) continue;
      // `{ Done: 'Done', … }` declares what it stands for.
      const Node value = program::without_casts(program::value_of(node));
      const bool is_declared = value && value.is(Kind::String) && value.text() == node.text() && is_constant_table(up);
      found.push_back({.node = node, .role = is_declared ? Role::Declared : Role::Handled, .property = {}});
      continue;
    }
    if (!up || up.is(Kind::Index) || up.is(Kind::Import) || up.is(Kind::Export)) continue;
    Mention mention = mention_at(node);
    if (mention.role == Role::Produced) {
      if (!shared_.liveness.is_alive(node) || is_behind_exit(node)) continue;
      if (unreached_.around(node)) mention.role = Role::Stranded;
    }
    found.push_back(mention);
  }
  return found;
}

// Uses of the few names of a file that may be an enum or a table.
void Mentions::index_owners(const File& file) {
  std::vector<bool> may_own;
  for (const facts::Binding& bound : file.facts.bindings) {
    const bool is_import = bound.kind == facts::BindingKind::Import;
    const bool is_constant = bound.kind == facts::BindingKind::Const || bound.kind == facts::BindingKind::Enum;
    const facts::LocalName local = is_import ? bound.imported : bound.name;
    const bool is_default = is_import && file.facts.text(local) == "default";
    may_own.push_back(is_default || ((is_import || is_constant) && owner_names_.contains(file.names[local.value])));
  }
  if (std::ranges::find(may_own, true) == may_own.end()) return;
  for (const Node use : program::nodes_of(file, Kind::Ident)) {
    const auto binding = file.facts.binding(use.id());
    if (binding && may_own[binding->value]) index_owner(use);
  }
}

// `X` itself: part of `X.Y`, or the whole of it.
void Mentions::index_owner(const Node& use) {
  const Node up = use.parent();
  if (up.is(Kind::Member) || up.is(Kind::Import)) return;
  const Node declaration = program_.definition(use).node;
  if (!declaration) return;
  if (declaration.is(Kind::Enum)) {
    if (!up.is(Kind::TypeName) && !up.is(Kind::TypeQuery) && !up.is(Kind::Export) && !is_column_option(use) &&
        !documents_answer(use)) {
      (lets_ask_for(use) ? asked_whole_ : whole_).insert(declaration.ref());
    }
  } else if (declaration.is(Kind::Declarator)) {
    const Node value = program::without_casts(program::value_of(declaration));
    if (value && value.is(Kind::Object) && !up.is(Kind::TypeQuery) && !up.is(Kind::Export))
      (lets_ask_for(use) ? asked_whole_ : whole_).insert(declaration.ref());
  }
}

void Mentions::index_member(const Node& use) {
  if (use.is(Kind::Member) && !member_names_.contains(use)) return;
  Node declaration = program_.definition(use).node;
  if (!declaration && use.is(Kind::Member)) declaration = schema_member(program_, use);
  if (!declaration) return;
  const bool is_member = declaration.is(Kind::String) || declaration.is(Kind::EnumMember) ||
                         (declaration.is(Kind::Property) && is_constant_table(declaration.parent()));
  if (!is_member) return;
  Mention mention = mention_at(use);
  if (mention.role == Role::Produced) {
    if (!shared_.liveness.is_alive(use) || is_behind_exit(use)) return;
    if (unreached_.around(use)) mention.role = Role::Stranded;
  }
  members_[declaration.ref()].push_back(mention);
}

// The elements of `z.enum([...])`.
void Mentions::note_schema(const Node& call) {
  const Node head = program::callee(call);
  if (!head || !head.is(Kind::Member) || head.text() != "enum") return;
  for (const Node& list : program::arguments(call)) {
    if (!list.is(Kind::Array)) continue;
    for (const Node& element : list.children()) {
      if (element.is(Kind::String)) note_member(element, element);
    }
  }
}

void Mentions::note_member(const Node& member, const Node& value) {
  member_names_.insert(member.text());
  if (value && value.is(Kind::String)) spelling_[value.text()].push_back(member);
}

std::span<const Node> Mentions::members_spelling(std::string_view text) const {
  const auto found = spelling_.find(text);
  return found == spelling_.end() ? std::span<const Node>{} : std::span<const Node>{found->second};
}

std::span<const Mention> Mentions::of_text(std::string_view text) const {
  const auto name = program_.names().find(text);
  if (!name) return {};
  const auto [known, is_new] = mentions_.try_emplace(*name);
  if (is_new) known->second = find_text(*name);
  return known->second;
}

std::span<const Mention> Mentions::of_member(const Node& declaration) const {
  const auto found = members_.find(declaration.ref());
  return found == members_.end() ? std::span<const Mention>{} : std::span<const Mention>{found->second};
}

bool Mentions::is_used_whole(const Node& declaration) const {
  return whole_.contains(declaration.ref()) || asked_whole_.contains(declaration.ref());
}

bool Mentions::is_let_in(const Node& declaration) const { return whole_.contains(declaration.ref()); }

bool Mentions::is_spelled(std::string_view part) const {
  const auto name = program_.names().find(part);
  if (!name) return false;
  const auto is_ours = [&](const NodeRef& place) { return is_own_code(program_[place].file()); };
  return std::ranges::any_of(program_.places().strings(*name), is_ours) ||
         std::ranges::any_of(program_.places().properties(*name), is_ours);
}

bool Mentions::may_be_composed(std::string_view text) const {
  return templates_.may_make(text, [&](std::string_view part) { return is_spelled(part); });
}

bool Mentions::may_be_composed_to_hear(std::string_view text) const {
  return unsent_.may_make(text, [&](std::string_view part) { return is_spelled(part); });
}

bool Mentions::may_be_completed(std::string_view text) const {
  return templates_.may_complete(text, [&](std::string_view part) { return is_spelled(part); });
}

}  // namespace lockstep::rules::variants
