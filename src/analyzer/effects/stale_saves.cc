#include "effects/stale_saves.h"

#include "effects/acquisitions.h"
#include "effects/units.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using program::callee;

namespace {

constexpr std::size_t kFewestUnknown = 2;  // waits for code that is not known, that make a window
constexpr std::size_t kFewestKept = 4;     // columns written as they were read, that make a whole

/// What a function is handed that works inside of somebody's transaction.
bool is_transaction_handle(std::string_view name) {
  return name == "queryRunner" || name == "tx" || name == "trx" || name == "transaction" || name == "manager" ||
         name == "entityManager" || name == "transactionManager" || name == "session";
}

/// Whether a write goes out of its way to take back what others change, so that no long wait is needed to say so.
bool takes_back_for_sure(const Node& unit, const Write& write, bool waits) {
  if (write.is_spread) return true;
  if (!waits || write.kept.empty()) return false;
  return write.kept.size() >= kFewestKept || in_catch(write.flush, unit);
}

}  // namespace

std::vector<Node> awaits_between(const Node& unit, const Node& read, const Node& write) {
  std::vector<Node> found;
  if (!unit || !read) return found;
  for (const Node node : program::nodes_of(unit, Kind::Await)) {
    if (node.span().begin < read.span().end || node.span().end > write.span().begin) continue;
    found.push_back(node);
  }
  return found;
}

/// Whether a transaction is open all the while. It is no lock, but what is waited for in it is mostly the store.
bool StaleSaves::is_in_transaction(const Node& unit, const Node& read, const Node& write) const {
  for (const Region& region : locks_.regions(unit)) {
    if (region.kind == Region::Kind::Transaction && Locks::covers(region, read) && Locks::covers(region, write))
      return true;
  }
  for (const Node parameter : program::parameters(unit).children()) {
    if (is_transaction_handle(parameter.child(0).text())) return true;
  }
  for (const Node node : program::descendants(unit)) {
    if (node.is(Kind::Call) && callee(node) && callee(node).text() == "startTransaction" &&
        node.span().begin < read.span().begin)
      return true;
  }
  return false;
}

void StaleSaves::find(const Node& unit, Hazards& hazards) {
  const Flow& flow = flows_.of(unit);
  std::set<std::uint32_t> sources;
  for (const Write& write : flow.writes) {
    const Source& read = flow.sources[write.source];
    if (!write.whole && write.kept.empty()) continue;
    if (read.store != Store::Row || read.row_lock || sources.contains(write.source)) continue;
    const bool is_lost_update =
        std::any_of(hazards.lost_updates.begin(), hazards.lost_updates.end(),
                    [&](const LostUpdate& lost) { return lost.unit == unit && lost.write.flush == write.flush; });
    if (is_lost_update || told_.contains(write.deep.ref()) || paths_.guard(unit, read.node, write.flush) != nullptr)
      continue;
    std::vector<Node> window = awaits_between(unit, read.node, write.flush);
    // A callee that is handed the entity may wait, too, before it saves.
    Node in = unit;
    for (std::size_t i = 0; i < write.chain.size(); ++i) {
      const Node next = i + 1 < write.chain.size() ? program_[write.chain[i + 1]] : write.deep;
      in = unit_of(next);
      for (const Node& await : awaits_between(in, program::parameters(in), next)) window.push_back(await);
    }
    std::vector<Node> awaits;
    Node network;
    for (const Node& await : window) {
      const Node call = program::without_casts(await.child(0));
      if (!call || !call.is(Kind::Call)) continue;
      const Wait wait = waits_.of(call);
      if (wait == Wait::Brief) continue;
      awaits.push_back(await);
      if (wait == Wait::Network && !network) network = await;
    }
    if (!network && !takes_back_for_sure(unit, write, !window.empty()) &&
        (awaits.size() < kFewestUnknown || !write.whole || is_in_transaction(unit, read.node, write.flush)))
      continue;
    auto path = paths_.unguarded(unit, read.node, write.flush);
    if (!path) continue;
    sources.insert(write.source);
    told_.insert(write.deep.ref());
    hazards.stale_saves.push_back({.unit = unit,
                                   .read = read,
                                   .write = write,
                                   .path = std::move(*path),
                                   .awaits = std::move(awaits),
                                   .network = network});
  }
}

}  // namespace lockstep::effects
