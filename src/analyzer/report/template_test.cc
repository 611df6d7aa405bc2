#include "report/template.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lockstep::report {
namespace {

std::string shout(std::string_view text) { return "<" + std::string(text) + ">"; }

std::string rendered(std::string_view text, const JsonValue& values, std::string_view partial = {}) {
  return Template(text, [&](std::string_view) { return partial; }).render(values, shout);
}

TEST(Template, EscapesWhatGoesIntoAHole) {
  EXPECT_EQ(rendered("a {{x}} {{{x}}} {{n}}", {{"x", "b"}, {"n", 3}}), "a <b> b <3>");
  EXPECT_EQ(rendered("{{nothing}}", JsonValue::object()), "<>");
}

TEST(Template, RepeatsASectionForEachElement) {
  const JsonValue values = {{"outer", "o"}, {"list", {{{"x", 1}}, {{"x", 2}}}}, {"words", {"a", "b"}}};
  EXPECT_EQ(rendered("{{#list}}{{x}}{{outer}}{{/list}}", values), "<1><o><2><o>");
  EXPECT_EQ(rendered("{{#words}}{{.}},{{/words}}", values), "<a>,<b>,");
}

TEST(Template, ShowsASectionWhereSomethingIsThere) {
  const JsonValue values = {{"yes", true}, {"no", false}, {"none", JsonValue::array()},
                            {"empty", ""}, {"text", "t"}, {"zero", 0}};
  EXPECT_EQ(rendered("{{#yes}}1{{/yes}}{{#no}}2{{/no}}{{#text}}3{{/text}}{{#empty}}4{{/empty}}", values), "13");
  EXPECT_EQ(rendered("{{^yes}}1{{/yes}}{{^none}}2{{/none}}{{^gone}}3{{/gone}}{{^zero}}4{{/zero}}", values), "23");
}

TEST(Template, LeavesNoEmptyLineWhereATagStoodAlone) {
  EXPECT_EQ(rendered("a\n  {{#list}}\n- {{.}}\n  {{/list}}\nb\n", {{"list", {"x", "y"}}}), "a\n- <x>\n- <y>\nb\n");
  EXPECT_EQ(rendered("a {{#yes}} b\n{{/yes}}\n", {{"yes", true}}), "a  b\n");
}

TEST(Template, TakesInAnotherOne) {
  EXPECT_EQ(rendered("[{{>p}}]", {{"x", 1}}, "{{x}}"), "[<1>]");
  EXPECT_EQ(rendered("{{>p}}!", {{"x", 1}}, "{{>p}}"), "!");
}

}  // namespace
}  // namespace lockstep::report
