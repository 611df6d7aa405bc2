#include "syntax/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::syntax {
namespace {

using testing::ElementsAre;

std::string show(const Tree& tree, const Node& node, std::string_view source) {
  std::vector<Node> children;
  tree.append_children(node, children);
  std::string text(to_string(node.kind));
  std::string inside;
  for (const Node& child : children) {
    if (child.named) inside += (inside.empty() ? "" : " ") + show(tree, child, source);
  }
  if (inside.empty()) return text + ":" + std::string(source.substr(node.begin, node.end - node.begin));
  return text + "(" + inside + ")";
}

std::string parsed(std::string_view source, Grammar grammar = Grammar::TypeScript) {
  Parser parser;
  const Tree tree = parser.parse(grammar, source);
  return show(tree, tree.root(), source);
}

TEST(Tree, FlattensWhatTheGrammarHides) {
  EXPECT_EQ(
      parsed("f(a, 'b');"),
      "program(expression_statement(call_expression(identifier:f arguments(identifier:a string(string_fragment:b)))))");
}

TEST(Tree, KeepsOffsetsBehindLeadingSpaceAndComments) {
  const std::string_view source = "\n // c\n  let  x = 1;";
  Parser parser;
  const Tree tree = parser.parse(Grammar::TypeScript, source);
  std::vector<Node> statements;
  tree.append_children(tree.root(), statements);
  ASSERT_EQ(statements.size(), 2U);
  EXPECT_EQ(statements[0].kind, Kind::Comment);
  EXPECT_EQ(source.substr(statements[1].begin, statements[1].end - statements[1].begin), "let  x = 1;");
}

TEST(Tree, GivesChildrenTheirFields) {
  const std::string_view source = "if (a) b(); else c();";
  Parser parser;
  const Tree tree = parser.parse(Grammar::TypeScript, source);
  std::vector<Node> statements;
  tree.append_children(tree.root(), statements);
  std::vector<Node> parts;
  tree.append_children(statements.at(0), parts);
  std::vector<Field> fields;
  for (const Node& part : parts) fields.push_back(part.field);
  EXPECT_THAT(fields, ElementsAre(Field::None, Field::Condition, Field::Consequence, Field::Alternative));
}

TEST(Tree, SaysWhereItIsDamaged) {
  Parser parser;
  const Tree damaged = parser.parse(Grammar::TypeScript, "let x = ;; }} function");
  EXPECT_TRUE(damaged.has_error(damaged.root()));
  const Tree sound = parser.parse(Grammar::TypeScript, "let x = 1;");
  EXPECT_FALSE(sound.has_error(sound.root()));
}

TEST(Tree, ReadsAnglesByGrammar) {
  EXPECT_THAT(parsed("const x = <T>y;"), testing::HasSubstr("type_assertion"));
  EXPECT_THAT(parsed("const x = <b>y</b>;", Grammar::Tsx), testing::HasSubstr("jsx_element"));
}

TEST(Tree, KnowsEveryWordOfTheGrammar) { EXPECT_EQ(parsed("enum E { A = 'a' }").find("unknown"), std::string::npos); }

TEST(Parser, SurvivesNestingThatWouldExhaustARecursiveParser) {
  const std::string source = std::string(100'000, '(') + "x" + std::string(100'000, ')');
  Parser parser;
  const Tree tree = parser.parse(Grammar::TypeScript, source);
  EXPECT_FALSE(tree.was_cut());
}

TEST(Grammar, FollowsTheExtension) {
  EXPECT_EQ(grammar_of("a/b.ts"), Grammar::TypeScript);
  EXPECT_EQ(grammar_of("a.d.mts"), Grammar::TypeScript);
  EXPECT_EQ(grammar_of("a.js"), Grammar::Tsx);
  EXPECT_EQ(grammar_of("a.tsx"), Grammar::Tsx);
}

}  // namespace
}  // namespace lockstep::syntax
