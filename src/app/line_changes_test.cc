#include "app/line_changes.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace lockstep::app {
namespace {

/// The lines of the later text that are touched, one by one.
std::vector<int> touched(std::string_view before, std::string_view after) {
  const LineChanges changes(before, after);
  std::vector<int> lines;
  for (int line = 1; line <= 20; ++line) {
    if (changes.touch(line, line)) lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<int>;

TEST(LineChanges, NewAndChangedLines) {
  EXPECT_EQ(touched("a\nb\nc\n", "a\nb\nc\n"), Lines{});
  EXPECT_EQ(touched("a\nb\nc\n", "a\nx\nc\n"), Lines{2});
  EXPECT_EQ(touched("a\nb\nc\n", "x\na\nb\ny\nc\nz\n"), (Lines{1, 4, 6}));
  EXPECT_EQ(touched("", "a\nb\n"), (Lines{1, 2}));
  EXPECT_EQ(touched("a\nb\n", ""), Lines{});
}

TEST(LineChanges, LinesThatMovedAreNotTouchedBesides) {
  EXPECT_EQ(touched("a\nb\nc\nd\n", "b\nc\nd\na\n"), Lines{4});
  EXPECT_EQ(touched("f {\n}\ng {\n}\n", "f {\n}\nh {\n}\ng {\n}\n").size(), 2U);
}

TEST(LineChanges, EndsOfLinesSayNothing) {
  EXPECT_EQ(touched("a\nb", "a\r\nb\r\n"), Lines{});
  EXPECT_EQ(touched("a\nb\n", "a\nb "), Lines{2});
}

TEST(LineChanges, LinesThatAreGoneTouchWhatIsAroundThem) {
  const LineChanges changes("a\nb\nc\nd\n", "a\nc\nd\n");
  EXPECT_FALSE(changes.touch(1, 1));
  EXPECT_FALSE(changes.touch(2, 3)) << "they are gone in front of it";
  EXPECT_TRUE(changes.touch(1, 2)) << "in the middle of it";
  EXPECT_FALSE(changes.touch(3, 9));
}

TEST(LineChanges, TooManyChangesTouchEverythingBetweenThem) {
  std::string before;
  std::string after;
  for (int i = 0; i < 5000; ++i) {
    before += "old " + std::to_string(i) + "\nsame\n";
    after += "new " + std::to_string(i) + "\nsame\n";
  }
  const LineChanges changes("first\n" + before + "last\n", "first\n" + after + "last\n");
  EXPECT_FALSE(changes.touch(1, 1));
  EXPECT_TRUE(changes.touch(3, 3));
  EXPECT_FALSE(changes.touch(10'002, 10'002));
}

TEST(LineChanges, Similarity) {
  EXPECT_EQ(LineChanges("", "").similarity(), 1);
  EXPECT_EQ(LineChanges("a\nb\n", "a\nb\n").similarity(), 1);
  EXPECT_EQ(LineChanges("a\nb\n", "c\nd\n").similarity(), 0);
  EXPECT_EQ(LineChanges("a\nb\n", "a\nc\n").similarity(), 0.5);
}

/// What is not touched must be a common subsequence, and as long as the longest one.
TEST(LineChanges, AgreesWithTheTextbook) {
  std::mt19937 dice(1);
  for (int round = 0; round < 2000; ++round) {
    std::vector<char> before(dice() % 9);
    std::vector<char> after(dice() % 9);
    for (auto* text : {&before, &after}) {
      for (char& line : *text) line = static_cast<char>('a' + dice() % 3);
    }
    const auto text_of = [](const std::vector<char>& lines) {
      std::string text;
      for (const char line : lines) text += std::string(1, line) + "\n";
      return text;
    };
    std::vector<std::vector<std::size_t>> common(before.size() + 1, std::vector<std::size_t>(after.size() + 1));
    for (std::size_t i = 1; i <= before.size(); ++i) {
      for (std::size_t j = 1; j <= after.size(); ++j) {
        common[i][j] =
            before[i - 1] == after[j - 1] ? common[i - 1][j - 1] + 1 : std::max(common[i - 1][j], common[i][j - 1]);
      }
    }
    const LineChanges changes(text_of(before), text_of(after));
    std::size_t kept = 0;
    std::size_t next = 0;
    for (std::size_t j = 0; j < after.size(); ++j) {
      const auto line = static_cast<std::uint32_t>(j + 1);
      if (changes.touch(line, line)) continue;
      ++kept;
      while (next < before.size() && before[next] != after[j]) ++next;
      ASSERT_LT(next, before.size()) << text_of(before) << "---\n" << text_of(after);
      ++next;
    }
    EXPECT_EQ(kept, common.back().back()) << text_of(before) << "---\n" << text_of(after);
  }
}

}  // namespace
}  // namespace lockstep::app
