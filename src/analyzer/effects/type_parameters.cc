#include "effects/type_parameters.h"

#include "effects/call_chain.h"
#include "effects/effect.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace lockstep::effects {
namespace {

constexpr int kDeepestHierarchy = 8;

/// Which of a class's type parameters has that name.
std::optional<std::size_t> parameter_called(const Node& klass, std::string_view name) {
  for (const Node part : klass.children()) {
    if (!part.is(Kind::TypeParameters)) continue;
    std::size_t index = 0;
    for (const Node parameter : part.children()) {
      if (parameter.text() == name) return index;
      ++index;
    }
  }
  return std::nullopt;
}

/// What a class, or one between it and `above`, writes for a type parameter of `above`. Null: it does not descend from
/// it.
Node written_for(const Program& program, const Node& klass, const Node& above, std::size_t index, int depth = 0) {
  const Node heritage = program::heritage(klass);
  const Node parent = program.superclass(klass).node;
  if (!heritage || !parent || depth > kDeepestHierarchy) return {};
  if (parent == above) return program::type_argument(heritage, index);
  const Node written = written_for(program, parent, above, index, depth + 1);
  if (!written || !is_type_parameter(program, written)) return written;
  const auto own = parameter_called(parent, written.text());
  return own ? program::type_argument(heritage, *own) : Node{};
}

/// What the receiver of a call says of a type parameter of the class whose method is called.
Node told_by_receiver(const Program& program, const Node& call, const Node& above, std::size_t index) {
  const Node receiver = receiver_of(call);
  if (!receiver) return {};
  if (receiver.is(Kind::This) || receiver.is(Kind::Super)) {
    const Node klass = call.enclosing(Kind::Class);
    return klass && klass != above ? written_for(program, klass, above, index) : Node{};
  }
  const program::Type type = program.type_of(receiver);
  if (type.declaration == above) return program::type_argument(type.written, index);
  return type.declaration && type.declaration.is(Kind::Class) ? written_for(program, type.declaration, above, index)
                                                              : Node{};
}

/// `this.orders` of `patch(this.orders, id)`, for `T` of `patch<T>(rows: Repository<T>, id: string)`: what it is of.
Node told_by_argument(const Program& program, const Node& call, const Node& target, std::string_view parameter) {
  for (std::size_t index = 0; program::parameter(target, index); ++index) {
    const Node type = program::type_annotation(program::parameter(target, index));
    const Node of = type && type.is(Kind::TypeName) ? program::type_argument(type, 0) : Node{};
    const Node given = of && of.text() == parameter ? program::argument(call, index) : Node{};
    if (!given) continue;
    const Node written = program.type_of(given).written;
    return written ? program::type_argument(written, 0) : Node{};
  }
  return {};
}

void take(const Program& program, const Node& written, EntityName& name) {
  if (!written || written.text().empty()) return;
  name.shown = written.text();
  name.subject = subject_of(name.shown);
  name.is_generic = is_type_parameter(program, written);
  name.entity = name.is_generic ? Node{} : program.declared_type(written).declaration;
}

}  // namespace

bool is_type_parameter(const Program& program, const Node& written) {
  if (!written || !written.is(Kind::TypeName)) return false;
  const Node declared = program.definition(written).node;
  return declared && declared.is(Kind::TypeParameter);
}

Node meant_at(const Program& program, const Node& use, const Node& written) {
  if (!is_type_parameter(program, written)) return written;
  const Node owner = program.definition(written).node.enclosing(Kind::Class);
  const Node klass = use.enclosing(Kind::Class);
  const auto index = owner && klass && owner != klass ? parameter_called(owner, written.text()) : std::nullopt;
  const Node known = index ? written_for(program, klass, owner, *index) : Node{};
  return known ? known : written;
}

void name_by_caller(const Program& program, const Node& call, const Node& target, EntityName& name) {
  if (!call.is(Kind::Call)) return;
  if (const Node given = entity_argument(program, call)) {
    if (given.is(Kind::String)) return;
    Effect named;
    name_entity(program, given, named);
    if (!named.subject.empty())
      name = {.subject = named.subject, .shown = named.shown, .entity = named.entity, .is_generic = false};
    return;
  }
  if (const Node written = program::type_argument(call, 0)) {
    take(program, written, name);
    return;
  }
  if (const Node written = told_by_argument(program, call, target, name.shown)) {
    take(program, written, name);
    return;
  }
  const Node above = target.enclosing(Kind::Class);
  if (!above) return;
  if (const auto index = parameter_called(above, name.shown))
    take(program, told_by_receiver(program, call, above, *index), name);
}

}  // namespace lockstep::effects
