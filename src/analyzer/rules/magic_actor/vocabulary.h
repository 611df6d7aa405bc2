#pragma once

#include "config/models.h"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

/// The words by which an identity is told from any other string: section "actors" of the models
/// (`rules/models/actors.jsonc` explains each list).
namespace lockstep::rules::actors {

/// How surely a name says that its value identifies someone.
enum class Bearing : std::uint8_t {
  None,
  Weak,         ///< `author`, `sender`: often the kind of author
  Attribution,  ///< `createdBy`: an identity unless the program writes kinds there
  Identity,     ///< `userId`
};

using Words = std::set<std::string, std::less<>>;

/// "7b0e5c1a-0000-4000-8000-000000000001"
bool is_uuid(std::string_view value);

class Vocabulary {
 public:
  explicit Vocabulary(const config::Models& models);

  Bearing bearing(std::string_view name) const;
  bool is_sentinel(std::string_view value) const;  ///< "system", "AI_SYSTEM", "cronJob", a uuid of zeros
  bool is_nobody(std::string_view value) const;    ///< "unknown": not even an automaton
  bool is_kind(std::string_view value) const;      ///< "user", "customer"
  /// A word about a field or a filter, and nobody: "required", "uuid", "all".
  bool is_about_fields(std::string_view value) const;
  bool is_principal(std::string_view name) const;  ///< a variable or parameter that holds a whole user
  bool is_principal_type(std::string_view type_name) const;
  bool is_key(std::string_view key) const;           ///< of a principal: "id"
  bool is_bystander(std::string_view name) const;    ///< a logger and the like
  bool is_wrapper(std::string_view function) const;  ///< hands on what it is given: "ok", "right"
  bool is_store(std::string_view package) const;
  bool is_operator(std::string_view key) const;        ///< of a store's condition: "in", "$ne"
  bool is_condition(std::string_view function) const;  ///< compares its first argument with the others: "eq", "whereIn"
  bool is_question(std::string_view key) const;        ///< holds what a store is asked for: "where"
  bool is_aside(std::string_view key) const;           ///< of a store's question, but no value: "orderBy", "select"
  bool is_request(std::string_view name) const;        ///< what carries who asks: "req", "ctx"
  bool is_trait(std::string_view key) const;           ///< what people have: "email"
  bool is_shown(std::string_view name) const;          ///< a text for people to read: "displayName"
  bool is_login(std::string_view name) const;          ///< by which people are known and sign in: "username"
  bool is_tenant(std::string_view key) const;          ///< for whom something is done: "organizationId"
  bool is_power(std::string_view key) const;           ///< of a principal: "role"
  bool is_powerless(std::string_view role) const;      ///< "guest"
  /// Whether an exported constant of this name is a home for the actor that `value` names.
  bool is_home(std::string_view constant, std::string_view value) const;

 private:
  /// Names as they are spoken: "created by". Every key of a program is held against them, and nearly all have another
  /// last word.
  class Phrases {
   public:
    void add(std::string_view phrase);
    bool has(std::string_view name) const;         ///< the name is one of them
    bool has_end_of(std::string_view name) const;  ///< the name is or ends with one of them
    void add_ends(std::unordered_set<std::string>& into) const;

   private:
    bool may_end(std::string_view name) const;

    Words phrases_;
    std::unordered_set<std::string> last_words_;
  };

  Words sentinels_, affixes_, about_fields_, kinds_, principal_types_, type_suffixes_, keys_, bystanders_,
      constant_words_, constant_not_, stores_, operators_, conditions_, questions_, asides_, wrappers_;
  Phrases identities_, attributions_, weak_, principals_, requests_, traits_, shown_, powers_, powerless_, logins_,
      tenants_, nobodies_;
  std::unordered_set<std::string> bearing_ends_;  // last words of all that a bearing may go by
  std::size_t longest_kind_ = 0;
};

}  // namespace lockstep::rules::actors
