#include "effects/deeds.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

constexpr int kDeepest = 4;
constexpr std::array<std::string_view, 6> kLogs = {"log", "audit", "history", "activity", "event", "metric"};
/// As the interfaces of payment services and the draft of the HTTP header have it.
constexpr std::array<std::string_view, 3> kIdempotency = {"idempotencyKey", "idempotency_key", "idempotency-key"};
constexpr std::array<std::string_view, 8> kJobs = {"add",    "addBulk", "publish",  "enqueue",
                                                   "addJob", "trigger", "dispatch", "sendMessage"};

/// How calls are called that only ask: `stripe.customers.list`, `http.get`, `client.searchContacts`.
constexpr std::array<std::string_view, 14> kAsking = {"get",    "list",  "find",   "retrieve", "search",
                                                      "query",  "read",  "lookup", "check",    "validate",
                                                      "verify", "count", "head",   "describe"};

bool is_asking(const Node& call) {
  const Node head = callee(call);
  const std::string_view name = head ? head.text() : std::string_view{};
  if (name == "fetch") {
    const Node options = program::argument(call, 1) ? program::without_casts(program::argument(call, 1)) : Node{};
    if (!options) return true;
    const auto parts = options.children();
    return options.is(Kind::Object) && std::none_of(parts.begin(), parts.end(), [](const Node& part) {
             return part.is(Kind::Spread) || part.text() == "method" || part.text() == "body";
           });
  }
  return std::any_of(kAsking.begin(), kAsking.end(), [&](std::string_view verb) {
    return name.starts_with(verb) &&
           (name.size() == verb.size() || (name[verb.size()] >= 'A' && name[verb.size()] <= 'Z'));
  });
}

bool is_log(std::string_view entity) {
  return std::any_of(kLogs.begin(), kLogs.end(),
                     [&](std::string_view word) { return entity.find(word) != std::string_view::npos; });
}

/// Whether a request bears a key by which its receiver knows it when it comes again.
bool has_idempotency_key(const Node& call) {
  const auto given = program::arguments(call);
  return std::any_of(given.begin(), given.end(), [](const Node& argument) {
    if (!argument || argument.is(Kind::Function)) return false;
    const auto properties = program::nodes_of(argument, Kind::Property);
    return std::any_of(properties.begin(), properties.end(), [](const Node& property) {
      return std::any_of(kIdempotency.begin(), kIdempotency.end(), [&](std::string_view name) {
        return property.text().size() == name.size() && ends_with_any_case(property.text(), name);
      });
    });
  });
}

}  // namespace

Deeds::Deeds(const Program& program, const Vocabulary& vocabulary, Waits& waits)
    : program_(program), vocabulary_(vocabulary), waits_(waits), calls_(vocabulary.calls().in(program)) {}

Shows Deeds::shows_twice(const Node& unit, const Node& read, const Node& write) {
  Shows most = Shows::Nothing;
  for (const Node wait : program::nodes_of(unit, Kind::Await)) {
    if (wait.span().begin < read.span().end) continue;
    const Node call = program::without_casts(wait.child(0));
    if (!call || !call.is(Kind::Call)) continue;
    if (!wait.contains(write)) {
      most = std::max(most, shows(call, 0));
      continue;
    }
    // `Promise.all([isDue ? mail(row) : null, update(row)])`: what is done beside the write
    const Node all = program::argument(call, 0) ? program::without_casts(program::argument(call, 0)) : Node{};
    if (!all || !all.is(Kind::Array)) continue;
    for (const Node one : all.children()) {
      if (!one || one.contains(write)) continue;
      const bool is_choice = one.is(Kind::Conditional);
      for (const Node beside : {is_choice ? one.child(1) : one, is_choice ? one.child(2) : Node{}}) {
        const Node deed = beside ? program::without_casts(beside) : Node{};
        if (deed && deed.is(Kind::Call)) most = std::max(most, shows(deed, 0));
      }
    }
  }
  return most;
}

bool Deeds::is_told_once(const Node& unit, const Node& read, const Node& write) {
  const auto inside = program::nodes_of(unit, Kind::Call);
  return std::any_of(inside.begin(), inside.end(), [&](const Node& call) {
    return call.span().begin > read.span().end && call.span().end < write.span().begin && has_idempotency_key(call);
  });
}

Shows Deeds::shows(const Node& call, int depth) {
  const Node head = callee(call);
  if (!head || depth > kDeepest) return Shows::Nothing;
  const auto callees = program_.callees(call);
  if (callees.empty()) {
    if (const auto effect = effect_of(program_, vocabulary_, calls_[head], call)) {
      const bool is_seen = (effect->does == Does::Insert || effect->does == Does::Atomic) &&
                           effect->store == Store::Row && !is_log(effect->subject);
      return is_seen ? Shows::Inside : Shows::Nothing;
    }
    if (has_idempotency_key(call)) return Shows::Nothing;
    if (waits_.of(call) == Wait::Network) return is_asking(call) ? Shows::Nothing : Shows::Outside;
    const bool is_job = head.is(Kind::Member) && std::find(kJobs.begin(), kJobs.end(), head.text()) != kJobs.end();
    return is_job ? Shows::Inside : Shows::Nothing;
  }
  Shows most = Shows::Nothing;
  for (const NodeRef target : callees) {
    const auto [entry, is_new] = functions_.try_emplace(target, Shows::Nothing);
    Shows found = entry->second;
    const Node body = is_new ? program::body(program_[target]) : Node{};
    if (body) {
      // `async (mail) => send(mail)`
      Node answer = body.is(Kind::Block) ? Node{} : program::without_casts(body);
      if (answer && answer.is(Kind::Await)) answer = program::without_casts(answer.child(0));
      if (answer && answer.is(Kind::Call)) found = shows(answer, depth + 1);
      for (const Node wait : program::nodes_of(body, {Kind::Await, Kind::Return})) {
        const Node inner = wait.child(0) ? program::without_casts(wait.child(0)) : Node{};
        if (inner && inner.is(Kind::Call)) found = std::max(found, shows(inner, depth + 1));
      }
      functions_[target] = found;
    }
    most = std::max(most, found);
  }
  return most;
}

}  // namespace lockstep::effects
