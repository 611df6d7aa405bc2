#pragma once

#include "rules/duplicate_list/value_list.h"

#include <array>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

/// How each shape of a list is read. Every function answers for one node, nothing when it is no list of that shape;
/// names and places are filled in by whoever asks (naming.h).
namespace lockstep::rules {

// Expressions (shapes_expression.cc)
std::optional<ValueList> array_list(const Program& program, const Node& array);
std::optional<ValueList> object_list(const Program& program, const Node& object);
/// Of a call whose callee has one of these names.
inline constexpr std::array<std::string_view, 8> kListingCalls = {
    "valid", "ENUM", "union", "Union", "discriminatedUnion", "equal", "Literal", "Literals"};
std::optional<ValueList> arguments_list(const Program& program, const Node& call);

/// Keys that carry the value of an object in a list of objects, the likeliest first.
inline constexpr std::array<std::string_view, 13> kValueKeys = {
    "value", "id", "key", "slug", "name", "identifier", "type", "kind", "code", "action", "status", "event", "role"};
// Lists of objects (shapes_objects.cc)
std::optional<ValueList> objects_list(const Program& program, const Node& array, const std::vector<Node>& objects,
                                      bool is_open);
/// The value of a Property of an object, followed through one more object: `{function: {name: 'x'}}`.
Node nested_value(const Node& object, std::string_view key);

// Things that each carry a name (shapes_collected.cc)
/// `array` holds nothing but `things`: names of constants, and what is made on the spot.
std::optional<ValueList> collected_list(const Program& program, const Node& array, const std::vector<Node>& things,
                                        bool is_open);

// Regular expressions (shapes_pattern.cc)
std::optional<ValueList> pattern_list(const Program& program, const Node& regex);

// JSX (shapes_elements.cc)
std::optional<ValueList> elements_list(const Program& program, const Node& element);

// Types (shapes_type.cc)
std::optional<ValueList> enum_list(const Node& declaration);
std::optional<ValueList> union_list(const Program& program, const Node& type);

// Strings (shapes_sql.cc)
/// Whether a text has the words of such lists; most have not.
bool may_be_sql_list(std::string_view text);
/// One string may hold several: they are added to `out`, with their names.
void collect_sql_lists(const Program& program, const Node& string, std::vector<ValueList>& out);

// Branches (shapes_branch.cc)
std::optional<ValueList> switch_list(const Program& program, const Node& statement);
std::optional<ValueList> chain_list(const Program& program, const Node& node);

/// Gathers values one by one, and says in the end whether they make a list.
class Gathering {
 public:
  Gathering(const Program& program, Shape shape, const Node& node) : program_(program) {
    list_.shape = shape;
    list_.node = node;
  }

  ValueList& list() { return list_; }
  void spell(std::string_view text, const Node& where);
  /// A string, or a name that stands for some: false when it is neither.
  bool take(const Node& expression);
  void leave_open() { list_.is_open = true; }

  bool has_repeats() const { return repeats_; }
  /// Nothing when too little is spelled out here to call it a list of its own.
  std::optional<ValueList> finish(std::size_t least = 2) &&;

 private:
  const Program& program_;
  ValueList list_;
  std::unordered_set<std::string_view> known_;
  bool repeats_ = false;
};

/// The strings that read like values of a domain: no sentences, no empty strings, no bare punctuation.
bool is_value_text(std::string_view text);
/// "#C75F96": a value only among others of a palette.
bool is_colour(std::string_view text);

}  // namespace lockstep::rules
