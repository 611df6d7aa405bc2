#include "rules/pack_words.h"

#include "base/nearest.h"

#include <algorithm>

namespace lockstep::rules {
namespace {

bool is_id(std::string_view id) {
  bool was_dash = true;
  for (const char byte : id) {
    const bool is_dash = byte == '-';
    if (is_dash ? was_dash : !((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))) return false;
    was_dash = is_dash;
  }
  return !was_dash;
}

}  // namespace

void read_id(json::Reader& reader, std::string& id) {
  id = reader.string("id");
  const json::Value* value = reader.value("id");
  if (value != nullptr && value->is_string() && !is_id(id)) {
    reader.reject(value->where(), "an id is words of small letters and digits with \"-\" between them",
                  "for example \"one-list-of-tools\"");
  }
}

std::size_t read_word(json::Reader& reader, std::string_view key, std::span<const std::string_view> words) {
  const std::string_view word = reader.string(key, words.front());
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string hint = did_you_mean(word, words);
  if (hint.empty()) {
    for (const std::string_view known : words) hint += (hint.empty() ? "it is one of: " : ", ") + std::string(known);
  }
  reader.reject(reader.value(key)->where(), "\"" + std::string(key) + "\" does not know \"" + std::string(word) + "\"",
                std::move(hint));
  return 0;
}

findings::Severity read_severity(json::Reader& reader, findings::Severity fallback) {
  constexpr std::string_view kSeverities[] = {"error", "warning", "note"};
  if (!reader.has("severity")) return fallback;
  constexpr findings::Severity kLevels[] = {findings::Severity::Error, findings::Severity::Warning,
                                            findings::Severity::Note};
  return kLevels[read_word(reader, "severity", kSeverities)];
}

}  // namespace lockstep::rules
