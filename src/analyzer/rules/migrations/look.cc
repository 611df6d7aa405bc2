#include "rules/migrations/look.h"

#include "program/exits.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>

namespace lockstep::rules::migrations {
namespace {

bool is_zero(const Node& node) { return (node.is(Kind::Number) || node.is(Kind::String)) && node.text() == "0"; }
bool is_one(const Node& node) { return (node.is(Kind::Number) || node.is(Kind::String)) && node.text() == "1"; }
bool is_nothing(const Node& node) {
  return node.is(Kind::Null) || (node.is(Kind::Ident) && node.text() == "undefined") ||
         (node.is(Kind::Boolean) && node.text() == "false");
}

bool is_equality(Op op) { return op == Op::Equal || op == Op::StrictEqual; }
bool is_inequality(Op op) { return op == Op::NotEqual || op == Op::StrictNotEqual; }

/// Whether a condition that turns out so means that something is there; nothing where that cannot be told.
std::optional<bool> means_found(const Node& condition, bool outcome) {
  const Node plain = program::without_casts(condition);
  if (!plain) return std::nullopt;
  if (plain.is(Kind::Unary) && plain.op() == Op::Not) return means_found(plain.child(0), !outcome);
  if (plain.is(Kind::Await)) return means_found(plain.child(0), outcome);
  if (!plain.is(Kind::Binary)) {
    const bool may_be_asked =
        plain.is(Kind::Ident) || plain.is(Kind::Member) || plain.is(Kind::Index) || plain.is(Kind::Call);
    return may_be_asked ? std::optional(outcome) : std::nullopt;
  }
  const Node limit = plain.child(1) ? program::without_casts(plain.child(1)) : Node{};
  if (!limit) return std::nullopt;
  const Op op = plain.op();
  if (is_zero(limit) || is_nothing(limit)) {
    if (is_equality(op)) return !outcome;
    if (is_inequality(op) || op == Op::Greater) return outcome;
  }
  if (limit.is(Kind::Boolean) && limit.text() == "true" && is_equality(op)) return outcome;
  if (is_one(limit)) {
    if (op == Op::Less) return !outcome;
    if (op == Op::GreaterEqual) return outcome;
  }
  return std::nullopt;
}

/// Where what an expression holds comes from.
class Sources {
 public:
  explicit Sources(const Program& program) : program_(program) {}

  void add(const Node& expression, int depth = 0) {
    constexpr int kDeepest = 6;
    if (!expression || depth > kDeepest) return;
    if (expression.is(Kind::Ident)) add_name(expression, depth);
    if (expression.is(Kind::Call)) add_call(expression, depth);
    for (const Node node : program::nodes_of(expression, {Kind::Ident, Kind::Call})) {
      if (node.is(Kind::Ident)) {
        add_name(node, depth);
      } else {
        add_call(node, depth);
      }
    }
  }

  bool is_of_store() const { return is_of_store_; }
  bool is_unknown() const { return is_unknown_; }
  const std::set<std::string>& tables() const { return tables_; }
  /// Texts that it was looked for: 'a@acme.test'.
  const std::set<std::string>& words() const { return words_; }

 private:
  void add_name(const Node& name, int depth) {
    const auto id = name.file().facts.binding(name.id());
    if (!id || !seen_.insert({name.file().id.value, id->value}).second) return;
    const facts::Binding& binding = name.facts()[*id];
    const Node declaration = name.file().node(binding.declaration);
    const Node function = declaration.enclosing_function();
    if (!function) return;
    if (declaration.is(Kind::Declarator)) {
      add(program::value_of(declaration), depth + 1);
      const Node loop = declaration.parent().parent();
      if (loop && loop.is(Kind::ForOf)) add(loop.child(1), depth + 1);
    } else if (declaration.is(Kind::Parameter)) {
      // `.then((rows) => …)`, `names.some((name) => …)`
      const Node around = function.parent();
      const Node head = around && around.is(Kind::Call) ? program::callee(around) : Node{};
      if (head && head.is(Kind::Member)) {
        add(head.child(0), depth + 1);
        if (head.text() == "then" && head.child(0).is(Kind::Call)) note_read(head.child(0));
      }
    }
    if (!binding.is_assigned) return;
    for (const Node assign : program::nodes_of(function, Kind::Assign)) {
      const Node target = assign.child(0);
      if (target && target.is(Kind::Ident) && name.file().facts.binding(target.id()) == id)
        add(assign.child(1), depth + 1);
    }
  }

  void add_call(const Node& call, int depth) {
    const Node above = call.parent();
    if (above && above.is(Kind::Await)) {
      note_read(call);
    } else if (program_.callees(call).empty()) {
      const Node head = program::callee(call);
      // `config.get('seed')`: nobody knows what that asks; `rows.some(…)` is of the rows.
      is_unknown_ = is_unknown_ || (head && head.is(Kind::Member) && head.child(0).is(Kind::Member));
    }
    for (const NodeRef callee : program_.callees(call)) add_function(program_[callee], depth + 1);
  }

  /// What a helper reads: `await exists(queryRunner, 'users')`.
  void add_function(const Node& function, int depth) {
    constexpr int kDeepest = 3;
    if (depth > kDeepest || !seen_.insert({function.file().id.value, function.id().value}).second) return;
    for (const Node wait : program::nodes_of(function, Kind::Await)) {
      if (wait.child(0) && wait.child(0).is(Kind::Call)) note_read(wait.child(0));
    }
  }

  void note_read(const Node& call) {
    is_of_store_ = true;
    if (std::string table = table_of_call(program_, call); !table.empty()) tables_.insert(std::move(table));
    for (const Node text : program::nodes_of(call, {Kind::String, Kind::Template})) {
      const std::vector<Deed> deeds = deeds_of_sql(text.text());
      for (const Deed& deed : deeds) {
        if (deed.kind == Deed::Kind::Select && !deed.table.empty()) tables_.insert(deed.table);
      }
      if (deeds.empty() && text.is(Kind::String)) words_.emplace(text.text());
      if (deeds.empty()) continue;
      for (const sql::Token& token : sql::tokens_of(text.text())) {
        if (token.kind == sql::Token::Kind::String) words_.emplace(token.text);
      }
    }
    for (const Node name : program::nodes_of(call, {Kind::Ident, Kind::Member})) {
      if (const auto value = program_.value(name)) words_.emplace(value->text);
    }
  }

  const Program& program_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen_;
  std::set<std::string> tables_;
  std::set<std::string> words_;
  bool is_of_store_ = false;
  bool is_unknown_ = false;
};

/// Names of entities are no names of tables: `User` may well be `users`.
bool is_entity(std::string_view name) {
  return !name.empty() && std::isupper(static_cast<unsigned char>(name[0])) != 0;
}

class Looks {
 public:
  Looks(const Program& program, const Deed& deed, const Script& script)
      : program_(program), deed_(deed), script_(script) {}

  Look before() const {
    Look best = Look::None;
    Node below = deed_.node;
    for (Node at = deed_.node.parent(); at; below = at, at = at.parent()) {
      best = std::max(best, around(at, below));
      if (at == script_.function || best == Look::Missing) break;
    }
    return best == Look::Missing ? best : std::max(best, filtered());
  }

 private:
  Look around(const Node& at, const Node& below) const {
    if ((at.is(Kind::If) || at.is(Kind::Conditional)) && at.child(0) != below)
      return of_condition(at.child(0), at.child(1) == below);
    if (at.is(Kind::Binary) && (at.op() == Op::And || at.op() == Op::Or) && at.child(1) == below)
      return of_condition(at.child(0), at.op() == Op::And);
    // Whoever swallows what the insert throws may mean that the rows are there.
    if (at.is(Kind::Try) && at.child(0) == below && at.child(2) && may_swallow(at.child(2))) return Look::Unknown;
    if (!at.is(Kind::Block)) return Look::None;
    Look best = Look::None;
    for (const Node statement : at.children()) {
      if (statement == below) break;
      if (statement.is(Kind::If)) best = std::max(best, of_way_out(statement));
    }
    return best;
  }

  /// `catch { }`, `catch (e) { if (e.code !== '23505') throw e; }`
  static bool may_swallow(const Node& handler) {
    const auto throws = program::nodes_of(handler, Kind::Throw);
    return std::all_of(throws.begin(), throws.end(), [&](const Node& one) {
      for (Node at = one.parent(); at && at != handler; at = at.parent()) {
        if (at.is(Kind::If)) return true;
      }
      return false;
    });
  }

  /// `if (rows.length > 0) return;`
  Look of_way_out(const Node& statement) const {
    const Node branch = statement.child(1);
    if (!branch) return Look::None;
    if (program::leaves_block(branch)) return of_condition(statement.child(0), false);
    const auto inside = program::descendants(branch);
    return std::any_of(inside.begin(), inside.end(), program::is_exit) ? Look::Unknown : Look::None;
  }

  Look of_condition(const Node& condition, bool outcome) const {
    const Node plain = program::without_casts(condition);
    if (!plain) return Look::None;
    if (plain.is(Kind::Unary) && plain.op() == Op::Not) return of_condition(plain.child(0), !outcome);
    if (plain.is(Kind::Binary) && (plain.op() == Op::And || plain.op() == Op::Or)) {
      const Look left = of_condition(plain.child(0), outcome);
      const Look right = of_condition(plain.child(1), outcome);
      if ((plain.op() == Op::And) == outcome) return std::max(left, right);
      return left == right ? left : Look::Unknown;
    }
    Sources sources(program_);
    sources.add(plain);
    if (!sources.is_of_store()) return sources.is_unknown() ? Look::Unknown : Look::None;
    const std::optional<bool> is_found = means_found(named(plain), outcome);
    if (!is_found) return Look::Unknown;
    if (*is_found) return Look::None;
    return is_about_rows(sources) && may_look_for_them(sources) ? Look::Missing : Look::Unknown;
  }

  /// `const isThere = rows.length > 0; if (isThere) …`
  Node named(const Node& condition) const {
    if (!condition.is(Kind::Ident)) return condition;
    const Node declared = program_.definition(condition).node;
    const Node value = declared && declared.is(Kind::Declarator) && declared.parent().op() == Op::Const &&
                               declared.child(0).is(Kind::Binding)
                           ? program::value_of(declared)
                           : Node{};
    return value && (value.is(Kind::Binary) || value.is(Kind::Unary)) ? value : condition;
  }

  /// Whether what was looked at may be the rows that are inserted, or others that come with them.
  bool is_about_rows(const Sources& sources) const {
    if (sources.tables().empty() || deed_.table.empty()) return true;
    return std::ranges::any_of(sources.tables(), [&](const std::string& table) {
      if (is_entity(table) != is_entity(deed_.table) || sql::same_word(table, deed_.table)) return true;
      return std::ranges::any_of(script_.deeds, [&](const Deed& other) {
        return other.kind == Deed::Kind::Insert && sql::same_word(other.table, table);
      });
    });
  }

  /// Whether what was looked for may be in the rows: a look for another address says nothing of this one.
  bool may_look_for_them(const Sources& sources) const {
    std::set<std::string> inserted;
    for (const Row& row : deed_.rows) inserted.insert(row.values.begin(), row.values.end());
    if (inserted.empty() || sources.words().empty()) return true;
    return std::ranges::any_of(sources.words(), [&](const std::string& word) { return inserted.contains(word); });
  }

  /// Rows that were filtered before they are inserted.
  Look filtered() const {
    Look best = Look::None;
    for (const Node call : program::nodes_of(script_.function, Kind::Call)) {
      const Node head = program::callee(call);
      if (!head || head.text() != "filter" || call.span().begin >= deed_.node.span().begin) continue;
      best = std::max(best, Look::Unknown);
      const Node closure = program::argument(call, 0);
      const Node answer = closure && closure.is(Kind::Function) ? program::body(closure) : Node{};
      if (answer && !answer.is(Kind::Block)) best = std::max(best, of_condition(answer, true));
    }
    return best;
  }

  const Program& program_;
  const Deed& deed_;
  const Script& script_;
};

}  // namespace

Look look_before(const Program& program, const Deed& deed, const Script& script) {
  return deed.node && script.function ? Looks(program, deed, script).before() : Look::None;
}

}  // namespace lockstep::rules::migrations
