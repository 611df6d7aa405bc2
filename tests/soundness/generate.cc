#include "generate.h"

#include "dice.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace lockstep::soundness {
namespace {

using Kind = Statement::Kind;
using Taking = Statement::Taking;
using Giving = Statement::Giving;
using Calling = Statement::Calling;
using From = Statement::From;
using Waiting = Statement::Waiting;
using Entry = Function::Entry;

constexpr std::uint8_t kMostVariables = 4;
constexpr int kDeepestBlock = 3;
constexpr int kMostStatements = 9;  // of a function

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : dice_(seed) {}

  Program run() {
    constexpr std::array<std::uint32_t, 4> kCare = {50, 80, 94, 100};
    program_.style = dice_.chance(70) ? Program::Style::Nest : Program::Style::Functions;
    care_ = kCare[dice_.below(4)];
    main_key_ = dice_.chance(85) ? Key::Visit : Key::Mutex;
    locks_at_the_door_ = dice_.chance(60);
    lay_out();
    // Callees first, so that callers know whether they take a lock.
    for (std::size_t i = program_.functions.size(); i-- > 0;) fill(i);
    prune();
    number(program_);
    return std::move(program_);
  }

 private:
  enum class Role : std::uint8_t { Door, Loader, Changer, Keeper, Worker };

  /// What is there where a statement is to stand.
  struct Place {
    std::vector<std::uint8_t> rows;  ///< variables
    int depth = 0;
    std::vector<Key> locks;  ///< around, of this function
    bool is_locked = false;  ///< by this function, or supposedly by its callers
    bool in_closure = false;
    bool in_loop = false;
  };

  bool careful() { return dice_.chance(care_); }
  bool careless(std::uint32_t percent) { return dice_.chance(100 - care_) && dice_.chance(percent); }

  void lay_out() {
    const std::uint32_t entries = 1 + dice_.below(3);
    const std::uint32_t helpers = 1 + dice_.below(5);
    std::vector<Entry> forms;
    for (std::uint32_t i = 0; i < entries; ++i) {
      const bool shares = i != 0 && forms[0] != Entry::Queue && dice_.chance(50);
      Entry form = forms.empty() ? Entry::None : forms[0];
      if (!shares) {
        constexpr std::array<Entry, 3> kForms = {Entry::Event, Entry::Http, Entry::Queue};
        form = program_.style == Program::Style::Functions ? Entry::Http : kForms[dice_.below(3)];
        forms.push_back(form);
      }
      const std::size_t home = shares ? 0 : forms.size() - 1;
      program_.functions.push_back(
          {.name = "handle" + std::to_string(i), .home = static_cast<std::uint8_t>(home), .entry = form});
      roles_.push_back(Role::Door);
    }
    program_.homes = static_cast<std::uint8_t>(forms.size() + 1 + dice_.below(2));
    for (std::uint32_t i = 0; i < helpers; ++i) {
      constexpr std::array<Role, 4> kRoles = {Role::Worker, Role::Loader, Role::Changer, Role::Keeper};
      const Role role = kRoles[dice_.weighted({55, 15, 15, 15})];
      constexpr std::array<const char*, 5> kNames = {"", "load", "change", "keep", "work"};
      Function function{.name = kNames[static_cast<std::size_t>(role)] + std::to_string(i),
                        .home = static_cast<std::uint8_t>(dice_.below(program_.homes))};
      function.takes_row = role == Role::Changer || role == Role::Keeper;
      function.returns_row = role == Role::Loader;
      function.rows = function.takes_row ? 1 : 0;
      program_.functions.push_back(std::move(function));
      roles_.push_back(role);
    }
    locks_.resize(program_.functions.size());
  }

  void fill(std::size_t index) {
    at_ = index;
    statements_ = 0;
    Function& function = program_.functions[index];
    Place place;
    place.is_locked = roles_[index] != Role::Door && locks_at_the_door_;
    switch (roles_[index]) {
      case Role::Loader:
        if (dice_.chance(20)) function.body.push_back(wait());
        function.body.push_back({.kind = Kind::Load, .form = form(), .row = 0});
        if (dice_.chance(15)) function.body.push_back(wait());
        function.rows = 1;
        break;
      case Role::Changer:
        if (dice_.chance(20)) function.body.push_back(wait());
        add(function.body, change(0));
        break;
      case Role::Keeper: {
        if (dice_.chance(20)) function.body.push_back(wait());
        add(function.body, dice_.chance(50) ? change_and_keep(0) : keep(0, any_merged()));
        break;
      }
      case Role::Door:
      case Role::Worker: {
        const bool is_door = (roles_[index] == Role::Door) == locks_at_the_door_;
        if (is_door && careful()) {
          Statement lock = taking(place);
          lock.body = block(inside(place, lock));
          function.body.push_back(std::move(lock));
          if (careless(20) && !ends(function.body)) add(function.body, fragment(place));
        } else {
          function.body = block(place);
        }
        break;
      }
    }
    each(function.body, [&](const Statement& s) {
      if (s.kind == Kind::Lock) locks_[index].insert(s.key);
      if (s.kind == Kind::Call && s.callee != index)
        locks_[index].insert(locks_[s.callee].begin(), locks_[s.callee].end());
    });
  }

  // Blocks ------------------------------------------------------------------------------------------------------

  static void add(Block& block, Block more) {
    for (Statement& statement : more) block.push_back(std::move(statement));
  }

  Block block(Place place) {
    ++place.depth;
    Block block;
    const std::uint32_t count = 1 + dice_.below(3);
    for (std::uint32_t i = 0; i < count && statements_ < kMostStatements && !ends(block); ++i)
      add(block, fragment(place));
    if (block.empty()) block.push_back(wait());
    return block;
  }

  /// Whether nothing behind these statements is reached.
  static bool ends(const Block& block) {
    if (block.empty()) return false;
    const Statement& last = block.back();
    switch (last.kind) {
      case Kind::Return:
      case Kind::Throw:
        return true;
      case Kind::Call:
        return last.calling == Calling::Returned;
      case Kind::Lock:
        return last.taking != Taking::IfGot && last.taking != Taking::Guard && last.taking != Taking::Mutex &&
               ends(last.body);
      case Kind::Loop:
      case Kind::Try:
        return ends(last.body);
      case Kind::If:
        return ends(last.body) && ends(last.otherwise);
      default:
        return false;
    }
  }

  /// Some statements that belong together.
  Block fragment(Place& place) {
    ++statements_;
    const bool is_flat = place.depth >= kDeepestBlock;
    switch (dice_.weighted({32, is_flat ? 0U : 14U, 20, is_flat ? 0U : 8U, 3, 3, is_flat ? 0U : 8U,
                            is_flat || place.in_loop ? 0U : 5U, is_flat ? 0U : 5U, 6, 5})) {
      case 0:
        return read_change_write(place);
      case 1: {
        if (place.is_locked && careful()) return read_change_write(place);
        if (place.locks.size() == 2) return read_change_write(place);
        Statement lock = taking(place);
        lock.body = block(inside(place, lock));
        return {std::move(lock)};
      }
      case 2:
        return call(place);
      case 3:
        return together(place);
      case 4:
        if (place.is_locked && careful()) return {wait()};
        return {{.kind = Kind::Increment, .column = Column::Count}};
      case 5:
        return {{.kind = Kind::Update, .form = form(), .column = Column::Status, .from = From::Request}};
      case 6: {
        Statement branch{.kind = Kind::If, .body = block(place)};
        if (dice_.chance(25)) branch.otherwise = block(place);
        if (dice_.chance(30) && !ends(branch.body))
          branch.body.push_back({.kind = dice_.chance(60) ? Kind::Return : Kind::Throw});
        return {std::move(branch)};
      }
      case 7: {
        place.in_loop = true;
        Statement loop{.kind = Kind::Loop, .body = block(place)};
        place.in_loop = false;
        return {std::move(loop)};
      }
      case 8: {
        Statement attempt{.kind = Kind::Try, .body = block(place)};
        if (dice_.chance(30)) attempt.otherwise = block(place);
        return {std::move(attempt)};
      }
      case 9:
        return {wait()};
      default:
        return again(place);
    }
  }

  Form form() { return static_cast<Form>(dice_.below(3)); }
  Statement wait() { return {.kind = Kind::Wait, .waiting = dice_.chance(60) ? Waiting::Unknown : Waiting::Network}; }
  Column any_merged() { return static_cast<Column>(dice_.below(3)); }

  // Reads and writes --------------------------------------------------------------------------------------------

  std::optional<std::size_t> helper(Role role) {
    std::vector<std::size_t> known;
    for (std::size_t i = at_ + 1; i < roles_.size(); ++i) {
      if (roles_[i] == role) known.push_back(i);
    }
    if (known.empty()) return std::nullopt;
    return known[dice_.below(static_cast<std::uint32_t>(known.size()))];
  }
  static Statement call_of(std::size_t callee, std::uint8_t row) {
    return {.kind = Kind::Call, .row = row, .callee = static_cast<std::uint8_t>(callee)};
  }

  Statement change_of(std::uint8_t row, Column column) {
    return {.kind = Kind::Change, .form = form(), .row = row, .column = column};
  }
  Block change(std::uint8_t row) {
    Block block{change_of(row, dice_.chance(85) ? any_merged() : Column::Status)};
    if (dice_.chance(25)) block.push_back(change_of(row, dice_.chance(70) ? any_merged() : Column::Status));
    return block;
  }

  Block keep(std::uint8_t row, Column column) {
    if (program_.style == Program::Style::Nest && dice_.chance(60)) return {{.kind = Kind::Save, .row = row}};
    return {{.kind = Kind::Update, .form = form(), .row = row, .column = column, .from = From::Row}};
  }
  Block change_and_keep(std::uint8_t row) {
    Block block = change(row);
    add(block, keep(row, block.front().column));
    return block;
  }

  Block read_change_write(Place& place) {
    Function& function = program_.functions[at_];
    Block block;
    std::uint8_t row = 0;
    const bool is_old = !place.rows.empty() && careless(60);
    if (is_old) {
      row = place.rows[dice_.below(static_cast<std::uint32_t>(place.rows.size()))];
    } else {
      if (function.rows == kMostVariables) return {wait()};
      row = function.rows++;
      const auto loader = helper(Role::Loader);
      block.push_back(loader && dice_.chance(50) ? call_of(*loader, row)
                                                 : Statement{.kind = Kind::Load, .form = form(), .row = row});
      place.rows.push_back(row);
    }
    if (dice_.chance(35)) block.push_back(wait());
    if (!is_old && block.front().kind == Kind::Load && dice_.chance(8))
      block.push_back({.kind = Kind::Reload, .form = form(), .row = row});
    if (!place.locks.empty() && !place.in_closure && careless(30)) block.push_back({.kind = Kind::GiveBack});
    write(block, row);
    return block;
  }

  void write(Block& block, std::uint8_t row) {
    Function& function = program_.functions[at_];
    const auto changer = helper(Role::Changer);
    const auto keeper = helper(Role::Keeper);
    switch (dice_.weighted({40, 20, 12, changer ? 16U : 0U, keeper ? 16U : 0U})) {
      case 0: {
        Block changed = change(row);
        const Column column = changed.front().column;
        add(block, std::move(changed));
        if (dice_.chance(25)) block.push_back(wait());
        add(block, keep(row, column));
        return;
      }
      case 1:
        block.push_back(
            {.kind = Kind::Update, .form = form(), .row = row, .column = any_merged(), .from = From::Inline});
        return;
      case 2: {
        if (function.copies == kMostVariables) return;
        const std::uint8_t copy = function.copies++;
        const Column column = any_merged();
        block.push_back({.kind = Kind::Copy, .form = form(), .row = row, .copy = copy, .column = column});
        if (dice_.chance(30)) block.push_back(wait());
        block.push_back(
            {.kind = Kind::Update, .form = form(), .row = row, .copy = copy, .column = column, .from = From::Copy});
        return;
      }
      case 3: {
        block.push_back(call_of(*changer, row));
        Column column = Column::Steps;
        each(program_.functions[*changer].body, [&](const Statement& s) {
          if (s.kind == Kind::Change) column = s.column;
        });
        add(block, keep(row, column));
        return;
      }
      default: {
        // A keeper that changes nothing itself keeps what was changed here.
        Column column = Column::Status;
        bool changes = false;
        each(program_.functions[*keeper].body, [&](const Statement& s) {
          if (s.kind == Kind::Change) changes = true;
          if (s.kind == Kind::Update) column = s.column;
        });
        if (!changes) block.push_back(change_of(row, column == Column::Status ? any_merged() : column));
        block.push_back(call_of(*keeper, row));
        return;
      }
    }
  }

  // Calls -------------------------------------------------------------------------------------------------------

  /// One that can be called here; a careful author minds the locks.
  std::optional<std::size_t> worker(const Place& place) {
    const auto chosen = helper(Role::Worker);
    if (!chosen) return std::nullopt;
    const bool takes_again = std::any_of(place.locks.begin(), place.locks.end(),
                                         [&](Key key) { return key != Key::Fake && locks_[*chosen].contains(key); });
    if (takes_again && careful()) return std::nullopt;
    return chosen;
  }

  Block call(Place& place) {
    const auto chosen = worker(place);
    if (!chosen) return read_change_write(place);
    Statement statement = call_of(*chosen, 0);
    if (careless(25)) statement.calling = dice_.chance(50) ? Calling::Forgotten : Calling::Dropped;
    if (statement.calling == Calling::Awaited && place.depth > 1 && careless(20)) statement.calling = Calling::Returned;
    return {std::move(statement)};
  }

  Block together(Place& place) {
    const auto first = worker(place);
    const auto second = worker(place);
    if (!first || !second || ((!locks_[*first].empty() || place.is_locked) && careful())) return call(place);
    Statement all{.kind = Kind::Together};
    all.body.push_back(call_of(*first, 0));
    all.body.push_back(call_of(*second, 0));
    return {std::move(all)};
  }

  /// Calls itself.
  Block again(const Place& place) {
    if (program_.functions[at_].takes_row || ((!place.locks.empty() || place.in_loop) && careful())) return {wait()};
    Statement call = call_of(at_, 0);
    if (dice_.chance(30)) call.calling = Calling::Returned;
    Statement branch{.kind = Kind::If};
    branch.body.push_back(std::move(call));
    return {std::move(branch)};
  }

  // Locks -------------------------------------------------------------------------------------------------------

  Statement taking(const Place& place) {
    Statement lock{.kind = Kind::Lock, .form = form()};
    lock.key = careful() ? main_key_ : static_cast<Key>(dice_.below(4));
    // A second lock inside of the first is another one, if somebody thought of it.
    if (!place.locks.empty() && place.locks.back() == lock.key && careful())
      lock.key = lock.key == Key::Audit ? main_key_ : Key::Audit;
    if (lock.key == Key::Mutex) {
      lock.taking = Taking::Mutex;
      return lock;
    }
    constexpr std::array<Taking, 6> kTakings = {Taking::OrReturn, Taking::OrThrow, Taking::IfGot,
                                                Taking::Retry,    Taking::Guard,   Taking::Unchecked};
    lock.taking = kTakings[dice_.weighted({25, 25, 12, 12, 26, (100 - care_) / 6})];
    if (lock.taking == Taking::Guard) return lock;
    lock.giving = careful() ? Giving::Finally : Giving::Straight;
    lock.is_direct = lock.key != Key::Fake && dice_.chance(30);
    if (lock.key != Key::Fake && careless(40)) {
      lock.is_safe = false;
      lock.is_direct = true;
    }
    return lock;
  }

  static Place inside(const Place& place, const Statement& lock) {
    Place inner = place;
    inner.locks.push_back(lock.key);
    inner.is_locked = true;
    inner.in_closure = place.in_closure || lock.taking == Taking::Guard || lock.taking == Taking::Mutex;
    return inner;
  }

  // What nobody calls -------------------------------------------------------------------------------------------

  void prune() {
    std::vector<bool> is_used(program_.functions.size());
    for (std::size_t i = 0; i < program_.functions.size(); ++i) {
      if (program_.functions[i].entry != Entry::None) is_used[i] = true;
      if (!is_used[i]) continue;
      each(program_.functions[i].body, [&](const Statement& s) {
        if (s.kind == Kind::Call) is_used[s.callee] = true;
      });
    }
    std::vector<std::uint8_t> new_index(program_.functions.size());
    std::vector<Function> kept;
    for (std::size_t i = 0; i < program_.functions.size(); ++i) {
      new_index[i] = static_cast<std::uint8_t>(kept.size());
      if (is_used[i]) kept.push_back(std::move(program_.functions[i]));
    }
    program_.functions = std::move(kept);
    for (Function& function : program_.functions) renumber(function.body, new_index);
  }

  static void renumber(Block& block, const std::vector<std::uint8_t>& new_index) {
    for (Statement& statement : block) {
      if (statement.kind == Kind::Call) statement.callee = new_index[statement.callee];
      renumber(statement.body, new_index);
      renumber(statement.otherwise, new_index);
    }
  }

  Dice dice_;
  Program program_;
  std::vector<Role> roles_;
  std::vector<std::set<Key>> locks_;  ///< by function: which it takes, itself or through others
  std::uint32_t care_ = 100;
  Key main_key_ = Key::Visit;
  bool locks_at_the_door_ = true;
  std::size_t at_ = 0;  ///< the function that is being filled
  int statements_ = 0;
};

}  // namespace

Program generate(std::uint64_t seed) { return Generator(seed).run(); }

}  // namespace lockstep::soundness
