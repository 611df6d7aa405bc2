#include "workspace/owners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::workspace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Of = CodeOwners::Of;

TEST(CodeOwners, TheLastPatternThatMatchesWins) {
  const CodeOwners owners("* @everyone\n/apps/api/ @api @second # a remark\n*.sql @data\n");
  EXPECT_THAT(owners.of("apps/web/page.tsx", Of::File), ElementsAre("@everyone"));
  EXPECT_THAT(owners.of("apps/api/src/a.ts", Of::File), ElementsAre("@api", "@second"));
  EXPECT_THAT(owners.of("apps/api", Of::Folder), ElementsAre("@api", "@second"));
  EXPECT_THAT(owners.of("apps/api/seed.sql", Of::File), ElementsAre("@data"));
}

TEST(CodeOwners, APatternWithoutOwnersTakesThemAway) {
  const CodeOwners owners("apps/ @apps\napps/legacy\n");
  EXPECT_THAT(owners.of("apps/legacy/a.ts", Of::File), IsEmpty());
  EXPECT_THAT(owners.of("apps/new/a.ts", Of::File), ElementsAre("@apps"));
}

TEST(CodeOwners, AStarBehindASlashMeansOneFolder) {
  const CodeOwners owners("docs/* @writers\n");
  EXPECT_THAT(owners.of("docs/a.md", Of::File), ElementsAre("@writers"));
  EXPECT_THAT(owners.of("docs/deep/a.md", Of::File), IsEmpty());
}

TEST(CodeOwners, AnEscapedBlankBelongsToThePath) {
  const CodeOwners owners("a\\ b/ @blank\n");
  EXPECT_THAT(owners.of("a b/c.ts", Of::File), ElementsAre("@blank"));
}

}  // namespace
}  // namespace lockstep::workspace
