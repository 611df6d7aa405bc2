// An event that is offered and never sent.
//
// `const WEBHOOK_EVENTS = ['order.paid', 'order.expired', …]`: whoever subscribes may choose from a list, or a
// condition may be built on it. Most of what is offered is sent somewhere (`emit('order.paid')`, `track({ name:
// Event.Paid })`); one that stands in lists only is offered in vain, and whoever chose it waits for ever. We say so
// where nearly all others are sent by calls that tell their name, so that nothing is sent in a way that we do not see.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinSent = 4;
constexpr std::size_t kMinListed = 3;  // values of a list
// Percent of all values. With fewer, the others are sent in a way, or by a part of the program, that we do not see.
constexpr std::size_t kSentShare = 75;
constexpr int kMaxClimb = 8;

// An expression that holds a value and is not yet given to anybody.
bool holds(const Node& node) {
  return node.is(Kind::Cast) || node.is(Kind::Conditional) || node.is(Kind::Property) || node.is(Kind::Object) ||
         node.is(Kind::Array) || node.is(Kind::Spread) || node.is(Kind::Template);
}

class Offered {
 public:
  Offered(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()) {}

  void run() {
    for (const NodeRef list : gathered_.lists) {
      const Node node = gathered_.program[list];
      if (!is_production(node.file()) || is_of_lone_library(gathered_.program, node.file())) continue;
      if (!node.has(facts::kDeclaration) && discriminants_.are_happenings(name_of(node)) && may_list(node))
        look_at(node);
    }
  }

 private:
  static std::string_view name_of(const Node& declaration) {
    if (declaration.is(Kind::Enum)) return declaration.text();
    return declaration.child(0) ? declaration.child(0).text() : std::string_view{};
  }

  // Enums, and `as const` tables and lists of strings.
  static bool may_list(const Node& declaration) {
    if (declaration.is(Kind::Enum) || is_enum_schema(declaration)) return true;
    const Node cast = program::value_of(declaration);
    if (!cast || !cast.is(Kind::Cast) || cast.op() != Op::AsConst || !cast.child(0)) return false;
    const Node value = cast.child(0);
    return is_constant_table(value) || value.is(Kind::Array);
  }

  std::vector<Mention> mentions_of(const Domain::Variant& variant, const Node& declaration) const {
    std::vector<Mention> mentions;
    for (const Mention& mention : gathered_.mentions.of_member(variant.declaration)) mentions.push_back(mention);
    for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
      if (!declaration.contains(mention.node)) mentions.push_back(mention);
    }
    return mentions;
  }

  // The list or table in which a value stands beside others: `[E.A, E.B, …]`, `[{ name: E.A }, …]`, `{ [E.A]: … }`.
  static Node list_of(const Mention& mention) {
    Node at = mention.node;
    if (mention.role == Role::Handled) return at.is(Kind::Property) ? at.parent() : at.enclosing(Kind::Object);
    for (int steps = 0; steps < kMaxClimb && at.parent() && holds(at.parent()); ++steps) {
      at = at.parent();
      const bool is_list = at.is(Kind::Array) || at.is(Kind::Object);
      if (is_list && at.child_count() >= kMinListed && (at.is(Kind::Array) || !at.enclosing_function())) return at;
    }
    return {};
  }

  // `bus.emit(E.A)`, `track({ name: E.A })`, `return this.sendWebhook(isPaid ? E.A : E.B)`
  bool is_sent(const Mention& mention) const {
    Node at = mention.node;
    while (at.parent() && holds(at.parent())) at = at.parent();
    const Node head = program::callee(at.parent());
    return head && head != at && discriminants_.tells(head.text());
  }

  void look_at(const Node& declaration) {
    const Domain* domain = gathered_.domains.of_declaration(declaration);
    if (!domain || domain->variants.size() <= kMinSent) return;
    std::size_t sent = 0;
    std::vector<std::pair<const Domain::Variant*, std::vector<Node>>> waiting;  // with where each is offered
    for (const Domain::Variant& variant : domain->variants) {
      bool is_told = false;
      bool is_made = false;
      std::vector<Node> lists;
      for (const Mention& mention : mentions_of(variant, declaration)) {
        if (mention.role == Role::Declared || mention.role == Role::Tested || mention.role == Role::Stranded) continue;
        if (list_of(mention)) {
          if (is_production(mention.node.file())) lists.push_back(mention.node);
          continue;
        }
        if (mention.role != Role::Produced) continue;
        is_made = true;
        is_told = is_told || is_sent(mention);
      }
      sent += is_told ? 1 : 0;
      if (!is_made && !means_nothing(variant.text)) waiting.emplace_back(&variant, std::move(lists));
    }
    if (sent < kMinSent || sent * 100 < domain->variants.size() * kSentShare) return;
    const bool is_list = declaration.is(Kind::Declarator) && !variant_is_member(*domain);
    for (const auto& [variant, lists] : waiting) {
      const bool is_offered = is_list || !lists.empty() || gathered_.mentions.is_used_whole(declaration);
      if (!is_offered || gathered_.mentions.may_be_composed(variant->text) || is_said_elsewhere(gathered_, *variant))
        continue;
      report(*domain, *variant, lists, sent);
    }
  }

  static bool variant_is_member(const Domain& domain) {
    const Node& first = domain.variants.front().declaration;
    return first.is(Kind::EnumMember) || first.is(Kind::Property);
  }

  void report(const Domain& domain, const Domain::Variant& variant, const std::vector<Node>& lists, std::size_t sent) {
    const Place where = place_of(variant.declaration);
    if (std::ranges::any_of(findings_, [&](const Finding& finding) { return finding.where == where; })) return;
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = where;
    finding.subject = domain.name + ' ' + std::string{variant.text};
    finding.message = told(variant) + " of " + domain.name + " is offered and never sent, while " +
                      std::to_string(sent) + " others are";
    finding.advice = "Send it where it happens, or do not offer it.";
    for (const Node& place : lists) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(place), "offered here"});
    }
    give_reason(finding, std::to_string(sent) + " of " + std::to_string(domain.variants.size()) +
                             " values are given to calls that send, track or record what they are given");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
};

}  // namespace

void find_vain_offers(const Gathered& gathered, std::vector<Finding>& findings) { Offered{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
