// A name that is asked for among classes that each declare theirs, and that none declares.
//
// Plug-in systems have dozens of classes of one interface, each with `this.name = 'chatOpenAI'`. Elsewhere code asks
// `node.name === 'autoGPT'` long after the last class of that name was removed, or spells a name with another capital.
// The classes together are the declaration, as long as each of them says its name outright.

#include "base/nearest.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace lockstep::rules::variants {
namespace {

// Fewer classes are no registry but a handful of cases.
constexpr std::size_t kMinClasses = 10;

struct Registry {
  Node member;  // the interface's TypeMember or the base class's Field
  std::string_view property;
  std::map<std::string_view, Node> names;
  std::size_t unclear = 0;  // classes whose name is computed
};

class Undeclared {
 public:
  Undeclared(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    gather();
    std::erase_if(registries_, [](const auto& entry) {
      const Registry& registry = entry.second;
      return registry.names.size() < kMinClasses || registry.unclear * 10 > registry.names.size();
    });
    if (registries_.empty()) return;
    for (const Membership& one : gathered_.memberships) {
      if (const Registry* registry = registry_of(one.subject, one.values)) {
        for (const Dispatcher::Case& value : one.values) ask(*registry, value.text, value.test);
      }
    }
    for (const Dispatcher& one : gathered_.dispatchers) {
      if (const Registry* registry = registry_of(one.subject, one.cases)) {
        for (const Dispatcher::Case& value : one.cases) ask(*registry, value.text, value.test);
      }
    }
    for (const Test& one : gathered_.tests) {
      if (const Registry* registry = registry_of(one.subject, {})) ask(*registry, one.text, one.node);
    }
  }

 private:
  // The declaration that all classes of an interface share, or the class's own field.
  Node shared_member(const Node& klass, std::string_view property) const {
    const Node above = program::heritage(klass);
    if (above) {
      for (std::size_t i = 2; i < above.child_count(); ++i) {
        const program::Type type = gathered_.program.declared_type(above.child(i));
        if (const Node found = gathered_.program.member(type, property).node) return found;
      }
      const program::Definition base = gathered_.program.superclass(klass);
      if (base.node) {
        if (const Node found = gathered_.program.member({.declaration = base.node}, property).node) return found;
      }
    }
    return {};
  }

  void declare(const Node& klass, std::string_view property, const Node& value) {
    const Node member = shared_member(klass, property);
    if (!member) return;
    Registry& registry = registries_[member.ref()];
    registry.member = member;
    registry.property = property;
    const Node plain = program::without_casts(value);
    if (plain && plain.is(Kind::String)) {
      registry.names.try_emplace(plain.text(), plain);
    } else if (const auto known = plain ? gathered_.program.value(plain) : std::nullopt) {
      registry.names.try_emplace(known->text, plain);
    } else if (plain) {
      ++registry.unclear;
    }
  }

  void gather() {
    for (const File& file : gathered_.program.files()) {
      if (!is_own_code(file)) continue;
      for (const Node node : program::nodes_of(file, {Kind::Assign, Kind::Field})) {
        if (node.is(Kind::Assign) && node.op() == Op::Assign && node.child(0) && node.child(0).is(Kind::Member)) {
          const Node target = node.child(0);
          if (!target.child(0) || !target.child(0).is(Kind::This) || !node.child(1)) continue;
          const Node function = node.enclosing_function();
          if (!function || !function.has(facts::kConstructor)) continue;
          if (const Node klass = node.enclosing(Kind::Class)) declare(klass, target.text(), node.child(1));
        }
        if (node.is(Kind::Field) && program::value_of(node)) {
          if (const Node klass = node.enclosing(Kind::Class)) declare(klass, node.text(), program::value_of(node));
        }
      }
    }
  }

  // By the declaration of what is asked; in untyped code by what most of a list is.
  const Registry* registry_of(const Subject& subject, const std::vector<Dispatcher::Case>& values) const {
    const Node declaration = gathered_.program.definition(subject.expression).node;
    if (declaration) {
      if (const auto found = registries_.find(declaration.ref()); found != registries_.end()) return &found->second;
    }
    if (values.size() < 3) return nullptr;
    for (const auto& [member, registry] : registries_) {
      if (registry.property != subject.property) continue;
      const auto known =
          std::ranges::count_if(values, [&](const auto& value) { return registry.names.contains(value.text); });
      if (static_cast<std::size_t>(known) * 10 >= values.size() * 6) return &registry;
    }
    return nullptr;
  }

  void ask(const Registry& registry, std::string_view name, const Node& where) {
    if (registry.names.contains(name) || !is_production(where.file()) || !where.is(Kind::String)) return;
    // Somebody makes one by that name without being a class.
    for (const Mention& mention : gathered_.mentions.of_text(name)) {
      if (mention.role == Role::Produced && (mention.property == registry.property || mention.property.empty())) return;
    }
    if (!reported_.insert(where.ref()).second || gathered_.mentions.may_be_composed(name)) return;
    if (gathered_.elsewhere.says(name)) return;

    std::vector<std::string_view> names;
    for (const auto& [known, node] : registry.names) names.push_back(known);
    Finding finding;
    finding.kind = "undeclared";
    finding.severity = Severity::Warning;
    finding.where = place_of(where);
    const Node function = where.enclosing_function();
    finding.subject = std::string{registry.property} + ' ' + std::string{name} + ' ' +
                      (function ? gathered_.program.qualified_name(function) : "");
    finding.message = quoted(name) + " is asked for as a " + std::string{registry.property} + ", but none of the " +
                      std::to_string(registry.names.size()) + " classes that declare theirs has it";
    finding.advice = "Correct the name, or remove what waits for it.";
    if (const auto meant = nearest(name, names)) {
      finding.advice = "Did you mean " + quoted(*meant) + "? Otherwise remove what waits for it.";
      finding.related.push_back({place_of(registry.names.find(*meant)->second), "the nearest name that is declared"});
    } else {
      finding.related.push_back({place_of(registry.member), "what the classes declare"});
    }
    give_reason(finding,
                std::to_string(registry.names.size()) + " classes say outright what their " +
                    std::string{registry.property} + " is; " + std::to_string(registry.unclear) + " compute it",
                registry.member);
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::map<NodeRef, Registry> registries_;
  std::set<NodeRef> reported_;
};

}  // namespace

void find_undeclared(const Gathered& gathered, std::vector<Finding>& findings) { Undeclared{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
