#include "report/audit/words.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lockstep::report {
namespace {

TEST(AuditWords, CountAsPeopleDo) {
  EXPECT_EQ(numbered(1, "file", "files"), "1 file");
  EXPECT_EQ(numbered(1'234'567, "file", "files"), "1,234,567 files");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(sentence("nothing here"), "Nothing here.");
  EXPECT_EQ(sentence("`x` is gone."), "`x` is gone.");
}

TEST(AuditWords, WhatStandsBetweenBackticksIsCode) {
  const JsonValue parts = prose("take `a` or `b`, not a ` alone");
  ASSERT_EQ(parts.size(), 5U);
  EXPECT_EQ(parts[0]["text"], "take ");
  EXPECT_EQ(parts[1]["code"], "a");
  EXPECT_TRUE(parts[1]["text"].is_null());
  EXPECT_EQ(parts[4]["text"], ", not a ` alone");
}

TEST(AuditWords, ShortenBetweenCharacters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "ab…");
  EXPECT_EQ(shortened("äöü!", 3), "äö…");
}

findings::Place place(std::string line, std::uint32_t begin, std::uint32_t end) {
  findings::Place place{.path = "a.ts", .span = {.begin = 1, .end = 2}, .start = {7, begin}, .end = {7, end}};
  place.line = std::move(line);
  return place;
}

TEST(AuditWords, CodeIsCutAtTheMark) {
  const JsonValue code = code_view(place("    save(row);  ", 5, 9));
  EXPECT_EQ(code["number"], "7");
  EXPECT_EQ(code["before"], "");
  EXPECT_EQ(code["mark"], "save");
  EXPECT_EQ(code["after"], "(row);");
}

TEST(AuditWords, CodeOfALongLineIsItsNeighbourhood) {
  const JsonValue code = code_view(place(std::string(1000, 'a') + "HERE" + std::string(1000, 'b'), 1001, 1005));
  EXPECT_EQ(code["mark"], "HERE");
  const auto before = code["before"].get<std::string>();
  EXPECT_TRUE(before.starts_with("…a"));
  EXPECT_LT(before.size(), 100U);
  EXPECT_TRUE(code["after"].get<std::string>().ends_with("b…"));
}

TEST(AuditWords, ColumnsCountUtf16Units) {
  const JsonValue code = code_view(place("'\xF0\x9F\x98\x80' + x", 8, 9));
  EXPECT_EQ(code["mark"], "x");
}

}  // namespace
}  // namespace lockstep::report
