#include "rules/magic_actor/vocabulary.h"

#include "base/letters.h"
#include "rules/words.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <vector>

namespace lockstep::rules::actors {

namespace {

// "00000000-0000-0000-0000-000000000000" and its neighbours: nobody has an id that was not drawn by lot.
bool is_made_up_uuid(std::string_view value) {
  constexpr std::ptrdiff_t kMaxDrawn = 4;  // a version, a variant, a number at the end
  return is_uuid(value) && std::ranges::count_if(value, [](char c) { return c != '-' && c != '0'; }) <= kMaxDrawn;
}

// Asked of every byte of every short text.
bool parts_words(char c) {
  switch (c) {
    case ' ':
    case '@':
    case '/':
    case '.':
    case ',':
    case ':':
    case ';':
    case '!':
    case '?':
    case '(':
    case ')':
      return true;
    default:
      return false;
  }
}

}  // namespace

bool is_uuid(std::string_view value) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (value.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool is_digit = std::isxdigit(static_cast<unsigned char>(value[i])) != 0;
    if (kShape[i] == '-' ? value[i] != '-' : !is_digit) return false;
  }
  return true;
}

Vocabulary::Vocabulary(const config::Models& models) {
  const auto each = [](const json::Value& section, std::string_view key, const auto& take) {
    const json::Value* list = section.find(key);
    if (!list) return;
    for (const json::Value& item : list->items()) {
      if (const auto text = item.string()) take(*text);
    }
  };
  const auto read = [&](const json::Value& section, std::string_view key, Words& into) {
    each(section, key, [&](std::string_view text) { into.emplace(text); });
  };
  const auto read_phrases = [&](const json::Value& section, std::string_view key, Phrases& into) {
    each(section, key, [&](std::string_view text) { into.add(text); });
  };
  for (const config::Models::Section& section : models.sections("actors")) {
    read_phrases(section.value, "identities", identities_);
    read_phrases(section.value, "attributions", attributions_);
    read_phrases(section.value, "weak", weak_);
    for (const Phrases* phrases : {&identities_, &attributions_, &weak_}) phrases->add_ends(bearing_ends_);
    read(section.value, "sentinels", sentinels_);
    read(section.value, "affixes", affixes_);
    read(section.value, "about-fields", about_fields_);
    read(section.value, "kinds", kinds_);
    for (const std::string& kind : kinds_) longest_kind_ = std::max(longest_kind_, kind.size());
    read_phrases(section.value, "principals", principals_);
    read(section.value, "principal-types", principal_types_);
    read(section.value, "type-suffixes", type_suffixes_);
    read(section.value, "keys", keys_);
    read(section.value, "bystanders", bystanders_);
    read(section.value, "wrappers", wrappers_);
    read(section.value, "constant-words", constant_words_);
    read(section.value, "constant-not", constant_not_);
    read(section.value, "stores", stores_);
    read(section.value, "operators", operators_);
    read(section.value, "conditions", conditions_);
    read(section.value, "questions", questions_);
    read(section.value, "asides", asides_);
    read_phrases(section.value, "requests", requests_);
    read_phrases(section.value, "traits", traits_);
    read_phrases(section.value, "shown", shown_);
    read_phrases(section.value, "logins", logins_);
    read_phrases(section.value, "tenants", tenants_);
    read_phrases(section.value, "powers", powers_);
    read_phrases(section.value, "powerless", powerless_);
    read_phrases(section.value, "nobodies", nobodies_);
  }
}

void Vocabulary::Phrases::add(std::string_view phrase) {
  phrases_.emplace(phrase);
  last_words_.insert(last_word(phrase));
}

void Vocabulary::Phrases::add_ends(std::unordered_set<std::string>& into) const {
  into.insert(last_words_.begin(), last_words_.end());
}

bool Vocabulary::Phrases::may_end(std::string_view name) const { return last_words_.contains(last_word(name)); }

bool Vocabulary::Phrases::has(std::string_view name) const { return may_end(name) && phrases_.contains(spoken(name)); }

bool Vocabulary::Phrases::has_end_of(std::string_view name) const {
  if (!may_end(name)) return false;
  // Every tail of whole words, the longest first.
  const std::string words = spoken(name);
  std::string_view tail = words;
  while (!tail.empty()) {
    if (phrases_.contains(tail)) return true;
    const std::size_t blank = tail.find(' ');
    tail = blank == std::string_view::npos ? std::string_view{} : tail.substr(blank + 1);
  }
  return false;
}

Bearing Vocabulary::bearing(std::string_view name) const {
  if (name.empty() || !bearing_ends_.contains(last_word(name))) return Bearing::None;
  if (identities_.has_end_of(name)) return Bearing::Identity;
  if (attributions_.has_end_of(name)) return Bearing::Attribution;
  if (weak_.has(name)) return Bearing::Weak;
  return Bearing::None;
}

bool Vocabulary::is_sentinel(std::string_view value) const {
  if (is_made_up_uuid(value)) return true;
  constexpr std::size_t kLongest = 40;  // longer texts are prose
  // An address or a sentence may hold such words and is still no made-up identity.
  if (value.size() > kLongest || std::ranges::any_of(value, parts_words)) return false;
  if (const std::string last = last_word(value); !sentinels_.contains(last) && !affixes_.contains(last)) return false;
  bool has_sentinel = false;
  for (const std::string& word : split_words(value)) {
    if (sentinels_.contains(word)) {
      has_sentinel = true;
    } else if (!affixes_.contains(word)) {
      return false;
    }
  }
  return has_sentinel;
}

bool Vocabulary::is_kind(std::string_view value) const {
  if (value.size() > longest_kind_) return false;
  const std::string word = in_small(value);
  if (!kinds_.contains(word)) return false;
  // "user-1" is somebody, "user" is a kind.
  const std::vector<std::string> words = split_words(value);
  return words.size() == 1 && words.front() == word;
}

bool Vocabulary::is_about_fields(std::string_view value) const {
  return std::ranges::any_of(split_words(value), [&](const std::string& word) { return about_fields_.contains(word); });
}

bool Vocabulary::is_principal(std::string_view name) const { return principals_.has_end_of(name); }

bool Vocabulary::is_operator(std::string_view key) const { return operators_.contains(key); }
bool Vocabulary::is_condition(std::string_view function) const { return conditions_.contains(function); }
bool Vocabulary::is_question(std::string_view key) const { return questions_.contains(key); }
bool Vocabulary::is_aside(std::string_view key) const { return asides_.contains(key); }
bool Vocabulary::is_request(std::string_view name) const { return requests_.has(name); }
bool Vocabulary::is_trait(std::string_view key) const { return traits_.has_end_of(key); }
bool Vocabulary::is_shown(std::string_view name) const { return shown_.has_end_of(name); }
bool Vocabulary::is_login(std::string_view name) const { return logins_.has_end_of(name); }
bool Vocabulary::is_tenant(std::string_view key) const { return tenants_.has_end_of(key); }
bool Vocabulary::is_power(std::string_view key) const { return powers_.has(key); }
bool Vocabulary::is_nobody(std::string_view value) const { return nobodies_.has(value); }
bool Vocabulary::is_powerless(std::string_view role) const { return powerless_.has(role); }

bool Vocabulary::is_principal_type(std::string_view type_name) const {
  std::vector<std::string> words = split_words(type_name);
  while (!words.empty() && type_suffixes_.contains(words.back())) words.pop_back();
  return !words.empty() && principal_types_.contains(words.back());
}

bool Vocabulary::is_key(std::string_view key) const { return keys_.contains(key) || keys_.contains(spoken(key)); }

bool Vocabulary::is_wrapper(std::string_view function) const { return wrappers_.contains(function); }

bool Vocabulary::is_bystander(std::string_view name) const {
  const std::vector<std::string> words = split_words(name);
  return std::ranges::any_of(words, [&](const std::string& word) { return bystanders_.contains(word); });
}

bool Vocabulary::is_store(std::string_view package) const { return stores_.contains(package); }

bool Vocabulary::is_home(std::string_view constant, std::string_view value) const {
  const std::vector<std::string> named = split_words(constant);
  const auto is_other = [&](const std::string& word) { return constant_not_.contains(word); };
  const auto is_somebody = [&](const std::vector<std::string>& words) {
    return std::ranges::any_of(words, [&](const std::string& word) { return constant_words_.contains(word); });
  };
  // Hardly any constant is somebody, and the value is the same for all of them.
  if (!is_somebody(named) || std::ranges::any_of(named, is_other)) return false;
  const std::vector<std::string> meant = split_words(value);
  const auto says_who = [&](const std::vector<std::string>& words) {
    return std::ranges::any_of(meant, [&](const std::string& word) {
      return sentinels_.contains(word) && std::ranges::find(words, word) != words.end();
    });
  };
  // `SYSTEM_USER.id`, `Actors.ROBOT`, but not the `id` of `adminPage`.
  const std::size_t dot = constant.find('.');
  const std::vector<std::string> holder = split_words(constant.substr(0, dot));
  if (!says_who(holder)) return says_who(named);
  return is_somebody(holder) && (dot == std::string_view::npos || is_key(constant.substr(dot + 1)));
}

}  // namespace lockstep::rules::actors
