// A region that holds a lock, and a way from inside of it to an acquisition of the same lock. Keys are compared as
// text, with what each call hands over put in the place of its parameters: `this.handle({...message, text})` takes the
// lock of the same visitor, `this.close(child.id)` that of another row. Only a key that is certainly the same is a
// finding.

#include "effects/acquisitions.h"
#include "effects/hazards.h"
#include "effects/units.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using program::callee;

namespace {

constexpr std::size_t kDeepestChain = 12;
constexpr std::size_t kMostVisits = 400;

std::string mark_of(const Node& node) {
  return "@" + std::to_string(node.file().id.value) + ":" + std::to_string(node.id().value);
}

/// What tells the `name` of one place from the same name elsewhere: its declaration, the class of a `this`, or at worst
/// the unit that it stands in.
std::string home_of(const Program& program, const Node& unit, const Node& opener, std::string_view name) {
  if (name == "this") {
    const Node klass = unit.enclosing(Kind::Class);
    return mark_of(klass ? klass : unit);
  }
  for (const Node node : program::descendants(opener)) {
    if (!node.is(Kind::Ident) || node.text() != name) continue;
    if (const Node declared = program.definition(node).node) return mark_of(declared);
  }
  return mark_of(unit);
}

/// A key in which each local name says where it comes from, so that two names that merely look alike stay apart:
/// `{mutex}` is `{mutex@3:17}`. What came in as a parameter is left for the caller to fill in.
std::string qualified(const Program& program, const Node& unit, const Node& opener, const std::string& key) {
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    text += key[i];
    if (key[i] != '{' || i + 1 >= key.size() || key[i + 1] == '#') continue;
    const std::size_t end = std::min(key.find_first_of(".}({,", i + 1), key.size());
    const std::string_view name = std::string_view(key).substr(i + 1, end - i - 1);
    text.append(name).append(home_of(program, unit, opener, name));
    i = end - 1;
  }
  return text;
}

bool is_certain(const std::string& key) { return !key.empty() && key.find("{?") == std::string::npos; }

/// Taken only if a parameter of its unit says so: `if (!options.isLocked) token = await acquire(key)`,
/// `options.release ?? (await acquire(key))`.
bool is_up_to_caller(const Program& program, const Node& unit, const Node& acquire) {
  Node below = acquire;
  for (Node above = below.parent(); above && above != unit; below = above, above = below.parent()) {
    const bool is_second = above.is(Kind::Binary) && (above.op() == Op::Coalesce || above.op() == Op::Or);
    if (!(above.is(Kind::If) || above.is(Kind::Conditional) || is_second) || above.child(0) == below) continue;
    const Node condition = above.child(0);
    if (!condition) continue;
    if (condition.is(Kind::Ident) && parameter_path(program, unit, condition).index >= 0) return true;
    for (const Node part : program::descendants(condition)) {
      if (part.is(Kind::Ident) && parameter_path(program, unit, part).index >= 0) return true;
    }
  }
  return false;
}

/// What takes a lock that others of its kind may not take meanwhile. A claim that nobody gives back ("once a minute is
/// enough") is none: it turns the second one away, and is meant to.
bool is_exclusive(const Region& region) {
  if (region.kind != Region::Kind::Held || region.is_reentrant) return false;
  return region.is_guard || region.is_disposed || !region.opener.is(Kind::Call) || !region.releases.empty();
}

/// How an event is sent within the process, as emitters of all libraries have it: whoever awaits `emitAsync` waits for
/// all who listen, `emit` runs the first part of each.
enum class Sending : std::uint8_t { None, Awaited, Unawaited };

Sending sending_of(const Node& call) {
  const Node head = callee(call);
  if (!head || !head.is(Kind::Member)) return Sending::None;
  return head.text() == "emitAsync" ? Sending::Awaited : head.text() == "emit" ? Sending::Unawaited : Sending::None;
}

/// A key of a listener in terms of the arguments of what sends the event, of which the first is its name.
std::string behind_event(const std::string& key) {
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    text += key[i];
    if (key[i] != '#' || i == 0 || key[i - 1] != '{') continue;
    std::size_t end = i + 1;
    while (end < key.size() && key[end] >= '0' && key[end] <= '9') ++end;
    text += std::to_string(std::stoul(key.substr(i + 1, end - i - 1)) + 1);
    i = end - 1;
  }
  return text;
}

/// What the id of a row was looked up by, where a key asks for it: `conversation.id` is `conversationId`, since that is
/// what the conversation was found by. So two keys for one row agree, whichever name it goes by.
class RowIds {
 public:
  RowIds(const Program& program, Flows& flows) : program_(program), flows_(flows) {}

  /// A key of a unit with such ids put in. `around` is where the names of the key stand.
  std::string looked_up_by(std::string key, const Node& unit, const Node& around) const {
    constexpr std::string_view kId = ".id}";
    for (std::size_t end = key.find(kId); end != std::string::npos; end = key.find(kId, end)) {
      const std::size_t open = key.rfind('{', end);
      const std::size_t behind = end + kId.size();
      if (open == std::string::npos) return key;
      const std::string_view name = std::string_view(key).substr(open + 1, end - open - 1);
      const std::string id = id_of(name, unit, around);
      key.replace(open, id.empty() ? 0 : behind - open, id);
      end = id.empty() ? behind : open + id.size();
    }
    return key;
  }

 private:
  /// What the row of a constant was found by; empty where that is not known.
  std::string id_of(std::string_view name, const Node& unit, const Node& around) const {
    const Node found = only_one_called(name, around) ? only_one_called(name, around) : only_one_called(name, unit);
    const Node declared = found ? program_.definition(found).node : Node{};
    const auto binding = found ? found.facts().binding(found.id()) : std::nullopt;
    if (!declared || !declared.is(Kind::Declarator) || !binding || found.facts()[*binding].is_assigned) return {};
    Node read = program::without_casts(program::value_of(declared));
    if (read && read.is(Kind::Await)) read = program::without_casts(read.child(0));
    if (!read || !read.is(Kind::Call) || unit_of(read) != unit) return {};
    for (const Source& source : flows_.of(unit).sources) {
      if (source.node != read || source.form != Source::Form::Read || source.store != Store::Row) continue;
      for (const KeyPart& by : source.row_key) {
        if (by.column == "id" && !by.text.empty() && by.text.find("{?") == std::string::npos) return by.text;
      }
    }
    return {};
  }

  /// A use of the one variable below a node that has this name; null where there is none, or more than one.
  static Node only_one_called(std::string_view name, const Node& around) {
    Node found;
    for (const Node part : program::nodes_of(around, Kind::Ident)) {
      if (part.text() != name) continue;
      if (found && part.facts().binding(part.id()) != found.facts().binding(found.id())) return {};
      found = part;
    }
    return found;
  }

  const Program& program_;
  Flows& flows_;
};

class Search {
 public:
  Search(const Program& program, const Locks& locks, const Paths& paths, Flows& flows, const Node& unit,
         const Region& region)
      : program_(program),
        locks_(locks),
        paths_(paths),
        ids_(program, flows),
        unit_(unit),
        region_(region),
        key_(qualified(program, unit, region.opener, ids_.looked_up_by(region.key, unit, region.opener))) {}

  std::optional<Reacquisition> find() {
    std::deque<Open> open{{unit_, {}}};
    std::set<NodeRef> seen;
    std::size_t visits = 0;
    while (!open.empty() && ++visits < kMostVisits) {
      const Open at = std::move(open.front());
      open.pop_front();
      if (const Node again = again_in(at)) return Reacquisition{region_, unit_, at.calls, again};
      if (at.calls.size() >= kDeepestChain) continue;
      for (const Node& call : calls_under_lock(at)) {
        for (const Node& function : run_by(call)) {
          // What takes the lock for its caller is seen at its call.
          if (locks_.role(function).kind == LockRole::Kind::Acquire) continue;
          if (unit_of(function) != function || !seen.insert(function.ref()).second) continue;
          std::vector<Node> calls = at.calls;
          calls.push_back(call);
          open.push_back({function, std::move(calls)});
        }
      }
    }
    return std::nullopt;
  }

 private:
  struct Open {
    Node unit;
    std::vector<Node> calls;  ///< from the region's unit down to this one
  };

  /// What a call runs: its callees, and those who listen to the event that it sends.
  std::vector<Node> run_by(const Node& call) const {
    std::vector<Node> functions;
    for (const NodeRef target : program_.callees(call)) functions.push_back(program_[target]);
    if (functions.empty() && sending_of(call) != Sending::None) {
      if (const auto event = program_.value(program::argument(call, 0))) return paths_.listeners(event->text);
    }
    return functions;
  }

  /// What a key of a callee is called in the region's unit.
  std::string in_terms_of_region(const Open& at, const Region& inner) const {
    std::string key = qualified(program_, at.unit, inner.opener, ids_.looked_up_by(inner.key, at.unit, inner.opener));
    for (std::size_t i = at.calls.size(); i-- > 0;) {
      const Node caller = unit_of(at.calls[i]);
      if (sending_of(at.calls[i]) != Sending::None) key = behind_event(key);
      key = ids_.looked_up_by(substituted(program_, key, caller, at.calls[i]), caller, at.calls[i]);
      key = requalified(key, caller, at.calls[i]);
    }
    return key;
  }

  /// Names that came in with a substitution have no home yet.
  std::string requalified(const std::string& key, const Node& unit, const Node& call) const {
    std::string text;
    for (std::size_t i = 0; i < key.size(); ++i) {
      text += key[i];
      if (key[i] != '{' || i + 1 >= key.size() || key[i + 1] == '#') continue;
      const std::size_t end = std::min(key.find_first_of(".}({,@", i + 1), key.size());
      const std::string_view name = std::string_view(key).substr(i + 1, end - i - 1);
      text.append(name);
      if (end >= key.size() || key[end] != '@') text.append(home_of(program_, unit, call, name));
      i = end - 1;
    }
    return text;
  }

  /// The second acquisition in a unit; null when there is none.
  Node again_in(const Open& at) const {
    for (const Region& inner : locks_.regions(at.unit)) {
      if (inner.kind != Region::Kind::Held || inner.is_reentrant) continue;
      if (at.calls.empty() && inner.opener == region_.opener) continue;
      if (paths_.entry_around(at.unit, inner.opener) != nullptr) continue;
      // In the region itself a second acquisition may stand without any call between.
      if (at.calls.empty() && (!Locks::covers(region_, inner.opener) || !is_waited_for(inner.opener))) continue;
      if (!at.calls.empty() && is_up_to_caller(program_, at.unit, inner.opener)) continue;
      const auto unawaited =
          std::ranges::find_if(at.calls, [](const Node& call) { return sending_of(call) == Sending::Unawaited; });
      const bool is_first_part = unawaited != at.calls.end() && *unawaited == at.calls.back();
      if (unawaited != at.calls.end() && !(is_first_part && fails_at_once(at.unit, inner))) continue;
      if (in_terms_of_region(at, inner) == key_) return inner.opener;
    }
    return {};
  }

  /// Whether a function asks for the lock before anything else, and gives up where it does not get it: its first part
  /// runs while the event is being sent.
  bool fails_at_once(const Node& unit, const Region& inner) const {
    if (!inner.opener.is(Kind::Call) || !locks_.lock_call(unit, inner.opener).may_fail) return false;
    const auto waits = program::nodes_of(unit, Kind::Await);
    return std::none_of(waits.begin(), waits.end(), [&](const Node& wait) {
      return wait.span().begin < inner.opener.span().begin && !wait.contains(inner.opener);
    });
  }

  std::vector<Node> calls_under_lock(const Open& at) const {
    std::vector<Node> calls;
    const std::uint32_t end = at.unit.id().value + at.unit.raw().size;
    for (std::uint32_t i = at.unit.id().value + 1; i < end; ++i) {
      const Node node = at.unit.file().node(facts::NodeId{i});
      if (is_other_unit(node, at.unit)) {
        i += node.raw().size - 1;
        continue;
      }
      if (!node.is(Kind::Call) || node == region_.opener) continue;
      if (!is_waited_for(node) && sending_of(node) != Sending::Unawaited) continue;
      if (at.calls.empty() && !Locks::covers(region_, node)) continue;
      if (paths_.entry_around(at.unit, node) == nullptr) calls.push_back(node);
    }
    return calls;
  }

  const Program& program_;
  const Locks& locks_;
  const Paths& paths_;
  const RowIds ids_;
  const Node unit_;
  const Region& region_;
  const std::string key_;
};

}  // namespace

std::vector<Reacquisition> find_reacquisitions(const Program& program, const Locks& locks, const Paths& paths,
                                               Flows& flows, const program::Liveness& liveness) {
  std::vector<Reacquisition> found;
  for (const NodeRef ref : locks.lockers()) {
    const Node unit = program[ref];
    if (!liveness.is_alive(unit)) continue;
    for (const Region& region : locks.regions(unit)) {
      if (!is_exclusive(region) || !is_certain(region.key)) continue;
      if (auto again = Search(program, locks, paths, flows, unit, region).find()) found.push_back(std::move(*again));
    }
  }
  return found;
}

}  // namespace lockstep::effects
