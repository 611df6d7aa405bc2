#include "git/history.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace lockstep::git {
namespace {

TEST(Spells, WholeWordsOnly) {
  EXPECT_TRUE(spells("  'merge',", "merge"));
  EXPECT_TRUE(spells("merge", "merge"));
  EXPECT_TRUE(spells("'merge-sort', 'merge'", "merge"));
  EXPECT_TRUE(spells("['order.paid']", "order.paid"));
  EXPECT_FALSE(spells("'merge_sort'", "merge"));
  EXPECT_FALSE(spells("'merge-sort'", "merge"));
  EXPECT_FALSE(spells("emerge", "merge"));
  EXPECT_FALSE(spells("anything", ""));
}

// What git remembers of a real repository is tested with the binary (tests/cli, tests/hostile).
TEST(History, NothingWhereThereIsNoRepository) {
  const auto history = History::of(std::filesystem::temp_directory_path() / "lockstep-no-such-folder");
  ASSERT_TRUE(history);
  EXPECT_FALSE(*history);
}

}  // namespace
}  // namespace lockstep::git
