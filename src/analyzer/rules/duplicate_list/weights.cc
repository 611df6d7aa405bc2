#include "rules/duplicate_list/weights.h"

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"

#include "json/reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <utility>

namespace lockstep::rules {
namespace {

void add_words(const config::Models& models, std::string_view section, std::string_view key,
               std::unordered_set<std::string_view>& out) {
  for (const config::Models::Section& part : models.sections(section)) {
    for (const json::Value& entry : part.value.items()) {
      const json::Value* words = entry.find(key);
      if (words == nullptr) continue;
      for (const json::Value& word : words->items()) {
        if (const auto text = word.string()) out.insert(*text);
      }
    }
  }
}

std::vector<std::string_view> sorted_texts(const ValueList& list) {
  std::vector<std::string_view> texts(list.referenced.begin(), list.referenced.end());
  for (const ListedValue& value : list.spelled) texts.push_back(value.text);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char byte) { return std::isdigit(static_cast<unsigned char>(byte)) != 0 || byte == '.'; });
}

/// `label: 'Postmark'`: what people read, however it is spelled.
bool is_caption(const Node& string) {
  static constexpr std::array<std::string_view, 7> kShown = {"label", "title",       "name",       "displayName",
                                                             "alt",   "placeholder", "description"};
  const Node up = string.is(Kind::String) ? string.parent() : Node{};
  return up && up.is(Kind::Property) && std::find(kShown.begin(), kShown.end(), up.text()) != kShown.end();
}

std::vector<std::string> all_words(std::string_view name) {
  std::vector<std::string> words = words_of(name);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

bool includes_all(const std::vector<std::string>& outer, const std::vector<std::string>& inner) {
  return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

std::vector<std::string> without(std::vector<std::string> words, const std::unordered_set<std::string_view>& left_out) {
  std::erase_if(words, [&](const std::string& word) { return left_out.contains(word); });
  return words;
}

/// Whether `name` is what one would call `other` seen from inside its surroundings: `source` in `SearchQuery` is
/// `SearchQuerySource`.
bool is_spelled_out(const NameWords& shorter, const NameWords& surroundings, const NameWords& longer,
                    const Vocabulary& vocabulary) {
  const std::vector<std::string>& full = longer.all;
  const std::vector<std::string>& own = shorter.all;
  if (own.empty() || full.size() <= own.size() || !includes_all(full, own)) return false;
  const std::vector<std::string>& context = surroundings.all;
  bool tells = false;
  for (const std::string& word : full) {
    if (std::binary_search(own.begin(), own.end(), word) || vocabulary.list_words.contains(word)) continue;
    if (!std::binary_search(context.begin(), context.end(), word)) return false;
    tells = true;
  }
  return tells;
}

bool share_a_word(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const std::string& word) { return std::binary_search(b.begin(), b.end(), word); });
}

}  // namespace

Vocabulary::Vocabulary(const config::Models& models) {
  add_words(models, "vocabulary", "words", words);
  for (const config::Models::Section& part : models.sections("vocabulary")) {
    for (const json::Value& entry : part.value.items()) {
      const json::Value* limit = entry.find("closed-below");
      const json::Value* all = entry.find("words");
      if (limit == nullptr || all == nullptr) continue;
      for (const json::Value& word : all->items()) {
        const auto text = word.string();
        if (!text) continue;
        std::size_t& below = closed[*text];
        below = std::max(below, static_cast<std::size_t>(limit->number().value_or(0)));
      }
    }
  }
  add_words(models, "quiet-lists", "keys", quiet_keys);
  add_words(models, "quiet-lists", "callees", quiet_callees);
  add_words(models, "plain-names", "words", plain_names);
  add_words(models, "list-words", "words", list_words);
  add_words(models, "field-names", "words", field_words);
  add_words(models, "look-names", "words", look_words);
  add_words(models, "fillers", "words", fillers);
  std::unordered_set<std::string_view> found;
  add_words(models, "vocabulary-prefixes", "prefixes", found);
  prefixes.assign(found.begin(), found.end());
  std::sort(prefixes.begin(), prefixes.end());
}

bool Vocabulary::holds(std::string_view value) const {
  if (words.contains(value)) return true;
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return value.starts_with(prefix); });
}

Weights::Weights(const Program& program, const std::vector<ValueList>& lists, const Vocabulary& vocabulary)
    : program_(program),
      vocabulary_(vocabulary),
      names_(program.names()),
      places_(program.places()),
      files_(program.names().size()),
      declared_(program.names()),
      many_files_(std::max<std::size_t>(12, program.files().size() / 50)) {
  // Equal lists count once: that five places spell one list is what we look for, not a sign of common words.
  std::unordered_map<std::string_view, std::size_t> sets;  // different sets of values that hold it
  std::set<std::vector<std::string_view>> known;
  for (const ValueList& list : lists) {
    if (list.is_generated) continue;
    std::vector<std::string_view> texts = sorted_texts(list);
    if (!known.insert(texts).second) continue;
    for (const std::string_view text : texts) ++sets[text];
  }
  program.places().each(program::Places::Of::Property, [&](program::Name name, std::span<const NodeRef> places) {
    std::optional<FileId> last;
    for (const NodeRef place : places) {
      if (last != place.file) ++files_[name.value];
      last = place.file;
    }
  });
  std::vector<FileId> last_file(program.names().size(), FileId{program.files().size()});
  for (const File& file : program.files()) {
    for (const Kind kind : {Kind::TypeMember, Kind::Field}) {
      for (const Node node : program::nodes_of(file, kind)) {
        const auto name = node.name();
        if (!name) continue;
        declared_.insert(*name);
        // Of the many it does not matter how many more they are.
        if (files_[name->value] > many_files_ || std::exchange(last_file[name->value], file.id) == file.id) continue;
        if (program::in_file(program.places().properties(*name), file.id).empty()) ++files_[name->value];
      }
    }
  }
  for (const auto& [text, count] : sets) weights_.emplace(text, weigh(text, count));
}

bool Weights::is_composed(std::string_view value) const {
  constexpr std::size_t kShortest = 6;
  const auto belongs = [](char byte) {
    return std::isalpha(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '-' || byte == '.' ||
           byte == ':';
  };
  if (value.size() < kShortest || !std::all_of(value.begin(), value.end(), belongs)) return false;
  return !vocabulary_.holds(value) && !is_property(value) && all_words(value).size() >= 2;
}

bool Weights::is_of_one_file(std::string_view value) const {
  const auto name = names_.find(value);
  if (!name) return true;
  std::optional<FileId> only;
  for (const auto places : {places_.strings(*name), places_.properties(*name)}) {
    for (const NodeRef place : places) {
      if (is_caption(program_[place])) continue;
      if (only && *only != place.file) return false;
      only = place.file;
    }
  }
  return true;
}

bool Weights::is_of_package(std::string_view value, std::uint32_t package) const {
  const auto name = names_.find(value);
  if (!name) return true;
  for (const auto places : {places_.strings(*name), places_.properties(*name)}) {
    for (const NodeRef place : places) {
      if (program_[place].file().package_id != package) return false;
    }
  }
  return true;
}

Weights::Weight Weights::about(std::string_view value) const {
  const auto known = weights_.find(value);
  return known != weights_.end() ? known->second : weigh(value, 0);
}

Weights::Weight Weights::weigh(std::string_view value, std::size_t sets) const {
  if (vocabulary_.holds(value)) return {.weight = 0.15};
  double weight = sets <= 3 ? 1.0 : sets <= 6 ? 0.75 : sets <= 12 ? 0.45 : sets <= 25 ? 0.25 : 0.12;
  if (const auto name = names_.find(value); name && files_[name->value] > many_files_) weight *= 0.4;
  if (value.size() <= 2 || is_number(value)) weight *= 0.4;
  Weight found{.weight = weight};
  found.is_coined = found.is_rare() && is_composed(value);
  return found;
}

std::vector<std::string> telling_words(std::string_view name, const Vocabulary& vocabulary) {
  return without(all_words(name), vocabulary.plain_names);
}

NameWords::NameWords(std::string_view name, const Vocabulary& vocabulary)
    : all(all_words(name)), telling(without(all, vocabulary.plain_names)), bare(without(all, vocabulary.list_words)) {}

bool have_one_name(const Candidate& a, const Candidate& b) {
  return !a.name.telling.empty() && a.name.bare == b.name.bare;
}

Kinship kinship(const Candidate& a, const Candidate& b, const Vocabulary& vocabulary) {
  if (a.list->name.empty() || b.list->name.empty()) return Kinship::None;
  if (have_one_name(a, b)) return Kinship::Strong;
  if (is_spelled_out(a.name, a.around, b.name, vocabulary) || is_spelled_out(b.name, b.around, a.name, vocabulary))
    return Kinship::Strong;
  if (share_a_word(a.name.telling, b.name.telling)) return Kinship::Some;
  // `status` in two classes called Order, in two files called order: the same plain name for the same thing.
  if (a.name.all == b.name.all && share_a_word(a.around.telling, b.around.telling)) return Kinship::Strong;
  return Kinship::None;
}

}  // namespace lockstep::rules
