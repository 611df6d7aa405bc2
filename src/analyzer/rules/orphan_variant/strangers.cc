// A value that is asked for behind a cast, and that the type does not have.
//
// `switch (node.type as string) { case 'message': …; case 'business_hours': … }`: the type of `type` lists what there
// is, and the compiler would refuse the last case. Whoever wrote the cast wanted to be left alone, mostly because the
// value was to come, or has gone. When all other cases are values of the type, and no code makes this one, nothing ever
// comes there. A parameter that is a mere `string` is such a cast, too, when all callers pass what is of one type.

#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinKnown = 3;

class Strangers {
 public:
  Strangers(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {
    for (const Finding& finding : findings) told_.emplace(finding.where.path, finding.where.span.begin);
  }

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.is_registry || !is_production(dispatcher.node.file())) continue;
      if (dispatcher.cases.size() <= kMinKnown) continue;
      const bool is_wide = dispatcher.subject.domain == nullptr;
      const Domain* domain = is_wide ? passed_domain(dispatcher) : dispatcher.subject.domain;
      if (!domain) continue;
      const Dispatcher::Case* stranger = nullptr;
      std::size_t strangers = 0;
      for (const Dispatcher::Case& one : dispatcher.cases) {
        if (domain->find(one.text) || !one.test.is(Kind::String)) continue;
        stranger = &one;
        ++strangers;
      }
      if (strangers != 1 || !(is_wide || is_behind_cast(*stranger))) continue;
      // Under which names callers have what they pass is not asked.
      const std::string_view property = is_wide ? std::string_view{} : dispatcher.subject.property;
      if (are_made_here(*domain) && is_made_nowhere(dispatcher, stranger->text, property))
        report(dispatcher, *domain, *stranger);
    }
  }

 private:
  // `textFor(node.type)`, where `textFor` takes a `string`: what all of its callers pass, as far as their types say.
  const Domain* passed_domain(const Dispatcher& dispatcher) const {
    const Node parameter = gathered_.program.definition(dispatcher.subject.expression).node;
    const Node function = parameter && parameter.is(Kind::Parameter) ? parameter.enclosing(Kind::Function) : Node{};
    if (!function || !gathered_.program.references(function).empty()) return nullptr;
    if (is_of_lone_library(gathered_.program, parameter.file())) return nullptr;
    const Domain* domain = nullptr;
    for (const NodeRef ref : gathered_.program.callers(function)) {
      const Node call = gathered_.program[ref];
      if (!is_production(call.file())) continue;
      const Domain* given = nullptr;
      for (std::size_t i = 0; i < program::argument_count(call); ++i) {
        if (gathered_.program.parameter_for(call, i) == parameter)
          given = gathered_.domains.subject(program::argument(call, i)).domain;
      }
      if (!given || (domain && domain != given)) return nullptr;
      domain = given;
    }
    return domain;
  }

  // `node.type as string`: without a cast the compiler would have a say, unless it knows nothing of the type either.
  static bool is_behind_cast(const Dispatcher::Case& one) {
    Node at = one.test;
    while (at.parent() && at.parent().is(Kind::Cast)) at = at.parent();
    const Node up = at.parent();
    if (up.is(Kind::Case)) return up.parent().child(0).is(Kind::Cast);
    return up.is(Kind::Binary) && up.child(up.child(0) == at ? 1 : 0).is(Kind::Cast);
  }

  // Whether the program makes the values itself: what a vendor sends may well have more than its type here says.
  bool are_made_here(const Domain& domain) const {
    const auto is_making = [&](const Mention& mention) {
      return mention.role == Role::Produced && is_production(mention.node.file());
    };
    std::size_t made = 0;
    for (const Domain::Variant& variant : domain.variants) {
      const bool is_member = variant.declaration.is(Kind::EnumMember);
      made += (is_member && std::ranges::any_of(gathered_.mentions.of_member(variant.declaration), is_making)) ||
                      std::ranges::any_of(gathered_.mentions.of_text(variant.text), is_making)
                  ? 1
                  : 0;
    }
    return made * 2 >= domain.variants.size();
  }

  // Whether the value is nowhere but where it is asked for. Under another property it belongs to something else.
  bool is_made_nowhere(const Dispatcher& dispatcher, std::string_view value, std::string_view property) const {
    if (means_nothing(value) || gathered_.mentions.may_be_composed(value) || gathered_.elsewhere.says(value))
      return false;
    return std::ranges::all_of(gathered_.mentions.of_text(value), [&](const Mention& mention) {
      switch (mention.role) {
        case Role::Tested:
          return true;
        case Role::Handled:
          return !gathered_.tables.offers(mention, values_of(dispatcher));
        case Role::Declared:
          return false;  // some type or schema has it
        case Role::Produced:
        case Role::Stranded:
          return !property.empty() && !mention.property.empty() && mention.property != property;
      }
      return false;
    });
  }

  static std::vector<std::string_view> values_of(const Dispatcher& dispatcher) {
    std::vector<std::string_view> values;
    for (const Dispatcher::Case& one : dispatcher.cases) values.push_back(one.text);
    return values;
  }

  void report(const Dispatcher& dispatcher, const Domain& domain, const Dispatcher::Case& stranger) {
    const Place where = place_of(stranger.test);
    if (!told_.emplace(where.path, where.span.begin).second) return;
    Finding finding;
    finding.kind = "undeclared";
    finding.severity = Severity::Warning;
    finding.where = where;
    finding.subject = subject_of(gathered_, dispatcher, stranger.text);
    finding.message = quoted(stranger.text) + " is asked for as a value of `" +
                      program::describe(dispatcher.subject.expression) + "`, but " + domain.name +
                      " does not have it and nobody makes it, unlike " + std::to_string(dispatcher.cases.size() - 1) +
                      " others that are asked for here";
    finding.advice = "Remove what waits for " + quoted(stranger.text) + ", or declare, make and handle it everywhere.";
    finding.related.push_back({place_of(domain.variants.front().declaration), "the values that there are"});
    for (const Mention& mention : gathered_.mentions.of_text(stranger.text)) {
      if (mention.role == Role::Tested && mention.node != program::without_casts(stranger.test) &&
          finding.related.size() < kMaxRelated)
        finding.related.push_back({place_of(mention.node), "asked for here too"});
    }
    give_reason(finding, "all other values that are asked for are of " + domain.name, domain.declaration);
    give_reason(finding, "no code spells the value but to ask for it, and no text is composed that could make it");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<std::pair<std::string, std::uint32_t>> told_;  // where something is reported already
};

}  // namespace

void find_strangers(const Gathered& gathered, std::vector<Finding>& findings) { Strangers{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
