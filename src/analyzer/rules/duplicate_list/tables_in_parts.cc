// One table of constants with what two or more tables of one module hold: the names of messages that a widget says and
// listens to, `{ join: 'room:join', told: 'room:told' }`, of which a shared package has a table for either direction.
// No two of the tables are alike, so that they cannot be compared pair by pair; all that is in the one comes from the
// others all the same.

#include "rules/duplicate_list/tables_in_parts.h"

#include "rules/duplicate_list/naming.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMinTexts = 4;
constexpr std::size_t kMinJoined = 4;
constexpr std::size_t kMaxTexts = 80;  // more is data

/// `export const EVENTS = { join: 'room:join', … }` at the top of a file.
struct PartTable {
  Node declaration;
  std::string_view name;
  std::vector<std::string_view> texts;
};

std::vector<std::string_view> texts_of_table(const Node& object) {
  std::vector<std::string_view> texts;
  for (const Node part : object.children()) {
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    if (!value || !value.is(Kind::String) || value.text().empty()) return {};
    texts.push_back(value.text());
  }
  std::sort(texts.begin(), texts.end());
  return std::adjacent_find(texts.begin(), texts.end()) == texts.end() ? texts : std::vector<std::string_view>{};
}

std::vector<PartTable> part_tables(const Program& program) {
  std::vector<PartTable> tables;
  for (const File& file : program.files()) {
    const workspace::Roles left_out = kNotOurCode | workspace::Role::Config | workspace::Role::Example;
    if (file.roles.any(left_out) || file.facts.is_generated) continue;
    for (const Node declaration : program::nodes_of(file, Kind::Declarator)) {
      const Node name = declaration.child(0);
      const Node value = program::without_casts(program::value_of(declaration));
      if (!name || !name.is(Kind::Binding) || !value || !value.is(Kind::Object) || declaration.enclosing_function())
        continue;
      std::vector<std::string_view> texts = texts_of_table(value);
      if (texts.size() >= 2 && texts.size() <= kMaxTexts)
        tables.push_back({.declaration = declaration, .name = name.text(), .texts = std::move(texts)});
    }
  }
  return tables;
}

/// `room:join`: nobody else's word.
bool is_joined_name(std::string_view text) {
  return is_put_together(text) && text.find_first_of(":./") != std::string_view::npos;
}

ValueList list_of_table(const Program& program, const PartTable& table) {
  return {.shape = Shape::ConstObject,
          .holder = Holder::Variable,
          .node = program::value_of(table.declaration),
          .path = table.declaration.file().path,
          .name = std::string(table.name),
          .holder_node = table.declaration,
          .is_exported = program.is_exported(table.declaration)};
}

/// The tables of one file in which the texts stand, each text in one; none where some text is missing.
std::vector<const PartTable*> parts_of(const PartTable& whole, const std::vector<const PartTable*>& beside) {
  std::vector<const PartTable*> parts;
  for (const std::string_view text : whole.texts) {
    const auto part = std::find_if(beside.begin(), beside.end(), [&](const PartTable* one) {
      return std::binary_search(one->texts.begin(), one->texts.end(), text);
    });
    if (part == beside.end()) return {};
    if (std::find(parts.begin(), parts.end(), *part) == parts.end()) parts.push_back(*part);
  }
  return parts;
}

Finding told_copy(const Program& program, const Owners& owners, const PartTable& whole,
                  const std::vector<const PartTable*>& parts) {
  Finding finding;
  finding.kind = "copied";
  finding.where = {.path = whole.declaration.file().path, .span = program::name_span(whole.declaration)};
  finding.subject = "table in parts: " + std::string(whole.name);
  finding.message = "these " + std::to_string(whole.texts.size()) + " values are already listed in ";
  for (const PartTable* part : parts) {
    if (part != parts.front()) finding.message += part == parts.back() ? " and " : ", ";
    finding.message += "`" + std::string(part->name) + "`";
    finding.related.push_back(
        {.place = {.path = part->declaration.file().path, .span = program::name_span(part->declaration)},
         .text = "`" + std::string(part->name) + "` has some of them"});
    finding.subject += " " + std::string(part->name);
  }
  finding.advice = owners.advice(list_of_table(program, whole), list_of_table(program, *parts.front()));
  give_reason(finding, "every value of the table stands in one of several tables of a module that it could import");
  return finding;
}

}  // namespace

std::vector<Finding> find_tables_in_parts(const Program& program, const Owners& owners) {
  const std::vector<PartTable> tables = part_tables(program);
  std::map<FileId, std::vector<const PartTable*>> by_file;
  std::map<std::string_view, std::vector<const PartTable*>> by_text;
  for (const PartTable& table : tables) {
    by_file[table.declaration.file().id].push_back(&table);
    for (const std::string_view text : table.texts) by_text[text].push_back(&table);
  }
  std::vector<Finding> findings;
  for (const PartTable& whole : tables) {
    const auto joined = std::count_if(whole.texts.begin(), whole.texts.end(), is_joined_name);
    if (whole.texts.size() < kMinTexts || static_cast<std::size_t>(joined) < kMinJoined) continue;
    for (const PartTable* first : by_text[whole.texts.front()]) {
      const FileId file = first->declaration.file().id;
      if (file == whole.declaration.file().id || !program.is_exported(first->declaration)) continue;
      const std::vector<const PartTable*> parts = parts_of(whole, by_file[file]);
      if (parts.size() < 2 || !owners.can_import(list_of_table(program, whole), list_of_table(program, *first)))
        continue;
      findings.push_back(told_copy(program, owners, whole, parts));
      break;
    }
  }
  return findings;
}

}  // namespace lockstep::rules
