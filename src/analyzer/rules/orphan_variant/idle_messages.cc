// A message of a union of objects that nobody sends, while every other one is made.
//
// `type Event = { type: 'opened' } | { type: 'closed' } | …`: each part says by one literal which it is. When the
// program writes all of these literals but a few into a property of that name, it is the one that makes the messages,
// and those that stand nowhere but in the type are left over, or were called something else by whoever uses them. Parts
// that lead nowhere only make the union smaller.

#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

// Of the others, which all have to be made.
constexpr std::size_t kMinMade = 4;
constexpr int kMaxNames = 8;

class IdleMessages {
 public:
  IdleMessages(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file)) continue;
      for (const Node alias : program::nodes_of(file, Kind::TypeAlias)) {
        const Node type = program::type_annotation(alias);
        if (!type || !type.is(Kind::TypeUnion) || type.child_count() <= kMinMade || is_option(type)) continue;
        if (gathered_.program.is_exported(alias) && is_of_lone_library(gathered_.program, file)) continue;
        look_at(alias, type);
      }
    }
  }

 private:
  using Variants = std::vector<Domain::Variant>;

  // The object type that a part of a union is or names; null when unknown.
  Node object_of(Node part) const {
    for (int step = 0; part && step < kMaxNames; ++step) {
      if (part.is(Kind::TypeObject)) return part;
      if (part.is(Kind::Interface)) {
        const auto parts = part.children();
        const auto object = std::ranges::find_if(parts, [](const Node& child) { return child.is(Kind::TypeObject); });
        return object == parts.end() ? Node{} : *object;
      }
      if (part.is(Kind::TypeAlias)) {
        part = program::type_annotation(part);
      } else if (part.is(Kind::TypeName)) {
        part = gathered_.program.declared_type(part).declaration;
      } else {
        return {};
      }
    }
    return {};
  }

  // By property: the literals with which the parts say which they are.
  void look_at(const Node& alias, const Node& type) {
    std::map<std::string_view, Variants> properties;
    for (const Node& part : type.children()) {
      const Node object = object_of(part);
      if (!object) continue;
      for (const Node& member : object.children()) {
        const Node literal = member.is(Kind::TypeMember) ? program::type_annotation(member) : Node{};
        if (!literal || !literal.is(Kind::TypeLiteral) || !literal.child(0) || !literal.child(0).is(Kind::String))
          continue;
        properties[member.text()].push_back({literal.child(0).text(), literal.child(0)});
      }
    }
    for (const auto& [property, variants] : properties) judge(alias, type, property, variants);
  }

  // A string that a library is told, and that no property carries, is a word of the library's.
  bool is_for_library(const Mention& mention) const {
    const Node call = mention.node.parent();
    const Node head = call && call.is(Kind::Call) ? program::callee(call) : Node{};
    return head && gathered_.program.definition(head).external;
  }

  void judge(const Node& alias, const Node& type, std::string_view property, const Variants& variants) {
    std::set<std::string_view> distinct;
    for (const Domain::Variant& variant : variants) distinct.insert(variant.text);
    // Most parts, and no two of them, are told apart by this property.
    if (distinct.size() != variants.size() || distinct.size() <= kMinMade ||
        distinct.size() * 3 < type.child_count() * 2)
      return;
    Domain domain{
        .declaration = alias, .name = std::string{property} + " of " + std::string{alias.text()}, .variants = variants};
    std::vector<const Domain::Variant*> idle;
    std::size_t made = 0;
    for (const Domain::Variant& variant : domain.variants) {
      bool is_made = false;
      bool is_untouched = true;
      for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
        if (mention.node == variant.declaration) continue;
        is_made = is_made || (mention.role == Role::Produced && mention.property == property);
        is_untouched = is_untouched && is_for_library(mention);
      }
      if (is_made) {
        ++made;
      } else if (is_untouched && !gathered_.mentions.may_be_composed(variant.text)) {
        idle.push_back(&variant);
      }
    }
    if (made + idle.size() != domain.variants.size()) return;
    // What a component says may be made there.
    made += std::erase_if(idle, [&](const auto* variant) { return is_said_elsewhere(gathered_, *variant); });
    if (made < kMinMade || idle.size() * 3 > made) return;
    report_unused(gathered_, domain, idle, made, Severity::Note, findings_);
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
};

}  // namespace

void find_idle_messages(const Gathered& gathered, std::vector<Finding>& findings) {
  IdleMessages{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
