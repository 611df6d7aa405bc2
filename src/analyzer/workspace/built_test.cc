#include "workspace/built.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::workspace {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(Built, LeadsFromOutputToSource) {
  EXPECT_EQ(sources_of_built("./dist/index.js").front(), "src/index");
  EXPECT_EQ(sources_of_built("dist/esm/sub/index.d.mts").front(), "src/esm/sub/index");
  EXPECT_THAT(sources_of_built("dist/esm/sub/index.d.mts"), Contains("src/sub/index"));
  EXPECT_THAT(sources_of_built("dist/src/index.js"), Contains("src/index"));
  EXPECT_EQ(sources_of_built("build/index.esm.min.js").front(), "src/index");
}

TEST(Built, LeavesSourceAlone) {
  EXPECT_EQ(sources_of_built("./src/index.ts").front(), "src/index");
  EXPECT_EQ(sources_of_built("index.js").front(), "index");
  EXPECT_EQ(sources_of_built("user.service.ts").front(), "user.service");
}

}  // namespace
}  // namespace lockstep::workspace
