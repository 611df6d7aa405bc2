#include "rules/duplicate_list/constants_twice.h"

#include "rules/duplicate_list/naming.h"
#include "rules/reasons.h"

#include <map>
#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

/// `export const NAME = 'text'`, in our own code.
struct Constant {
  Node declaration;
  Node text;
};

bool is_left_out(const File& file) {
  return file.roles.any(kNotOurCode | workspace::Role::Config | workspace::Role::Example | workspace::Role::Script) ||
         file.facts.is_generated;
}

/// A text that somebody here chose under a name that says what for; not the words of a protocol, a path, a sentence.
bool tells(std::string_view name, std::string_view text, const Vocabulary& vocabulary) {
  if (text.size() < 4 || text.size() > 60 || vocabulary.holds(text)) return false;
  return text.find_first_of(" /\\\n<") == std::string_view::npos && words_of(name).size() >= 3;
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
      const Node text = program::without_casts(program::value_of(declaration));
      if (!name || !name.is(Kind::Binding) || !text || !text.is(Kind::String)) continue;
      if (!tells(name.text(), text.text(), vocabulary) || !program.is_exported(declaration)) continue;
      constants[{name.text(), text.text()}].push_back({.declaration = declaration, .text = text});
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
    finding.message = "`" + std::string(first.name) + "` is declared again with the same text";
    if (twice.size() > 1)
      finding.message += ", and so are " + std::to_string(twice.size() - 1) + " more constants of that file";
    for (const Pair& pair : twice) {
      finding.related.push_back(
          {.place = place_of(pair.original.text), .text = "`" + std::string(pair.name) + "` is declared here"});
    }
    finding.advice = owners.advice(list_of(first.copy, first.name), list_of(first.original, first.name));
    give_reason(finding, "one name and one text, chosen by somebody here, in a package and in one that builds on it");
  }
  return findings;
}

}  // namespace lockstep::rules
