#include "effects/deeds.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

constexpr int kDeepest = 4;
constexpr std::array<std::string_view, 6> kLogs = {"log", "audit", "history", "activity", "event", "metric"};
constexpr std::array<std::string_view, 8> kJobs = {"add",    "addBulk", "publish",  "enqueue",
                                                   "addJob", "trigger", "dispatch", "sendMessage"};

bool is_log(std::string_view entity) {
  return std::any_of(kLogs.begin(), kLogs.end(),
                     [&](std::string_view word) { return entity.find(word) != std::string_view::npos; });
}

}  // namespace

Deeds::Deeds(const Program& program, const Vocabulary& vocabulary, Waits& waits)
    : program_(program), vocabulary_(vocabulary), waits_(waits), calls_(vocabulary.calls().in(program)) {}

bool Deeds::shows_twice(const Node& unit, const Node& read, const Node& write) {
  for (const Node wait : program::nodes_of(unit, Kind::Await)) {
    if (wait.span().begin < read.span().end || wait.contains(write)) continue;
    const Node call = program::without_casts(wait.child(0));
    if (call && call.is(Kind::Call) && shows(call, 0)) return true;
  }
  return false;
}

bool Deeds::shows(const Node& call, int depth) {
  const Node head = callee(call);
  if (!head || depth > kDeepest) return false;
  const auto callees = program_.callees(call);
  if (callees.empty()) {
    if (const auto effect = effect_of(program_, vocabulary_, calls_[head], call))
      return (effect->does == Does::Insert || effect->does == Does::Atomic) && effect->store == Store::Row &&
             !is_log(effect->subject);
    const bool is_job = head.is(Kind::Member) && std::find(kJobs.begin(), kJobs.end(), head.text()) != kJobs.end();
    return is_job || waits_.of(call) == Wait::Network;
  }
  return std::any_of(callees.begin(), callees.end(), [&](NodeRef target) {
    const auto [entry, is_new] = functions_.try_emplace(target, false);
    if (!is_new) return entry->second;
    const Node body = program::body(program_[target]);
    if (!body) return false;
    for (const Node wait : program::nodes_of(body, {Kind::Await, Kind::Return})) {
      const Node inner = wait.child(0) ? program::without_casts(wait.child(0)) : Node{};
      if (inner && inner.is(Kind::Call) && shows(inner, depth + 1)) return functions_[target] = true;
    }
    return false;
  });
}

}  // namespace lockstep::effects
