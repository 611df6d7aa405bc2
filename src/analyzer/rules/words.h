#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Identifiers as people read them. What one programmer writes `createdBy` another writes `created_by` or `CREATED_BY`;
/// rules that go by vocabulary compare words.
namespace lockstep::rules {

/// The words of an identifier or short value in lower case, without digits: "AI_SYSTEM" and "aiSystem2" are ai, system.
std::vector<std::string> split_words(std::string_view text);

/// The words joined by one blank: "created by".
std::string spoken(std::string_view text);

/// Letters and digits only, in lower case: `IN_PROGRESS`, `inProgress` and `in-progress` are one word.
std::string bare(std::string_view text);

/// The last of the words: "id" of "userId". Found without splitting the rest, for those that ask it of every name.
std::string last_word(std::string_view text);

/// Whether `words` ends with the words of `tail` ("user id"), whole words only. Both as `spoken` gives them.
bool ends_with_words(std::string_view words, std::string_view tail);

}  // namespace lockstep::rules
