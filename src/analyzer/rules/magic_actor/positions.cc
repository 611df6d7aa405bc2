#include "rules/magic_actor/positions.h"

#include "rules/expectation.h"
#include "rules/magic_actor/readings.h"
#include "rules/magic_actor/tenants.h"
#include "rules/words.h"

#include <algorithm>
#include <optional>

namespace lockstep::rules::actors {
namespace {

bool is_comparison(Op op) {
  return op == Op::Equal || op == Op::StrictEqual || op == Op::NotEqual || op == Op::StrictNotEqual;
}

class Search {
 public:
  Search(const Program& program, const File& file, const MadeUp& made_up)
      : program_(program), file_(file), vocabulary_(made_up.vocabulary), spellings_(program, file, made_up) {}

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

  void add(const Node& expression, Bearing bearing, std::string_view name, const std::string& where, const Node& anchor,
           const Node& receiver = {}, bool principal = false, bool is_read = false) {
    for (const Spelled& one : spellings_.of(expression)) {
      if (is_declared_value(program_, expectation_of(program_, one.spelled), one.text)) continue;
      // Behind a constant, what is asked for is asked of the constant.
      const bool is_behind = !expression.contains(one.spelled);
      if (is_behind && is_declared_value(program_, expectation_of(program_, expression), one.text)) continue;
      uses_.push_back({.spelled = one.spelled,
                       .constant = one.constant,
                       .text = one.text,
                       .bearing = bearing,
                       .name = name,
                       .where = where,
                       .receiver = receiver,
                       .anchor = anchor,
                       .is_read = is_read || anchor.is(Kind::Binary) || anchor.is(Kind::Case),
                       .principal = principal});
    }
  }

  // Objects ------------------------------------------------------------------------------------------------------

  void property(const Node& property) {
    const Node object = property.parent();
    const Node value = program::value_of(property);
    if (!object || !object.is(Kind::Object) || !value) return;
    if (vocabulary_.is_power(property.text())) power(property);
    const Bearing bearing = vocabulary_.bearing(property.text());
    const bool is_key = vocabulary_.is_key(property.text());
    if (bearing == Bearing::None && vocabulary_.is_tenant(property.text())) tenant(property);
    if (bearing == Bearing::None && !is_key) return;
    if (spellings_.of(value).empty() || is_bystander_data(object)) return;

    if (is_sample(object) && !is_plain_sentinel(value)) return;

    if (is_key && number_of(program::without_casts(value)).empty()) {
      if (const std::string role = principal_role(object); !role.empty()) {
        add(value, Bearing::Identity, property.text(), "the " + std::string{property.text()} + " of " + role, object,
            parameter_of(object), true);
        return;
      }
    }
    if (bearing == Bearing::None || (bearing == Bearing::Weak && !is_stored(object))) return;
    const bool is_asked = is_question(object);
    const std::size_t known = uses_.size();
    add(value, bearing, property.text(), (is_asked ? "asked for as " : "written as ") + std::string{property.text()},
        object, {}, false, is_asked);
    if (bearing == Bearing::Attribution && is_beside_its_id(property)) are_names(known);
  }

  // A word of its own, and not `user-admin`.
  bool is_plain_sentinel(const Node& value) const {
    const Node plain = program::without_casts(value);
    if (!plain || !plain.is(Kind::String)) return true;
    return vocabulary_.is_sentinel(plain.text()) && split_words(plain.text()).size() < 2;
  }

  // `export const PRESETS = [{ name: 'A busy shop', metadata: { userId: 'user-admin' } }, …]`: what a table shows.
  static bool is_sample(const Node& object) {
    constexpr std::uint32_t kEntries = 3;
    if (object.enclosing_function()) return false;
    for (Node at = object; at; at = at.parent()) {
      const bool is_entry = at.is(Kind::Object) && at.parent().is(Kind::Array);
      if (is_entry && at.parent().child_count() >= kEntries) return true;
    }
    return false;
  }

  void are_names(std::size_t from) {
    for (std::size_t i = from; i < uses_.size(); ++i) uses_[i].is_name = true;
  }

  // `organizationId: 'system'` below `input.organizationId`: done for nobody, although for whom is known.
  void tenant(const Node& property) {
    const Node value = program::without_casts(program::value_of(property));
    if (!value.is(Kind::String) || spellings_.of(value).empty() || is_question(property.parent())) return;
    const Node at_hand = tenant_at_hand(program_, property);
    if (!at_hand || is_bystander_data(property.parent())) return;
    const std::size_t known = uses_.size();
    add(value, Bearing::Identity, property.text(), "written as " + std::string{property.text()}, property.parent());
    for (std::size_t i = known; i < uses_.size(); ++i) uses_[i].at_hand = at_hand;
  }

  // `where: { createdBy: 'system' }`
  bool is_question(const Node& object) const {
    for (Node up = object.parent(); up && (up.is(Kind::Property) || up.is(Kind::Object) || up.is(Kind::Array));
         up = up.parent()) {
      if (up.is(Kind::Property) && vocabulary_.is_question(up.text())) return true;
    }
    return false;
  }

  // `request.user = { role: 'ADMIN' }`: whoever asks is let through as somebody who has this power and no identity.
  void power(const Node& property) {
    const Node object = property.parent();
    const Node value = program::without_casts(program::value_of(property));
    if (!value.is(Kind::String) || vocabulary_.is_powerless(value.text())) return;
    const auto parts = object.children();
    if (std::any_of(parts.begin(), parts.end(), [&](const Node& part) {
          return !part.is(Kind::Property) || vocabulary_.is_key(part.text()) ||
                 vocabulary_.bearing(part.text()) != Bearing::None;
        }))
      return;
    const Node assign = receiver_of(object);
    if (!assign || !assign.is(Kind::Assign) || !assign.child(0).is(Kind::Member)) return;
    const Node holder = assign.child(0).child(0);
    if (!vocabulary_.is_request(name_of(holder))) return;
    const Node up = object.parent();
    const std::string_view name = up.is(Kind::Property) ? up.text() : name_of(assign.child(0));
    if (!vocabulary_.is_principal(name)) return;
    uses_.push_back({.spelled = value,
                     .constant = {},
                     .text = value.text(),
                     .name = name,
                     .where = "the " + std::string{property.text()} + " of what is passed off as " + std::string{name},
                     .receiver = {},
                     .anchor = object,
                     .principal = true});
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
      if (!vocabulary_.is_wrapper(name_of(program::callee(up))) && is_bystander(up)) return true;
      up = receiver_of(up);
    }
    return object.enclosing(Kind::Decorator) ? true : false;
  }

  bool is_bystander(const Node& call) const {
    Node at = program::callee(call);
    // `new NotAMemberError(id ?? 'unknown')`: for whoever reads what went wrong.
    if (call.is(Kind::New) && at && (at.text().ends_with("Error") || at.text().ends_with("Exception"))) return true;
    // `conversations.log(…)` of a service of the program writes what others read; a library's, or a logger's, does not.
    const bool is_own = at && at.is(Kind::Member) && !program_.callees(call).empty();
    if (is_own) at = at.child(0);
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

  // By its keys: `account: { id: 'admin', order: 4 }` is an entry of a menu.
  bool may_be_person(const Node& object) const {
    const auto parts = object.children();
    const auto is_id = [&](const Node& part) { return part.is(Kind::Property) && vocabulary_.is_key(part.text()); };
    return std::all_of(parts.begin(), parts.end(), is_id) ||
           std::any_of(parts.begin(), parts.end(),
                       [&](const Node& part) { return !part.is(Kind::Property) || vocabulary_.is_trait(part.text()); });
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
    const Expectation expected = expectation_of(program_, at);
    Node annotation = expected.annotation;
    if (annotation && annotation.is(Kind::TypeName) && vocabulary_.is_principal_type(annotation.text())) {
      return "a made-up " + std::string{annotation.text()};
    }
    if (expected.type.declaration && vocabulary_.is_principal_type(expected.type.declaration.text())) {
      return "a made-up " + std::string{expected.type.declaration.text()};
    }
    Node up = at.parent();
    // `Object.assign(new User(), { id: 'system' })`
    if (up && up.is(Kind::Call) && program::is_named(program::callee(up), "Object", "assign")) {
      if (const std::string_view made = principal_made_by(program::argument(up, 0)); !made.empty())
        return "a made-up " + std::string{made};
    }
    // `const user = found ? { id: 'system' } : undefined`
    for (; up && (up.is(Kind::Conditional) || (up.is(Kind::Binary) && !is_comparison(up.op()))); up = at.parent())
      at = up;
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
    if (!vocabulary_.is_principal(name) || !may_be_person(object)) return {};
    return "what is passed off as " + std::string{name};
  }

  // "User" of `new User()`.
  std::string_view principal_made_by(const Node& value) const {
    const Node made = value ? program::without_casts(value) : Node{};
    const Node type = made && made.is(Kind::New) ? program::callee(made) : Node{};
    return type && vocabulary_.is_principal_type(type.text()) ? type.text() : std::string_view{};
  }

  // Calls --------------------------------------------------------------------------------------------------------

  void call(const Node& call) {
    if (condition(call)) return;
    std::size_t next = 0;
    for (const Node argument : program::arguments(call)) {
      const std::size_t i = next++;
      if (argument.is(Kind::None)) continue;
      if (spellings_.of(argument).empty()) continue;
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

  // `eq(posts.authorId, 'system')`, `where('author_id', 'system')`, `['system', 'bot'].includes(authorId)`
  bool condition(const Node& call) {
    const Node head = program::callee(call);
    if (!head || !vocabulary_.is_condition(name_of(head)) || program::argument_count(call) == 0) return false;
    const Node first = program::argument(call, 0);
    const bool is_column = first.is(Kind::String);
    const auto [bearing, name, shown] = identity(first);
    const Bearing column = is_column ? vocabulary_.bearing(first.text()) : bearing;
    if (column != Bearing::Identity && column != Bearing::Attribution) return false;
    const std::string_view named = is_column ? first.text() : name;
    const std::string where = "compared with " + (is_column ? std::string{first.text()} : shown);
    if (head.is(Kind::Member) && head.child(0).is(Kind::Array)) {
      for (const Node& element : head.child(0).children()) add(element, column, named, where, call);
    }
    for (std::size_t i = 1; i < program::argument_count(call); ++i) {
      const Node value = program::argument(call, i);
      if (value.is(Kind::Array)) {
        for (const Node& element : value.children()) add(element, column, named, where, call);
      } else {
        add(value, column, named, where, call);
      }
    }
    return true;
  }

  // Reading, defaults, assignments -------------------------------------------------------------------------------

  // What an expression says that it is: `userId`, and `user.id`, whose name is that of the user.
  struct Identity {
    Bearing bearing;
    std::string_view name;
    std::string shown;
  };
  Identity identity(const Node& expression) const {
    const std::string_view name = name_of(expression);
    if (expression && expression.is(Kind::Member) && vocabulary_.is_key(name)) {
      const std::string_view owner = name_of(program::without_casts(expression.child(0)));
      if (vocabulary_.is_principal(owner))
        return {Bearing::Identity, owner, std::string{owner} + '.' + std::string{name}};
    }
    if (const std::string_view one = element_name(expression); vocabulary_.bearing(one) == Bearing::Identity)
      return {Bearing::Identity, one, std::string{one}};
    return {vocabulary_.bearing(name), name, std::string{name}};
  }

  // `userIds.find((id) => id === 'system')`: a parameter that takes one element after the other is "userId".
  std::string_view element_name(const Node& subject) const {
    if (!subject || !subject.is(Kind::Ident)) return {};
    const Node parameter = program_.definition(subject).node;
    if (!parameter || !parameter.is(Kind::Parameter)) return {};
    const Node function = parameter.enclosing(Kind::Function);
    const Node call = function ? function.parent() : Node{};
    const Node head = call && call.is(Kind::Call) ? program::callee(call) : Node{};
    if (!head || !head.is(Kind::Member) || program::parameter(function, 0) != parameter) return {};
    const std::string_view list = name_of(program::without_casts(head.child(0)));
    return list.ends_with('s') ? list.substr(0, list.size() - 1) : std::string_view{};
  }

  void comparison(const Node& binary) {
    if (!is_comparison(binary.op()) || gives_a_name(binary)) return;
    for (const auto& [tested, value] :
         {std::pair{binary.child(0), binary.child(1)}, std::pair{binary.child(1), binary.child(0)}}) {
      const auto [bearing, name, shown] = identity(program::without_casts(tested));
      if (bearing != Bearing::Identity && bearing != Bearing::Attribution) continue;
      if (spellings_.of(value).empty() || is_mended(binary, vocabulary_)) continue;
      add(value, bearing, name, "compared with " + shown, binary);
    }
  }

  void cases(const Node& node) {
    const auto [bearing, name, shown] = identity(program::without_casts(node.child(0)));
    if (bearing != Bearing::Identity && bearing != Bearing::Attribution) return;
    for (const Node& one : node.children()) {
      if (one.is(Kind::Case) && one.child(0)) add(one.child(0), bearing, name, "compared with " + shown, one);
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
    // `const robot = new User(); robot.id = 'robot';`
    if (node.child(0).is(Kind::Member) && vocabulary_.is_key(name)) {
      const Node holder = program_.definition(node.child(0).child(0)).node;
      const bool is_made_here =
          holder && holder.is(Kind::Declarator) && holder.enclosing_function() == node.enclosing_function();
      if (const std::string_view made =
              is_made_here ? principal_made_by(program::value_of(holder)) : std::string_view{};
          !made.empty()) {
        add(node.child(1), Bearing::Identity, name, "the " + std::string{name} + " of a made-up " + std::string{made},
            node, {}, true);
        return;
      }
    }
    if (bearing != Bearing::Identity && bearing != Bearing::Attribution) return;
    const std::size_t known = uses_.size();
    add(node.child(1), bearing, name, "assigned to " + std::string{name}, node);
    if (bearing == Bearing::Attribution && is_beside_its_id(node)) are_names(known);
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
  const Spellings spellings_;
  std::vector<Use> uses_;
};

}  // namespace

std::vector<Use> uses_in(const Program& program, const File& file, const MadeUp& made_up) {
  return Search{program, file, made_up}.run();
}

}  // namespace lockstep::rules::actors
