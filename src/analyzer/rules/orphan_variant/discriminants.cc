#include "rules/orphan_variant/discriminants.h"

#include "rules/words.h"

#include <algorithm>
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
    read(section.value, "catalogues", catalogues_);
    read(section.value, "happenings", happenings_);
    read(section.value, "suffixes", suffixes_);
    read(section.value, "sends", sends_);
    read(section.value, "tells", tells_);
    read(section.value, "hears", hears_);
    read(section.value, "hears-alone", hears_alone_);
    read(section.value, "awaits", awaits_);
    read(section.value, "undoes", undoes_);
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

bool Discriminants::are_happenings(std::string_view name) const { return ends_with_one_of(happenings_, name); }

bool Discriminants::are_deeds(std::string_view name) const { return ends_with_one_of(deeds_, name); }

bool Discriminants::are_states(std::string_view name) const { return ends_with_one_of(states_, name); }

bool Discriminants::sends(std::string_view call) const {
  const std::vector<std::string> spoken = split_words(call);
  return !spoken.empty() && sends_.contains(spoken.front());
}

bool Discriminants::tells(std::string_view call) const {
  return std::ranges::any_of(split_words(call),
                             [&](const std::string& word) { return sends_.contains(word) || tells_.contains(word); });
}

bool Discriminants::hears(std::string_view call) const {
  const std::vector<std::string> spoken = split_words(call);
  if (spoken.empty() || undoes_.contains(spoken.front())) return false;
  if (spoken.size() == 1 && hears_alone_.contains(spoken.front())) return true;
  if (spoken.size() == 2 && hears_alone_.contains(spoken.front()) && contains(spoken.back())) return true;
  return std::ranges::any_of(spoken, [&](const std::string& word) { return hears_.contains(word); });
}

bool Discriminants::awaits(std::string_view call) const {
  const std::vector<std::string> spoken = split_words(call);
  return std::ranges::any_of(spoken, [&](const std::string& word) { return awaits_.contains(word); });
}

bool Discriminants::is_catalogue(std::string_view name) const {
  return std::ranges::any_of(split_words(name), [&](const std::string& word) { return catalogues_.contains(word); });
}

bool Discriminants::is_caption(std::string_view name) const { return ends_with_one_of(captions_, name); }

}  // namespace lockstep::rules::variants
