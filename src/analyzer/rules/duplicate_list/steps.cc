// What is left to do with a list of another shape once it is at hand: "and take its values with `Object.values`".

#include "rules/duplicate_list/move.h"
#include "rules/duplicate_list/traits.h"

namespace lockstep::rules {
namespace {

/// What makes a schema of an array: "enum" of `z.enum([…])`, "IsIn" of `@IsIn([…])`.
std::string_view made_by(const ValueList& list) {
  const Node call = list.node ? list.node.parent() : Node{};
  return call && call.is(Kind::Call) ? program::callee(call).text() : std::string_view{};
}

bool is_of_zod(const ValueList& list) {
  const Node callee =
      list.node.parent() && list.node.parent().is(Kind::Call) ? program::callee(list.node.parent()) : Node{};
  return callee && callee.is(Kind::Member) && callee.child(0) && callee.child(0).is(Kind::Ident) &&
         (callee.child(0).text() == "z" || callee.child(0).text() == "zod");
}

/// `const STATES = ['open', 'closed']` is a `string[]` to the compiler.
bool is_widened(const ValueList& owner) {
  if (!owner.node.is(Kind::Array)) return false;
  for (Node up = owner.node.parent(); up && up != owner.holder_node; up = up.parent()) {
    if (up.is(Kind::Cast) && up.op() == Op::AsConst) return false;
  }
  return !owner.holder_node || !program::type_annotation(owner.holder_node);
}

}  // namespace

/// How the place of a copy takes the values of an enum.
std::string Owners::by_an_enum(const ValueList& copy, const std::string& name) const {
  if (copy.shape != Shape::Schema) return "`Object.values(" + name + ")`";
  if (const Node decorator = copy.node.enclosing(Kind::Decorator)) {
    const std::string_view called = decorator.child(0) ? program::callee(decorator.child(0)).text() : "";
    return called.starts_with("Is") ? "`@IsEnum(" + name + ")`" : "`enum: Object.values(" + name + ")`";
  }
  if (!is_of_zod(copy)) return "`Object.values(" + name + ")`";
  const workspace::Package* package = package_of(copy);
  const std::string_view range = package == nullptr ? std::string_view{} : package->range_of("zod");
  const std::size_t digit = range.find_first_of("0123456789");
  if (digit != std::string_view::npos) {
    return range[digit] == '3' ? "`z.nativeEnum(" + name + ")`" : "`z.enum(" + name + ")`";
  }
  return "`z.enum(" + name + ")` (`z.nativeEnum` before zod 4)";
}

std::string Owners::further_step(const Move& move) const {
  const ValueList& copy = move.copy;
  const ValueList& owner = move.owner;
  if (copy.spelled.empty()) return "";  // a constant, whose only value is handed over whole
  if (is_menu(copy)) return " and build the entries from it";
  if (copy.shape == Shape::ObjectKeys) {
    return have_same_entries(copy, owner) ? " in place of this table" : " and type the keys by it";
  }
  const std::string& name = owner.name;
  if (!move.needs_values) {
    switch (owner.shape) {
      case Shape::Enum:
        return " and write its values as a type, `` `${" + name + "}` ``";
      case Shape::ConstObject:
        return " and derive the type from it, `(typeof " + name + ")[keyof typeof " + name + "]`";
      case Shape::ObjectKeys:
        return " and derive the type from it, `keyof typeof " + name + "`";
      case Shape::Schema:
        return made_by(owner) == "pgEnum" ? " and derive the type from it, `(typeof " + name + ".enumValues)[number]`"
               : is_of_zod(owner)         ? " and derive the type from it, `z.infer<typeof " + name + ">`"
                                          : " and derive the type from it";
      case Shape::Array:
        return " and derive the type from it, `(typeof " + name + ")[number]`" +
               (is_widened(owner) ? " (declared `as const`)" : "");
      default:
        return owner.is_type() ? "" : " and derive the type from it";
    }
  }
  if (copy.shape == Shape::Enum || copy.shape == Shape::ConstObject) return "";
  switch (owner.shape) {
    case Shape::Enum:
    case Shape::ConstObject:
      return owner.shape == copy.shape || copy.spelled.size() < 2 ? "" : ", with " + by_an_enum(copy, name);
    case Shape::Array:
      return copy.shape == Shape::Schema && is_widened(owner) ? ", declared `as const` there" : "";
    case Shape::ObjectArray:
      if (copy.shape == owner.shape || owner.key.empty()) return "";
      return " and take the `" + std::string(owner.key) + "` of each" +
             (copy.shape == Shape::Schema && is_widened(owner) ? " (declared `as const`)" : "");
    case Shape::ObjectKeys:
      return " and take its keys";
    case Shape::Schema:
      if (copy.shape == Shape::Schema) {
        return made_by(owner) == "pgEnum" && is_of_zod(copy) ? ", with `z.enum(" + name + ".enumValues)`" : "";
      }
      return made_by(owner) == "enum"     ? " and take its `.options`"
             : made_by(owner) == "pgEnum" ? " and take its `.enumValues`"
                                          : "";
    default:
      return "";
  }
}

}  // namespace lockstep::rules
