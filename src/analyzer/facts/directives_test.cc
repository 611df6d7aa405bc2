#include "facts/show_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lockstep::facts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Directive> found(std::string_view source, std::string_view path = "a.ts") {
  return extract(path, source).directives;
}

std::vector<std::string> texts(std::string_view source, std::string_view path = "a.ts") {
  std::vector<std::string> all;
  for (const Directive& directive : found(source, path)) all.push_back(directive.text);
  return all;
}

std::string_view at(std::string_view source, Span span) { return source.substr(span.begin, span.end - span.begin); }

TEST(Directives, AreReadFromCommentsOfEveryForm) {
  EXPECT_THAT(texts("// lockstep-ignore-line a: b\nf();"), ElementsAre("lockstep-ignore-line a: b"));
  EXPECT_THAT(texts("/* lockstep-ignore-line a: b */ f();"), ElementsAre("lockstep-ignore-line a: b"));
  EXPECT_THAT(texts("/**\r\n * lockstep-ignore-file a:\r\n *   b **c**\r\n */\r\nf();"),
              ElementsAre("lockstep-ignore-file a: b **c**"));
  EXPECT_THAT(texts("const a = <p>{/* lockstep-ignore-line a: b */}</p>;", "a.tsx"),
              ElementsAre("lockstep-ignore-line a: b"));
  EXPECT_THAT(texts("f(/* lockstep-x */ a, [b, // lockstep-y\n], `${/* lockstep-z */ c}`);"),
              ElementsAre("lockstep-x", "lockstep-y", "lockstep-z"));
}

TEST(Directives, AreReadInWhateverCase) {
  EXPECT_THAT(texts("// Lockstep-Ignore-line a: b\nf(); // LOCKSTEP-x"),
              ElementsAre("Lockstep-Ignore-line a: b", "LOCKSTEP-x"));
}

TEST(Directives, AreNeverReadFromAnythingElse) {
  EXPECT_THAT(texts("const a = '// lockstep-ignore-line a: b';"), IsEmpty());
  EXPECT_THAT(texts("const a = `\n// lockstep-ignore-line a: b\n`;"), IsEmpty());
  EXPECT_THAT(texts("const a = /\\/\\/ lockstep-ignore-line a: b/;"), IsEmpty());
  EXPECT_THAT(texts("const a = <p>// lockstep-ignore-line a: b</p>;", "a.tsx"), IsEmpty());
  EXPECT_THAT(texts("// see lockstep-ignore-line in the handbook\n// TODO: lockstep-ignore-line\nf();"), IsEmpty());
}

TEST(Directives, AreFoundInDamagedFiles) {
  EXPECT_THAT(texts("class { ??? // lockstep-ignore-line a: b\n"), ElementsAre("lockstep-ignore-line a: b"));
}

TEST(Directives, KnowTheNextLineWithCode) {
  const auto next = [](std::string_view source, std::string_view path = "a.ts") {
    return std::string(at(source, found(source, path).at(0).next_line));
  };
  EXPECT_EQ(next("// lockstep-x\n  f();\ng();"), "  f();");
  EXPECT_EQ(next("// lockstep-x\r\n\r\n// eslint-disable-next-line\r\n/* a\r\n b */ f();\r\ng();"), " b */ f();");
  EXPECT_EQ(next("a(); // lockstep-x\rf();\rg();"), "f();");
  EXPECT_EQ(next("const a = <p>\n  {/* lockstep-x */}\n  {/* eslint-disable-line */}\n  <B />\n</p>;", "a.tsx"),
            "  <B />");
  EXPECT_EQ(next("const a = <p>\n  {\n  // lockstep-x\n  }\n  <B />\n</p>;", "a.tsx"), "  <B />");
  EXPECT_EQ(next("f(); // lockstep-x"), "");
  EXPECT_EQ(next("f(); // lockstep-x\n/* "), "");
}

TEST(Directives, KnowTheirOwnLines) {
  constexpr std::string_view kSource = "a();\nf(); /* lockstep-x\n */ g();\nb();";
  EXPECT_EQ(at(kSource, found(kSource).at(0).lines), "f(); /* lockstep-x\n */ g();");
}

TEST(Directives, KnowWhatToDeleteWithThem) {
  const auto without = [](std::string source, std::string_view path = "a.ts") {
    const Span span = found(source, path).at(0).removal;
    return source.erase(span.begin, span.end - span.begin);
  };
  EXPECT_EQ(without("a();\n  // lockstep-x\nb();"), "a();\nb();");
  EXPECT_EQ(without("a();\r\n/*\r\n lockstep-x */\r\nb();"), "a();\r\nb();");
  EXPECT_EQ(without("a();  // lockstep-x\nb();"), "a();\nb();");
  EXPECT_EQ(without("a(/* lockstep-x */ b);"), "a( b);");
  EXPECT_EQ(without("const a = <p>\n  {/* lockstep-x */}\n  <B />\n</p>;", "a.tsx"), "const a = <p>\n  <B />\n</p>;");
  EXPECT_EQ(without("const a = <p><B />{ /* lockstep-x */ }</p>;", "a.tsx"), "const a = <p><B /></p>;");
  EXPECT_EQ(without("function f() { /* lockstep-x */ }"), "function f() {  }");
  EXPECT_EQ(without("// lockstep-x"), "");
}

TEST(Directives, KnowWhetherTheyLeadTheFile) {
  const auto leads = [](std::string_view source) { return found(source).at(0).leads; };
  EXPECT_TRUE(leads("#!/usr/bin/env node\n/* licence */\n// lockstep-x\n'use client';\nf();"));
  EXPECT_TRUE(leads("// lockstep-x"));
  EXPECT_FALSE(leads("import 'a';\n// lockstep-x\nf();"));
}

}  // namespace
}  // namespace lockstep::facts
