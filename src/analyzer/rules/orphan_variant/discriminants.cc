#include "rules/orphan_variant/discriminants.h"

#include "rules/words.h"

#include <vector>

namespace lockstep::rules::variants {

Discriminants::Discriminants(const config::Models& models) {
  const auto read = [](const json::Value& section, std::string_view key, auto& into) {
    const json::Value* list = section.find(key);
    if (!list) return;
    for (const json::Value& item : list->items()) {
      if (const auto text = item.string()) into.emplace(*text);
    }
  };
  for (const config::Models::Section& section : models.sections("variants")) {
    read(section.value, "discriminants", words_);
    read(section.value, "looks", looks_);
    read(section.value, "elements", elements_);
    read(section.value, "invented", invented_);
    read(section.value, "deeds", deeds_);
    read(section.value, "states", states_);
    read(section.value, "captions", captions_);
    read(section.value, "suffixes", suffixes_);
  }
}

bool Discriminants::ends_with_one_of(const Words& words, std::string_view name) const {
  std::vector<std::string> spoken = split_words(name);
  while (spoken.size() > 1 && suffixes_.contains(spoken.back())) spoken.pop_back();
  return !spoken.empty() && words.contains(spoken.back());
}

bool Discriminants::contains(std::string_view name) const { return ends_with_one_of(words_, name); }

bool Discriminants::are_looks(std::string_view name) const { return ends_with_one_of(looks_, name); }

bool Discriminants::is_of_element(std::string_view name) const {
  const std::vector<std::string> spoken = split_words(name);
  return spoken.size() >= 2 && elements_.contains(spoken[spoken.size() - 2]);
}

bool Discriminants::are_invented(std::string_view name) const { return ends_with_one_of(invented_, name); }

bool Discriminants::are_deeds(std::string_view name) const { return ends_with_one_of(deeds_, name); }

bool Discriminants::are_states(std::string_view name) const { return ends_with_one_of(states_, name); }

bool Discriminants::is_caption(std::string_view name) const { return ends_with_one_of(captions_, name); }

}  // namespace lockstep::rules::variants
