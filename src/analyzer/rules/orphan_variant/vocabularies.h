#pragma once

#include "rules/rule.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Values that the program lists together, whatever the list is for: a type, an enum, a palette, the definitions of
/// tools. Where no type says what a text can be, the list that has all the texts it is compared with tells.
namespace lockstep::rules::variants {

struct Vocabulary {
  struct Entry {
    std::string_view text;
    Node node;  ///< the String, or the Property whose key it is
  };
  Node place;        ///< the Enum, TypeUnion, Array or Object
  std::string name;  ///< of what holds it; empty when nothing with a name does
  std::string key;   ///< of a list of objects: under which the values stand, "function name"; else empty
  std::vector<Entry> entries;
  bool offers = false;     ///< a list of objects or texts that code can walk over, and no type
  bool is_labels = false;  ///< the keys of plain texts, numbers …: says something of values, and not which there are

  const Entry* find(std::string_view text) const;
  bool has_all(std::span<const std::string_view> texts) const;
};

/// Looks lists up by what they hold. Not for several threads at once.
class Vocabularies {
 public:
  explicit Vocabularies(const Program& program) : program_(program) {}

  /// The lists of production code that hold all of these texts, in order of path and position.
  std::vector<const Vocabulary*> with(std::span<const std::string_view> texts);

 private:
  const Vocabulary* around(const Node& place);

  const Program& program_;
  std::map<std::pair<NodeRef, std::string>, Vocabulary> known_;  // by the list and the key
};

}  // namespace lockstep::rules::variants
