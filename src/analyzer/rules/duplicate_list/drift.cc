#include "rules/duplicate_list/relation.h"

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/traits.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace lockstep::rules {
namespace {

/// How sure we must be that two unequal lists were meant to be one, by what their names say.
struct Bar {
  double weight;      ///< of what is shared
  double proportion;  ///< of both together
};

Bar drift_bar(Kinship kinship) {
  switch (kinship) {
    case Kinship::Strong:
      return {.weight = 1.2, .proportion = 0.5};
    case Kinship::Some:
      return {.weight = 2.5, .proportion = 0.6};
    case Kinship::None:
      break;
  }
  return {.weight = 3.0, .proportion = 0.7};
}

double proportion_of(const Candidate& a, const Candidate& b, const Relation& relation) {
  const std::size_t united = a.values.size() + b.values.size() - relation.common;
  return static_cast<double>(relation.common) / static_cast<double>(united);
}

bool have_nearly_all(const Relation& relation, double proportion) {
  return (relation.common >= 10 && proportion >= 0.85) || (relation.common >= 8 && proportion >= 0.88);
}

/// `{'azure-ad': 'azuread', …}`: what is said elsewhere, in the words of the other list.
bool translates_to(const ValueList& table, const Candidate& other) {
  if (!table.node.is(Kind::Object)) return false;
  const auto parts = table.node.children();
  return std::any_of(parts.begin(), parts.end(), [&](const Node& part) {
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    return value && value.is(Kind::String) &&
           std::binary_search(other.values.begin(), other.values.end(), value.text());
  });
}

/// A value of one function or class, as opposed to a type and to what stands on its own in a module.
bool is_local(const ValueList& list) {
  if (list.is_type() || list.shape == Shape::Schema || !list.node) return false;
  return list.holder == Holder::ClassField || list.node.enclosing_function();
}

/// What a caller may ask for: `ListOrdersParams`, `SearchProps`.
bool is_of_a_request(const ValueList& list) {
  static constexpr std::array<std::string_view, 9> kEndings = {"params", "args",    "props", "options", "input",
                                                               "filter", "filters", "query", "opts"};
  const Node type = list.node ? list.node.enclosing(Kind::Interface) : Node{};
  const Node alias = list.node ? list.node.enclosing(Kind::TypeAlias) : Node{};
  const std::vector<std::string> words = split_words(type ? type.text() : alias ? alias.text() : std::string_view());
  return !words.empty() && std::find(kEndings.begin(), kEndings.end(), words.back()) != kEndings.end();
}

/// `[{status: 'resolved', message: …, date: …}, …]`: what happened, and no choice of what may.
bool holds_records(const ValueList& list) {
  static constexpr std::array<std::string_view, 7> kTold = {"status", "type", "kind", "event",
                                                            "action", "role", "code"};
  return list.shape == Shape::ObjectArray && list.holder != Holder::Variable &&
         std::find(kTold.begin(), kTold.end(), list.key) != kTold.end();
}

/// `Namespaces<'common' | 'cloth'>`: what a generic is told in one place. A list or a promise of values is told
/// nothing.
bool is_told_to_generic(const ValueList& list) {
  static constexpr std::array<std::string_view, 7> kHolding = {"Array", "ReadonlyArray", "Set",     "ReadonlySet",
                                                               "Map",   "Promise",       "Readonly"};
  const Node generic = list.shape == Shape::Union ? list.node.parent() : Node{};
  return generic && generic.is(Kind::TypeName) &&
         std::find(kHolding.begin(), kHolding.end(), generic.text()) == kHolding.end();
}

/// What one asks to be allowed: less than there is, if one is polite.
bool asks_for_leave(const ValueList& list) {
  const std::vector<std::string> words = split_words(list.name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word == "scope" || word == "scopes" || word == "capability" || word == "capabilities";
  });
}

/// `LIST_OPERATIONS` of 'list_orders', 'list_items', beside all operations: the name says which of them it holds.
bool is_selected_by_word(const Candidate& part, const Candidate& whole) {
  const auto begins_with = [](const std::string& word) {
    return [&word](std::string_view value) {
      const std::vector<std::string> words = split_words(value);
      return words.size() >= 2 && words.front() == word;
    };
  };
  const std::vector<std::string> named = split_words(part.list->name);
  return std::any_of(named.begin(), named.end(), [&](const std::string& word) {
    return std::all_of(part.values.begin(), part.values.end(), begins_with(word)) &&
           !std::all_of(whole.values.begin(), whole.values.end(), begins_with(word));
  });
}

/// ".mp4"
bool is_file_ending(std::string_view value) {
  return value.size() >= 2 && value.size() <= 6 && value[0] == '.' && value.find('/') == std::string_view::npos;
}

/// Values, and no type of them.
bool is_written_out(const ValueList& list) { return list.shape == Shape::Array || list.shape == Shape::ObjectArray; }

/// Whether what `list` lacks of `other`, if anything, was left out knowingly: handled in the same function, or excluded
/// elsewhere (`Exclude<T, 'x' | 'y'>`).
bool is_left_out_knowingly(const Candidate& list, const Candidate& other, const std::set<std::string_view>& excluded) {
  bool all_beside = true;
  bool all_excluded = true;
  for (const std::string_view value : other.values) {
    if (std::binary_search(list.values.begin(), list.values.end(), value)) continue;
    all_excluded = all_excluded && excluded.contains(value);
    all_beside = all_beside && is_dealt_with_beside(*list.list, value);
  }
  return all_beside || all_excluded;
}

}  // namespace

bool Relating::is_drift(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  if (relation.common < 3) return false;
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  const bool is_part = relation.likeness == Likeness::Part;
  // `x is T` for some of T: everyday words or not, it says so itself.
  if ((a.is_guard || b.is_guard) && is_part && relation.same_name && (a.is_type() || b.is_type())) {
    return !is_left_out_knowingly(ca, cb, excluded_) || !is_left_out_knowingly(cb, ca, excluded_);
  }
  Bar bar = drift_bar(relation.kinship);
  const double proportion = proportion_of(ca, cb, relation);
  const bool is_tied = are_tied_by_coined(ca, cb, relation);
  if (is_tied && relation.kinship != Kinship::Strong) bar = {.weight = 2.0, .proportion = 0.5};
  // Nine everyday words of ten, called after the same thing, are no chance either.
  if (relation.kinship != Kinship::None && have_nearly_all(relation, proportion)) bar.weight = 1.5;
  if (relation.shared < bar.weight || proportion < bar.proportion) return false;
  if (is_key_of_record(a) || is_key_of_record(b)) return false;
  // A type for one file may hold what it likes, unless it bears the very name of one that it could import.
  const bool is_in_reach = (a.is_exported && owners_.can_import(b, a)) || (b.is_exported && owners_.can_import(a, b));
  const bool is_namesake =
      a.name == b.name && is_named_type(a) && is_named_type(b) && is_in_reach && words_of(a.name).size() >= 2;
  if ((is_private_type(a) || is_private_type(b)) && !is_namesake) return false;
  if (is_left_out_knowingly(ca, cb, excluded_) && is_left_out_knowingly(cb, ca, excluded_)) return false;
  // `[…].includes(x)` asks about some values, unless the answer has a name: `const isTerminal = […].includes(x)`.
  const auto is_nameless_test = [](const ValueList& list) {
    return list.holder == Holder::Test && !list.is_handling() && !list.is_named_answer;
  };
  if (is_nameless_test(a) || is_nameless_test(b)) return false;

  const bool one_name = relation.kinship == Kinship::Strong;
  const bool is_nearly_all = have_nearly_all(relation, proportion);
  // A set that is written more than once, always the same, is a domain of its own.
  if ((ca.twins > 0 || cb.twins > 0) && !relation.same_name && !is_nearly_all) {
    const Candidate& part = ca.values.size() < cb.values.size() ? ca : cb;
    if (is_part ? part.twins > 0 : ca.twins > 0 && cb.twins > 0) return false;
  }
  // In so many files nobody forgot anything.
  constexpr std::size_t kManyFiles = 4;
  const Candidate& smaller = ca.values.size() < cb.values.size() ? ca : cb;
  if (is_part && smaller.files >= kManyFiles && proportion < 0.8) return false;
  // Which files a program can show or send is decided for each purpose.
  if (std::all_of(smaller.values.begin(), smaller.values.end(), is_file_ending)) return false;
  // Lists of names of properties: each of two modules leaves out or shows what its own type has.
  const auto names_properties = [&](const Candidate& list) {
    const auto known = std::count_if(list.values.begin(), list.values.end(),
                                     [&](std::string_view value) { return weights_.is_property(value); });
    return static_cast<std::size_t>(known) * 5 >= list.values.size() * 4;
  };
  if (a.shape == Shape::Array && b.shape == Shape::Array && !a.is_exported && !b.is_exported && proportion < 0.85 &&
      names_properties(ca) && names_properties(cb)) {
    return false;
  }
  if (holds_records(a) || holds_records(b)) return false;
  if (is_told_to_generic(a) && is_told_to_generic(b)) return false;
  if (is_part) {
    if (ca.values.size() < cb.values.size() ? is_selected_by_word(ca, cb) : is_selected_by_word(cb, ca)) return false;
    if (asks_for_leave(ca.values.size() < cb.values.size() ? a : b)) return false;
    if (one_name && !relation.same_name && proportion < 0.7) return false;
    const Candidate& part = ca.values.size() < cb.values.size() ? ca : cb;
    const Candidate& whole = ca.values.size() < cb.values.size() ? cb : ca;
    const bool both_ask = part.list->holder == Holder::Test && whole.list->holder == Holder::Test;
    if ((!accounts_for_all(*part.list) || !accounts_for_all(*whole.list)) && !(both_ask && one_name)) return false;
    // Of two signatures with one everyday name, each may be about another thing.
    if (is_anonymous_type(a) && is_anonymous_type(b) && proportion < 0.7) return false;
    // A type with a name of its own may well hold less: ScoreConfigType beside ScoreType.
    if (is_named_type(*part.list) && !one_name && is_qualified(*part.list, *whole.list, vocabulary_)) return false;
    // FLOW_TOOLS beside TOOLS may be a selection; EXPANDABLE_TOOLS beside LOW_STAKES_TOOLS is another list altogether.
    if (relation.kinship == Kinship::Some && !is_nearly_all && is_qualified(*part.list, *whole.list, vocabulary_)) {
      if (proportion < 0.8 || is_qualified(*whole.list, *part.list, vocabulary_)) return false;
    }
    if (same_file(a, b) && (!one_name || !has_own_name(*part.list))) return false;
    // `KEY_OPERATIONS` beside the menu of all operations: whoever made both in one file meant both.
    if (same_file(a, b) && is_written_out(a) && is_written_out(b) && a.name != b.name) return false;
    // What has no name of its own may be a choice; not what nearly has it all, nor a schema of the very name of a list.
    const bool is_called_so = part.list->shape == Shape::Schema && relation.same_name &&
                              relation.rare == relation.common && whole.list->is_exported;
    if (!has_own_name(*part.list) && proportion < (is_called_so ? 0.6 : 0.7)) return false;
    // Each of two functions looks for what it may meet, and each of two menus offers what it can.
    if (is_local(a) && is_local(b) && proportion < 0.8 && !same_file(a, b)) return false;
    if (is_field(a) && is_field(b)) return false;
    // A signature may well take fewer than there are; a field that holds the value may not.
    const bool is_narrow =
        is_anonymous_type(*part.list) && part.list->holder != Holder::Member && part.list->holder != Holder::ClassField;
    if (is_narrow && (proportion < 0.8 || !one_name)) return false;
    return relation.kinship != Kinship::None || relation.rare >= 3;
  }
  if (!accounts_for_all(a) || !accounts_for_all(b)) return a.is_handling() || b.is_handling();
  // Two functions, each with a list of its own for its own purpose.
  if (is_local(a) && is_local(b) && proportion < 0.8) return false;
  if (same_file(a, b) && (!one_name || proportion < 0.7)) return false;
  // What a table is called says what it holds of each, and not which.
  const bool is_table = (a.shape == Shape::ObjectKeys && is_named_type(b) && !translates_to(a, cb)) ||
                        (b.shape == Shape::ObjectKeys && is_named_type(a) && !translates_to(b, ca));
  if (!one_name && !is_nearly_all && !is_tied && !is_table) {
    const int qualified = (is_qualified(a, b, vocabulary_) ? 1 : 0) + (is_qualified(b, a, vocabulary_) ? 1 : 0);
    if (qualified == 2 || (qualified == 1 && proportion < 0.8)) return false;
  }
  return relation.kinship != Kinship::None || (relation.rare >= 4 && relation.common >= 4);
}

std::optional<Relation::Surety> Relating::surety_of_drift(const Candidate& ca, const Candidate& cb,
                                                          const Relation& relation) const {
  using enum Relation::Surety;
  const bool is_part = relation.likeness == Likeness::Part;
  const ValueList& part = ca.values.size() < cb.values.size() ? *ca.list : *cb.list;
  const double proportion = proportion_of(ca, cb, relation);
  const bool is_in_reach = owners_.can_import(*ca.list, *cb.list) || owners_.can_import(*cb.list, *ca.list);
  // One name in two programs, for words that every program has.
  if (!is_in_reach && ca.list->is_type() && cb.list->is_type() && relation.rare * 2 < relation.common)
    return std::nullopt;
  // Two signatures in sight of each other, each with what it takes.
  const bool are_signatures = is_anonymous_type(*ca.list) && is_anonymous_type(*cb.list);
  if (are_signatures && same_file(*ca.list, *cb.list)) return std::nullopt;
  // What a function takes or a query filters by may be less than there is; what a class holds may not.
  if (is_part && is_anonymous_type(part) && part.holder != Holder::ClassField) {
    if (is_of_a_request(part) || proportion < 0.6) return std::nullopt;
    return part.holder == Holder::Member ? std::optional(Likely) : std::nullopt;
  }
  // Two programs, each with a menu of its own.
  const auto is_menu_of = [](const ValueList& list) {
    return list.shape == Shape::Elements || list.shape == Shape::ObjectArray;
  };
  const bool is_tied = are_tied_by_coined(ca, cb, relation);
  if (!is_in_reach && is_menu_of(*ca.list) && is_menu_of(*cb.list) && !is_tied) return std::nullopt;
  // So may what a menu offers.
  if (is_part && is_menu_of(part)) return proportion >= 0.75 ? std::optional(Likely) : std::nullopt;
  // Values in groups are all that there are, for whoever made the groups.
  const bool is_grouped = part.shape == Shape::ArraysObject && relation.rare >= 4 && relation.common >= 5;
  const bool is_few = proportion < 0.8 || (relation.rare < 3 && !have_nearly_all(relation, proportion));
  if (is_part && relation.kinship != Kinship::Strong && !is_grouped && is_few) return std::nullopt;

  const bool is_one_name = relation.same_name || relation.kinship == Kinship::Strong;
  const bool is_everyday = relation.rare * 2 < relation.common;
  if (part.spelled.empty()) return Likely;  // a choice of members, which may be another there
  if (!is_one_name || is_everyday || is_local(*ca.list) || is_local(*cb.list)) return Likely;
  if (are_signatures) return Likely;
  // Two modules side by side, each with a constant for itself.
  if (same_folder(*ca.list, *cb.list) && !ca.list->is_exported && !cb.list->is_exported) return Likely;
  // A program of its own may well ask for less than another offers.
  return is_in_reach ? Certain : Likely;
}

}  // namespace lockstep::rules
