// Ids of users that are words of the program's own: `userId: 'acme_global'`.
//
// Whoever has an id got it from the store. A literal under `userId` names somebody who was never made, whatever the
// word is. Once may be a sample or a seed; a word that comes again has to be spelled alike everywhere. It counts where
// a store keeps it, and else where most of what the word is used for are identities. Once is enough where a function of
// the program asks for an id and others hand it one that they know: `record(event, 'stripe')` beside `record(event,
// user.id)`.

#include "program/places.h"
#include "rules/magic_actor/positions.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <vector>

namespace lockstep::rules::actors {
namespace {

constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kFewestUses = 2;
constexpr std::size_t kFewestPlaces = 3;  // where no store says what the word is

bool is_word(std::string_view text) {
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  const auto belongs = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return text.size() <= kLongestWord && std::all_of(text.begin(), text.end(), belongs) &&
         std::any_of(text.begin(), text.end(), is_letter);
}

/// Whether a property is handed to a store as what a row holds or must hold.
bool is_stored(const Program& program, const Vocabulary& vocabulary, const Node& property) {
  for (Node up = property.parent(); up; up = up.parent()) {
    if (up.is(Kind::Call)) {
      const program::External library = program.external_callee(up);
      return library && vocabulary.is_store(library.package);
    }
    if (up.is(Kind::Property) && vocabulary.is_aside(up.text())) return false;
    if (!up.is(Kind::Property) && !up.is(Kind::Object) && !up.is(Kind::Array) && !up.is(Kind::Cast)) return false;
  }
  return false;
}

/// Whether a word of several parts, which no row's key is, stands for little else than ids.
bool is_mostly_id(const Program& program, std::string_view word, std::size_t written) {
  if (split_words(word).size() < 2 ||
      std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return false;
  const auto places = program.places().strings(*program.names().find(word));
  const auto all = static_cast<std::size_t>(
      std::count_if(places.begin(), places.end(), [&](NodeRef place) { return is_production(program[place].file()); }));
  return all >= kFewestPlaces && written * 2 >= all;
}

/// The string that an argument is or, as a constant of its file, hides; null for others.
Node literal_of(const Program& program, const Node& argument) {
  const Node at = program::without_casts(argument);
  if (!at || at.is(Kind::String)) return at;
  const Node declaration = at.is(Kind::Ident) || at.is(Kind::Member) ? program.definition(at).node : Node{};
  const bool is_constant = declaration && declaration.file().id == at.file().id &&
                           ((declaration.is(Kind::Declarator) && declaration.parent().op() == Op::Const) ||
                            (declaration.is(Kind::Field) && declaration.has(facts::kReadonly)));
  const Node value = is_constant ? program::without_casts(program::value_of(declaration)) : Node{};
  return value && value.is(Kind::String) ? value : Node{};
}

/// `user.id`, `actorId`: somebody whom the caller knows.
bool is_known(const Vocabulary& vocabulary, const Node& argument) {
  const Node at = program::without_casts(argument);
  if (!at || !(at.is(Kind::Ident) || at.is(Kind::Member))) return false;
  return vocabulary.bearing(at.text()) == Bearing::Identity || (at.is(Kind::Member) && vocabulary.is_key(at.text()));
}

/// "auto-close": no key of a row, which would have digits or capitals.
bool may_be_name(const Vocabulary& vocabulary, std::string_view word) {
  constexpr std::size_t kShortest = 4;
  const auto is_drawn = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return word.size() >= kShortest && is_word(word) && std::none_of(word.begin(), word.end(), is_drawn) &&
         !vocabulary.is_kind(word);
}

/// Words that are handed to a parameter to which others hand the id of somebody they know.
void add_words_beside_known(const Program& program, const Vocabulary& vocabulary, const Node& parameter, Words& words) {
  const Node function = parameter.enclosing_function();
  if (!function) return;
  std::size_t index = 0;
  while (program::parameter(function, index) && program::parameter(function, index) != parameter) ++index;
  std::vector<std::string_view> spelled;
  bool is_known_to_others = false;
  for (const NodeRef caller : program.callers(function)) {
    const Node call = program[caller];
    const Node argument = is_production(call.file()) ? program::argument(call, index) : Node{};
    if (!argument) continue;
    is_known_to_others = is_known_to_others || is_known(vocabulary, argument);
    const Node literal = literal_of(program, argument);
    if (literal && may_be_name(vocabulary, literal.text())) spelled.push_back(literal.text());
  }
  if (is_known_to_others) words.insert(spelled.begin(), spelled.end());
}

/// Tells which parameters ask for an id. A program has many parameters and few names for them.
class IdNames {
 public:
  IdNames(const Program& program, const Vocabulary& vocabulary)
      : vocabulary_(vocabulary), answers_(program.names().size()) {}

  bool has(const Node& parameter) {
    const auto name = parameter.name();
    if (!name) return false;
    Answer& answer = answers_[name->value];
    if (answer == Answer::NotYet) {
      answer = vocabulary_.bearing(parameter.text()) == Bearing::Identity ? Answer::Id : Answer::Other;
    }
    return answer == Answer::Id;
  }

 private:
  enum class Answer : std::uint8_t { NotYet, Id, Other };
  const Vocabulary& vocabulary_;
  std::vector<Answer> answers_;  // by Name
};

}  // namespace

Words own_words(const Program& program, const Vocabulary& vocabulary) {
  struct Uses {
    std::size_t stored = 0;
    std::size_t written = 0;
  };
  std::map<std::string_view, Uses> uses;
  program.places().each(program::Places::Of::Property, [&](program::Name key, std::span<const NodeRef> places) {
    if (vocabulary.bearing(program.names()[key]) != Bearing::Identity) return;
    for (const NodeRef place : places) {
      const Node property = program[place];
      const Node value = program::without_casts(program::value_of(property));
      if (!value || !value.is(Kind::String) || !is_word(value.text()) || !is_production(property.file())) continue;
      if (vocabulary.is_sentinel(value.text()) || vocabulary.bearing(value.text()) != Bearing::None) continue;
      Uses& of_word = uses[value.text()];
      ++of_word.written;
      if (is_stored(program, vocabulary, property)) ++of_word.stored;
    }
  });
  Words words;
  for (const auto& [word, count] : uses) {
    if (count.stored >= kFewestUses || (count.written >= kFewestUses && is_mostly_id(program, word, count.written)))
      words.emplace(word);
  }
  IdNames id_names(program, vocabulary);
  for (const File& file : program.files()) {
    if (!is_production(file)) continue;
    for (const Node parameter : program::nodes_of(file, Kind::Parameter)) {
      if (id_names.has(parameter)) add_words_beside_known(program, vocabulary, parameter, words);
    }
  }
  return words;
}

}  // namespace lockstep::rules::actors
