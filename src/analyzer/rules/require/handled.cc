// handled: every value of a list, and every value that some files ask for, has a branch of its own in a function.
//
// A kind of step that an engine names, describes and draws, and that falls through to the `default` of what carries
// steps out, ends a conversation without a word. A default that throws is no branch for it either: it says so to
// nobody but the visitor.

#include "rules/require/kinds.h"
#include "rules/require/scene.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace lockstep::rules::require {
namespace {

constexpr int kDeepest = 2;  // functions that the one at hand leaves branches to

struct Handled {
  std::vector<std::string> by;
  std::string list;
  std::string package;
  std::vector<std::string> in;
};

/// What is told apart: `node.kind` is a property of a type, `kind` a name with a type of its own.
struct Subject {
  NodeRef owner;  ///< of the property
  std::string_view word;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

std::optional<Subject> subject_of(const Program& program, const Node& asked) {
  Node plain = asked ? program::without_casts(asked) : Node{};
  if (plain && plain.is(Kind::Ident)) {
    const Node declared = program.definition(plain).node;
    if (declared && declared.is(Kind::PatternProperty)) {
      // `const { kind } = node`
      const Node holder = declared.parent() ? declared.parent().parent() : Node{};
      const Node value = holder && holder.is(Kind::Declarator) ? program::value_of(holder) : Node{};
      const Node type = value ? program.type_of(program::without_casts(value)).declaration : Node{};
      return type ? std::optional(Subject{type.ref(), declared.text()}) : std::nullopt;
    }
    if (declared && declared.is(Kind::Declarator)) {
      // `const kind = node.kind`
      const Node value = program::value_of(declared) ? program::without_casts(program::value_of(declared)) : Node{};
      if (value && value.is(Kind::Member)) plain = value;
    }
  }
  if (!plain || !plain.is(Kind::Member)) return std::nullopt;
  const Node type = program.type_of(plain.child(0)).declaration;
  return type ? std::optional(Subject{type.ref(), plain.text()}) : std::nullopt;
}

/// Where one thing is compared with values that are spelled.
struct Asked {
  Node subject;
  Node value;
};

bool is_equality(Op op) {
  return op == Op::Equal || op == Op::StrictEqual || op == Op::NotEqual || op == Op::StrictNotEqual;
}

std::vector<Asked> questions_in(const Node& within) {
  std::vector<Asked> asked;
  for (const Node node : program::nodes_of(within, {Kind::Switch, Kind::Binary})) {
    if (node.is(Kind::Binary)) {
      if (!is_equality(node.op())) continue;
      asked.push_back({node.child(0), node.child(1)});
      asked.push_back({node.child(1), node.child(0)});
      continue;
    }
    for (const Node part : node.children()) {
      if (part.is(Kind::Case) && part.child(0)) asked.push_back({node.child(0), part.child(0)});
    }
  }
  return asked;
}

/// Whether a case does nothing but throw: it is named, and not carried out.
bool only_throws(const Node& value) {
  const Node part = value.parent();
  return part && part.is(Kind::Case) && part.child_count() == 2 && part.child(1).is(Kind::Throw);
}

/// The branches of a function, and of those that it leaves some to.
class Branches {
 public:
  explicit Branches(const Program& program) : program_(program) {}

  void add(const Node& function, int depth = 0) {
    if (!seen_.insert(function.ref()).second) return;
    for (const Asked& one : questions_in(function)) {
      if (!only_throws(one.value)) add_values(one.value, one.subject);
    }
    for (const Node node : program::nodes_of(function, {Kind::Index, Kind::Call})) {
      if (node.is(Kind::Index)) {
        add_table(node.child(0), node.child(1));
      } else {
        add_lookup(node);
        if (depth == kDeepest) continue;
        for (const NodeRef callee : program_.callees(node)) {
          if (!program_[callee].file().roles.any(kNotOurCode)) add(program_[callee], depth + 1);
        }
      }
    }
  }

  bool has(std::string_view value) const { return values_.contains(value); }
  bool is_empty() const { return values_.empty(); }
  std::size_t size() const { return values_.size(); }

  /// What most of the branches tell apart, counting those of a list that is named.
  std::optional<Subject> subject(const std::set<std::string_view>& listed) const {
    std::optional<Subject> best;
    std::size_t most = 0;
    for (const auto& [one, values] : by_subject_) {
      const auto counts = [&](std::string_view value) { return listed.empty() || listed.contains(value); };
      const auto size = static_cast<std::size_t>(std::ranges::count_if(values, counts));
      if (size > most) {
        most = size;
        best = one;
      }
    }
    return best;
  }

 private:
  void add_values(const Node& spelled, const Node& asked) {
    const auto subject = subject_of(program_, asked);
    for (const auto& value : program_.values(spelled).values) add(value.text, subject);
  }

  void add(std::string_view value, const std::optional<Subject>& subject) {
    values_.insert(value);
    if (subject) by_subject_[*subject].insert(value);
  }

  /// `HANDLERS[node.kind]`
  void add_table(const Node& table, const Node& asked) {
    const auto subject = subject_of(program_, asked);
    const Node object = table_of(table);
    if (!object || !object.is(Kind::Object)) return;
    for (const Node entry : object.children()) {
      if (!entry.is(Kind::Property)) continue;
      if (!entry.text().empty()) add(entry.text(), subject);
      if (const Node computed = entry.child(1)) add_values(computed, asked);  // `[Kind.Say]: …`
    }
  }

  /// `handlers.get(node.kind)` of `new Map([['say', …]])`, `QUIET.includes(node.kind)`.
  void add_lookup(const Node& call) {
    const Node head = program::callee(call);
    const Node asked = program::argument(call, 0);
    if (!head || !head.is(Kind::Member) || !asked) return;
    if (head.text() == "includes" || head.text() == "has") add_values(head.child(0), asked);
    if (head.text() != "get" && head.text() != "has") return;
    const Node map = table_of(head.child(0));
    const Node entries = map && map.is(Kind::New) ? program::argument(map, 0) : Node{};
    if (!entries || !entries.is(Kind::Array)) return;
    for (const Node entry : entries.children()) {
      if (entry.is(Kind::Array) && entry.child(0)) add_values(entry.child(0), asked);
    }
  }

  Node table_of(const Node& name) const {
    const Node declared = program_.definition(name).node;
    const Node value = declared && (declared.is(Kind::Declarator) || declared.is(Kind::Field))
                           ? program::value_of(declared)
                           : program_.constant(name);
    return value ? program::without_casts(value) : Node{};
  }

  const Program& program_;
  std::set<NodeRef> seen_;
  std::set<std::string_view> values_;
  std::map<Subject, std::set<std::string_view>> by_subject_;
};

/// A value, and where it is spoken of first.
using Spoken = std::map<std::string_view, Place>;

void add_asked(const Program& program, const Subject& subject, std::span<const File* const> files, Spoken& spoken) {
  for (const File* file : files) {
    if (file->roles.any(kNotOurCode)) continue;
    for (const Asked& one : questions_in(file->root())) {
      if (subject_of(program, one.subject) != subject) continue;
      for (const auto& value : program.values(one.value).values) spoken.try_emplace(value.text, place_of(one.value));
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
  if (subject) add_asked(program, *subject, files, spoken);
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
    evidence.push_back({place_of(function.file(), program::name_span(function)),
                        counted(branches.size(), "value has a branch", "values have branches") + " here"});
  }
  if (branches.is_empty()) {
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
