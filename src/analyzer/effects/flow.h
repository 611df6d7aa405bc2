#pragma once

#include "effects/effect.h"
#include "effects/named.h"
#include "effects/statements.h"
#include "effects/units.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

/// How what was read flows through a unit into what is written.
namespace lockstep::effects {

/// How a value hangs together with what was read.
enum class Relation : std::uint8_t {
  Entity,   ///< the object that was read
  List,     ///< a list of such objects
  Part,     ///< something inside of it, by its path; changing it changes the object
  Parsed,   ///< made from a part by parsing or copying; to be written back
  Derived,  ///< computed from it
  Decided,  ///< an answer about it: `row.status === 'open'`. It says which way to go, and carries nothing of the value
};

/// How the old value goes into the new one.
enum class Merge : std::uint8_t {
  None,
  Some,    ///< somehow
  Flip,    ///< the other way round: `!row.isStarred`
  Part,    ///< the new one is the old one with other properties: `{ ...old, theme }`
  List,    ///< a list with more or fewer elements
  Number,  ///< arithmetic
};

struct Origin {
  std::uint32_t source = 0;
  Relation relation = Relation::Derived;
  std::string path;
  bool is_far = false;  ///< went through a function of the program that may have picked anything from it
  Merge merge = Merge::None;
  std::string inside;        ///< where it lies in the object that is looked at: "row" in `{ row, count }`
  bool is_copy = false;      ///< a parsed or cloned copy went into it, which may have been changed meanwhile
  std::string without = {};  ///< of a spread row: properties that were given another value behind it, as " a b "

  bool is_merge() const { return merge != Merge::None; }
  friend auto operator<=>(const Origin&, const Origin&) = default;
};
using Value = std::vector<Origin>;  // few, sorted by nothing, without repeats

/// How much a write depends on what was read.
enum class Strength : std::uint8_t {
  Plain,     ///< not at all: a value from elsewhere
  Checked,   ///< set after a look at the old value
  Refilled,  ///< a partial update: what the request leaves out is written back as it was read
  Shifted,   ///< of the rows behind it, by its position
  Late,      ///< a state, set after a long wait, whatever it has become
  Last,      ///< a row taken away, after it was counted that it is not the last one
  Limited,   ///< a new row, after those that are there were counted against a limit
  Absent,    ///< a new row, where none was found
  Claim,     ///< marks as used up what was found unused
  Rotated,   ///< takes the place of what was handed to another machine, and is good for nothing after that
  Drained,   ///< a list is deleted as a whole after its elements were read
  Other,     ///< computed from another column of the row
  Next,      ///< of a new row: one more than the greatest that was read
  Merged,    ///< the column's own old value goes into the new one
};

/// What a look at a column found before it is set.
enum class LookedAt : std::uint8_t {
  State,      ///< a state from which it may go on
  Way,        ///< a state from which the new one may be reached, as somebody has checked
  SameState,  ///< any but the one that it is set to: setting it twice alone does no harm
  NoMark,     ///< no mark yet, where now one is set: `isRunning: true`
  NoId,       ///< nothing yet, where now the id of something is put
  Nothing,    ///< nothing yet
};

/// What names a row, said so that a read and a write can be compared, also over calls.
struct KeyPart {
  std::string column;  ///< that must have the value; empty where it is not known
  std::string text;    ///< the value, as `key_text`
  Value value;         ///< what it hangs together with
  Node node;           ///< the expression; null where it lies in another function
};
using RowKey = std::vector<KeyPart>;

struct Mutation {
  Node node;         ///< where it is written
  std::string path;  ///< "settings.theme"
  Strength strength = Strength::Plain;
  Merge merge = Merge::Some;             ///< Merged: how
  std::string from;                      ///< Other: the column that it was computed from
  std::vector<NodeRef> chain;            ///< calls from the unit down to the mutation
  LookedAt looked_at = LookedAt::State;  ///< Checked: what was found by the look
  bool is_nested = false;                ///< Merged only because it lies in a column that is written as a whole
  bool is_by_state = false;              ///< Absent: was looked for by the state it is in, so no index can refuse it
  Node gate = {};                        ///< … the If in whose branch it is written; null: others leave before
};

/// How a new value of a column depends on what was read.
struct Dependence {
  Strength strength = Strength::Plain;
  std::string from;           ///< Other: the column that it was computed from
  Merge merge = Merge::Some;  ///< Merged: how
};

struct Source {
  /// Captured: a variable of the function around this one. Found: a variable called after an entity, of which nobody
  /// knows where it comes from.
  /// Count: a number of rows, as the store counted them. Made: a row that was inserted here, and that nobody else
  /// knows.
  enum class Form : std::uint8_t { Read, Parameter, This, Captured, Found, Count, Made } form = Form::Read;
  Node node;                   ///< Read: the call in this unit
  Node deep;                   ///< … and the library's call that reads, perhaps in a callee
  std::vector<NodeRef> chain;  ///< calls from the unit down to it
  int parameter = -1;
  std::uint32_t binding = 0;  ///< of a captured variable
  Store store = Store::Row;
  std::string subject;
  std::string shown;
  Node entity;
  RowKey row_key;                         ///< of a row
  std::string key_text;                   ///< of a value or file
  std::span<const std::string> packages;  ///< of the library that read it
  InOneStep in_one_step;                  ///< of that library
  bool is_parsed = false;                 ///< the text of a file was parsed: a store of data rather than a document
  std::set<std::string> conditions;       ///< of one row: columns that the read asked for a value, beside its key
  std::set<std::string> counted_by;       ///< of several rows: columns that were asked for a value
  bool is_list = false;                   ///< of a value: its elements were read, and others may add to it
  bool row_lock = false;
  bool is_whole = false;      ///< its instances save every column
  bool by_name = false;       ///< only its name says that it is a read (named.h)
  bool is_handed_in = false;  ///< read before, by somebody outside of what is looked at: `ctx.user` of a middleware
  bool is_generic = false;    ///< its entity is a type parameter of the function that reads it
  bool is_only = false;       ///< … and it names no row: there is one for the whole system
  std::string row_in;   ///< of a selection: where the row lies in what was selected, "job" of `select({ job: jobs })`
  bool is_own = false;  ///< a row that was inserted by whoever reads it now
  std::vector<Mutation> pending;
  std::vector<std::string> changed_copies;  ///< columns of which a parsed copy was changed in place

  bool is_from_outside() const { return form == Form::Parameter || form == Form::Captured; }
  /// Whether callers that get it ask further, rather than saying themselves what it is.
  bool comes_from_store() const { return form == Form::Read || form == Form::Count || form == Form::Made; }
};

/// A stretch from a read to a write in a callee, which may hold a lock of its own.
struct Inside {
  Node unit;
  Node read;
  Node flush;
};

/// Something written that depends, or may depend, on a source.
struct Write {
  std::uint32_t source = 0;
  Node flush;  ///< the call in this unit that writes, itself or through callees
  Node deep;   ///< the library's call
  std::vector<NodeRef> chain;
  std::vector<Mutation> mutations;
  bool whole = false;       ///< all columns go to the store
  bool is_spread = false;   ///< … since the row is spread into the new values, where those alone would do
  std::vector<Node> kept;   ///< columns that are written just as they were read
  std::string path;         ///< of a parameter: where in it the row lies, "document" of `{ document, user }`
  bool by_name = false;     ///< only its name says that it is a write
  bool takes_away = false;  ///< a value: it is deleted
  bool is_keyed = false;    ///< of a parameter: the write names the row by its id, rather than saving the object
  std::string subject;      ///< of what is saved, where the call says it
  std::string shown;
  bool is_generic = false;           ///< … as a type parameter
  const CallGroup* group = nullptr;  ///< is_keyed: of the library that writes
  ParameterPath condition;           ///< is_keyed: what a caller may give to have the store compare
  Inside inside = {};                ///< both the read and the write lie in one callee
};

/// A write of a value or of a row by key whose data a caller hands in.
struct KeyedWrite {
  Node flush;
  Node deep;
  std::vector<NodeRef> chain;
  Store store = Store::Value;
  std::string subject;
  std::string shown;
  std::string key_text;  ///< of a value or file, in terms of parameters
  RowKey row_key;        ///< of a row, in terms of parameters
  std::string column;    ///< of a row; empty: the data is an object of columns that a caller hands in
  Value data;
  Node value;           ///< what the column gets, as far up as it is known: for what is looked at and then set
  std::string literal;  ///< … where a statement spells it out: 'done', true
  const CallGroup* group = nullptr;  ///< of the library that writes
  ParameterPath condition;           ///< what a caller may give to have the store compare
  bool is_computed_there = false;    ///< the callee makes the new value from the old one that it is handed
  bool by_name = false;              ///< only its name says that it is a write
  bool is_delete = false;            ///< of a value: takes it away
  bool is_generic = false;           ///< of a row: its entity is a type parameter
};

/// A write that names its row and says, too, what the column must hold: the store compares and sets in one step.
struct ComparedWrite {
  Node call;  ///< in this unit
  std::string subject;
  std::string column;
  int depth = 0;  ///< how many functions down it lies
};

/// A column of a row that is set to now, or emptied, as rows are locked and unlocked.
struct Stamp {
  Node call;
  std::string subject;
  std::string shown;
  std::string column;
  bool is_cleared = false;
  std::set<std::string> asked;               ///< words of the condition
  std::set<std::string> others;              ///< columns that are set along with it
  std::set<std::string> emptied_along = {};  ///< … of them those that are emptied
};

/// A column that was looked at, where whoever finds it otherwise goes no further.
struct Look {
  std::uint32_t source = 0;
  std::string path;
  std::string stops_at;  ///< the one value that it stops at; empty: any but some
  friend auto operator<=>(const Look&, const Look&) = default;
};

/// A row that is inserted.
struct Inserted {
  Node flush;  ///< the call in this unit that inserts, itself or through callees
  Node deep;   ///< the library's call
  std::vector<NodeRef> chain;
  std::string subject;
  std::string shown = {};
  bool is_generic = false;                          ///< as a type parameter
  int data = -1;                                    ///< the parameter that holds its columns, where a caller says them
  std::set<std::set<std::string>> looked_for = {};  ///< by these columns, and not found, before it was inserted
};

/// A row that is deleted, or set apart from others by a column.
struct Taken {
  Node flush;  ///< the call in this unit that does it, itself or through callees
  Node deep;   ///< the library's call
  std::vector<NodeRef> chain;
  std::string subject;
  std::set<std::string> columns;  ///< that are set; empty: the row is deleted
};

/// A row that was read, handed to a function that the unit was given, and saved: `mutate(id, (row) => …)`.
struct HandedOut {
  int parameter = -1;  ///< the function
  std::uint32_t source = 0;
  Node flush;  ///< the call that saves, itself or through callees
  Node deep;   ///< the library's call
  std::vector<NodeRef> chain;
  bool whole = false;
  Inside inside;
  Node asked = {};         ///< the call of that function, in the unit that was given it
  bool by_answer = false;  ///< what the function answers goes to the row's columns: `save({ ...row, ...change(row) })`
};

/// What a unit does to rows and values, for itself and for its callers.
struct Flow {
  std::vector<Source> sources;
  std::vector<ComparedWrite> stops;     ///< that set a state which nobody may overwrite: `status: 'cancelled'`
  std::vector<Write> writes;            ///< on Read sources
  std::vector<Write> parameter_writes;  ///< on Parameter and This sources
  std::vector<std::pair<std::uint32_t, Mutation>> parameter_mutations;  ///< not written yet when it returns
  std::vector<KeyedWrite> keyed_writes;                                 ///< data from parameters
  std::vector<ComparedWrite> compared_writes;
  std::vector<Stamp> stamps;
  std::set<std::pair<std::string, std::string>> leases;  ///< entity and column: taken for a while, by a look at now
  std::vector<Look> looks;                               ///< that throw, and so stop the caller, too
  std::vector<Inserted> inserts;                         ///< the first of each entity
  std::vector<HandedOut> handed_out;
  std::vector<Taken> taken;           ///< the first of each kind
  std::vector<std::uint32_t> lasts;   ///< sources that were counted so that one stays, and throw
  std::vector<std::uint32_t> limits;  ///< sources that were counted against a limit, and throw
  std::set<std::pair<std::string, std::string>> written_columns;  ///< of updates: entity and column
  Value returns;
  bool exports = false;  ///< a caller may care: reads that it returns, or writes through parameters
};

/// Flows of all units that are asked about, made on demand and kept. Not for several threads at once.
class Flows {
 public:
  Flows(const Program& program, const Vocabulary& vocabulary);
  const Flow& of(const Node& unit);
  /// Whether the name of a call is one that some library's effect has.
  bool may_have_effect(const Node& call) const;

  const Program& program() const { return program_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  const std::vector<const CallModel*>& models(const Node& call) const;
  /// What a library's call does; found out once, since the walk comes back to a call from several sides.
  const std::optional<Effect>& effect(const Node& call);
  /// All calls that by their name may have an effect, in order of path and position.
  std::vector<NodeRef> calls() const { return calls_.calls(program_); }
  /// All calls that are given a statement of SQL, in order of path and position.
  std::vector<NodeRef> statements() const;
  /// What a function of the language or of a library of helpers does to the values it is given: Parse, Merge (into the
  /// first one), Combine (into a new one), Change (the first one); else Script, which says nothing.
  Does does_to_values(const Node& call) const;
  /// Of a call that makes a copy of one argument: that argument.
  Node copied_by(const Node& call) const;
  const NamedEffects& named() const { return named_; }
  /// Takes down what rows are called, before anything is walked.
  void note_entity(const std::string& subject);
  /// The entity that a variable is called after: `order` of orders, `org` of organizations; empty: none.
  std::string_view entity_called(std::string_view word) const;

 private:
  const LockModel* value_model(const Node& call) const;
  std::optional<Effect> effect_of_statement(const Node& call);

  const Program& program_;
  const Vocabulary& vocabulary_;
  const program::ByName<CallModel>::InProgram calls_;
  const program::ByName<LockModel>::InProgram values_;
  const NamedEffects named_;
  std::map<std::string, std::string, std::less<>> entities_;  // by comparable word
  std::unordered_map<NodeRef, Flow> flows_;                   // walks hold on to what is in it
  std::unordered_map<NodeRef, std::optional<Effect>> effects_;
  std::deque<Statement> statements_;  // effects lead to them
  int depth_ = 0;
};

}  // namespace lockstep::effects
