// What a field is let in with, and what its type has. `@IsIn(['mail', 'sms']) channel: Channel` is asked at run time,
// and the compiler does not compare the two: what only the decorator knows comes in and is of no such type. And what a
// page offers for a field of a shared type (`OPERATORS.find((one) => one.id === condition.operator)`), and the switch
// of another program over that very field, which any string may stand in.

#include "rules/duplicate_list/ties.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace lockstep::rules {
namespace {

constexpr std::array<std::string_view, 3> kSearches = {"find", "some", "filter"};

bool is_list_of_texts(const Node& node) {
  return node && node.is(Kind::Array) && node.child_count() > 0 && node.child(0).is(Kind::String);
}

/// A list, or the constant that holds it, as a tie knows it; a null reference for anything else.
NodeRef list_or_holder(const Program& program, const Node& written) {
  const Node plain = program::without_casts(written);
  if (is_list_of_texts(plain)) return plain.ref();
  const Node declaration = plain && plain.is(Kind::Ident) ? program.definition(plain).node : Node{};
  const Node held =
      declaration && declaration.is(Kind::Declarator) ? program::without_casts(program::value_of(declaration)) : Node{};
  return is_list_of_texts(held) ? declaration.ref() : NodeRef{};
}

/// The list that a decorator lets in: `IsIn([…])`, `Prop({ enum: […] })`, `Column('enum', { enum: KINDS })`.
NodeRef let_in_by(const Program& program, const Node& call) {
  const Node head = program::callee(call);
  if (!head) return {};
  if (head.text() == "IsIn" || head.text() == "IsEnum") return list_or_holder(program, program::argument(call, 0));
  for (const Node argument : program::arguments(call)) {
    const Node option = argument.is(Kind::Object) ? program::property(argument, "enum") : Node{};
    if (option) return list_or_holder(program, program::value_of(option));
  }
  return {};
}

/// `T` of `T[]` and `T | null`.
Node plain_type(Node type) {
  for (int step = 0; type && step < 3; ++step) {
    if (type.is(Kind::TypeArray)) {
      type = type.child(0);
    } else if (type.is(Kind::TypeUnion)) {
      Node only;
      for (const Node part : type.children()) {
        if (part.is(Kind::TypeKeyword)) continue;
        if (only || !part.is(Kind::TypeName)) return type;
        only = part;
      }
      if (!only) return type;
      type = only;
    } else {
      return type;
    }
  }
  return type;
}

/// The declaration of a field that any string may stand in, of `condition.operator`; null for others.
Node open_field(const Program& program, const Node& member) {
  if (!member || !member.is(Kind::Member)) return {};
  const Node field = program.definition(member).node;
  if (!field || !(field.is(Kind::TypeMember) || field.is(Kind::Field))) return {};
  const Node type = program::type_annotation(field);
  return type && type.is(Kind::TypeKeyword) && type.text() == "string" ? field : Node{};
}

/// `rule.test` of `<select value={rule.test}>`, which takes on whatever is chosen; null for other elements.
Node chosen_in(const Node& element) {
  constexpr std::array<std::string_view, 3> kMenus = {"select", "Select", "RadioGroup"};
  if (std::find(kMenus.begin(), kMenus.end(), element.text()) == kMenus.end()) return {};
  const Node value = program::property(element.child(1), "value");
  Node chosen = value ? program::without_casts(program::value_of(value)) : Node{};
  // value={rule.test ?? 'same'}
  if (chosen && chosen.is(Kind::Binary) && (chosen.op() == Op::Coalesce || chosen.op() == Op::Or))
    chosen = program::without_casts(chosen.child(0));
  return chosen && chosen.is(Kind::Member) ? chosen : Node{};
}

/// What `(one) => one.id === condition.operator` asks for besides its own element; null when it asks anything else.
Node asked_of_each(const Node& question) {
  const Node parameter = question && question.is(Kind::Function) ? program::parameter(question, 0) : Node{};
  const Node asked = parameter ? program::without_casts(program::body(question)) : Node{};
  if (!asked || !asked.is(Kind::Binary) || !(asked.op() == Op::StrictEqual || asked.op() == Op::Equal)) return {};
  const auto is_own = [&](const Node& side) {
    return side && side.is(Kind::Member) && side.child(0).is(Kind::Ident) && side.child(0).text() == parameter.text();
  };
  const Node left = program::without_casts(asked.child(0));
  const Node right = program::without_casts(asked.child(1));
  return is_own(left) ? right : is_own(right) ? left : Node{};
}

}  // namespace

void Ties::collect_doors(const Program& program) {
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node field : program::nodes_of(file, Kind::Field)) {
      const Node type = plain_type(program::type_annotation(field));
      if (!type || type.is(Kind::TypeKeyword)) continue;
      for (const Node& decorator : program::decorators(field)) {
        if (const NodeRef listed = let_in_by(program, decorator); listed != NodeRef{})
          add_door(listed, holder_of_values(program, type));
      }
    }
  }
}

void Ties::add_door(NodeRef from, NodeRef to) {
  if (from == NodeRef{} || to == NodeRef{}) return;
  add(from, to);
  doors_.emplace(from, to);
}

void Ties::collect_selects(const Program& program) {
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node element : program::nodes_of(file, Kind::Element)) {
      const Node chosen = chosen_in(element);
      const Node field = chosen ? program.definition(chosen).node : Node{};
      if (!field || !(field.is(Kind::TypeMember) || field.is(Kind::Field))) continue;
      const Node type = plain_type(program::type_annotation(field));
      if (!type) continue;
      const NodeRef to = type.is(Kind::TypeKeyword) ? NodeRef{} : holder_of_values(program, type);
      std::vector<NodeRef> offers{element.ref()};
      for (const Node part : program::nodes_of(element, Kind::Element)) {
        if (!(part == element)) offers.push_back(part.ref());  // <SelectContent>
      }
      for (const Node part : program::nodes_of(element, Kind::Call)) {
        const Node head = program::callee(part);
        if (!head || !head.is(Kind::Member) || head.text() != "map") continue;
        const Node listed = program.definition(program::without_casts(head.child(0))).node;
        if (listed && listed.is(Kind::Declarator)) offers.push_back(listed.ref());
      }
      for (const NodeRef offer : offers) {
        if (to != NodeRef{}) {
          add_door(offer, to);
        } else if (open_field(program, chosen)) {
          offered_[field.ref()].push_back(offer);
        }
      }
    }
  }
}

void Ties::collect_choices(const Program& program) {
  std::map<NodeRef, std::vector<NodeRef>> switches;  // by the declaration of the field
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node branch : program::nodes_of(file, Kind::Switch)) {
      if (const Node field = open_field(program, program::without_casts(branch.child(0))))
        switches[field.ref()].push_back(branch.ref());
    }
  }
  if (switches.empty()) return;
  for (const auto& [field, offers] : offered_) {
    const auto known = switches.find(field);
    if (known == switches.end()) continue;
    for (const NodeRef offer : offers) {
      for (const NodeRef branch : known->second) {
        if (branch.file != offer.file) add(offer, branch);
      }
    }
  }
  for (const std::string_view search : kSearches) {
    const auto name = program.names().find(search);
    if (!name) continue;
    for (const NodeRef place : program.places().calls(*name)) {
      const Node call = program[place];
      const Node head = program::callee(call);
      if (!head || !head.is(Kind::Member) || call.file().roles.any(kNotOurCode)) continue;
      const Node field = open_field(program, asked_of_each(program::argument(call, 0)));
      const auto known = field ? switches.find(field.ref()) : switches.end();
      if (known == switches.end()) continue;
      const Node declaration = program.definition(program::without_casts(head.child(0))).node;
      if (!declaration || !declaration.is(Kind::Declarator)) continue;
      for (const NodeRef branch : known->second) {
        if (branch.file != call.file().id) add(declaration.ref(), branch);
      }
    }
  }
}

}  // namespace lockstep::rules
