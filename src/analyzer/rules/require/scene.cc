#include "rules/require/scene.h"

#include "base/glob.h"
#include "config/globs.h"

#include <algorithm>
#include <utility>

namespace lockstep::rules::require {

struct Scene::Made {
  std::unique_ptr<effects::Vocabulary> vocabulary;
  std::unique_ptr<effects::Locks> locks;
  std::unique_ptr<effects::Paths> paths;
  std::unique_ptr<effects::LockPairs> pairs;
  std::unique_ptr<effects::Flows> flows;
  std::optional<ValueLists> lists;
  std::optional<Entities> entities;
};

Scene::Scene(const Program& program, const Shared& shared, const Said& said)
    : program_(program), shared_(shared), said_(said), made_(std::make_unique<Made>()) {}
Scene::~Scene() = default;

const effects::Locks& Scene::locks() const {
  if (!made_->locks) {
    made_->vocabulary = std::make_unique<effects::Vocabulary>(program_.models());
    made_->locks = std::make_unique<effects::Locks>(program_, *made_->vocabulary);
  }
  return *made_->locks;
}

const effects::Paths& Scene::paths() const {
  if (!made_->paths) {
    made_->paths = std::make_unique<effects::Paths>(program_, locks(), shared_.entry_points, shared_.liveness);
  }
  return *made_->paths;
}

const effects::LockPairs& Scene::lock_pairs() const {
  if (!made_->pairs) made_->pairs = std::make_unique<effects::LockPairs>(program_, locks());
  return *made_->pairs;
}

effects::Flows& Scene::flows() const {
  if (!made_->flows) made_->flows = std::make_unique<effects::Flows>(program_, locks().vocabulary());
  return *made_->flows;
}

const ValueLists& Scene::value_lists() const {
  if (!made_->lists) {
    made_->lists = collect_value_lists(program_);
    std::erase_if(made_->lists->lists, [](const ValueList& list) { return list.is_generated; });
  }
  return *made_->lists;
}

const Entities& Scene::entities() const {
  if (!made_->entities) made_->entities.emplace(program_);
  return *made_->entities;
}

std::vector<const File*> files_of(const Program& program, std::string_view scope) {
  std::vector<const File*> files;
  if (const auto package = program.workspace().find_package(scope)) {
    for (const File& file : program.files()) {
      if (file.package_id == package->value) files.push_back(&file);
    }
    return files;
  }
  const Glob glob(scope);
  for (const File& file : program.files()) {
    if (glob.covers(file.path)) files.push_back(&file);
  }
  return files;
}

std::vector<const File*> files_of(const Program& program, const std::vector<std::string>& scopes) {
  std::vector<const File*> files;
  for (const std::string& scope : scopes) {
    const auto some = files_of(program, scope);
    files.insert(files.end(), some.begin(), some.end());
  }
  std::sort(files.begin(), files.end(), [](const File* a, const File* b) { return a->id.value < b->id.value; });
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::vector<std::string> empty_scopes(const Program& program, const std::vector<std::string>& scopes) {
  std::vector<std::string> gaps;
  for (const std::string& scope : scopes) {
    if (scope.empty() || !files_of(program, scope).empty()) continue;
    const bool is_package = program.workspace().find_package(scope).has_value();
    gaps.push_back(is_package ? "`" + scope + "` has no source files" : "there is no file or package `" + scope + "`");
  }
  return gaps;
}

std::optional<Answer> empty_scope(const Program& program, const std::string& scope) {
  std::vector<std::string> gaps = empty_scopes(program, {scope});
  if (gaps.empty()) return std::nullopt;
  Answer nothing = not_applicable(gaps.front());
  nothing.gaps = std::move(gaps);
  return nothing;
}

bool lies_in(const Program& program, std::string_view scope, std::string_view path) {
  const workspace::Workspace& workspace = program.workspace();
  const auto package = workspace.find_package(scope);
  if (!package) return Glob(scope).covers(path);
  const auto folder_holds = [&](const std::string& folder) {
    return folder.empty() || (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
  };
  const std::string& own = workspace[*package].directory;
  // Of packages within packages the innermost.
  return folder_holds(own) && std::ranges::none_of(workspace.packages(), [&](const workspace::Package& other) {
           return other.directory.size() > own.size() && folder_holds(other.directory);
         });
}

program::Definition exported(const Program& program, std::string_view package, std::string_view name) {
  const auto id = program.workspace().find_package(package);
  if (!id) return {};
  for (const FileId file : program.workspace().public_files(*id)) {
    if (auto found = program.exported(program[file], name)) return found;
  }
  return {};
}

std::vector<Node> declarations(const Program& program, std::string_view name, std::string_view package) {
  if (!package.empty()) {
    const auto found = exported(program, package, name);
    return found.node ? std::vector<Node>{found.node} : std::vector<Node>{};
  }
  std::vector<Node> found;
  const auto wanted = program.names().find(name);
  if (!wanted) return found;
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node node : program::nodes_of(file, {Kind::Enum, Kind::TypeAlias, Kind::Interface, Kind::Class})) {
      if (node.name() == wanted) found.push_back(node);
    }
    for (const Node node : program::nodes_of(file, Kind::Declarator)) {
      const Node pattern = node.child(0);
      if (pattern && pattern.is(Kind::Binding) && pattern.name() == wanted) found.push_back(node);
    }
  }
  // A function's own constant of that name is another thing, unless there is nothing else.
  const auto is_local = [](const Node& node) { return static_cast<bool>(node.enclosing_function()); };
  if (!std::ranges::all_of(found, is_local)) std::erase_if(found, is_local);
  std::sort(found.begin(), found.end());
  return found;
}

Place place_in_file(const File& file) { return place_of(file, {.begin = 0, .end = 0}); }

Place place_in_package(const Program& program, std::string_view package) {
  const auto id = program.workspace().find_package(package);
  if (!id) return place_in_program(program);
  auto files = program.workspace().public_files(*id);
  // Of several public files the one that its name leads to.
  for (std::size_t i = 1; i < files.size(); ++i) {
    const workspace::Resolution front = program.workspace().resolve(files[i], package);
    if (front.kind == workspace::Resolution::Kind::File) files.front() = front.file;
  }
  if (files.empty()) {
    const std::string& directory = program.workspace()[*id].directory;
    return {.path = (directory.empty() ? "" : directory + "/") + "package.json"};
  }
  const File& file = program[files.front()];
  Span last{.begin = 0, .end = 0};
  for (const facts::Export& each : file.facts.exports) {
    const Span span = file.facts.span(each.node);
    if (span.begin >= last.begin) last = span;
  }
  return place_of(file, last);
}

Place place_in_program(const Program& program) {
  for (const auto& package : program.workspace().packages()) {
    if (package.directory.empty()) return {.path = "package.json"};
  }
  return program.files().empty() ? Place{.path = "package.json"} : place_in_file(program.files().front());
}

std::vector<Node> functions_named(const Program& program, std::string_view name) {
  std::vector<Node> found;
  const std::string_view last = name.substr(name.rfind('.') + 1);
  const bool is_qualified = last.size() != name.size();
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node function : program::nodes_of(file, Kind::Function)) {
      // A name may come from what holds the function: a method, a variable, a property.
      const std::string qualified = program.qualified_name(function);
      if (qualified == name || (!is_qualified && qualified.ends_with("." + std::string(last))))
        found.push_back(function);
    }
  }
  return found;
}

bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::vector<std::string> read_optional_files(json::Reader& reader, std::string_view key) {
  auto scopes = read_optional_names(reader, key);
  config::check_globs(reader, key);
  return scopes;
}

std::vector<std::string> read_files(json::Reader& reader, std::string_view key) {
  auto scopes = read_names(reader, key);
  config::check_globs(reader, key);
  return scopes;
}

std::string read_optional_place(json::Reader& reader, std::string_view key) {
  std::string scope(reader.string(key, ""));
  if (!scope.empty()) config::check_globs(reader, key);
  return scope;
}

std::vector<std::string> read_optional_names(json::Reader& reader, std::string_view key) {
  std::vector<std::string> names;
  for (const std::string_view name : reader.strings(key)) {
    if (name.empty())
      reader.reject(reader.value(key)->where(), "an empty name names nothing",
                    "write a name, or leave the key out where it may be missing");
    names.emplace_back(name);
  }
  return names;
}

std::vector<std::string> read_names(json::Reader& reader, std::string_view key) {
  const json::Value* value = reader.value(key);
  if (value == nullptr) {
    reader.string(key);  // says that it is missing
    return {};
  }
  auto names = read_optional_names(reader, key);
  if (names.empty())
    reader.reject(value->where(), "\"" + std::string(key) + "\" must name at least one",
                  "write \"" + std::string(key) + "\": \"…\"");
  return names;
}

Answer holds(std::string summary, std::vector<Related>&& evidence) {
  if (evidence.size() > kMostEvidence) evidence.resize(kMostEvidence);
  Answer answer;
  answer.standing = findings::Standing::Holds;
  answer.summary = std::move(summary);
  answer.evidence = std::move(evidence);
  return answer;
}

Answer violated(std::vector<Violation>&& violations) {
  Answer answer;
  answer.standing = findings::Standing::Violated;
  answer.summary = violations.front().message;
  if (violations.size() > 1) answer.summary += ", and " + std::to_string(violations.size() - 1) + " more";
  answer.violations = std::move(violations);
  return answer;
}

Answer not_applicable(std::string why) {
  Answer answer;
  answer.summary = std::move(why);
  return answer;
}

Answer unknown(std::string why, std::vector<Related>&& evidence) {
  Answer answer = holds(std::move(why), std::move(evidence));
  answer.standing = findings::Standing::CannotTell;
  return answer;
}

}  // namespace lockstep::rules::require
