#include "json/text_place.h"

#include <gtest/gtest.h>

namespace lockstep::json {
namespace {

/// What is written where the bytes of the value stand.
std::string written(std::string text, std::size_t at, std::size_t size) {
  const auto document = parse(std::move(text), "x.json");
  const Span place = place_in_string(*document, document->root, at, size);
  return document->text.substr(place.begin, place.end - place.begin);
}

TEST(TextPlace, CountsEscapesAsWhatTheyStandFor) {
  EXPECT_EQ(written(R"("abc")", 1, 1), "b");
  EXPECT_EQ(written(R"("a\"bc")", 2, 2), "bc");
  EXPECT_EQ(written(R"("a\nb\\c")", 4, 1), "c");
  EXPECT_EQ(written(R"("\u00e9b")", 2, 1), "b");
  EXPECT_EQ(written(R"("\ud83d\ude00b")", 4, 1), "b");
}

TEST(TextPlace, StaysInTheString) {
  EXPECT_EQ(written(R"("abc")", 9, 4), "\"");
  EXPECT_EQ(written(R"("abc")", 2, 9), "c");
}

}  // namespace
}  // namespace lockstep::json
