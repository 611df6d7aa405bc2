#include "json/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::json {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Document parsed(std::string text) { return *parse(std::move(text), "model.jsonc"); }

TEST(Reader, AnswersQuestions) {
  const Document document = parsed(R"({"name": "n", "list": ["a", "b"], "one": "c", "size": 3, "on": true,
                                       "parts": [{"x": 1}], "own": {"k": 0}})");
  Reader reader{document, document.root};
  EXPECT_EQ(reader.string("name"), "n");
  EXPECT_EQ(reader.string("title", "none"), "none");
  EXPECT_THAT(reader.strings("list"), ElementsAre("a", "b"));
  EXPECT_THAT(reader.strings("one"), ElementsAre("c"));
  EXPECT_THAT(reader.strings("more"), IsEmpty());
  EXPECT_EQ(reader.integer("size"), 3);
  EXPECT_EQ(reader.integer("width", 7), 7);
  EXPECT_TRUE(reader.flag("on", false));
  EXPECT_EQ(reader.objects("parts").size(), 1);
  EXPECT_EQ(reader.members("own")[0].key, "k");
  EXPECT_TRUE(reader.finish());
}

std::string error_of(std::string text) {
  const Document document = parsed(std::move(text));
  Reader reader{document, document.root};
  reader.string("call");
  reader.strings("keys");
  reader.integer("count", 0);
  reader.objects("parts");
  const Status status = reader.finish();
  if (status) return "";
  return status.error().where + " " + status.error().what + (status.error().hint.empty() ? "" : "; ") +
         status.error().hint;
}

TEST(Reader, SaysWhatIsWrong) {
  EXPECT_EQ(error_of(R"({"call": "x"})"), "");
  EXPECT_EQ(error_of(R"([])"),
            "model.jsonc:1:1 expected an object, but this is a list; an object is written in braces: { \"key\": … }");
  EXPECT_EQ(error_of(R"({})"), "model.jsonc:1:1 the key \"call\" is missing here; add \"call\": …");
  EXPECT_EQ(error_of(R"({"call": 1})"),
            "model.jsonc:1:10 \"call\" must be a string, but this is a number; write \"call\": \"…\"");
  EXPECT_EQ(error_of(R"({"calls": "x"})"), "model.jsonc:1:2 there is no key \"calls\" here; did you mean \"call\"?");
  EXPECT_EQ(error_of(R"({"call": "x", "zzzzzz": 1})"),
            "model.jsonc:1:15 there is no key \"zzzzzz\" here; known keys: call, keys, count, parts");
  EXPECT_EQ(error_of(R"({"call": "x", "keys": ["a", 2]})"),
            "model.jsonc:1:29 \"keys\" must be a list of strings, but this is a number; strings are written in double "
            "quotes");
  EXPECT_EQ(error_of(R"({"call": "x", "count": 1.5})"),
            "model.jsonc:1:24 \"count\" must be a whole number; write it without a fraction, as in 30");
  EXPECT_EQ(error_of(R"({"call": "x", "parts": {}})"),
            "model.jsonc:1:24 \"parts\" must be a list, but this is an object; write \"parts\": [ … ]");
}

}  // namespace
}  // namespace lockstep::json
