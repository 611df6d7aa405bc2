// handled: every value of a list, and every value that some files ask for, has a branch of its own in a function.
//
// A kind of step that an engine names, describes and draws, and that falls through to the `default` of what carries
// steps out, ends a conversation without a word. A default that throws is no branch for it either: it says so to
// nobody but the visitor.

#include "rules/require/branches.h"
#include "rules/require/kinds.h"
#include "rules/require/scene.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct Handled {
  std::vector<std::string> by;
  std::string list;
  std::string package;
  std::vector<std::string> in;
};

/// A value, and where it is spoken of first.
using Spoken = std::map<std::string_view, Place>;

/// Whether a switch of something unknown is about the values of a list: it has two cases of it, and no more of others.
bool is_about_list(const Program& program, const Node& choice, const std::set<std::string_view>& listed) {
  std::size_t known = 0;
  std::size_t others = 0;
  for (const Node part : choice.children()) {
    if (!part.is(Kind::Case) || !part.child(0)) continue;
    const auto value = program.value(part.child(0));
    ++(value && listed.contains(value->text) ? known : others);
  }
  return known >= 2 && known >= others;
}

void add_asked(const Program& program, const std::optional<Subject>& wanted, const std::set<std::string_view>& listed,
               std::span<const File* const> files, Spoken& spoken) {
  for (const File* file : files) {
    if (file->roles.any(kNotOurCode)) continue;
    for (const Asked& one : questions_in(file->root())) {
      const auto value = program.value(one.value);
      if (!value) continue;
      const auto subject = subject_of(program, one.subject);
      const Node choice = one.value.parent().is(Kind::Case) ? one.value.parent().parent() : Node{};
      const bool is_its =
          subject ? subject == wanted : choice && choice.is(Kind::Switch) && is_about_list(program, choice, listed);
      if (is_its) spoken.try_emplace(value->text, place_of(one.value));
    }
  }
}

/// What says already, in the files of the functions, that nothing is done about a value; null where nothing does.
const Finding* finding_about(const Scene& scene, std::string_view value, std::span<const Node> functions) {
  const std::string quoted = "'" + std::string(value) + "'";
  for (const Finding& finding : scene.said().findings) {
    if (finding.rule != "orphan-variant" || finding.message.find(quoted) == std::string::npos) continue;
    const auto is_there = [&](const Node& function) { return function.file().path == finding.where.path; };
    if (std::ranges::any_of(functions, is_there)) return &finding;
  }
  return nullptr;
}

Answer ask(const Handled& wanted, const Scene& scene) {
  const Program& program = scene.program();
  std::vector<Node> functions;
  std::string names;
  for (const std::string& name : wanted.by) {
    names += (names.empty() ? "" : " or ") + name;
    for (const Node& function : functions_named(program, name)) functions.push_back(function);
  }
  if (functions.empty()) {
    Answer nothing = not_applicable("there is no function `" + names + "`");
    nothing.gaps.push_back(nothing.summary);
    return nothing;
  }
  Branches branches(program);
  std::vector<const File*> files = files_of(program, wanted.in);
  for (const Node& function : functions) {
    branches.add(function);
    if (wanted.in.empty()) files.push_back(&function.file());
  }
  std::vector<std::string> gaps = empty_scopes(program, wanted.in);
  Spoken spoken;
  std::set<std::string_view> listed;
  bool is_whole = true;
  if (!wanted.list.empty()) {
    const auto lists = declarations(program, wanted.list, wanted.package);
    if (lists.empty()) gaps.push_back("there is no `" + wanted.list + "`");
    for (const Node& list : lists) {
      const program::Values values = program.values(list);
      is_whole = is_whole && values.complete && !values.values.empty();
      for (const auto& value : values.values) {
        listed.insert(value.text);
        const Node at = value.spelled ? value.spelled : list;
        spoken.try_emplace(value.text, place_of(at));
      }
    }
  }
  const auto subject = branches.subject(listed);
  add_asked(program, subject, listed, files, spoken);
  Answer answer;
  std::vector<Violation> violations;
  std::vector<const Finding*> told;
  for (const auto& [value, place] : spoken) {
    if (branches.has(value)) continue;
    if (const Finding* other = finding_about(scene, value, functions)) {
      told.push_back(other);
      continue;
    }
    violations.push_back({.where = place,
                          .message = "'" + std::string(value) + "' is spoken of here and has no branch in " + names,
                          .subject = std::string(value) + " in " + names,
                          .related = {{place_of(functions.front().file(), program::name_span(functions.front())),
                                       "which is to carry it out"}}});
  }
  std::vector<Related> evidence;
  for (const Node& function : functions) {
    if (branches.is_empty()) break;
    evidence.push_back({place_of(function.file(), program::name_span(function)),
                        counted(branches.size(), "value has a branch", "values have branches") + " here"});
  }
  if (const Node place = branches.unread(subject); place && !violations.empty()) {
    for (const Violation& one : violations) evidence.push_back({one.where, one.message});
    evidence.insert(evidence.begin(), {place_of(place), "what is looked up here cannot be followed"});
    answer = unknown("whether " + violations.front().message.substr(0, violations.front().message.find(" is spoken")) +
                         " has a branch in " + names + " cannot be told",
                     std::move(evidence));
  } else if (branches.is_empty()) {
    answer = unknown("what " + names + " tells apart cannot be read", std::move(evidence));
  } else if (!violations.empty()) {
    answer = violated(std::move(violations));
  } else if (!told.empty()) {
    answer.standing = findings::Standing::Violated;
    answer.summary = told.front()->message;
  } else if (!is_whole) {
    answer = unknown("what `" + wanted.list + "` holds cannot be read", std::move(evidence));
  } else if (spoken.empty()) {
    answer = not_applicable("no value is spoken of that " + names + " could carry out");
  } else {
    answer = holds(counted(spoken.size(), "value is", "values are") + " spoken of, each with a branch in " + names,
                   std::move(evidence));
  }
  if (answer.standing == findings::Standing::Violated) answer.findings = std::move(told);
  answer.gaps = std::move(gaps);
  return answer;
}

Demand read_handled(json::Reader& reader) {
  const Handled wanted{.by = read_names(reader, "by"),
                       .list = std::string(reader.string("of", "")),
                       .package = std::string(reader.string("package", "")),
                       .in = read_optional_files(reader, "in")};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kHandled{"handled", read_handled};

}  // namespace lockstep::rules::require
