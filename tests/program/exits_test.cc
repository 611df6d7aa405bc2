#include "program/exits.h"

#include "program/program.h"

#include "project.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace lockstep::program {
namespace {

/// What is said of the branch of `if (x) BRANCH` in a loop of a function.
struct Said {
  bool of_block = false;
  bool of_function = false;
};

Said said_of(std::string_view branch) {
  const std::string source = "function f(x) { for (;;) { if (x) " + std::string(branch) + " } }";
  const Program program = Project({{"a.ts", source}}).link();
  const Node statement = *nodes_of(program.files()[0], facts::Kind::If).begin();
  return {.of_block = leaves_block(statement.child(1)), .of_function = leaves_function(statement.child(1))};
}

TEST(Exits, AWayOutLeaves) {
  EXPECT_TRUE(said_of("return;").of_function);
  EXPECT_TRUE(said_of("{ log(x); throw x; }").of_function);
  EXPECT_TRUE(said_of("{ { return; } }").of_block);
  EXPECT_FALSE(said_of("log(x);").of_block);
  EXPECT_FALSE(said_of("{ return; function later() {} log(x); }").of_block);
}

TEST(Exits, ALoopIsNoFunction) {
  EXPECT_TRUE(said_of("continue;").of_block);
  EXPECT_TRUE(said_of("{ log(x); break; }").of_block);
  EXPECT_FALSE(said_of("{ log(x); break; }").of_function);
}

TEST(Exits, AnIfLeavesByBothItsBranches) {
  EXPECT_TRUE(said_of("{ if (x.a) return 1; else { throw x; } }").of_function);
  EXPECT_FALSE(said_of("{ if (x.a) return 1; else log(x); }").of_block);
  EXPECT_FALSE(said_of("{ if (x.a) return 1; }").of_block);
  EXPECT_FALSE(said_of("{ if (x.a) return 1; else continue; }").of_function);
}

}  // namespace
}  // namespace lockstep::program
