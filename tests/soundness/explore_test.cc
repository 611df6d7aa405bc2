// The interpreter against programs whose truth everybody knows.

#include "explore.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::soundness {
namespace {

using Kind = Statement::Kind;
using Taking = Statement::Taking;
using Calling = Statement::Calling;

// Statements ---------------------------------------------------------------------------------------------------------

Statement load() { return {.kind = Kind::Load}; }
Statement append(Column column = Column::Steps) { return {.kind = Kind::Change, .column = column}; }
Statement save() { return {.kind = Kind::Save}; }
Statement wait() { return {.kind = Kind::Wait}; }
Statement call(std::uint8_t callee, Calling calling = Calling::Awaited) {
  return {.kind = Kind::Call, .callee = callee, .calling = calling};
}
Statement when(Block body) { return {.kind = Kind::If, .body = std::move(body)}; }
Statement locked(Block body, Taking taking = Taking::OrThrow) {
  return {.kind = Kind::Lock, .taking = taking, .body = std::move(body)};
}
Block append_and_save() { return {load(), append(), save()}; }

Function entry(Block body) {
  return {.name = "entry", .entry = Function::Entry::Event, .rows = 1, .body = std::move(body)};
}
Function helper(Block body) { return {.name = "helper", .rows = 1, .body = std::move(body)}; }

Truth truth_of(std::vector<Function> functions, const Limits& limits = {}) {
  Program program;
  program.functions = std::move(functions);
  number(program);
  Truth truth = explore(program, limits);
  EXPECT_FALSE(truth.is_cut);
  return truth;
}

// Lost updates -------------------------------------------------------------------------------------------------------

TEST(Explore, TwoWhoReadBeforeEitherWritesLoseOneUpdate) {
  const Truth truth = truth_of({entry(append_and_save())});
  ASSERT_EQ(truth.losses.size(), 1U);
  const Loss& loss = *truth.losses.begin();
  EXPECT_EQ(loss.writer, Stack{2});
  EXPECT_EQ(loss.victim, Stack{2});
  EXPECT_EQ(loss.column, Column::Steps);
  EXPECT_EQ(loss.writer_locks, 0);
  EXPECT_FALSE(loss.is_within_one);
}

TEST(Explore, ALockFromReadToWriteLosesNothing) {
  for (const Taking taking : {Taking::OrReturn, Taking::OrThrow, Taking::IfGot, Taking::Retry, Taking::Guard}) {
    const Truth truth = truth_of({entry({locked(append_and_save(), taking)})});
    EXPECT_TRUE(truth.losses.empty());
    EXPECT_TRUE(truth.deadlocks.empty());
  }
}

TEST(Explore, ThreeRequestsAreNoDifferent) {
  EXPECT_TRUE(truth_of({entry({locked(append_and_save(), Taking::Retry)})}, {.requests = 3}).losses.empty());
  EXPECT_FALSE(truth_of({entry(append_and_save())}, {.requests = 3}).losses.empty());
}

TEST(Explore, OneWayInWithoutTheLockIsToBlame) {
  const Truth truth = truth_of({entry({locked(append_and_save())}), entry(append_and_save())});
  bool unlocked_writer = false;
  bool locked_writer = false;
  for (const Loss& loss : truth.losses) {
    EXPECT_TRUE(loss.writer_locks == 0 || loss.victim_locks == 0);
    unlocked_writer = unlocked_writer || (loss.writer_locks == 0 && loss.victim_locks != 0);
    locked_writer = locked_writer || (loss.writer_locks != 0 && loss.victim_locks == 0);
  }
  EXPECT_TRUE(unlocked_writer);
  EXPECT_TRUE(locked_writer);
}

TEST(Explore, ALockAroundTheWriteOnlyComesTooLate) {
  const Truth truth = truth_of({entry({load(), append(), locked({save()}, Taking::Retry)})});
  ASSERT_FALSE(truth.losses.empty());
  EXPECT_EQ(truth.losses.begin()->writer_locks, 0);
}

TEST(Explore, ALockThatNobodyLooksAtProtectsNothing) {
  EXPECT_FALSE(truth_of({entry({locked(append_and_save(), Taking::Unchecked)})}).losses.empty());
}

TEST(Explore, ALockThatLocksNothingProtectsNothing) {
  Statement fake = locked(append_and_save());
  fake.key = Key::Fake;
  EXPECT_FALSE(truth_of({entry({fake})}).losses.empty());
}

TEST(Explore, TwoLocksAreNoLock) {
  Statement other = locked(append_and_save());
  other.key = Key::Audit;
  const Truth truth = truth_of({entry({locked(append_and_save())}), entry({other})});
  ASSERT_FALSE(truth.losses.empty());
  EXPECT_NE(truth.losses.begin()->writer_locks, 0);
  EXPECT_NE(truth.losses.begin()->victim_locks, 0);
}

TEST(Explore, GivenBackBeforeTheWrite) {
  EXPECT_FALSE(
      truth_of({entry({locked({load(), append(), when({{.kind = Kind::GiveBack}}), save()})})}).losses.empty());
}

TEST(Explore, AWholeRowTakesOtherColumnsAlong) {
  const Statement status{.kind = Kind::Update, .column = Column::Status, .from = Statement::From::Request};
  const Truth truth = truth_of({entry({load(), append(), save()}), entry({status})});
  bool found = false;
  for (const Loss& loss : truth.losses) {
    if (loss.column != Column::Status) continue;
    found = true;
    EXPECT_TRUE(loss.is_taken_along);
    EXPECT_TRUE(loss.victim_is_plain);
  }
  EXPECT_TRUE(found);
  EXPECT_TRUE(truth_of({entry({status})}).losses.empty()) << "the last one wins, as it should";
}

TEST(Explore, AtomicOperatorsLoseNothingButMayBeLost) {
  const Statement increment{.kind = Kind::Increment, .column = Column::Count};
  EXPECT_TRUE(truth_of({entry({increment})}).losses.empty());
  const Truth truth = truth_of({entry({increment}), entry({locked({load(), append(Column::Count), save()})})});
  ASSERT_EQ(truth.losses.size(), 1U);
  EXPECT_TRUE(truth.losses.begin()->victim_is_atomic);
  EXPECT_NE(truth.losses.begin()->writer_locks, 0);
}

TEST(Explore, WritersAtOnceUnderOneLock) {
  const Truth truth =
      truth_of({entry({locked({{.kind = Kind::Together, .body = {call(1), call(1)}}})}), helper(append_and_save())});
  ASSERT_FALSE(truth.losses.empty());
  for (const Loss& loss : truth.losses) EXPECT_TRUE(loss.is_within_one);
}

TEST(Explore, AWriterThatNobodyWaitsForLeavesTheLock) {
  EXPECT_TRUE(truth_of({entry({locked({call(1)})}), helper(append_and_save())}).losses.empty());
  EXPECT_FALSE(truth_of({entry({locked({call(1, Calling::Forgotten)})}), helper(append_and_save())}).losses.empty());
}

TEST(Explore, WhatHappensInTurnIsMeant) {
  // The caller saves what it read before its callee wrote: wrong, but not for want of a lock.
  EXPECT_TRUE(truth_of({entry({locked({load(), append(Column::Meta), call(1), save()})}), helper(append_and_save())})
                  .losses.empty());
}

// Deadlocks ----------------------------------------------------------------------------------------------------------

TEST(Deadlocks, CallsItselfUnderItsLock) {
  const Truth truth = truth_of({entry({locked({when({call(0)})})})});
  ASSERT_FALSE(truth.deadlocks.empty());
  EXPECT_EQ(truth.deadlocks.begin()->outer, Stack{0});
  EXPECT_EQ(truth.deadlocks.begin()->inner, (Stack{2, 0}));
}

TEST(Deadlocks, AMutexWaitsForEver) {
  Statement mutex = locked({when({call(0)})}, Taking::Mutex);
  mutex.key = Key::Mutex;
  EXPECT_FALSE(truth_of({entry({mutex})}).deadlocks.empty());
}

TEST(Deadlocks, ReturnedWithoutAwaitStillBeginsUnderTheLock) {
  EXPECT_FALSE(truth_of({entry({locked({when({call(0, Calling::Returned)})})})}).deadlocks.empty());
  // Whoever waits for something else first comes when the lock is free.
  EXPECT_TRUE(truth_of({entry({wait(), locked({when({call(0, Calling::Returned)})})})}).deadlocks.empty());
}

TEST(Deadlocks, BehindTheLockOrWithAnotherAllIsWell) {
  EXPECT_TRUE(truth_of({entry({locked({wait()}), call(1)}), helper({locked({wait()})})}).deadlocks.empty());
  Statement other = locked({call(1)});
  other.key = Key::Audit;
  EXPECT_TRUE(truth_of({entry({other}), helper({locked({wait()})})}).deadlocks.empty());
}

TEST(Deadlocks, SomebodyElsesLockIsNone) {
  EXPECT_TRUE(truth_of({entry({locked({wait()}, Taking::Retry)})}).deadlocks.empty());
}

TEST(Deadlocks, AnEarlyReturnKeepsTheLock) {
  const auto twice = [](Statement::Giving giving) {
    Statement lock = locked({when({{.kind = Kind::Return}})});
    lock.giving = giving;
    return truth_of({entry({call(1), call(1)}), helper({lock})});
  };
  EXPECT_FALSE(twice(Statement::Giving::Straight).deadlocks.empty());
  EXPECT_TRUE(twice(Statement::Giving::Finally).deadlocks.empty());
}

TEST(Deadlocks, AnExceptionKeepsTheLockUnlessFinallyGivesItBack) {
  const auto tried_twice = [](Statement::Giving giving) {
    Statement lock = locked({when({{.kind = Kind::Throw}})});
    lock.giving = giving;
    return truth_of({entry({{.kind = Kind::Try, .body = {call(1)}}, call(1)}), helper({lock})});
  };
  EXPECT_FALSE(tried_twice(Statement::Giving::Straight).deadlocks.empty());
  EXPECT_TRUE(tried_twice(Statement::Giving::Finally).deadlocks.empty());
}

}  // namespace
}  // namespace lockstep::soundness
