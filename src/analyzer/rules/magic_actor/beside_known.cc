// Words in the place of an id, beside ids of people whom the program knows.
//
// One literal alone may be a sample, a label, the description of a field. But where a function asks for an id and
// others hand it that of a user, where a column that is a user's elsewhere is given a word, and where a whole user is
// made up, the word is an id that nobody has.

#include "rules/magic_actor/own_words.h"
#include "rules/magic_actor/spellings.h"

#include "program/places.h"
#include "rules/expectation.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace lockstep::rules::actors {
namespace {

/// What an expression may come to: the ends of `found ? found.id : 'robot'` and `by ?? 'robot'`, also of a constant
/// that stands for such a choice (`const who = …`).
std::vector<Node> ends_of(const Program& program, const Node& expression) {
  constexpr std::size_t kMostEnds = 16;
  std::vector<Node> ends;
  std::vector<Node> open{expression};
  while (!open.empty() && ends.size() < kMostEnds) {
    const Node at = program::without_casts(open.back());
    open.pop_back();
    if (!at) continue;
    if (is_choice(at)) {
      // Of a Conditional without its condition.
      for (std::size_t i = at.child_count(); i-- > (at.is(Kind::Conditional) ? 1 : 0);) open.push_back(at.child(i));
    } else if (const Node chosen = chosen_value(program, at)) {
      open.push_back(chosen);
    } else {
      ends.push_back(at);
    }
  }
  return ends;
}

/// The string that an expression is or, as a constant of its file, hides; null for others.
Node literal_of(const Program& program, const Node& expression) {
  const Node at = program::without_casts(expression);
  if (!at || at.is(Kind::String)) return at;
  const Node declaration = at.is(Kind::Ident) || at.is(Kind::Member) ? program.definition(at).node : Node{};
  const bool is_constant = declaration && declaration.file().id == at.file().id &&
                           ((declaration.is(Kind::Declarator) && declaration.parent().op() == Op::Const) ||
                            (declaration.is(Kind::Field) && declaration.has(facts::kReadonly)));
  const Node value = is_constant ? program::without_casts(program::value_of(declaration)) : Node{};
  return value && value.is(Kind::String) ? value : Node{};
}

class BesideKnown {
 public:
  BesideKnown(const Program& program, const Vocabulary& vocabulary)
      : program_(program), vocabulary_(vocabulary), asks_(program.names().size()) {}

  Words find() && {
    for (const File& file : program_.files()) {
      if (!is_production(file)) continue;
      for (const Node parameter : program::nodes_of(file, Kind::Parameter)) {
        if (asks_for_person(parameter)) take_arguments(parameter);
      }
    }
    program_.places().each(program::Places::Of::Property, [&](program::Name key, std::span<const NodeRef> places) {
      const Bearing bearing = vocabulary_.bearing(program_.names()[key]);
      if (bearing == Bearing::Identity || bearing == Bearing::Attribution) take_properties(places);
    });
    return std::move(words_);
  }

 private:
  /// `user.id`, `actorId`, a constant that is the id of a row: somebody whom the caller knows.
  bool is_known(const Node& expression) const {
    const Node at = program::without_casts(expression);
    if (!at || !(at.is(Kind::Ident) || at.is(Kind::Member))) return false;
    if (vocabulary_.bearing(at.text()) == Bearing::Identity) return true;
    if (at.is(Kind::Member) && vocabulary_.is_key(at.text())) return true;
    const auto value = program_.value(at);
    return value && is_uuid(value->text);
  }

  /// "auto-close": no key of a row, which would have digits or capitals, and no word about fields and filters.
  bool may_be_name(std::string_view word) const {
    constexpr std::size_t kShortest = 4;
    const auto is_drawn = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    return word.size() >= kShortest && is_word(word) && std::ranges::none_of(word, is_drawn) &&
           !vocabulary_.is_kind(word) && !vocabulary_.is_about_fields(word) &&
           vocabulary_.bearing(word) == Bearing::None;
  }

  /// A program has many parameters and few names for them.
  bool asks_for_person(const Node& parameter) {
    const Node pattern = parameter.child(0);
    const Node named = pattern && pattern.is(Kind::Default) ? pattern.child(0) : parameter;
    const auto name = named ? named.name() : std::nullopt;
    if (!name) return false;
    Answer& answer = asks_[name->value];
    if (answer == Answer::NotYet) {
      const Bearing bearing = vocabulary_.bearing(named.text());
      answer = bearing == Bearing::Identity || bearing == Bearing::Attribution ? Answer::Person : Answer::Other;
    }
    return answer == Answer::Person;
  }

  void take_arguments(const Node& parameter) {
    const Node function = parameter.enclosing_function();
    if (!function) return;
    std::size_t index = 0;
    while (program::parameter(function, index) && program::parameter(function, index) != parameter) ++index;
    std::vector<std::string_view> spelled;
    const auto take = [&](const Node& expression) {
      const Node literal = literal_of(program_, expression);
      if (literal && may_be_name(literal.text())) spelled.push_back(literal.text());
    };
    bool is_known_to_others = false;
    for (const NodeRef caller : program_.callers(function)) {
      const Node call = program_[caller];
      const Node argument = is_production(call.file()) ? program::argument(call, index) : Node{};
      if (!argument) continue;
      for (const Node& end : ends_of(program_, argument)) {
        is_known_to_others = is_known_to_others || is_known(end);
        take(end);
      }
    }
    // `assign(id: string, assignedById = 'rules')`: whoever says nothing acts as nobody.
    const Node pattern = parameter.child(0);
    if (pattern && pattern.is(Kind::Default)) {
      take(pattern.child(1));
      is_known_to_others |= vocabulary_.bearing(pattern.child(0).text()) == Bearing::Identity;
    }
    if (is_known_to_others) words_.insert(spelled.begin(), spelled.end());
  }

  /// Of one key. That it is a user's is seen where a store or a function of ours gets a known one under it.
  void take_properties(std::span<const NodeRef> places) {
    std::vector<std::string_view> spelled;
    bool is_known_to_others = false;
    for (const NodeRef place : places) {
      const Node property = program_[place];
      if (!is_production(property.file())) continue;
      bool knows = false;
      std::vector<std::string_view> words;
      for (const Node& end : ends_of(program_, program::value_of(property))) {
        knows = knows || is_known(end);
        const Node literal = literal_of(program_, end);
        if (literal && may_be_name(literal.text())) words.push_back(literal.text());
      }
      if (!knows && words.empty()) continue;
      if (!words.empty() && is_of_principal(property)) words_.insert(words.begin(), words.end());
      if (!is_stored(program_, vocabulary_, property) && !is_handed_to_us(property)) continue;
      is_known_to_others = is_known_to_others || knows;
      spelled.insert(spelled.end(), words.begin(), words.end());
    }
    if (is_known_to_others) words_.insert(spelled.begin(), spelled.end());
  }

  /// Whether a property is of an object that a function of the program takes, whose type says that it is a string.
  bool is_handed_to_us(const Node& property) const {
    const Expectation expected = expectation_of(program_, program::value_of(property));
    return expected.type.keyword == "string";
  }

  /// `const principal: Principal = { memberId: 'nightly-batch', … }`
  bool is_of_principal(const Node& property) const {
    const Expectation expected = expectation_of(program_, property.parent());
    const std::string_view type = expected.type.declaration ? expected.type.declaration.text() : std::string_view{};
    return vocabulary_.is_principal_type(type);
  }

  enum class Answer : std::uint8_t { NotYet, Person, Other };
  const Program& program_;
  const Vocabulary& vocabulary_;
  std::vector<Answer> asks_;  // by Name
  Words words_;
};

}  // namespace

Words words_beside_known(const Program& program, const Vocabulary& vocabulary) {
  return BesideKnown(program, vocabulary).find();
}

}  // namespace lockstep::rules::actors
