#include "rules/magic_actor/positions.h"

#include "rules/expectation.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lockstep::rules::actors {
namespace {

bool is_comparison(Op op) {
  return op == Op::Equal || op == Op::StrictEqual || op == Op::NotEqual || op == Op::StrictNotEqual;
}

// The name by which a target or operand is known: `a.b.userId`, `userId`, `a['userId']`.
std::string_view name_of(const Node& expression) {
  if (!expression) return {};
  if (expression.is(Kind::Ident) || expression.is(Kind::Member) || expression.is(Kind::Binding))
    return expression.text();
  if (expression.is(Kind::Index) && expression.child(1) && expression.child(1).is(Kind::String))
    return expression.child(1).text();
  return {};
}

class Search {
 public:
  Search(const Program& program, const File& file, const Vocabulary& vocabulary, const Invented& invented)
      : program_(program), file_(file), vocabulary_(vocabulary), invented_(invented) {}

  std::vector<Use> run() {
    for (const Node node :
         program::nodes_of(file_, {Kind::Property, Kind::Call, Kind::New, Kind::Binary, Kind::Switch, Kind::Default,
                                   Kind::Assign, Kind::Declarator, Kind::Field, Kind::Return})) {
      visit(node);
    }
    return std::move(uses_);
  }

 private:
  void visit(const Node& node) {
    switch (node.kind()) {
      case Kind::Property:
        property(node);
        break;
      case Kind::Call:
      case Kind::New:
        call(node);
        break;
      case Kind::Binary:
        comparison(node);
        break;
      case Kind::Switch:
        cases(node);
        break;
      case Kind::Default:
        default_value(node);
        break;
      case Kind::Assign:
        assignment(node);
        break;
      case Kind::Declarator:
        declarator(node);
        break;
      case Kind::Field:
        field(node);
        break;
      case Kind::Return:
        returned(node);
        break;
      default:
        break;
    }
  }

  // Sentinels that an expression may stand for. `x ?? 'system'` and `a ? x : 'system'` have them at their ends; a name
  // counts when it hides its literal in this file.
  struct Found {
    Node spelled;
    Node constant;
    std::string_view text;
  };
  void collect(const Node& expression, std::vector<Found>& found) const {
    std::vector<Node> open{expression};
    while (!open.empty()) {
      const Node at = program::without_casts(open.back());
      open.pop_back();
      if (!at) continue;
      if (at.is(Kind::String)) {
        if (is_made_up(at.text())) found.push_back({at, {}, at.text()});
      } else if (at.is(Kind::Object)) {
        collect_asked(at, open);
      } else if (at.is(Kind::Conditional)) {
        open.push_back(at.child(2));
        open.push_back(at.child(1));
      } else if (at.is(Kind::Binary) && (at.op() == Op::Coalesce || at.op() == Op::Or)) {
        // `process.env.USER || 'unknown'`: whoever sits at the machine, no user of the program.
        if (is_of_environment(at.child(0))) continue;
        open.push_back(at.child(1));
        open.push_back(at.child(0));
      } else if (at.is(Kind::Ident) || at.is(Kind::Member)) {
        if (const auto hidden = hidden_constant(at)) found.push_back(*hidden);
      }
    }
  }

  bool is_made_up(std::string_view text) const { return vocabulary_.is_sentinel(text) || invented_.contains(text); }

  // `{ in: ['system', userId] }`: what a store is asked for under the name.
  static void collect_asked(const Node& object, std::vector<Node>& open) {
    constexpr std::array<std::string_view, 10> kFilters = {"in",  "notIn", "equals", "not", "eq",
                                                           "$in", "$nin",  "$eq",    "$ne", "has"};
    for (const Node& part : object.children()) {
      if (!part.is(Kind::Property) || std::find(kFilters.begin(), kFilters.end(), part.text()) == kFilters.end())
        continue;
      const Node value = program::without_casts(program::value_of(part));
      if (!value) continue;
      if (!value.is(Kind::Array)) open.push_back(value);
      if (value.is(Kind::Array)) open.insert(open.end(), value.children().begin(), value.children().end());
    }
  }

  // Whether the last thing tried before a fallback is a variable of the environment: `process.env.USER`, `env.USER`.
  static bool is_of_environment(const Node& tried) {
    Node at = program::without_casts(tried);
    while (at && at.is(Kind::Binary) && (at.op() == Op::Coalesce || at.op() == Op::Or))
      at = program::without_casts(at.child(1));
    if (at && at.is(Kind::Call) && program::callee(at).is(Kind::Member)) at = program::callee(at).child(0);  // .trim()
    if (!at || !at.is(Kind::Member)) return false;
    const Node holder = program::without_casts(at.child(0));
    const bool is_env = holder && (holder.is(Kind::Ident) || holder.is(Kind::Member)) && holder.text() == "env";
    return is_env && std::none_of(at.text().begin(), at.text().end(), [](char c) { return c >= 'a' && c <= 'z'; });
  }

  // `const SYSTEM = 'system'` that no one else can import, or a private static field that is nothing else.
  std::optional<Found> hidden_constant(const Node& use) const {
    const Node declaration = program_.definition(use).node;
    if (!declaration || declaration.file().id != file_.id) return std::nullopt;
    const bool is_constant = declaration.is(Kind::Declarator) && declaration.parent().op() == Op::Const;
    const bool is_private_field =
        declaration.is(Kind::Field) && (declaration.has(facts::kPrivate) || declaration.has(facts::kReadonly));
    if (!is_constant && !is_private_field) return std::nullopt;
    const Node value = program::without_casts(program::value_of(declaration));
    if (!value || !value.is(Kind::String) || !is_made_up(value.text())) return std::nullopt;
    if (is_constant && program_.is_exported(declaration)) return std::nullopt;
    return Found{use, declaration, value.text()};
  }

  void add(const Node& expression, Bearing bearing, std::string_view name, const std::string& where, const Node& anchor,
           const Node& receiver = {}, bool principal = false) {
    std::vector<Found> found;
    collect(expression, found);
    for (const Found& one : found) {
      if (is_declared_value(program_, expectation_of(program_, one.spelled), one.text)) continue;
      uses_.push_back({.spelled = one.spelled,
                       .constant = one.constant,
                       .text = one.text,
                       .bearing = bearing,
                       .name = name,
                       .where = where,
                       .receiver = receiver,
                       .anchor = anchor,
                       .is_read = anchor.is(Kind::Binary) || anchor.is(Kind::Case),
                       .principal = principal});
    }
  }

  // Objects ------------------------------------------------------------------------------------------------------

  void property(const Node& property) {
    const Node object = property.parent();
    const Node value = program::value_of(property);
    if (!object || !object.is(Kind::Object) || !value) return;
    const Bearing bearing = vocabulary_.bearing(property.text());
    const bool is_key = vocabulary_.is_key(property.text());
    if (bearing == Bearing::None && !is_key) return;
    std::vector<Found> found;
    collect(value, found);
    if (found.empty() || is_bystander_data(object)) return;

    if (is_key) {
      if (const std::string role = principal_role(object); !role.empty()) {
        add(value, Bearing::Identity, property.text(), "the " + std::string{property.text()} + " of " + role, object,
            parameter_of(object), true);
        return;
      }
    }
    if (bearing == Bearing::None || (bearing == Bearing::Weak && !is_stored(object))) return;
    const bool is_asked = is_question(object);
    const std::size_t before = uses_.size();
    add(value, bearing, property.text(), (is_asked ? "looked for as " : "written as ") + std::string{property.text()},
        object);
    for (std::size_t i = before; i < uses_.size(); ++i) uses_[i].is_read = is_asked;
  }

  // An object under `where`: it is looked for, and not written.
  static bool is_question(const Node& object) {
    Node at = object;
    for (Node up = at.parent(); up; at = up, up = at.parent()) {
      if (up.is(Kind::Property) && (up.text() == "where" || up.text() == "filter")) return true;
      if (!up.is(Kind::Property) && !up.is(Kind::Object) && !up.is(Kind::Array) && !up.is(Kind::Conditional)) break;
    }
    return false;
  }

  // What receives an object: the outermost literal's parent, through casts, arrays and spreads.
  static Node receiver_of(const Node& object) {
    Node at = object;
    for (Node up = at.parent(); up; up = at.parent()) {
      const bool passes = up.is(Kind::Cast) || up.is(Kind::Array) || up.is(Kind::Object) || up.is(Kind::Property) ||
                          up.is(Kind::Spread) || up.is(Kind::Conditional) ||
                          (up.is(Kind::Binary) && !is_comparison(up.op()));
      if (!passes) return up;
      at = up;
    }
    return {};
  }

  // Told to a logger, to a library that stores nothing, or written in a decorator: a label, and not an identity.
  bool is_bystander_data(const Node& object) const {
    Node up = receiver_of(object);
    if (!up) return false;
    if (up.is(Kind::Attributes)) return true;
    // `JSON.stringify({…})` and the like hand it on.
    for (int step = 0; step < 3 && up && up.is(Kind::Call); ++step) {
      if (is_bystander(up)) return true;
      up = receiver_of(up);
    }
    return object.enclosing(Kind::Decorator) ? true : false;
  }

  bool is_bystander(const Node& call) const {
    Node at = program::callee(call);
    for (int depth = 0; at && depth < 6; ++depth) {
      if (at.is(Kind::Ident) || at.is(Kind::Member)) {
        if (vocabulary_.is_bystander(at.text())) return true;
        if (at.is(Kind::Ident)) break;
        at = at.child(0);
      } else if (at.is(Kind::Call)) {
        at = program::callee(at);
      } else {
        break;
      }
    }
    const program::External library = program_.external_callee(call);
    return library && !vocabulary_.is_store(library.package);
  }

  bool is_stored(const Node& object) const {
    const Node call = receiver_of(object);
    if (!call || !call.is(Kind::Call)) return false;
    const program::External library = program_.external_callee(call);
    return library && vocabulary_.is_store(library.package);
  }

  // The parameter that an object is passed to, through casts; null when it is none.
  Node parameter_of(const Node& object) const {
    Node at = object;
    while (at.parent() && at.parent().is(Kind::Cast)) at = at.parent();
    const Node call = at.parent();
    if (!call || !(call.is(Kind::Call) || call.is(Kind::New))) return {};
    const auto index = argument_index(call, at);
    return index ? program_.parameter_for(call, *index) : Node{};
  }

  // "a User" when the object stands for a whole user; empty otherwise.
  std::string principal_role(const Node& object) const {
    Node at = object;
    for (Node up = at.parent(); up && up.is(Kind::Cast); up = at.parent()) {
      const Node type = up.child(1);
      if (type && type.is(Kind::TypeName) && vocabulary_.is_principal_type(type.text()))
        return "a made-up " + std::string{type.text()};
      at = up;
    }
    // `found ? { id: 'system' } : undefined`
    while (at.parent() &&
           (at.parent().is(Kind::Conditional) || (at.parent().is(Kind::Binary) && !is_comparison(at.parent().op())) ||
            at.parent().is(Kind::Cast)))
      at = at.parent();
    const Expectation expected = expectation_of(program_, object);
    Node annotation = expected.annotation;
    if (annotation && annotation.is(Kind::TypeName) && vocabulary_.is_principal_type(annotation.text())) {
      return "a made-up " + std::string{annotation.text()};
    }
    if (expected.type.declaration && vocabulary_.is_principal_type(expected.type.declaration.text())) {
      return "a made-up " + std::string{expected.type.declaration.text()};
    }
    const Node up = at.parent();
    if (!up) return {};
    std::string_view name;
    if (up.is(Kind::Property) && up.parent().is(Kind::Object)) {
      name = up.text();
    } else if (up.is(Kind::Declarator)) {
      if (program_.is_exported(up)) return {};  // a home, for all to import
      name = name_of(up.child(0));
    } else if (up.is(Kind::Assign) && up.child(1) == at) {
      name = name_of(up.child(0));
    } else if (up.is(Kind::Call) || up.is(Kind::New)) {
      if (const auto index = argument_index(up, at)) name = parameter_name(program_.parameter_for(up, *index));
    }
    if (!vocabulary_.is_principal(name)) return {};
    return "what is passed off as " + std::string{name};
  }

  // Calls --------------------------------------------------------------------------------------------------------

  void call(const Node& call) {
    std::size_t next = 0;
    for (const Node argument : program::arguments(call)) {
      const std::size_t i = next++;
      if (argument.is(Kind::None)) continue;
      std::vector<Found> found;
      collect(argument, found);
      if (found.empty()) continue;
      const Node parameter = program_.parameter_for(call, i);
      const std::string_view name = parameter_name(parameter);
      const Bearing bearing = vocabulary_.bearing(name);
      // A parameter `author` or `user` of a program's own function may take a name, a role, a kind: only an id is
      // meant.
      if (bearing == Bearing::None || bearing == Bearing::Weak) continue;
      if (is_bystander(call)) continue;
      std::string where = "passed as " + std::string{name};
      if (const auto callees = program_.callees(call); !callees.empty()) {
        where += " of " + program_.qualified_name(program_[callees.front()]);
      }
      add(argument, bearing, name, where, call, parameter);
    }
  }

  // Reading, defaults, assignments -------------------------------------------------------------------------------

  void comparison(const Node& binary) {
    if (!is_comparison(binary.op())) return;
    for (const auto& [tested, value] :
         {std::pair{binary.child(0), binary.child(1)}, std::pair{binary.child(1), binary.child(0)}}) {
      const Node subject = program::without_casts(tested);
      const std::string_view name = identity_name(subject);
      const Bearing bearing = vocabulary_.bearing(name);
      if (bearing != Bearing::Identity && bearing != Bearing::Attribution) continue;
      add(value, bearing, name, "compared with " + std::string{name}, binary);
    }
  }

  // What is compared: `userId`; in `userIds.find((id) => id === 'system')` one of them.
  std::string_view identity_name(const Node& subject) const {
    const std::string_view name = name_of(subject);
    if (vocabulary_.bearing(name) != Bearing::None || !subject || !subject.is(Kind::Ident)) return name;
    const Node parameter = program_.definition(subject).node;
    if (!parameter || !parameter.is(Kind::Parameter)) return name;
    const Node function = parameter.enclosing(Kind::Function);
    const Node call = function ? function.parent() : Node{};
    const Node head = call && call.is(Kind::Call) ? program::callee(call) : Node{};
    if (!head || !head.is(Kind::Member) || program::parameter(function, 0) != parameter) return name;
    const std::string_view list = name_of(program::without_casts(head.child(0)));
    const std::string_view one = list.ends_with('s') ? list.substr(0, list.size() - 1) : std::string_view{};
    return vocabulary_.bearing(one) == Bearing::Identity ? one : name;
  }

  void cases(const Node& node) {
    const std::string_view name = name_of(program::without_casts(node.child(0)));
    const Bearing bearing = vocabulary_.bearing(name);
    if (bearing != Bearing::Identity && bearing != Bearing::Attribution) return;
    for (const Node& one : node.children()) {
      if (one.is(Kind::Case) && one.child(0))
        add(one.child(0), bearing, name, "compared with " + std::string{name}, one);
    }
  }

  void default_value(const Node& node) {
    const Node pattern = node.child(0);
    const std::string_view name = name_of(pattern);
    const Bearing bearing = vocabulary_.bearing(name);
    if (bearing != Bearing::Identity && bearing != Bearing::Attribution) return;
    add(node.child(1), bearing, name, "the default of " + std::string{name}, node);
  }

  void assignment(const Node& node) {
    const std::string_view name = name_of(node.child(0));
    const Bearing bearing = vocabulary_.bearing(name);
    if (bearing != Bearing::Identity && bearing != Bearing::Attribution) return;
    add(node.child(1), bearing, name, "assigned to " + std::string{name}, node);
  }

  // `const userId = user?.id ?? 'system'`. A constant that is nothing but the literal is reported where it is used.
  void declarator(const Node& node) {
    const std::string_view name = name_of(node.child(0));
    const Bearing bearing = vocabulary_.bearing(name);
    if (bearing != Bearing::Identity && bearing != Bearing::Attribution) return;
    const Node value = program::without_casts(program::value_of(node));
    const Node statement = node.parent();
    if (!value || (value.is(Kind::String) && statement && statement.op() == Op::Const)) return;
    add(value, bearing, name, "the value of " + std::string{name}, node);
  }

  void field(const Node& node) {
    const Bearing bearing = vocabulary_.bearing(node.text());
    if (bearing != Bearing::Identity && bearing != Bearing::Attribution) return;
    if (!node.has(facts::kReadonly) && !node.has(facts::kStatic)) {
      add(program::value_of(node), bearing, node.text(), "the initial " + std::string{node.text()}, node);
    }
    // The default of a column.
    for (const Node& decorator : program::decorators(node)) {
      for (std::size_t i = 0; i < program::argument_count(decorator); ++i) {
        const Node options = program::argument(decorator, i);
        if (!options || !options.is(Kind::Object)) continue;
        const Node fallback = program::property(options, "default");
        if (fallback)
          add(program::value_of(fallback), bearing, node.text(),
              "the default of the column " + std::string{node.text()}, node);
      }
    }
  }

  // `getUserId() { return this.user?.id ?? 'system' }`
  void returned(const Node& node) {
    const Node function = node.enclosing_function();
    if (!function || !node.child(0)) return;
    std::string name = program_.qualified_name(function);
    if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) name.erase(0, dot + 1);
    if (vocabulary_.bearing(name) != Bearing::Identity) return;
    add(node.child(0), Bearing::Identity, function.text(), "returned by " + name, node);
  }

  const Program& program_;
  const File& file_;
  const Vocabulary& vocabulary_;
  const Invented& invented_;
  std::vector<Use> uses_;
};

}  // namespace

std::vector<Use> uses_in(const Program& program, const File& file, const Vocabulary& vocabulary,
                         const Invented& invented) {
  return Search{program, file, vocabulary, invented}.run();
}

}  // namespace lockstep::rules::actors
