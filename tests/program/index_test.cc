#include "program/by_name.h"
#include "program/program.h"

#include "project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <span>
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

TEST(Places, OfANameAreInOrderOverAllFiles) {
  const Program program = Project({{"a.ts", "store.save(1); f('save', save(2)); const o = { save: 'x' };"},
                                   {"b.ts", "new save(3); 'save'; other.save;"}})
                              .link();
  const auto name = program.names().find("save");
  ASSERT_TRUE(name);
  std::vector<std::string> calls;
  for (const NodeRef place : program.places().calls(*name)) calls.emplace_back(argument(program[place], 0).text());
  EXPECT_THAT(calls, ElementsAre("1", "2", "3"));
  EXPECT_EQ(program.places().strings(*name).size(), 2U);
  EXPECT_EQ(program.places().properties(*name).size(), 1U);
}

TEST(Places, OfSeveralNamesAreMergedAndCutByFile) {
  const Program program =
      Project({{"a.ts", "g(1); f(2); h(3);"}, {"b.ts", "h(4);"}, {"c.ts", "f(5); g(6); f(7);"}}).link();
  const std::vector<Name> names{*program.names().find("f"), *program.names().find("g")};
  const std::vector<NodeRef> places = program.places().of(Places::Of::Call, names);
  const auto numbers = [&](std::span<const NodeRef> of) {
    std::vector<std::string> out;
    for (const NodeRef place : of) out.emplace_back(argument(program[place], 0).text());
    return out;
  };
  EXPECT_THAT(numbers(places), ElementsAre("1", "2", "5", "6", "7"));
  EXPECT_THAT(numbers(in_file(places, FileId{1})), IsEmpty());
  EXPECT_THAT(numbers(in_file(places, FileId{2})), ElementsAre("5", "6", "7"));
}

TEST(Places, EachVisitsOnlyTextsThatAreSpelled) {
  const Program program = Project({{"a.ts", "f('x', 'y');"}, {"b.ts", "g('x');"}}).link();
  std::map<std::string, std::size_t> counts;
  program.places().each(Places::Of::String, [&](Name name, std::span<const NodeRef> places) {
    counts.emplace(program.names()[name], places.size());
  });
  EXPECT_THAT(counts, ElementsAre(testing::Pair("x", 2U), testing::Pair("y", 1U)));
}

}  // namespace
}  // namespace lockstep::program
