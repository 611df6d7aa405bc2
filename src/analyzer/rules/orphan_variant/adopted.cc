#include "rules/orphan_variant/adopted.h"

#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <set>
#include <string>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinCases = 4;  // of texts, which could be anybody's
constexpr std::size_t kMaxMissing = 2;

constexpr int kMaxSteps = 8;

// Whether whoever wrote it said that it, or what it is taken from, is `any`.
bool is_any(const Program& program, const Node& expression, int steps = kMaxSteps) {
  if (!expression || steps == 0) return false;
  if (program.type_of(expression).keyword == "any") return true;
  Node at = program::without_casts(expression);
  for (; at && at.is(Kind::Member); at = at.child(0)) {
    if (program.type_of(at.child(0)).keyword == "any") return true;
  }
  // const { kind } = step;
  const Node taken = at && at.is(Kind::Ident) ? program.definition(at).node : Node{};
  const Node holder = taken && taken.is(Kind::PatternProperty) ? taken.parent().parent() : Node{};
  if (!holder || !(holder.is(Kind::Declarator) || holder.is(Kind::Parameter))) return false;
  const Node annotation = program::type_annotation(holder);
  if (annotation) return program.declared_type(annotation).keyword == "any";
  return is_any(program, program::value_of(holder), steps - 1);
}

// Whether its type leaves open what it can be, rather than being something that we cannot follow.
bool can_be_anything(const Program& program, const Node& expression) {
  const std::string_view keyword = program.type_of(expression).keyword;
  return keyword == "string" || keyword == "unknown" || is_any(program, expression);
}

// NodeType and `type`, StepKind and `kind`: whether a declaration is called like what it is asked of.
bool is_called_like(const Domain& domain, std::string_view property) {
  const std::vector<std::string> words = split_words(property);
  const std::vector<std::string> named = split_words(domain.name);
  return !words.empty() && std::ranges::find(named, words.back()) != named.end();
}

bool has_all(const Domain& domain, const Dispatcher& dispatcher) {
  return std::ranges::all_of(dispatcher.cases, [&](const auto& one) { return domain.find(one.text) != nullptr; });
}

bool are_equal(const Domain& a, const Domain& b) {
  return a.variants.size() == b.variants.size() &&
         std::ranges::all_of(a.variants, [&](const auto& variant) { return b.find(variant.text) != nullptr; });
}

}  // namespace

Node owner_of(const Program& program, const Node& test) {
  Node named = program::without_casts(test);
  if (named && named.is(Kind::Property)) named = program::without_casts(named.child(1));  // [Kind.Mail]: send
  if (!named || !named.is(Kind::Member)) return {};
  const Node member = program.definition(named).node;
  if (!member) return {};
  if (member.is(Kind::EnumMember)) return member.parent();
  return member.is(Kind::Property) ? member.enclosing(Kind::Declarator) : Node{};
}

bool may_have_no_answer(const Dispatcher& dispatcher) {
  if (!dispatcher.ending.ends_with("return null") && !dispatcher.ending.ends_with("return undefined")) return false;
  const Node function = dispatcher.node.enclosing_function();
  Node written = function ? program::type_annotation(function) : Node{};
  if (written && written.is(Kind::TypeName) && written.text() == "Promise")
    written = program::type_argument(written, 0);
  if (!written || !written.is(Kind::TypeUnion)) return false;
  const auto parts = written.children();
  return std::any_of(parts.begin(), parts.end(), [](const Node& part) {
    return part.is(Kind::TypeKeyword) && (part.text() == "null" || part.text() == "undefined");
  });
}

const std::vector<const Domain*>& Adoption::declared() {
  if (!declared_.empty()) return declared_;
  std::set<const Domain*> seen;
  for (const File& file : program_.files()) {
    if (!is_production(file)) continue;
    for (const Node node : program::nodes_of(file, Kind::TypeAlias)) {
      const Domain* domain = unions_.of_declaration(node);
      if (domain && domain->variants.size() > kMinCases && seen.insert(domain).second) declared_.push_back(domain);
    }
  }
  return declared_;
}

const Domain* Adoption::spelled_by(const Dispatcher& dispatcher) {
  if (dispatcher.cases.size() < kMinCases || dispatcher.otherwise != Otherwise::Swallows) return nullptr;
  if (!is_any(program_, dispatcher.subject.expression)) return nullptr;
  const Domain* only = nullptr;
  for (const Domain* domain : declared()) {
    if (!has_all(*domain, dispatcher)) continue;
    if (only && !are_equal(*only, *domain)) return nullptr;
    if (!only) only = domain;
  }
  const bool fits = only && only->variants.size() <= dispatcher.cases.size() + kMaxMissing &&
                    is_called_like(*only, dispatcher.subject.property);
  return fits ? domains_.of_declaration(only->declaration) : nullptr;
}

void Adoption::adopt(Dispatcher& dispatcher) {
  if (dispatcher.subject.domain || !can_be_anything(program_, dispatcher.subject.expression) ||
      may_have_no_answer(dispatcher))
    return;
  Node owner;
  bool are_members = true;
  bool are_texts = true;
  for (const Dispatcher::Case& one : dispatcher.cases) {
    const Node found = owner_of(program_, one.test);
    are_texts = are_texts && !found;
    are_members = are_members && found && (!owner || found == owner);
    owner = found;
  }
  if (are_members && owner) {
    if (const Domain* domain = domains_.of_declaration(owner)) Domains::put_into(*domain, dispatcher.subject);
  } else if (are_texts) {
    // The key stays: what is asked beside it is asked of the same name.
    dispatcher.subject.domain = spelled_by(dispatcher);
  }
}

void Adoption::adopt(Test& test) {
  const Node owner = test.subject.domain ? Node{} : owner_of(program_, test.node);
  if (!owner || !can_be_anything(program_, test.subject.expression)) return;
  if (const Domain* domain = domains_.of_declaration(owner)) Domains::put_into(*domain, test.subject);
}

}  // namespace lockstep::rules::variants
