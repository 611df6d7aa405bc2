#include "rules/require/leading_calls.h"

#include <map>

namespace lockstep::rules::require {
namespace {

constexpr int kDeepest = 8;

/// Whether a function comes to a unit by calls that are written in it.
class Ways {
 public:
  Ways(const Program& program, const Node& goal) : program_(program), goal_(goal) {}

  bool leads(const Node& function, int depth = 0) {
    if (function == goal_ || function.contains(goal_)) return true;
    if (depth > kDeepest) return false;
    const auto [known, is_new] = known_.try_emplace(function.ref(), false);
    if (!is_new) return known->second;
    bool found = false;
    for (const Node call : program::nodes_of(function, {Kind::Call, Kind::New})) found = found || by(call, depth + 1);
    return known_[function.ref()] = found;
  }

  bool by(const Node& call, int depth) {
    for (const NodeRef callee : program_.callees(call)) {
      if (leads(program_[callee], depth)) return true;
    }
    return false;
  }

 private:
  const Program& program_;
  Node goal_;
  std::map<NodeRef, bool> known_;
};

}  // namespace

std::vector<Node> calls_leading_to(const Program& program, const effects::Held::Lock& lock, const Node& unit) {
  std::vector<Node> calls;
  Ways ways(program, unit);
  for (const Node call : program::nodes_of(lock.unit, {Kind::Call, Kind::New})) {
    if (call != lock.region.opener && effects::Locks::covers(lock.region, call) && ways.by(call, 0))
      calls.push_back(call);
  }
  return calls;
}

}  // namespace lockstep::rules::require
