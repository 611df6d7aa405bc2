#include "rules/words.h"

namespace lockstep::rules {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // Bytes of other alphabets are letters of the word that they stand in.
    const bool is_letter = is_lower(c) || is_upper(c) || static_cast<unsigned char>(c) >= 0x80;
    if (!is_letter) {
      finish();
      continue;
    }
    if (is_upper(c) && i > 0) {
      const bool after_lower = is_lower(text[i - 1]);
      // The last capital of a row begins the next word: "AIResponder" is ai, responder.
      const bool before_lower = is_upper(text[i - 1]) && i + 1 < text.size() && is_lower(text[i + 1]);
      if (after_lower || before_lower) finish();
    }
    word += lower(c);
  }
  finish();
  return words;
}

std::string spoken(std::string_view text) {
  std::string result;
  for (const std::string& word : split_words(text)) {
    if (!result.empty()) result += ' ';
    result += word;
  }
  return result;
}

std::string bare(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    if (is_lower(byte) || is_upper(byte) || (byte >= '0' && byte <= '9')) out += lower(byte);
  }
  return out;
}

bool ends_with_words(std::string_view words, std::string_view tail) {
  if (tail.empty() || !words.ends_with(tail)) return false;
  return words.size() == tail.size() || words[words.size() - tail.size() - 1] == ' ';
}

}  // namespace lockstep::rules
