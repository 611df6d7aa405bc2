#include "rules/orphan_variant/unreached.h"

#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <utility>

namespace lockstep::rules::variants {
namespace {

constexpr int kMaxBarrels = 4;  // one behind the other

// What names a function: itself, or the constant that holds it or what a wrapper makes of it
// (`const park = traced('park', async () => …)`).
Node named(const Node& function) {
  if (function.has(facts::kDeclaration)) return function;
  Node holder = function.parent();
  while (holder && (holder.is(Kind::Call) || holder.is(Kind::Cast))) holder = holder.parent();
  const bool is_constant = holder && holder.is(Kind::Declarator) && holder.child(0) && !holder.child(0).text().empty();
  if (is_constant) return holder.child(0);
  return function.text().empty() ? Node{} : function;
}

// What a test calls is still called by nobody who runs the program.
bool is_trial(const File& file) {
  return file.roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Story);
}

// How often the list of a file's exports counts as a use of a name.
std::uint32_t exports_of(const File& file, program::Name name) {
  std::uint32_t count = 0;
  for (const facts::Export& one : file.facts.exports) {
    count += file.names[one.name.value] == name ? 1 : 0;
    const bool is_bound = one.binding != facts::kNone;
    count += is_bound && file.names[file.facts.bindings[one.binding].name.value] == name ? 1 : 0;
  }
  return count;
}

// Whether a file has something of its own of that name.
bool has_namesake(const File& file, program::Name name) {
  return std::ranges::any_of(file.facts.bindings, [&](const facts::Binding& bound) {
    return bound.kind != facts::BindingKind::Import && file.names[bound.name.value] == name;
  });
}

// `GET` of a route: a framework asks for it by that name.
bool is_loud(std::string_view name) {
  return std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

bool is_behind_exit(const Node& node) {
  for (Node at = node; at; at = at.parent()) {
    const Node block = at.parent();
    if (!block || !block.is(Kind::Block)) continue;
    if (at.is(Kind::Function)) continue;  // a declaration, which is there from the start
    for (const Node& before : block.children()) {
      if (before == at) break;
      if (before.is(Kind::Return) || before.is(Kind::Throw)) return true;
    }
  }
  return false;
}

Node Unreached::around(const Node& node) const {
  const Node function = whole_function(node);
  if (!function) return {};
  const bool is_method = function.parent().is(Kind::Method);
  const auto [entry, is_new] = known_.try_emplace(function.ref(), false);
  if (is_new) entry->second = is_method ? is_unreached_method(function) : is_unreached(function);
  return entry->second ? function : Node{};
}

std::string Unreached::told(const Node& function) const {
  const bool is_wrapped = function.parent() && function.parent().is(Kind::Call);
  return is_wrapped ? std::string{named(function).text()} : program_.qualified_name(function);
}

bool Unreached::is_unreached(const Node& function) const {
  const Node name = named(function);
  if (!name || !name.name() || is_loud(name.text()) || is_of_library(program_, function.file())) return false;
  if (!program_.is_exported(name == function ? function : name.parent())) return false;
  if (!shared_modules()[function.file().id.value] || is_used(program_.callers(function)) ||
      is_used(program_.references(function)))
    return false;
  return !is_named(*name.name(), function.file()) && !elsewhere_.speaks_of(name.text());
}

// A plain method of a plain class, that no framework calls by its decorator, interface or name.
bool Unreached::is_unreached_method(const Node& function) const {
  const Node method = function.parent();
  const Node klass = method.enclosing(Kind::Class);
  const auto name = method.name();
  if (!klass || !name || function.has(facts::kConstructor) || function.has(facts::kGetter) ||
      function.has(facts::kSetter) || function.has(facts::kAbstract) || program::heritage(klass))
    return false;
  const std::vector<std::string> words = split_words(method.text());
  if (words.size() < 2 || words.front() == "on" || is_of_library(program_, function.file())) return false;
  if (!program::decorators(method).empty() || is_used(program_.callers(function)) ||
      is_used(program_.references(function)))
    return false;
  for (const Node& decorator : program::decorators(klass)) {
    const Node head = program::callee(decorator.child(0));
    if (!head || head.text() != "Injectable") return false;
  }
  // Every other place that has the name must be about something else that we know.
  const auto leads_elsewhere = [&](const Node& use) {
    if (use.is(Kind::Method)) return use == method || !program::heritage(use.enclosing(Kind::Class));
    const Node call = use.parent();
    const bool is_call = use.is(Kind::Member) && call.is(Kind::Call) && program::callee(call) == use;
    return is_call && !program_.callees(call).empty();
  };
  // The indexes say no for most methods; only what is left is looked for in all files.
  const program::Places& places = program_.places();
  const auto may_mean_it = [&](const NodeRef& ref) {
    const File& file = program_[ref.file];
    return !is_trial(file) && is_visible_from(function.file(), file);
  };
  const auto may_call_it = [&](const NodeRef& ref) {
    return may_mean_it(ref) && program_.callees(program_[ref]).empty();
  };
  if (std::ranges::any_of(places.strings(*name), may_mean_it) ||
      std::ranges::any_of(places.properties(*name), may_mean_it) ||
      std::ranges::any_of(places.imports(*name), may_mean_it) || std::ranges::any_of(places.calls(*name), may_call_it))
    return false;
  for (const FileId id : named_files_.of(*name)) {
    const File& file = program_[id];
    if (is_trial(file) || !is_visible_from(function.file(), file)) continue;
    for (const Node use : program::nodes_of(file, {Kind::Method, Kind::Member, Kind::Ident, Kind::String,
                                                   Kind::Property, Kind::PatternProperty, Kind::TypeMember})) {
      if (use.name() == *name && !leads_elsewhere(use)) return false;
    }
  }
  return !elsewhere_.speaks_of(method.text());
}

// Of an application, on which no other package depends, only its own files can call something.
bool Unreached::is_visible_from(const File& own, const File& file) const {
  if (own.package_id == file.package_id || own.package_id == facts::kNone) return true;
  const auto packages = program_.workspace().packages();
  const std::string& name = packages[own.package_id].name;
  return name.empty() || std::ranges::any_of(packages, [&](const workspace::Package& package) {
           return !package.range_of(name).empty();
         });
}

bool Unreached::is_used(std::span<const NodeRef> places) const {
  return std::ranges::any_of(places, [&](const NodeRef& place) { return !is_trial(program_[place].file()); });
}

// Whether the name stands anywhere where it may mean the function of that file.
bool Unreached::is_named(program::Name name, const File& own) const {
  return std::ranges::any_of(named_files_.of(name), [&](FileId id) {
    const File& file = program_[id];
    if (is_trial(file)) return false;
    const auto local = std::ranges::find(file.names, name);
    const std::uint32_t uses = file.facts.uses[static_cast<std::size_t>(local - file.names.begin())];
    if (file.id == own.id) return uses > exports_of(file, name);
    return uses > exports_of(file, name) && !has_namesake(file, name);
  });
}

const std::vector<bool>& Unreached::shared_modules() const {
  if (!shared_modules_.empty()) return shared_modules_;
  const auto files = program_.files();
  shared_modules_.resize(files.size());
  std::vector<std::pair<std::size_t, std::size_t>> passed_on;  // by barrels
  std::vector<bool> is_open(files.size());                     // loaded as a whole, or handed on to others
  for (const File& file : files) {
    if (is_trial(file)) continue;
    for (std::uint32_t i = 0; i < file.facts.imports.size(); ++i) {
      const auto target = program_.imported_file(file, i);
      if (!target) continue;
      const facts::Import& import = file.facts.imports[i];
      const bool is_handed_on = import.form == facts::Import::Form::ReExport && is_of_library(program_, file);
      if (is_handed_on || import.form == facts::Import::Form::Dynamic || import.form == facts::Import::Form::Require)
        is_open[target->value] = true;
      const bool is_passed_on = import.form == facts::Import::Form::ReExport;
      if ((import.form == facts::Import::Form::Import || is_passed_on) && !import.type_only && is_own_code(file))
        shared_modules_[target->value] = true;
      if (is_passed_on) passed_on.emplace_back(file.id.value, target->value);
    }
    for (const facts::Binding& bound : file.facts.bindings) {
      if (bound.kind != facts::BindingKind::Import || file.facts.text(bound.imported) != "*") continue;
      if (const auto target = program_.imported_file(file, bound.import)) is_open[target->value] = true;
    }
  }
  // What a barrel that is loaded as a whole hands on is loaded with it; barrels of barrels are few.
  for (int round = 0; round < kMaxBarrels; ++round) {
    for (const auto& [barrel, target] : passed_on) {
      if (is_open[barrel]) is_open[target] = true;
    }
  }
  for (std::size_t i = 0; i < files.size(); ++i) shared_modules_[i] = shared_modules_[i] && !is_open[i];
  return shared_modules_;
}

}  // namespace lockstep::rules::variants
