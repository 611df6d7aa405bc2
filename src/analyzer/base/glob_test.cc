#include "base/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace lockstep {
namespace {

TEST(Wildcard, StarsStayWithinASegment) {
  EXPECT_TRUE(Wildcard("src/*.ts").matches("src/a.ts"));
  EXPECT_TRUE(Wildcard("src/*.ts").matches("src/.ts"));
  EXPECT_FALSE(Wildcard("src/*.ts").matches("src/a/b.ts"));
  EXPECT_FALSE(Wildcard("src/*").matches("src"));
  EXPECT_TRUE(Wildcard("*", Wildcard::Slash::IsOrdinary).matches("a/b"));
}

TEST(Wildcard, TwoStarsCrossSegments) {
  EXPECT_TRUE(Wildcard("**/a").matches("a"));
  EXPECT_TRUE(Wildcard("**/a").matches("x/y/a"));
  EXPECT_FALSE(Wildcard("**/a").matches("xa"));
  EXPECT_TRUE(Wildcard("a/**/b").matches("a/b"));
  EXPECT_TRUE(Wildcard("a/**/b").matches("a/x/y/b"));
  EXPECT_FALSE(Wildcard("a/**/b").matches("a/xb"));
  EXPECT_TRUE(Wildcard("a/**").matches("a/x/y"));
  EXPECT_FALSE(Wildcard("a/**").matches("a"));
  EXPECT_TRUE(Wildcard("**").matches("a/b"));
  EXPECT_TRUE(Wildcard("a**b").matches("axb"));
  EXPECT_FALSE(Wildcard("a**b").matches("a/b"));
  EXPECT_TRUE(Wildcard("**/x*/**/*.ts").matches("a/b/xx/c/d/e.ts"));
}

TEST(Wildcard, ClassesAndEscapes) {
  EXPECT_TRUE(Wildcard("[a-c]").matches("b"));
  EXPECT_FALSE(Wildcard("[!a-c]").matches("b"));
  EXPECT_FALSE(Wildcard("a[^x]b").matches("a/b"));
  EXPECT_TRUE(Wildcard("[]-]").matches("]"));
  EXPECT_TRUE(Wildcard("[[:digit:]_]").matches("7"));
  EXPECT_FALSE(Wildcard("[[:nothing:]]").matches(":"));
  EXPECT_FALSE(Wildcard("[a").matches("[a"));
  EXPECT_TRUE(Wildcard("\\*").matches("*"));
  EXPECT_FALSE(Wildcard("\\*").matches("a"));
  EXPECT_FALSE(Wildcard("a\\").matches("a\\"));
}

TEST(Wildcard, IsNeverSlow) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(Wildcard(pattern + "b").matches(std::string(5000, 'a')));
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "**/a/";
  std::string path;
  for (int i = 0; i < 1000; ++i) path += "a/";
  EXPECT_FALSE(Wildcard(deep + "b").matches(path));
}

TEST(Glob, WithoutSlashMatchesAtAnyDepth) {
  EXPECT_TRUE(glob_matches("*.spec.ts", "a/b/c.spec.ts"));
  EXPECT_TRUE(glob_matches("legacy", "a/legacy"));
  EXPECT_FALSE(glob_matches("/legacy", "a/legacy"));
  EXPECT_FALSE(glob_matches("./legacy", "a/legacy"));
  EXPECT_FALSE(glob_matches("a/legacy", "b/a/legacy"));
}

TEST(Glob, KnowsAlternatives) {
  EXPECT_TRUE(glob_matches("**/*.{ts,tsx}", "a/b.tsx"));
  EXPECT_TRUE(glob_matches("{apps,packages/{a,b}}/*.ts", "packages/b/x.ts"));
  EXPECT_TRUE(glob_matches("{apps,packages/{a,b}}/*.ts", "apps/x.ts"));
  EXPECT_FALSE(glob_matches("{apps,packages/{a,b}}/*.ts", "packages/c/x.ts"));
  EXPECT_TRUE(glob_matches("{a}", "{a}"));
  EXPECT_TRUE(glob_matches("{a,b", "{a,b"));
  EXPECT_TRUE(glob_matches("\\{a,b\\}", "{a,b}"));
}

TEST(Glob, DoesNotExplode) {
  std::string glob;
  for (int i = 0; i < 40; ++i) glob += "{a,b}";
  EXPECT_FALSE(glob_matches(glob, "c"));
}

TEST(Glob, CoversWhatIsInAFolder) {
  EXPECT_TRUE(Glob("legacy").covers("src/legacy/a.ts"));
  EXPECT_TRUE(Glob("legacy/").covers("legacy/a/b.ts"));
  EXPECT_TRUE(Glob("src/*").covers("src/a/b.ts"));
  EXPECT_FALSE(Glob("legacy").covers("src/legacy.ts"));
}

TEST(Glob, ThatCanMatchNothingHasAFault) {
  for (const std::string_view sound :
       {"a", "/a", "./a", "a/", "**", "*", "src/{a,b}/**", "{a,{b,c}}", "{a}", "a}", "[[:digit:]]", "\\[a", "\\{a",
        "app/[slug]/*", "{src/,}a", ".env", "a..b", "...", "{./a,b}"}) {
    EXPECT_FALSE(fault_of_glob(sound)) << sound;
  }
  for (const std::string_view broken : {"", "/", "./", ".", "..", "../a", "a/../b", "a//b", "a/./b", "[", "[a",
                                        "{a,[b}", "[[:x:]]", "a\\", "{src", "{a,{b}", "src/{a,b/**"}) {
    EXPECT_TRUE(fault_of_glob(broken)) << broken;
    EXPECT_FALSE(fault_of_glob(broken).hint.empty()) << broken;
  }
}

}  // namespace
}  // namespace lockstep
