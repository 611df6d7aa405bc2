#include "rules/magic_actor/spellings.h"

#include <algorithm>

namespace lockstep::rules::actors {
namespace {

// `a ?? b`, `a || b`
bool is_fallback(const Node& at) { return at.is(Kind::Binary) && (at.op() == Op::Coalesce || at.op() == Op::Or); }

// Whether the last thing tried before a fallback is a variable of the environment: `process.env.USER`, `env.USER`.
bool is_of_environment(const Node& tried) {
  Node at = program::without_casts(tried);
  while (at && is_fallback(at)) at = program::without_casts(at.child(1));
  if (at && at.is(Kind::Call) && program::callee(at).is(Kind::Member)) at = program::callee(at).child(0);  // .trim()
  if (!at || !at.is(Kind::Member)) return false;
  const Node holder = program::without_casts(at.child(0));
  const bool is_env = holder && (holder.is(Kind::Ident) || holder.is(Kind::Member)) && holder.text() == "env";
  // `process.env.ROBOT_ID` is a setting of the program, and its fallback one, too.
  if (is_env && at.text().ends_with("_ID")) return false;
  return is_env && std::none_of(at.text().begin(), at.text().end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// `this.createdBy = user.username || 'unknown'`: kept, and not only read by people.
bool is_kept(const Node& expression) {
  const Node up = expression.parent();
  if (!up || expression.is(Kind::Conditional)) return false;
  return up.is(Kind::Property) || (up.is(Kind::Assign) && up.child(0) && up.child(0).is(Kind::Member));
}

/// The fallback of a setting that holds an id: `config.get('ROBOT_ID', 'system')`.
Node fallback_of_setting(const Node& call) {
  const Node head = program::callee(call);
  const Node key = program::argument(call, 0);
  const bool is_setting = head && head.is(Kind::Member) && head.text() == "get" && program::argument_count(call) == 2;
  return is_setting && key && key.is(Kind::String) && key.text().ends_with("_ID") ? program::argument(call, 1) : Node{};
}

/// The declarator whose value an object is; null where it is a part of something else.
Node holder_of(const Node& object) {
  Node up = object.parent();
  while (up && up.is(Kind::Cast)) up = up.parent();
  return up && up.is(Kind::Declarator) ? up : Node{};
}

}  // namespace

std::string number_of(const Node& expression) {
  if (!expression) return {};
  if (expression.is(Kind::Number)) return std::string{expression.text()};
  const bool is_negative = expression.is(Kind::Unary) && expression.op() == Op::Minus;
  const Node number = is_negative ? expression.child(0) : Node{};
  return number && number.is(Kind::Number) ? '-' + std::string{number.text()} : std::string{};
}

bool is_choice(const Node& expression) { return expression.is(Kind::Conditional) || is_fallback(expression); }

Node chosen_value(const Program& program, const Node& use) {
  if (!use.is(Kind::Ident) || !use.has(facts::kBound)) return {};
  const Node declaration = program.definition(use).node;
  const bool is_local = declaration && declaration.is(Kind::Declarator) && declaration.file().id == use.file().id &&
                        declaration.parent().op() == Op::Const && declaration.enclosing_function();
  const Node value = is_local ? program::without_casts(program::value_of(declaration)) : Node{};
  return value && is_choice(value) ? value : Node{};
}

std::string_view name_of(const Node& expression) {
  if (!expression) return {};
  if (expression.is(Kind::Ident) || expression.is(Kind::Member) || expression.is(Kind::Binding))
    return expression.text();
  if (expression.is(Kind::Index) && expression.child(1) && expression.child(1).is(Kind::String))
    return expression.child(1).text();
  return {};
}

std::vector<Spelled> Spellings::of(const Node& expression) const {
  std::vector<Spelled> found;
  std::vector<Node> open{expression};
  while (!open.empty()) {
    const Node at = program::without_casts(open.back());
    open.pop_back();
    if (!at) continue;
    if (at.is(Kind::String)) {
      // `by === 'api' ? 'Admin API' : 'System'`: where one is a phrase, all are words for people to read.
      if (at != expression && at.text().find(' ') != std::string_view::npos) return {};
      if (is_made_up(at.text())) found.push_back({at, {}, at.text()});
    } else if (at.is(Kind::Number) || at.is(Kind::Unary)) {
      const auto known = made_up_.numbers.find(number_of(at));
      if (known != made_up_.numbers.end()) found.push_back({at, {}, *known});
    } else if (at.is(Kind::Conditional)) {
      open.push_back(at.child(2));
      open.push_back(at.child(1));
    } else if (is_fallback(at)) {
      // `process.env.USER || 'unknown'`: whoever sits at the machine, no user of the program.
      if (is_of_environment(at.child(0))) continue;
      open.push_back(at.child(1));
      open.push_back(at.child(0));
    } else if (at.is(Kind::Ident) || at.is(Kind::Member)) {
      // `actorName ?? 'Unknown'`, `by.kind === 'key' ? 'API' : by.name`: words for people to read, all of them.
      const bool is_told_apart = is_kept(expression) && vocabulary_.is_login(name_of(at));
      if (at != expression && vocabulary_.is_shown(name_of(at)) && !is_told_apart) return {};
      if (const auto hidden = hidden_constant(at)) {
        found.push_back(*hidden);
      } else if (const Node chosen = chosen_value(program_, at)) {
        open.push_back(chosen);
      }
    } else if (at.is(Kind::Call)) {
      const Node fallback = fallback_of_setting(at);
      if (const Node text = fallback ? fallback : text_returned_by(at)) open.push_back(text);
    } else if (at.is(Kind::Object) || at.is(Kind::Array)) {
      open_condition(at, open);
    }
  }
  return found;
}

// `this.robot()` of a function of this file that does nothing but name somebody: `return 'system'`.
Node Spellings::text_returned_by(const Node& call) const {
  const auto callees = program_.callees(call);
  if (callees.size() != 1) return {};
  const Node function = program_[callees.front()];
  const Node body = function.file().id == file_.id ? program::body(function) : Node{};
  Node answer = body;
  if (body && body.is(Kind::Block)) {
    const Node first = body.child_count() == 1 ? body.child(0) : Node{};
    answer = first && first.is(Kind::Return) ? first.child(0) : Node{};
  }
  answer = answer ? program::without_casts(answer) : Node{};
  return answer && answer.is(Kind::String) ? answer : Node{};
}

// `createdBy: { in: ['system', userId] }`: what a store is asked to compare with, below its operators.
void Spellings::open_condition(const Node& condition, std::vector<Node>& open) const {
  const auto parts = condition.children();
  const auto is_operator = [&](const Node& at) { return at.is(Kind::Property) && vocabulary_.is_operator(at.text()); };
  if (condition.is(Kind::Object) ? !std::all_of(parts.begin(), parts.end(), is_operator)
                                 : !is_operator(condition.parent())) {
    return;
  }
  for (const Node& part : parts) open.push_back(part.is(Kind::Property) ? program::value_of(part) : part);
}

// `const SYSTEM = 'system'` that no one else can import, or a private static field that is nothing else.
std::optional<Spelled> Spellings::hidden_constant(const Node& use) const {
  const Node declaration = program_.definition(use).node;
  if (!declaration || declaration.file().id != file_.id) return std::nullopt;
  const bool is_constant = declaration.is(Kind::Declarator) && declaration.parent().op() == Op::Const;
  const bool is_private_field =
      declaration.is(Kind::Field) && (declaration.has(facts::kPrivate) || declaration.has(facts::kReadonly));
  // `ACTORS.system` of a table of constants that nobody else can import.
  const Node table = declaration.is(Kind::Property) && declaration.parent().is(Kind::Object)
                         ? holder_of(declaration.parent())
                         : Node{};
  const bool is_entry = table && table.parent().op() == Op::Const && !program_.is_exported(table);
  if (!is_constant && !is_private_field && !is_entry) return std::nullopt;
  const Node value = program::without_casts(program::value_of(declaration));
  if (!value || !value.is(Kind::String) || !is_made_up(value.text())) return std::nullopt;
  if (is_constant && program_.is_exported(declaration)) return std::nullopt;
  return Spelled{use, declaration, value.text()};
}

}  // namespace lockstep::rules::actors
