#include "facts/extract.h"
#include "facts/show_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::facts {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// The statements, and what was lost after a bar.
std::string repaired(std::string_view source, std::string_view path = "a.ts") {
  const FileFacts facts = extracted(source, path);
  std::string text = shown(source, path);
  for (const Trouble& trouble : facts.troubles) text += " | " + trouble.message;
  return text;
}

TEST(Repair, TypeArgumentsOfTags) {
  EXPECT_EQ(repaired("sql<string>`a${b}`.as('c');"),
            "(Expression (Call (Member:as (Tagged Ident:sql (Template:a${} Ident:b))) _ String:c))");
  EXPECT_EQ(repaired("styled.div<{ $a: B; c?: () => void }>`x`;"),
            "(Expression (Tagged (Member:div Ident:styled) String:x))");
  EXPECT_EQ(repaired("<p>Use<code>`x`</code></p>;", "a.tsx"),
            "(Expression (Element:p _ Attributes (Element:code _ Attributes)))");
  // Read without a stumble, but as `db.q < (Array < (any >> `x`))`.
  EXPECT_EQ(repaired("db.q<Array<any>>`\n${a}`;"),
            "(Expression (Tagged (Member:q Ident:db) (Template:\n${} Ident:a)))");
}

TEST(Repair, LeavesOtherAnglesInFrontOfBackticks) {
  EXPECT_EQ(repaired("<p>Use<br/>`x`</p>;", "a.tsx"),
            "(Expression (Element:p _ Attributes (Element:br _ Attributes)))");
  EXPECT_EQ(repaired("const t = `a<${b}>`;"), "(Variable.Const (Declarator Binding:t _ (Template:a<${}> Ident:b)))");
}

TEST(Repair, CallsReadAsTwoComparisons) {
  // The parser drops the right reading where the argument is long.
  std::string argument = "{ a: async (b: C) => { ";
  for (int i = 0; i < 40; ++i) argument += "if (x) { await y.z({ a: { b: [1, 2, { c: d => e ? f : g }] } }); } ";
  argument += "} }";
  const std::string text = repaired("p(f<A, B>(" + argument + ") as D);");
  EXPECT_THAT(text, HasSubstr("(Call Ident:p _ (Cast.As (Call Ident:f "));
}

TEST(Repair, Using) {
  EXPECT_EQ(repaired("using a = f(); await using b = g();"),
            "(Variable.Using (Declarator Binding:a _ (Call Ident:f _))) "
            "(Variable.Using (Declarator Binding:b _ (Call Ident:g _)))");
  EXPECT_EQ(repaired("for (using a of b) {}"), "(ForOf (Variable.Using (Declarator Binding:a _ _)) Ident:b Block)");
  EXPECT_EQ(repaired("function f(using: A) { g(...using); }"),
            "(Function:f _ (Parameters (Parameter:using Binding:using (TypeName:A Ident:A))) _ "
            "(Block (Expression (Call Ident:g _ (Spread Ident:using)))))");
}

TEST(Repair, Modules) {
  EXPECT_EQ(repaired("export type * from './x'; import defer * as a from 'b';"), "(Export _) (Import Binding:a)");
  const FileFacts facts = extracted("export type * from './x';");
  ASSERT_EQ(facts.exports.size(), 1U);
  EXPECT_TRUE(facts.exports[0].type_only);
  EXPECT_EQ(facts.text(facts.imports[0].specifier), "./x");
}

TEST(Repair, ImportedTypes) {
  EXPECT_EQ(
      repaired("vi.importActual<typeof import('x')>('x');"),
      "(Expression (Call (Member:importActual Ident:vi) (TypeArguments (TypeQuery (Call Ident:import _ String:x))) "
      "String:x))");
}

TEST(Repair, ImportsBesideImportedTypes) {
  const FileFacts facts = extracted("f<\n  typeof import('x')\n>();\nimport('y').then(g);");
  EXPECT_THAT(facts.troubles, IsEmpty());
  std::vector<std::string_view> specifiers;
  for (const Import& import : facts.imports) specifiers.push_back(facts.text(import.specifier));
  EXPECT_THAT(specifiers, Contains("y"));
}

TEST(Repair, SmallStumbles) {
  EXPECT_EQ(repaired("type A<in out T> = (string) => void;"),
            "(TypeAlias:A (TypeParameters (TypeParameter:T _ _)) "
            "(TypeFunction _ (Parameters (Parameter:string Binding:string _)) TypeKeyword:void))");
  EXPECT_EQ(repaired("f<['a'?]>(b);"),
            "(Expression (Call Ident:f (TypeArguments (TypeTuple (TypeLiteral String:a))) Ident:b))");
  EXPECT_EQ(
      repaired("interface A {\n  (a: B): C<D>\n  <E>(f: E): F\n}"),
      "(Interface:A _ (TypeObject (Other (TypeFunction _ (Parameters (Parameter:a Binding:a (TypeName:B Ident:B))) "
      "(TypeName:C Ident:C (TypeName:D Ident:D)))) (Other (TypeFunction (TypeParameters (TypeParameter:E _ _)) "
      "(Parameters (Parameter:f Binding:f (TypeName:E Ident:E))) (TypeName:F Ident:F)))))");
  EXPECT_EQ(repaired("type A<T extends string> = `a \\`${T}\\``;"),
            "(TypeAlias:A (TypeParameters (TypeParameter:T TypeKeyword:string _)) "
            "(TypeLiteral (Template:a `${}` (TypeName:T Ident:T))))");
}

TEST(Repair, AmpersandsInJsx) {
  EXPECT_EQ(repaired("<a href='/x?a=1&b=2&c=3'>R&D & so on {a && b & c}</a>;", "a.tsx"),
            "(Expression (Element:a _ (Attributes (Property:href String:/x?a=1&b=2&c=3 _)) "
            "(Binary.And Ident:a (Binary.OtherBinary Ident:b Ident:c))))");
}

TEST(Damage, SaysWhatWasLostAndKeepsTheRest) {
  const FileFacts facts = extracted("const a = 1;\nlet %% b;\nfunction f() { return 'x'; }\n");
  ASSERT_FALSE(facts.troubles.empty());
  EXPECT_EQ(facts.troubles[0].kind, Trouble::Kind::SyntaxDamage);
  EXPECT_THAT(facts.troubles[0].message, HasSubstr("%"));
  EXPECT_NE(first(facts, Kind::String).value, 0U);
  EXPECT_THAT(shown("class A { m() { f(1); }\nconst x = g(2)"), HasSubstr("(Call Ident:f _ Number:1)"));
}

TEST(Extract, AnswersToAnyBytes) {
  EXPECT_EQ(extracted("").nodes.size(), 1U);
  EXPECT_EQ(shown("\xEF\xBB\xBF"
                  "a;\r\nb;\r\n"),
            "(Expression Ident:a) (Expression Ident:b)");
  const FileFacts binary = extracted(std::string_view("a\0b", 3));
  ASSERT_EQ(binary.troubles.size(), 1U);
  EXPECT_EQ(binary.troubles[0].kind, Trouble::Kind::NotText);
  const FileFacts latin = extracted("const a = 'caf\xE9';");
  EXPECT_EQ(latin.text(first(latin, Kind::String)), "caf\xE9");
  EXPECT_THAT(dump(latin, "const a = 'caf\xE9';"), HasSubstr("String \"caf\\xe9\""));
}

TEST(Extract, SurvivesDepth) {
  constexpr std::size_t kDeep = 100'000;
  const FileFacts parentheses = extracted(std::string(kDeep, '(') + "x" + std::string(kDeep, ')'));
  EXPECT_NE(first(parentheses, Kind::Ident).value, 0U);
  const FileFacts arrays = extracted(std::string(kDeep, '[') + std::string(kDeep, ']'));
  ASSERT_EQ(arrays.troubles.size(), 1U);
  EXPECT_EQ(arrays.troubles[0].kind, Trouble::Kind::Limit);
}

TEST(Extract, CutsWhatWouldTakeForEver) {
  std::string comments;
  while (comments.size() < 300'000) comments += "/* ";
  const FileFacts facts = extracted(comments);
  ASSERT_EQ(facts.troubles.size(), 1U);
  EXPECT_EQ(facts.troubles[0].kind, Trouble::Kind::Limit);
}

TEST(Extract, ReadsLongChainsWhole) {
  constexpr std::size_t kLong = 5'000;
  std::string sum = "x = 0";
  std::string chain = "x";
  std::string either = "type X = 'a'";
  for (std::size_t i = 0; i < kLong; ++i) {
    sum += " + a";
    chain += ".b(c)";
    either += " | 'a'";
  }
  const auto count = [](const FileFacts& facts, Kind kind) {
    std::size_t found = 0;
    for (const Node& node : facts.nodes) found += node.kind == kind ? 1 : 0;
    return found;
  };
  EXPECT_EQ(count(extracted(sum), Kind::Binary), kLong);
  EXPECT_EQ(count(extracted(chain), Kind::Call), kLong);
  EXPECT_EQ(count(extracted(either), Kind::TypeLiteral), kLong + 1);
}

TEST(Extract, KnowsGeneratedFiles) {
  EXPECT_TRUE(extracted("// @generated\nconst a = 1;").is_generated);
  EXPECT_TRUE(extracted("/* eslint-disable */\n/** This file is auto-generated. DO NOT EDIT. */").is_generated);
  EXPECT_TRUE(extracted("// Generated from Query.g4 by ANTLR 4.9\nconst a = 1;").is_generated);
  EXPECT_FALSE(extracted("const a = '@generated';").is_generated);
  std::string minified;
  while (minified.size() < 30'000) minified += "a=1;";
  EXPECT_TRUE(extracted(minified).is_generated);
}

TEST(Extract, SaysWhetherAFileIsAModule) {
  EXPECT_TRUE(extracted("export {};").is_module);
  EXPECT_FALSE(extracted("const a = 1;").is_module);
}

constexpr std::string_view kRich = R"(#!/usr/bin/env node
import a, { b as c, type D } from './x';
export * as ns from 'y';
@Injectable() export class Service<T extends D = D> extends Base<T> implements I {
  static #count = 0; @Field(() => [String]) private readonly x?: `a-${string}` = 'a';
  constructor(@Inject(TOKEN) private readonly repo: Repository<Row>, public b = 1, ...rest: string[]) { super(); }
  @On('event') async *run({ id, ...more }: { id: string }, [p, , q = 2]) {
    const lock = await this.redis.set(`lock:${id}`, 'v', 'NX');
    if (!lock) return; else try { for await (const r of rows) { yield r!; } } catch (e) { throw e; } finally { done(); }
    switch (id) { case 'a': case A.B: break; default: label: while (true) { continue label; } }
    return <const>{ ...more, [p]: q, get z() { return 1; } } satisfies Record<string, unknown>;
  }
}
type Fn<in out T> = (a: T, ...b: [x: 1, y?: 2]) => asserts a is T; enum E { A = 'a', B = 1 << 2 }
declare global { interface Window { [k: string]: typeof import('z').q } }
using r = open(); const t = sql<number>`select ${r} & 1`; module.exports = { t };
)";

TEST(Extract, EndsOnEveryPrefix) {
  for (std::size_t length = 0; length <= kRich.size(); ++length) {
    const std::string_view source = kRich.substr(0, length);
    for (const std::string_view path : {"a.ts", "a.tsx"}) {
      const FileFacts facts = extract(path, source);
      ASSERT_FALSE(facts.nodes.empty());
      ASSERT_EQ(facts.nodes[0].size, facts.nodes.size());
      ASSERT_FALSE(dump(facts, source).empty());
    }
  }
}

TEST(Extract, LosesNothingOfAFileThatIsSound) { EXPECT_TRUE(extracted(kRich).troubles.empty()); }

TEST(Extract, CountsHowOftenNamesAreUsed) {
  const FileFacts facts =
      extracted("function f(a) { return f(a) + o.f; }\nconst g = { a, f: 'f' };\nexport { g as h };");
  const auto uses = [&](std::string_view name) {
    for (std::size_t i = 0; i < facts.names.size(); ++i) {
      if (facts.names[LocalName{i}] == name) return static_cast<int>(facts.uses[i]);
    }
    return -1;
  };
  EXPECT_EQ(uses("f"), 3);  // called, a member, a string
  EXPECT_GE(uses("a"), 2);  // given on, and a shorthand
  EXPECT_EQ(uses("g"), 1);  // exported
  EXPECT_EQ(uses("h"), 1);
  EXPECT_EQ(uses("o"), 1);
}

}  // namespace
}  // namespace lockstep::facts
