#include "effects/vocabulary.h"

#include "base/letters.h"
#include "json/reader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace lockstep::effects {
namespace {

constexpr std::array<std::pair<std::string_view, Does>, 23> kDeeds = {{
    {"read", Does::Read},        {"read-many", Does::ReadMany},
    {"count", Does::Count},      {"insert", Does::Insert},
    {"save", Does::Save},        {"update", Does::Update},
    {"atomic", Does::Atomic},    {"delete", Does::Delete},
    {"create", Does::Create},    {"merge", Does::Merge},
    {"reload", Does::Reload},    {"flush", Does::Flush},
    {"acquire", Does::Acquire},  {"release", Does::Release},
    {"guard", Does::Guard},      {"transaction", Does::Transaction},
    {"row-lock", Does::RowLock}, {"statement-lock", Does::StatementLock},
    {"script", Does::Script},    {"define", Does::Define},
    {"parse", Does::Parse},      {"combine", Does::Combine},
    {"change", Does::Change},
}};

constexpr std::array<std::pair<std::string_view, About>, 7> kAbouts = {{
    {"type-argument", About::TypeArgument},
    {"first-argument", About::FirstArgument},
    {"receiver", About::Receiver},
    {"receiver-word", About::ReceiverWord},
    {"builder", About::Builder},
    {"instance", About::Instance},
    {"key", About::Key},
}};

template <class Enum, std::size_t N>
Enum word_of(const std::array<std::pair<std::string_view, Enum>, N>& words, std::string_view word, Enum fallback) {
  for (const auto& [name, value] : words) {
    if (name == word) return value;
  }
  return fallback;
}

std::vector<std::string> strings(json::Reader& reader, std::string_view key) {
  const auto views = reader.strings(key);
  return {views.begin(), views.end()};
}

/// A letter, whatever its case, as one bit, which it may share with others.
std::uint64_t letter(char c) { return std::uint64_t{1} << (static_cast<unsigned char>(small(c)) % 64); }

std::uint64_t letters_of(std::string_view text) {
  std::uint64_t bits = 0;
  for (const char c : text) bits |= letter(c);
  return bits;
}

/// Where a part, which is not empty and in lower case, begins in a text, from `at` on; npos: nowhere.
std::size_t find_any_case(std::string_view text, std::string_view part, std::size_t at) {
  const char first = part.front();
  for (; at + part.size() <= text.size(); ++at) {
    if (small(text[at]) != first) continue;
    std::size_t i = 1;
    while (i < part.size() && small(text[at + i]) == part[i]) ++i;
    if (i == part.size()) return at;
  }
  return std::string_view::npos;
}

}  // namespace

bool ends_with_any_case(std::string_view text, std::string_view end) {
  if (text.size() < end.size()) return false;
  text.remove_prefix(text.size() - end.size());
  return std::equal(text.begin(), text.end(), end.begin(), [](char a, char b) { return small(a) == small(b); });
}

bool ends_with_one_of(std::string_view text, const std::vector<std::string>& ends) {
  return std::any_of(ends.begin(), ends.end(), [&](const std::string& end) { return ends_with_any_case(text, end); });
}

Vocabulary::Vocabulary(const config::Models& models) {
  read_effects(models);
  read_locks(models, "locks", locks_);
  read_locks(models, "network", network_);
  read_locks(models, "values", values_);
  read_single_use(models);
}

void Vocabulary::read_single_use(const config::Models& models) {
  for (const auto& section : models.sections("single-use")) {
    for (const json::Value& item : section.value.items()) {
      json::Reader reader{section.document, item};
      for (std::string& column : strings(reader, "columns")) single_use_columns_.push_back(std::move(column));
      for (std::string& value : strings(reader, "values")) single_use_values_.push_back(std::move(value));
      for (std::string& key : strings(reader, "keys")) single_use_keys_.push_back(std::move(key));
      for (std::string& column : strings(reader, "rotated")) rotated_columns_.push_back(std::move(column));
      for (std::string& state : strings(reader, "stops")) stop_states_.push_back(std::move(state));
      for (std::string& code : strings(reader, "codes")) single_use_codes_.push_back(std::move(code));
    }
  }
}

void Vocabulary::read_effects(const config::Models& models) {
  for (const auto& section : models.sections("effects")) {
    for (const json::Value& item : section.value.items()) {
      json::Reader reader{section.document, item};
      CallGroup& group = groups_.emplace_back();
      const std::string_view store = reader.string("store", "row");
      group.store = store == "value" ? Store::Value : store == "file" ? Store::File : Store::Row;
      group.about = word_of(kAbouts, reader.string("entity", "key"), About::Key);
      group.packages = {section.packages.begin(), section.packages.end()};
      group.types = strings(reader, "types");
      group.receivers = strings(reader, "receivers");
      group.parents = strings(reader, "parents");
      group.factories = strings(reader, "factories");
      group.handed_in_by = strings(reader, "handed-in-by");
      group.extends = strings(reader, "extends");
      group.functions = reader.flag("functions", false);
      group.in_one_step = {.number = std::string(reader.string("step-of-number", "")),
                           .list = std::string(reader.string("step-of-list", "")),
                           .part = std::string(reader.string("step-of-part", ""))};
      for (const json::Value& call : reader.objects("calls")) {
        json::Reader one{section.document, call};
        CallModel& model = call_models_.emplace_back();
        model.group = &group;
        model.does = word_of(kDeeds, one.string("does", "read"), Does::Read);
        model.key = one.string("key", "");
        model.data = one.string("data", "");
        model.unique = one.string("unique", "");
        model.is_upsert = one.flag("upsert", false);
        model.chain = one.string("chain", "");
        model.whole = one.flag("whole", false);
        model.unless_exists = strings(one, "unless-exists");
        model.expiry = strings(one, "expiry");
        model.is_telling = one.flag("telling", false);
        model.compares_lists = one.flag("compares-lists", false);
        for (const std::string_view name : one.strings("names")) calls_.add(name, &model);
      }
    }
  }
}

void Vocabulary::read_locks(const config::Models& models, std::string_view section_name,
                            program::ByName<LockModel>& into) {
  for (const auto& section : models.sections(section_name)) {
    for (const json::Value& item : section.value.items()) {
      json::Reader reader{section.document, item};
      for (std::string& option : strings(reader, "options")) lock_options_.push_back(std::move(option));
      for (std::string& text : strings(reader, "sql")) {
        std::transform(text.begin(), text.end(), text.begin(), small);
        std::uint64_t letters = 0;
        for (const char c : text) letters |= c == '*' ? 0 : letter(c);
        lock_sql_.push_back({.text = std::move(text), .letters = letters});
      }
      for (std::string& name : strings(reader, "fresh")) fresh_.push_back("{" + std::move(name) + "(");
      for (std::string& word : strings(reader, "refused-as")) refusals_.push_back(std::move(word));
      LockModel& model = lock_models_.emplace_back();
      model.does =
          section_name == "network" ? Does::Network : word_of(kDeeds, reader.string("does", "acquire"), Does::Acquire);
      model.packages = {section.packages.begin(), section.packages.end()};
      model.receivers = strings(reader, "receivers");
      model.key = reader.string("key", "");
      model.needs_closure = reader.flag("needs-closure", false);
      model.may_fail = reader.flag("may-fail", false);
      model.expires = reader.flag("expires", false);
      model.renews = reader.flag("renews", false);
      model.is_slow = reader.flag("slow", false);
      model.life = reader.string("life", "");
      model.made_by = strings(reader, "made-by");
      model.places = reader.string("places", "");
      model.made_by_package = reader.flag("made-by-package", false);
      for (std::string& prefix : strings(reader, "prefixes")) opaque_.push_back({std::move(prefix), model.does});
      const auto names = reader.strings("names");
      if (names.empty() && !model.made_by.empty()) callables_.push_back(&model);
      for (const std::string_view name : names) into.add(name, &model);
      for (const std::string_view name : reader.strings("decorators")) decorators_.add(name, &model);
    }
  }
}

bool Vocabulary::is_lock_option(std::string_view property) const {
  return std::find(lock_options_.begin(), lock_options_.end(), property) != lock_options_.end();
}

bool Vocabulary::makes_fresh_values(std::string_view key) const {
  return std::any_of(fresh_.begin(), fresh_.end(),
                     [&](const std::string& call) { return key.find(call) != std::string_view::npos; });
}

bool Vocabulary::makes_up(std::string_view callee) const {
  if (callee.ends_with("now")) return false;  // the time is the same for two at once
  const std::size_t dot = callee.rfind('.');
  const std::string_view name = dot == std::string_view::npos ? callee : callee.substr(dot + 1);
  return std::any_of(fresh_.begin(), fresh_.end(), [&](const std::string& call) {
    const std::string_view known = std::string_view(call).substr(1, call.size() - 2);  // of "{nanoid("
    return known == callee || known == name;
  });
}

bool Vocabulary::is_refusal_of_second(std::string_view word) const { return ends_with_one_of(word, refusals_); }

Does Vocabulary::opaque(std::string_view name) const {
  for (const OpaqueModel& model : opaque_) {
    if (!name.starts_with(model.prefix)) continue;
    const std::string_view rest = name.substr(model.prefix.size());
    if (rest.empty() || !(rest[0] >= 'a' && rest[0] <= 'z')) return model.does;
  }
  return Does::Script;
}

bool Vocabulary::is_rotated(std::string_view column) const {
  return std::find(rotated_columns_.begin(), rotated_columns_.end(), column) != rotated_columns_.end();
}

bool Vocabulary::uses_up(std::string_view column, std::string_view value) const {
  const auto same = [&](const std::string& word) {
    return value.size() == word.size() && ends_with_any_case(value, word);
  };
  return std::find(single_use_columns_.begin(), single_use_columns_.end(), column) != single_use_columns_.end() ||
         std::any_of(single_use_values_.begin(), single_use_values_.end(), same);
}

bool Vocabulary::is_code(std::string_view column) const { return ends_with_one_of(column, single_use_codes_); }

bool Vocabulary::is_stop(std::string_view state) const {
  std::string word(state);
  std::transform(word.begin(), word.end(), word.begin(), small);
  return std::find(stop_states_.begin(), stop_states_.end(), word) != stop_states_.end();
}

bool Vocabulary::is_for_once(std::string_view key) const {
  // Words of the key itself, and not of what is put into it.
  std::string words;
  int depth = 0;
  for (const char c : key) {
    if (c == '{') ++depth;
    if (depth == 0) words += small(c);
    if (c == '}' && depth > 0) --depth;
  }
  return std::any_of(single_use_keys_.begin(), single_use_keys_.end(),
                     [&](const std::string& word) { return words.find(word) != std::string::npos; });
}

bool Vocabulary::locks_by_sql(std::string_view given) const {
  // Asked of all texts of a program, and few have the letters that SQL would need.
  const std::uint64_t letters = letters_of(given);
  // "select * for update": its parts, one behind the other.
  return std::any_of(lock_sql_.begin(), lock_sql_.end(), [&](const LockSql& sql) {
    if ((sql.letters & ~letters) != 0) return false;
    std::string_view words = sql.text;
    std::size_t at = 0;
    for (;;) {
      const std::size_t star = words.find('*');
      const std::string_view part = words.substr(0, star);
      at = find_any_case(given, part, at);
      if (at == std::string_view::npos) return false;
      at += part.size();
      if (star == std::string_view::npos) return true;
      words.remove_prefix(star + 1);
    }
  });
}

}  // namespace lockstep::effects
