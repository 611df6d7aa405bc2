#include "rules/orphan_variant/named_ends.h"

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/loops.h"
#include "rules/orphan_variant/unreached.h"
#include "rules/scope.h"

#include <algorithm>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMaxArguments = 3;  // `emitToRoom(room, event, payload)`

class Gathering {
 public:
  explicit Gathering(const Gathered& gathered) : gathered_(gathered), words_(gathered.program.models()) {}

  NamedEnds run() {
    using program::Places;
    gathered_.program.places().each(Places::Of::Call, [&](program::Name name, std::span<const NodeRef> places) {
      const std::string_view called = gathered_.program.names()[name];
      const bool sends = words_.sends(called);
      if (!sends && !words_.hears(called)) return;
      (sends ? ends_.senders : ends_.hearers).insert(':' + std::string{called});
      for (const NodeRef place : places) look_at(gathered_.program[place], sends);
    });
    return std::move(ends_);
  }

 private:
  void look_at(const Node& call, bool sends) {
    if (!is_own_code(call.file()) || !gathered_.shared.liveness.is_alive(call) || is_behind_exit(call)) return;
    if (sends && gathered_.mentions.unreached().around(call)) return;
    const std::size_t count = std::min(program::argument_count(call), kMaxArguments);
    for (std::size_t i = 0; i < count; ++i) named(program::argument(call, i), sends);
  }

  void named(const Node& argument, bool sends) {
    const Node plain = program::without_casts(argument);
    if (!plain || plain.is(Kind::Object) || plain.is(Kind::Function)) return;
    const Rounds rounds = rounds_of(gathered_.program, plain);
    for (const Node& value : rounds.values) in_a_round(value, sends);
    if (rounds.values.empty()) held(plain, sends);
  }

  // `for (const name of NAMES) socket.on(name, …)`: each of them is listened for.
  void in_a_round(const Node& value, bool sends) {
    if (value.is(Kind::EnumMember)) {
      if (const auto text = gathered_.program.value(program::value_of(value))) note(text->text, {value, value}, sends);
    } else if (value.is(Kind::Property)) {  // a key
      note(value.text(), {value, {}}, sends);
    } else {
      held(value, sends);
    }
  }

  void held(const Node& plain, bool sends) {
    const program::Values values = gathered_.program.values(plain);
    for (const program::Value& value : values.values) {
      Node declaration;
      if (value.referenced) {
        declaration = value.spelled;
        const Node up = declaration.parent();
        if (up && (up.is(Kind::EnumMember) || up.is(Kind::Property) || up.is(Kind::Declarator))) declaration = up;
      }
      // Of a list each element stands for itself.
      const Node place = plain.is(Kind::Array) && !value.referenced ? value.spelled : plain;
      note(value.text, {place, declaration}, sends);
    }
  }

  void note(std::string_view name, End end, bool sends) {
    BothEnds& both = ends_.names[std::string{name}];
    (sends ? both.sent : both.heard).push_back(std::move(end));
  }

  const Gathered& gathered_;
  Discriminants words_;
  NamedEnds ends_;
};

}  // namespace

NamedEnds named_ends(const Gathered& gathered) { return Gathering{gathered}.run(); }

}  // namespace lockstep::rules::variants
