#include "facts/extract.h"
#include "facts/show_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lockstep::facts {
namespace {

using testing::ElementsAre;

/// For each Ident with a name the line of the declaration that it leads to, 0 when it leads out of the file.
std::vector<std::uint32_t> lines_of(std::string_view source, std::string_view name) {
  const FileFacts facts = extracted(source, "a.tsx");
  std::vector<std::uint32_t> lines;
  for (std::size_t i = 0; i < facts.nodes.size(); ++i) {
    if (facts.nodes[i].kind != Kind::Ident || facts.text(NodeId{i}) != name) continue;
    const auto binding = facts.binding(NodeId{i});
    std::uint32_t line = 0;
    if (binding) {
      line = 1;
      for (const char c : source.substr(0, facts[*binding].name_span.begin)) line += c == '\n' ? 1 : 0;
    }
    lines.push_back(line);
  }
  return lines;
}

TEST(Bind, FindsTheInnermostDeclaration) {
  EXPECT_THAT(lines_of("const a = 1;\n{ let a = 2;\n f(a); }\nf(a);", "a"), ElementsAre(2, 1));
  EXPECT_THAT(lines_of("const a = 1;\nfunction f(a) { g(a); }\ng(a);", "a"), ElementsAre(2, 1));
  EXPECT_THAT(lines_of("for (const a of b)\n c(a);\nc(a);", "a"), ElementsAre(1, 0));
  EXPECT_THAT(lines_of("const e = 1;\ntry { f(e); }\ncatch (e) { f(e); } f(e);", "e"), ElementsAre(1, 3, 1));
}

TEST(Bind, HoistsFunctionsAndVar) {
  EXPECT_THAT(lines_of("g();\n\nfunction g() {}", "g"), ElementsAre(3));
  EXPECT_THAT(lines_of("function f() { use(v);\n if (x) {\n var v = 1; } }\nuse(v);", "v"), ElementsAre(3, 0));
}

TEST(Bind, PrefersTheOverloadWithABody) {
  EXPECT_THAT(lines_of("function f(a: string);\nfunction f(a: number);\nfunction f(a) {}\nf();", "f"), ElementsAre(3));
}

TEST(Bind, NamesOfExpressionsAreVisibleInside) {
  EXPECT_THAT(lines_of("x = function f() {\n f(); };\nf();", "f"), ElementsAre(1, 0));
  EXPECT_THAT(lines_of("x = class C {\n m() { new C(); } };\nnew C();", "C"), ElementsAre(1, 0));
}

TEST(Bind, KeepsTypesAndValuesApart) {
  EXPECT_THAT(lines_of("const A = ['x'] as const;\ntype A = 1;\nlet b: A = A;", "A"), ElementsAre(2, 1));
  EXPECT_THAT(lines_of("const A = 1;\ntype A = typeof A;", "A"), ElementsAre(1));
  EXPECT_THAT(lines_of("enum E { A }\nlet e: E.A = E.A;", "E"), ElementsAre(1, 1));
  EXPECT_THAT(lines_of("type F<T> =\n (a: T) => T;\nlet x: T;", "T"), ElementsAre(1, 1, 0));
  EXPECT_THAT(lines_of("type G<T> = T extends infer U\n ? U : 1;\nlet x: U;", "U"), ElementsAre(1, 0));
}

TEST(Bind, MarksWhatIsAssigned) {
  const FileFacts facts = extracted("let a, b, c, d, e; a = 1; [b] = x; ({c} = x); d++; f(e);");
  std::string assigned;
  for (const Binding& binding : facts.bindings) assigned += binding.is_assigned ? facts.text(binding.name) : "-";
  EXPECT_EQ(assigned, "abcd-");
}

TEST(Bind, TagsOfElementsAreUses) {
  EXPECT_THAT(lines_of("import { Card } from './card';\nconst x = <Card a='b'></Card>;", "Card"), ElementsAre(1));
}

/// One line for each import or export, without places.
std::vector<std::string> tables(std::string_view source) {
  const FileFacts facts = extracted(source);
  std::vector<std::string> lines;
  for (const Binding& binding : facts.bindings) {
    if (binding.kind != BindingKind::Import) continue;
    lines.push_back(std::string(facts.text(binding.name)) + " = " + std::string(facts.text(binding.imported)) + " of " +
                    std::string(facts.text(facts.imports[binding.import].specifier)));
  }
  for (const Export& exported : facts.exports) {
    std::string line = "export " + std::string(facts.text(exported.name));
    if (exported.binding != kNone) line += " = " + std::string(facts.text(facts.bindings[exported.binding].name));
    if (exported.expression != kNone) line += " = " + show(facts, NodeId{exported.expression});
    if (exported.import != kNone) {
      line += " = " + std::string(facts.text(exported.imported)) + " of " +
              std::string(facts.text(facts.imports[exported.import].specifier));
    }
    if (exported.type_only) line += " (type)";
    lines.push_back(line);
  }
  return lines;
}

TEST(Imports, InAllTheirForms) {
  EXPECT_THAT(tables("import a, { b, c as d } from 'x'; import * as e from 'y'; import 'z'; import f = require('w');"),
              ElementsAre("a = default of x", "b = b of x", "d = c of x", "e = * of y", "f = * of w"));
  EXPECT_THAT(tables("const g = require('v'); const { h, i: j } = require('u'); const k = require('t').l;"),
              ElementsAre("g = * of v", "h = h of u", "j = i of u", "k = l of t"));
  EXPECT_THAT(tables("async function f() { const { a } = await import('s'); }"), ElementsAre("a = a of s"));
}

TEST(Imports, RememberHowTheyWereSaid) {
  const FileFacts facts =
      extracted("import type { A } from 'a'; type B = import('b').C; import('c'); export * from 'd';");
  std::string forms;
  for (const Import& import : facts.imports) {
    forms += facts.text(import.specifier);
    forms += std::to_string(static_cast<int>(import.form));
    forms += import.type_only ? "t " : " ";
  }
  EXPECT_EQ(forms, "a0t b3t c3 d1 ");
}

TEST(Exports, OfDeclarations) {
  EXPECT_THAT(tables("export const a = 1, { b, c: [d] } = e; export function f() { var no = 1; } export class G {} "
                     "export enum H {} export type I = 1; export interface J {}"),
              ElementsAre("export a = a", "export b = b", "export d = d", "export f = f", "export G = G",
                          "export H = H", "export I = I", "export J = J"));
  EXPECT_THAT(tables("export default class A {}"), ElementsAre("export default = A"));
  EXPECT_THAT(tables("export default function () {}"), ElementsAre("export default = (Function _ Parameters _ Block)"));
  EXPECT_THAT(tables("const a = 1; export default a;"), ElementsAre("export default = a = Ident:a"));
  EXPECT_THAT(tables("export default { a: 1 };"), ElementsAre("export default = (Object (Property:a Number:1 _))"));
}

TEST(Exports, OfLists) {
  EXPECT_THAT(
      tables("const a = 1; type b = 1; export { a, b as c, type b as d }; export { x as y, default } from 'z';"),
      ElementsAre("export a = a", "export c = b", "export d = b (type)", "export y = x of z",
                  "export default = default of z"));
  EXPECT_THAT(tables("const A = 1; type A = 2; export { A };"), ElementsAre("export A = A", "export A = A"));
  EXPECT_THAT(tables("export * from 'a'; export * as b from 'c'; export type { D } from 'e';"),
              ElementsAre("export * = * of a", "export b = * of c", "export D = D of e (type)"));
}

TEST(Exports, OfCommonJs) {
  EXPECT_THAT(tables("const a = 1; module.exports = { a, b: 2 }; exports.c = 3;"),
              ElementsAre("export = = (Object (Property:a Ident:a _) (Property:b Number:2 _))",
                          "export a = a = Ident:a", "export b = Number:2", "export c = Number:3"));
  EXPECT_THAT(tables("const a = 1; export = a;"), ElementsAre("export = = a = Ident:a"));
}

TEST(Exports, OfNamespacesStayInside) {
  EXPECT_THAT(tables("namespace N { export const a = 1; } declare module 'x' { export function f(): void; }"),
              ElementsAre());
}

}  // namespace
}  // namespace lockstep::facts
