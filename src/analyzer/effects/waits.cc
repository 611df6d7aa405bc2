#include "effects/waits.h"

#include "effects/acquisitions.h"
#include "effects/clients.h"
#include "effects/statements.h"
#include "effects/units.h"

#include <algorithm>
#include <string_view>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

constexpr int kDeepest = 5;

std::string_view receiver_word(const Node& head) {
  Node at = head.child(0);
  while (at && (at.is(Kind::Call) || at.is(Kind::Await) || at.is(Kind::Cast)))
    at = at.is(Kind::Call) ? callee(at) : at.child(0);
  return at && (at.is(Kind::Ident) || at.is(Kind::Member)) ? at.text() : std::string_view{};
}

/// Whether an argument says how long to wait at most: `{ signal }`, `{ timeout: 5000 }`.
bool is_limited(const Node& call) {
  for (std::size_t i = 0; i < argument_count(call); ++i) {
    const Node given = argument(call, i);
    if (!given) continue;
    for (const Node node : program::descendants(given)) {
      if (node.is(Kind::Property) && (node.text() == "signal" || ends_with_any_case(node.text(), "timeout") ||
                                      ends_with_any_case(node.text(), "timeoutMs")))
        return true;
    }
  }
  const Node head = callee(call);
  return head && ends_with_any_case(head.text(), "timeout");  // `withTimeout(f(), 5000)`
}

/// Whether a value is certainly none that somebody else has to finish.
bool is_no_promise(const Program& program, const Node& value) {
  if (value.is(Kind::Ident)) {
    const Node declared = program.definition(value).node;
    const Node made =
        declared && declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
    return made && !made.is(Kind::Ident) && is_no_promise(program, made);
  }
  return value.is(Kind::Object) || value.is(Kind::Array) || value.is(Kind::String) || value.is(Kind::Template) ||
         value.is(Kind::Boolean) || value.is(Kind::Number) || value.is(Kind::Null);
}

}  // namespace

Waits::Waits(const Program& program, const Vocabulary& vocabulary)
    : program_(program),
      vocabulary_(vocabulary),
      network_(vocabulary.network().in(program)),
      calls_(vocabulary.calls().in(program)) {}

const LockModel* Waits::network_model(const Node& call) const {
  const Node head = callee(call);
  const auto& models = network_[head];
  if (models.empty()) return nullptr;
  const program::External external = program_.external_callee(call);
  const auto known = std::find_if(models.begin(), models.end(), [&](const LockModel* model) {
    if (external)
      return std::find(model->packages.begin(), model->packages.end(), external.package) != model->packages.end();
    if (model->receivers.empty()) return head.is(Kind::Ident);
    return head.is(Kind::Member) && ends_with_one_of(receiver_word(head), model->receivers);
  });
  return known == models.end() ? nullptr : *known;
}

Wait Waits::of(const Node& call, int depth) {
  const Node head = callee(call);
  if (!head || depth > kDeepest) return Wait::Brief;
  // `Promise.all(…)`, `withTimeout(f(), …)`: what is waited for stands in the arguments, too.
  Wait longest = Wait::Brief;
  for (const Node given : arguments(call)) {
    if (!given) continue;
    if (given.is(Kind::Call)) longest = std::max(longest, of(given, depth + 1));
    if (given.is(Kind::Array)) {
      for (const Node element : given.children()) {
        if (element.is(Kind::Call)) longest = std::max(longest, of(element, depth + 1));
      }
    }
  }
  if (longest == Wait::Network) return longest;
  const auto callees = program_.callees(call);
  if (!callees.empty()) {
    for (const NodeRef target : callees) longest = std::max(longest, of_function(program_[target]));
    return longest;
  }
  if (!(head.is(Kind::Ident) || head.is(Kind::Member))) return longest;
  if (is_network(call)) return Wait::Network;
  if (statement_text(call) || effect_of(program_, vocabulary_, calls_[head], call)) return longest;
  if (head.is(Kind::Member) && head.child(0) && head.child(0).is(Kind::Ident) && head.child(0).text() == "Promise")
    return longest;
  if (head.text() == "import" || head.text() == "save" || head.text() == "commitTransaction" ||
      head.text() == "startTransaction")
    return longest;
  return std::max(longest, Wait::Unknown);
}

Node Waits::unlimited(const Node& call, int depth) {
  if (depth > kDeepest || is_limited(call)) return {};
  const auto callees = program_.callees(call);
  if (callees.empty()) {
    const Node head = callee(call);
    return head && (head.is(Kind::Ident) || head.is(Kind::Member)) && is_network(call) &&
                   !limit_of_client(program_, call)
               ? call
               : Node{};
  }
  for (const NodeRef target : callees) {
    const auto [entry, is_new] = unlimited_in_.try_emplace(target);
    if (!is_new) {
      if (entry->second) return entry->second;
      continue;
    }
    const Node function = program_[target];
    if (!program::body(function)) continue;
    for (const Node node : program::nodes_of(program::body(function), {Kind::Await, Kind::Return, Kind::ForOf})) {
      const Node inner = promise_waited_for(node);
      if (!inner || !inner.is(Kind::Call)) continue;
      if (const Node found = unlimited(inner, depth + 1)) {
        unlimited_in_[target] = found;
        return found;
      }
    }
  }
  return {};
}

bool Waits::takes_long(const Node& call, int depth) {
  if (depth > kDeepest) return false;
  const auto callees = program_.callees(call);
  if (callees.empty()) {
    const LockModel* model = network_model(call);
    // One model speaks for all packages of its file; who asks a language model says so.
    return model != nullptr && model->is_slow &&
           (model->receivers.empty() || ends_with_one_of(receiver_word(callee(call)), model->receivers));
  }
  for (const NodeRef target : callees) {
    const Node function = program_[target];
    for (const Node wait : program::nodes_of(function, {Kind::Await, Kind::Return, Kind::ForOf})) {
      const Node inner = promise_waited_for(wait);
      if (!inner || !inner.is(Kind::Call) || !unlimited(inner, depth + 1)) continue;
      if (is_repeated(wait, function) || takes_long(inner, depth + 1)) return true;
    }
  }
  return false;
}

bool Waits::only_reads(const Node& call, int depth) const {
  if (depth > kDeepest) return false;
  const auto callees = program_.callees(call);
  if (callees.empty()) {
    const auto effect = effect_of(program_, vocabulary_, calls_[callee(call)], call);
    return effect && (effect->does == Does::Read || effect->does == Does::ReadMany || effect->does == Does::Count);
  }
  return std::all_of(callees.begin(), callees.end(), [&](NodeRef target) {
    const Node body = program::body(program_[target]);
    if (!body) return false;
    for (const Node wait : program::nodes_of(body, Kind::Await)) {
      const Node inner = program::without_casts(wait.child(0));
      if (!inner || !inner.is(Kind::Call) || !only_reads(inner, depth + 1)) return false;
    }
    return true;
  });
}

bool Waits::never_waits(const Node& call, int depth) {
  if (depth > kDeepest) return false;
  const auto callees = program_.callees(call);
  return !callees.empty() && std::all_of(callees.begin(), callees.end(), [&](NodeRef target) {
    const Node body = program::body(program_[target]);
    if (!body || !body.is(Kind::Block) || !program_[target].has(facts::kAsync)) return false;
    const auto waits = program::nodes_of(body, {Kind::Await, Kind::ForOf, Kind::Return});
    for (const Node wait : waits) {
      const Node inner = waited_for(wait);
      if (!inner) continue;  // `return;`, a plain loop
      const bool goes_on = inner.is(Kind::Call) ? never_waits(inner, depth + 1)
                                                : wait.is(Kind::Return) && is_no_promise(program_, inner);
      if (!goes_on) return false;
    }
    return true;
  });
}

bool Waits::writes(const Node& call, int depth) {
  if (depth > kDeepest || !callee(call)) return false;
  const auto callees = program_.callees(call);
  if (callees.empty()) {
    const auto effect = effect_of(program_, vocabulary_, calls_[callee(call)], call);
    return effect && (effect->does == Does::Insert || effect->does == Does::Save || effect->does == Does::Update ||
                      effect->does == Does::Atomic || effect->does == Does::Delete);
  }
  return std::any_of(callees.begin(), callees.end(), [&](NodeRef target) {
    const auto [entry, is_new] = writes_in_.try_emplace(target, false);
    const Node body = is_new ? program::body(program_[target]) : Node{};
    if (!body) return entry->second;
    const auto inside = program::nodes_of(body, Kind::Call);
    const bool found =
        std::any_of(inside.begin(), inside.end(), [&](const Node& inner) { return writes(inner, depth + 1); });
    return writes_in_[target] = found;
  });
}

Wait Waits::of_function(const Node& function) {
  const auto [entry, is_new] = functions_.try_emplace(function.ref(), Wait::Brief);
  if (!is_new || depth_ >= kDeepest) return entry->second;
  ++depth_;
  Wait longest = Wait::Brief;
  for (const Node node : program::nodes_of(function, {Kind::Await, Kind::Return, Kind::ForOf})) {
    if (longest == Wait::Network) break;
    const Node call = waited_for(node);
    if (!call || !call.is(Kind::Call)) continue;
    const Wait wait = of(call);
    // What is merely returned is waited for only if it is a promise, which unknown calls may not be.
    if (!node.is(Kind::Return) || wait == Wait::Network) longest = std::max(longest, wait);
  }
  --depth_;
  functions_[function.ref()] = longest;
  return longest;
}

}  // namespace lockstep::effects
