#include "rules/orphan_variant/about.h"

#include "rules/duplicate_list/naming.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::variants {
namespace {

// Words that say nothing about what a list is of.
constexpr std::array<std::string_view, 19> kEmptyWords = {
    "type", "kind",   "name",  "value", "id",  "key",    "list", "all", "option",  "item",
    "data", "config", "index", "const", "get", "handle", "enum", "the", "constant"};

using Words = std::set<std::string, std::less<>>;

void add_words(std::string_view name, Words& words) {
  for (std::string& word : words_of(name)) {
    if (std::ranges::find(kEmptyWords, word) == kEmptyWords.end()) words.insert(std::move(word));
  }
}

std::string last_word_of(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  return words.empty() ? std::string{} : words.back();
}

// `node.type`: its words, and those of the types of its parts.
void add_chain(const Program& program, const Node& expression, Words& words) {
  for (Node at = program::without_casts(expression); at;
       at = at.is(Kind::Member) ? program::without_casts(at.child(0)) : Node{}) {
    add_words(at.text(), words);
    const Node type = program.type_of(at).declaration;
    if (type && (type.is(Kind::Interface) || type.is(Kind::TypeAlias) || type.is(Kind::Class)))
      add_words(type.text(), words);
  }
}

// What is asked, and where: `node.type` of a WorkflowNode, in `Engine.step`; of a parameter what its callers pass.
Words words_around(const Program& program, const Question& question) {
  Words words;
  add_words(question.subject.property, words);
  if (question.holder) add_words(program.qualified_name(question.holder), words);
  if (const Node function = question.place.enclosing_function()) add_words(program.qualified_name(function), words);
  const Node asked = question.subject.expression;
  if (!asked) return words;
  add_chain(program, asked, words);
  const Node parameter = program.definition(asked).node;
  if (!parameter || !parameter.is(Kind::Parameter)) return words;
  for (const NodeRef ref : program.callers(parameter.enclosing(Kind::Function))) {
    const Node call = program[ref];
    for (std::size_t i = 0; i < program::argument_count(call); ++i) {
      if (program.parameter_for(call, i) == parameter) add_chain(program, program::argument(call, i), words);
    }
  }
  return words;
}

}  // namespace

bool is_about(const Program& program, const Question& question, const Vocabulary& list) {
  const std::string asked = last_word_of(question.subject.property);
  const Words words = words_around(program, question);
  Words named;
  add_words(list.name, named);
  // What classes say of themselves is asked by nobody.
  const bool is_alike =
      !question.subject.expression || asked == last_word_of(list.key) || asked == last_word_of(list.name);
  const bool is_shared = std::ranges::any_of(named, [&](const std::string& word) { return words.contains(word); });
  const auto peculiar = std::ranges::count_if(question.values, is_put_together);
  return (is_alike && (is_shared || peculiar * 2 >= std::ssize(question.values))) || (is_shared && peculiar > 1);
}

}  // namespace lockstep::rules::variants
