// `switch (job.name) { case 'send-mail': … }` beside `queue.add(JOBS.SEND_MAIL)`: those who send take the name from the
// constant, who receives spells it. Rename the constant, and what is sent falls into the default, in silence. A library
// hands the value over as any string, so that the compiler compares nothing.

#include "rules/duplicate_list/bypassed.h"

#include "rules/duplicate_list/checked.h"
#include "rules/reasons.h"

#include "json/reader.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

/// A table of constants for others, or an enum, and which of its members the cases spell.
struct Spelled {
  Node table;                 ///< Declarator or Enum
  std::vector<Node> cases;    ///< the Strings
  std::vector<Node> members;  ///< of the table, in the order of the cases
};

bool is_left_out(const File& file) {
  return file.roles.any(kNotOurCode | workspace::Role::Config | workspace::Role::Example) || file.facts.is_generated;
}

/// The exported table in which a String is the value of a member; null when it is no such value.
Node table_of(const Program& program, const Node& text) {
  const Node member = text.parent();
  if (!member || is_left_out(text.file())) return {};
  if (member.is(Kind::EnumMember)) return program.is_exported(member.parent()) ? member.parent() : Node{};
  Node object = member.is(Kind::Property) ? member.parent() : Node{};
  if (!object || !object.is(Kind::Object)) return {};
  Node up = object.parent();
  while (up && up.is(Kind::Cast)) up = up.parent();
  return up && up.is(Kind::Declarator) && program.is_exported(up) ? up : Node{};
}

/// The members by which a library tells messages apart, "bullmq:name": they hold any string.
std::set<std::string_view> compared_members(const config::Models& models) {
  std::set<std::string_view> members;
  for (const config::Models::Section& section : models.sections("buses")) {
    for (const json::Value& bus : section.value.items()) {
      const json::Value* compared = bus.find("compared");
      if (compared == nullptr) continue;
      for (const json::Value& member : compared->items()) {
        if (const auto text = member.string()) members.insert(*text);
      }
    }
  }
  return members;
}

/// `job.name` of bullmq's `Job<Data>`; any other string that somebody declared as one.
bool is_any_string(const Program& program, const Node& tried, const std::set<std::string_view>& compared) {
  const Node node = program::without_casts(tried);
  if (!node || !node.is(Kind::Member)) return false;
  if (program.type_of(node).keyword == "string") return true;
  const program::Type holder = program.type_of(node.child(0));
  if (!holder.external || !compared.contains(std::string(holder.external.package) + ":" + std::string(node.text()))) {
    return false;
  }
  // `Job<Data, Result, 'a' | 'b'>` says what it may be.
  for (std::size_t i = 0; holder.written && program::type_argument(holder.written, i); ++i) {
    if (!program.values(program::type_argument(holder.written, i)).values.empty()) return false;
  }
  return true;
}

std::string name_of(const Node& table) {
  const Node name = table.is(Kind::Declarator) ? table.child(0) : Node{};
  return std::string(name ? name.text() : table.text());
}

/// The table of which every case spells a member; nothing where there are none or several.
std::optional<Spelled> spelled_by(const Program& program, const Node& branch, const Vocabulary& vocabulary) {
  constexpr std::size_t kFewest = 2;
  Spelled spelled;
  for (const Node part : branch.children()) {
    const Node text = part.is(Kind::Case) ? part.child(0) : Node{};
    if (!text) continue;
    if (!text.is(Kind::String) || !is_distinctive(text.text(), vocabulary)) return std::nullopt;
    Node found;
    Node member;
    for (const NodeRef place : program.places().strings(*text.name())) {
      const Node table = table_of(program, program[place]);
      if (!table || (spelled.table && !(table == spelled.table))) continue;
      if (found) return std::nullopt;
      found = table;
      member = program[place].parent();
    }
    if (!found) return std::nullopt;
    spelled.table = found;
    spelled.cases.push_back(text);
    spelled.members.push_back(member);
  }
  return spelled.cases.size() >= kFewest ? std::optional(spelled) : std::nullopt;
}

/// Where one of the members is used by its name, so that the constant is what others go by.
Node use_of(const Program& program, const Spelled& spelled) {
  const std::string name = name_of(spelled.table);
  const auto known = program.names().find(name);
  if (!known) return {};
  std::set<std::string_view> members;
  for (const Node& member : spelled.members) members.insert(member.text());
  for (const NodeRef binding : program.places().imports(*known)) {
    const File& file = program[binding.file];
    if (is_left_out(file)) continue;
    for (const Node use : program::nodes_of(file, Kind::Member)) {
      const bool is_member =
          members.contains(use.text()) && use.child(0).is(Kind::Ident) && use.child(0).text() == name;
      if (is_member && program.definition(use.child(0)).node == spelled.table) return use;
    }
  }
  return {};
}

Finding finding_for(const Program& program, const Spelled& spelled, const Node& use, const Owners& owners) {
  const Node& literal = spelled.cases.front();
  const std::string table = name_of(spelled.table);
  const std::string constant = table + "." + std::string(spelled.members.front().text());
  const ValueList copy{.node = literal, .path = literal.file().path};
  const bool is_enum = spelled.table.is(Kind::Enum);
  const ValueList owner{.shape = is_enum ? Shape::Enum : Shape::ConstObject,
                        .holder = is_enum ? Holder::TypeName : Holder::Variable,
                        .node = is_enum ? spelled.table : program::value_of(spelled.table),
                        .path = spelled.table.file().path,
                        .name = table,
                        .holder_node = spelled.table,
                        .is_exported = true};
  Finding finding;
  finding.kind = "bypassed";
  finding.where = place_of(literal);
  finding.subject = "cases of " + table + " in " + program.qualified_name(literal.enclosing_function());
  finding.message = "`" + std::string(literal.text()) + "` is spelled out where `" + constant + "` holds it";
  if (spelled.cases.size() > 1) {
    finding.message += ", and " + std::to_string(spelled.cases.size() - 1) + " more of its values here";
  }
  finding.related.push_back({.place = place_of(program::value_of(spelled.members.front())), .text = "declared here"});
  finding.related.push_back({.place = place_of(use), .text = "used by its name here"});
  for (std::size_t i = 1; i < spelled.cases.size(); ++i) {
    finding.related.push_back({.place = place_of(spelled.cases[i]),
                               .text = "`" + table + "." + std::string(spelled.members[i].text()) + "` here"});
  }
  finding.advice = owners.advice(copy, owner);
  give_reason(finding, "every case is a value of `" + table + "`, which the file could import");
  give_reason(finding, "what is gone through comes from a library as any string, so the compiler compares nothing");
  give_reason(finding, "others go by the constant", use);
  return finding;
}

}  // namespace

std::vector<Finding> find_bypassed_cases(const Program& program, const Vocabulary& vocabulary, const Owners& owners) {
  const std::set<std::string_view> compared = compared_members(program.models());
  std::vector<Finding> findings;
  for (const File& file : program.files()) {
    if (is_left_out(file)) continue;
    for (const Node branch : program::nodes_of(file, Kind::Switch)) {
      const auto spelled = spelled_by(program, branch, vocabulary);
      if (!spelled || spelled->table.file().id == file.id || !is_any_string(program, branch.child(0), compared))
        continue;
      const ValueList copy{.node = branch, .path = file.path};
      const ValueList owner{.node = spelled->table, .path = spelled->table.file().path};
      if (!owners.can_import(copy, owner)) continue;
      if (const Node use = use_of(program, *spelled)) findings.push_back(finding_for(program, *spelled, use, owners));
    }
  }
  return findings;
}

}  // namespace lockstep::rules
