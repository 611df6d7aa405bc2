#include "effects/stale_saves.h"

#include "effects/acquisitions.h"
#include "effects/origins.h"
#include "effects/units.h"
#include "effects/windows.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
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

/// Whether a row is saved as a new object with all that was read: `save({ ...journey, layout })`.
bool saves_spread(const Write& write) {
  const auto given = program::arguments(write.flush);
  return write.whole && std::any_of(given.begin(), given.end(), [](const Node& argument) {
           const Node plain = argument ? program::without_casts(argument) : Node{};
           return plain && plain.is(Kind::Object);
         });
}

/// A wait in a loop, each turn of which leaves others more time; null where there is none.
Node repeated(const std::vector<Node>& window, const Node& unit, const Node& read) {
  for (const Node& await : window) {
    for (Node at = await.parent(); at && at != unit && !at.contains(read); at = at.parent()) {
      const bool is_loop = at.is(Kind::For) || at.is(Kind::ForOf) || at.is(Kind::While);
      if (is_loop && at.span().begin > read.span().end) return await;
    }
  }
  return {};
}

/// The variable that a write saves; null where it is none.
Node saved_variable(const Write& write) {
  for (const Node given : program::arguments(write.flush)) {
    const Node plain = given ? program::without_casts(given) : Node{};
    if (plain && plain.is(Kind::Ident)) return plain;
  }
  return {};
}

/// The last wait whose result takes the place of what was read: `order = (await this.addItems(order)).order`,
/// `const result = await …; order = result.order`. What is saved then is as fresh as that.
std::uint32_t read_again_at(const Node& unit, const Node& read, const Write& write) {
  const Node saved = saved_variable(write);
  const std::optional<facts::BindingId> binding = saved ? saved.facts().binding(saved.id()) : std::nullopt;
  std::uint32_t latest = 0;
  if (!binding || saved.file().id != unit.file().id) return latest;
  std::map<facts::BindingId, std::uint32_t> waited;  // by what a wait's result is called: where the wait ends
  for (const Node wait : program::nodes_of(unit, Kind::Await)) {
    if (wait.span().begin < read.span().end || wait.span().end > write.flush.span().begin) continue;
    const Node pattern = bound_to(wait);
    if (!pattern) continue;
    std::vector<Node> names{pattern};
    for (const Node part : program::nodes_of(pattern, Kind::Binding)) names.push_back(part);
    for (const Node& name : names) {
      const std::optional<facts::BindingId> bound =
          name.is(Kind::Binding) ? name.facts().binding(name.id()) : std::nullopt;
      if (bound) waited.emplace(*bound, wait.span().end);
    }
  }
  for (const Node change : program::nodes_of(unit, Kind::Assign)) {
    const Node target = change.child(0);
    if (!target || !target.is(Kind::Ident) || target.facts().binding(target.id()) != binding) continue;
    if (change.span().begin < read.span().end || change.span().end > write.flush.span().begin) continue;
    const Node value = change.child(1);
    if (!value) continue;
    for (const Node part : program::nodes_of(value, Kind::Await)) latest = std::max(latest, part.span().end);
    if (value.is(Kind::Await)) latest = std::max(latest, value.span().end);
    for (Node root = program::without_casts(value); root; root = root.is(Kind::Member) ? root.child(0) : Node{}) {
      const std::optional<facts::BindingId> bound =
          root.is(Kind::Ident) ? root.facts().binding(root.id()) : std::nullopt;
      if (const auto known = bound ? waited.find(*bound) : waited.end(); known != waited.end())
        latest = std::max(latest, known->second);
    }
  }
  return latest;
}

/// Whether whoever comes to `then` has passed a call of the unit, on whatever branch; null: its end.
bool is_passed(const Node& call, const Node& unit, const Node& then) {
  for (Node at = call, above = at.parent(); above && above != unit; at = above, above = at.parent()) {
    if (is_conditional(above, at) && !(then && at.contains(then))) return false;
  }
  return true;
}

}  // namespace

/// The call that a write goes through, so many functions further down than the unit that it belongs to.
Node StaleSaves::call_at(const Write& write, std::size_t depth) const {
  return depth < write.chain.size() ? program_[write.chain[depth]] : write.deep;
}

/// Where the repair goes: the save in the last function on the way down that changes the row, or makes it wait. What
/// lies below merely stores what it is given, for everybody.
Node StaleSaves::place_of(const Write& write, const Node& network) const {
  std::size_t depth = 0;
  for (const Mutation& mutation : write.mutations) depth = std::max(depth, mutation.chain.size());
  for (std::size_t i = 1; network && i <= write.chain.size(); ++i) {
    if (unit_of(call_at(write, i)) == unit_of(network)) depth = std::max(depth, i);
  }
  return depth == 0 && write.flush.is(Kind::Call) ? write.flush : call_at(write, depth);
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

void StaleSaves::note(const Node& unit) {
  std::set<std::string> subjects;
  const Flow& flow = flows_.of(unit);
  for (const Write& write : flow.writes) {
    const Source& read = flow.sources[write.source];
    if (read.store == Store::Row && !read.subject.empty() && !write.by_name) subjects.insert(read.subject);
  }
  for (const auto& [subject, column] : flow.written_columns) subjects.insert(subject);
  for (const std::string& subject : subjects) writers_[subject].push_back(unit);
}

bool StaleSaves::has_unlocked_writer(const Node& unit, const std::string& subject) const {
  const auto known = writers_.find(subject);
  return known != writers_.end() && std::any_of(known->second.begin(), known->second.end(), [&](const Node& writer) {
           const Node body = program::body(writer);
           return writer != unit && body && locks_.regions(writer).empty() && paths_.unguarded(writer, body, body);
         });
}

/// A call between a read and a save that writes a column of the same row which the save, as it holds the old one, takes
/// back: `await this.assign(order.id, agent); order.status = 'open'; await save(order)`.
Node StaleSaves::undone_by(const Node& unit, const Write& save) const {
  if (!save.whole || save.by_name || !save.path.empty()) return {};
  const Flow& flow = flows_.of(unit);
  const auto is_given = [&](const Mutation& change) {
    return std::ranges::any_of(save.mutations, [&](const Mutation& own) {
      return own.path.empty() || first_of(own.path) == first_of(change.path);
    });
  };
  for (const Write& other : flow.writes) {
    if (other.source != save.source || other.whole || other.by_name || other.flush == save.flush ||
        !other.flush.is(Kind::Call) || other.flush.span().end > save.flush.span().begin || !is_waited_for(other.flush))
      continue;
    // Always, rather than on some branch: in this unit, and in each function further down.
    bool is_on_the_way = is_passed(other.flush, unit, save.flush);
    for (std::size_t i = 1; i <= other.chain.size(); ++i) {
      const Node call = call_at(other, i);
      is_on_the_way = is_on_the_way && is_passed(call, unit_of(call), {});
    }
    const bool takes_back = std::ranges::any_of(
        other.mutations, [&](const Mutation& change) { return !change.path.empty() && !is_given(change); });
    if (is_on_the_way && takes_back) return other.flush;
  }
  return {};
}

Node StaleSaves::network_before(const Node& unit, const Node& write) {
  for (const Node& await : awaits_between(unit, program::parameters(unit), write)) {
    const Node call = waited_for(await);
    if (call.is(Kind::Call) && waits_.of(call) == Wait::Network) return await;
  }
  return {};
}

/// An entity that came along with an event is as old as the event, at least: whoever sent it has read it.
void StaleSaves::find_handed_in(const Node& unit, Hazards& hazards) {
  const program::EntryPoint* entry = paths_.entry(unit);
  if (entry == nullptr || entry->form != program::EntryPoint::Form::Event) return;
  const Flow& flow = flows_.of(unit);
  for (const Write& write : flow.parameter_writes) {
    const Node saved = program::without_casts(program::argument(write.flush, 0));
    if (!write.whole || write.by_name || write.subject.empty() || !saved) continue;
    // A plain object of that name may hold some columns only.
    const Node type = program_.type_of(saved).declaration;
    if (!type || !type.is(Kind::Class) || subject_of(type.text()) != write.subject) continue;
    const Node network = network_before(unit, write.flush);
    auto path = network ? paths_.unguarded(unit, program::parameters(unit), write.flush) : std::nullopt;
    if (!path || !told_.insert(write.flush.ref()).second) continue;
    Source read = flow.sources[write.source];
    read.deep = read.node;
    read.subject = write.subject;
    read.shown = write.shown;
    read.is_handed_in = true;
    hazards.stale_saves.push_back({.unit = unit,
                                   .read = std::move(read),
                                   .write = write,
                                   .place = write.flush,
                                   .path = std::move(*path),
                                   .awaits = {network},
                                   .network = network});
  }
}

void StaleSaves::find(const Node& unit, Hazards& hazards) {
  find_handed_in(unit, hazards);
  const Flow& flow = flows_.of(unit);
  std::set<std::uint32_t> sources;
  for (const Write& write : flow.writes) {
    const Source& read = flow.sources[write.source];
    if (!write.whole && write.kept.empty()) continue;
    if (read.store != Store::Row || read.row_lock || sources.contains(write.source)) continue;
    const bool is_lost_update =
        std::any_of(hazards.lost_updates.begin(), hazards.lost_updates.end(), [&](const LostUpdate& lost) {
          // One call may write several times further down: a counter first, and the whole row in the end.
          return lost.unit == unit && lost.write.flush == write.flush && lost.write.deep == write.deep;
        });
    if (is_lost_update) continue;
    const bool is_reread = read_again_at(unit, read.node, write) != 0;
    if (const Node undone = is_reread ? Node{} : undone_by(unit, write);
        undone && told_.insert(write.flush.ref()).second) {
      sources.insert(write.source);
      hazards.stale_saves.push_back({.unit = unit,
                                     .read = read,
                                     .write = write,
                                     .place = write.flush,
                                     .undone = undone,
                                     .path = {.entry = {}, .start = unit, .calls = {}},
                                     .awaits = {},
                                     .network = {}});
      continue;
    }
    std::vector<Node> window = awaits_between(unit, read.node, write.flush);
    const std::uint32_t fresh_from = read_again_at(unit, read.node, write);
    std::erase_if(window, [&](const Node& await) { return await.span().end <= fresh_from; });
    // A callee that is handed the entity may wait, too, before it saves.
    for (std::size_t i = 0; i < write.chain.size(); ++i) {
      const Node next = call_at(write, i + 1);
      const Node in = unit_of(next);
      for (const Node& await : awaits_between(in, program::parameters(in), next)) window.push_back(await);
    }
    std::vector<Node> awaits;
    Node network;
    for (const Node& await : window) {
      const Node call = waited_for(await);
      if (!call.is(Kind::Call)) continue;
      const Wait wait = waits_.of(call);
      if (wait == Wait::Brief) continue;
      awaits.push_back(await);
      if (wait == Wait::Network && !network) network = await;
    }
    const Node turn = !network && awaits.empty() && saves_spread(write) ? repeated(window, unit, read.node) : Node{};
    if (turn) awaits.push_back(turn);
    if (!network && !turn && !takes_back_for_sure(unit, write, !window.empty()) &&
        (awaits.size() < kFewestUnknown || !write.whole || is_in_transaction(unit, read.node, write.flush)))
      continue;
    auto path = paths_.unguarded(unit, read.node, write.flush);
    // A lock keeps out who asks for it. Under one that lasts for requests to another machine it matters who does not.
    if (!path) {
      const Held held = paths_.held(unit, read.node, write.flush);
      const bool is_lock =
          !held.regions.empty() && std::all_of(held.regions.begin(), held.regions.end(), [](const Held::Lock& lock) {
            return lock.region.kind == Region::Kind::Held;  // a row's lock keeps everybody out
          });
      if (!network || !write.whole || write.is_spread || !is_lock || !has_unlocked_writer(unit, read.subject)) continue;
      path = Path{.entry = {}, .start = unit, .calls = {}};
    }
    const Node place = place_of(write, network);
    sources.insert(write.source);
    if (!told_.insert(place.ref()).second) continue;
    hazards.stale_saves.push_back({.unit = unit,
                                   .read = read,
                                   .write = write,
                                   .place = place,
                                   .path = std::move(*path),
                                   .awaits = std::move(awaits),
                                   .network = network});
  }
}

}  // namespace lockstep::effects
