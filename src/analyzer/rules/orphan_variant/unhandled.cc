// A variant that a dispatcher forgot. Three signs, any of which must be strong:
//
// - the discriminant's type lists the variant, the dispatcher handles nearly all of the list and swallows the rest,
// nobody
//   else dispatches the variant, and somewhere it is produced or asked for: someone believes that it works;
// - no type lists anything, but a function beside the dispatcher asks for a value that the dispatcher does not know and
//   nobody produces;
// - several dispatchers over one thing agree on a value, and one of them lacks just that one.

#include "rules/expectation.h"
#include "rules/orphan_variant/asserted.h"
#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/remarks.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinCases = 3;
constexpr std::size_t kMinDomain = 4;
constexpr std::size_t kMaxForgotten = 2;
constexpr std::size_t kMaxCallers = 8;

// `x === 'a'`, and not `x !== 'a'`, which says what is done for the others.
bool is_equal_test(const Node& literal) {
  Node at = literal.parent();
  while (at && at.is(Kind::Cast)) at = at.parent();
  return at && at.is(Kind::Binary) && (at.op() == Op::Equal || at.op() == Op::StrictEqual);
}

class Unhandled {
 public:
  Unhandled(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()) {
    for (const Dispatcher& dispatcher : gathered.dispatchers) by_key_[dispatcher.subject.key].push_back(&dispatcher);
    for (const Test& test : gathered.tests) tests_by_key_[test.subject.key].push_back(&test);
  }

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (!is_production(dispatcher.node.file())) continue;
      if (dispatcher.otherwise != Otherwise::Refuses && is_asserted_before(gathered_.program, dispatcher)) continue;
      if (dispatcher.admits && dispatcher.is_complete && dispatcher.subject.domain) against_writers(dispatcher);
      if (dispatcher.otherwise != Otherwise::Swallows || !dispatcher.is_complete || dispatcher.cases.size() < kMinCases)
        continue;
      if (dispatcher.subject.domain) {
        against_domain(dispatcher);
      } else {
        against_strays(dispatcher);
      }
      against_siblings(dispatcher);
    }
  }

 private:
  // A test of the value in the dispatcher's own function, before, in or around it, handles it there.
  bool is_tested_beside(const Dispatcher& dispatcher, std::string_view value) const {
    // A table stands alone; what is tested beside it is tested where it is asked.
    const Node function = whole_function(dispatcher.is_registry ? dispatcher.fallback : dispatcher.node);
    const auto& all = by_key_.find(dispatcher.subject.key)->second;
    const bool is_dispatched = std::ranges::any_of(all, [&](const Dispatcher* other) {
      return other != &dispatcher && other->handles(value) && whole_function(other->node) == function;
    });
    if (is_dispatched) return true;
    const auto tests = tests_by_key_.find(dispatcher.subject.key);
    if (tests == tests_by_key_.end()) return false;
    return std::ranges::any_of(tests->second, [&](const Test* test) {
      return test->text == value && is_equal_test(test->node) && whole_function(test->node) == function;
    });
  }

  // `if (CANVAS_ONLY.includes(step.kind)) break;` in front of a lookup.
  bool is_let_out_before(const Dispatcher& dispatcher, std::string_view value) const {
    if (!dispatcher.is_registry) return false;
    const Node function = whole_function(dispatcher.fallback);
    return std::ranges::any_of(gathered_.memberships, [&](const Membership& one) {
      return one.subject.key == dispatcher.subject.key && function && function.contains(one.subject.expression) &&
             std::ranges::any_of(one.values, [&](const auto& listed) { return listed.text == value; });
    });
  }

  // `steps.find((step) => step.kind === 'start')` of an engine that goes on with what comes behind it: who looks
  // handlers up knows the value.
  bool is_asked_beside(const Dispatcher& dispatcher, std::string_view value) const {
    return std::ranges::any_of(gathered_.tests, [&](const Test& test) {
      return test.text == value && test.subject.property == dispatcher.subject.property &&
             test.node.file().id == dispatcher.fallback.file().id && is_equal_test(test.node);
    });
  }

  // `if (step.kind === 'note') continue; await run(step);`: who calls the dispatcher's function has dealt with the
  // value.
  bool is_sorted_out_by_callers(const Dispatcher& dispatcher, std::string_view value) const {
    const auto tests = tests_by_key_.find(dispatcher.subject.key);
    const Node place = dispatcher.is_registry ? dispatcher.fallback : dispatcher.node;
    const Node function = place.enclosing_function();
    if (tests == tests_by_key_.end() || !function) return false;
    const auto callers = gathered_.program.callers(function);
    return !callers.empty() && callers.size() <= kMaxCallers && std::ranges::all_of(callers, [&](const NodeRef& ref) {
      const Node around = whole_function(gathered_.program[ref]);
      return around && std::ranges::any_of(tests->second, [&](const Test* test) {
               return test->text == value && whole_function(test->node) == around;
             });
    });
  }

  bool is_dispatched_elsewhere(const Dispatcher& dispatcher, std::string_view value) const {
    const auto& all = by_key_.find(dispatcher.subject.key)->second;
    // What a value looks like does not do what handlers do.
    const bool does_something = dispatcher.is_registry && !draws(gathered_.program, dispatcher);
    return std::ranges::any_of(all, [&](const Dispatcher* other) {
      return other != &dispatcher && other->handles(value) && !(does_something && draws(gathered_.program, *other));
    });
  }

  bool is_drawn_elsewhere(const Dispatcher& dispatcher, std::string_view value) const {
    const auto& all = by_key_.find(dispatcher.subject.key)->second;
    return std::ranges::any_of(all, [&](const Dispatcher* other) {
      return other != &dispatcher && other->handles(value) && draws(gathered_.program, *other);
    });
  }

  // `{ type: MessageType.Voice }` of another package (a server's), which this one would have to show. That a state is
  // not shown says nothing.
  bool comes_from_another_package(const Dispatcher& dispatcher, const Domain::Variant& variant) const {
    if (discriminants_.are_states(dispatcher.subject.property) || dispatcher.is_registry) return false;
    const auto is_foreign = [&](const Mention& mention) {
      const bool is_written = mention.role == Role::Produced && mention.property == dispatcher.subject.property;
      return is_written && is_production(mention.node.file()) &&
             mention.node.file().package_id != dispatcher.node.file().package_id;
    };
    if (variant.declaration.is(Kind::EnumMember))
      return std::ranges::any_of(gathered_.mentions.of_member(variant.declaration), is_foreign);
    return std::ranges::any_of(gathered_.mentions.of_text(variant.text), [&](const Mention& mention) {
      return is_foreign(mention) && is_of(*dispatcher.subject.domain, mention);
    });
  }

  struct Evidence {
    std::vector<Related> places;
    // Somebody makes or offers the value, or asks for it beside the dispatcher and so counts on it. That somebody asks
    // for it in another file does not say that it is ever there.
    bool is_made = false;
  };

  // Tests of one value outside of dispatchers, and the places that make it.
  Evidence believers(const Dispatcher& dispatcher, const Domain::Variant& variant) const {
    std::vector<Related> found;
    bool is_made = false;
    if (const auto tests = tests_by_key_.find(dispatcher.subject.key); tests != tests_by_key_.end()) {
      for (const Test* test : tests->second) {
        if (test->text != variant.text) continue;
        found.push_back({place_of(test->node), "asked for here"});
        is_made = is_made || test->node.file().id == dispatcher.node.file().id;
      }
    }
    const auto add_produced = [&](const Mention& mention) {
      if (mention.role != Role::Produced || !is_production(mention.node.file())) return;
      found.push_back({place_of(mention.node), "produced here"});
      is_made = true;
    };
    if (variant.declaration.is(Kind::EnumMember)) {
      for (const Mention& mention : gathered_.mentions.of_member(variant.declaration)) add_produced(mention);
    }
    for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
      const bool is_written = mention.property == dispatcher.subject.property;
      if ((is_written && is_of(*dispatcher.subject.domain, mention)) || is_given(dispatcher, mention))
        add_produced(mention);
    }
    // `Object.values(ActionKind).map(…)`: each of them is offered.
    const Node declaration = variant.declaration.parent();
    if (found.empty() && variant.declaration.is(Kind::EnumMember) && gathered_.mentions.is_let_in(declaration)) {
      found.push_back({place_of(declaration.file(), program::name_span(declaration)), "offered or let in whole"});
      is_made = true;
    }
    if (found.size() > kMaxRelated) found.resize(kMaxRelated);
    return {std::move(found), is_made};
  }

  // Whether a property's literal belongs to an object of the domain, as far as a type says so.
  bool is_of(const Domain& domain, const Mention& mention) const {
    const Node property = mention.node.parent();
    if (!property || !property.is(Kind::Property)) return false;
    const Expectation expected = expectation_of(gathered_.program, property.parent());
    if (expected.type) return gathered_.domains.of_property(expected.type, mention.property) == &domain;
    // Where no type says so (`dispatch({ type: 'x' })`): a word that no other set of values has.
    const auto mentions = gathered_.mentions.of_text(mention.node.text());
    return std::ranges::all_of(mentions, [&](const Mention& other) {
      if (other.role != Role::Declared) return true;
      return std::ranges::any_of(domain.variants, [&](const Domain::Variant& variant) {
        return variant.declaration == other.node || variant.declaration.contains(other.node);
      });
    });
  }

  // `order.kind = 'x'`, where a type says that the domain is asked for, and `handle('x')` of the very function that
  // dispatches. What other functions are given or return may never come here.
  bool is_given(const Dispatcher& dispatcher, const Mention& mention) const {
    if (mention.role != Role::Produced) return false;
    Node at = mention.node.parent();
    while (at && (at.is(Kind::Conditional) || at.is(Kind::Cast))) at = at.parent();
    if (!at) return false;
    if (at.is(Kind::Call)) {
      const Node function = whole_function(dispatcher.node);
      const auto callees = gathered_.program.callees(at);
      if (std::ranges::none_of(callees, [&](const NodeRef& callee) { return callee == function.ref(); })) return false;
    } else if (!at.is(Kind::Assign)) {
      return false;
    }
    const Domain& domain = *dispatcher.subject.domain;
    const Expectation expected = expectation_of(gathered_.program, mention.node);
    if (expected.type && gathered_.domains.of_declaration(expected.type.declaration) == &domain) return true;
    const Node name = expected.annotation;
    return name && name.is(Kind::TypeName) &&
           gathered_.domains.of_declaration(gathered_.program.definition(name).node) == &domain;
  }

  // `keyof typeof MODELS`: entries of a table, of which code treats a few apart as it needs.
  static bool is_table_of_objects(const Domain& domain) {
    const Node declaration = domain.variants.front().declaration;
    const Node value = program::without_casts(program::value_of(declaration));
    return declaration.is(Kind::Property) && value && !value.is(Kind::String);
  }

  void against_domain(const Dispatcher& dispatcher) {
    const Domain& domain = *dispatcher.subject.domain;
    if (domain.variants.size() < kMinDomain || is_table_of_objects(domain)) return;
    // Behind a row of ifs that runs out, all is as it should be; only one that says `null` gave up.
    if (dispatcher.node.is(Kind::If) && !dispatcher.fallback && dispatcher.ending.find("return ") == std::string::npos)
      return;
    std::vector<const Domain::Variant*> missing;
    for (const Domain::Variant& variant : domain.variants) {
      if (!dispatcher.handles(variant.text)) missing.push_back(&variant);
    }
    const std::size_t handled = domain.variants.size() - missing.size();
    // What is let out by name before the lookup is dealt with as well as what has a handler.
    const auto is_let_out = [&](const Domain::Variant* variant) {
      return is_let_out_before(dispatcher, variant->text);
    };
    const std::size_t dealt_with = handled + static_cast<std::size_t>(std::ranges::count_if(missing, is_let_out));
    if (missing.empty() || handled < kMinCases || dealt_with * 4 < domain.variants.size() * 3) return;
    const bool gives_up = dispatcher.ending.find("return ") != std::string::npos;
    std::vector<std::pair<const Domain::Variant*, Evidence>> forgotten;
    for (const Domain::Variant* variant : missing) {
      if (means_nothing(variant->text) || is_tested_beside(dispatcher, variant->text)) continue;
      if (dispatcher.is_registry && (is_let_out(variant) || is_asked_beside(dispatcher, variant->text))) continue;
      // What happens at an event may well differ from place to place; what a value is drawn as or turned into may not.
      if (!gives_up && is_dispatched_elsewhere(dispatcher, variant->text)) continue;
      if (gathered_.tables.sorts_out(dispatcher, variant->text)) continue;
      if (is_sorted_out_by_callers(dispatcher, variant->text)) continue;
      // To draw nothing is an answer, unless another component draws the value or another package sends it.
      if ((gives_up || dispatcher.is_registry) && draws(gathered_.program, dispatcher) &&
          !is_drawn_elsewhere(dispatcher, variant->text) && !comes_from_another_package(dispatcher, *variant))
        continue;
      Evidence evidence = believers(dispatcher, *variant);
      if (!evidence.places.empty()) forgotten.emplace_back(variant, std::move(evidence));
    }
    // Whoever leaves out many of them means to.
    if (forgotten.size() > std::max(kMaxForgotten, domain.variants.size() / 10)) return;
    for (auto& [variant, evidence] : forgotten) {
      evidence.places.insert(evidence.places.begin(), {place_of(variant->declaration), "declared here"});
      report(dispatcher, variant->text, domain.name, std::move(evidence));
    }
  }

  // Refused as if it could not be: the one value of its type for which there is nothing, and which the program writes
  // where the dispatcher reads it. Nobody else asks for it, or what is refused here would be dealt with there.
  void against_writers(const Dispatcher& dispatcher) {
    const Domain& domain = *dispatcher.subject.domain;
    if (dispatcher.cases.size() < kMinCases || is_table_of_objects(domain)) return;
    const Domain::Variant* missing = nullptr;
    for (const Domain::Variant& variant : domain.variants) {
      if (dispatcher.handles(variant.text)) continue;
      if (missing) return;
      missing = &variant;
    }
    if (!missing || means_nothing(missing->text) || is_dispatched_elsewhere(dispatcher, missing->text)) return;
    const auto tests = tests_by_key_.find(dispatcher.subject.key);
    const auto asks_for_it = [&](const Test* test) { return test->text == missing->text; };
    if (tests != tests_by_key_.end() && std::ranges::any_of(tests->second, asks_for_it)) return;
    const bool is_listed = std::ranges::any_of(gathered_.memberships, [&](const Membership& one) {
      return one.subject.key == dispatcher.subject.key &&
             std::ranges::any_of(one.values, [&](const auto& value) { return value.text == missing->text; });
    });
    if (is_listed || gathered_.tables.sorts_out(dispatcher, missing->text)) return;
    Evidence evidence{{{place_of(missing->declaration), "declared here"}}, true};
    const auto add_written = [&](const Mention& mention) {
      const bool is_written = mention.role == Role::Produced && mention.property == dispatcher.subject.property;
      const bool is_offered = mention.role == Role::Produced && offers(domain, mention.node);
      if ((is_written || is_offered) && is_production(mention.node.file()) && evidence.places.size() < kMaxRelated)
        evidence.places.push_back({place_of(mention.node), is_written ? "written here" : "offered here"});
    };
    if (missing->declaration.is(Kind::EnumMember)) {
      for (const Mention& mention : gathered_.mentions.of_member(missing->declaration)) add_written(mention);
    }
    for (const Mention& mention : gathered_.mentions.of_text(missing->text)) {
      if (is_of(domain, mention) || offers(domain, mention.node)) add_written(mention);
    }
    if (evidence.places.size() > 1) report(dispatcher, missing->text, domain.name, std::move(evidence));
  }

  // `export const CARRIERS: Carrier[] = ['post', 'courier', …]`: one of nearly all values, for somebody to choose from.
  static bool offers(const Domain& domain, const Node& value) {
    const Node list = value.parent();
    const Node holder = list && list.is(Kind::Array) ? list.parent() : Node{};
    const bool is_named = holder && holder.is(Kind::Declarator) && program::type_annotation(holder);
    if (!is_named || list.child_count() < domain.variants.size()) return false;
    return std::ranges::all_of(list.children(), [&](const Node& one) {
      return one.is(Kind::String) ? domain.find(one.text()) != nullptr : one.is(Kind::Member);
    });
  }

  // Whoever starts the program writes its environment, so every value may be there.
  static bool is_of_environment(const Dispatcher& dispatcher) { return dispatcher.subject.key.starts_with("env "); }

  // No type tells what there is: a value that someone near the dispatcher asks for, and that nobody makes.
  void against_strays(const Dispatcher& dispatcher) {
    if (dispatcher.is_registry) return;
    const auto tests = tests_by_key_.find(dispatcher.subject.key);
    if (tests == tests_by_key_.end() || dispatcher.cases.size() < kMinDomain) return;
    const bool is_typed = dispatcher.subject.key.starts_with("member ");
    std::size_t made = 0;
    for (const Dispatcher::Case& one : dispatcher.cases) {
      const auto mentions = gathered_.mentions.of_text(one.text);
      const auto is_made = [&](const Mention& mention) {
        return mention.role == Role::Produced && mention.property == dispatcher.subject.property;
      };
      made += std::ranges::any_of(mentions, is_made) ? 1 : 0;
    }
    if (made * 10 < dispatcher.cases.size() * 6) return;
    for (const Test* test : tests->second) {
      if (dispatcher.handles(test->text) || means_nothing(test->text)) continue;
      const bool is_near = is_typed || test->node.file().id == dispatcher.node.file().id;
      if (!is_near || is_tested_beside(dispatcher, test->text) || is_dispatched_elsewhere(dispatcher, test->text))
        continue;
      const auto mentions = gathered_.mentions.of_text(test->text);
      if (std::ranges::any_of(mentions, [](const Mention& mention) { return mention.role == Role::Produced; }))
        continue;
      if (gathered_.mentions.may_be_composed(test->text)) continue;
      const bool is_beside = test->node.file().id == dispatcher.node.file().id;
      report(dispatcher, test->text, {},
             {{{place_of(test->node), "asked for here"}}, is_beside || is_of_environment(dispatcher)});
    }
  }

  // The others that handle all that this one does, and one value more.
  void against_siblings(const Dispatcher& dispatcher) {
    if (!dispatcher.node.is(Kind::Switch)) return;
    const auto& all = by_key_.find(dispatcher.subject.key)->second;
    std::map<std::string_view, std::vector<const Dispatcher*>> more;
    std::size_t peers = 0;
    for (const Dispatcher* other : all) {
      if (other == &dispatcher || !other->node.is(Kind::Switch) || !is_production(other->node.file())) continue;
      const bool has_all =
          std::ranges::all_of(dispatcher.cases, [&](const auto& one) { return other->handles(one.text); });
      if (!has_all) continue;
      ++peers;
      for (const Dispatcher::Case& one : other->cases) {
        if (!dispatcher.handles(one.text) && !means_nothing(one.text)) more[one.text].push_back(other);
      }
    }
    // What the environment says has no other declaration; elsewhere every dispatcher of the kind must know the value.
    const bool is_environment = is_of_environment(dispatcher);
    const std::size_t wanted = is_environment ? 2 : std::max<std::size_t>(3, peers);
    std::erase_if(more, [&](const auto& entry) { return entry.second.size() < wanted; });
    if (more.size() != 1) return;
    // Another package may have other duties.
    const auto is_neighbour = [&](const Dispatcher* other) {
      return other->node.file().package_id == dispatcher.node.file().package_id;
    };
    if (std::ranges::none_of(more.begin()->second, is_neighbour)) return;
    const auto& [value, others] = *more.begin();
    if (is_tested_beside(dispatcher, value)) return;
    Evidence evidence{.places = {}, .is_made = is_environment};
    for (const Dispatcher* other : others) {
      if (evidence.places.size() == kMaxRelated) break;
      const auto one = std::ranges::find_if(other->cases, [&](const auto& c) { return c.text == value; });
      evidence.places.push_back({place_of(one->test), "handled here"});
    }
    report(dispatcher, value, {}, std::move(evidence));
  }

  void report(const Dispatcher& dispatcher, std::string_view value, const std::string& domain, Evidence evidence) {
    if (!reported_.emplace(dispatcher.node.ref(), value).second) return;
    if (is_in_remark(gathered_.program, dispatcher.node, value)) return;  // left out on purpose
    // A value that two dispatchers of one thing forgot is forgotten once.
    const auto [known, is_first] = by_value_.try_emplace({dispatcher.subject.key, value}, findings_.size());
    if (!is_first) {
      findings_[known->second].related.push_back({head_of(dispatcher), "swallowed here too"});
      return;
    }
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = draws(gathered_.program, dispatcher) ? Severity::Note
                       : evidence.is_made                   ? Severity::Error
                                                            : Severity::Warning;
    finding.where = head_of(dispatcher);
    finding.subject = subject_of(gathered_, dispatcher, value);
    finding.message = quoted(value);
    if (!domain.empty()) finding.message += " of " + domain;
    finding.message += " is not handled here, where " + std::to_string(dispatcher.cases.size()) +
                       " other values are: " + dispatcher.ending +
                       (dispatcher.otherwise == Otherwise::Swallows ? ", so it is swallowed silently"
                                                                    : ", although the program makes or offers it");
    finding.advice = "Add a case for " + quoted(value) + ", or remove it where it is declared and asked for.";
    finding.related = std::move(evidence.places);
    give_reasons(finding, dispatcher);
    findings_.push_back(std::move(finding));
  }

  static void give_reasons(Finding& finding, const Dispatcher& dispatcher) {
    std::vector<std::string_view> handled;
    for (const Dispatcher::Case& one : dispatcher.cases) handled.push_back(one.text);
    if (const Domain* domain = dispatcher.subject.domain) {
      give_reason(finding,
                  "its type lists what `" + std::string{dispatcher.subject.property} + "` can be: " + domain->name +
                      " has " + std::to_string(domain->variants.size()) + " values",
                  domain->declaration);
    } else {
      give_reason(finding, "no type lists what `" + std::string{dispatcher.subject.property} +
                               "` can be, so the other places that ask for it have to tell");
    }
    give_reason(finding, "handled here: " + listed(handled), dispatcher.node);
    give_reason(finding, "any other value: " + dispatcher.ending,
                dispatcher.fallback ? dispatcher.fallback : dispatcher.node);
    give_reason(finding, "no test beside it and no code at the same level deals with the value");
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
  std::map<std::string, std::vector<const Dispatcher*>> by_key_;
  std::map<std::string, std::vector<const Test*>> tests_by_key_;
  std::set<std::pair<NodeRef, std::string_view>> reported_;
  std::map<std::pair<std::string, std::string_view>, std::size_t> by_value_;  // its finding
};

}  // namespace

void find_unhandled(const Gathered& gathered, std::vector<Finding>& findings) { Unhandled{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
