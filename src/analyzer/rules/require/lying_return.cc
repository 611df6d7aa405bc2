// Helpers that take a lock for others, and say that they have it where they do not.

#include "rules/require/lying_return.h"

#include "rules/require/got.h"
#include "rules/require/stand_ins.h"

#include "effects/acquisitions.h"

#include <string_view>
#include <vector>

namespace lockstep::rules::require {
namespace {

using Outcome = Got::Answer;
using Names = std::vector<std::string_view>;

constexpr int kDeepest = 4;

/// A token, rather than an object that may tell either way; also one that is marked: `token + ':forced'`.
bool is_token(const Program& program, const Node& value) {
  const Node plain = value ? program::without_casts(value) : Node{};
  if (!plain || effects::says_failure(plain)) return false;
  if (plain.is(Kind::Boolean)) return plain.text() == "true";
  if (plain.is(Kind::Template)) return true;
  if (plain.is(Kind::Binary))
    return plain.op() == Op::Add && (is_token(program, plain.child(0)) || is_token(program, plain.child(1)));
  const Node declared = plain.is(Kind::Ident) ? program.definition(plain).node : Node{};
  if (!declared) return false;
  if (declared.is(Kind::Parameter)) return true;
  if (!declared.is(Kind::Declarator) || declared.parent().op() != Op::Const) return false;
  const Node made = program::value_of(declared) ? program::without_casts(program::value_of(declared)) : Node{};
  return made && (made.is(Kind::Call) || made.is(Kind::Template) || made.is(Kind::String) || made.is(Kind::Binary));
}

/// `if (!isReady) return token;` before the store is asked: what the store would have been given, or one made likewise.
bool is_unasked_token(const Program& program, const effects::LockSite& site, const Node& value) {
  const Node plain = value ? program::without_casts(value) : Node{};
  if (!plain) return false;
  for (const Node given : program::nodes_of(site.call, Kind::Ident)) {
    if (!given.parent() || given.parent().is(Kind::Member)) continue;
    const Node declared = program.definition(given).node;
    if (!declared || !declared.is(Kind::Declarator)) continue;
    if (plain.is(Kind::Ident) && program.definition(plain).node == declared) return true;
    const Node made = program::value_of(declared) ? program::without_casts(program::value_of(declared)) : Node{};
    const bool is_made_likewise =
        plain.is(Kind::Call) && made && made.is(Kind::Call) && program::callee(plain) && program::callee(made) &&
        program::callee(plain).text() == program::callee(made).text() && program.callees(plain).empty();
    if (is_made_likewise) return true;
  }
  return false;
}

/// Whether a way out lies behind a loop that ends without the lock: `if (late) break;`, or where its condition has had
/// enough, while who gets the lock leaves the function in it.
bool is_behind_vain_loop(const Got& got, const effects::LockSite& site, const Node& way_out) {
  for (Node loop = site.call.parent(); loop && loop != site.unit; loop = loop.parent()) {
    const bool is_loop = loop.is(Kind::While) || loop.is(Kind::For) || loop.is(Kind::DoWhile);
    if (!is_loop || loop.contains(way_out) || way_out.span().begin < loop.span().end) continue;
    bool is_sure = false;
    bool is_left_with_lock = false;
    for (const Node leave : program::nodes_of(loop, {Kind::Return, Kind::Break})) {
      const bool is_got = got.at(leave, is_sure) == Outcome::Yes;
      if (leave.is(Kind::Break) && !is_got && is_sure) return true;
      if (leave.is(Kind::Break) && (is_got || !is_sure)) return false;
      is_left_with_lock = is_left_with_lock || is_got;
    }
    const Node condition = loop.is(Kind::For) ? loop.child(1) : loop.child(loop.is(Kind::DoWhile) ? 1 : 0);
    const bool is_endless = !condition || condition.is(Kind::Boolean) || condition.is(Kind::None);
    return is_left_with_lock && !is_endless && !condition.contains(site.call);
  }
  return false;
}

/// Whether a way out lies behind `reply !== undefined`, which is always so: a store answers `null`.
bool asks_for_undefined(const Node& way_out, const Node& function, const Names& reply) {
  Node below = way_out;
  for (Node at = way_out.parent(); at && at != function; below = at, at = at.parent()) {
    const Node asked = at.is(Kind::If) && at.child(1) == below ? at.child(0) : Node{};
    if (!asked || !asked.is(Kind::Binary) || asked.op() != Op::StrictNotEqual) continue;
    const Node other = asked.child(1);
    if (other && other.is(Kind::Ident) && other.text() == "undefined" && effects::mentions(asked.child(0), reply))
      return true;
  }
  return false;
}

}  // namespace

Node lying_return(const Scene& scene, const Node& function, int depth) {
  const Program& program = scene.program();
  if (depth > kDeepest) return {};
  for (const effects::LockSite& site : scene.lock_pairs().acquires()) {
    if (site.unit != function) continue;
    for (const NodeRef callee : program.callees(site.call)) {
      if (const Node found = lying_return(scene, program[callee], depth + 1)) return found;
    }
    const Names reply = effects::names_of(effects::bound_to(site.call));
    if (!site.what.may_fail || !site.what.is_direct || reply.empty()) continue;
    if (const Node other = stand_in_of(program, function, site.call, {})) return other;
    const Got got(program, function, site.call);
    for (const Node way_out : program::nodes_of(function, Kind::Return)) {
      const Node value = way_out.child(0);
      if (way_out.enclosing_function() != function) continue;
      if (way_out.span().end <= site.call.span().begin && is_unasked_token(program, site, value)) return way_out;
      if (way_out.span().begin < site.call.span().end) continue;
      if (!is_token(program, value) || effects::mentions(value, reply)) continue;
      bool is_sure = false;
      const Outcome answer = got.at(way_out, is_sure);
      if (answer == Outcome::No && is_sure) return way_out;
      if (asks_for_undefined(way_out, function, reply)) return way_out;
      if (!is_sure && is_behind_vain_loop(got, site, way_out)) return way_out;
    }
  }
  return {};
}

}  // namespace lockstep::rules::require
