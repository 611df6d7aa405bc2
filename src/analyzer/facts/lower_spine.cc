#include "facts/lowering.h"

namespace lockstep::facts {

// Chains such as `a.b().c()` and `a + b + c` nest to the left, thousands deep in generated code, so they are lowered by
// a loop: down the first operands, then up again with what follows each.

namespace {

Op binary_op(SK token) {
  switch (token) {
    case SK::TokenEqualEqual: return Op::Equal;
    case SK::TokenEqualEqualEqual: return Op::StrictEqual;
    case SK::TokenBangEqual: return Op::NotEqual;
    case SK::TokenBangEqualEqual: return Op::StrictNotEqual;
    case SK::TokenLess: return Op::Less;
    case SK::TokenGreater: return Op::Greater;
    case SK::TokenLessEqual: return Op::LessEqual;
    case SK::TokenGreaterEqual: return Op::GreaterEqual;
    case SK::TokenAndAnd: return Op::And;
    case SK::TokenOrOr: return Op::Or;
    case SK::TokenQuestionQuestion: return Op::Coalesce;
    case SK::TokenIn: return Op::In;
    case SK::TokenInstanceof: return Op::InstanceOf;
    case SK::TokenPlus: return Op::Add;
    case SK::TokenMinus: return Op::Subtract;
    case SK::TokenStar: return Op::Multiply;
    case SK::TokenSlash: return Op::Divide;
    default: return Op::OtherBinary;
  }
}

}  // namespace

void Lowering::optional_expression(const Syntax& node, std::uint32_t offset) {
  if (present(node) && node.kind != SK::EmptyStatement && !node.missing) {
    expression(node);
  } else {
    none(offset);
  }
}

void Lowering::expression(const Syntax& node) {
  // Most expressions are leaves.
  if (node.kind == SK::Identifier) return identifier(node);
  if (node.kind == SK::String) return string(node);

  const Deeper deeper(*this);
  if (too_deep(node)) return;
  const std::size_t floor = spine_.size();
  Syntax next = node;
  for (;;) {
    switch (next.kind) {
      case SK::ParenthesizedExpression:
      case SK::NonNullExpression:
      case SK::InstantiationExpression: {
        const std::uint32_t begin = next.begin;
        const Parts parts(*this, next);
        next = parts.named(0);
        if (!present(next)) next.begin = begin;
        continue;
      }
      default: break;
    }
    Syntax operand;
    if (!open_spine(next, operand)) break;
    if (!present(operand)) operand.begin = next.begin;
    next = operand;
  }
  if (present(next) && !next.missing) {
    plain_expression(next);
  } else {
    none(next.begin);
  }
  while (spine_.size() > floor) finish_spine();
}

bool Lowering::open_spine(const Syntax& node, Syntax& operand) {
  SF operand_field = SF::None;
  switch (node.kind) {
    case SK::MemberExpression:
    case SK::SubscriptExpression: operand_field = SF::Object; break;
    case SK::CallExpression: operand_field = SF::Function; break;
    case SK::NewExpression: operand_field = SF::Constructor; break;
    case SK::BinaryExpression: operand_field = SF::Left; break;
    case SK::AsExpression:
    case SK::SatisfiesExpression: break;
    default: return false;
  }
  const std::size_t first = parts_.size();
  tree_.append_children(node, parts_);
  const std::size_t last = parts_.size();
  const NodeId id = open(Kind::Other, node);
  Node opened = at(id);
  switch (node.kind) {
    case SK::MemberExpression: opened.kind = Kind::Member; break;
    case SK::SubscriptExpression: opened.kind = Kind::Index; break;
    case SK::CallExpression: opened.kind = Kind::Call; break;
    case SK::NewExpression: opened.kind = Kind::New; break;
    case SK::BinaryExpression: opened.kind = Kind::Binary; break;
    default:
      opened.kind = Kind::Cast;
      opened.op = node.kind == SK::AsExpression ? Op::As : Op::Satisfies;
  }
  for (std::size_t i = first; i < last; ++i) {
    const Syntax part = parts_[i];
    if (operand_field == SF::None ? part.named && !is_comment(part) : part.field == operand_field && !is_comment(part)) {
      if (!present(operand)) operand = part;
    }
    if (part.kind == SK::OptionalChain || part.kind == SK::TokenQuestionDot) opened.flags |= kOptional;
    if (part.field == SF::Property && !is_comment(part)) opened.payload = intern(part);
    if (part.field == SF::Operator) opened.op = binary_op(part.kind);
    if (part.field == SF::Arguments && part.kind == SK::TemplateString) opened.kind = Kind::Tagged;
  }
  at(id) = opened;
  spine_.push_back({id, node.kind, node.end, first, last});
  return true;
}

// What follows the first operand.
void Lowering::finish_spine() {
  const Spine spine = spine_.back();
  spine_.pop_back();
  const auto in = [&](SF field) {
    for (std::size_t i = spine.first_part; i < spine.last_part; ++i) {
      if (parts_[i].field == field && !is_comment(parts_[i])) return parts_[i];
    }
    return Syntax{};
  };
  switch (spine.kind) {
    case SK::SubscriptExpression: optional_expression(in(SF::Index), spine.end); break;
    case SK::BinaryExpression: {
      const Syntax right = in(SF::Right);
      if (at(spine.id).op == Op::Greater && source_[right.begin] == '`') draft_.suspicious = true;
      optional_expression(right, spine.end);
      break;
    }
    case SK::CallExpression:
    case SK::NewExpression: {
      const Syntax list = in(SF::Arguments);
      if (at(spine.id).kind == Kind::Tagged) {
        template_literal(list);
        break;
      }
      type_arguments(in(SF::TypeArguments), present(list) ? list.begin : spine.end);
      if (present(list)) arguments(list);
      if (spine.kind == SK::CallExpression) note_module_call(spine.id);
      break;
    }
    case SK::AsExpression:
    case SK::SatisfiesExpression: {
      Syntax type_node;
      bool seen_word = false;
      for (std::size_t i = spine.first_part; i < spine.last_part; ++i) {
        const Syntax part = parts_[i];
        if (part.kind == SK::TokenConst) at(spine.id).op = Op::AsConst;
        if (part.kind == SK::TokenAs || part.kind == SK::TokenSatisfies) seen_word = true;
        if (seen_word && part.named && !is_comment(part) && part.kind != SK::Error) type_node = part;
      }
      optional_type(type_node, spine.end);
      break;
    }
    default: break;
  }
  parts_.resize(spine.first_part);
  close(spine.id);
}

void Lowering::arguments(const Syntax& node) {
  const Parts parts(*this, node);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Syntax part = parts[i];
    if (part.named && !is_comment(part)) expression(part);
  }
}

// `require('x')` and `import('x')` mention a module.
void Lowering::note_module_call(NodeId call) {
  const Node& callee = facts_.nodes[call.value + 1];
  if (callee.kind != Kind::Ident) return;
  const std::string_view name = source_.substr(callee.begin, callee.end - callee.begin);
  const bool is_import = name == "import";
  if (!is_import && name != "require") return;
  const std::size_t types = call.value + 1U + callee.size;
  const std::size_t argument = types + facts_.nodes[types].size;
  if (argument >= facts_.nodes.size() || facts_.nodes[argument].kind != Kind::String) return;
  const Node& specifier = facts_.nodes[argument];
  facts_.imports.push_back({.specifier = LocalName{specifier.payload},
                            .specifier_span = {specifier.begin, specifier.end},
                            .node = call,
                            .form = is_import ? Import::Form::Dynamic : Import::Form::Require});
  // An expression never says `typeof import(…)`, but type arguments that were read as comparisons do.
  const std::uint32_t parent = facts_.nodes[call.value].parent;
  if (facts_.nodes[parent].op == Op::TypeOf) draft_.suspicious = true;
}

}  // namespace lockstep::facts
