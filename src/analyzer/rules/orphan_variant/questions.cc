#include "rules/orphan_variant/questions.h"

#include "rules/orphan_variant/buses.h"

#include <algorithm>
#include <array>

namespace lockstep::rules::variants {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::ranges::find(list, text) != list.end();
}

constexpr std::array<std::string_view, 12> kAsks = {"includes", "indexOf", "has",     "startsWith",
                                                    "endsWith", "equals",  "is",      "with",
                                                    "contains", "matches", "isEqual", "not"};
// Keys of filters: what stands there is looked for, and not made.
constexpr std::array<std::string_view, 16> kFilters = {"in",          "notIn",  "not", "equals", "where", "filter",
                                                       "whereClause", "having", "$in", "$nin",   "$ne",   "$eq",
                                                       "$or",         "$and",   "OR",  "AND"};

// Nobody nests an expression deeper by hand.
constexpr int kMaxClimb = 32;

// `isKnownError(error, Code.Missing)`: a question, as its name says.
bool is_question(std::string_view name) {
  for (const std::string_view word : {"is", "has", "matches", "equals"}) {
    const bool is_whole_word = name.size() > word.size() && name[word.size()] >= 'A' && name[word.size()] <= 'Z';
    if (name.starts_with(word) && is_whole_word) return true;
  }
  return false;
}

}  // namespace

Questions::Questions(const Program& program) : program_(program) {
  const auto read = [](const json::Value& section, std::string_view key, Names& into) {
    const json::Value* list = section.find(key);
    if (!list) return;
    for (const json::Value& item : list->items()) {
      if (const auto text = item.string()) into.emplace(*text);
    }
  };
  for (const config::Models::Section& section : program.models().sections("variants")) {
    read(section.value, "operators", operators_);
    read(section.value, "wheres", wheres_);
    read(section.value, "finders", finders_);
    read(section.value, "updaters", updaters_);
  }
  for (const std::string& one : operators_) operator_names_.insert(one.substr(one.find(':') + 1));
  for (const std::string& one : updaters_) update_names_.insert(one.substr(one.find(':') + 1));
}

bool Questions::asks(std::string_view method) { return is_one_of(method, kAsks); }

bool Questions::is_filter(std::string_view key) { return is_one_of(key, kFilters); }

bool Questions::asks(const Node& call, const Node& argument) const {
  const Node head = program::callee(call);
  if (!head) return false;
  return (head.is(Kind::Member) && asks(head.text())) || is_question(head.text()) || asks_store(call, argument);
}

// `In([State.Sent])`, `.andWhere('order.state = :state', { state: State.Sent })`, `repo.countBy({ state: … })`,
// `repo.update({ id, state: State.Sent }, { … })`
bool Questions::asks_store(const Node& call, const Node& argument) const {
  const Node head = program::callee(call);
  if (!call.is(Kind::Call) || !head) return false;
  const std::string_view name = head.text();
  if (operator_names_.contains(name) && operators_.contains(call_key(program_.external_callee(call)))) return true;
  if (!head.is(Kind::Member)) return false;
  if (wheres_.contains(name)) return true;
  // Elsewhere what is to be written comes first (`row.update({ state }, { transaction })`).
  const bool is_update = updaters_.contains(name) ||
                         (update_names_.contains(name) && updaters_.contains(call_key(program_.external_callee(call))));
  if (!is_update && !finders_.contains(name)) return false;
  const Node first = program::argument(call, 0);
  return first && first.contains(argument) && argument.is(Kind::Object) &&
         (!is_update || program::argument_count(call) >= 2);
}

bool Questions::is_in_filter(const Node& node) const {
  int steps = 0;
  Node below = node;
  for (Node at = node.parent(); at && steps < kMaxClimb; below = at, at = at.parent(), ++steps) {
    switch (at.kind()) {
      case Kind::Property:
        if (is_filter(at.text())) return true;
        break;
      case Kind::Call:
        return asks_store(at, below);
      case Kind::Object:
      case Kind::Array:
      case Kind::Cast:
      case Kind::Conditional:
        break;
      default:
        return false;
    }
  }
  return false;
}

}  // namespace lockstep::rules::variants
