// A function that takes values apart and that nobody calls.
//
// `sendReminder(kind: 'first' | 'second' | 'last')` has a case for each, and the job that called it is gone: the values
// stand in its type and its cases only, so a search for one of them finds code that seems to care. That a function is
// unused is a compiler's or a linter's business; we speak of one whose kinds are declared for it alone and made nowhere
// else, where its module does nothing but declare named things, and whose name stands nowhere: then no framework finds
// it either.

#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinCases = 3;

class Uncalled {
 public:
  Uncalled(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.is_registry || dispatcher.cases.size() < kMinCases || !is_production(dispatcher.node.file()))
        continue;
      look_at(dispatcher);
    }
  }

 private:
  void look_at(const Dispatcher& dispatcher) {
    const Node function = whole_function(dispatcher.node);
    const Node holder = function ? holder_of(function) : Node{};
    if (!holder || !is_about_argument(dispatcher, function) || !are_own(dispatcher) ||
        !told_.insert(function.ref()).second)
      return;
    if (is_of_library(gathered_.program, function.file()) || !gathered_.program.is_exported(holder)) return;
    if (split_words(name_of(holder)).size() < 2) return;  // `loader`, `GET`: what a framework calls
    const auto is_made_elsewhere = [&](const Dispatcher::Case& one) {
      return std::ranges::any_of(gathered_.mentions.of_text(one.text), [&](const Mention& mention) {
        return mention.role != Role::Tested && mention.role != Role::Declared && !function.contains(mention.node);
      });
    };
    const auto is_member = [](const Dispatcher::Case& one) { return !one.test.is(Kind::String); };
    if (std::ranges::any_of(dispatcher.cases, is_member) || std::ranges::any_of(dispatcher.cases, is_made_elsewhere) ||
        is_called(function, holder))
      return;
    report(dispatcher, function, holder);
  }

  // The declaration that has the name: of `const f = () => …` the Declarator.
  static Node holder_of(const Node& function) {
    if (!function.text().empty()) return function;
    const Node up = function.parent();
    return up && up.is(Kind::Declarator) && up.child(0) && up.child(0).is(Kind::Binding) ? up : Node{};
  }

  static std::string_view name_of(const Node& holder) {
    return holder.is(Kind::Declarator) ? holder.child(0).text() : holder.text();
  }

  // Whether no other file can name the type of the values.
  bool are_own(const Dispatcher& dispatcher) const {
    if (!dispatcher.subject.domain) return false;
    Node holder = dispatcher.subject.domain->variants.front().declaration;
    while (holder && !holder.is(Kind::TypeAlias) && !holder.is(Kind::Parameter)) holder = holder.parent();
    return holder && holder.file().id == dispatcher.node.file().id &&
           (holder.is(Kind::Parameter) || !gathered_.program.is_exported(holder));
  }

  // What a caller would choose.
  bool is_about_argument(const Dispatcher& dispatcher, const Node& function) const {
    Node at = dispatcher.subject.expression;
    while (at && at.is(Kind::Member)) at = at.child(0);
    const Node declaration = at ? gathered_.program.definition(at).node : Node{};
    return declaration && (declaration.is(Kind::Parameter) || declaration.enclosing(Kind::Parameter)) &&
           function.contains(declaration);
  }

  bool is_called(const Node& function, const Node& holder) const {
    const auto is_ours = [&](const NodeRef& ref) { return is_own_code(gathered_.program[ref].file()); };
    if (std::ranges::any_of(gathered_.program.callers(function), is_ours) ||
        std::ranges::any_of(gathered_.program.references(function), is_ours))
      return true;
    const std::string_view text = name_of(holder);
    const auto name = gathered_.program.names().find(text);
    const auto has_name = [&](const File& file) {
      return file.id != function.file().id && std::ranges::find(file.names, *name) != file.names.end() &&
             is_own_code(file);
    };
    if (!name || std::ranges::any_of(gathered_.program.files(), has_name)) return true;
    return is_loaded(function.file()) || gathered_.elsewhere.speaks_of(text);
  }

  // A module that does something when it is loaded, or that is loaded by its path or for its default, may be run by a
  // framework.
  bool is_loaded(const File& file) const {
    for (const Node& statement : file.root().children()) {
      const bool is_declaration = statement.is(Kind::Import) || statement.is(Kind::Variable) ||
                                  statement.is(Kind::Function) || statement.is(Kind::TypeAlias) ||
                                  statement.is(Kind::Interface) || statement.is(Kind::Enum) ||
                                  statement.is(Kind::Export) || statement.is(Kind::None);
      if (!is_declaration) return true;
    }
    for (const auto& one : file.facts.exports) {
      if (file.facts.text(one.name) == "default") return true;
    }
    for (const File& other : gathered_.program.files()) {
      for (std::uint32_t i = 0; i < other.facts.imports.size(); ++i) {
        const auto form = other.facts.imports[i].form;
        const bool is_whole = form == facts::Import::Form::Dynamic || form == facts::Import::Form::Require ||
                              form == facts::Import::Form::ReExport;
        if (is_whole && gathered_.program.imported_file(other, i) == file.id) return true;
      }
    }
    return false;
  }

  void report(const Dispatcher& dispatcher, const Node& function, const Node& holder) {
    std::vector<std::string_view> values;
    for (const Dispatcher::Case& one : dispatcher.cases) values.push_back(one.text);
    const std::string name{name_of(holder)};
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(holder.file(), program::name_span(holder.is(Kind::Declarator) ? holder : function));
    finding.subject = name;
    finding.message = name + " has cases for " + listed(values) + ", and nobody calls it or makes any of these values";
    finding.advice = "Call " + name + " where it was meant to be called, or remove it with what only it needs.";
    finding.related.push_back(
        {place_of(dispatcher.node.is(Kind::Switch) ? dispatcher.node.child(0) : dispatcher.node), "taken apart here"});
    if (dispatcher.subject.domain)
      finding.related.push_back({place_of(dispatcher.subject.domain->variants.front().declaration), "declared here"});
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<NodeRef> told_;
};

}  // namespace

void find_uncalled(const Gathered& gathered, std::vector<Finding>& findings) { Uncalled{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
