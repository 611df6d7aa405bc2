#include "rules/require/held_for_sure.h"

#include "rules/require/one_value.h"

#include "effects/acquisitions.h"
#include "effects/hazards.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::require {
namespace {

using effects::Region;
using Names = std::vector<std::string_view>;

/// Where a lock is asked for, and the work that should wait for the answer; null: it is in another function.
struct Asking {
  Node unit;
  Node opener;
  Node work;

  bool is_between(const Node& node, const Node& first) const {
    return node.span().begin >= first.span().end && (!work || node.span().begin < work.span().begin);
  }
};

// What is asked is a promise -----------------------------------------------------------------------------------

/// The condition, or operand of one, that a call's value is before anybody awaits it; null where it is awaited or goes
/// elsewhere.
Node asked_at_once(const Node& call) {
  Node at = call;
  for (Node above = at.parent(); above; at = above, above = at.parent()) {
    switch (above.kind()) {
      case Kind::Cast:
        continue;
      case Kind::Unary:
        if (above.op() != Op::Not) return {};
        continue;
      case Kind::Binary:
        if (above.op() == Op::Coalesce) return {};
        continue;
      case Kind::If:
      case Kind::While:
      case Kind::Conditional:
        return above.child(0) == at ? at : Node{};
      default:
        return {};
    }
  }
  return {};
}

bool answers_later(const Program& program, const Node& call) {
  const auto callees = program.callees(call);
  const auto is_async = [&](const NodeRef callee) { return program[callee].has(facts::kAsync); };
  return !callees.empty() && std::ranges::all_of(callees, is_async);
}

/// `if (!acquire(id)) return;`, `const got = acquire(id); if (!got) return;` where that is asynchronous: never false.
bool asks_a_promise(const Program& program, const Asking& asking, bool is_direct) {
  if (!is_direct && !answers_later(program, asking.opener)) return false;
  if (asked_at_once(asking.opener)) return true;
  const Node declared = asking.opener.parent();
  if (!declared || !declared.is(Kind::Declarator) || declared.child(2) != asking.opener) return false;
  const Names names = effects::names_of(declared.child(0));
  const auto awaits = program::nodes_of(asking.unit, {Kind::Await, Kind::Return});
  for (const Node wait : awaits) {
    if (effects::mentions(wait, names)) return false;
  }
  const auto branches = program::nodes_of(asking.unit, Kind::If);
  return std::any_of(branches.begin(), branches.end(),
                     [&](const Node& branch) { return branch.child(0) && effects::mentions(branch.child(0), names); });
}

// Nobody asks behind a loop or a handler -----------------------------------------------------------------------

/// Names that something may have been kept under within a node: its variables, and what is assigned there.
Names kept_in(const Node& node, const Node& opener) {
  Names names = effects::names_of(effects::bound_to(opener));
  for (const Node part : program::nodes_of(node, {Kind::Declarator, Kind::Assign})) {
    for (const std::string_view name : effects::names_of(part.child(0))) names.push_back(name);
  }
  return names;
}

/// Whether some condition behind a node asks for what was kept in it: then whoever asks may know.
bool is_asked_behind(const Asking& asking, const Node& node) {
  const Names names = kept_in(node, asking.opener);
  for (const Node branch : program::nodes_of(asking.unit, {Kind::If, Kind::Conditional, Kind::While, Kind::Binary})) {
    if (!asking.is_between(branch, node)) continue;
    if (branch.is(Kind::Binary) && branch.op() != Op::And && branch.op() != Op::Or) continue;
    if (branch.child(0) && effects::mentions(branch.child(0), names)) return true;
  }
  return false;
}

bool may_leave(const Node& node) {
  return !program::nodes_of(node, Kind::Throw).empty() || !program::nodes_of(node, Kind::Return).empty();
}

bool is_endless(const Node& loop) {
  const Node condition = loop.is(Kind::For) ? loop.child(1) : loop.child(loop.is(Kind::DoWhile) ? 1 : 0);
  return !condition || (condition.is(Kind::Boolean) && condition.text() == "true") || condition.is(Kind::Number);
}

/// `for (let i = 0; i < 5; i++) { if (await acquire()) break; }`: the loop ends without the lock, too.
Node loop_that_gives_up(const Asking& asking) {
  Node loop;
  for (Node at = asking.opener.parent(); at && at != asking.unit && !at.is(Kind::Function); at = at.parent()) {
    const bool is_loop = at.is(Kind::For) || at.is(Kind::While) || at.is(Kind::DoWhile) || at.is(Kind::ForOf);
    if (is_loop) loop = at;
  }
  if (!loop || (asking.work && loop.contains(asking.work))) return {};
  if (!loop.is(Kind::ForOf)) {
    const Node condition = loop.is(Kind::For) ? loop.child(1) : loop.child(loop.is(Kind::DoWhile) ? 1 : 0);
    if (is_endless(loop) || condition.contains(asking.opener)) return {};
    // `while (!got)`: it ends with the lock.
    const Node counter = loop.is(Kind::For) ? loop.child(0) : Node{};
    for (const std::string_view name : kept_in(loop.child(loop.is(Kind::For)     ? 3
                                                          : loop.is(Kind::While) ? 1
                                                                                 : 0),
                                               asking.opener)) {
      const Names one{name};
      if (effects::mentions(condition, one) && !(counter && effects::mentions(counter, one))) return {};
    }
  }
  // Who gives up may say so from within: `if (attempt === last) throw …`.
  if (may_leave(loop)) return {};
  return is_asked_behind(asking, loop) ? Node{} : loop;
}

/// `try { lock = await redlock.acquire(…) } catch (error) { log(error) }`: work behind it is done without the lock,
/// too.
Node handler_that_goes_on(const Asking& asking) {
  for (Node at = asking.opener; at && at != asking.unit; at = at.parent()) {
    const Node above = at.parent();
    if (!above || !above.is(Kind::Try) || above.child(0) != at || !above.child(2)) continue;
    if (asking.work && above.contains(asking.work)) return {};
    const Node handler = above.child(2);
    if (may_leave(handler)) return {};
    return is_asked_behind(asking, above) ? Node{} : handler;
  }
  return {};
}

// What is locked -----------------------------------------------------------------------------------------------

/// The last word of a name: "visitorId" of `message.visitorId`.
std::string_view word_of(const Node& expression) {
  const Node plain = program::without_casts(expression);
  return plain && (plain.is(Kind::Ident) || plain.is(Kind::Member)) ? plain.text() : std::string_view{};
}

/// Expressions that the key is made of: `id` of `visitor:${id}`.
std::vector<Node> made_of(const Node& opener) {
  std::vector<Node> parts;
  for (const Node argument : program::arguments(opener)) {
    if (argument.is(Kind::Function) || argument.is(Kind::None)) continue;
    for (const Node name : program::nodes_of(argument, Kind::Ident)) {
      Node top = name;
      while (top.parent().is(Kind::Member) && top.parent().child(0) == top) top = top.parent();
      if (top.parent().is(Kind::Template) || (top.parent().is(Kind::Binary) && top.parent().op() == Op::Add) ||
          top.parent().is(Kind::Call))
        parts.push_back(top);
    }
    if (!word_of(argument).empty()) parts.push_back(argument);
  }
  return parts;
}

/// The name of a function's parameter.
std::string_view parameter_name(const Program& program, const Node& call, std::size_t index) {
  const auto callees = program.callees(call);
  if (callees.size() != 1) return {};
  const Node parameter = program::parameter(program[callees[0]], index);
  const Node name = parameter ? parameter.child(0) : Node{};
  return name && name.is(Kind::Binding) ? name.text() : std::string_view{};
}

}  // namespace

std::optional<Doubt> doubt_of(const Scene& scene, const effects::Held::Lock& lock, const Node& unit, const Node& work,
                              const std::string& lock_name) {
  const Region& region = lock.region;
  if (region.kind != Region::Kind::Held || region.is_guard || !region.opener.is(Kind::Call)) return std::nullopt;
  const Program& program = scene.program();
  const Asking asking{.unit = lock.unit, .opener = region.opener, .work = lock.unit == unit ? work : Node{}};
  const std::string clause = "whether or not " + lock_name + " was got";
  const Shared& shared = scene.shared();
  const auto& faults = shared.hazards.of(program, shared.entry_points, shared.liveness).lock_faults;
  const auto is_unchecked = [&](const effects::LockFault& fault) {
    return fault.kind == effects::LockFault::Kind::Unchecked && fault.place == region.opener;
  };
  if (std::ranges::any_of(faults, is_unchecked)) return Doubt{clause, region.opener, "nobody asks what this says"};
  const effects::LockCall what = scene.locks().lock_call(lock.unit, region.opener);
  if (what.may_fail && asks_a_promise(program, asking, what.is_direct))
    return Doubt{clause, region.opener, "what is asked here is a promise, which is always true: nobody awaits it"};
  if (const Node loop = what.may_fail ? loop_that_gives_up(asking) : Node{})
    return Doubt{clause, region.opener, "the loop around this ends without the lock, too"};
  if (const Node handler = handler_that_goes_on(asking))
    return Doubt{clause, handler, "when the lock is not got, the work goes on behind this"};
  return std::nullopt;
}

std::optional<Doubt> doubt_of_key(const Program& program, const effects::Held::Lock& lock, const Node& unit,
                                  const Node& call, const std::string& lock_name) {
  const Region& region = lock.region;
  if (lock.unit != unit || region.kind != Region::Kind::Held || !region.opener.is(Kind::Call)) return std::nullopt;
  if (region.key.find('{') == std::string::npos) return std::nullopt;
  const std::vector<Node> keys = made_of(region.opener);
  if (keys.empty()) return std::nullopt;
  Node stranger;
  std::size_t index = 0;
  for (const Node argument : program::arguments(call)) {
    const std::size_t at = index++;
    if (argument.is(Kind::None)) continue;
    const bool is_of_key = std::ranges::any_of(keys, [&](const Node& key) { return may_share_a_value(key, argument); });
    if (is_of_key) return std::nullopt;
    const std::string_view word = word_of(argument);
    const std::string_view parameter = parameter_name(program, call, at);
    const bool is_rival = std::ranges::any_of(keys, [&](const Node& key) {
      return word_of(key) == parameter || (is_id_word(word_of(key)) && is_id_word(word));
    });
    if (!word.empty() && is_rival && !stranger) stranger = argument;
  }
  if (!stranger) return std::nullopt;
  return Doubt{
      "for `" + program::describe(stranger) + "` under " + lock_name + " of `" + program::describe(keys.front()) + "`",
      region.opener, "the lock is taken here"};
}

}  // namespace lockstep::rules::require
