#include "rules/entities.h"

#include "effects/effect.h"

#include <array>

namespace lockstep::rules {
namespace {

/// What a text or an object of options calls a table; empty: nothing.
std::string_view table_in(const Program& program, const Node& given) {
  constexpr std::array<std::string_view, 4> kKeys{"name", "tableName", "collection", "modelName"};
  const Node plain = given ? program::without_casts(given) : Node{};
  if (!plain) return {};
  if (plain.is(Kind::Object)) {
    for (const std::string_view key : kKeys) {
      const Node value = program::value_of(program::property(plain, key));
      if (const auto text = value ? program.value(value) : std::nullopt) return text->text;
    }
    return {};
  }
  const auto text = program.value(plain);
  return text ? text->text : std::string_view{};
}

bool makes_entity(std::string_view decorator) {
  return decorator == "Entity" || decorator == "Table" || decorator == "ViewEntity" || decorator == "Schema";
}

}  // namespace

Entities::Entities(const Program& program) {
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode)) continue;
    for (const Node klass : program::nodes_of(file, Kind::Class)) {
      for (const Node decorator : program::decorators(klass)) {
        const Node head = decorator.is(Kind::Call) ? program::callee(decorator) : Node{};
        if (head && makes_entity(head.text())) add(klass.text(), table_in(program, program::argument(decorator, 0)));
      }
    }
    for (const Node declarator : program::nodes_of(file, Kind::Declarator)) {
      const Node made = program::without_casts(program::value_of(declarator));
      const Node head = made && made.is(Kind::Call) ? program::callee(made) : Node{};
      if (head && declarator.child(0) && effects::ends_with_any_case(head.text(), "table"))
        add(declarator.child(0).text(), table_in(program, program::argument(made, 0)));
    }
    // `User.init({ … }, { tableName: "accounts" })` of Sequelize
    for (const Node call : program::nodes_of(file, Kind::Call)) {
      const Node head = program::callee(call);
      if (!head || !head.is(Kind::Member) || head.text() != "init") continue;
      const Node options = program::argument(call, 1);
      const Node table =
          options ? program::value_of(program::property(program::without_casts(options), "tableName")) : Node{};
      if (table) add(head.child(0).text(), table_in(program, table));
    }
  }
}

void Entities::add(std::string_view word, std::string_view other) {
  const std::string a = effects::subject_of(word);
  const std::string b = effects::subject_of(other);
  if (a.empty() || b.empty() || a == b) return;
  others_[a].insert(b);
  others_[b].insert(a);
}

std::set<std::string> Entities::names_of(std::string_view word) const {
  const std::string own = effects::subject_of(word);
  std::set<std::string> names{own};
  if (const auto others = others_.find(own); others != others_.end())
    names.insert(others->second.begin(), others->second.end());
  return names;
}

bool Entities::are_same(std::string_view one, std::string_view other) const {
  return names_of(one).contains(effects::subject_of(other));
}

}  // namespace lockstep::rules
