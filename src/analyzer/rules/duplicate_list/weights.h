#pragma once

#include "rules/duplicate_list/value_list.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

/// How much it says that two lists share a value, a name or a set of values: much when it is rare in the program,
/// little when half of it uses the word. That is why no configuration is needed to know what is domain and what is
/// chatter.
namespace lockstep::rules {

struct Candidate;

/// What is known beforehand (models: "vocabulary", "quiet-lists", "plain-names").
struct Vocabulary {
  std::unordered_set<std::string_view> words;  ///< of protocols, platforms and plain English
  /// Those among them that nobody here may extend: lists of nothing but these, and fewer than so many, say nothing.
  std::unordered_map<std::string_view, std::size_t> closed;
  std::unordered_set<std::string_view> quiet_keys;  ///< properties whose lists are no vocabulary
  std::unordered_set<std::string_view> quiet_callees;
  std::unordered_set<std::string_view> plain_names;  ///< words of names that say nothing
  std::unordered_set<std::string_view> list_words;   ///< words of names that say no more than "list"
  std::unordered_set<std::string_view> field_words;  ///< words of names of lists of properties
  std::unordered_set<std::string_view> look_words;   ///< words of names of choices of how something looks
  std::unordered_set<std::string_view> fillers;      ///< "all", "none", "other": lists differ in them on purpose
  std::vector<std::string_view> prefixes;            ///< of words that belong to a standard

  explicit Vocabulary(const config::Models& models);
  bool holds(std::string_view value) const;  ///< by word or prefix
};

class Weights {
 public:
  Weights(const Program& program, const std::vector<ValueList>& lists, const Vocabulary& vocabulary);

  struct Weight {
    double weight = 0;  ///< from 0 to 1
    /// `page_dispatcher`, `thread:joined`: somebody here put the words together, and hardly anybody else says it.
    bool is_coined = false;
    bool is_rare() const { return weight >= 0.7; }
  };
  Weight about(std::string_view value) const;
  double of(std::string_view value) const { return about(value).weight; }
  bool is_property(std::string_view value) const { return declared_.contains(value); }  ///< names a property somewhere
  bool is_rare(std::string_view value) const { return about(value).is_rare(); }
  bool is_coined(std::string_view value) const { return about(value).is_coined; }
  bool is_of_one_file(std::string_view value) const;                        ///< no other spells it, but as a caption
  bool is_of_package(std::string_view value, std::uint32_t package) const;  ///< no other package spells it

 private:
  /// `sets`: how many different sets of values hold it.
  Weight weigh(std::string_view value, std::size_t sets) const;
  bool is_composed(std::string_view value) const;

  const Program& program_;
  const Vocabulary& vocabulary_;
  const program::Names& names_;
  const program::Places& places_;
  std::vector<std::uint32_t> files_;  ///< by Name: files that use it as the name of a property
  program::NameSet declared_;         ///< names of members of types and classes
  std::size_t many_files_;
  std::unordered_map<std::string_view, Weight> weights_;  ///< of all values of lists, which are compared in pairs
};

/// A name by its words, sorted, each once. Lists are compared in pairs, so names are taken apart beforehand.
struct NameWords {
  std::vector<std::string> all;
  std::vector<std::string> telling;  ///< without words that say nothing
  std::vector<std::string> bare;     ///< without words that say no more than "list"

  NameWords() = default;
  NameWords(std::string_view name, const Vocabulary& vocabulary);
};

/// What the names of two lists, and of what is around them, have in common.
enum class Kinship : std::uint8_t {
  None,
  Some,    ///< a telling word
  Strong,  ///< the same name but for words that say nothing, or one name made of the other and its surroundings
};
Kinship kinship(const Candidate& a, const Candidate& b, const Vocabulary& vocabulary);

/// Whether two names differ in nothing but words that say no more than "list".
bool have_one_name(const Candidate& a, const Candidate& b);

/// The telling words of a name, sorted.
std::vector<std::string> telling_words(std::string_view name, const Vocabulary& vocabulary);

}  // namespace lockstep::rules
