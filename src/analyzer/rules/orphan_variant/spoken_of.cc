#include "rules/orphan_variant/spoken_of.h"

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/told_apart.h"
#include "rules/scope.h"

#include <algorithm>
#include <span>

namespace lockstep::rules::variants {
namespace {

class Speaking {
 public:
  Speaking(const Gathered& gathered, const std::vector<End>& ends, const Spoken& asked)
      : gathered_(gathered), ends_(ends), asked_(asked) {
    for (const End& end : ends) own_.insert(end.place.ref());
  }

  bool run(std::string_view name) const {
    const auto texts = gathered_.mentions.of_text(name);
    if (std::ranges::any_of(texts, [&](const Mention& mention) { return counts(mention) && !declares(mention); }))
      return true;
    for (const End& end : ends_) {
      if (!end.declaration) continue;
      const auto members = gathered_.mentions.of_member(end.declaration);
      if (std::ranges::any_of(members, [&](const Mention& mention) { return counts(mention); })) return true;
      if (end.declaration.is(Kind::Declarator) && is_used(end.declaration)) return true;
    }
    const bool is_composed =
        asked_.is_sent ? gathered_.mentions.may_be_composed_to_hear(name) : gathered_.mentions.may_be_composed(name);
    return is_composed || gathered_.elsewhere.says(name);
  }

 private:
  bool counts(const Mention& mention) const {
    if (mention.role == Role::Declared || mention.role == Role::Stranded) return false;
    if (asked_.only_made && mention.role != Role::Produced) return false;
    return !own_.contains(mention.node.ref()) && !own_.contains(mention.node.parent().ref()) &&
           !is_registration(mention.node) && !is_noted_beside(mention);
  }

  // `audit.record({ action: 'order.paid' }); events.emit(Events.orderPaid)`: what a sender writes down under the same
  // word, in the very function that sends and as a property of what it writes, hears nothing.
  bool is_noted_beside(const Mention& mention) const {
    if (!asked_.is_sent || mention.role != Role::Produced || mention.property.empty() ||
        !mention.node.parent().is(Kind::Property))
      return false;
    const Node function = mention.node.enclosing_function();
    return function &&
           std::ranges::any_of(ends_, [&](const End& end) { return end.place.enclosing_function() == function; });
  }

  // A constant's own spelling may look like production.
  bool declares(const Mention& mention) const {
    return std::ranges::any_of(
        ends_, [&](const End& end) { return end.declaration && end.declaration.contains(mention.node); });
  }

  bool is_registration(const Node& name) const {
    for (Node up = name.parent(); up; up = up.parent()) {
      if (up.is(Kind::Call)) {
        const Node head = program::callee(up);
        return head && asked_.registers.contains(head.text());
      }
      if (!up.is(Kind::Property) && !up.is(Kind::Object) && !up.is(Kind::Array)) return false;
    }
    return false;
  }

  // A constant by its own name, `events.PAID` through a namespace too.
  bool is_used(const Node& declarator) const {
    const std::string_view name = declarator.child(0).text();
    for (const File& file : gathered_.program.files()) {
      if (!is_own_code(file)) continue;
      for (const Node use : program::nodes_of(file, {Kind::Ident, Kind::Member})) {
        if (use.text() == name && is_use(use, declarator)) return true;
      }
    }
    return false;
  }

  bool is_use(const Node& use, const Node& declarator) const {
    const Node up = use.parent();
    if (own_.contains(use.ref()) || own_.contains(up.ref())) return false;
    if (up.is(Kind::TypeQuery) || up.is(Kind::Export) || up.is(Kind::Import)) return false;
    if (gathered_.program.definition(use).node != declarator) return false;
    return !is_logged(use) && counts(gathered_.mentions.mention_at(use));
  }

  const Gathered& gathered_;
  const std::vector<End>& ends_;
  const Spoken& asked_;
  std::set<NodeRef> own_;
};

// `await waitForEvent(bus, Events.Done)`: the nearest call around says so.
bool is_waiting(const Discriminants& words, const Node& use) {
  const Node call = use.enclosing(Kind::Call);
  const Node head = program::callee(call);
  return head && head != use && (words.hears(head.text()) || words.awaits(head.text()));
}

}  // namespace

bool is_spoken_of(const Gathered& gathered, std::string_view name, const std::vector<End>& ends, const Spoken& asked) {
  return Speaking{gathered, ends, asked}.run(name);
}

bool is_awaited_by_test(const Gathered& gathered, std::string_view name, const std::vector<End>& ends) {
  const Discriminants words{gathered.program.models()};
  const auto is_declared = [&](const Node& declaration) {
    return declaration && std::ranges::any_of(ends, [&](const End& end) { return end.declaration == declaration; });
  };
  std::set<std::string_view> names;
  for (const End& end : ends) {
    if (!end.declaration) continue;
    names.insert(end.declaration.is(Kind::Declarator) ? end.declaration.child(0).text() : end.declaration.text());
  }
  for (const File& file : gathered.program.files()) {
    if (!file.roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Story)) continue;
    for (const Node use : program::nodes_of(file, {Kind::String, Kind::Ident, Kind::Member})) {
      const bool is_name = use.is(Kind::String) ? use.text() == name : names.contains(use.text());
      if (!is_name || !is_waiting(words, use)) continue;
      if (use.is(Kind::String) || is_declared(gathered.program.definition(use).node)) return true;
    }
  }
  return false;
}

}  // namespace lockstep::rules::variants
