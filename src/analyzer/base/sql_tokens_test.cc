#include "base/sql_tokens.h"

#include <gtest/gtest.h>

#include <string>

namespace lockstep::sql {
namespace {

/// Each token as a letter for its kind and its text.
std::string read(std::string_view text) {
  std::string out;
  for (const Token& token : tokens_of(text)) {
    out += "WNSDHP"[static_cast<int>(token.kind)];
    out += ":" + std::string(token.text) + " ";
  }
  return out;
}

TEST(SqlTokens, TellNamesFromStrings) {
  EXPECT_EQ(read(R"(INSERT INTO "users" (`a`, [b c]) VALUES ('x', 1.5))"),
            "W:INSERT W:INTO N:users P:( N:a P:, N:b c P:) W:VALUES P:( S:x P:, D:1.5 P:) ");
}

TEST(SqlTokens, DoubledQuotesAreOne) { EXPECT_EQ(read("'it''s; fine' ;"), "S:it''s; fine P:; "); }

TEST(SqlTokens, BackslashEscapesOnlyInStringsThatSaySo) {
  EXPECT_EQ(read(R"('C:\' x)"), "S:C:\\ W:x ");
  EXPECT_EQ(read(R"(E'a\'b' x)"), "S:a\\'b W:x ");
}

TEST(SqlTokens, CommentsAreGone) { EXPECT_EQ(read("a -- ON CONFLICT\nb /* 'x' /* y */ ; */ c"), "W:a W:b W:c "); }

TEST(SqlTokens, DollarQuotesAreStrings) {
  EXPECT_EQ(read("DO $$ BEGIN; END $$; $1 $f$ a $$ b $f$"), "W:DO S: BEGIN; END  P:; H:$1 S: a $$ b  ");
}

TEST(SqlTokens, HolesAreTold) {
  EXPECT_EQ(read("= ${} AND a = :id AND b::text = ? AND c = @p"),
            "P:= H:${} W:AND W:a P:= H::id W:AND W:b P:: P:: W:text P:= H:? W:AND W:c P:= H:@p ");
}

TEST(SqlTokens, NamesInBracketsBehindADollarAreHoles) {
  EXPECT_EQ(read("a = $(id) AND b = $<settings:json>::jsonb AND $(x"),
            "W:a P:= H:$(id) W:AND W:b P:= H:$<settings:json> P:: P:: W:jsonb W:AND H:$ P:( W:x ");
}

TEST(SqlTokens, ArraysAreNoNames) { EXPECT_EQ(read("tags[n] ARRAY['a']"), "W:tags P:[ W:n P:] W:ARRAY P:[ S:a P:] "); }

TEST(SqlTokens, WhatIsNotClosedEndsWithTheText) {
  EXPECT_EQ(read("'abc"), "S:abc ");
  EXPECT_EQ(read("a /* b"), "W:a ");
  EXPECT_EQ(read("$$ x"), "S: x ");
}

TEST(SqlTokens, NamesLoseTheirSchema) {
  const auto tokens = tokens_of(R"(public."users" (a))");
  EXPECT_EQ(name_at(tokens, 0).name, "users");
  EXPECT_EQ(name_at(tokens, 0).next, 3U);
  EXPECT_EQ(name_at(tokens_of("\"${}\" (a)"), 0).name, "");
}

TEST(SqlTokens, StatementsEndAtSemicolons) {
  const auto tokens = tokens_of("a; b 'x;y';; c");
  const auto statements = statements_of(tokens);
  ASSERT_EQ(statements.size(), 3U);
  EXPECT_EQ(statements[1].size(), 2U);
}

}  // namespace
}  // namespace lockstep::sql
