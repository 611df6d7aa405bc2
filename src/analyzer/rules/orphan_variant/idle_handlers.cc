// A handler in a registry for a value that nobody makes.
//
// Each of some classes says what it is for (`readonly type = 'split'`), and a registry is made of them. The kinds come
// from elsewhere: a palette offers them, code writes them, a list lets them in. A kind that stands nowhere but at its
// handler and in the type, where most of the others are offered or written, never gets there: it was taken out on one
// side, or never put in.

#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinMade = 4;
constexpr std::size_t kMaxIdle = 2;

class IdleHandlers {
 public:
  IdleHandlers(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {
    for (const Dispatcher& dispatcher : gathered.dispatchers) {
      if (!dispatcher.is_registry) continue;
      for (const Dispatcher::Case& one : dispatcher.cases) entries_.insert(program::without_casts(one.test).ref());
    }
  }

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.is_registry && dispatcher.subject.domain && is_production(dispatcher.node.file()))
        look_at(dispatcher);
    }
  }

 private:
  void look_at(const Dispatcher& dispatcher) {
    const Domain& domain = *dispatcher.subject.domain;
    std::vector<std::pair<const Dispatcher::Case*, const Domain::Variant*>> idle;
    std::vector<const Dispatcher::Case*> strange;  // that the type does not have
    std::size_t made = 0;
    for (const Dispatcher::Case& one : dispatcher.cases) {
      const Domain::Variant* variant = domain.find(one.text);
      if (!variant) {
        strange.push_back(&one);
      } else if (is_made(*variant)) {
        ++made;
      } else if (is_production(one.test.file()) && is_silent(*variant)) {
        idle.emplace_back(&one, variant);
      }
    }
    const std::size_t odd = idle.size() + strange.size();
    if (odd == 0 || odd > kMaxIdle || made < kMinMade || made * 10 < dispatcher.cases.size() * 7) return;
    for (const auto& [entry, variant] : idle) report(dispatcher, *entry, *variant, made);
    for (const Dispatcher::Case* entry : strange) {
      const Domain::Variant stranger{.text = entry->text, .declaration = entry->test};
      if (is_production(entry->test.file()) && is_silent(stranger)) report(dispatcher, *entry, stranger, made);
    }
  }

  template <class Holds>
  bool any_mention(const Domain::Variant& variant, Holds holds) const {
    const Node& declaration = variant.declaration;
    const auto is_it = [&](const Mention& mention) {
      return !entries_.contains(mention.node.ref()) && mention.node != declaration &&
             !declaration.contains(mention.node) && holds(mention);
    };
    if (std::ranges::any_of(gathered_.mentions.of_text(variant.text), is_it)) return true;
    const bool is_member = declaration.is(Kind::EnumMember) || declaration.is(Kind::Property);
    return is_member && std::ranges::any_of(gathered_.mentions.of_member(declaration), is_it);
  }

  bool is_made(const Domain::Variant& variant) const {
    return any_mention(variant, [&](const Mention& mention) {
      return mention.role == Role::Produced && is_production(mention.node.file());
    });
  }

  // Whether nothing makes the value or lets it in: only types have it, and what asks for it or is filed under it.
  bool is_silent(const Domain::Variant& variant) const {
    const Node owner = variant.declaration.is(Kind::EnumMember) ? variant.declaration.parent() : Node{};
    if ((owner && gathered_.mentions.is_let_in(owner)) || gathered_.mentions.may_be_composed(variant.text))
      return false;
    if (means_nothing(variant.text) || is_said_elsewhere(gathered_, variant)) return false;
    return !any_mention(variant, [](const Mention& mention) {
      if (mention.role == Role::Tested || mention.role == Role::Handled) return false;
      return mention.role != Role::Declared || !mention.node.parent().is(Kind::TypeLiteral);
    });
  }

  void report(const Dispatcher& dispatcher, const Dispatcher::Case& entry, const Domain::Variant& variant,
              std::size_t made) {
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(entry.test);
    finding.subject = subject_of(gathered_, dispatcher, variant.text);
    const bool is_stranger = variant.declaration == entry.test;
    finding.message = "there is a handler for " + (is_stranger ? quoted(variant.text) : told(variant)) +
                      (is_stranger ? ", which " : " of ") + dispatcher.subject.domain->name +
                      (is_stranger ? " does not have, and" : ", but") +
                      " nobody makes, offers or lets in the value, unlike " + std::to_string(made) +
                      " others that have a handler";
    finding.advice = "Offer " + (is_stranger ? quoted(variant.text) : told(variant)) +
                     " where the others are, or remove the handler and the value.";
    finding.related.push_back(
        {place_of(is_stranger ? dispatcher.subject.domain->variants.front().declaration : variant.declaration),
         is_stranger ? "this lists what there is" : "declared here"});
    finding.related.push_back({head_of(dispatcher), "the handlers are looked up in this"});
    give_reason(finding, "no place spells or names the value but types, its handler and what asks for it");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<NodeRef> entries_;  // of all registries
};

}  // namespace

void find_idle_handlers(const Gathered& gathered, std::vector<Finding>& findings) {
  IdleHandlers{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
