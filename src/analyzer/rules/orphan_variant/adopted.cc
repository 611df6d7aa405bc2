#include "rules/orphan_variant/adopted.h"

namespace lockstep::rules::variants {
namespace {

// The enum, or the constant that holds the object, of which a case names a member; null when it spells a text.
Node owner_of(const Program& program, const Node& test) {
  Node named = program::without_casts(test);
  if (named && named.is(Kind::Property)) named = program::without_casts(named.child(1));  // [Kind.Mail]: send
  if (!named || !named.is(Kind::Member)) return {};
  const Node member = program.definition(named).node;
  if (!member) return {};
  if (member.is(Kind::EnumMember)) return member.parent();
  return member.is(Kind::Property) ? member.enclosing(Kind::Declarator) : Node{};
}

// Whether whoever wrote it said that it can be anything (`any`, `string`), rather than something that we cannot follow.
bool can_be_anything(const Program& program, const Node& expression) {
  const std::string_view keyword = program.type_of(expression).keyword;
  if (keyword == "string" || keyword == "any" || keyword == "unknown") return true;
  Node at = expression;
  for (; at && at.is(Kind::Member); at = at.child(0)) {
    if (program.type_of(at.child(0)).keyword == "any") return true;
  }
  // const { kind } = step;
  const Node taken = at && at.is(Kind::Ident) ? program.definition(at).node : Node{};
  const Node holder = taken && taken.is(Kind::PatternProperty) ? taken.parent().parent() : Node{};
  if (!holder || !(holder.is(Kind::Declarator) || holder.is(Kind::Parameter))) return false;
  const Node annotation = program::type_annotation(holder);
  return (annotation ? program.declared_type(annotation) : program.type_of(program::value_of(holder))).keyword == "any";
}

void adopt(Domains& domains, const Node& owner, Subject& subject) {
  if (const Domain* domain = owner ? domains.of_declaration(owner) : nullptr) Domains::put_into(*domain, subject);
}

}  // namespace

void adopt_domain(const Program& program, Domains& domains, Dispatcher& dispatcher) {
  if (dispatcher.subject.domain || !can_be_anything(program, dispatcher.subject.expression)) return;
  Node owner;
  for (const Dispatcher::Case& one : dispatcher.cases) {
    const Node found = owner_of(program, one.test);
    if (!found || (owner && found != owner)) return;
    owner = found;
  }
  adopt(domains, owner, dispatcher.subject);
}

void adopt_domain(const Program& program, Domains& domains, Test& test) {
  const Node owner = test.subject.domain ? Node{} : owner_of(program, test.node);
  if (owner && can_be_anything(program, test.subject.expression)) adopt(domains, owner, test.subject);
}

}  // namespace lockstep::rules::variants
