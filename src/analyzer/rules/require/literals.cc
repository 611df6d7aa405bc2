// literals: the values of a set are spelled where they are at home, and nowhere else.
//
// The home is the list that declares them, or files that a team names. A value that everybody writes for other things
// too ('system' is also a colour theme) does not belong into such a set; name a list whose values are telling.

#include "rules/require/kinds.h"
#include "rules/require/scene.h"

#include "rules/scope.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct Literals {
  std::vector<std::string> values;
  std::string list;
  std::string package;
  std::vector<std::string> homes;
  std::vector<std::string> in;
};

/// What spells a value: a string, or a key that must be quoted. `open: …` may be any property's name.
bool spells(const Node& node) {
  if (node.is(Kind::String)) return true;
  return std::ranges::any_of(node.text(), [](unsigned char c) { return std::isalnum(c) == 0 && c != '_' && c != '$'; });
}

Place place_of_spelling(const Node& node) {
  return node.is(Kind::String) ? place_of(node) : place_of(node.file(), program::name_span(node));
}

/// `{type: 'object'}` of a schema, an import's path and the like are not what the set is about; a String that is a
/// directive or a module's name has no such meaning either.
bool is_mention(const Node& string) {
  const Node parent = string.parent();
  return parent && !parent.is(Kind::Expression);
}

Answer ask(const Literals& wanted, const Scene& scene) {
  const Program& program = scene.program();
  std::set<std::string_view> values(wanted.values.begin(), wanted.values.end());
  std::set<std::uint32_t> homes;
  std::vector<Related> evidence;
  if (!wanted.list.empty()) {
    const std::vector<Node> lists = declarations(program, wanted.list, wanted.package);
    if (lists.empty()) {
      const std::string of = wanted.package.empty() ? std::string() : " of " + wanted.package;
      return violated({{.where = place_in_package(program, wanted.package),
                        .message = "there is no `" + wanted.list + "`" + of + " in which its values would be at home",
                        .subject = "home " + wanted.list}});
    }
    for (const Node& list : lists) {
      homes.insert(list.file().id.value);
      evidence.push_back({place_of(list.file(), program::name_span(list)), "the home of the values"});
      for (const auto& value : program.values(list).values) values.insert(value.text);
    }
  }
  for (const File* file : files_of(program, wanted.homes)) homes.insert(file->id.value);
  if (values.empty()) return not_applicable("what `" + wanted.list + "` holds cannot be read");

  std::vector<const File*> files;
  if (wanted.in.empty()) {
    for (const File& file : program.files()) files.push_back(&file);
  } else {
    files = files_of(program, wanted.in);
  }
  const program::NameSet names(program.names(), values);
  std::vector<Violation> violations;
  std::size_t at_home = 0;
  std::set<std::string_view> seen_at_home;
  for (const File* file : files) {
    if (!is_production(*file) || file->facts.is_generated) continue;
    const bool is_home = homes.contains(file->id.value);
    // Of one file and value one place is enough: the repair is one import.
    std::map<std::string_view, std::size_t> reported;
    for (const Node string : program::nodes_of(*file, {Kind::String, Kind::Property})) {
      if (!names.contains(string) || !spells(string) || !is_mention(string)) continue;
      if (is_home) {
        ++at_home;
        seen_at_home.insert(string.text());
        continue;
      }
      const auto [known, is_first] = reported.try_emplace(string.text(), violations.size());
      if (!is_first) {
        violations[known->second].related.push_back({place_of_spelling(string), "and here"});
        continue;
      }
      std::string home = wanted.list.empty() ? std::string("its home") : "`" + wanted.list + "`";
      violations.push_back(
          {.where = place_of_spelling(string),
           .message = "'" + std::string(string.text()) + "' is spelled here and not taken from " + home,
           .subject = std::string(string.text()) + " in " + file->path});
    }
  }
  Answer answer = violations.empty() && at_home == 0 && wanted.list.empty() && homes.empty()
                      ? not_applicable("none of the values is spelled where they are at home")
                  : violations.empty() ? holds(counted(values.size(), "value is", "values are") + " spelled " +
                                                   counted(at_home, "time", "times") + " at home and nowhere else",
                                               std::move(evidence))
                                       : violated(std::move(violations));
  answer.gaps = empty_scopes(program, wanted.in);
  for (std::string& gap : empty_scopes(program, wanted.homes)) answer.gaps.push_back(std::move(gap));
  for (const std::string& value : wanted.values) {
    if (!seen_at_home.contains(value)) answer.gaps.push_back("'" + value + "' is not spelled at home");
  }
  return answer;
}

Demand read_literals(json::Reader& reader) {
  const Literals wanted{.values = read_optional_names(reader, "values"),
                        .list = std::string(reader.string("values-of", "")),
                        .package = std::string(reader.string("package", "")),
                        .homes = read_optional_files(reader, "home"),
                        .in = read_optional_files(reader, "in")};
  if (wanted.values.empty() && wanted.list.empty()) {
    const json::Value* kind = reader.value("kind");
    reader.reject(kind->where(), "\"literals\" needs \"values\" or \"values-of\"",
                  "\"values-of\" names the enum, union or list that is the home of the values");
  } else if (wanted.list.empty() && wanted.homes.empty()) {
    reader.reject(reader.value("values")->where(), "\"values\" need a \"home\"",
                  "\"home\" is a glob or the name of a package");
  }
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kLiterals{"literals", read_literals};

}  // namespace lockstep::rules::require
