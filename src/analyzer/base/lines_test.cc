#include "base/lines.h"

#include <gtest/gtest.h>

#include <string>

namespace lockstep {
namespace {

TEST(Lines, EndWithAnyLineBreak) {
  const Lines lines("a\nb\r\nc\rd");
  EXPECT_EQ(lines.count(), 4U);
  EXPECT_EQ(lines.line(2), "b");
  EXPECT_EQ(lines.position(5).line, 3U);
  EXPECT_EQ(lines.position(5).column, 1U);
}

TEST(Lines, CountColumnsInUtf16) {
  const std::string text = "ä😀x";
  EXPECT_EQ(Lines(text).position(2).column, 2U);
  EXPECT_EQ(Lines(text).position(6).column, 4U);
}

TEST(Lines, AByteOrderMarkHasNoColumn) {
  EXPECT_EQ(Lines("\xEF\xBB\xBF"
                  "a")
                .position(4)
                .column,
            2U);
}

TEST(Lines, CountLongLinesFromTheirMilestones) {
  std::string text = "short\n";
  const std::size_t begin = text.size();
  for (int i = 0; i < 20'000; ++i) text += i % 3 == 0 ? "ä" : i % 3 == 1 ? "😀" : "x";
  text += "\xE4";  // no UTF-8: a unit of its own
  text += "y\nend";
  const Lines lines(text);
  for (const std::size_t offset : {begin, begin + 4095, begin + 4096, begin + 4097, begin + 30'001, text.size() - 5}) {
    const Position at = lines.position(static_cast<std::uint32_t>(offset));
    EXPECT_EQ(at.line, 2U) << offset;
    EXPECT_EQ(at.column, utf16_length(std::string_view(text).substr(begin, offset - begin)) + 1) << offset;
  }
  EXPECT_EQ(lines.position(static_cast<std::uint32_t>(text.size())).line, 3U);
  EXPECT_EQ(lines.position(static_cast<std::uint32_t>(text.size())).column, 4U);
}

}  // namespace
}  // namespace lockstep
