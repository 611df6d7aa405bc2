// A value for which no class is, while each of the others has one.
//
// `@HandlesStep(StepKind.Fetch) class …`, or `class … implements Runner { readonly kind = StepKind.Fetch }`: one class
// a value, and a container that finds them all at run time, so that no lookup can be followed. What ties classes and
// values together is the type: the decorator's parameter or the member is of an enum or union, all of its values but
// one or two have a class of their own, and one of the others is written by the program all the same.

#include "rules/orphan_variant/unserved.h"

#include "rules/orphan_variant/implementors.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMaxUnserved = 2;

class Unserved {
 public:
  Unserved(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {
    // What somebody who looks the classes up was told already.
    for (const Finding& finding : findings) {
      if (finding.kind != "unhandled") continue;
      for (const Related& related : finding.related) told_.emplace(related.place.path, related.place.span.begin);
    }
  }

  void run() {
    for (const Dispatcher& classes : implementors_of(gathered_.program, gathered_.shared)) {
      if (const Domain* domain = domain_of(classes)) look_at(classes, *domain);
    }
  }

 private:
  // What the parameter of a decorator, or the member of what all implement, can be.
  const Domain* domain_of(const Dispatcher& classes) const {
    const Program& program = gathered_.program;
    const Node& place = classes.place;
    if (place.is(Kind::Interface) || place.is(Kind::Class))
      return gathered_.domains.of_property({.declaration = place, .external = {}, .keyword = {}, .written = {}},
                                           classes.subject.property);
    const Node function = place.is(Kind::Function) ? place : program::without_casts(program::value_of(place));
    const Node parameter = function && function.is(Kind::Function) ? program::parameter(function, 0) : Node{};
    const Node written = program::type_annotation(parameter);
    return written ? gathered_.domains.of_declaration(program.declared_type(written).declaration) : nullptr;
  }

  void look_at(const Dispatcher& classes, const Domain& domain) {
    std::set<std::string_view> served;
    std::set<NodeRef> owners;
    for (const Dispatcher::Case& one : classes.cases) {
      const Node owner = class_of(one.test);
      // Roles and rights are asked for by many; who serves a value does so alone.
      if (!owner || !domain.find(one.text) || !served.insert(one.text).second || !owners.insert(owner.ref()).second)
        return;
    }
    std::vector<const Domain::Variant*> missing;
    for (const Domain::Variant& variant : domain.variants) {
      if (!served.contains(variant.text)) missing.push_back(&variant);
    }
    if (missing.empty() || missing.size() > kMaxUnserved || served.size() * 4 < domain.variants.size() * 3) return;
    for (const Domain::Variant* variant : missing) {
      const std::vector<Node> made = makers_of(classes, domain, *variant);
      if (!made.empty() && !is_told(*variant) && !is_asked_for(domain, *variant))
        report(classes, domain, *variant, made);
    }
  }

  // The class that an argument of its decorator, or the value of its field, is about.
  static Node class_of(const Node& test) {
    const Node decorator = test.enclosing(Kind::Decorator);
    if (!decorator) return test.enclosing(Kind::Class);
    const Node holder = decorator.parent();
    return holder && holder.is(Kind::Class) ? holder : Node{};
  }

  std::vector<Node> makers_of(const Dispatcher& classes, const Domain& domain, const Domain::Variant& variant) const {
    std::vector<Node> made;
    if (means_nothing(variant.text)) return made;
    const bool is_member = variant.declaration.is(Kind::EnumMember);
    const auto mentions =
        is_member ? gathered_.mentions.of_member(variant.declaration) : gathered_.mentions.of_text(variant.text);
    for (const Mention& mention : mentions) {
      if (mention.role != Role::Produced || mention.property.empty() || !is_production(mention.node.file())) continue;
      // A literal has to stand where others of the values are read.
      if (!is_member && mention.property != classes.subject.property && mention.property != property_of(domain))
        continue;
      made.push_back(mention.node);
    }
    return made;
  }

  static std::string_view property_of(const Domain& domain) {
    return domain.declaration.is(Kind::TypeMember) ? domain.declaration.text() : std::string_view{};
  }

  bool is_told(const Domain::Variant& variant) const {
    const Place place = place_of(variant.declaration);
    return told_.contains({place.path, place.span.begin});
  }

  // Who asks for the value by itself deals with it without a class.
  bool is_asked_for(const Domain& domain, const Domain::Variant& variant) const {
    const auto is_it = [&](const Subject& subject) { return subject.domain == &domain || !subject.domain; };
    return std::ranges::any_of(gathered_.tests,
                               [&](const Test& test) {
                                 return test.text == variant.text && is_it(test.subject) &&
                                        is_production(test.node.file());
                               }) ||
           std::ranges::any_of(gathered_.dispatchers, [&](const Dispatcher& other) {
             return other.handles(variant.text) && is_it(other.subject) && !draws(gathered_.program, other);
           });
  }

  void report(const Dispatcher& classes, const Domain& domain, const Domain::Variant& variant,
              const std::vector<Node>& made) {
    const bool is_decorator = !(classes.place.is(Kind::Interface) || classes.place.is(Kind::Class));
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Warning;
    finding.where = head_of(classes);
    finding.subject = subject_of(gathered_, classes, variant.text);
    finding.message = told(variant) + " of " + domain.name +
                      " is written by the program and for nobody: " + classes.ending + ", as " +
                      std::to_string(classes.cases.size()) + " others have a class of their own";
    finding.advice = "Write the class for " + told(variant) + ", or stop writing the value.";
    finding.related.push_back({place_of(variant.declaration), "declared here"});
    for (const Node& node : made) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(node), "written here"});
    }
    give_reason(finding,
                std::string(is_decorator ? "the decorator takes" : "the member is one of") + " what " + domain.name +
                    " lists, and no two classes have one value",
                domain.declaration);
    give_reason(finding, "no code asks for the value by itself");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<std::pair<std::string, std::uint32_t>> told_;
};

}  // namespace

void find_unserved(const Gathered& gathered, std::vector<Finding>& findings) { Unserved{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
