#include "facts/lowering.h"
#include "facts/operators.h"

namespace lockstep::facts {

namespace {

bool binds_weaker_than_a_call(SK kind) {
  return kind == SK::AwaitExpression || kind == SK::UnaryExpression || kind == SK::BinaryExpression;
}

}  // namespace

// Chains such as `a.b().c()` and `a + b + c` nest to the left, thousands deep in generated code, so they are lowered by
// a loop: down the first operands, then up again with what follows each.

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
  std::size_t chain = floor;  // where members and calls begin that follow one operand without parentheses
  Syntax next = node;
  for (;;) {
    const std::uint32_t begin = next.begin;
    Syntax operand;
    if (next.kind == SK::ParenthesizedExpression || next.kind == SK::NonNullExpression ||
        next.kind == SK::InstantiationExpression) {
      if (next.kind == SK::ParenthesizedExpression) chain = spine_.size();
      const Parts parts(*this, next);
      operand = parts.named(0);
    } else if (spine_.size() > chain && (next.kind == SK::AsExpression || next.kind == SK::SatisfiesExpression)) {
      qualify_cast(next, chain);
      while (spine_.size() > floor) finish_spine();
      return;
    } else if (spine_.size() > chain && binds_weaker_than_a_call(next.kind)) {
      operand = lift(next, chain);
      ++chain;
    } else {
      if (!open_spine(next, operand)) break;
      const SK kind = spine_.back().kind;
      if (kind != SK::MemberExpression && kind != SK::SubscriptExpression && kind != SK::CallExpression) {
        chain = spine_.size();
      }
    }
    next = operand;
    if (!present(next)) next.begin = begin;
  }
  if (present(next) && !next.missing) {
    plain_expression(next);
  } else {
    none(next.begin);
  }
  while (spine_.size() > floor) finish_spine();
}

// The nodes from `first` on, which are all open.
std::vector<Node> Lowering::take_off(NodeId first) {
  std::vector<Node> chained(facts_.nodes.begin() + first.value, facts_.nodes.end());
  facts_.nodes.resize(first.value);
  parent_ = NodeId{chained.front().parent};
  return chained;
}

void Lowering::put_back(const std::vector<Node>& chained, std::uint32_t begin) {
  for (Node link : chained) {
    link.begin = begin;
    link.parent = parent_.value;
    parent_ = here();
    facts_.nodes.push_back(link);
  }
}

// `a as B.C.D` is read as the member D of `a as B.C`: the members belong to the name of the type.
void Lowering::qualify_cast(const Syntax& node, std::size_t chain) {
  const std::size_t first_part = spine_[chain].first_part;
  const std::vector<Node> chained = take_off(spine_[chain].id);
  {
    const Parts parts(*this, node);
    const NodeId cast = open(Kind::Cast, node.begin, chained.front().end);
    at(cast).op = node.kind == SK::AsExpression ? Op::As : Op::Satisfies;
    optional_expression(parts.named(0), node.begin);
    const Syntax named = parts.named(1);
    const NodeId type = open(Kind::TypeName, named.begin, chained.front().end);
    at(type).payload = chained.front().payload;
    const NodeId path = here();
    put_back(chained, named.begin);
    if (present(named)) type_path(named);
    while (parent_ >= path) close(parent_);
    close(type);
    close(cast);
  }
  spine_.resize(chain);
  parts_.resize(first_part);
}

// `await f<T>(x)` and `a + f<T>(x)` are read as calls of `await f` and of `a + f`. The operator belongs around the
// whole chain of members and calls, whose nodes are open at the end of the array: takes them off, opens the operator's
// node, and puts them back inside. Returns what the chain really begins with.
Syntax Lowering::lift(const Syntax& node, std::size_t chain) {
  const NodeId first = spine_[chain].id;
  const std::vector<Node> chained = take_off(first);

  const Parts parts(*this, node);
  const NodeId id = open(node.kind == SK::AwaitExpression   ? Kind::Await
                         : node.kind == SK::UnaryExpression ? Kind::Unary
                                                            : Kind::Binary,
                         node.begin, chained.front().end);
  Syntax operand;
  if (node.kind == SK::AwaitExpression) {
    operand = parts.named(0);
  } else if (node.kind == SK::UnaryExpression) {
    at(id).op = unary_op(parts.in(SF::Operator).kind);
    operand = parts.in(SF::Argument);
  } else {
    at(id).op = binary_op(parts.in(SF::Operator).kind);
    optional_expression(parts.in(SF::Left), node.begin);
    operand = parts.in(SF::Right);
  }
  const std::uint32_t moved = here().value - first.value;
  put_back(chained, operand.begin);
  for (std::size_t i = chain; i < spine_.size(); ++i) spine_[i].id.value += moved;
  const std::size_t part = spine_[chain].first_part;
  spine_.insert(spine_.begin() + static_cast<std::ptrdiff_t>(chain), {id, node.kind, node.end, part, part});
  return operand;
}

bool Lowering::open_spine(const Syntax& node, Syntax& operand) {
  SF operand_field = SF::None;
  switch (node.kind) {
    case SK::MemberExpression:
    case SK::SubscriptExpression:
      operand_field = SF::Object;
      break;
    case SK::CallExpression:
      operand_field = SF::Function;
      break;
    case SK::NewExpression:
      operand_field = SF::Constructor;
      break;
    case SK::BinaryExpression:
      operand_field = SF::Left;
      break;
    case SK::AsExpression:
    case SK::SatisfiesExpression:
      break;
    default:
      return false;
  }
  const std::size_t first = parts_.size();
  tree_.append_children(node, parts_);
  const std::size_t last = parts_.size();
  const NodeId id = open(Kind::Other, node);
  Node opened = at(id);
  switch (node.kind) {
    case SK::MemberExpression:
      opened.kind = Kind::Member;
      break;
    case SK::SubscriptExpression:
      opened.kind = Kind::Index;
      break;
    case SK::CallExpression:
      opened.kind = Kind::Call;
      break;
    case SK::NewExpression:
      opened.kind = Kind::New;
      break;
    case SK::BinaryExpression:
      opened.kind = Kind::Binary;
      break;
    default:
      opened.kind = Kind::Cast;
      opened.op = node.kind == SK::AsExpression ? Op::As : Op::Satisfies;
  }
  for (std::size_t i = first; i < last; ++i) {
    const Syntax part = parts_[i];
    if (operand_field == SF::None ? part.named && !is_comment(part)
                                  : part.field == operand_field && !is_comment(part)) {
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
  if (spine.first_part == spine.last_part) return close(spine.id);  // lifted: all its operands are there
  switch (spine.kind) {
    case SK::SubscriptExpression:
      optional_expression(in(SF::Index), spine.end);
      break;
    case SK::BinaryExpression: {
      const Syntax right = in(SF::Right);
      if (at(spine.id).op == Op::Greater && right.begin > 0) note_comparison(right.begin);
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
    default:
      break;
  }
  parts_.resize(spine.first_part);
  close(spine.id);
}

// Nobody writes `a >(b)` or a > `b` without a space: these are type arguments that were read as comparisons.
void Lowering::note_comparison(std::uint32_t right) {
  if (source_[right - 1] != '>') return;
  if (source_[right] == '`') ++draft_.suspicions;
  if (source_[right] == '(') {
    ++draft_.suspicions;
    draft_.misread.push_back(right - 1);
  }
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
  if (facts_.nodes[parent].op == Op::TypeOf) ++draft_.suspicions;
}

}  // namespace lockstep::facts
