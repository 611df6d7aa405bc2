#include "rules/migrations/script.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

namespace lockstep::rules::migrations {
namespace {

constexpr std::array<std::string_view, 15> kVerbs{"insert", "replace", "with",   "select",   "create",
                                                  "alter",  "drop",    "delete", "truncate", "update",
                                                  "do",     "begin",   "set",    "comment",  "merge"};

/// Whether a text may be SQL: its first word is a verb of it and something follows.
bool may_be_sql(std::string_view text) {
  constexpr std::size_t kShortest = 8;
  if (text.size() < kShortest) return false;
  std::size_t at = 0;
  while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
  if (text.substr(at).starts_with("--") || text.substr(at).starts_with("/*")) return true;
  std::size_t end = at;
  while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) ++end;
  if (end == text.size()) return false;
  return std::any_of(kVerbs.begin(), kVerbs.end(),
                     [&](std::string_view verb) { return sql::same_word(text.substr(at, end - at), verb); });
}

std::string_view name_of(const Node& function) {
  if (!function.text().empty()) return function.text();
  const Node parent = function.parent();
  if (!parent) return {};
  if (parent.is(Kind::Method) || parent.is(Kind::Property) || parent.is(Kind::Field)) return parent.text();
  if (parent.is(Kind::Declarator)) return parent.child(0) ? parent.child(0).text() : std::string_view{};
  if (parent.is(Kind::Assign)) return parent.child(0) ? parent.child(0).text() : std::string_view{};
  return {};
}

/// The call that a text of SQL is handed to.
Node call_of(const Node& text) {
  const Node above = text.parent();
  return above && above.is(Kind::Tagged) ? above.child(1) : above;
}

/// The string that an expression stands for, if it is one.
std::optional<std::string> string_of(const Program& program, const Node& expression) {
  if (expression && expression.is(Kind::String)) return std::string(expression.text());
  const auto value = expression ? program.value(expression) : std::nullopt;
  return value ? std::optional(std::string(value->text)) : std::nullopt;
}

/// What fills the holes of a text of SQL: `query('… VALUES ($1)', [ID])`, `sql`… ${ID}``.
class Parameters {
 public:
  Parameters(const Program& program, const Node& text) {
    const Node call = call_of(text);
    if (!call) return;
    for (const Node argument : call.is(Kind::Call) ? program::arguments(call) : call.children()) {
      if (argument == text || !argument.is(Kind::Array) || is_list_) continue;
      is_list_ = true;
      for (const Node element : argument.children()) listed_.push_back(string_of(program, element));
    }
    for (const Node node : program::nodes_of(call, {Kind::String, Kind::Ident, Kind::Member})) {
      if (node == text) continue;
      if (const auto value = string_of(program, node)) all_.push_back(*value);
    }
  }

  void fill(Row& row) {
    for (const std::string& hole : row.holes) {
      const std::optional<std::size_t> index = index_of(hole);
      if (index && is_list_) {
        const bool is_known = *index < listed_.size() && listed_[*index];
        if (is_known) row.values.push_back(*listed_[*index]);
        row.is_open = row.is_open || !is_known;
      } else {
        row.is_open = true;
        row.values.insert(row.values.end(), all_.begin(), all_.end());
      }
    }
    row.holes.clear();
  }

 private:
  std::optional<std::size_t> index_of(std::string_view hole) {
    if (hole == "?") return next_++;
    if (!hole.starts_with('$') || hole.size() < 2) return std::nullopt;
    std::size_t number = 0;
    for (const char digit : hole.substr(1)) {
      if (std::isdigit(static_cast<unsigned char>(digit)) == 0) return std::nullopt;
      number = number * 10 + static_cast<std::size_t>(digit - '0');
    }
    return number == 0 ? std::nullopt : std::optional(number - 1);
  }

  std::vector<std::optional<std::string>> listed_;
  std::vector<std::string> all_;
  bool is_list_ = false;
  std::size_t next_ = 0;
};

bool is_concatenation(const Node& node) { return node && node.is(Kind::Binary) && node.op() == Op::Add; }

/// Whether a text is put behind another one, with which it is read.
bool is_later_part(const Node& text) {
  for (Node at = text; is_concatenation(at.parent()); at = at.parent()) {
    if (at.parent().child(1) == at) return true;
  }
  return false;
}

/// The whole of `'INSERT …' + 'VALUES …' + rest`, by its first part.
Node whole_of(const Node& text) {
  Node whole = text;
  while (is_concatenation(whole.parent())) whole = whole.parent();
  return whole;
}

/// Its text, with a `${}` for every part that is made up at run time.
std::string text_of_parts(const Program& program, const Node& whole) {
  if (is_concatenation(whole)) return text_of_parts(program, whole.child(0)) + text_of_parts(program, whole.child(1));
  if (whole.is(Kind::String) || whole.is(Kind::Template)) return std::string(whole.text());
  const auto value = program.value(whole);
  return value ? std::string(value->text) : std::string("${}");
}

class Reading {
 public:
  explicit Reading(const Program& program) : program_(program) {}

  /// What a function does, and the functions of its own file that it calls.
  void read(const Node& function, int depth = 0) {
    constexpr int kDeepest = 4;
    if (!seen_.insert(function.ref()).second || depth > kDeepest) return;
    for (const Node node : program::nodes_of(function, {Kind::String, Kind::Template, Kind::Call})) {
      if (node.is(Kind::Call)) {
        if (auto deed = deed_of_call(program_, node)) add(*std::move(deed), place_of(program::callee(node)));
        for (const Node given : program::arguments(node)) read_named(given, function);
        for (const NodeRef target : program_.callees(node)) {
          const Node callee = program_[target];
          if (callee.file().id == function.file().id && !function.contains(callee)) read(callee, depth + 1);
        }
      } else if (may_be_sql(node.text()) && !is_later_part(node)) {
        read_text(node);
      }
    }
  }

  std::vector<Deed> take() { return std::move(deeds_); }

 private:
  void add(Deed deed, Place where) {
    deed.where = std::move(where);
    deeds_.push_back(std::move(deed));
  }

  /// `await queryRunner.query(SEED)` of a constant that stands elsewhere.
  void read_named(const Node& given, const Node& function) {
    if (!given.is(Kind::Ident) && !given.is(Kind::Member)) return;
    const Node constant = program_.constant(given);
    const Node text = constant ? program::without_casts(constant) : Node{};
    if (!text || text == given || function.contains(text)) return;
    const bool is_text = text.is(Kind::String) || text.is(Kind::Template) || is_concatenation(text);
    const std::string words = is_text ? text_of_parts(program_, text) : std::string();
    if (!may_be_sql(words)) return;
    Parameters parameters(program_, given);
    for (Deed& deed : deeds_of_sql(words)) {
      deed.node = given;
      for (Row& row : deed.rows) parameters.fill(row);
      add(std::move(deed), place_of(given));
    }
  }

  void read_text(const Node& text) {
    const Node whole = whole_of(text);
    const bool is_verbatim = whole == text && text.span().end - text.span().begin == text.text().size() + 2;
    Parameters parameters(program_, whole);
    for (Deed& deed : deeds_of_sql(whole == text ? std::string(text.text()) : text_of_parts(program_, whole))) {
      deed.node = text;
      for (Row& row : deed.rows) parameters.fill(row);
      const std::uint32_t begin = text.span().begin + (is_verbatim ? 1 + deed.where.span.begin : 0);
      const std::uint32_t size = is_verbatim ? deed.where.span.end - deed.where.span.begin : 1;
      add(std::move(deed), place_of(text.file(), {begin, begin + size}));
    }
  }

  const Program& program_;
  std::set<NodeRef> seen_;
  std::vector<Deed> deeds_;
};

bool is_empty_body(const Node& function) {
  const Node body = program::body(function);
  return body && body.is(Kind::Block) && body.child_count() == 0;
}

/// "AddUsers" of a class `AddUsers1690000000000`, else of the file's name.
std::string migration_name(const Node& function, std::string_view path) {
  std::string_view name;
  if (const Node owner = function ? function.enclosing(Kind::Class) : Node{}) name = owner.text();
  if (name.empty()) {
    name = path.substr(path.rfind('/') + 1);
    if (name == "migration.sql") {
      const std::string_view folder = path.substr(0, path.size() - name.size() - 1);
      name = folder.substr(folder.rfind('/') + 1);
    }
    name = name.substr(0, name.find('.'));
    while (!name.empty() &&
           (std::isdigit(static_cast<unsigned char>(name.front())) != 0 || name.front() == '_' || name.front() == '-'))
      name.remove_prefix(1);
  }
  while (!name.empty() && std::isdigit(static_cast<unsigned char>(name.back())) != 0) name.remove_suffix(1);
  return name.empty() ? std::string(path) : std::string(name);
}

Script script_of(const Program& program, const Node& function) {
  Reading reading(program);
  reading.read(function);
  return {.migration = migration_name(function, function.file().path),
          .function = function,
          .where = place_of(function.file(), program::name_span(function)),
          .deeds = reading.take(),
          .is_empty = is_empty_body(function)};
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

/// Development data may be thrown away and made anew; those who run it know.
bool is_seed(std::string_view path) { return path.find("/seed") != std::string_view::npos || path.starts_with("seed"); }

}  // namespace

std::vector<Migration> collect_migrations(const Program& program) {
  std::vector<Migration> migrations;
  const auto up_name = program.names().find("up");
  for (const File& file : program.files()) {
    if (!up_name || is_seed(file.path)) continue;
    const bool is_migration = file.roles.has(workspace::Role::Migration) ||
                              file.path.find("igration") != std::string::npos ||
                              file.path.find("alterations") != std::string::npos;
    if (!is_migration || file.roles.has(workspace::Role::Test) || file.roles.has(workspace::Role::Declaration))
      continue;
    if (std::find(file.names.begin(), file.names.end(), *up_name) == file.names.end()) continue;
    Migration migration;
    for (const Node function : program::nodes_of(file, Kind::Function)) {
      const std::string_view name = name_of(function);
      if (name == "up" && !migration.up.function) migration.up = script_of(program, function);
      if (name == "down" && !migration.down) migration.down = script_of(program, function);
    }
    migration.folder = folder_of(file.path);
    if (migration.up.function) migrations.push_back(std::move(migration));
  }
  for (const std::string& path : program.workspace().migration_scripts()) {
    if (is_seed(path)) continue;
    const workspace::Bytes bytes = program.workspace().read(path);
    if (bytes.trouble) continue;
    Migration migration;
    migration.folder = folder_of(path);
    migration.up = {.migration = migration_name({}, path), .function = {}, .where = {.path = path}, .deeds = {}};
    for (Deed& deed : deeds_of_sql(bytes.text)) {
      deed.where.path = path;
      migration.up.deeds.push_back(std::move(deed));
    }
    migrations.push_back(std::move(migration));
  }
  return migrations;
}

}  // namespace lockstep::rules::migrations
