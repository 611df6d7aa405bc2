#include "workspace/roles.h"

#include <gtest/gtest.h>

namespace lockstep::workspace {
namespace {

TEST(Roles, OrdinaryCodeHasNone) {
  for (const char* path :
       {"src/main.ts", "src/tools/search.ts", "src/features/playground/run.ts", "packages/api/src/database.config.ts",
        "latest.ts", "src/contest/a.ts", "src/ab-test.ts", "src/history.ts", "src/immigration/visa.ts"}) {
    EXPECT_TRUE(roles_of_path(path).none()) << path;
  }
}

TEST(Roles, Tests) {
  for (const char* path : {"src/a.spec.ts", "src/a.test.tsx", "src/__tests__/a.ts", "test/a.ts",
                           "apps/api-e2e/src/a.ts", "src/a.e2e-spec.ts", "cypress/a.cy.js", "src/__mocks__/fs.ts",
                           "src/Test/Utils.ts", "src/test-utils.tsx", "src/setupTests.ts", "src/a.fixture.ts"}) {
    EXPECT_TRUE(roles_of_path(path).has(Role::Test)) << path;
  }
}

TEST(Roles, Others) {
  EXPECT_TRUE(roles_of_path("src/button.stories.tsx").has(Role::Story));
  EXPECT_TRUE(roles_of_path("src/button/stories.tsx").has(Role::Story));
  EXPECT_TRUE(roles_of_path("schemas/alterations/1.2.0-add-plan.ts").has(Role::Migration));
  EXPECT_TRUE(roles_of_path("worker/src/backgroundMigrations/addTypes.ts").has(Role::Migration));
  EXPECT_FALSE(roles_of_path("src/migrations-page/list.ts").has(Role::Migration));
  EXPECT_FALSE(roles_of_path("src/posts/stories.ts").has(Role::Story));
  EXPECT_TRUE(roles_of_path(".storybook/main.ts").has(Role::Story));
  EXPECT_TRUE(roles_of_path("app/routes/storybook.buttons/route.tsx").has(Role::Story));
  EXPECT_TRUE(roles_of_path("api/load-tests/peak.js").has(Role::Test));
  EXPECT_TRUE(roles_of_path("server/test-plugins/reviews.ts").has(Role::Test));
  EXPECT_TRUE(roles_of_path("web/vitestSetup.ts").has(Role::Test));
  EXPECT_TRUE(roles_of_path("src/migrations/1690000000000-AddUsers.ts").has(Role::Migration));
  EXPECT_TRUE(roles_of_path("db/20240101120000_users.js").has(Role::Migration));
  EXPECT_TRUE(roles_of_path("src/api.gen.ts").has(Role::Generated));
  EXPECT_TRUE(roles_of_path("src/__generated__/graphql.ts").has(Role::Generated));
  EXPECT_TRUE(roles_of_path("proto/user_pb.d.ts").has(Role::Generated));
  EXPECT_TRUE(roles_of_path("public/jquery.min.js").has(Role::Generated));
  EXPECT_TRUE(roles_of_path("types/a.d.ts").has(Role::Declaration));
  EXPECT_TRUE(roles_of_path("types/a.d.mts").has(Role::Declaration));
  EXPECT_FALSE(roles_of_path("types/d.ts").has(Role::Declaration));
  EXPECT_TRUE(roles_of_path("examples/a.ts").has(Role::Example));
  EXPECT_TRUE(roles_of_path("manual-sandbox/a.ts").has(Role::Example));
  EXPECT_FALSE(roles_of_path("src/sandboxes/a.ts").has(Role::Example));
  EXPECT_TRUE(roles_of_path("playground/src/a.ts").has(Role::Example));
  EXPECT_TRUE(roles_of_path("scripts/release.mjs").has(Role::Script));
  EXPECT_TRUE(roles_of_path("vite.config.ts").has(Role::Config));
  EXPECT_TRUE(roles_of_path("packages/a/.eslintrc.cjs").has(Role::Config));
}

TEST(Roles, SeveralAtOnce) {
  const Roles roles = roles_of_path("test/fixtures/api.gen.d.ts");
  EXPECT_TRUE(roles.has(Role::Test) && roles.has(Role::Generated) && roles.has(Role::Declaration));
  EXPECT_TRUE(roles.any(Roles(Role::Story) | Role::Test));
}

}  // namespace
}  // namespace lockstep::workspace
