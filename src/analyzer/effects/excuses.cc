#include "effects/excuses.h"

#include "effects/acquisitions.h"
#include "effects/origins.h"
#include "effects/units.h"

#include <algorithm>
#include <array>
#include <set>

namespace lockstep::effects {

using program::callee;

namespace {

using Form = program::EntryPoint::Form;

/// Whether several of these run at once as a matter of course: requests, messages, jobs. A command that somebody types,
/// or what an editor's extension does when its user clicks, hardly ever races with itself.
bool is_busy(const Path& path) {
  return path.entry && (path.entry->form == Form::Http || path.entry->form == Form::Socket ||
                        path.entry->form == Form::Queue || path.entry->form == Form::Cron);
}

/// Whether somebody outside asks for it, rather than a script that runs once and alone.
bool is_asked_from_outside(const Path& path) {
  return path.entry && path.entry->form != Form::Command && path.entry->form != Form::Startup;
}

/// Whether machines ask for it, which do so at the same time: jobs, events, other services. Where it is told which
/// webhooks there are, a person does that.
bool is_by_machine(const Path& path, std::string_view subject) {
  const bool is_entry = path.entry && (path.entry->form == Form::Event || path.entry->form == Form::Queue ||
                                       path.entry->form == Form::Cron || path.entry->form == Form::Socket);
  const bool manages_webhooks = subject.find("webhook") != std::string_view::npos;
  return is_entry || (!manages_webhooks && path.start.file().path.find("ebhook") != std::string::npos);
}

/// What is spelled out: `{ enabled: false }`, behind a spread of what was read.
bool is_spelled_out(const Node& written, bool may_spread) {
  const Node value = written ? program::without_casts(written) : Node{};
  if (!value) return false;
  if (value.is(Kind::String) || value.is(Kind::Number) || value.is(Kind::Boolean) || value.is(Kind::Null)) return true;
  if (!value.is(Kind::Object)) return false;
  bool is_first = true;
  for (const Node part : value.children()) {
    const bool is_given =
        part.is(Kind::Property) && !part.text().empty() && is_spelled_out(program::value_of(part), false);
    if (!is_given && !(part.is(Kind::Spread) && may_spread && is_first)) return false;
    is_first = false;
  }
  return true;
}

/// Whether the parts that a write puts into a column are the same each time.
bool puts_in_the_same(const Candidate& candidate) {
  const Node& at = candidate.cause.node;
  if (!at || !at.is(Kind::Property) || at.text() != candidate.column) return false;
  const Node value = program::without_casts(program::value_of(at));
  if (!value || !value.is(Kind::Ident)) return is_spelled_out(value, true);
  const auto binding = value.facts().binding(value.id());
  bool any = false;
  for (const Node given : program::nodes_of(candidate.unit, {Kind::Assign, Kind::Declarator})) {
    const Node name = given.child(0);
    if (!binding || !name || !(name.is(Kind::Ident) || name.is(Kind::Binding)) ||
        name.facts().binding(name.id()) != binding)
      continue;
    const Node what = given.is(Kind::Assign) ? given.child(1) : program::value_of(given);
    if (!what) continue;  // `let next;`
    if (!is_spelled_out(what, true)) return false;
    any = true;
  }
  return any;
}

/// Whether a stored value says how far some work has come (`backfill:last-run`, `sweep-cursor`), which only ever moves
/// on.
bool says_how_far(std::string_view key) {
  constexpr std::array<std::string_view, 5> kWords = {"cursor", "timestamp", "watermark", "checkpoint", "last-run"};
  const std::size_t colon = key.rfind(':');
  const std::string_view last = colon == std::string_view::npos ? key : key.substr(colon + 1);
  return last.find('{') == std::string_view::npos &&
         std::ranges::any_of(kWords, [&](std::string_view word) { return ends_with_any_case(last, word); });
}

bool is_synchronous(const Node& call) { return callee(call).text().ends_with("Sync"); }

}  // namespace

bool Excuses::has(const Candidate& candidate, bool others_lock, const std::vector<Node>& awaits) {
  const Source& read = *candidate.read;
  const Write& write = *candidate.write;
  const Path& path = *candidate.path;
  // What is left over from before, and is called by nobody any more.
  if (!path.entry || path.entry->form == Form::Exported) {
    if (unmentioned_.has(path.start)) return true;
  }
  if (read.store == Store::File && !others_lock && excuses_file(candidate, awaits)) return true;
  // What people start by hand runs alone.
  const bool is_command = path.entry && path.entry->form == Form::Command;
  if (is_command && (read.by_name || write.by_name || (read.store == Store::Row && !others_lock))) return true;
  // Once, when a process starts, before anybody asks it for anything.
  if (path.entry && path.entry->form == Form::Startup && !others_lock) return true;
  switch (candidate.cause.strength) {
    case Strength::Plain:
      if (!others_lock) return true;
      // A save right after the read leaves little room for others; behind a wait it takes everything back.
      return write.whole ? awaits.empty() : candidate.cause.path.empty();
    case Strength::Checked:
      return excuses_state(candidate, others_lock);
    case Strength::Other:
      return !others_lock && excuses_other_column(candidate, awaits);
    case Strength::Shifted:
      return !candidate.evidence;
    case Strength::Last:
    case Strength::Limited:
      return !is_asked_from_outside(path) || is_behind_a_write(candidate);
    case Strength::Absent:
      return !is_asked_from_outside(path) || !may_be_there_twice(read) || expects_refusal_on_way(candidate);
    case Strength::Claim:
      // A mark that is set when the work is done is meant to come late: what failed is tried again.
      return read.store == Store::Value && !write.takes_away && waits_for_network(awaits);
    case Strength::Rotated:
      return awaits.empty() || !is_asked_from_outside(path);
    case Strength::Drained:
      // Read, worked on and then cleaned up is another matter than taken off a queue.
      return !awaits.empty();
    case Strength::Next:
      return unique_columns().has(read.subject, candidate.column);
    case Strength::Merged:
      if (read.store == Store::Value && !others_lock && says_how_far(read.key_text)) return true;
      // Where one function alone writes the column, and always the same into it, whoever comes second undoes nothing.
      return !others_lock && candidate.cause.merge == Merge::Part && is_rare(candidate) && puts_in_the_same(candidate);
    case Strength::Refilled:
    case Strength::Late:
      break;
  }
  return false;
}

bool Excuses::excuses_state(const Candidate& candidate, bool others_lock) {
  if (others_lock) return false;
  const bool is_way = candidate.cause.looked_at == LookedAt::Way;
  if (!candidate.evidence && !is_way && done_twice(candidate) == Shows::Nothing) return true;
  return is_claimed_before(candidate);
}

bool Excuses::excuses_other_column(const Candidate& candidate, const std::vector<Node>& awaits) {
  if (awaits.empty() || is_claimed_before(candidate)) return true;
  // What nobody ever changes still fits.
  if (!beliefs_.is_written(candidate.read->subject, candidate.cause.from)) return true;
  return deeds_.is_told_once(candidate.unit, candidate.read->node, candidate.write->flush);
}

bool Excuses::excuses_file(const Candidate& candidate, const std::vector<Node>& awaits) const {
  // Read and written in one breath: within one process nothing comes in between.
  const bool is_at_once =
      is_synchronous(candidate.read->deep) && is_synchronous(candidate.write->deep) && awaits.empty();
  return !is_busy(*candidate.path) || is_at_once;
}

bool Excuses::waits_for_network(const std::vector<Node>& awaits) {
  return std::any_of(awaits.begin(), awaits.end(), [&](const Node& await) {
    const Node call = waited_for(await);
    return call.is(Kind::Call) && waits_.of(call) == Wait::Network;
  });
}

const UniqueColumns& Excuses::unique_columns() {
  if (!unique_columns_) unique_columns_.emplace(program_);
  return *unique_columns_;
}

bool Excuses::may_be_there_twice(const Source& looked_for) {
  const UniqueColumns& unique = unique_columns();
  const bool is_of_mongodb = std::ranges::find(looked_for.packages, "mongodb") != looked_for.packages.end();
  return (unique.knows(looked_for.subject) || (is_of_mongodb && unique.makes_indexes())) &&
         std::none_of(looked_for.row_key.begin(), looked_for.row_key.end(), [&](const KeyPart& part) {
           return part.column.empty() || unique.has(looked_for.subject, part.column);
         });
}

bool Excuses::expects_refusal_on_way(const Candidate& candidate) const {
  const Write& write = *candidate.write;
  const auto is_expected = [&](const Node& call) { return expects_refusal(call); };
  return expects_refusal(write.deep) || expects_refusal(write.flush) ||
         std::ranges::any_of(write.chain, is_expected, [&](NodeRef call) { return program_[call]; }) ||
         std::ranges::any_of(candidate.path->calls, is_expected);
}

bool Excuses::expects_refusal(const Node& insert) const {
  for (Node below = insert, above = insert.parent(); above && !above.is(Kind::Function);
       below = above, above = above.parent()) {
    if (!above.is(Kind::Try) || above.child(0) != below || !above.child(2)) continue;
    const auto words = program::nodes_of(above.child(2), {Kind::String, Kind::Number, Kind::Ident, Kind::Member});
    for (const Node word : words) {
      if (flows_.vocabulary().is_refusal_of_second(word.text())) return true;
    }
    return false;
  }
  return false;
}

bool Excuses::is_last_word(const Candidate& candidate) const {
  if (!is_rare(candidate) || candidate.cause.merge != Merge::Part) return false;
  std::set<NodeRef> callers;
  for (const NodeRef call : program_.callers(candidate.unit)) {
    if (const Node caller = unit_of(program_[call]); caller && is_product_code(caller.file()))
      callers.insert(caller.ref());
  }
  return callers.size() <= 1;
}

bool Excuses::is_rare(const Candidate& candidate) const {
  const Mutation& cause = candidate.cause;
  const bool adds_up = cause.merge == Merge::Number || cause.merge == Merge::List;
  return cause.strength == Strength::Merged && !adds_up && candidate.read->store == Store::Row &&
         !beliefs_.has_several_writers(candidate.read->subject, candidate.column) &&
         !is_by_machine(*candidate.path, candidate.read->subject);
}

/// To look at a state and then set it does no harm twice, unless something else is done that shows. What a job or a
/// timer runs is mostly run once.
Shows Excuses::done_twice(const Candidate& candidate) {
  const auto& entry = candidate.path->entry;
  if (entry && (entry->form == Form::Queue || entry->form == Form::Cron || entry->form == Form::Command))
    return Shows::Nothing;
  if (candidate.cause.looked_at == LookedAt::Nothing)
    return hands_out_its_own(candidate) ? Shows::Outside : Shows::Nothing;
  // Where the look is a branch, what stands behind it is done by all, and is not done because of it.
  const Node& gate = candidate.cause.gate;
  const Node around = gate && gate.contains(candidate.write->flush) ? gate : candidate.unit;
  const Shows here = deeds_.shows_twice(around, candidate.read->node, candidate.write->flush);
  // A function that looks at what it is handed, and then acts and writes.
  const Shows there = candidate.cause.chain.empty() ? Shows::Nothing : deeds_.shows_within(candidate.write->flush);
  // Two rows that both point to what was made last are a matter of taste, two customers of a payment service are not.
  const Shows most = std::max(here, there);
  const bool is_taste = is_reference_column(candidate.column) || candidate.cause.looked_at == LookedAt::NoMark;
  return is_taste && most != Shows::Outside ? Shows::Nothing : most;
}

/// `const code = randomCode(); await save({ code }); return code;`: which of two at once is kept, and which of them was
/// told to somebody, are two matters.
bool Excuses::hands_out_its_own(const Candidate& candidate) {
  const Node& at = candidate.cause.node;
  if (!at || unit_of(at) != candidate.unit) return false;
  const Node assign = at.parent();
  const Node value = program::without_casts(at.is(Kind::Property)               ? program::value_of(at)
                                            : assign && assign.is(Kind::Assign) ? assign.child(1)
                                                                                : Node{});
  const auto binding = value && value.is(Kind::Ident) ? value.facts().binding(value.id()) : std::nullopt;
  if (!binding || value.facts()[*binding].is_assigned) return false;
  const Node declared = program_.definition(value).node;
  Node made = declared && declared.is(Kind::Declarator) ? program::without_casts(program::value_of(declared)) : Node{};
  if (made && made.is(Kind::Await)) made = program::without_casts(made.child(0));
  if (!made || !made.is(Kind::Call) || !is_made_up(made)) return false;
  for (const Node way : program::nodes_of(candidate.unit, Kind::Return)) {
    if (way.span().begin < candidate.write->flush.span().end) continue;
    for (const Node name : program::nodes_of(way, Kind::Ident)) {
      if (name.facts().binding(name.id()) == binding) return true;
    }
  }
  return false;
}

/// Whether a call answers something else each time: `nanoid()`, `crypto.randomBytes(8).toString('hex')`.
bool Excuses::is_made_up(const Node& call, int depth) {
  constexpr int kDeepestMaker = 3;
  const Node head = callee(call);
  if (!head || depth > kDeepestMaker) return false;
  const auto callees = program_.callees(call);
  if (callees.empty()) {
    const Node object = head.is(Kind::Member) ? program::without_casts(head.child(0)) : Node{};
    if (object && object.is(Kind::Call)) return is_made_up(object, depth + 1);
    return flows_.vocabulary().makes_up(program::describe(head));
  }
  // A few lines that draw letters; in what asks a model or a store some id may be made up on the way.
  constexpr std::uint32_t kLargestMaker = 120;
  return waits_.of(call) == Wait::Brief && std::any_of(callees.begin(), callees.end(), [&](NodeRef target) {
           const Node body = program::body(program_[target]);
           if (!body || body.raw().size > kLargestMaker) return false;
           const auto inside = program::nodes_of(body, Kind::Call);
           return (body.is(Kind::Call) && is_made_up(body, depth + 1)) ||
                  std::any_of(inside.begin(), inside.end(),
                              [&](const Node& one) { return is_made_up(one, depth + 1); });
         });
}

bool Excuses::is_claimed_before(const Candidate& candidate) {
  const auto& compared = flows_.of(candidate.unit).compared_writes;
  return std::any_of(compared.begin(), compared.end(), [&](const ComparedWrite& claim) {
    if (claim.subject != candidate.read->subject || claim.call.span().end > candidate.write->flush.span().begin)
      return false;
    const auto names = names_of(bound_to(claim.call));
    const auto looks = program::nodes_of(candidate.unit, Kind::If);
    return std::any_of(looks.begin(), looks.end(), [&](const Node& look) {
      const Node condition = look.child(0);
      if (!condition || look.span().end > candidate.write->flush.span().begin) return false;
      return condition.contains(claim.call) ||
             (condition.span().begin > claim.call.span().end && mentions(condition, names));
    });
  });
}

bool Excuses::is_behind_a_write(const Candidate& candidate) {
  const Node& read = candidate.read->node;
  for (const Region& region : locks_.regions(candidate.unit)) {
    if (region.kind != Region::Kind::Transaction || !Locks::covers(region, read) ||
        !Locks::covers(region, candidate.write->flush))
      continue;
    for (const Node call : program::nodes_of(candidate.unit, Kind::Call)) {
      if (call.span().end > read.span().begin || !Locks::covers(region, call)) continue;
      const auto& effect = flows_.effect(call);
      if (effect && effect->store == Store::Row && (effect->does == Does::Update || effect->does == Does::Atomic))
        return true;
    }
  }
  return false;
}

}  // namespace lockstep::effects
