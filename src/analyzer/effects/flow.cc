#include "effects/flow.h"

#include "effects/walk.h"

#include <algorithm>
#include <utility>

namespace lockstep::effects {

using program::callee;

namespace {

// What is cut off stays unknown to whoever asks later, so it must hardly ever happen.
constexpr int kDeepestCall = 24;
constexpr std::uint32_t kLargestUnit = 60'000;

constexpr std::size_t kShortestWord = 3;  // that an entity's name may be cut down to: "org"

}  // namespace

Flows::Flows(const Program& program, const Vocabulary& vocabulary)
    : program_(program),
      vocabulary_(vocabulary),
      calls_(vocabulary.calls().in(program)),
      values_(vocabulary.values().in(program)),
      named_(program, vocabulary) {}

const std::vector<const CallModel*>& Flows::models(const Node& call) const {
  static const std::vector<const CallModel*> kNone;
  const Node head = callee(call);
  if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) return kNone;
  return calls_[head];
}

Does Flows::does_to_values(const Node& call) const {
  const Node head = callee(call);
  if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) return Does::Script;
  if (const Does does = vocabulary_.opaque(head.text()); does != Does::Script) return does;
  const LockModel* model = value_model(call);
  return model == nullptr ? Does::Script : model->does;
}

Node Flows::copied_by(const Node& call) const {
  const LockModel* model = value_model(call);
  return program::argument(call, model != nullptr && model->key == "1" ? 1 : 0);
}

const LockModel* Flows::value_model(const Node& call) const {
  const Node head = callee(call);
  if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) return nullptr;
  const auto& models = values_[head];
  if (models.empty() || !program_.callees(call).empty()) return nullptr;
  const program::External external = program_.external_callee(call);
  for (const LockModel* model : models) {
    const auto has = [](const std::vector<std::string>& list, std::string_view text) {
      return std::find(list.begin(), list.end(), text) != list.end();
    };
    const bool fits = external                   ? has(model->packages, external.package)
                      : model->receivers.empty() ? head.is(Kind::Ident) && model->packages.empty()
                                                 : head.is(Kind::Member) && has(model->receivers, head.child(0).text());
    if (fits) return model;
  }
  return nullptr;
}

void Flows::note_entity(const std::string& subject) {
  if (!subject.empty()) entities_.emplace(entity_word(subject), subject);
}

std::string_view Flows::entity_called(std::string_view word) const {
  const std::string wanted = entity_word(word);
  if (wanted.size() < kShortestWord) return {};
  // The word itself comes first in order, then those that begin with it.
  const auto known = entities_.lower_bound(wanted);
  return known != entities_.end() && known->first.starts_with(wanted) ? std::string_view(known->second)
                                                                      : std::string_view{};
}

const std::optional<Effect>& Flows::effect(const Node& call) {
  static const std::optional<Effect> kNothing;
  if (const auto known = effects_.find(call.ref()); known != effects_.end()) return known->second;
  const auto& of_name = models(call);
  const bool has_statement = bool(statement_text(call));
  if (of_name.empty() && !has_statement) return kNothing;
  std::optional<Effect>& found = effects_[call.ref()];
  if (has_statement) found = effect_of_statement(call);
  if (!found) found = effect_of(program_, vocabulary_, of_name, call);
  return found;
}

std::optional<Effect> Flows::effect_of_statement(const Node& call) {
  static const CallGroup kSql = [] {
    CallGroup group;
    group.in_one_step = {.number = "`column = column + $1`",
                         .list = "`array_append` or `||` in the statement",
                         .part = "`jsonb_set` or `||` in the statement"};
    return group;
  }();
  auto statement = statement_of(program_, call);
  if (!statement) return std::nullopt;
  const Statement& kept = statements_.emplace_back(std::move(*statement));
  const bool is_list = kept.does == Does::Read && !kept.is_one_row;
  return Effect{.does = is_list ? Does::ReadMany : kept.does,
                .store = Store::Row,
                .call = call,
                .group = &kSql,
                .subject = subject_of(kept.table),
                .shown = kept.table,
                .row_lock = kept.row_lock,
                .statement = &kept};
}

std::vector<NodeRef> Flows::statements() const {
  std::vector<NodeRef> found;
  const auto note = [&](const Node& text) {
    constexpr int kHighest = 4;  // a text in a tag or in options
    Node at = text.parent();
    for (int depth = 0; at && depth < kHighest; at = at.parent(), ++depth) {
      if (!at.is(Kind::Call) && !at.is(Kind::Tagged)) continue;
      if (statement_text(at) == text) found.push_back(at.ref());
      if (at.is(Kind::Call)) return;
    }
  };
  program_.places().each(program::Places::Of::String, [&](program::Name name, std::span<const NodeRef> places) {
    if (!may_be_statement(program_.names()[name])) return;
    for (const NodeRef text : places) note(program_[text]);
  });
  for (const program::File& file : program_.files()) {
    for (const Node text : program::nodes_of(file, Kind::Template)) {
      if (may_be_statement(text.text())) note(text);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool Flows::may_have_effect(const Node& call) const { return !models(call).empty(); }

const Flow& Flows::of(const Node& unit) {
  static const Flow kUnknown;
  const auto known = flows_.find(unit.ref());
  if (known != flows_.end()) return known->second;
  if (depth_ >= kDeepestCall || unit.raw().size > kLargestUnit) return kUnknown;
  // Entered before it is filled: a function that calls itself finds nothing said about it yet.
  flows_.emplace(unit.ref(), Flow{});
  Flow flow;
  ++depth_;
  Walk(*this, unit, flow).run();
  --depth_;
  Flow& kept = flows_[unit.ref()];
  kept = std::move(flow);
  return kept;
}

}  // namespace lockstep::effects
