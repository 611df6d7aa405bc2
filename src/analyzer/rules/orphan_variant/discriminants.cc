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
    read(section.value, "suffixes", suffixes_);
  }
}

bool Discriminants::contains(std::string_view name) const {
  std::vector<std::string> words = split_words(name);
  while (words.size() > 1 && suffixes_.contains(words.back())) words.pop_back();
  return !words.empty() && words_.contains(words.back());
}

}  // namespace lockstep::rules::variants
