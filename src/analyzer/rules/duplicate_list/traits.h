#pragma once

#include "rules/duplicate_list/relation.h"

#include <string_view>
#include <vector>

/// What can be said of one list or of two without weighing anything: where they stand, and what such a place means.
namespace lockstep::rules {

bool same_file(const ValueList& a, const ValueList& b);
bool same_folder(const ValueList& a, const ValueList& b);
bool is_inside(const ValueList& inner, const ValueList& outer);

/// A list in a property of an object literal: one field of a thing that is described.
bool is_field(const ValueList& list);
/// Made to give an account of all values, so that a missing one is a fault. A list that is tried against one value or
/// handed to a call is a question about some.
bool accounts_for_all(const ValueList& list);
/// A union that no alias names: written in a signature, a member, a cast.
bool is_anonymous_type(const ValueList& list);
/// Entries with captions, icons, handlers: the values alone cannot take their place.
bool is_menu(const ValueList& list);
/// `export const STATES = ['open', 'closed'] as const`: what there is, for a type to be made of.
bool is_fixed_list(const ValueList& list);
/// What a value is said to be by a cast: `status as 'open' | 'closed'`.
bool is_cast(const ValueList& list);
/// A constant or a type that could be exported as it stands.
bool has_own_name(const ValueList& list);
/// `Record<'a' | 'b', …>`: the keys that some function asks for.
bool is_key_of_record(const ValueList& list);
bool is_private_type(const ValueList& list);
/// A definition under a name of its own, made to be used by name.
bool is_named_type(const ValueList& list);
/// `variant`, `size`, `tab`: how something on a screen looks.
bool is_about_looks(const ValueList& list, const Vocabulary& vocabulary);
/// `columns`, `defaultOrderFields`, `requiredRelations`: which properties of a thing are shown or loaded.
bool names_fields(const ValueList& list, const Vocabulary& vocabulary);
/// Texts of one language: catalogues of two languages have the same keys, and often the same words.
bool is_text_catalogue(std::string_view path);
/// Code that developers run: seeders, build scripts, evaluations.
bool is_by_the_way(std::string_view path);

/// One exported name, declared in two files.
bool is_declared_twice(const ValueList& a, const ValueList& b);
/// One constant list under the same long name in two modules, exported or not.
bool is_constant_twice(const ValueList& a, const ValueList& b);
/// `en`, `pt-BR`, …: codes of languages, and at most a "default" beside them.
std::size_t languages_in(const Candidate& list);
bool lists_languages(const Candidate& list, const Vocabulary& vocabulary);
/// Named after languages, or found where it says so.
bool speaks_of_languages(const ValueList& list);
/// Paths that a server answers.
bool lists_routes(const Candidate& list);
/// Members of the same names in two enums, or in objects that stand for enums.
bool have_same_members(const ValueList& a, const ValueList& b);
/// Two tables that say the same of the same keys: not two that say different things of them.
bool have_same_entries(const ValueList& a, const ValueList& b);
/// Two values of one object literal or table, at whatever depth: rows of it, not copies.
bool same_table(const ValueList& a, const ValueList& b);
/// One field of sibling classes, which each fills in its own way.
bool is_overridden(const ValueList& a, const ValueList& b);
/// Whether a file knows a definition by its name, so that what it spells is probably typed by it.
bool mentions(const ValueList& user, const ValueList& definition);
bool is_checked_by(const Candidate& user, const ValueList& definition);
/// Whether both lists hold a value by one and the same spelling: two views of one thing.
bool share_a_spelling(const ValueList& a, const ValueList& b);
/// Whether a value that a list lacks is dealt with in the same function, so that it was not forgotten.
bool is_dealt_with_beside(const ValueList& list, std::string_view value);
std::vector<std::string_view> intersection(const Candidate& a, const Candidate& b);
/// Whether a name tells something of its own that the other does not: TERMINAL_STATES beside STATES.
bool is_qualified(const ValueList& list, const ValueList& other, const Vocabulary& vocabulary);

}  // namespace lockstep::rules
