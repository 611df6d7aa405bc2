// `new Set([Plan.Team, Plan.Team2023, Plan.Team2025])` in two modules. That a list is made of members of an enum says
// that each of them exists, not that the list is whole; and most choices of members are alike by chance. Not so where
// the members that were chosen are just those whose names share a word, and somebody has given the choice a name in
// each of two places: the next `Team2026` has to be thought of in both.

#include "rules/duplicate_list/kin_members.h"

#include "rules/duplicate_list/naming.h"
#include "rules/reasons.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

using Words = std::vector<std::string>;
using Names = std::vector<std::string_view>;

/// A choice of members under a name.
struct Chosen {
  Node table;  ///< the Enum, or the Declarator of an object that stands for one
  Names members;
  Node array;
  Node named;  ///< the Declarator, Function or Method that bears the name
  std::string name;
};

bool is_left_out(const File& file) {
  return file.roles.any(kNotOurCode | workspace::Role::Config | workspace::Role::Example) || file.facts.is_generated;
}

/// The names of all members of a table; none where it is no such thing.
Names members_of(const Node& table) {
  const Node holder = table.is(Kind::Declarator) ? program::without_casts(program::value_of(table)) : table;
  Names names;
  if (!holder || !(holder.is(Kind::Enum) || holder.is(Kind::Object))) return names;
  for (const Node part : holder.children()) {
    if (part.is(Kind::EnumMember) || part.is(Kind::Property)) names.push_back(part.text());
  }
  return names;
}

Words words_in(std::string_view name) {
  Words words = words_of(name);
  std::sort(words.begin(), words.end());
  return words;
}

Words shared_words(const Names& names) {
  Words shared = words_in(names.front());
  for (const std::string_view name : names) {
    const Words own = words_in(name);
    Words both;
    std::set_intersection(shared.begin(), shared.end(), own.begin(), own.end(), std::back_inserter(both));
    shared = std::move(both);
  }
  return shared;
}

/// Whether the chosen members are all of those that share the words which they share.
bool are_kin(const Names& chosen, const Names& all) {
  constexpr std::size_t kOthers = 2;
  if (all.size() < chosen.size() + kOthers) return false;
  Words telling;
  const Words shared = shared_words(chosen);
  const Words everybodys = shared_words(all);
  std::set_difference(shared.begin(), shared.end(), everybodys.begin(), everybodys.end(), std::back_inserter(telling));
  if (telling.empty()) return false;
  return std::all_of(all.begin(), all.end(), [&](std::string_view name) {
    const Words own = words_in(name);
    const bool has_them = std::includes(own.begin(), own.end(), telling.begin(), telling.end());
    return has_them == (std::find(chosen.begin(), chosen.end(), name) != chosen.end());
  });
}

/// What gives a list its name: a constant of the module, or a function that does nothing but try a value against it.
Node named_by(const Node& array) {
  bool is_tried = false;
  for (Node child = array, up = array.parent(); up; child = up, up = up.parent()) {
    switch (up.kind()) {
      case Kind::Cast:
      case Kind::New:
      case Kind::Call:
      case Kind::Return:
        continue;
      case Kind::Member:
        if (up.text() != "includes" && up.text() != "has") return {};
        is_tried = true;
        continue;
      case Kind::Block:
        if (!is_tried || up.child(0) != child || up.child(1)) return {};
        continue;
      case Kind::Function:
        if (!is_tried) return {};
        if (!up.text().empty()) return up;
        continue;
      case Kind::Method:
        return is_tried ? up : Node{};
      case Kind::Declarator:
        return up.enclosing_function() ? Node{} : up;
      case Kind::Variable:
      default:
        return {};
    }
  }
  return {};
}

std::optional<Chosen> chosen_by(const Program& program, const Node& array) {
  constexpr std::size_t kMost = 8;
  Chosen chosen{.table = {}, .members = {}, .array = array, .named = {}, .name = {}};
  std::string_view of;
  Node first;
  for (const Node element : array.children()) {
    if (!element.is(Kind::Member) || !element.child(0) || !element.child(0).is(Kind::Ident)) return std::nullopt;
    if (!of.empty() && element.child(0).text() != of) return std::nullopt;
    of = element.child(0).text();
    if (!first) first = element.child(0);
    chosen.members.push_back(element.text());
  }
  if (chosen.members.size() < 2 || chosen.members.size() > kMost) return std::nullopt;
  chosen.named = named_by(array);
  if (!chosen.named) return std::nullopt;
  chosen.table = program.definition(first).node;
  if (!chosen.table) return std::nullopt;
  const Names all = members_of(chosen.table);
  std::sort(chosen.members.begin(), chosen.members.end());
  if (all.empty() || !are_kin(chosen.members, all)) return std::nullopt;
  const bool is_variable = chosen.named.is(Kind::Declarator);
  const Node binding = is_variable ? chosen.named.child(0) : Node{};
  chosen.name =
      is_variable ? std::string(binding ? binding.text() : std::string_view{}) : std::string(chosen.named.text());
  return chosen;
}

Place place_of_name(const Chosen& chosen) {
  return {.path = chosen.array.file().path, .span = program::name_span(chosen.named)};
}

Finding finding_for(const std::vector<Chosen>& all, const std::string& table) {
  const Chosen& original = all.front();
  const Chosen& copy = all[1];
  Finding finding;
  finding.kind = "copied";
  finding.where = place_of_name(copy);
  finding.subject = "kin members of " + table + ":";
  for (const std::string_view member : copy.members) finding.subject += " " + std::string(member);
  finding.message = "these " + std::to_string(copy.members.size()) + " members of `" + table +
                    "`, all that share a word, are gathered in `" + original.name + "` too";
  finding.related.push_back({.place = place_of_name(original), .text = "gathered in `" + original.name + "`"});
  for (std::size_t i = 2; i < all.size(); ++i) {
    finding.related.push_back({.place = place_of_name(all[i]), .text = "and in `" + all[i].name + "`"});
  }
  finding.advice = "Export one list or one test of them from where `" + table + "` is declared, and use it in both";
  give_reason(finding, "they are just those members whose names share a word, so the next of them belongs in both");
  give_reason(finding, "each of the two has a name of its own: they are no choices of the moment");
  return finding;
}

}  // namespace

std::vector<Finding> find_kin_members_twice(const Program& program) {
  std::map<std::pair<NodeRef, Names>, std::vector<Chosen>> choices;
  for (const File& file : program.files()) {
    if (is_left_out(file)) continue;
    for (const Node array : program::nodes_of(file, Kind::Array)) {
      const Node first = array.child(0);
      if (!first || !first.is(Kind::Member)) continue;
      if (auto chosen = chosen_by(program, array)) {
        choices[{chosen->table.ref(), chosen->members}].push_back(std::move(*chosen));
      }
    }
  }
  std::vector<Finding> findings;
  for (auto& [key, all] : choices) {
    const auto is_elsewhere = [&](const Chosen& chosen) {
      const File& own = all.front().array.file();
      const File& other = chosen.array.file();
      // Two words are soon alike within one program.
      return own.id != other.id && (key.second.size() > 2 || own.package_id != other.package_id);
    };
    std::stable_partition(all.begin() + 1, all.end(), is_elsewhere);
    if (all.size() < 2 || !is_elsewhere(all[1])) continue;
    const Node table = program[key.first];
    const Node binding = table.is(Kind::Declarator) ? table.child(0) : Node{};
    findings.push_back(finding_for(all, std::string(binding ? binding.text() : table.text())));
  }
  return findings;
}

}  // namespace lockstep::rules
