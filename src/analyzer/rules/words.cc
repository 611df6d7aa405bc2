#include "rules/words.h"

namespace lockstep::rules {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
// Bytes of other alphabets are letters of the word that they stand in.
bool is_letter(char c) { return is_lower(c) || is_upper(c) || static_cast<unsigned char>(c) >= 0x80; }

/// Whether a new word begins at a letter, which follows another one.
bool begins_word(std::string_view text, std::size_t i) {
  if (!is_upper(text[i])) return false;
  const bool after_lower = is_lower(text[i - 1]);
  // The last capital of a row begins the next word: "AIResponder" is ai, responder.
  const bool before_lower = is_upper(text[i - 1]) && i + 1 < text.size() && is_lower(text[i + 1]);
  return after_lower || before_lower;
}

/// Calls `take` with each word, as it is spelled.
template <class Take>
void each_word(std::string_view text, const Take& take) {
  for (std::size_t begin = 0; begin < text.size();) {
    if (!is_letter(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin + 1;
    while (end < text.size() && is_letter(text[end]) && !begins_word(text, end)) ++end;
    take(text.substr(begin, end - begin));
    begin = end;
  }
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  each_word(text, [&](std::string_view spelled) {
    for (char& c : words.emplace_back(spelled)) c = lower(c);
  });
  return words;
}

std::string spoken(std::string_view text) {
  std::string result;
  each_word(text, [&](std::string_view spelled) {
    if (!result.empty()) result += ' ';
    for (const char c : spelled) result += lower(c);
  });
  return result;
}

std::string bare(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    if (is_lower(byte) || is_upper(byte) || (byte >= '0' && byte <= '9')) out += lower(byte);
  }
  return out;
}

std::string last_word(std::string_view text) {
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  if (text.empty()) return {};
  std::size_t begin = text.size() - 1;
  while (begin > 0 && is_letter(text[begin - 1]) && !begins_word(text, begin)) --begin;
  std::string word(text.substr(begin));
  for (char& c : word) c = lower(c);
  return word;
}

bool ends_with_words(std::string_view words, std::string_view tail) {
  if (tail.empty() || !words.ends_with(tail)) return false;
  return words.size() == tail.size() || words[words.size() - tail.size() - 1] == ' ';
}

}  // namespace lockstep::rules
