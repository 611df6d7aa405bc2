#include "rules/require/key_columns.h"

#include "base/letters.h"
#include "rules/require/one_value.h"

#include <algorithm>
#include <array>

namespace lockstep::rules::require {
namespace {

constexpr std::array<std::string_view, 7> kIds{"id", "uuid", "uid", "guid", "oid", "sub", "pk"};
constexpr std::array<std::string_view, 5> kUnique{"email", "username", "login", "handle", "slug"};
constexpr std::array<std::string_view, 8> kRequest{"body",  "params", "query",   "data",
                                                   "input", "dto",    "payload", "args"};
constexpr std::size_t kShortestOwner = 3;

template <std::size_t N>
bool is_one_of(const std::string& word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

std::string letters_of(std::string_view word) {
  std::string plain;
  for (const char byte : word) {
    const char letter = small(byte);
    if (letter >= 'a' && letter <= 'z') plain += letter;
  }
  return plain;
}

KeyColumns::KeyColumns(std::string_view constant, const Node& call) : constant_(letters_of(constant)), call_(call) {}

bool KeyColumns::is_own_id(std::string_view column) const {
  std::string plain = letters_of(column);
  if (plain.ends_with("ids")) plain.pop_back();
  if (is_one_of(plain, kIds)) return true;
  for (const std::string_view end : kIds) {
    if (end.ends_with('d') && plain.size() >= end.size() + kShortestOwner && plain.ends_with(end) &&
        is_about(std::string_view(plain).substr(0, plain.size() - end.size())))
      return true;
  }
  return false;
}

bool KeyColumns::tells_row(std::string_view column) {
  const std::string plain = letters_of(column);
  return is_one_of(plain, kIds) || is_one_of(plain, kUnique);
}

bool KeyColumns::is_about(std::string_view word) const {
  const std::string plain = letters_of(word);
  if (is_one_of(plain, kRequest)) return true;
  if (plain.size() < kShortestOwner) return false;
  if (constant_.find(plain) != std::string::npos) return true;
  if (!call_) return false;
  for (const Node& part : chain_of(call_)) {
    for (const Node said : program::nodes_of(part, {Kind::Ident, Kind::Member, Kind::String})) {
      const std::string other = letters_of(said.text());
      // `teamId` is not about teams for being named.
      if (other.starts_with(plain) && !is_id_word(other)) return true;
    }
  }
  return false;
}

}  // namespace lockstep::rules::require
