// A member of a database's enum that no write can give to a row.
//
// `PENDING` and `FAILED` are everybody's words, so that a word stands somewhere says little. But Prisma's calls name
// the model (`prisma.dispatch.create({ data: { state: 'SENT' } })`), and so do nested writes by the field that leads to
// it. When every write of every column of an enum is followed and known by what it writes, the members that are left
// can be in no row: whoever asks the column for one waits in vain, and of one that nobody asks for the schema tells a
// story that is not true. A single write that we cannot follow silences the enum, and so does a program in another
// language that speaks of the model.

#include "rules/orphan_variant/stored_writes.h"

#include "rules/orphan_variant/discriminants.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinMembers = 3;
constexpr std::size_t kMinWritten = 2;  // to say of a member that nobody asks for that it is idle
constexpr int kMaxSteps = 8;

constexpr std::array<std::string_view, 7> kWrites = {
    "create", "createMany", "createManyAndReturn", "update", "updateMany", "updateManyAndReturn", "upsert"};
// Of the argument of a write, and of what a field that leads to a model is given.
constexpr std::array<std::string_view, 7> kParts = {"data",   "create",     "createMany", "connectOrCreate",
                                                    "update", "updateMany", "upsert"};

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

// `Dispatch` is `prisma.dispatch`.
std::string accessor_of(std::string_view model) {
  std::string accessor{model};
  if (!accessor.empty())
    accessor.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(accessor.front())));
  return accessor;
}

struct Account {
  std::set<std::string_view> written;
  std::vector<Node> writes;                             // some of the places
  std::map<std::string_view, std::vector<Node>> asked;  // by member
  bool is_known = true;
};

class Writes {
 public:
  Writes(const Gathered& gathered, const StoredSchema& schema) : gathered_(gathered), schema_(schema) {}

  Account of(const StoredEnum& stored) const {
    Account account;
    for (const StoredEnum::Column& column : stored.places) {
      const std::string accessor = accessor_of(column.model);
      for (const std::string_view method : kWrites) {
        each_call(method, accessor, [&](const Node& call) { read_argument(call, stored, column.name, account); });
      }
      if (const auto fields = schema_.relations.find(column.model); fields != schema_.relations.end()) {
        for (const std::string_view field : fields->second) read_nested(field, stored, column.name, account);
      }
      if (is_handed_on(accessor)) account.is_known = false;
      read_questions(accessor, stored, column.name, account);
      if (!account.is_known) break;
    }
    return account;
  }

 private:
  template <class Visit>
  void each_call(std::string_view method, std::string_view accessor, Visit visit) const {
    const auto name = gathered_.program.names().find(method);
    if (!name) return;
    for (const NodeRef ref : gathered_.program.places().calls(*name)) {
      const Node call = gathered_.program[ref];
      if (!is_accessor(call, accessor)) continue;
      if (is_own_code(call.file())) visit(call);
    }
  }

  // `prisma.dispatch.create(…)`, `this.db.client.dispatch.create(…)`
  static bool is_accessor(const Node& call, std::string_view accessor) {
    const Node head = program::callee(call);
    const Node store = head && head.is(Kind::Member) ? program::without_casts(head.child(0)) : Node{};
    return store && store.is(Kind::Member) && store.text() == accessor;
  }

  // `put(prisma.dispatch, row)`, `const table = tx.dispatch`: somebody else may write to it. Which names are clients is
  // told by the calls that were found.
  bool is_handed_on(std::string_view accessor) const {
    std::set<std::string_view> clients;
    for (const std::string_view method : kWrites) {
      each_call(method, accessor, [&](const Node& call) {
        const Node client = program::without_casts(program::callee(call).child(0)).child(0);
        if (client) clients.insert(client.text());
      });
    }
    const auto name = gathered_.program.names().find(accessor);
    return name && std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
             if (!is_own_code(file) || std::ranges::find(file.names, *name) == file.names.end()) return false;
             for (const Node use : program::nodes_of(file, Kind::Member)) {
               if (use.name() == *name && use.child(0) && clients.contains(use.child(0).text()) &&
                   !use.parent().is(Kind::Member))
                 return true;
             }
             return false;
           });
  }

  void read_argument(const Node& call, const StoredEnum& stored, std::string_view column, Account& account) const {
    const Node argument = followed(program::argument(call, 0));
    if (!argument || !argument.is(Kind::Object)) {
      account.is_known = false;
      return;
    }
    read_parts(argument, stored, column, account);
  }

  // `{ parcels: { create: [{ state: 'SENT' }] } }` in what another model is given.
  void read_nested(std::string_view field, const StoredEnum& stored, std::string_view column, Account& account) const {
    const auto name = gathered_.program.names().find(field);
    if (!name) return;
    for (const NodeRef ref : gathered_.program.places().properties(*name)) {
      const Node property = gathered_.program[ref];
      if (!is_own_code(property.file())) continue;
      const Node given = program::without_casts(program::value_of(property));
      if (given && given.is(Kind::Object)) read_parts(given, stored, column, account);
    }
  }

  // What is written stands under `data`, `create` …
  void read_parts(const Node& object, const StoredEnum& stored, std::string_view column, Account& account) const {
    for (const Node& part : object.children()) {
      if (part.is(Kind::Spread) && object.parent().is(Kind::Call)) account.is_known = false;
      if (part.is(Kind::Property) && is_one_of(part.text(), kParts))
        read_row(program::value_of(part), stored, column, account, 0);
    }
  }

  void read_row(const Node& given, const StoredEnum& stored, std::string_view column, Account& account,
                int step) const {
    const Node row = followed(given);
    if (!row || step > kMaxSteps) {
      account.is_known = false;
      return;
    }
    const auto read_next = [&](const Node& next) { read_row(next, stored, column, account, step + 1); };
    if (row.is(Kind::Array)) {
      for (const Node& one : row.children()) read_next(one.is(Kind::Spread) ? one.child(0) : one);
    } else if (row.is(Kind::Conditional)) {
      read_next(row.child(1));
      read_next(row.child(2));
    } else if (row.is(Kind::Binary) && row.op() == Op::And) {
      read_next(row.child(1));  // `...(late && { state: 'LATE' })`
    } else if (row.is(Kind::Call)) {
      read_mapped(row, stored, column, account, step);
    } else if (!row.is(Kind::Object)) {
      account.is_known = false;
    } else {
      for (const Node& part : row.children()) {
        if (part.is(Kind::Spread)) {
          read_next(part.child(0));
        } else if (part.is(Kind::Property) && part.text() == column) {
          read_value(program::value_of(part), stored, account, 0);
        } else if (part.is(Kind::Property) && is_one_of(part.text(), kParts)) {
          read_next(program::value_of(part));  // `upsert: { create: { … } }`, `createMany: { data: [ … ] }`
        } else if (!part.is(Kind::Property) || part.text().empty()) {
          account.is_known = false;  // a computed key
        }
      }
    }
  }

  // `items.map((item) => ({ state: 'SENT', … }))`
  void read_mapped(const Node& call, const StoredEnum& stored, std::string_view column, Account& account,
                   int step) const {
    const Node head = program::callee(call);
    const Node maker = head && head.is(Kind::Member) && head.text() == "map" ? program::argument(call, 0) : Node{};
    const Node body = maker && maker.is(Kind::Function) ? program::body(maker) : Node{};
    if (!body) {
      account.is_known = false;
    } else if (!body.is(Kind::Block)) {
      read_row(body, stored, column, account, step + 1);
    } else {
      for (const Node made : program::nodes_of(body, Kind::Return)) {
        if (made.enclosing_function() == maker) read_row(made.child(0), stored, column, account, step + 1);
      }
    }
  }

  void read_value(const Node& given, const StoredEnum& stored, Account& account, int step) const {
    const Node value = followed(given);
    const auto read_next = [&](const Node& next) { read_value(next, stored, account, step + 1); };
    if (!value || step > kMaxSteps) {
      account.is_known = false;
    } else if (value.is(Kind::Conditional)) {
      read_next(value.child(1));
      read_next(value.child(2));
    } else if (value.is(Kind::Binary) && (value.op() == Op::Or || value.op() == Op::Coalesce)) {
      read_next(value.child(0));
      read_next(value.child(1));
    } else if (value.is(Kind::Object)) {
      // { set: 'SENT' }
      const Node set = program::property(value, "set");
      if (set) read_next(program::value_of(set));
      if (!set) account.is_known = false;
    } else if (value.is(Kind::Ident) && value.text() == "undefined") {
      return;
    } else if (!note(value, stored, account)) {
      account.is_known = false;
    }
  }

  // A literal, a member of the enum, or something whose type lists literals.
  bool note(const Node& value, const StoredEnum& stored, Account& account) const {
    const auto add = [&](std::string_view text) {
      const auto member = std::ranges::find(stored.members, text, &StoredEnum::Member::text);
      if (member == stored.members.end()) return false;
      account.written.insert(member->text);
      account.writes.push_back(value);
      return true;
    };
    if (value.is(Kind::String)) return add(value.text());
    if (value.is(Kind::Member) && value.child(0) && value.child(0).text() == stored.name) return add(value.text());
    const Subject subject = gathered_.domains.subject(value);
    return subject.domain != nullptr &&
           std::ranges::all_of(subject.domain->variants, [&](const auto& one) { return add(one.text); });
  }

  // Through casts, and constants to what they are given.
  Node followed(const Node& given) const {
    Node at = program::without_casts(given);
    for (int step = 0; at && at.is(Kind::Ident) && step < kMaxSteps; ++step) {
      const Node declaration = gathered_.program.definition(at).node;
      const bool is_constant =
          declaration && declaration.is(Kind::Declarator) && declaration.parent().op() == Op::Const;
      const Node value = is_constant ? program::without_casts(program::value_of(declaration)) : Node{};
      if (!value || value.is(Kind::Member) || value.is(Kind::Await) || is_changed(declaration)) break;
      at = value;
    }
    return at;
  }

  // `const data = {}; data.state = …`
  static bool is_changed(const Node& declaration) {
    const auto name = declaration.child(0) ? declaration.child(0).name() : std::nullopt;
    for (const Node set : program::nodes_of(declaration.file(), Kind::Assign)) {
      const Node target = set.child(0);
      const bool is_part = target && (target.is(Kind::Member) || target.is(Kind::Index));
      if (is_part && target.child(0) && target.child(0).name() == name) return true;
    }
    return false;
  }

  // `where: { state: { in: ['SENT', 'LATE'] } }` of a call of the model itself.
  void read_questions(std::string_view accessor, const StoredEnum& stored, std::string_view column,
                      Account& account) const {
    const auto name = gathered_.program.names().find(column);
    if (!name) return;
    for (const NodeRef ref : gathered_.program.places().properties(*name)) {
      const Node property = gathered_.program[ref];
      if (!is_production(property.file()) || !is_condition(property, accessor)) continue;
      for (const Node text : program::nodes_of(property, {Kind::String, Kind::Member})) {
        const bool is_member = text.is(Kind::Member) && text.child(0) && text.child(0).text() == stored.name;
        if (!text.is(Kind::String) && !is_member) continue;
        const auto member = std::ranges::find(stored.members, text.text(), &StoredEnum::Member::text);
        if (member != stored.members.end()) account.asked[member->text].push_back(text);
      }
    }
  }

  static bool is_condition(const Node& property, std::string_view accessor) {
    bool is_where = false;
    for (Node at = property.parent(); at; at = at.parent()) {
      if (at.is(Kind::Call)) return is_where && is_accessor(at, accessor);
      if (at.is(Kind::Property)) {
        if (at.text() != "AND" && at.text() != "OR" && at.text() != "NOT" && at.text() != "where") return false;
        is_where = is_where || at.text() == "where";
      } else if (!at.is(Kind::Object) && !at.is(Kind::Array) && !at.is(Kind::Spread) && !at.is(Kind::Conditional) &&
                 !at.is(Kind::Binary) && !at.is(Kind::Cast)) {
        return false;
      }
    }
    return false;
  }

  const Gathered& gathered_;
  const StoredSchema& schema_;
};

class UnwrittenMembers {
 public:
  UnwrittenMembers(const Gathered& gathered, const StoredSchema& schema, std::vector<Finding>& findings)
      : gathered_(gathered),
        findings_(findings),
        discriminants_(gathered.program.models()),
        schema_(schema),
        writes_(gathered, schema) {}

  void run() {
    for (const auto& [name, stored] : schema_.enums) {
      // A role or a plan is given by hand, in the database.
      if (stored.members.size() < kMinMembers || stored.places.empty() || schema_.twice.contains(name) ||
          discriminants_.is_catalogue(name))
        continue;
      judge(stored);
    }
  }

 private:
  void judge(const StoredEnum& stored) {
    const Account account = writes_.of(stored);
    if (!account.is_known || account.written.empty()) return;
    if (std::ranges::any_of(stored.places, [&](const auto& one) { return gathered_.elsewhere.speaks_of(one.model); }))
      return;
    std::vector<const StoredEnum::Member*> idle;
    std::vector<const StoredEnum::Member*> asked;
    for (const StoredEnum::Member& member : stored.members) {
      if (account.written.contains(member.text) || stored.kept.contains(member.text) || is_told(stored, member))
        continue;
      (account.asked.contains(member.text) ? asked : idle).push_back(&member);
    }
    if (!asked.empty()) {
      report_asked(stored, asked, account);
    } else if (!idle.empty() && account.written.size() >= kMinWritten && idle.size() <= account.written.size()) {
      report_idle(stored, idle, account);
    }
  }

  // By the search for members that nobody speaks of, or asks for.
  bool is_told(const StoredEnum& stored, const StoredEnum::Member& member) const {
    return std::ranges::any_of(findings_, [&](const Finding& finding) {
      if (finding.where.path != stored.path) return false;
      const auto is_here = [&](const Place& place) { return place.span.begin == member.span.begin; };
      return is_here(finding.where) ||
             std::ranges::any_of(finding.related, [&](const Related& one) { return is_here(one.place); });
    });
  }

  Finding begin(const StoredEnum& stored, const StoredEnum::Member& member, const Account& account) const {
    Finding finding;
    finding.where = {.path = std::string{stored.path}, .span = member.span};
    finding.subject = std::string{stored.name} + ' ' + std::string{member.text};
    std::string columns;
    for (const StoredEnum::Column& column : stored.places)
      columns += (columns.empty() ? "" : ", ") + std::string{column.model} + '.' + std::string{column.name};
    give_reason(finding, "all writes of " + columns + " say which member they write");
    for (const Node& node : account.writes) {
      if (finding.related.size() < kMaxRelated / 2)
        finding.related.push_back({place_of(node), quoted(node.text()) + " is written here"});
    }
    return finding;
  }

  void report_asked(const StoredEnum& stored, const std::vector<const StoredEnum::Member*>& unwritten,
                    const Account& account) {
    const bool is_one = unwritten.size() == 1;
    std::vector<std::string_view> texts;
    for (const StoredEnum::Member* member : unwritten) texts.push_back(member->text);
    Finding finding = begin(stored, *unwritten.front(), account);
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    for (std::size_t i = 1; i < texts.size(); ++i) finding.subject += ' ' + std::string{texts[i]};
    finding.message = listed(texts) + " of " + std::string{stored.name} + (is_one ? " is" : " are") +
                      " asked for and no write gives " + (is_one ? "it" : "them") + " to a row";
    finding.advice = is_one ? "Write the member where it should arise, or remove it with the condition."
                            : "Write these members where they should arise, or remove them with the condition.";
    for (const std::string_view text : texts) {
      for (const Node& node : account.asked.at(text)) {
        if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(node), "asked for here"});
      }
    }
    findings_.push_back(std::move(finding));
  }

  void report_idle(const StoredEnum& stored, const std::vector<const StoredEnum::Member*>& idle,
                   const Account& account) {
    const bool is_one = idle.size() == 1;
    std::vector<std::string_view> texts;
    for (const StoredEnum::Member* member : idle) texts.push_back(member->text);
    Finding finding = begin(stored, *idle.front(), account);
    finding.kind = "unused";
    finding.severity = Severity::Note;
    for (std::size_t i = 1; i < texts.size(); ++i) finding.subject += ' ' + std::string{texts[i]};
    finding.message = listed(texts) + " of " + std::string{stored.name} + (is_one ? " is" : " are") +
                      " declared for the database, and no write gives " + (is_one ? "it" : "them") + " to a row";
    finding.advice = is_one ? "Write the member where it was meant, or remove it with a migration."
                            : "Write these members where they were meant, or remove them with a migration.";
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
  const StoredSchema& schema_;
  Writes writes_;
};

}  // namespace

void find_unwritten_members(const Gathered& gathered, const StoredSchema& schema, std::vector<Finding>& findings) {
  UnwrittenMembers{gathered, schema, findings}.run();
}

}  // namespace lockstep::rules::variants
