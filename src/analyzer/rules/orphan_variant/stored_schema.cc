#include "rules/orphan_variant/stored_schema.h"

#include <algorithm>

namespace lockstep::rules::variants {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// The words before a comment, in order.
std::vector<std::string_view> words_of_line(std::string_view line) {
  line = line.substr(0, line.find("//"));
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    while (end < line.size() && is_word(line[end])) ++end;
    if (end > at) words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

bool says_that_it_is_old(std::string_view line) {
  const std::size_t comment = line.find("//");
  if (comment == std::string_view::npos) return false;
  for (const std::string_view word : {"deprecat", "Deprecat", "DEPRECAT", "legacy", "Legacy", " unused", " Unused",
                                      "obsolete", "Obsolete", "no longer", "reserved", "Reserved", "TODO", "future"}) {
    if (line.find(word, comment) != std::string_view::npos) return true;
  }
  return false;
}

template <class Visit>
void each_line(std::string_view text, Visit visit) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    visit(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void read_enums(std::string_view path, std::string_view text, StoredSchema& schema) {
  StoredEnum* open = nullptr;
  bool is_old = false;
  each_line(text, [&](std::string_view line) {
    const std::vector<std::string_view> words = words_of_line(line);
    if (open == nullptr) {
      if (words.size() == 2 && words[0] == "enum") {
        // Two databases with one name for an enum: nobody can tell whose a member is.
        const auto [entry, is_new] = schema.enums.try_emplace(words[1]);
        if (!is_new) schema.twice.insert(words[1]);
        open = &entry->second;
        open->path = path;
        open->name = words[1];
      }
    } else if (words.empty()) {
      is_old = is_old || says_that_it_is_old(line);
      if (line.find('}') != std::string_view::npos) open = nullptr;
    } else {
      const auto begin = static_cast<std::uint32_t>(words[0].data() - text.data());
      open->members.push_back({words[0], {begin, begin + static_cast<std::uint32_t>(words[0].size())}});
      // What is stored under another name may be spoken of by that name.
      if (is_old || says_that_it_is_old(line) || line.find('@') != std::string_view::npos) open->kept.insert(words[0]);
      is_old = false;
    }
  });
}

void read_columns(std::string_view text, StoredSchema& schema) {
  std::string_view model;
  each_line(text, [&](std::string_view line) {
    const std::vector<std::string_view> words = words_of_line(line);
    if (words.size() == 2 && words[0] == "model") {
      model = words[1];
    } else if (words.size() >= 2) {
      const auto typed = schema.enums.find(words[1]);
      if (typed == schema.enums.end()) {
        if (!model.empty()) schema.relations[words[1]].insert(words[0]);
        return;
      }
      StoredEnum& stored = typed->second;
      stored.places.push_back({model, words[0]});
      if (says_that_it_is_old(line)) return;
      stored.columns.insert(words[0]);
      for (std::size_t i = 2; i < words.size(); ++i) stored.kept.insert(words[i]);
    }
  });
}

}  // namespace

StoredSchema read_stored_schema(const workspace::Workspace& workspace) {
  StoredSchema schema;
  const auto paths = workspace.prisma_schemas();
  schema.texts.reserve(paths.size());
  for (const std::string& path : paths) {
    schema.texts.push_back(workspace.read(path).text);
    read_enums(path, schema.texts.back(), schema);
  }
  if (schema.enums.empty()) return schema;
  for (const std::string& text : schema.texts) read_columns(text, schema);
  return schema;
}

}  // namespace lockstep::rules::variants
