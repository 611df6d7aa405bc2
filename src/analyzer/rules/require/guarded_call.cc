// guarded-call: a call happens only where something has been compared with a certain constant.
//
// "The system user is never deleted" is true when every deletion of users lies behind `id === SYSTEM_USER_ID`: in a
// branch that leaves before the call, in a condition around it, in a check that is called before it, or in the
// condition of the deletion itself. What a function does not compare, all of its callers must.
//
// Who is compared is left open, since "only admins purge" is such a statement too. Where the constant *protects* what
// it names, the call must happen where both differ, and the comparison must be about what the call is given.

#include "rules/require/calls.h"
#include "rules/require/deletions.h"
#include "rules/require/kinds.h"
#include "rules/require/own_guard.h"
#include "rules/require/unsure.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct GuardedCall {
  CallQuery calls;
  std::string constant;
  std::string package;
  bool protects = false;
};

constexpr int kDeepest = 4;

/// How a call stands: behind a comparison, or perhaps behind one; neither: surely not.
struct Standing {
  Node guard;
  std::optional<Unsure> unsure;
  bool is_open() const { return !guard && !unsure; }
};

/// The comparison that a call lies behind, in its function or in all functions that call it.
Standing standing_of(const Program& program, const Constant& constant, bool protects, const Node& call,
                     const Given& given = {}, int depth = 0, const Node& inner = {}) {
  if (!constant.is_known()) return {};
  const Comparisons comparisons(program, constant, protects, call, given);
  if (const Node own = own_guard(comparisons, call, inner)) return {.guard = own, .unsure = {}};
  const std::optional<Unsure> unsure = unsure_before(comparisons, call);
  const Node function = call.enclosing_function();
  if (depth >= kDeepest || !function) return {.guard = {}, .unsure = unsure};
  // A closure runs where it is written, as far as we know.
  if (const Node around = function.parent(); around && around.is(Kind::Call)) {
    Standing outer = standing_of(program, constant, protects, around, {}, depth + 1, function);
    if (outer.is_open()) outer.unsure = unsure ? unsure : unsure_at_entry(comparisons, function);
    return outer;
  }
  const auto callers = program.callers(function);
  if (callers.empty() || !program.references(function).empty())
    return {.guard = {}, .unsure = unsure ? unsure : unsure_at_entry(comparisons, function)};
  const Given deciding{.counted = parameters_behind_call(call, given), .part = {}};
  Standing all;
  for (const NodeRef caller : callers) {
    if (program[caller].file().roles.any(kNotOurCode)) continue;
    Standing one = standing_of(program, constant, protects, program[caller], deciding, depth + 1);
    if (one.is_open()) return {.guard = {}, .unsure = unsure ? unsure : unsure_at_entry(comparisons, function)};
    if (!all.guard) all.guard = one.guard;
    if (one.unsure && !all.unsure) all.unsure = one.unsure;
  }
  if (all.unsure) all.guard = {};
  return all;
}

/// Whether a list holds conditions that all must be met: `{ AND: [{ … }, { … }] }`.
bool is_of_all(const Node& list) {
  const Node key = list.parent();
  if (!key || !key.is(Kind::Property)) return false;
  const Node computed = key.has(Flag::kComputed) ? key.child(1) : Node{};
  return letters_of(computed ? computed.text() : key.text()) == "and";
}

/// `a` and `b` of `remove([a, b])`, and `{ id }` and `{ teamId }` of `delete([{ id }, { teamId }])`: each must have
/// been compared.
std::vector<Node> parts_of(const Program& program, const Node& call) {
  std::vector<Node> parts;
  if (deleting_text(program, call)) return parts;  // the values of a statement are of many columns
  for (const Node list : program::nodes_of(call, Kind::Array)) {
    if (list.enclosing_function() != call.enclosing_function() || list.child_count() < 2) continue;
    for (const Node element : list.children()) {
      const bool is_part = element.is(Kind::Ident) || element.is(Kind::Member) || element.is(Kind::Spread) ||
                           (element.is(Kind::Object) && !is_of_all(list));
      if (is_part) parts.push_back(element.is(Kind::Spread) ? element.child(0) : element);
    }
  }
  return parts.size() > 1 ? parts : std::vector<Node>{};
}

/// The same where a call is given a list that is spelled out: all of its elements count.
Standing standing_of_call(const Program& program, const GuardedCall& wanted, const Constant& constant,
                          const Node& call) {
  if (wanted.protects) {
    const std::vector<Node> parts = parts_of(program, call);
    Standing all;
    for (const Node& part : parts) {
      if (constant.is_meant(part)) continue;
      Standing one = standing_of(program, constant, true, call, {.counted = {}, .part = part});
      if (one.is_open()) return {};
      if (!all.guard) all.guard = one.guard;
      if (one.unsure && !all.unsure) all.unsure = one.unsure;
    }
    if (all.unsure) all.guard = {};
    if (!all.is_open()) return all;
  }
  return standing_of(program, constant, wanted.protects, call);
}

/// `users.delete`, or `db.query("DELETE FROM users …")`.
std::string shown_call(const Program& program, const Node& call) {
  std::string shown = program::describe(program::callee(call));
  const Node text = deleting_text(program, call);
  if (!text) return shown;
  std::string words(text.text());
  std::ranges::replace(words, '\n', ' ');
  words.erase(0, words.find_first_not_of(' '));
  constexpr std::size_t kLongest = 40;
  if (words.size() > kLongest) words = words.substr(0, words.rfind(' ', kLongest)) + " …";
  return shown + (call.is(Kind::Tagged) ? "`" + words + "`" : "(\"" + words + "\")");
}

Answer ask(const GuardedCall& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const CallsFound found = find_calls(wanted.calls, scene);
  if (found.calls.empty()) return not_applicable("nothing calls for it: " + why_no_call(wanted.calls, found));
  const Constant constant(program, wanted.constant, wanted.package);
  std::vector<std::string> gaps = found.idle;
  if (!constant.is_known()) {
    gaps.push_back("there is no `" + wanted.constant + "`" +
                   (wanted.package.empty() ? std::string() : " of " + wanted.package));
  }
  std::vector<Related> evidence;
  std::vector<Related> doubtful;
  std::vector<Violation> violations;
  for (const Node& call : found.calls) {
    const Node head = program::callee(call);
    const Node function = call.enclosing_function();
    const std::string unit = function ? program.qualified_name(function) : std::string("the module");
    const std::string shown = shown_call(program, call);
    const Standing standing = standing_of_call(program, wanted, constant, call);
    if (standing.guard) {
      evidence.push_back({place_of(standing.guard), "compared before " + shown + " in " + unit});
    } else if (standing.unsure) {
      doubtful.push_back({place_of(head), shown + " in " + unit + ": " + standing.unsure->why});
      doubtful.push_back({place_of(standing.unsure->place), "`" + wanted.constant + "` is mentioned here"});
    } else {
      violations.push_back(
          {.where = place_of(head),
           .message = shown + " happens in " + unit + " without a comparison with `" + wanted.constant + "`",
           .subject = shown + " in " + unit});
    }
  }
  Answer answer;
  if (!violations.empty()) {
    answer = violated(std::move(violations));
  } else if (!doubtful.empty()) {
    answer = unknown(
        "whether each lies behind a comparison with `" + wanted.constant + "` cannot be told: " + doubtful.front().text,
        std::move(doubtful));
  } else {
    answer = holds(counted(found.calls.size(), "call", "calls") + ", each behind a comparison", std::move(evidence));
  }
  answer.gaps = std::move(gaps);
  return answer;
}

Demand read_guarded_call(json::Reader& reader) {
  const GuardedCall wanted{.calls = read_call_query(reader),
                           .constant = std::string(reader.string("compared-with")),
                           .package = std::string(reader.string("package", "")),
                           .protects = reader.flag("protects", false)};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kGuardedCall{"guarded-call", read_guarded_call};

}  // namespace lockstep::rules::require
