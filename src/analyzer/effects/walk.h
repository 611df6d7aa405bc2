#pragma once

#include "effects/flow.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lockstep::effects {

/// Where an answer lies that a comparison of a count with a limit gave. No column is called like that.
inline constexpr std::string_view kAtLimit = "at its limit";

/// Whether what was read and what is written are rows of one entity.
bool is_of_entity(const Source& read, const std::string& subject, bool by_name);

/// The walk over one unit that makes its `Flow`: statements in source order (walk.cc), what expressions hang together
/// with (walk_values.cc) and what calls make of it (walk_calls.cc, walk_results.cc), what happens at calls
/// (walk_happens.cc), what is written (walk_writes.cc), updated (walk_rows.cc, walk_keyed.cc, walk_statements.cc),
/// inserted (walk_inserts.cc, walk_limits.cc, walk_absent.cc), taken away (walk_last.cc) or marked as used
/// (walk_claims.cc), what was looked at before (walk_looks.cc), what is made of rows (walk_objects.cc), what comes in
/// from outside (walk_handed_in.cc), goes to closures of others (walk_handed_out.cc) or only names tell
/// (walk_named.cc), and which row a write names (row_keys.cc). Branches are not kept apart: a variable that is assigned
/// on a branch may hold either value.
class Walk {
 public:
  Walk(Flows& flows, const Node& unit, Flow& flow)
      : flows_(flows), program_(flows.program()), unit_(unit), flow_(flow) {}
  void run();

 private:
  static bool is_type(Kind kind) { return kind >= Kind::TypeName; }

  // Variables ---------------------------------------------------------------------------------------------------

  void bind_parameters();
  std::uint32_t new_source(Source source);
  std::uint32_t this_source();
  /// Whether an origin may be a row, rather than a value under a key or a file.
  bool is_row_source(const Origin& origin) const;
  Value member_of(const Value& value, std::string_view name) const;
  Value element_of(const Value& value) const;
  void bind(const Node& pattern, const Value& value, bool weakly);

  // Expressions -------------------------------------------------------------------------------------------------

  Value eval(const Node& expression, int depth = 0);
  /// What a variable of this unit holds so far, or one of the functions around it.
  Value variable(std::uint32_t binding);
  Value eval_binary(const Node& expression, int depth);
  Value eval_object(const Node& object, int depth);
  Value eval_properties(const Node& object, int depth);
  /// A variable or field holds something else from now on.
  void forget_objects() { objects_.clear(); }
  Value arguments_of(const Node& call, int depth);
  Value eval_call(const Node& call, int depth);
  Value result_of(const Node& call, int depth);
  /// `Result.ok(row)` and `.unwrap()`, `E.right(row)`: where the value lies in a result. Null: it is neither.
  std::optional<Value> packed_or_unpacked(const Node& call, int depth);
  /// Whether a list holds what was made of each row of a list that was read: `rows.map(…)`, filtered, sorted.
  bool is_made_of_rows(const Node& list, int depth = 0);
  /// `rows.map((row) => ({ ...row, options: parse(row.options) }))`
  Value result_of_map(const Node& call, int depth);
  /// What a function that is handed over makes of the value that it will get: `.then(this.toMember)`. Null: unknown.
  std::optional<Value> made_by_function(const Node& function, const Value& given, int depth);
  static Value turned(const Value& value, Relation relation);
  Value parsed(const Value& value);
  Value result_of_effect(const Effect& of, int depth);
  /// `select({ job: jobs, team: teams }).from(jobs)`: the property that holds the row. Empty: it is the row itself.
  std::string row_in_selection(const Effect& of) const;
  /// The row that an insert leaves behind.
  Value inserted(const Effect& of);
  /// Whether a key is the id of a row that was inserted here: nobody else has it yet.
  bool is_own_row(const RowKey& key) const;
  /// Whether a saved value is none that was read or handed in.
  static bool is_new_row(const Value& value);
  /// What a closure hands back that a call runs and that is waited for: `await transaction(async (tx) => { … return
  /// row;
  /// })`.
  Value made_by_awaited_closure(const Node& call, int depth);
  /// What functions of the program hand back, in terms of this unit.
  Value result_of_callees(const Node& call, std::span<const NodeRef> callees, int depth);
  /// `new Order(row.id, row.lines)`: what its constructor puts into its fields.
  Value made_by_constructor(const Node& made, int depth);
  /// `get scope() { return this.db.select().from(orders) }`, of which more is asked: `this.scope.where(…)`.
  Node getter_of_query(const Node& member) const;
  /// The same read with one more condition.
  std::uint32_t narrowed(std::uint32_t source, const Node& call);
  /// What a call hands to a parameter, or to `this`, of a function of the program.
  Value handed_in(const Node& call, const Source& source, int depth = 0);
  /// A value that was handed in, and what became of it.
  static Value composed(const Value& given, const Origin& became);
  /// A read of a callee, as a source of this unit.
  std::uint32_t imported(const Node& call, NodeRef callee_unit, std::uint32_t theirs, const Flow& inner);

  // Statements --------------------------------------------------------------------------------------------------

  void enter(const Node& node);
  /// Parameters of closures that get elements of a list, or what a promise will bring.
  void bind_closure(const Node& function);
  void leave(const Node& node);
  void declare(const Node& pattern, const Node& value);
  /// Variables called after an entity that hold nobody knows what: `const { org } = contextOf(req)`.
  void find_rows(const Node& pattern, const Node& value);
  /// Whether a node stands on a branch, seen from where the variable is declared.
  bool is_on_branch(const Node& node, const Node& name) const;
  void assign(const Node& node);

  // New rows ----------------------------------------------------------------------------------------------------

  /// `row.position = …` on an object that is no row yet.
  void note_fresh(const Node& target, const Node& value);
  /// Whether an expression adds to something, perhaps through a variable.
  bool adds(const Node& expression, int depth = 0) const;
  /// `last + 1`
  static bool is_step(const Node& node);
  /// A row that is inserted with a number which follows the greatest one that was read.
  void inserts(const Effect& of, const Node& data, int depth = 0);
  void inserts_column(const Effect& of, std::string_view column, const Node& value);
  /// How a new value of a path depends on the source that the path lies in.
  Dependence dependence_of(const Origin& to, const Value& right) const;
  /// Something inside of a source is changed in place.
  void change(const Node& target, Merge merge);
  void mutate(std::uint32_t id, Mutation mutation);
  /// Whether a field holds other entities rather than a column's value.
  bool is_related(const Source& source, std::string_view field) const;
  /// The same of a list of entities, which a save stores as it is: what is not in it any more is detached.
  bool is_list_of_related(const Source& source, std::string_view field) const;

  // Looks -------------------------------------------------------------------------------------------------------

  /// How a condition keeps others out: by leaving, or since what follows stands inside of its branch.
  struct Gate {
    bool throws = false;
    bool is_inside = false;
    Node statement = {};  ///< is_inside: the If
    Node out = {};        ///< … or the Throw or Return that leaves
  };
  /// `if (token.usedAt) throw …`: who gets past it found that column as it should be.
  void note_checks_of(const Node& statement);
  void note_checked(const Node& condition, const Gate& gate);
  /// `if (!canMove(row.state, next)) throw …`, `assertTransition(row.state, next)`
  void note_ways(const Node& call);
  void check(std::uint32_t source, const std::string& path, const std::string& stop, const Gate& gate);
  /// `if (!row.customerId) { … }`: what its branch writes was looked at.
  void enter_gate(const Node& statement);
  void leave_gate();
  /// What a function of the program looks at, and throws.
  void looks_happen(const Node& call, NodeRef target);
  void export_looks();
  /// `if (count >= plan.seats) throw …`: rows were counted, and whoever finds too many goes no further.
  void note_limit(const Node& comparison, const Gate& gate);
  /// `if ((await seatsLeft(team)).isFull) throw …`: what was counted elsewhere, and is only asked for its answer here.
  void note_told_limit(const Node& condition, const Gate& gate);
  void add_limit(std::uint32_t rows, const Gate& gate);
  /// A count and a write that meet further above, where routes are registered, have nothing to do with each other.
  static constexpr std::size_t kDeepestChain = 4;
  static bool is_near(const Source& counted) { return counted.chain.size() < kDeepestChain; }
  /// What a comparison with a limit tells of the rows that were counted: `{ isFull: seats >= most }`.
  Value limited(const Node& comparison);
  void row_inserted(Inserted row);
  /// `if (owners <= 1) throw …`
  void note_last(const Node& comparison, const Gate& gate);
  bool is_counted(const Node& number, const Origin& origin) const;
  void row_taken(const Taken& row);
  /// What a function of the program takes away, and which counts it throws at.
  void takes_happen(const Node& call, NodeRef target);
  void export_lasts();
  /// `if (!found) await insert(…)`: sources of which nothing was found, as whoever comes to a node knows.
  std::vector<std::uint32_t> absent_at(const Node& node);
  /// The sources that found nothing where a condition holds, or does not.
  void add_absent(const Node& condition, bool holds, std::vector<std::uint32_t>& into);
  /// The same of a number of rows: `if ((await count(…)) === 0)`.
  bool add_uncounted(const Node& counted, bool holds, std::vector<std::uint32_t>& into);
  void fills_absence(Inserted& row);
  /// `await change(row)` of a function that was handed in: what it does to the row, callers say.
  /// Whether an origin is what was parsed of a stored value or a file, which whoever gets it may change in place.
  bool is_value_of_store(const Origin& origin) const;
  void note_handed_out(const Node& call);
  void saved_after_handing_out(const Write& write);
  /// What a call hands to a closure that it is given: the row that a callee read.
  Value handed_to_closure(const Node& call, const Node& closure);
  /// The row that a closure of this call has changed is saved by a callee.
  /// `update({ id }, change(row))` where the function was handed in: whoever hands it in knows the columns.
  void writes_answer(const Effect& of, const Node& data);
  /// `Object.assign(row, change(row))`
  void assigns_answer(const Node& call);
  /// What a closure answers to a row that it was handed, as the callee writes it to that row.
  void answer_is_written(const HandedOut& row, const Node& closure);
  void handed_out_happens(const Node& call, NodeRef target);
  /// The parameter that is inserted as it is, by its index; -1: it is none.
  int inserted_parameter(const Node& data);
  Inserted insert_of(const Effect& of);
  /// What a function of the program inserts, and which limits it throws at.
  void inserts_happen(const Node& call, NodeRef target);
  /// What was looked at before a write sets a state, or fills what was empty. Null: nothing.
  std::optional<LookedAt> follows_check(const Origin& to, const Node& value) const;
  /// The branch outside of which nothing hangs on such a look; null: all that follows does.
  Node gate_of(const Origin& to) const;
  /// Whether a column gets the next of what was handed to somebody before: `refresh(row.refreshToken)`.
  bool replaces_what_was_spent(const Origin& to, const Node& value, const Node& write);
  /// Whether a write marks as used up what was found unused.
  bool uses_up(const Origin& to, const Node& value) const;
  static bool was_found_by(const Source& source, std::string_view column);
  /// The same of a state that is spelled out in SQL.
  /// The same of a value that a statement spells out.
  bool uses_up(const Origin& to, std::string_view literal) const;
  std::optional<LookedAt> follows_check_of_literal(const Origin& to, std::string_view literal) const;
  std::optional<LookedAt> follows_check_of_state(const Origin& to, std::string_view state) const;
  static bool is_state(const Node& value);
  /// Whether such a value may be set after a look: a state, a mark, nothing any more.
  static bool may_end_something(const Node& value);

  // Claims ------------------------------------------------------------------------------------------------------

  /// `update({ where: { id, status: 'queued' }, data: { status: 'running' } })`
  void note_compared(const Effect& of, const Node& data);
  /// `updateMany({ where: { position: { gt: row.position } }, data: { position: { decrement: 1 } } })`
  void shifts(const Effect& of, const Node& data);
  /// A value that is deleted after it was read: a list as a whole, a code that may be used once.
  void takes_away(KeyedWrite write);

  // Calls -------------------------------------------------------------------------------------------------------

  void called(const Node& call);
  void assign_properties(const Node& call);
  /// `row.title = title` and `Object.assign(row, changes)` of a row that was read: what is handed in and put into it.
  void note_assigned(std::uint32_t source, std::string_view column, const Value& value);
  /// Read by a key that a caller tells, given what the caller hands in, and saved: an update by that key.
  void export_assigned(const Write& write);
  void set_columns(const Node& call, const Value& object);
  /// A value in Redis or a file has no columns: changing any part of it changes it.
  void note_change_of_value(const Origin& to);
  bool is_changed_copy(const Origin& origin) const;
  /// With what was changed in copies taken into account, for whoever cannot see that any more.
  Value settled(Value value) const;
  /// Whether a write only puts something where nothing was found.
  bool fills(const Node& write, std::uint32_t id);
  void happens(const Effect& of);
  /// `path` says where in the source the row lies: several rows may be handed in as one object.
  void flush(std::uint32_t id, const Node& call, const Node& deep, std::vector<NodeRef> chain, bool whole,
             const std::string& path = {});
  /// The row or rows that a value is, written as a whole or by `save()` of an instance.
  void flush_all(const Value& value, const Node& call, bool whole, const Effect* of = nullptr);
  /// A row that came along with the one that was read, saved for itself: `save(order.customer)`. Null: it is none.
  std::optional<std::uint32_t> joined_row(const Origin& origin, const std::string& subject, const std::string& shown);
  void add_write(Write write);
  /// `save(toPersistence(order))`: an object that was made of a row's columns goes back under the row's id.
  void saves_made_row(const Effect& of, const Value& value);
  /// Where a key's expression stands: in this unit, or in a small function that this unit calls to make the key.
  struct KeyPlace {
    Node unit;
    Node call;
  };
  RowKey row_key(const Node& key);
  /// Which row an upsert may change: of what it would insert, the columns that must be unique.
  RowKey row_key(const Effect& of);
  void add_key_parts(const Node& key, std::string_view column, RowKey& into, const KeyPlace& in, int depth);
  void add_made_key(const Node& call, std::string_view column, RowKey& into, const KeyPlace& in, int depth);
  /// The key of a callee in terms of this unit.
  RowKey handed_up(const Node& call, const RowKey& key, const Flow& inner);
  /// Whether a write names the row that a source was read from.
  bool names_row_of(const RowKey& key, std::uint32_t id) const;
  /// Whether both keys are columns of one and the same object that is called after the entity: read by
  /// `connection.externalId`, written by `connection.id`.
  bool names_one_object(const RowKey& key, std::uint32_t id) const;
  static std::set<std::pair<std::uint32_t, std::string>> objects_in(const RowKey& key);
  /// A column whose new value comes from one read of the row has nothing to do with another one. Of the writes from
  /// `first` on, all by one call.
  void leave_to_the_latest_read(std::size_t first);
  /// Whether one of these writes makes a column's value of what this unit read.
  bool comes_from_own_read(std::size_t first, std::string_view column) const;
  /// `where: {id, version: row.version}`: the store compares, and the write fails where someone was faster.
  bool is_conditional_write(const Node& key, const Node& data);
  static bool says_column(const Node& data, std::string_view column);
  /// `version`, `updatedAt`, `status`: who compares it sees that somebody was faster.
  static bool is_mark_of_change(std::string_view column);
  /// The same by any other column: `where: { id, failures: row.failures }`.
  bool compares_with_read(const Node& where);
  bool is_as_read(std::string_view column, const Node& written);
  void write_row(const Effect& of, const Node& data);
  void note_columns(const Effect& of, const Node& data);
  void stamp(const Effect& of, const Node& data, const Node& part);
  /// An update that is written in SQL, and what it does to rows that were read.
  void write_statement(const Effect& of);
  void write_statement_to(std::uint32_t id, const Effect& of);
  /// Whether such an update says what its row must still hold.
  bool compares_in_statement(const Statement& statement);
  void insert_statement(const Effect& of);
  /// What only a caller can say of an update: the row, or its new values.
  void export_column(const KeyedWrite& write, std::size_t first, std::string column, Value value, const Node& written);
  void export_row(const KeyedWrite& write, std::size_t first, const Node& data);
  void export_spreads(const Node& object, const std::function<void(std::string, Value, const Node&)>& give);
  /// What is put into objects and lists of this unit's own: `lines.push(row.title)`, `data.settings = …`.
  void collect(const Node& object, const Value& value, std::string_view property);
  /// Whether a write of a row may go back to what a source was read from.
  bool may_write_back(const Effect& of, const RowKey& key, std::uint32_t id) const;
  /// `update(profiles, …)` of what came along with the user that was read: `include: { profile: true }`.
  void write_joined_row(const Effect& of, const RowKey& key, const Node& data);
  /// A row that came in as a part of a parameter, such as `ctx.user`, and is written back by its id.
  void write_row_handed_in(const KeyedWrite& write, const Node& data);
  /// The same of one column; whether it is one.
  bool write_column_handed_in(const KeyedWrite& write, std::string_view column, const Value& value, const Node& change);
  /// Whether what lies at a path in a source is a row that somebody outside of the program has read: `req.account`.
  bool is_row_handed_in(std::uint32_t source, const std::string& row, const std::string& subject) const;
  static Source row_handed_in(const Source& from, const std::string& subject, const std::string& shown,
                              const CallGroup* group);
  /// `req.user.cart.push(item); await req.user.save()`: a document that came along with a request, saved for itself.
  void save_row_handed_in(const Write& write);
  /// Whether a key is the id of the row that lies at a path in a source.
  bool names_row_at(const RowKey& key, std::uint32_t source, const std::string& row) const;
  /// The path to the row whose column an origin lies in; null where no word on it is the entity's.
  std::optional<std::string> row_around(const Origin& origin, std::string_view column,
                                        const std::string& subject) const;
  /// `update('theme', …)` of what `all['theme']` was read from, where only names tell what is read and written.
  void writes_what_was_looked_up(const Effect& of);
  /// `all[key]` was read of what is written under this key.
  bool is_looked_up_by(const Node& key, std::uint32_t id);
  bool starts_with_spread_of(const Node& data, std::uint32_t id);
  /// Whether an expression may be what a source read, as a whole.
  bool is_row(const Node& expression, std::uint32_t id);
  /// Whether a column gets just what was read from it.
  bool is_kept(std::uint32_t id, std::string_view column, const Node& value);
  /// Whether a column of a row got another value since it was read: `row.title = await …`.
  bool is_set(std::uint32_t id, std::string_view column) const;
  /// Whether a column gets what was read from it where nothing else is given: `title: input.title ?? row.title`.
  bool is_refilled(std::uint32_t id, std::string_view column, const Node& value);
  static bool is_constant(const Node& ident);
  /// Whether a value does something to rows of another table, or is done in one step: `{ create: … }`, `{ increment: 1
  /// }`.
  /// `tags` of `{ set: tags }`, which puts the whole of a list in the place of what is there; else the value itself.
  static Node put_whole(const Node& value);
  bool is_nested_write(const Node& value) const;
  /// An object from elsewhere whose properties go to columns.
  void write_columns(const Node& object, const Value& value, Write& write);
  /// What one column of a source's row gets, by a property or a statement of SQL.
  void write_property(std::string_view name, const Node& value, const Node& part, Write& write,
                      std::vector<std::size_t>& refilled);
  static void note_refilled(Write& write, const std::vector<std::size_t>& refilled);
  /// An object whose properties go to columns of a source's row.
  void write_object(std::uint32_t id, const Node& data, const Node& call, Does does, bool whole, bool by_name = false);
  /// A value under a key, or a file: written with something that was computed from what was read there.
  void write_value(const Effect& of);
  /// `value` of `const text = JSON.stringify(value)`.
  Node before_printing(const Node& written) const;
  /// `if (await get(key)) throw …; await set(key, '1')`: a mark that is set after a look for it.
  void marks(const KeyedWrite& write);
  /// Whether a key is that of a value that was read, also where what was read says parts of it: `task:{task.id}` for
  /// the task that was found under `task:{id}`.
  bool is_key_of(const Source& source, const std::string& key) const;
  void keyed(KeyedWrite write);
  /// A row written by a callee with data and a key from here.
  void keyed_row(const Node& call, KeyedWrite write, const KeyedWrite& inner, const Flow& theirs);
  /// The object literal that a call hands to a callee that writes it as it is; null: it is none.
  Node object_handed_to(const Node& call, const KeyedWrite& inner, const Flow& theirs);
  /// What a caller's expression a callee's value stands for, when it is a parameter of it.
  Node value_handed_to(const Node& call, const Node& function, const Node& value) const;
  /// The properties of an object, each with what it hangs together with.
  static std::map<std::string, Value> columns_of(const Value& object);
  /// A column of a row that was read here, was handed in, or comes from a middleware.
  void writes_column(const KeyedWrite& write, std::string_view column, const Value& value, const Node& change);
  /// Whether only a caller knows which row a key names.
  bool is_told_row(const RowKey& key) const;
  /// `update({ id: order.id }, { lines: [...order.lines, line] })` of a parameter: whoever calls knows what it is.
  void write_row_of_parameter(const KeyedWrite& write, const Node& data);
  void write_column_of_parameter(const KeyedWrite& write, std::string_view column, const Value& value,
                                 const Node& change);
  /// How a new value of a column hangs together with the row that lies at a path in a source.
  Mutation mutation_at(const Origin& to, std::string_view column, const Value& value, const KeyedWrite& write,
                       const Node& change) const;
  /// A write of a callee to the row of a parameter, by its id.
  void row_write_happens(const Node& call, const Write& write, const Source& theirs);
  /// The parameter that makes a condition complete: `where: { id, ...(guard ?? {}) }`.
  ParameterPath condition_from_outside(const Node& where) const;
  /// Whether a call gives a callee, or may give it, what makes its condition complete.
  static bool may_compare(const Node& call, const ParameterPath& condition);
  static bool is_id_of_row(std::string_view column, std::string_view subject);
  /// What a function of the program does to what it is handed.
  void callee_happens(const Node& call, NodeRef target);
  /// `log(id, { version: row.version })`: a version that goes along with what is noted elsewhere under it.
  void note_handed_on(const Node& call);
  void finish();
  Flows& flows_;
  const Program& program_;
  const Node unit_;
  Flow& flow_;
  std::optional<std::uint32_t> this_;
  struct Checked {
    std::set<std::string> stops_at;  ///< the one value that each look stops at; empty: several
    bool throws = false;
    bool leaves = false;                 ///< whoever finds it otherwise goes no further, rather than past a branch
    Node gate = {};                      ///< the innermost branch that asks for it
    std::set<std::string> ways_to = {};  ///< values that it may become, as was checked: `canMove(row.state, next)`
    bool is_lease = false;               ///< `Date.now() - row.takenAt < LEASE`: who has set it not long ago keeps it
  };
  std::map<std::pair<std::uint32_t, std::string>, Checked> checked_;  ///< sources and columns that decided to go on
  std::vector<std::vector<Look>> open_gates_;                         ///< of the branches that the walk is in
  std::map<std::uint32_t, bool> limits_;  ///< sources that were counted against a limit, and whether it throws
  std::map<std::uint32_t, bool> lasts_;   ///< sources of which one must stay, and whether it throws
  std::vector<std::vector<std::uint32_t>> open_limits_;        ///< of the branches that the walk is in
  std::set<std::pair<std::uint32_t, std::string>> handed_on_;  ///< sources and their versions
  std::vector<HandedOut> given_out_;                           ///< rows that have been handed out, and not saved yet
  std::vector<Node> closures_;                                 ///< functions made here that are units of their own
  std::set<NodeRef> happened_;                                 ///< functions that are called here
  std::map<std::string, Value, std::less<>> own_fields_;       // `this.loaded = await find(…)`
  std::map<std::uint32_t, std::vector<std::pair<std::string, Value>>> assigned_;  // by source: columns; "": any
  std::map<std::uint32_t, Value> variables_;                                      // by binding
  std::map<std::uint32_t, std::vector<std::pair<std::string, Node>>> fresh_;      // by binding: columns of rows to be
  std::map<std::uint32_t, Value> results_;                                        // by call
  std::unordered_map<std::uint32_t, Value> objects_;  // literals, as long as no variable changes: many ask for each
  struct Imported {
    std::uint32_t call;
    NodeRef unit;
    std::uint32_t source;
    friend auto operator<=>(const Imported&, const Imported&) = default;
  };
  std::map<Imported, std::uint32_t> imported_;
};

}  // namespace lockstep::effects
