#pragma once

#include "config/models.h"
#include "program/by_name.h"
#include "program/program.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

/// What calls do to what outlives the process: rows, values in Redis and files are read and written, locks are taken.
/// Calls of libraries are known from data (sections "effects", "locks", "network" and "values" of the models);
/// functions of the program do what is in their bodies, summed up over call chains. The room stands between `program`,
/// which knows names and calls and nothing about databases, and the rules about writes and locks, which all ask the
/// same questions.
namespace lockstep::effects {

using facts::Kind;
using facts::Op;
using program::Node;
using program::NodeRef;
using program::Program;

enum class Does : std::uint8_t {
  Read,
  ReadMany,
  Count,  ///< a row or value, rows, a number about rows
  Insert,
  Save,
  Update,
  Atomic,
  Delete,
  Create,
  Merge,
  Reload,
  Flush,  ///< an object that is no row yet; fields given to one; read again; what was changed is written
  Acquire,
  Release,
  Guard,
  Transaction,
  RowLock,        ///< makes the read that it belongs to lock the row
  StatementLock,  ///< holds until its transaction ends
  Script,         ///< runs at the server, as one step
  Define,         ///< gives a script a name by which it can be called
  Network,
  Parse,
  Combine,
  Change,  ///< of values in memory: text becomes data, a new value from old ones, the first argument in place
};

enum class Store : std::uint8_t { Row, Value, File };

/// How a call says what it is about.
enum class About : std::uint8_t {
  TypeArgument,   ///< `Repository<Conversation>`, `getRepository(Conversation)`
  FirstArgument,  ///< `manager.findOne(Conversation, …)`
  Receiver,       ///< `User.findByPk(…)`, `this.userModel.findById(…)`
  ReceiverWord,   ///< `prisma.user.update(…)`
  Builder,        ///< `db.update(users).set(…)`
  Instance,       ///< `conversation.save()`
  Key,            ///< `redis.get(key)`, `readFile(path)`
};

/// How a store itself changes an old value, to be named in advice: "`{ increment: n }`".
struct InOneStep {
  std::string number;
  std::string list;
  std::string part;  ///< one property of an object
};

/// Calls that share a receiver.
struct CallGroup {
  Store store = Store::Row;
  About about = About::Key;
  std::vector<std::string> packages;
  std::vector<std::string> types;         ///< names of the receiver's external type
  std::vector<std::string> receivers;     ///< ends of the receiver's last word, where its type is unknown
  std::vector<std::string> parents;       ///< the same of the word before that
  std::vector<std::string> factories;     ///< calls that make a receiver
  std::vector<std::string> handed_in_by;  ///< calls that hand a receiver to a closure, under whatever name
  std::vector<std::string> extends;       ///< ends of names of the receiver's superclasses
  bool functions = false;                 ///< also plain functions that are imported from the packages
  InOneStep in_one_step;
};

struct CallModel {
  const CallGroup* group = nullptr;
  Does does = Does::Read;
  std::string key;                         ///< where the row or value is named: "0", "0.where", "chain:where"
  std::string data;                        ///< what is written: "1", "0.data", "last", "last-value"
  std::string unique;                      ///< of an upsert: where it says which columns name the row
  std::string chain;                       ///< of a builder: the call before it that names the table
  bool whole = false;                      ///< writes every column, also those that were not changed
  std::vector<std::string> unless_exists;  ///< an argument or option that turns the write into a lock's acquisition
  std::vector<std::string> expiry;         ///< … and those that limit its life
  bool is_upsert = false;       ///< changes a row only where one like the new one is there: `key` is that one
  bool compares_lists = false;  ///< a save of lists fails where somebody was faster
  bool is_telling = false;      ///< name and arguments say it all, where the receiver is unknown
};

struct LockModel {
  Does does = Does::Acquire;
  std::vector<std::string> packages;
  std::vector<std::string> receivers;
  std::string key;
  bool needs_closure = false;
  bool may_fail = false;             ///< Acquire: tells by its result whether it got the lock
  bool expires = false;              ///< Acquire, Guard: ends by itself
  bool renews = false;               ///< … or is extended for as long as the work goes on
  bool is_slow = false;              ///< Network: takes its time to answer, as language models do
  std::string life;                  ///< … after so many milliseconds: the argument that says so
  std::vector<std::string> made_by;  ///< what makes the instance: "PQueue"
  std::string places;                ///< where that says how many get in at a time; a lock lets in one
  bool made_by_package = false;      ///< only what one of the packages made: `drizzle(…)` of "drizzle-orm/libsql"
};

/// A function whose name counts, since no body of it says more: `encryptSecrets` begins with "encrypt".
struct OpaqueModel {
  std::string prefix;
  Does does = Does::Parse;
};

/// Everything that the models say, by the names of calls. Made once, then only read.
class Vocabulary {
 public:
  explicit Vocabulary(const config::Models& models);
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  const program::ByName<CallModel>& calls() const { return calls_; }
  const program::ByName<LockModel>& locks() const { return locks_; }
  const program::ByName<LockModel>& network() const { return network_; }
  const program::ByName<LockModel>& values() const { return values_; }
  const program::ByName<LockModel>& decorators() const { return decorators_; }
  /// Models of instances that are called themselves: `const limit = pLimit(1)`.
  const std::vector<const LockModel*>& callables() const { return callables_; }
  bool is_lock_option(std::string_view property) const;
  /// Whether a key, as `key_text` writes it, holds a call that answers something else each time: `{randomUUID()}`.
  bool makes_fresh_values(std::string_view key) const;
  /// Whether a function of this name answers something else each time, also to two who ask at the same moment.
  bool makes_up(std::string_view callee) const;
  /// Whether a word tells the error of a unique index that refuses a second row: a code, or the end of a name.
  bool is_refusal_of_second(std::string_view word) const;
  /// Whether writing such a value to such a column uses something up that may be used once: `usedAt: now`,
  /// `status: 'redeemed'`. `value` is the last word of the expression; empty: it has none.
  bool uses_up(std::string_view column, std::string_view value) const;
  /// Whether a column holds what somebody hands in once to prove himself: `authorizationCode`.
  bool is_code(std::string_view column) const;
  /// Whether a column holds what another machine takes back when it gives the next one: `refreshToken`.
  bool is_rotated(std::string_view column) const;
  /// Whether a state says that somebody has called something off: 'cancelled', `Status.Aborted`.
  bool is_stop(std::string_view state) const;
  /// Whether what is stored under such a key may be used once: `oauth:code:{code}`.
  bool is_for_once(std::string_view key) const;
  /// What a function does to values by the beginning of its name alone; Script: nothing is known.
  Does opaque(std::string_view name) const;
  /// Whether a text of SQL takes a lock.
  bool locks_by_sql(std::string_view text) const;

 private:
  /// "select * for update": parts of a statement, and the letters that a text must have to hold them.
  struct LockSql {
    std::string text;
    std::uint64_t letters = 0;
  };

  void read_effects(const config::Models& models);
  void read_single_use(const config::Models& models);
  void read_locks(const config::Models& models, std::string_view section, program::ByName<LockModel>& into);

  std::deque<CallGroup> groups_;
  std::deque<CallModel> call_models_;
  std::deque<LockModel> lock_models_;
  program::ByName<CallModel> calls_;
  program::ByName<LockModel> locks_;
  program::ByName<LockModel> network_;
  program::ByName<LockModel> values_;
  program::ByName<LockModel> decorators_;
  std::vector<const LockModel*> callables_;
  std::vector<std::string> lock_options_;
  std::vector<LockSql> lock_sql_;
  std::vector<std::string> fresh_;
  std::vector<std::string> refusals_;
  std::vector<OpaqueModel> opaque_;
  std::vector<std::string> single_use_columns_;
  std::vector<std::string> single_use_values_;
  std::vector<std::string> single_use_keys_;
  std::vector<std::string> single_use_codes_;
  std::vector<std::string> stop_states_;
  std::vector<std::string> rotated_columns_;
};

bool ends_with_any_case(std::string_view text, std::string_view end);
bool ends_with_one_of(std::string_view text, const std::vector<std::string>& ends);

}  // namespace lockstep::effects
