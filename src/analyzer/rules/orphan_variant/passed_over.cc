// A value that people may choose and that the code behind passes over, as if it had done its part.
//
// `default: log('nothing to do'); return { next };` looks like an implementation, but is only what all cases say when
// they are done. A step of a flow that somebody put there from a palette, and for which the engine has no case, is
// skipped without a word. We report one only where the dispatcher's type lists it, nearly all others are handled, some
// palette of the program offers it beside others, and no code of the dispatcher's package speaks of it in any way: a
// step that is dealt with elsewhere (where a flow begins) has its name somewhere.

#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/remarks.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinCases = 4;
constexpr std::size_t kMaxForgotten = 2;
constexpr std::size_t kMinOffers = 3;  // that a list is a palette
constexpr std::size_t kMinTails = 2;   // cases that end as the default does

std::vector<Node> statements_of(const Node& one) {
  std::vector<Node> statements;
  std::size_t index = 0;
  for (const Node& child : one.children()) {
    if (index++ == 0 || child.is(Kind::None)) continue;  // what is asked for
    if (child.is(Kind::Block)) {
      for (const Node& inner : child.children()) statements.push_back(inner);
    } else {
      statements.push_back(child);
    }
  }
  return statements;
}

// What the default returns where it does nothing but to log something and to return what cases that do something
// return in the end; else null.
Node passes_over(const Dispatcher& dispatcher) {
  if (!dispatcher.node.is(Kind::Switch) || !dispatcher.fallback || dispatcher.otherwise != Otherwise::Works) return {};
  const std::vector<Node> statements = statements_of(dispatcher.fallback);
  if (statements.empty() || !statements.back().is(Kind::Return) || !statements.back().child(0)) return {};
  for (std::size_t i = 0; i + 1 < statements.size(); ++i) {
    const Ending ending = ending_of({statements[i]});
    if (ending.otherwise != Otherwise::Swallows || ending.said.empty()) return {};  // no line in the log
  }
  const Node returned = statements.back();
  std::size_t tails = 0;
  for (const Node& one : dispatcher.node.children()) {
    if (!one.is(Kind::Case) || one == dispatcher.fallback) continue;
    const std::vector<Node> done = statements_of(one);
    tails += done.size() >= 2 && is_same_code(done.back(), returned) ? 1 : 0;
  }
  return tails >= kMinTails ? returned : Node{};
}

class PassedOver {
 public:
  PassedOver(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (!dispatcher.subject.domain || !dispatcher.is_complete || dispatcher.cases.size() < kMinCases) continue;
      if (!is_production(dispatcher.node.file()) || !passes_over(dispatcher)) continue;
      look_at(dispatcher);
    }
  }

 private:
  void look_at(const Dispatcher& dispatcher) {
    const Domain& domain = *dispatcher.subject.domain;
    std::size_t handled = 0;
    std::vector<std::pair<const Domain::Variant*, std::vector<Node>>> forgotten;
    for (const Domain::Variant& variant : domain.variants) {
      if (dispatcher.handles(variant.text)) {
        ++handled;
        continue;
      }
      std::vector<Node> offers = offers_of(domain, variant);
      if (!offers.empty() && !means_nothing(variant.text) && !is_known_to_package(dispatcher, domain, variant))
        forgotten.emplace_back(&variant, std::move(offers));
    }
    if (forgotten.size() > kMaxForgotten || handled * 4 < domain.variants.size() * 3) return;
    for (const auto& [variant, offers] : forgotten) {
      if (!is_in_remark(gathered_.program, dispatcher.node, variant->text)) report(dispatcher, *variant, offers);
    }
  }

  template <class Visit>
  void each_mention(const Domain::Variant& variant, Visit visit) const {
    if (variant.declaration.is(Kind::EnumMember)) {
      for (const Mention& mention : gathered_.mentions.of_member(variant.declaration)) visit(mention);
    }
    for (const Mention& mention : gathered_.mentions.of_text(variant.text)) visit(mention);
  }

  // `{ kind: 'split', label: 'Split' }` among objects that offer others of the domain under the same key.
  bool is_offer(const Domain& domain, const Node& value) const {
    const Node property = value.parent();
    if (!property.is(Kind::Property) || property.text().empty()) return false;
    const Node list = property.parent().parent();
    if (!list || !list.is(Kind::Array)) return false;
    std::size_t offers = 0;
    for (const Node& element : list.children()) {
      const Node said = element.is(Kind::Object)
                            ? program::without_casts(program::value_of(program::property(element, property.text())))
                            : Node{};
      const auto known = said ? gathered_.program.value(said) : std::nullopt;
      offers += known && domain.find(known->text) != nullptr ? 1 : 0;
    }
    return offers >= kMinOffers;
  }

  std::vector<Node> offers_of(const Domain& domain, const Domain::Variant& variant) const {
    std::vector<Node> offers;
    each_mention(variant, [&](const Mention& mention) {
      if (mention.role == Role::Produced && is_production(mention.node.file()) && is_offer(domain, mention.node))
        offers.push_back(mention.node);
    });
    return offers;
  }

  // Whether any code of the dispatcher's package speaks of the value, but for pages that offer or draw it.
  bool is_known_to_package(const Dispatcher& dispatcher, const Domain& domain, const Domain::Variant& variant) const {
    bool is_known = false;
    each_mention(variant, [&](const Mention& mention) {
      const File& file = mention.node.file();
      if (mention.role == Role::Declared || file.package_id != dispatcher.node.file().package_id) return;
      const bool is_page = file.path.ends_with(".tsx") || file.path.ends_with(".jsx");
      is_known = is_known || !(is_page || is_offer(domain, mention.node));
    });
    return is_known;
  }

  void report(const Dispatcher& dispatcher, const Domain::Variant& variant, const std::vector<Node>& offers) {
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Error;
    finding.where = head_of(dispatcher);
    finding.subject = subject_of(gathered_, dispatcher, variant.text);
    finding.message = quoted(variant.text) + " of " + dispatcher.subject.domain->name +
                      " can be chosen and is passed over here, where " + std::to_string(dispatcher.cases.size()) +
                      " other values are handled: the default returns what they return when they are done";
    finding.advice = "Add a case for " + quoted(variant.text) + ", or stop offering it.";
    finding.related.push_back({place_of(variant.declaration), "declared here"});
    for (const Node& offer : offers) {
      if (finding.related.size() + 1 < kMaxRelated) finding.related.push_back({place_of(offer), "offered here"});
    }
    finding.related.push_back({place_of(dispatcher.fallback), "passed over here"});
    give_reason(finding, "no code of the package speaks of the value, so nothing is done for it elsewhere either");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
};

}  // namespace

void find_passed_over(const Gathered& gathered, std::vector<Finding>& findings) {
  PassedOver{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
