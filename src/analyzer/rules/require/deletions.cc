#include "rules/require/deletions.h"

#include "base/letters.h"
#include "base/sql_tokens.h"
#include "effects/call_chain.h"
#include "effects/effect.h"
#include "effects/units.h"
#include "rules/require/comparisons.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace lockstep::rules::require {
namespace {

using effects::Does;
using effects::Effect;

constexpr int kDeepest = 6;

/// What rows a value is made of, as the program calls them.
class RowsOf {
 public:
  explicit RowsOf(const Scene& scene) : scene_(scene), program_(scene.program()) {}

  /// The class or table of a row, or of the rows of a list: by its type, or by what read it. Empty: nobody knows.
  std::string of(const Node& expression, int depth = 0) const {
    Node plain = expression ? program::without_casts(expression) : Node{};
    while (plain && plain.is(Kind::Await)) plain = program::without_casts(plain.child(0));
    if (!plain || depth > kDeepest) return {};
    if (std::string typed = of_type(program_.type_of(plain)); !typed.empty()) return typed;
    if (plain.is(Kind::Binary) && (plain.op() == Op::Coalesce || plain.op() == Op::Or))
      return of(plain.child(0), depth + 1);
    if (plain.is(Kind::Array)) return of(plain.child(0), depth + 1);
    if (plain.is(Kind::Index)) return of(plain.child(0), depth + 1);
    if (plain.is(Kind::Call)) return of_call(plain, depth);
    return plain.is(Kind::Ident) ? of_variable(plain, depth) : std::string();
  }

 private:
  /// `User`, `UserDocument`, `HydratedDocument<User>`
  std::string of_type(const program::Type& type) const {
    std::string name;
    if (type.declaration && !type.declaration.is(Kind::TypeObject)) name = type.declaration.text();
    if (type.external.name == "HydratedDocument" || type.external.name == "DocumentType") {
      const Node row = program::type_argument(type.written, 0);
      if (row) name = row.text();
    }
    constexpr std::string_view kDocument = "Document";
    if (name.size() > kDocument.size() && name.ends_with(kDocument)) name.resize(name.size() - kDocument.size());
    return name;
  }

  std::string of_call(const Node& call, int depth) const {
    if (program_.callees(call).empty()) {
      // `em.getReference(User, id)`, `plainToInstance(User, row)`, `repository.getReference(id)`
      const Node first = program::argument(call, 0);
      const Node named = first && first.is(Kind::Ident) ? program_.definition(first).node : Node{};
      if (named && named.is(Kind::Class)) return std::string(named.text());
      const Node receiver = effects::receiver_of(call);
      const bool refers = receiver && program::callee(call).text() == "getReference";
      const Node row = refers ? program::type_argument(program_.type_of(receiver).written, 0) : Node{};
      if (row) return std::string(row.text());
    }
    for (const Node one : chain_of(call)) {
      const auto& effect = scene_.flows().effect(one);
      const bool hands_out = effect && effect->store == effects::Store::Row &&
                             (effect->does == Does::Read || effect->does == Does::ReadMany ||
                              effect->does == Does::Create || effect->does == Does::Insert);
      if (hands_out) return effect->entity ? std::string(effect->entity.text()) : effect->shown;
    }
    // `users.filter(…)`, `users.at(0)`
    const Node head = program::callee(call);
    return head && head.is(Kind::Member) && program_.callees(call).empty() ? of(head.child(0), depth + 1)
                                                                           : std::string();
  }

  std::string of_variable(const Node& name, int depth) const {
    const Node declared = program_.definition(name).node;
    if (!declared) return {};
    if (declared.is(Kind::Declarator)) {
      const Node loop = declared.parent().parent();
      return of(loop && loop.is(Kind::ForOf) ? loop.child(1) : program::value_of(declared), depth + 1);
    }
    if (!declared.is(Kind::Parameter)) return {};
    // `users.map((user) => user.remove())`
    const Node around = declared.enclosing_function().parent();
    const Node head = around && around.is(Kind::Call) ? program::callee(around) : Node{};
    return head && head.is(Kind::Member) ? of(head.child(0), depth + 1) : std::string();
  }

  const Scene& scene_;
  const Program& program_;
};

/// `users.createQueryBuilder().delete()`, `createQueryBuilder().delete().from(User)`: the entity's name.
std::string_view deleted_by_builder(const Program& program, const Node& call) {
  const Node head = program::callee(call);
  if (!head.is(Kind::Member) || (head.text() != "delete" && head.text() != "softDelete")) return {};
  Node builder;
  for (const Node one : chain_of(call)) {
    const Node word = program::callee(one);
    const Node first = program::argument(one, 0);
    if (word && word.text() == "from" && first) return first.text();
    if (word && (word.text() == "createQueryBuilder" || word.text() == "qb")) builder = one;
  }
  if (!builder || !program::callee(builder).is(Kind::Member)) return {};
  // `em.createQueryBuilder(User).delete(…)`
  const Node given = program::argument(builder, 0);
  const Node named = given && given.is(Kind::Ident) ? program.definition(given).node : Node{};
  if (named && named.is(Kind::Class)) return named.text();
  const Node repository = program::callee(builder).child(0);
  if (repository.is(Kind::Call) && program::argument(repository, 0)) return program::argument(repository, 0).text();
  const Node entity = program::type_argument(program.type_of(repository).written, 0);
  return entity ? entity.text() : std::string_view{};
}

/// `delete from ${users}`: the table that is put into a hole of a text, by its name in the program.
std::string table_in_hole(const Program& program, const Node& text, std::span<const sql::Token> tokens,
                          std::size_t at) {
  if (at >= tokens.size() || tokens[at].text != "${}" || !text.is(Kind::Template)) return {};
  const auto is_hole = [](const sql::Token& token) { return token.text == "${}"; };
  const auto before = std::ranges::count_if(tokens.first(at), is_hole);
  effects::Effect effect;
  effects::name_entity(program, text.child(static_cast<std::size_t>(before)), effect);
  return effect.shown;
}

/// The tables that a text of SQL takes rows from.
std::vector<std::string> tables_emptied_by(const Program& program, const Node& text) {
  std::vector<std::string> tables;
  const std::vector<sql::Token> tokens = sql::tokens_of(text.text());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::size_t at = 0;
    if (sql::follows(tokens, i, {"delete", "from"})) {
      at = i + 2;
    } else if (tokens[i].is("truncate")) {
      at = i + (sql::follows(tokens, i + 1, {"table"}) ? 2 : 1);
    } else {
      continue;
    }
    if (sql::follows(tokens, at, {"only"})) ++at;
    if (std::string put_in = table_in_hole(program, text, tokens, at); !put_in.empty()) {
      tables.push_back(std::move(put_in));
      continue;
    }
    // `TRUNCATE TABLE orders, users`
    for (;;) {
      const sql::NameAt table = sql::name_at(tokens, at);
      if (!table.name.empty()) tables.emplace_back(table.name);
      if (table.name.empty() || table.next >= tokens.size() || !tokens[table.next].is_punct(',')) break;
      at = table.next + 1;
    }
  }
  return tables;
}

/// Whether a text may be a statement that deletes, rather than prose about one.
bool may_delete(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n(");
  constexpr std::array<std::string_view, 4> kFirst{"delete", "truncate", "with", "begin"};
  const std::string_view rest = begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
  const bool is_statement = std::ranges::any_of(kFirst, [&](std::string_view word) {
    return rest.size() > word.size() && sql::same_word(rest.substr(0, word.size()), word) &&
           std::isspace(static_cast<unsigned char>(rest[word.size()])) != 0;
  });
  if (!is_statement) return false;
  const auto has = [&](std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char a, char b) { return small(a) == b; }) != text.end();
  };
  return has("delete from") || has("truncate");
}

/// Of a hole that is left alone, `<> $1`, `!= $1`, `NOT IN ($1, $2)`, `IS DISTINCT FROM $1`: how many tokens stand
/// before the comparison. Nothing of any other hole.
std::optional<std::size_t> before_negation(const std::vector<sql::Token>& tokens, std::size_t hole) {
  const auto punct = [&](std::size_t back, char byte) { return hole >= back && tokens[hole - back].is_punct(byte); };
  if ((punct(1, '>') && punct(2, '<')) || (punct(1, '=') && punct(2, '!'))) return hole - 2;
  if (hole >= 3 && tokens[hole - 1].is("from") && tokens[hole - 2].is("distinct"))
    return tokens[hole - 3].is("not") ? std::nullopt : std::optional(hole - 3);
  std::size_t at = hole;
  while (at > 0 && (tokens[at - 1].kind == sql::Token::Kind::Hole || tokens[at - 1].is_punct(','))) --at;
  const bool is_list = at >= 3 && tokens[at - 1].is_punct('(') && tokens[at - 2].is("in") && tokens[at - 3].is("not");
  return is_list ? std::optional(at - 3) : std::nullopt;
}

/// The column that ends before an index: "id" of `u.id`, `"id"::text`; empty where it is no name.
std::string_view column_before(const std::vector<sql::Token>& tokens, std::size_t end) {
  if (end >= 4 && tokens[end - 2].is_punct(':') && tokens[end - 3].is_punct(':')) end -= 3;
  return end > 0 && tokens[end - 1].is_name() ? tokens[end - 1].text : std::string_view{};
}

Node text_of(const Program& program, const Node& given) {
  Node plain = given ? program::without_casts(given) : Node{};
  if (plain && plain.is(Kind::Tagged)) plain = plain.child(1);
  if (plain && (plain.is(Kind::Ident) || plain.is(Kind::Member))) {
    plain = program.constant(plain);
    plain = plain ? program::without_casts(plain) : Node{};
  }
  const bool is_text = plain && (plain.is(Kind::String) || plain.is(Kind::Template));
  return is_text && may_delete(plain.text()) ? plain : Node{};
}

/// `logger.info("delete from users")`, `text.startsWith("DELETE FROM …")`: what runs no statement.
bool is_about_words(const Node& head) {
  constexpr std::array<std::string_view, 14> kWords{"log",   "info",    "warn",     "error",      "debug",
                                                    "trace", "push",    "includes", "startsWith", "test",
                                                    "match", "replace", "format",   "indexOf"};
  return std::ranges::find(kWords, head.text()) != kWords.end();
}

/// "users" of "users as u".
std::string_view without_alias(std::string_view table) { return table.substr(0, table.find(' ')); }

/// The table of `Users().where(…).del()`, where the program has `const Users = () => knex("users")`.
std::string_view table_of_helper(const Program& program, const std::vector<const effects::CallModel*>& models,
                                 const Node& call) {
  const Node root = chain_of(call).back();
  const auto callees = program.callees(root);
  if (callees.size() != 1) return {};
  const Node made = program::without_casts(effects::returned(program[callees[0]]));
  const Node begin = made && made.is(Kind::Call) ? chain_of(made).back() : Node{};
  const Node table = begin ? program::argument(begin, 0) : Node{};
  const std::string_view builder = begin ? effects::last_word(program::callee(begin)) : std::string_view{};
  const bool is_builder = std::ranges::any_of(models, [&](const effects::CallModel* model) {
    const auto& receivers = model->group->receivers;
    return model->does == Does::Delete && model->chain == "table" &&
           std::ranges::find(receivers, builder) != receivers.end();
  });
  const auto name = is_builder && table ? program.value(table) : std::nullopt;
  return name ? name->text : std::string_view{};
}

/// `user.remove()`: what a row does to itself.
bool deletes_itself(const Scene& scene, const Node& call, const Entities& entities, const std::string& entity) {
  const Program& program = scene.program();
  const Node row = effects::receiver_of(call);
  if (!row || !program.callees(call).empty()) return false;
  const auto& models = scene.flows().models(call);
  const bool may = std::ranges::any_of(models, [](const effects::CallModel* model) {
    return model->group->about == effects::About::Instance && model->does == Does::Delete;
  });
  if (!may) return false;
  // A method that the program declares for itself is whatever it says.
  if (program.definition(program::callee(call)).node) return false;
  // `User.destroy(…)` is the model's.
  const Node declared = program.definition(row).node;
  if (declared && declared.is(Kind::Class)) return false;
  return entities.are_same(entity, RowsOf(scene).of(row));
}

}  // namespace

Node deleting_text(const Program& program, const Node& call) {
  if (call.is(Kind::Tagged)) {
    // `` db.execute(sql`DELETE …`) `` is one deletion.
    const Node above = call.parent();
    const bool is_handed_on = above && above.is(Kind::Call) && program::callee(above) != call;
    return is_handed_on ? Node{} : text_of(program, call);
  }
  const Node head = program::callee(call);
  if (!head || is_about_words(head)) return {};
  for (const Node given : program::arguments(call)) {
    const Node plain = given ? program::without_casts(given) : Node{};
    if (const Node text = text_of(program, plain)) return text;
    if (!plain || !plain.is(Kind::Object)) continue;
    for (const std::string_view key : {"text", "sql", "query"}) {
      if (const Node text = text_of(program, program::value_of(program::property(plain, key)))) return text;
    }
  }
  return {};
}

Node left_alone_by_sql(const Constant& constant, const KeyColumns* columns, const Node& call, const Node& text) {
  const std::vector<sql::Token> tokens = sql::tokens_of(text.text());
  const bool is_either = std::ranges::any_of(tokens, [](const sql::Token& token) { return token.is("or"); });
  if (is_either) return {};
  Node values;  // a list, or what stands behind the text
  for (const Node given : program::arguments(call)) {
    const Node plain = given ? program::without_casts(given) : Node{};
    if (plain && plain.is(Kind::Array)) values = plain;
  }
  std::size_t nameless = 0;  // holes so far that have no number
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != sql::Token::Kind::Hole) continue;
    const std::string_view hole = tokens[i].text;
    const std::size_t index = nameless;
    if (hole == "${}" || hole == "?") ++nameless;
    const auto end = before_negation(tokens, i);
    const std::string_view column = end ? column_before(tokens, *end) : std::string_view{};
    if (!end || (columns != nullptr && !column.empty() && !columns->is_own_id(column))) continue;
    Node value;
    if (hole == "${}") {
      value = text.is(Kind::Template) ? text.child(index) : Node{};
    } else if (hole == "?") {
      value = values ? values.child(index) : program::argument(call, index + 1);
    } else if (hole.size() == 2 && hole[0] == '$' && hole[1] >= '1' && hole[1] <= '9') {
      const auto number = static_cast<std::size_t>(hole[1] - '1');
      value = values ? values.child(number) : program::argument(call, number + 1);
    }
    if (value && constant.is_meant(program::without_casts(value))) return value;
  }
  return {};
}

Node left_alone_by_condition(const Constant& constant, const KeyColumns* columns, const Node& call) {
  const Node text = program::argument(call, 0) ? program::without_casts(program::argument(call, 0)) : Node{};
  const Node given = program::argument(call, 1) ? program::without_casts(program::argument(call, 1)) : Node{};
  if (!text || !text.is(Kind::String) || !given || !given.is(Kind::Object)) return {};
  const std::vector<sql::Token> tokens = sql::tokens_of(text.text());
  if (std::ranges::any_of(tokens, [](const sql::Token& token) { return token.is("or"); })) return {};
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto end = tokens[i].kind == sql::Token::Kind::Hole ? before_negation(tokens, i) : std::nullopt;
    if (!end) continue;
    const std::string_view column = column_before(tokens, *end);
    if (columns != nullptr && !column.empty() && !columns->is_own_id(column)) continue;
    const std::size_t begin = tokens[i].text.find_first_not_of(":.");  // `:id`, `:...ids`
    if (begin == std::string_view::npos) continue;
    const Node value = program::value_of(program::property(given, tokens[i].text.substr(begin)));
    const Node plain = value ? program::without_casts(value) : Node{};
    if (plain && (constant.is_meant(plain) || constant.is_among(plain))) return plain;
  }
  return {};
}

bool deletes_rows_of(const Scene& scene, const Node& call, const std::string& entity) {
  const Program& program = scene.program();
  const Entities& entities = scene.entities();
  if (const Node text = deleting_text(program, call)) {
    return std::ranges::any_of(tables_emptied_by(program, text),
                               [&](const std::string& table) { return entities.are_same(entity, table); });
  }
  if (!call.is(Kind::Call)) return false;
  if (const std::string_view built = deleted_by_builder(program, call); !built.empty())
    return entities.are_same(entity, built);
  const auto& models = scene.flows().models(call);
  if (models.empty()) return false;
  const auto effect = effects::effect_of(program, scene.flows().vocabulary(), models, call);
  const bool is_deletion = effect && effect->does == Does::Delete && effect->store == effects::Store::Row;
  if (const std::string_view table = effect ? std::string_view{} : table_of_helper(program, models, call);
      !table.empty())
    return entities.are_same(entity, without_alias(table));
  if (!is_deletion) return deletes_itself(scene, call, entities, entity);
  if (effect->subject.empty()) {
    // `manager.remove(user)`
    return entities.are_same(entity, RowsOf(scene).of(program::argument(call, 0)));
  }
  return entities.are_same(entity, effect->subject) || entities.are_same(entity, without_alias(effect->shown));
}

}  // namespace lockstep::rules::require
