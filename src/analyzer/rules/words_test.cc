#include "rules/words.h"

#include <gtest/gtest.h>

namespace lockstep::rules {
namespace {

TEST(Words, ReadsEveryWayOfWritingAName) {
  for (const auto* name : {"createdBy", "created_by", "CREATED_BY", "created-by", "CreatedBy", "created.by"}) {
    EXPECT_EQ(spoken(name), "created by") << name;
  }
  EXPECT_EQ(spoken("AIResponder"), "ai responder");
  EXPECT_EQ(spoken("userID"), "user id");
  EXPECT_EQ(spoken("system2"), "system");
  EXPECT_EQ(spoken(""), "");
  EXPECT_EQ(spoken("123"), "");
}

TEST(Words, FindsTheLastWordAsSplittingDoes) {
  for (const auto* name : {"createdBy", "CREATED_BY", "created-by", "AIResponder", "responderAI", "userID", "system2",
                           "2fa", "a", "", "123", "é", "naïveÉtat", "X9y", "__x__"}) {
    const auto words = split_words(name);
    EXPECT_EQ(last_word(name), words.empty() ? "" : words.back()) << name;
  }
}

TEST(Words, ComparesWholeWordsAtTheEnd) {
  EXPECT_TRUE(ends_with_words("current user id", "user id"));
  EXPECT_TRUE(ends_with_words("user id", "user id"));
  EXPECT_FALSE(ends_with_words("superuser id", "user id"));
  EXPECT_FALSE(ends_with_words("user id type", "user id"));
  EXPECT_FALSE(ends_with_words("user id", ""));
}

}  // namespace
}  // namespace lockstep::rules
