#include "facts/extract.h"
#include "facts/show_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lockstep::facts {
namespace {

using testing::HasSubstr;

TEST(Lower, Literals) {
  EXPECT_EQ(shown("'a';"), "(Expression String:a)");
  EXPECT_EQ(shown(R"("a\n\x41\u{1F600}\u0042\
b")"),
            "(Expression String:a\nA\U0001F600Bb)");
  EXPECT_EQ(shown("`a b`;"), "(Expression String:a b)");
  EXPECT_EQ(shown("`lock:${id}:${f(x)}\\n`;"),
            "(Expression (Template:lock:${}:${}\n Ident:id (Call Ident:f _ Ident:x)))");
  EXPECT_EQ(shown("[1, true, null, /a+/g, this];"), "(Expression (Array Number:1 Boolean:true Null Regex:/a+/g This))");
  EXPECT_EQ(shown("[a, , ...b];"), "(Expression (Array Ident:a _ (Spread Ident:b)))");
}

TEST(Lower, Objects) {
  EXPECT_EQ(shown("x = {a, 'b': 1, ['c']: 2, [d]: 3, 4: 5, ...e};"),
            "(Expression (Assign.Assign Ident:x (Object (Property:a Ident:a _) (Property:b Number:1 _) "
            "(Property:c Number:2 String:c) (Property Number:3 Ident:d) (Property:4 Number:5 _) (Spread Ident:e))))");
  const FileFacts facts = extracted("x = {async *m() {}, get g() { return 1; }}");
  const NodeId method = first(facts, Kind::Function);
  EXPECT_TRUE(facts[method].has(kAsync) && facts[method].has(kGenerator) && facts[method].has(kMethod));
  EXPECT_EQ(facts.text(facts.parent(method)), "m");
}

TEST(Lower, MembersAndCalls) {
  EXPECT_EQ(shown("a.b['c'](d);"), "(Expression (Call (Index (Member:b Ident:a) String:c) _ Ident:d))");
  EXPECT_EQ(shown("new A<T>(b);"), "(Expression (New Ident:A (TypeArguments (TypeName:T Ident:T)) Ident:b))");
  EXPECT_EQ(shown("(a!.b as any).c;"), "(Expression (Member:c (Cast.As (Member:b Ident:a) TypeKeyword:any)))");
  EXPECT_EQ(shown("tag`x${y}`;"), "(Expression (Tagged Ident:tag (Template:x${} Ident:y)))");
  EXPECT_EQ(shown("super.f();"), "(Expression (Call (Member:f Super) _))");
  const FileFacts facts = extracted("a?.b?.[c]?.(d);");
  for (const Kind kind : {Kind::Member, Kind::Index, Kind::Call}) EXPECT_TRUE(facts[first(facts, kind)].has(kOptional));
}

TEST(Lower, Operators) {
  EXPECT_EQ(shown("a === b && !c;"),
            "(Expression (Binary.And (Binary.StrictEqual Ident:a Ident:b) (Unary.Not Ident:c)))");
  EXPECT_EQ(shown("a ?\?= b; i++; delete a.b;"),
            "(Expression (Assign.CoalesceAssign Ident:a Ident:b)) (Expression (Unary.Increment Ident:i)) "
            "(Expression (Unary.Delete (Member:b Ident:a)))");
  EXPECT_EQ(shown("a ? b : c;"), "(Expression (Conditional Ident:a Ident:b Ident:c))");
  EXPECT_EQ(shown("a, b;"), "(Expression (Other Ident:a Ident:b))");
  EXPECT_EQ(shown("a satisfies T; a as const;"),
            "(Expression (Cast.Satisfies Ident:a (TypeName:T Ident:T))) (Expression (Cast.AsConst Ident:a _))");
  EXPECT_EQ(shown("<T>a;"), "(Expression (Cast.As Ident:a (TypeName:T Ident:T)))");
}

TEST(Lower, Functions) {
  EXPECT_EQ(
      shown("async function f<T>(a: T, b = 1, ...c): void { await a; }"),
      "(Function:f (TypeParameters (TypeParameter:T _ _)) (Parameters (Parameter:a Binding:a (TypeName:T Ident:T)) "
      "(Parameter:b (Default Binding:b Number:1) _) (Parameter:c Binding:c _)) TypeKeyword:void "
      "(Block (Expression (Await Ident:a))))");
  EXPECT_EQ(shown("x => x;"), "(Expression (Function _ (Parameters (Parameter:x Binding:x _)) _ Ident:x))");
  EXPECT_EQ(shown("function f(this: A): asserts x is T;"),
            "(Function:f _ (Parameters (Parameter:this This (TypeName:A Ident:A))) "
            "(TypeOther (TypeOther (TypeName:T Ident:T))) _)");
  EXPECT_EQ(shown("function* g() { yield; yield a; }"),
            "(Function:g _ Parameters _ (Block (Expression (Yield _)) (Expression (Yield Ident:a))))");
}

TEST(Lower, Classes) {
  EXPECT_EQ(shown("class A<T> extends B<T> implements C, D { }"),
            "(Class:A (TypeParameters (TypeParameter:T _ _)) (Heritage Ident:B (TypeArguments (TypeName:T Ident:T)) "
            "(TypeName:C Ident:C) (TypeName:D Ident:D)) ClassBody)");
  EXPECT_EQ(shown("class A { @D() private readonly x?: string = 'a'; static { f(); } ['k']() {} }"),
            "(Class:A _ (Heritage _ _) (ClassBody (Field:x TypeKeyword:string String:a _ (Decorator (Call Ident:D _))) "
            "(Other (Block (Expression (Call Ident:f _)))) (Method:k (Function:k _ Parameters _ Block) String:k)))");
}

TEST(Lower, DecoratorsFollowWhatTheyDecorate) {
  EXPECT_EQ(shown("@A @B() export class C { @D() @E m(@F() p) {} n() {} }"),
            "(Export (Class:C _ (Heritage _ _) (ClassBody "
            "(Method:m (Function:m _ (Parameters (Parameter:p Binding:p _ (Decorator (Call Ident:F _)))) _ Block) _ "
            "(Decorator (Call Ident:D _)) (Decorator Ident:E)) "
            "(Method:n (Function:n _ Parameters _ Block) _)) (Decorator Ident:A) (Decorator (Call Ident:B _))))");
  EXPECT_THAT(shown("export @A class C {}"), HasSubstr("ClassBody (Decorator Ident:A)"));
}

TEST(Lower, ModifiersOfMembers) {
  const FileFacts facts = extracted(
      "abstract class A { constructor(private readonly a: B, public b: C) {} protected abstract m(): void; #p = 1; "
      "static override get x() { return 1; } }");
  EXPECT_TRUE(facts[first(facts, Kind::Class)].has(kAbstract));
  const Node& constructor = facts[first(facts, Kind::Function)];
  EXPECT_TRUE(constructor.has(kConstructor) && constructor.has(kMethod));
  const NodeId a = first(facts, Kind::Parameter);
  EXPECT_TRUE(facts[a].has(kPrivate) && facts[a].has(kReadonly) && !facts[a].has(kPublic));
  EXPECT_TRUE(facts[NodeId{a.value + facts[a].size}].has(kPublic));
  const NodeId field = first(facts, Kind::Field);
  EXPECT_TRUE(facts[field].has(kPrivate));
  EXPECT_EQ(facts.text(field), "#p");
}

TEST(Lower, Patterns) {
  EXPECT_EQ(
      shown("const {a, b: c, d = 1, [e]: f, ...g} = h, [i, , j = 2, ...k] = l;"),
      "(Variable.Const (Declarator (ObjectPattern (PatternProperty:a Binding:a _) (PatternProperty:b Binding:c _) "
      "(PatternProperty:d (Default Binding:d Number:1) _) (PatternProperty Binding:f Ident:e) (Rest Binding:g)) _ "
      "Ident:h) (Declarator (ArrayPattern Binding:i _ (Default Binding:j Number:2) (Rest Binding:k)) _ Ident:l))");
  EXPECT_EQ(shown("[a, b.c] = d;"), "(Expression (Assign.Assign (ArrayPattern Ident:a (Member:c Ident:b)) Ident:d))");
}

TEST(Lower, Statements) {
  EXPECT_EQ(shown("if (a) b(); else if (c) {} else d();"),
            "(If Ident:a (Expression (Call Ident:b _)) (If Ident:c Block (Expression (Call Ident:d _))))");
  EXPECT_EQ(
      shown("for (let i = 0; i < n; i++) ;"),
      "(For (Variable.Let (Declarator Binding:i _ Number:0)) (Binary.Less Ident:i Ident:n) (Unary.Increment Ident:i) "
      "Block)");
  EXPECT_EQ(shown("for (;;) {}"), "(For _ _ _ Block)");
  EXPECT_EQ(shown("for await (const a of b) c;"),
            "(ForOf (Variable.Const (Declarator Binding:a _ _)) Ident:b (Expression Ident:c))");
  EXPECT_EQ(shown("for (a in b) c;"), "(ForIn Ident:a Ident:b (Expression Ident:c))");
  EXPECT_EQ(shown("while (a) b; do c; while (d)"),
            "(While Ident:a (Expression Ident:b)) (DoWhile (Expression Ident:c) Ident:d)");
  EXPECT_EQ(shown("switch (a) { case 1: b(); break; default: }"),
            "(Switch Ident:a (Case Number:1 (Expression (Call Ident:b _)) Break) (Case _))");
  EXPECT_EQ(shown("try { a } catch { b } finally { c }"),
            "(Try (Block (Expression Ident:a)) _ (Block (Expression Ident:b)) (Block (Expression Ident:c)))");
  EXPECT_EQ(shown("try { } catch (e) { throw e; }"), "(Try Block Binding:e (Block (Throw Ident:e)) _)");
  EXPECT_EQ(shown("l: for (;;) { continue l; } function f() { return; }"),
            "(Labeled:l (For _ _ _ (Block Continue:l))) (Function:f _ Parameters _ (Block (Return _)))");
}

TEST(Lower, Declarations) {
  EXPECT_EQ(shown("const enum E { A = 'a', B, 'C' }"),
            "(Enum:E (EnumMember:A String:a) (EnumMember:B _) (EnumMember:C _))");
  EXPECT_EQ(shown("interface A<T> extends B<T>, C.D { x?: T; m(): void; [k: string]: any }"),
            "(Interface:A (TypeParameters (TypeParameter:T _ _)) (TypeObject (TypeMember:x (TypeName:T Ident:T)) "
            "(TypeMember:m (TypeFunction _ Parameters TypeKeyword:void)) "
            "(TypeIndexSignature TypeKeyword:string TypeKeyword:any)) (TypeName:B Ident:B (TypeName:T Ident:T)) "
            "(TypeName:D (Member:D Ident:C)))");
  EXPECT_EQ(shown("namespace A.B { const x = 1; }"),
            "(Namespace:A.B (Variable.Const (Declarator Binding:x _ Number:1)))");
  EXPECT_EQ(shown("declare module 'x' { } declare global { }"), "Namespace:x Namespace:global");
  EXPECT_EQ(shown("declare const a: number; type A = B;"),
            "(Variable.Const (Declarator Binding:a TypeKeyword:number _)) (TypeAlias:A _ (TypeName:B Ident:B))");
}

TEST(Lower, Types) {
  const auto type = [](std::string_view spelled) {
    const std::string text = shown("type X = " + std::string(spelled) + ";");
    const std::string_view before = "(TypeAlias:X _ ";
    return text.substr(before.size(), text.size() - before.size() - 1);
  };
  EXPECT_EQ(
      type("| 'a' | (1 | -2) | true | null | undefined"),
      "(TypeUnion (TypeLiteral String:a) (TypeLiteral Number:1) (TypeLiteral Number:-2) (TypeLiteral Boolean:true) "
      "(TypeLiteral Null) TypeKeyword:undefined)");
  EXPECT_EQ(type("A & B"), "(TypeIntersection (TypeName:A Ident:A) (TypeName:B Ident:B))");
  EXPECT_EQ(type("`x-${string}`"), "(TypeLiteral (Template:x-${} TypeKeyword:string))");
  EXPECT_EQ(type("{ [K in A as B]?: C }"),
            "(TypeMapped:K (TypeName:A Ident:A) (TypeName:C Ident:C) (TypeName:B Ident:B))");
  EXPECT_EQ(type("(typeof LIST)[number]"), "(TypeIndexed (TypeQuery Ident:LIST) TypeKeyword:number)");
  EXPECT_EQ(type("keyof typeof a.b"), "(TypeKeyof (TypeQuery (Member:b Ident:a)))");
  EXPECT_EQ(
      type("[a: string, b?: number, ...c: T[]]"),
      "(TypeTuple TypeKeyword:string (TypeOther TypeKeyword:number) (TypeOther (TypeArray (TypeName:T Ident:T))))");
  EXPECT_EQ(type("(a: A, b?: B) => x is C"),
            "(TypeFunction _ (Parameters (Parameter:a Binding:a (TypeName:A Ident:A)) "
            "(Parameter:b Binding:b (TypeName:B Ident:B))) (TypeOther (TypeName:C Ident:C)))");
  EXPECT_EQ(type("A extends infer U ? U : never"),
            "(TypeConditional (TypeName:A Ident:A) (TypeOther (TypeParameter:U _ _)) (TypeName:U Ident:U) "
            "TypeKeyword:never)");
  EXPECT_EQ(type("readonly string[]"), "(TypeOther (TypeArray TypeKeyword:string))");
  EXPECT_EQ(type("import('x').Foo<A>"),
            "(TypeName:Foo (Member:Foo (Call Ident:import _ String:x)) (TypeName:A Ident:A))");
  EXPECT_EQ(type("new () => A.B.C<bigint>"),
            "(TypeFunction _ Parameters (TypeName:C (Member:C (Member:B Ident:A)) TypeKeyword:bigint))");
}

TEST(Lower, Jsx) {
  EXPECT_EQ(shown("x = <a.B c='1&amp;2' d {...e} f={g}>text {h} {/* i */}<option value=\"j\" /><></></a.B>;", "a.tsx"),
            "(Expression (Assign.Assign Ident:x (Element:a.B (Member:B Ident:a) (Attributes (Property:c String:1&2 _) "
            "(Property:d Boolean:true _) (Spread Ident:e) (Property:f Ident:g _)) Ident:h "
            "(Element:option _ (Attributes (Property:value String:j _))) (Element: _ Attributes))))");
}

TEST(Lower, SpansAreThoseOfTheTokens) {
  const std::string_view source = "const name = ('value');";
  const FileFacts facts = extracted(source);
  const auto text = [&](Kind kind) {
    const Span span = facts.span(first(facts, kind));
    return std::string(source.substr(span.begin, span.end - span.begin));
  };
  EXPECT_EQ(text(Kind::String), "'value'");
  EXPECT_EQ(text(Kind::Binding), "name");
}

TEST(Lower, MembersBeginAtTheirKeys) {
  const std::string_view source =
      "class A { @D() private f = 1; @E() async m() {} } x = { get g() {} }; interface B { readonly t: 1 }";
  const FileFacts facts = extracted(source);
  std::string keys;
  for (const Kind kind : {Kind::Field, Kind::Method, Kind::Property, Kind::TypeMember}) {
    keys += source[facts[first(facts, kind)].begin];
  }
  EXPECT_EQ(keys, "fmgt");
}

TEST(Lower, CallsWithTypeArgumentsBehindAnOperator) {
  EXPECT_EQ(shown("await a.b<T>(c).d;"),
            "(Expression (Await (Member:d (Call (Member:b Ident:a) (TypeArguments (TypeName:T Ident:T)) Ident:c))))");
  EXPECT_EQ(
      shown("a + !f<T>(b);"),
      "(Expression (Binary.Add Ident:a (Unary.Not (Call Ident:f (TypeArguments (TypeName:T Ident:T)) Ident:b))))");
}

TEST(Lower, CastsOfLongNamesAndOfAwaits) {
  EXPECT_EQ(shown("f(a.b as C.D.E.F);"),
            "(Expression (Call Ident:f _ (Cast.As (Member:b Ident:a) "
            "(TypeName:F (Member:F (Member:E (Member:D Ident:C)))))))");
  EXPECT_EQ(shown("await a() as B[][];"),
            "(Expression (Cast.As (Await (Call Ident:a _)) (TypeArray (TypeArray (TypeName:B Ident:B)))))");
}

TEST(Lower, ComputedKeysOfTypes) {
  EXPECT_EQ(shown("interface A { [E.B]: 1 }"),
            "(Interface:A _ (TypeObject (TypeMember (TypeLiteral Number:1) (Member:B Ident:E))))");
}

TEST(Lower, NodesTellTheirPlaceInTheTree) {
  const FileFacts facts = extracted("class A { m() { return a + await f<T>(x, [1, {b: `${c}`}]); } }\nif (a) b;");
  for (std::uint32_t i = 1; i < facts.nodes.size(); ++i) {
    const Node& node = facts.nodes[i];
    const Node& parent = facts.nodes[node.parent];
    EXPECT_LT(node.parent, i);
    EXPECT_LE(i + node.size, node.parent + parent.size);
    bool is_child = false;
    for (const NodeId child : facts.children(NodeId{node.parent})) is_child = is_child || child.value == i;
    EXPECT_TRUE(is_child) << i;
  }
}

}  // namespace
}  // namespace lockstep::facts
