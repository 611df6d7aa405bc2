#include "rules/duplicate_list/constants_twice.h"

#include "rules/duplicate_list/naming.h"
#include "rules/reasons.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

/// `export const NAME = 'text'`, or a table of tables, in our own code.
struct Constant {
  Node declaration;
  Node value;
};

bool is_left_out(const File& file) {
  return file.roles.any(kNotOurCode | workspace::Role::Config | workspace::Role::Example | workspace::Role::Script) ||
         file.facts.is_generated;
}

/// A text that somebody here chose; not the words of a protocol, a path, a sentence.
bool tells(std::string_view text, const Vocabulary& vocabulary) {
  if (text.size() < 4 || text.size() > 60 || vocabulary.holds(text)) return false;
  return text.find_first_of(" /\\\n<") == std::string_view::npos;
}

/// The keys of a table of tables, `{en: {ja: 'Japanese'}, ja: {…}}`, sorted; none of any other object.
std::vector<std::string_view> keys_of_tables(const Node& object) {
  std::vector<std::string_view> keys;
  for (const Node part : object.children()) {
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    if (!value || !value.is(Kind::Object)) return {};
    keys.push_back(part.text());
    for (const Node inner : value.children()) {
      if (inner.is(Kind::Property)) keys.push_back(inner.text());
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

/// Of two tables under one name nearly all keys are the same.
bool are_one_table(const Node& a, const Node& b) {
  constexpr std::size_t kMany = 8;
  const std::vector<std::string_view> own = keys_of_tables(a);
  const std::vector<std::string_view> other = keys_of_tables(b);
  std::vector<std::string_view> shared;
  std::set_intersection(own.begin(), own.end(), other.begin(), other.end(), std::back_inserter(shared));
  return shared.size() >= kMany && shared.size() * 10 >= std::max(own.size(), other.size()) * 9;
}

ValueList list_of(const Constant& constant, std::string_view name) {
  return {.holder = Holder::Variable,
          .node = constant.declaration,
          .path = constant.declaration.file().path,
          .name = std::string(name),
          .holder_node = constant.declaration,
          .is_exported = true};
}

}  // namespace

std::vector<Finding> find_constants_twice(const Program& program, const Vocabulary& vocabulary, const Owners& owners) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<Constant>> constants;  // by name and text
  for (const File& file : program.files()) {
    if (is_left_out(file)) continue;
    for (const Node declaration : program::nodes_of(file, Kind::Declarator)) {
      const Node name = declaration.child(0);
      const Node value = program::without_casts(program::value_of(declaration));
      if (!name || !name.is(Kind::Binding) || !value || !(value.is(Kind::String) || value.is(Kind::Object))) continue;
      const bool is_text = value.is(Kind::String);
      if ((is_text && !tells(value.text(), vocabulary)) || !program.is_exported(declaration)) continue;
      if (words_of(name.text()).size() < 3) continue;
      constants[{name.text(), is_text ? value.text() : std::string_view()}].push_back({declaration, value});
    }
  }

  struct Pair {
    std::string_view name;
    Constant copy;
    Constant original;
  };
  std::map<std::pair<FileId, FileId>, std::vector<Pair>> pairs;
  for (const auto& [key, all] : constants) {
    for (const Constant& copy : all) {
      for (const Constant& original : all) {
        if (!owners.is_upstream(list_of(original, key.first), list_of(copy, key.first))) continue;
        if (copy.value.is(Kind::Object) && !are_one_table(copy.value, original.value)) continue;
        pairs[{copy.declaration.file().id, original.declaration.file().id}].push_back({key.first, copy, original});
        break;
      }
    }
  }

  std::vector<Finding> findings;
  for (const auto& [files, twice] : pairs) {
    const Pair& first = twice.front();
    Finding& finding = findings.emplace_back();
    finding.kind = "copied";
    finding.where = {.path = first.copy.declaration.file().path, .span = program::name_span(first.copy.declaration)};
    finding.subject = "constants declared again:";
    for (const Pair& pair : twice) finding.subject += " " + std::string(pair.name);
    const bool is_table = first.copy.value.is(Kind::Object);
    finding.message = "`" + std::string(first.name) + "` is declared again with " +
                      (is_table ? "nearly the same keys" : "the same text");
    if (twice.size() > 1)
      finding.message += ", and so are " + std::to_string(twice.size() - 1) + " more constants of that file";
    for (const Pair& pair : twice) {
      finding.related.push_back({.place = {.path = pair.original.declaration.file().path,
                                           .span = program::name_span(pair.original.declaration)},
                                 .text = "`" + std::string(pair.name) + "` is declared here"});
    }
    finding.advice = owners.advice(list_of(first.copy, first.name), list_of(first.original, first.name));
    give_reason(finding, "one name for one value, chosen by somebody here, in a package and in one that builds on it");
  }
  return findings;
}

}  // namespace lockstep::rules
