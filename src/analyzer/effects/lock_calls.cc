// What one call does about locks: by the roles of the functions that it runs, by the command that it sends to a store,
// by the script that it runs there, or, for what lies outside of the program, by the models.

#include "base/letters.h"
#include "effects/acquisitions.h"
#include "effects/commands.h"
#include "effects/durations.h"
#include "effects/locks.h"
#include "effects/units.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

std::string_view receiver_word(const Node& call) {
  const Node head = callee(call);
  if (!head || !head.is(Kind::Member)) return {};
  Node at = head.child(0);
  while (at && (at.is(Kind::Call) || at.is(Kind::Await) || at.is(Kind::Cast)))
    at = at.is(Kind::Call) ? callee(at) : at.child(0);
  return at && (at.is(Kind::Ident) || at.is(Kind::Member)) ? at.text() : std::string_view{};
}

Node closure_argument(const Node& call) {
  for (std::size_t i = argument_count(call); i-- > 0;) {
    const Node given = argument(call, i);
    if (given && given.is(Kind::Function)) return given;
  }
  return {};
}

/// A function, or a name that may stand for one, as the last argument, or before options that have a name.
Node runnable_argument(const Program& program, const Node& call) {
  if (const Node closure = closure_argument(call)) return closure;
  std::size_t count = argument_count(call);
  const auto is_name = [&](std::size_t i) {
    const Node given = argument(call, i);
    return given && (given.is(Kind::Ident) || given.is(Kind::Member));
  };
  if (count > 1 && is_name(count - 1) && is_name(count - 2)) {
    const Node options = program::without_casts(program.constant(argument(call, count - 1)));
    if (options && options.is(Kind::Object)) --count;
  }
  return count != 0 && is_name(count - 1) ? argument(call, count - 1) : Node{};
}

bool is_serializable(const Program& program, const Node& call) {
  for (const Node written : arguments(call)) {
    if (!written || written.is(Kind::Function)) continue;
    // `$transaction(work, SERIALIZABLE)`, whose options have a name.
    const bool is_name = written.is(Kind::Ident) || written.is(Kind::Member);
    const Node named = is_name ? program.constant(written) : Node{};
    const Node given = named ? named : written;
    if (given.is(Kind::Function)) continue;
    if (given.is(Kind::String) && ends_with_any_case(given.text(), "serializable")) return true;
    for (const Node node : program::nodes_of(given, {Kind::String, Kind::Member})) {
      if (ends_with_any_case(node.text(), "serializable")) return true;
    }
  }
  return false;
}

bool contains(std::string_view text, std::string_view lower_case) {
  return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                     [](char a, char b) { return small(a) == b; }) != text.end();
}

/// `if redis.call('get', KEYS[1]) ~= ARGV[1] then return redis.call('del', KEYS[1])`: it deletes what is another's.
bool deletes_of_another(std::string_view text) {
  const std::size_t differs = text.find("~=");
  const std::size_t then = differs == std::string_view::npos ? differs : text.find("then", differs);
  if (then == std::string_view::npos) return false;
  const std::size_t end = std::min(text.find("end", then), text.find("else", then));
  const std::string_view branch = text.substr(then, end == std::string_view::npos ? end : end - then);
  return contains(branch, "'del'") || contains(branch, "\"del\"") || contains(branch, "'unlink'");
}

/// What a script does about locks: one that deletes gives a lock back (it is there to compare first), one that sets
/// what is not there takes one. What else scripts do is none of our business.
LockRole role_of_script(std::string_view text) {
  LockRole role;
  if (!contains(text, "redis.")) return role;
  if (contains(text, "nx")) {
    role.kind = LockRole::Kind::Acquire;
    role.may_fail = true;
    role.expires =
        contains(text, "px") || contains(text, "expire") || contains(text, "'ex'") || contains(text, "\"ex\"");
  } else if (contains(text, "'del'") || contains(text, "\"del\"") || contains(text, "'unlink'")) {
    role.kind = LockRole::Kind::Release;
    role.is_delete = !contains(text, "get") || deletes_of_another(text);
  }
  return role;
}

/// The text of a script, or its hash: `eval(script, …)`, `call('EVAL', script, …)`.
Node script_of(const Node& call) {
  const Node head = callee(call);
  const bool is_spelled = head && (head.text() == "call" || head.text() == "sendCommand");
  const Node first = argument(call, 0);
  return !is_spelled ? first : first && first.is(Kind::Array) ? first.child(1) : argument(call, 1);
}

/// The key of a script: behind the number of keys, the first of a list, or of `{keys: […]}`.
Node key_of_script(const Node& call) {
  for (std::size_t i = 1; i < argument_count(call); ++i) {
    const Node given = program::without_casts(argument(call, i));
    if (!given) continue;
    if (given.is(Kind::Number)) return argument(call, i + 1);
    if (given.is(Kind::Array)) return given.child(0);
    if (!given.is(Kind::Object)) continue;
    const Node keys = program::value_of(program::property(given, "keys"));
    return keys && keys.is(Kind::Array) ? keys.child(0) : keys;
  }
  return argument(call, 2);
}

/// What a constant local name, or a field, was given.
Node initialiser(const Program& program, const Node& expression) {
  const Node declared = program.definition(expression).node;
  if (!declared || !(declared.is(Kind::Declarator) || declared.is(Kind::Field))) return {};
  return program::without_casts(program::value_of(declared));
}

/// How many an instance lets in at a time, as far as its making says: `pLimit(1)`, `new PQueue({ concurrency: 5 })`.
enum class Places : std::uint8_t { Unknown, One, Several };

Places places_of(const Program& program, const LockModel& model, const Node& instance) {
  const Node made = instance ? initialiser(program, instance) : Node{};
  if (!made || !(made.is(Kind::Call) || made.is(Kind::New))) return Places::Unknown;
  const Node maker = callee(made);
  if (!maker || std::find(model.made_by.begin(), model.made_by.end(), maker.text()) == model.made_by.end())
    return Places::Unknown;
  const Node places = located(made, model.places);
  return places && places.is(Kind::Number) && places.text() == "1" ? Places::One : Places::Several;
}

/// Whether anything in the program calls what makes such instances.
bool is_made_in(const Program& program, const LockModel& model) {
  return std::ranges::any_of(model.made_by, [&](const std::string& maker) {
    const auto name = program.names().find(maker);
    return name && !program.places().calls(*name).empty();
  });
}

/// Whether a call that a model tells about may take a lock or give one back: most of what stores do does neither.
bool may_tell_of_lock(const CallModel* model) {
  return model->does == Does::Script || model->does == Does::Acquire || !model->unless_exists.empty() ||
         (model->does == Does::Delete && model->group->store == Store::Value);
}

/// Whether an import specifier is one of these packages, or lies in it: "drizzle-orm/libsql/http".
bool is_of(std::string_view specifier, const std::vector<std::string>& packages) {
  return std::any_of(packages.begin(), packages.end(), [&](const std::string& package) {
    return specifier.starts_with(package) && (specifier.size() == package.size() || specifier[package.size()] == '/');
  });
}

/// The specifier of the import that a name of the file stands for; empty: it is none.
std::string_view specifier_of(const Node& name) {
  const auto id = name.facts().binding(name.id());
  if (!id) return {};
  const facts::Binding& binding = name.facts()[*id];
  if (binding.kind != facts::BindingKind::Import || binding.import == facts::kNone) return {};
  return name.facts().text(name.facts().imports[binding.import].specifier);
}

/// Whether an object may be what a function or class of a package made, through names: `ctx.db ?? db`.
bool is_made_by_package(const Program& program, const Node& given, const std::vector<std::string>& packages,
                        int depth = 0) {
  constexpr int kMost = 6;
  const Node object = given ? program::without_casts(given) : Node{};
  if (!object || depth > kMost) return false;
  const auto is_one = [&](const Node& part) { return is_made_by_package(program, part, packages, depth + 1); };
  switch (object.kind()) {
    case Kind::Call:
    case Kind::New: {
      Node maker = callee(object);
      while (maker && maker.is(Kind::Member)) maker = maker.child(0);
      return maker && maker.is(Kind::Ident) && is_of(specifier_of(maker), packages);
    }
    case Kind::Binary:
      return is_one(object.child(0)) || is_one(object.child(1));
    case Kind::Conditional:
      return is_one(object.child(1)) || is_one(object.child(2));
    case Kind::Ident:
    case Kind::Member:
      return is_one(initialiser(program, object));
    default:
      return false;
  }
}

/// Whether a call certainly leaves out what a parameter switches on.
bool is_switched_off(const ParameterPath& option, const Node& function, const Node& call) {
  if (option.index < 0 || option.path.find('.') != std::string::npos) return false;
  const Node given = argument(call, static_cast<std::size_t>(option.index));
  Node value = given ? program::without_casts(given) : Node{};
  if (value && !option.path.empty()) {
    if (!value.is(Kind::Object)) return false;
    const auto parts = value.children();
    if (std::any_of(parts.begin(), parts.end(), [](const Node& part) { return part.is(Kind::Spread); })) return false;
    value = program::value_of(program::property(value, option.path));
  }
  if (!value) value = default_of(function, option);
  return !value || (value.is(Kind::Boolean) && value.text() == "false");
}

}  // namespace

void Locks::define(const Node& call) {
  const Node options = argument(call, 1);
  const auto name = program_.value(argument(call, 0));
  const Node lua = options ? program::value_of(program::property(options, "lua")) : Node{};
  if (!name || !lua) return;
  const auto text = program_.value(lua);
  LockRole role = role_of_script(text ? text->text : lua.text());
  if (role.kind != LockRole::Kind::None) commands_.emplace(std::string(name->text), std::move(role));
}

const LockRole* Locks::command(const Node& call) const {
  const Node head = callee(call);
  if (commands_.empty() || !head || !head.is(Kind::Member)) return nullptr;
  const auto known = commands_.find(head.text());
  return known == commands_.end() ? nullptr : &known->second;
}

LockCall Locks::lock_call(const Node& unit, const Node& call) const {
  LockCall deed;
  if (!program_.callees(call).empty()) {
    if (!by_callees(unit, call, deed)) by_isolation(unit, call, deed);
    return deed;
  }
  deed.origin = call.ref();
  const Node head = callee(call);
  if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) return deed;
  if (by_store(unit, call, deed)) return deed;
  // What lets in several keeps nobody out, whatever its methods are called.
  const Node object = head.is(Kind::Member) ? head.child(0) : Node{};
  const auto& models = locks_[head];
  if (std::any_of(models.begin(), models.end(), [&](const LockModel* model) {
        return !model->made_by.empty() && places_of(program_, *model, object) == Places::Several;
      }))
    return deed;
  // What made the object tells more than the library that it is of, and that more than the words that lead to it.
  enum class Sign : std::uint8_t { Maker, Library, Words };
  const program::External library = models.size() > 1 ? program_.external_callee(call) : program::External{};
  const auto sign_of = [&](const LockModel& model) {
    if (model.made_by_package) return Sign::Maker;
    const bool is_of_it = library && std::ranges::find(model.packages, library.package) != model.packages.end();
    return is_of_it ? Sign::Library : Sign::Words;
  };
  for (const Sign sign : {Sign::Maker, Sign::Library, Sign::Words}) {
    for (const LockModel* model : models) {
      if (sign_of(*model) == sign && by_model(unit, call, *model, deed)) return deed;
    }
  }
  const Node runnable = runnable_argument(program_, call);
  if (!runnable) return deed;
  for (const LockModel* model : vocabulary_.callables()) {
    if (is_made_in(program_, *model) && places_of(program_, *model, head) == Places::One) {
      deed.kind = LockRole::Kind::Guard;
      deed.closure = runnable;
      deed.key = key_text(program_, unit, head);
      return deed;
    }
  }
  return deed;
}

bool Locks::by_callees(const Node& unit, const Node& call, LockCall& deed) const {
  for (const NodeRef target : program_.callees(call)) {
    const LockRole of = role(program_[target]);
    if (of.kind == LockRole::Kind::None) continue;
    deed.kind = of.kind;
    deed.key = substituted(program_, of.key, unit, call);
    deed.is_reentrant = of.is_reentrant;
    deed.may_fail = of.may_fail;
    deed.has_expiry = of.expires;
    deed.is_statement = of.is_statement;
    deed.is_renewed = of.is_renewed && !is_switched_off(of.renewed_if, program_[target], call);
    deed.is_handle = of.is_handle;
    const Node owner = of.compares_if < 0 ? Node{} : argument(call, static_cast<std::size_t>(of.compares_if));
    deed.is_delete = of.is_delete && (!owner || says_failure(owner));
    deed.may_compare = of.compares_if >= 0;
    deed.life = handed_up(program_, of.life, program_[target], unit, call);
    deed.origin = of.origin;
    if (of.kind == LockRole::Kind::Guard) {
      deed.closure = argument(call, static_cast<std::size_t>(of.closure));
      if (!deed.closure) deed.kind = LockRole::Kind::None;
    }
    return true;
  }
  return false;
}

/// `$transaction(prisma, async (tx) => …, { isolationLevel: 'Serializable' })`: a wrapper of our own hands the level
/// on.
void Locks::by_isolation(const Node& unit, const Node& call, LockCall& deed) const {
  const Node head = callee(call);
  const Node closure = closure_argument(call);
  if (!head || !closure || !ends_with_any_case(head.text(), "transaction") || !is_serializable(program_, call)) return;
  deed.kind = LockRole::Kind::Guard;
  deed.is_reentrant = true;
  deed.closure = closure;
  deed.key = key_text(program_, unit, head);
}

bool Locks::by_store(const Node& unit, const Node& call, LockCall& deed) const {
  if (const LockRole* known = command(call)) {
    deed.kind = known->kind;
    deed.is_direct = true;
    deed.may_fail = known->may_fail;
    deed.has_expiry = known->expires;
    deed.is_delete = known->is_delete;
    deed.key = key_text(program_, unit, argument(call, 0));
    return true;
  }
  const auto& models = calls_[callee(call)];
  if (std::ranges::none_of(models, may_tell_of_lock)) return false;
  auto effect = effect_of(program_, vocabulary_, models, call);
  if (!effect) effect = telling_effect(program_, models, call);
  if (!effect) return false;
  if (effect->does == Does::Script) return by_script(unit, call, deed);
  if (effect->does == Does::Acquire) {
    deed.kind = LockRole::Kind::Acquire;
    deed.may_fail = true;
    deed.has_expiry = effect->has_expiry;
    if (deed.has_expiry) deed.life = life_of(program_, unit, call);
  } else if (effect->does == Does::Delete && effect->store == Store::Value) {
    deed.kind = LockRole::Kind::Release;
    deed.is_delete = true;
  } else {
    return false;
  }
  deed.is_direct = true;
  deed.key = key_text(program_, unit, effect->key);
  return true;
}

bool Locks::by_script(const Node& unit, const Node& call, LockCall& deed) const {
  LockRole role;
  const auto text = program_.value(script_of(call));
  if (text) {
    role = role_of_script(text->text);
    const ScriptTime time = role.expires ? time_in_script(text->text) : ScriptTime{};
    const double worth = time.unit == TimeUnit::Seconds ? 1000 : 1;
    if (time.number >= 0) deed.life.span = time.number * worth;
    if (time.argument >= 0) deed.life = life_in(program_, unit, script_argument(call, time.argument), worth);
  } else {
    // Sent by its hash: the script lies in the same file.
    for (const Node node : program::nodes_of(call.file(), {Kind::String, Kind::Template})) {
      if (role.kind == LockRole::Kind::None) role = role_of_script(node.text());
    }
  }
  if (role.kind == LockRole::Kind::None) return true;
  deed.kind = role.kind;
  deed.is_direct = true;
  deed.may_fail = role.may_fail;
  deed.has_expiry = role.expires;
  deed.is_delete = role.is_delete;
  deed.key = key_text(program_, unit, key_of_script(call));
  return true;
}

bool Locks::by_model(const Node& unit, const Node& call, const LockModel& model, LockCall& deed) const {
  const Node head = callee(call);
  const Node object = head.is(Kind::Member) ? head.child(0) : Node{};
  if (!model.made_by.empty() && places_of(program_, model, object) != Places::One) return false;
  if (model.made_by_package && !is_made_by_package(program_, object, model.packages)) return false;
  if (!model.receivers.empty() && !ends_with_one_of(receiver_word(call), model.receivers)) {
    const program::External external = program_.external_callee(call);
    if (!external || std::find(model.packages.begin(), model.packages.end(), external.package) == model.packages.end())
      return false;
  }
  const Node closure = runnable_argument(program_, call);
  if (model.needs_closure && !closure_argument(call)) return false;
  if ((model.does == Does::Guard || model.does == Does::Transaction) && !closure) return false;
  if (model.does == Does::Acquire && closure_argument(call)) return false;
  switch (model.does) {
    case Does::Guard:
    case Does::Transaction:
      deed.kind = LockRole::Kind::Guard;
      break;
    case Does::Acquire:
    case Does::StatementLock:
      deed.kind = LockRole::Kind::Acquire;
      break;
    case Does::Release:
      deed.kind = LockRole::Kind::Release;
      break;
    default:
      return false;
  }
  deed.is_transaction = model.does == Does::Transaction && !is_serializable(program_, call);
  deed.is_statement = model.does == Does::StatementLock;
  deed.is_reentrant = model.does == Does::Transaction || deed.is_statement || model.made_by_package;
  deed.may_fail = model.may_fail;
  deed.has_expiry = model.expires;
  deed.is_renewed = model.renews;
  if (model.expires && !model.life.empty()) deed.life = life_in(program_, unit, located(call, model.life), 1);
  deed.closure = closure;
  const Node key = located(call, model.key);
  // A lock object of its own is its own key: `this.mutex.runExclusive(fn)`.
  deed.key = key && !key.is(Kind::Function) ? key_text(program_, unit, key) : key_text(program_, unit, object);
  return true;
}

}  // namespace lockstep::effects
