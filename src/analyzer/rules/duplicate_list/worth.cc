// Which equal lists are worth a reader's time. That two lists are one set is not enough: somebody has to be better off
// when they become one. Little is gained where both stand in sight of each other and neither has a name, where the
// compiler compares the two types as soon as a value goes from one to the other, where the entries of a menu say much
// more than the values, and where the two would have to meet in a third package for the sake of a few words.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"
#include "rules/duplicate_list/versions.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lockstep::rules {
namespace {

constexpr std::size_t kManyFiles = 4;  ///< a domain that so many spell out is worth a name, whatever each of them is

/// `{ name: 'Inbox', icon: … }, { name: 'Sent', icon: … }`: what people read, which each menu words for itself.
bool holds_captions(const Candidate& candidate) {
  const ValueList& list = *candidate.list;
  return list.shape == Shape::ObjectArray && (list.key == "name" || list.key == "label" || list.key == "title") &&
         std::all_of(candidate.values.begin(), candidate.values.end(), [](std::string_view value) {
           return value[0] >= 'A' && value[0] <= 'Z' && value.size() > 1 && value[1] >= 'a' && value[1] <= 'z';
         });
}

bool is_drawn(const ValueList& list) { return list.path.ends_with(".tsx") || list.path.ends_with(".jsx"); }

/// What developers run.
bool is_aside(const ValueList& list) { return list.node && list.node.file().roles.has(workspace::Role::Script); }

/// The words of one name that the other lacks: there are some, and the folders above it have them all.
bool is_named_after_place(const ValueList& list, const ValueList& other) {
  std::vector<std::string> own = words_of(list.name);
  const std::vector<std::string> others = words_of(other.name);
  std::erase_if(own,
                [&](const std::string& word) { return std::find(others.begin(), others.end(), word) != others.end(); });
  const std::vector<std::string> place = words_of(list.path.substr(0, list.path.rfind('/') + 1));
  return !own.empty() && std::all_of(own.begin(), own.end(), [&](const std::string& word) {
    return std::find(place.begin(), place.end(), word) != place.end();
  });
}

/// `defaultStoreFields` of store/fields.ts and `defaultAdminFields` of admin/fields.ts: each audience, each module has
/// one of its own, be they alike today.
bool are_named_after_places(const ValueList& a, const ValueList& b) {
  return has_own_name(a) && has_own_name(b) && is_named_after_place(a, b) && is_named_after_place(b, a);
}

/// `payment/common.ts` and `http/payment/common.ts`: what a layer says to the outside is its own, though it bear the
/// same words.
bool is_of_another_layer(const ValueList& a, const ValueList& b) {
  if (!is_named_type(a) || !is_named_type(b) || a.name == b.name) return false;
  const std::string_view longer = a.path.size() > b.path.size() ? a.path : b.path;
  const std::string_view shorter = a.path.size() > b.path.size() ? b.path : a.path;
  const auto begin =
      static_cast<std::size_t>(std::mismatch(shorter.begin(), shorter.end(), longer.begin()).first - shorter.begin());
  const std::string_view rest = shorter.substr(begin);
  const bool is_inserted = longer.ends_with(rest) && rest.find('/') != std::string_view::npos;
  const std::string_view inserted = longer.substr(begin, longer.size() - shorter.size());
  return is_inserted && std::count(inserted.begin(), inserted.end(), '/') == 1;
}

/// `capabilities: new Set([…])` over a type of abilities: what this one can do, be it everything today.
bool tells_abilities(const ValueList& list, const ValueList& type) {
  const std::vector<std::string> words = words_of(type.name);
  const bool is_ability = std::find(words.begin(), words.end(), "capability") != words.end();
  return is_ability && is_named_type(type) && is_field(list);
}

bool names_properties(const Candidate& list, const Weights& weights) {
  return std::all_of(list.values.begin(), list.values.end(),
                     [&](std::string_view value) { return weights.is_property(value); });
}

/// `env.mjs` beside `regions.ts`: what runs as it stands cannot load what has to be compiled first.
bool is_loaded_uncompiled(const ValueList& a, const ValueList& b) {
  const auto is_plain = [](const ValueList& list) {
    return list.path.ends_with(".mjs") || list.path.ends_with(".cjs");
  };
  const auto is_compiled = [](const ValueList& list) {
    return list.path.ends_with(".ts") || list.path.ends_with(".tsx");
  };
  return (is_plain(a) && is_compiled(b)) || (is_compiled(a) && is_plain(b));
}

bool is_domain(const ValueList& list) { return list.is_type() || list.shape == Shape::Schema; }

/// Whoever changes the one sees the other.
bool is_worth_it_in_one_file(const ValueList& a, const ValueList& b, const Relation& relation) {
  if (a.name.size() == 1 && b.name.size() == 1) return false;  // code that a tool made short
  if (is_menu(a) || is_menu(b)) return relation.common >= 6;
  const bool are_constants = a.shape == Shape::Array && b.shape == Shape::Array && has_own_name(a) && has_own_name(b);
  if (are_constants && !relation.same_name) return false;  // somebody made two of them
  const bool are_long = relation.common >= 5 && relation.shared >= 4;
  return has_own_name(a) || has_own_name(b) || are_long;
}

}  // namespace

/// Two lists that nobody has given a name: somebody would have to find one, and a place for it.
bool Relating::is_worth_a_name(const Candidate& list, const Relation& relation) const {
  if (relation.common >= 5 || list.files >= kManyFiles) return true;
  if (list.files == 3) return relation.common == 4 || relation.shared >= 2.5;
  const bool is_telling = telling_words(list.list->name, vocabulary_).size() >= 2;
  return relation.common == 4 && relation.same_name && (relation.rare >= 3 || is_telling);
}

/// `default: return startCase(kind)`: what it does not hold is meant to come, and has an answer made of itself.
bool answers_for_the_rest(const ValueList& list) {
  if (list.shape != Shape::Switch || list.name.empty()) return false;
  for (const Node part : list.node.children()) {
    if (!part.is(Kind::Case) || part.child(0)) continue;
    for (const Node node : program::descendants(part)) {
      if (!node.is(Kind::Ident) || node.text() != list.name) continue;
      for (Node above = node.parent(); above && above != part; above = above.parent()) {
        if (above.is(Kind::Throw) || above.is(Kind::Template)) break;
        if (above.is(Kind::Return)) return true;
      }
    }
  }
  return false;
}

bool Relating::is_worth_it(const Candidate& ca, const Candidate& cb, const Relation& relation) const {
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  if (answers_for_the_rest(a) || answers_for_the_rest(b)) return false;
  if (is_loaded_uncompiled(a, b) && (relation.likeness == Likeness::Equal || !relation.same_name)) return false;
  if (relation.likeness != Likeness::Equal) return true;
  const bool is_everywhere = ca.values == cb.values && ca.files >= kManyFiles;
  if (are_named_after_places(a, b)) return false;
  // A few values in the text of a query are a question of their own.
  if ((a.shape == Shape::Sql && a.is_query) || (b.shape == Shape::Sql && b.is_query)) return relation.common >= 5;
  // What both have beside these comes from elsewhere, to each from its own place.
  if (a.is_open && b.is_open && relation.common < 5) return false;
  if (is_of_another_layer(a, b)) return false;
  if (tells_abilities(a, b) || tells_abilities(b, a)) return false;
  if (names_properties(ca, weights_) && a.holder == Holder::Argument && b.holder == Holder::Argument) return false;
  // A lookup in the middle of a function, with an answer for what it does not hold.
  const auto is_lookup = [](const ValueList& list) {
    const bool is_table = list.shape == Shape::ObjectKeys || list.shape == Shape::ConstObject;
    return is_table && list.node.enclosing_function();
  };
  if ((is_lookup(a) || is_lookup(b)) && relation.common < 8) return false;
  if (a.shape == Shape::Elements && b.shape == Shape::Elements && relation.common < 5) return false;
  if (is_aside(a) || is_aside(b)) {
    if (relation.common < 5 && relation.shared < 4) return false;
  }

  if (is_anonymous_type(a) && is_anonymous_type(b)) {
    // What one function takes and gives back, or keeps meanwhile.
    if (same_file(a, b) && a.node.enclosing_function() == b.node.enclosing_function()) return false;
  }
  if (is_anonymous_type(a) && is_anonymous_type(b) && !is_everywhere) {
    if (relation.same_name && relation.rare >= 3 && relation.common >= 4) return true;
    // Two ends of a wire: nobody compares what a page sends with what a server takes.
    return relation.common >= 5 && relation.rare >= 4 && !same_file(a, b) && !owners_.are_linked(a, b);
  }
  if (same_file(a, b)) return is_worth_it_in_one_file(a, b, relation);
  if (are_versions(a.path, b.path)) return false;  // what the next version takes over, it takes over on purpose
  if (!has_own_name(a) && !has_own_name(b) && !is_worth_a_name(ca, relation)) return false;
  if (is_menu(a) && is_menu(b) && relation.common < 4 && (is_drawn(a) || is_drawn(b))) return false;
  if (holds_captions(ca) && holds_captions(cb) && relation.common < 6) return false;
  if ((is_menu(a) && is_domain(b)) || (is_domain(a) && is_menu(b))) {
    const ValueList& domain = is_menu(a) ? b : a;
    // What lets values in must agree with what is offered; what the compiler compares does.
    const bool lets_in = domain.shape == Shape::Schema && !has_own_name(domain);
    const bool is_called_so = relation.common == 4 && relation.kinship != Kinship::None && is_named_type(domain);
    if (relation.common < 5 && !lets_in && !is_called_so) return false;
  }
  if ((a.is_handling() || b.is_handling()) && relation.kinship == Kinship::None && relation.shared < 3) return false;
  const bool is_beyond_reach = !owners_.can_import(a, b) && !owners_.can_import(b, a);
  if (is_beyond_reach && !is_everywhere) {
    const bool are_types = a.is_type() && b.is_type();
    return relation.common >= 5 || (relation.common == 4 && (!are_types || relation.rare >= 3));
  }
  return true;
}

}  // namespace lockstep::rules
