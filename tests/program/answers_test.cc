#include "program/answers.h"

#include "base/workers.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace lockstep::program {
namespace {

NodeRef at(std::size_t file, std::size_t node) { return {FileId{file}, facts::NodeId{node}}; }

TEST(AnswersTest, KnowsWhatWasAddedAndNothingElse) {
  const Answers<std::string> answers(4);
  answers.add(at(1, 2), "a class");
  ASSERT_NE(answers.find(at(1, 2)), nullptr);
  EXPECT_EQ(*answers.find(at(1, 2)), "a class");
  EXPECT_EQ(answers.find(at(2, 1)), nullptr);
}

TEST(AnswersTest, HoldsMoreThanWereExpected) {
  const Answers<std::size_t> answers(0);
  for (std::size_t i = 0; i < 100; ++i) answers.add(at(i % 7, i), i);
  for (std::size_t i = 0; i < 100; ++i) {
    ASSERT_NE(answers.find(at(i % 7, i)), nullptr) << i;
    EXPECT_EQ(*answers.find(at(i % 7, i)), i);
  }
}

TEST(AnswersTest, ManyThreadsAddAtOnce) {
  constexpr std::size_t kCount = 4000;
  const Answers<std::size_t> answers(16);
  Workers(4).for_each(kCount, [&](std::size_t i) {
    answers.add(at(0, i / 2), i / 2);  // each by two
    ASSERT_NE(answers.find(at(0, i / 2)), nullptr);
    EXPECT_EQ(*answers.find(at(0, i / 2)), i / 2);
  });
  for (std::size_t i = 0; i < kCount / 2; ++i) EXPECT_NE(answers.find(at(0, i)), nullptr) << i;
}

}  // namespace
}  // namespace lockstep::program
