// What happens at a call: to what is handed in, and through functions of the program to what was read here.

#include "effects/walk.h"

#include "effects/origins.h"
#include "effects/type_parameters.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::callee;

namespace {

constexpr std::array<std::string_view, 12> kChanging = {"push",    "unshift", "splice", "pop", "shift",  "sort",
                                                        "reverse", "fill",    "set",    "add", "delete", "clear"};

}  // namespace

void Walk::called(const Node& call) {
  const Node head = callee(call);
  if (!head) return;
  if (const auto& of = flows_.effect(call)) {
    happens(*of);
    return;
  }
  if (const auto named = flows_.named().of(call); named && named->does == Does::Update) {
    write_row(*named, program::without_casts(named->data));
    writes_what_was_looked_up(*named);
  }
  const std::string_view name = head.text();
  const auto callees = program_.callees(call);
  note_handed_out(call);
  if (!callees.empty() && callees.size() <= 4) {
    for (const NodeRef target : callees) callee_happens(call, target);
    note_handed_on(call);
    if (!head.is(Kind::Member)) return;
    // A method that a model class overrides still saves.
  }
  if (const Does does = flows_.does_to_values(call); does == Does::Merge || does == Does::Change) {
    assign_properties(call);
    return;
  }
  if (!head.is(Kind::Member)) return;
  const Value object = eval(head.child(0));
  if (is_one_of(name, kChanging)) {
    for (const Origin& to : object) {
      note_change_of_value(to);
      if (to.relation == Relation::Part && to.inside.empty())
        mutate(to.source, {.node = head, .path = to.path, .strength = Strength::Merged, .merge = Merge::List});
    }
    collect(head.child(0), arguments_of(call, 0), "");
  }
  if (object.empty() || !callees.empty()) return;
  set_columns(call, object);
  for (const Origin& of : object) {
    const auto instance = instance_effect(flows_.models(call), call, flow_.sources[of.source].packages);
    if (!instance || !of.inside.empty()) continue;
    if (instance->does == Does::Save && of.relation == Relation::Part) {
      flush_all({of}, call, instance->whole);
      continue;
    }
    if (of.relation != Relation::Entity) continue;
    if (instance->does == Does::Reload) {
      flow_.sources[of.source].pending.clear();
      flow_.sources[of.source].row_lock = flow_.sources[of.source].row_lock || has_row_lock(flows_.vocabulary(), call);
    } else if (instance->does == Does::Save) {
      if (instance->compares_lists) {
        // Elements are added by `$push` or compared by the version, and what lies inside is set by its own path.
        std::erase_if(flow_.sources[of.source].pending,
                      [](const Mutation& change) { return change.merge == Merge::List || change.is_nested; });
      }
      flush_all({of}, call, instance->whole);
    } else if (instance->does == Does::Update && instance->data) {
      write_object(of.source, program::without_casts(instance->data), call, instance->does, false);
    }
  }
}

void Walk::note_change_of_value(const Origin& to) {
  if (!to.inside.empty()) return;
  Source& source = flow_.sources[to.source];
  if (to.relation == Relation::Parsed || to.is_copy) source.changed_copies.emplace_back(first_of(to.path));
  // Of a stored value or a file the whole is what is changed.
  if (to.relation == Relation::Derived && !to.is_copy) return;
  if (source.form == Source::Form::Read && source.store != Store::Row)
    source.pending.push_back({.node = source.node, .path = "", .strength = Strength::Merged});
}

bool Walk::is_changed_copy(const Origin& origin) const {
  if (origin.relation != Relation::Parsed && !origin.is_copy) return false;
  const auto& changed = flow_.sources[origin.source].changed_copies;
  return std::find(changed.begin(), changed.end(), first_of(origin.path)) != changed.end();
}

Value Walk::settled(Value value) const {
  for (Origin& origin : value) {
    if (origin.is_merge()) continue;
    if (is_changed_copy(origin)) origin.merge = Merge::Some;
    if (origin.relation != Relation::Part || !flow_.sources[origin.source].is_from_outside()) continue;
    // `table.columns[i] = …` of a parameter, and now `columns: table.columns`
    for (const Mutation& before : flow_.sources[origin.source].pending) {
      const bool is_inside = before.path.starts_with(origin.path) &&
                             (before.path.size() == origin.path.size() || before.path[origin.path.size()] == '.');
      if (is_inside && (before.strength == Strength::Merged || before.path.size() > origin.path.size()))
        origin.merge = both(before.merge, Merge::Part);
    }
  }
  return value;
}

void Walk::set_columns(const Node& call, const Value& object) {
  // `row.set('score', …)` of Sequelize and Mongoose
  const Node column = argument(call, 0);
  if (callee(call).text() != "set" || !column || !column.is(Kind::String)) return;
  for (const Origin& of : object) {
    if (of.relation != Relation::Entity || !of.inside.empty() || flow_.sources[of.source].store != Store::Row) continue;
    const Origin to{of.source, Relation::Part, std::string(column.text())};
    const auto [strength, from, merge] = dependence_of(to, eval(argument(call, 1)));
    mutate(of.source, {.node = callee(call), .path = to.path, .strength = strength, .merge = merge, .from = from});
  }
}

void Walk::assign_properties(const Node& call) {
  assigns_answer(call);
  const Value target = eval(argument(call, 0));
  for (const Origin& to : target) {
    note_change_of_value(to);
    if (!to.inside.empty()) continue;
    if (to.relation == Relation::Part) {
      mutate(to.source, {.node = callee(call), .path = to.path, .strength = Strength::Merged, .merge = Merge::Part});
    } else if (to.relation == Relation::Entity && flow_.sources[to.source].form == Source::Form::Read) {
      mutate(to.source, {.node = callee(call), .path = "", .strength = Strength::Plain});
      for (std::size_t i = 1; i < program::argument_count(call); ++i)
        note_assigned(to.source, "", eval(argument(call, i)));
    }
  }
}

void Walk::note_handed_on(const Node& call) {
  const auto note = [&](const Node& given) {
    for (const Origin& origin : eval(given)) {
      if (origin.relation == Relation::Part && !origin.inside.empty() && is_version(origin.path) &&
          flow_.sources[origin.source].form == Source::Form::Read)
        handed_on_.emplace(origin.source, origin.path);
    }
  };
  for (const Node given : arguments(call)) {
    const Node list = given ? program::without_casts(given) : Node{};
    if (!list || !list.is(Kind::Array)) {
      note(given);
      continue;
    }
    for (const Node element : list.children()) note(element);
  }
}

void Walk::callee_happens(const Node& call, NodeRef target) {
  const Flow& inner = flows_.of(program_[target]);
  happened_.insert(target);
  const auto deeper = [&](std::vector<NodeRef> chain) {
    if (call.is(Kind::Call)) chain.insert(chain.begin(), call.ref());
    return chain;
  };
  const auto under = [&](const Origin& origin, const std::string& path, Mutation mutation) {
    mutation.path = joined(origin.path, path);
    mutation.chain = deeper(mutation.chain);
    return mutation;
  };
  // Those of one source follow each other: what it was handed is looked at once.
  std::optional<std::uint32_t> handed_to;
  Value given;
  for (const auto& [id, mutation] : inner.parameter_mutations) {
    if (std::exchange(handed_to, id) != id) given = handed_in(call, inner.sources[id]);
    for (const auto& [origin, rest] : reach(given, mutation.path)) {
      if (!origin.inside.empty()) continue;
      note_change_of_value(origin);
      if (origin.relation != Relation::Entity && origin.relation != Relation::Part) continue;
      mutate(origin.source, under(origin, rest, mutation));
    }
  }
  // `const claim = await claimed(row); if (!claim) return;`
  constexpr int kDeepestClaim = 2;
  for (const ComparedWrite& claim : inner.compared_writes) {
    if (call.is(Kind::Call) && claim.depth < kDeepestClaim)
      flow_.compared_writes.push_back({call, claim.subject, claim.column, claim.depth + 1});
  }
  looks_happen(call, target);
  inserts_happen(call, target);
  takes_happen(call, target);
  handed_out_happens(call, target);
  for (const Write& as_theirs : inner.parameter_writes) {
    std::optional<Write> named;
    if (as_theirs.is_generic) name_in(program_, call, program_[target], named.emplace(as_theirs));
    const Write& write = named ? *named : as_theirs;
    if (write.is_keyed) {
      row_write_happens(call, write, inner.sources[write.source]);
      continue;
    }
    for (const auto& [origin, rest] : reach(handed_in(call, inner.sources[write.source]), write.path)) {
      if (!origin.inside.empty() || flow_.sources[origin.source].form == Source::Form::Made) continue;
      const bool is_row = rest.empty() && (origin.relation == Relation::Entity || origin.relation == Relation::List);
      const bool is_handed_on = origin.relation == Relation::Entity || origin.relation == Relation::Part;
      const bool is_parameter = flow_.sources[origin.source].is_from_outside();
      if (const auto row = rest.empty() ? joined_row(origin, write.subject, write.shown) : std::nullopt) {
        for (const Mutation& mutation : write.mutations) {
          Mutation here = mutation;
          here.chain = deeper(here.chain);
          mutate(*row, std::move(here));
        }
        flush(*row, call, write.deep, deeper(write.chain), write.whole);
        continue;
      }
      if (!is_row && !(is_handed_on && is_parameter)) continue;
      const std::string path = joined(origin.path, rest);
      if (flow_.sources[origin.source].form == Source::Form::This &&
          inner.sources[write.source].form == Source::Form::This) {
        // `this.save()` inside of a service is no write of the service.
        if (write.mutations.empty()) continue;
      }
      for (const Mutation& mutation : write.mutations) {
        Mutation here = under(origin, joined(rest, mutation.path), mutation);
        mutate(origin.source, std::move(here));
      }
      const std::string subject = write.subject;
      const std::string shown = write.shown;
      flush(origin.source, call, write.deep, deeper(write.chain), write.whole, path);
      auto& into = flow_.sources[origin.source].form == Source::Form::Read ? flow_.writes : flow_.parameter_writes;
      into.back().subject = subject;
      into.back().shown = shown;
      into.back().is_generic = write.is_generic;
    }
  }
  for (const KeyedWrite& write : inner.keyed_writes) {
    if (may_compare(call, write.condition)) continue;
    Value data;
    bool is_computed_there = write.is_computed_there;
    for (const Origin& origin : write.data) {
      const Source& source = inner.sources[origin.source];
      if (!source.is_from_outside()) continue;
      const Value handed = handed_in(call, source);
      // Who puts what he was handed into a larger whole computes nothing of it: a part of a column that the caller has
      // read has been old before.
      const auto parts = reach(handed, origin.path);
      const bool is_old_part = std::ranges::any_of(parts, [&](const auto& part) {
        const Source& from = flow_.sources[part.origin.source];
        const bool is_read = from.form == Source::Form::Read ||
                             (from.is_from_outside() && (part.origin.is_merge() || part.origin.path.empty()));
        return is_read &&
               (!part.origin.inside.empty() || joined(part.origin.path, part.rest).find('.') != std::string::npos);
      });
      is_computed_there |= call.is(Kind::Call) && origin.is_merge() && !is_old_part;
      add_all(data, composed(handed, origin));
    }
    KeyedWrite here = write;
    here.flush = call;
    here.chain = deeper(write.chain);
    if (here.is_generic) name_in(program_, call, program_[target], here);
    here.key_text = substituted(program_, write.key_text, unit_, call);
    here.row_key = handed_up(call, write.row_key, inner);
    here.data = std::move(data);
    here.condition = {};
    here.value = value_handed_to(call, program_[target], write.value);
    here.is_computed_there = is_computed_there;
    if (write.is_delete) {
      takes_away(std::move(here));
    } else if (write.store == Store::Row) {
      keyed_row(call, std::move(here), write, inner);
    } else {
      marks(here);
      if (!here.data.empty()) keyed(std::move(here));
    }
  }
}

}  // namespace lockstep::effects
