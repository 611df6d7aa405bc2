#include "program/by_name.h"
#include "program/program.h"

#include "project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::program {
namespace {

using facts::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

template <class Nodes>
std::vector<std::string> texts(const Nodes& nodes) {
  std::vector<std::string> out;
  for (const Node node : nodes) out.emplace_back(node.text());
  return out;
}

TEST(NodesOf, AreThoseOfAKindInSourceOrder) {
  const Program program = Project({{"a.ts", "f('x'); const a = 'y'; g('z');"}}).link();
  EXPECT_THAT(texts(nodes_of(program.files()[0], Kind::String)), ElementsAre("x", "y", "z"));
  EXPECT_THAT(texts(nodes_of(program.files()[0], Kind::Switch)), IsEmpty());
}

TEST(NodesOf, SeveralKindsAreMerged) {
  const Program program = Project({{"a.ts", "f('x', `t`, 1, 'y', `u`);"}}).link();
  EXPECT_THAT(texts(nodes_of(program.files()[0], {Kind::Template, Kind::Number, Kind::String, Kind::Switch})),
              ElementsAre("x", "t", "1", "y", "u"));
}

TEST(NodesOf, ANodeLieBelowIt) {
  const Program program = Project({{"a.ts", "'a'; function f() { 'b'; { 'c'; } } 'd';"}}).link();
  const Node function = find(program, Kind::Function, "f");
  EXPECT_THAT(texts(nodes_of(function, Kind::String)), ElementsAre("b", "c"));
  EXPECT_THAT(texts(nodes_of(function, {Kind::String, Kind::Function})), ElementsAre("b", "c"));
}

TEST(Names, AreTheSameInAllFiles) {
  const Program program = Project({{"a.ts", "const apple = 'pear';"}, {"b.ts", "plum.pear(apple);"}}).link();
  EXPECT_EQ(find(program, Kind::String, "pear").name(), find(program, Kind::Member, "pear").name());
  EXPECT_EQ(find(program, Kind::Binding, "apple").name(), find(program, Kind::Ident, "apple").name());
  EXPECT_NE(find(program, Kind::Ident, "plum").name(), find(program, Kind::Ident, "apple").name());
  EXPECT_EQ(find(program, Kind::Call, "").name(), std::nullopt);
}

TEST(Names, LeadBackToTheirText) {
  const Program program = Project({{"a.ts", "const apple = '';"}, {"b.ts", "'a text of more than one word';"}}).link();
  for (const std::string_view text : {"apple", "", "a text of more than one word"}) {
    const auto name = program.names().find(text);
    ASSERT_TRUE(name) << text;
    EXPECT_EQ(program.names()[*name], text);
    EXPECT_LT(name->value, program.names().size());
  }
  EXPECT_FALSE(program.names().find("pear"));
}

TEST(Names, DoNotDependOnTheNumberOfThreads) {
  const Project project({{"a.ts", "one(two, three);"}, {"b.ts", "three(four, five, six);"}, {"c.ts", "seven(one);"}});
  const Program alone = project.link();
  const Program together = project.link({}, 8);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(alone.files()[i].names, together.files()[i].names);
}

TEST(ByName, FindsWhatIsKnownOfANodesName) {
  const Program program = Project({{"a.ts", "store.save(entity);"}}).link();
  const int insert = 1;
  const int update = 2;
  ByName<int> known;
  known.add("save", &insert);
  known.add("save", &update);
  known.add("elsewhere", &insert);
  const auto in_program = known.in(program);
  EXPECT_THAT(in_program[find(program, Kind::Member, "save")], ElementsAre(&insert, &update));
  EXPECT_THAT(in_program[find(program, Kind::Ident, "store")], IsEmpty());
  EXPECT_THAT(in_program[find(program, Kind::Call, "")], IsEmpty());
}

TEST(AskedOnce, AsksForEachTextOnce) {
  const Program program = Project({{"a.ts", "f('x', 'y', 'x');"}, {"b.ts", "g('x');"}}).link();
  std::vector<std::string> asked;
  const AskedOnce is_x(program.names(), [&](std::string_view text) {
    asked.emplace_back(text);
    return text == "x";
  });
  int count = 0;
  for (const File& file : program.files()) {
    for (const Node string : nodes_of(file, Kind::String)) count += is_x(string) ? 1 : 0;
  }
  EXPECT_EQ(count, 3);
  EXPECT_THAT(asked, ElementsAre("x", "y"));
}

}  // namespace
}  // namespace lockstep::program
