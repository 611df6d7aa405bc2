"""Hostile source files: any bytes get an answer, at any depth and length.

usage: sources_test.py LOCKSTEP [TEST…]
"""

import os
import subprocess
import sys

import hostile
from hostile import CLEAN, COPY, FINDINGS, INCOMPLETE, LIST, Hostile

DEPTH = 100_000
MEGABYTE = 1 << 20


def nested(open_text, middle, close_text, depth=DEPTH):
    return open_text * depth + middle + close_text * depth


class Bytes(Hostile):
    def test_empty(self):
        self.write("a.ts", "")
        self.write("b.tsx", "\n")
        self.write("c.js", " " * MEGABYTE)
        self.assertEqual(self.scan(codes=[CLEAN]).notifications, [])

    def test_fifty_megabytes(self):
        self.write("a.ts", ("export const line = 1;\n" * (50 * MEGABYTE // 23)))
        self.write("b.ts", LIST)
        self.assertEqual(self.noted(self.scan(codes=[INCOMPLETE])), [("file-too-large", "a.ts")])

    def test_one_line_of_five_megabytes(self):
        self.write("a.ts", LIST)
        self.write("b.ts", "export const z = [" + "'aaaaaaaa'," * (5 * MEGABYTE // 11) + "];" + COPY)
        self.write("c.js", "f(" + "a.b," * (5 * MEGABYTE // 4) + "1);")
        self.scan()  # such a file counts as generated, so nothing is reported in it

    def test_invalid_utf8(self):
        self.write("a.ts", LIST)
        self.write("b.ts", b"// \xff\xfe \xc0\x80 \xed\xa0\x80 \xf5\x80\x80\x80 \xe2\x82\n" + COPY.encode())
        self.write("c.ts", b"export const a = '\xff\xfe\x80', b = `\xc3${'\xf0\x9f'}`;\n" + bytes(range(128, 256)) * 1000)
        self.write("d.ts", os.urandom(MEGABYTE))
        self.scan(codes=[FINDINGS])

    def test_comments_that_speak_to_us(self):
        comment = "lockstep-ignore-next-line duplicate-list: x"
        for text in (f"// {comment}\n" * 200_000, f"/*{comment}*/ " * 200_000, f"{{/*{comment}*/}}\n" * 50_000, f"//{comment} {'x' * 5_000_000}",
                     f"/* {comment}\n" + " * \x1b[31m\n" * 200_000 + "*/", "`${" * 1000 + f"/* {comment} */" + "}`" * 1000,
                     "// lockstep-ignore-begin duplicate-list: x\n" * 50_000 + "// lockstep-ignore-end\n" * 50_000):
            with self.subTest(text[:60]):
                self.write("a.ts", text)
                self.write("b.tsx", text + COPY * 50)
                self.scan()

    def test_utf16(self):
        self.write("a.ts", b"\xff\xfe" + LIST.encode("utf-16-le"))
        self.write("b.ts", b"\xfe\xff" + LIST.encode("utf-16-be"))
        self.assertIn("UTF-16", self.scan(codes=[INCOMPLETE]).errors)

    def test_nul_bytes(self):
        self.write("a.ts", b"\0" * MEGABYTE)
        self.write("b.ts", b"export const a = '\0', b\0 = 1;\0\n" * 1000)
        self.scan()

    def test_byte_order_mark_and_line_ends(self):
        self.write("a.ts", b"\xef\xbb\xbf" + LIST.encode())
        self.write("b.ts", (b"\xef\xbb\xbf// x\r\n" + COPY.encode().replace(b"\n", b"\r\n")) * 2)
        self.write("c.ts", b"// x\r// y\r" + LIST.encode().replace(b"\n", b"\r"))
        self.write("d.ts", "// \u2028 \u2029\n" + LIST)
        self.scan(codes=[FINDINGS])

    def test_control_characters_everywhere(self):
        evil = "\x1b]0;owned\x07\x9b31m\u202e\x08"
        self.write("a.ts", LIST.replace("harbour", "harbour" + evil))
        self.write(f"dir{evil}/b\n{evil}.ts", f"/* {evil} */ " + COPY.replace("harbour", "harbour" + evil))
        self.write(f"c{evil}.ts", "const = = " + evil)
        self.write("package.json", '{"name": "x\x1b[31m", "workspaces": ["\x1b*"]}')
        self.scan(codes=[FINDINGS])

    def test_unclosed(self):
        for number, text in enumerate(("(", "[", "{", "<", "`${", "<a>", "'", "/*", "/", "f(", "x ? ", "class A { ", "a<", "=> ", "@", "if (", "() => {", "\\", "#", "..")):
            with self.subTest(text):
                self.write(f"{number}.tsx", text * 20_000)
                self.write(f"{number}.ts", text * 20_000)
                self.scan()
                (self.folder / f"{number}.tsx").unlink()
                (self.folder / f"{number}.ts").unlink()


class Depth(Hostile):
    """A stack of a thread holds some thousand calls; each of these goes deeper than that."""

    def one(self, text, name="a.ts", codes=(CLEAN, FINDINGS, INCOMPLETE)):
        self.write(name, text)
        self.write("z.ts", LIST)
        return self.scan(codes=codes)

    def test_parentheses(self):
        self.one("export const x = " + nested("(", "1", ")") + ";")

    def test_arrays(self):
        self.one("export const x = " + nested("[", "'a', 'b', 'c'", "]") + ";")

    def test_objects(self):
        self.one("export const x = " + nested("{ a: ", "1", "}") + ";")

    def test_blocks(self):
        self.one("export function f() " + nested("{", "g();", "}"))

    def test_calls(self):
        self.one(nested("f(", "1", ")") + ";")

    def test_functions(self):
        self.one(nested("function f() { return ", "1", "}", 50_000))

    def test_arrows(self):
        self.one("export const f = " + "() => " * DEPTH + "1;")

    def test_callbacks(self):
        self.one(nested("f(async () => { await ", "g()", "; })", 50_000) + ";")

    def test_classes(self):
        self.one("const x = " + nested("class { m() { return ", "1", "} }", 30_000) + ";")

    def test_namespaces(self):
        self.one(nested("namespace a { export ", "const x = 1;", "}", 30_000))

    def test_template_holes(self):
        self.one("export const x = " + nested("`a${", "1", "}`", 50_000) + ";")

    def test_jsx(self):
        self.one("export const x = " + nested("<a b={c}>", "text", "</a>", 50_000) + ";", "a.tsx")

    def test_jsx_attributes(self):
        self.one("export const x = " + nested("<a b={", "1", "}/>", 50_000) + ";", "a.tsx")

    def test_type_arguments(self):
        self.one("export type X = " + nested("A<", "1", ">", 50_000) + ";")

    def test_type_parentheses(self):
        self.one("export type X = " + nested("(", "1", ")", 50_000) + ";")

    def test_type_objects(self):
        self.one("export type X = " + nested("{ a: ", "1", "}", 50_000) + ";")

    def test_type_arrays(self):
        self.one("export type X = 1" + "[]" * DEPTH + ";")

    def test_type_tuples(self):
        self.one("export type X = " + nested("[", "1", "]", 50_000) + ";")

    def test_conditional_types(self):
        self.one("export type X<T> = " + "T extends 1 ? 2 : " * 30_000 + "3;")

    def test_function_types(self):
        self.one("export type X = " + "() => " * 50_000 + "void;")

    def test_member_chain(self):
        self.one("export const x = a" + ".b" * DEPTH + ";")

    def test_index_chain(self):
        self.one("export const x = a" + "['b']" * DEPTH + ";")

    def test_call_chain(self):
        self.one("export const x = a" + ".then(b)" * DEPTH + ";")

    def test_curried_calls(self):
        self.one("export const x = a" + "(b)" * DEPTH + ";")

    def test_non_null_and_optional_chain(self):
        self.one("export const x = a" + "!?.b" * DEPTH + ";")

    def test_sums(self):
        self.one("export const x = 'a'" + " + 'b'" * DEPTH + ";")

    def test_alternatives(self):
        self.one("if (" + " || ".join(f"x === 'value{i}'" for i in range(DEPTH)) + ") f();")

    def test_commas(self):
        self.one("a" + ", a" * DEPTH + ";")

    def test_assignments(self):
        self.one("a = " * DEPTH + "1;")

    def test_unary(self):
        self.one("export const x = " + "!" * DEPTH + "y, z = " + "typeof " * DEPTH + "y;")

    def test_casts(self):
        self.one("export const x = y" + " as any" * DEPTH + ";")

    def test_ternaries(self):
        self.one("export const x = " + "a ? b : " * DEPTH + "c;")

    def test_ternaries_on_the_left(self):
        self.one("export const x = " + "a ? " * 50_000 + "b" + " : c" * 50_000 + ";")

    def test_else_ifs(self):
        self.one("export function f(x: string) { " + " else ".join(f"if (x === 'v{i}') g({i});" for i in range(50_000)) + " }")

    def test_loops(self):
        self.one("for (;;) " * DEPTH + "f();")

    def test_labels(self):
        self.one("".join(f"a{i}: " for i in range(30_000)) + "f();")

    def test_tries(self):
        self.one(nested("try {", "f();", "} finally { g(); }", 30_000))

    def test_switches(self):
        self.one(nested("switch (x) { case 'a': ", "f();", "}", 30_000))

    def test_patterns(self):
        self.one("const " + nested("{ a: ", "b", "}", 50_000) + " = c; const " + nested("[", "d", "]", 50_000) + " = e;")

    def test_awaits(self):
        self.one("export async function f() { " + "await " * DEPTH + "g(); }")

    def test_decorators(self):
        self.one("@a() " * 30_000 + "class A { " + "@b(() => C) " * 30_000 + "x; }")

    def test_generic_ambiguity(self):
        self.one("f(" + "a < b, c > (d), " * 20_000 + "1); x = " + "a<b>(" * 5_000 + "1" + ")" * 5_000)

    def test_unclosed_generic_ambiguity(self):
        self.one("x = " + "a<b<" * 20_000)

    def test_json_schema_like_data(self):
        self.one("export const x = " + nested('{"type": "object", "properties": {"a": ', "{}", "}}", 30_000) + ";")


class OtherVerbs(Hostile):
    """What looks at a program once more, and with more words than a scan."""

    def test_doctor_and_dump(self):
        self.write("parentheses.ts", "export const x = " + nested("(", "1", ")") + ";")
        self.write("calls.ts", nested("f(", "1", ")") + ";")
        self.write("chain.ts", "export const x = a" + ".then(b)" * DEPTH + ";")
        self.write("curried.ts", "export const x = a" + "(b)" * DEPTH + ";")
        self.write("members.ts", "export const x = a" + ".b" * DEPTH + ";\nx.y();\n")
        self.write("jsx.tsx", "export const x = " + nested("<a b={c}>", "text", "</a>", 50_000) + ";")
        self.write("types.ts", "export type X = " + nested("A<", "1", ">", 50_000) + ";\nexport function f(x: X, y: Array<X>) { x.a(); y[0].b(); }\n")
        self.write("heirs.ts", "class C0 { m() {} }\n" + "".join(f"class C{i} extends C{i - 1} {{}}\n" for i in range(1, 20_000)) + "export const x = new C19999().m();\n")
        self.write("rings.ts", "import { a } from './rings';\nexport { a } from './rings';\nexport * from './rings';\nexport const b = a(b), c = () => c(), d = d.e.f.g();\na.b(); b.c();\n")
        self.write("many.ts", "import x from './gone';\n" * 20_000 + "x.y(z.w());\n" * 20_000)
        for verb in (["doctor"], ["doctor", "--format", "json"], ["dump", "program"]):
            with self.subTest(verb):
                done = subprocess.run([hostile.LOCKSTEP, *verb], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS)
                self.assertEqual(done.returncode, CLEAN, done.stderr[-2000:])
                self.assertEqual(done.stderr, b"")
                self.assertIsNone(hostile.CONTROL.search(done.stdout.decode()))


class Breadth(Hostile):
    """Nothing may grow with the square of what a file or a program has much of."""

    def test_enum_with_100000_members(self):
        self.write("a.ts", "export enum E {\n" + "".join(f"  M{i} = 'value_{i}',\n" for i in range(DEPTH)) + "}\n")
        self.write("b.ts", "import { E } from './a';\nexport const f = (e: E) => { switch (e) { case E.M1: return 1; case E.M99999: return 2; } };\n")
        self.scan()

    def test_enums_of_40000_members_that_repeat_each_other(self):
        members = "".join(f"  M{i} = 'value_{i}',\n" for i in range(40_000))
        self.write("a.ts", "export enum E {\n" + members + "}\nexport const f = (e: E) => e === E.M1;\n")
        self.write("b.ts", "export enum Twin {\n" + members + "}\nexport const g = (e: Twin) => e === Twin.M2;\n")
        self.scan()

    def test_enum_with_30000_members_that_are_all_handled(self):
        self.write("a.ts", "export enum E {\n" + "".join(f"  M{i} = 'value_{i}',\n" for i in range(30_000)) + "}\n")
        self.write("b.ts", "import { E } from './a';\nexport const f = (e: E) => { switch (e) {\n" + "".join(f"case E.M{i}: return {i};\n" for i in range(29_999)) + "} };\n")
        self.scan()

    def test_union_with_50000_literals(self):
        self.write("a.ts", "export type U = " + " | ".join(f"'value_{i}'" for i in range(50_000)) + ";\n")
        self.write("b.ts", "import { U } from './a';\nexport function f(u: U) { if (u === 'value_1') return 1; if (u === 'nothing') return 2; }\n")
        self.scan()

    def test_copies_of_a_list_of_20000(self):
        values = [f"'value_{i}'" for i in range(20_000)]
        for number in range(4):
            self.write(f"{number}.ts", f"export const LIST_{number} = [" + ", ".join(values[number:]) + "];\n")
        self.scan()

    def test_20000_lists_with_common_values(self):
        for part in range(20):
            self.write(f"{part}.ts", "".join(f"export const L{part}_{i} = ['common_one', 'common_two', 'own_{part}_{i}'];\n" for i in range(1000)))
        self.scan()

    def test_2000_copies_of_a_list(self):
        for part in range(20):
            self.write(f"{part}.ts", "".join(f"export const L{part}_{i} = ['first_value', 'second_value', 'third_value', 'fourth_value'];\n" for i in range(100)))
        self.scan()

    def test_switch_with_50000_cases(self):
        self.write("a.ts", "export function f(x) { switch (x.type) { " + "".join(f"case 'value_{i}': return {i};\n" for i in range(50_000)) + "} }\n")
        self.scan()

    def test_object_with_100000_keys(self):
        self.write("a.ts", "export const o = { " + "".join(f"key_{i}: 'value_{i}',\n" for i in range(DEPTH)) + "};\n" + "".join(f"o.key_{i};\n" for i in range(20_000)))
        self.scan()

    def test_100000_statements_and_uses_of_one_name(self):
        self.write("a.ts", "export let x = 1;\n" + "x = x + 1;\n" * DEPTH)
        self.scan()

    def test_50000_declarations_of_one_name(self):
        self.write("a.ts", "export function f(a: string): void;\n" * 50_000 + "var x = f('a');\n" * 50_000)
        self.scan()

    def test_10000_methods_of_one_name(self):
        self.write("a.ts", "".join(f"export class C{i} {{ async save(x) {{ await this.save(x); }} }}\n" for i in range(10_000)) + "export function f(x: any) { " + "x.save(1); " * 10_000 + "}\n")
        self.scan()

    def test_10000_heirs(self):
        self.write("a.ts", "export class A { run() { return this.go(); } go() {} }\n" + "".join(f"export class B{i} extends A {{ go() {{ this.run(); }} }}\n" for i in range(10_000)))
        self.scan()

    def test_every_function_calls_every_function(self):
        calls = "".join(f"f{i}(x); " for i in range(500))
        self.write("a.ts", "".join(f"export async function f{i}(x) {{ {calls} }}\n" for i in range(500)))
        self.scan()

    def test_writers_called_from_everywhere(self):
        self.write("package.json", '{"dependencies": {"typeorm": "^0.3.0", "@nestjs/common": "^11.0.0", "@nestjs/typeorm": "^11.0.0"}}')
        methods = "".join(
            f"@Get('{i}') async h{i}(id: string) {{ const row = await this.rows.findOneByOrFail({{ id }}); row.count = row.count + {i}; await this.h{(i + 1) % 300}(id); await this.rows.save(row); }}\n"
            for i in range(300)
        )
        self.write("a.ts", "import { Controller, Get } from '@nestjs/common';\nimport { Entity, Column, Repository } from 'typeorm';\n"
                           "@Entity() export class Row { @Column() id: string; @Column() count: number; }\n"
                           f"@Controller() export class C {{ constructor(private readonly rows: Repository<Row>) {{}}\n{methods}}}\n")
        self.scan()

    def test_calls_of_a_member_with_many_implementations(self):
        self.write("a.ts", "export interface I { run(x: string): void }\n" + "".join(f"export class C{i} implements I {{ run(x: string) {{}} }}\n" for i in range(1500))
                           + "export function f(i: I) {\n" + "i.run('x');\n" * 1500 + "}\n")
        self.scan()

    def test_arguments_of_wrappers(self):
        self.write("a.ts", "export const f = wrap(" + "1, " * DEPTH + "1);\n" + "f();\n" * 1000 + "Object.assign(f, " + "f, " * 30_000 + "f);\n")
        self.scan()

    def test_parameters_and_arguments(self):
        names = ", ".join(f"userId{i}" for i in range(30_000))
        self.write("a.ts", f"export function f({names}) {{}}\nf(" + "'system', " * 30_000 + ");\n")
        self.scan()


class Loops(Hostile):
    """What is defined by itself, and what doubles with every step."""

    def test_constants_of_themselves(self):
        self.write("a.ts", "import { b } from './b';\nexport const a = b, self = self, list = [...list, 'x'], o = { ...o, a: o.a };\n"
                           "export const t = `${t}x`, s = s + 'x', f = () => f(), E2 = Object.values(E2);\nexport const [p, q] = [q, p];\n"
                           "export const { r } = { r: r };\nexport function g(x = g()) { return g(x); }\n"
                           "switch (a) { case a: break; case list: break; case o.a: break; }\n")
        self.write("b.ts", "import { a } from './a';\nexport const b = a;\nexport enum E { A = B, B = A, C = E.C }\n")
        self.scan()

    def test_types_of_themselves(self):
        self.write("a.ts", "export type A = B; export type B = C; export type C = A; export type U = U | 'x'; export type T = T[number];\n"
                           "export interface I extends I { x: I['x'] } export interface J extends K {} export interface K extends J {}\n"
                           "export type P = Pick<P, keyof P>; export type Q<T> = Q<Q<T>>; export type R = Readonly<R>; type V = typeof v; export declare const v: V;\n"
                           "export function f(a: A, u: U, t: T, i: I, q: Q<string>, v: V) { switch (a) { case 'x': break; } switch (u) { case 'y': } i.x.y.z(); return f(a, u, t, i, q, v); }\n")
        self.scan()

    def test_classes_that_extend_each_other(self):
        self.write("a.ts", "import { B } from './b';\nexport class A extends B { m() { return super.m(); } n() { this.m(); this.o(); } }\nexport class S extends S {}\n")
        self.write("b.ts", "import { A } from './a';\nexport class B extends A { m() { return super.m(); } constructor(private a: A, private b: B) { super(); this.a.b.a.b.m(); } }\n"
                           "const M = (X) => class extends X {}; export class Z extends M(Z) {}\n")
        self.scan()

    def test_a_deep_line_of_heirs(self):
        self.write("a.ts", "class C0 { m() {} }\n" + "".join(f"class C{i} extends C{i - 1} {{}}\n" for i in range(1, 20_000)) + "export const x = new C19999().m();\n")
        self.scan()

    def test_a_ring_of_10000_barrels(self):
        count = 10_000
        for i in range(count):
            self.write(f"m{i}.ts", f"export * from './m{(i + 1) % count}';\nexport {{ x{(i + 1) % count} as x{i} }} from './m{(i + 1) % count}';\n")
        self.write("use.ts", "import { x0, nothing } from './m0';\nexport const y = [x0, nothing];\nif (y === x0) f();\n")
        self.scan()

    def test_a_line_of_3000_barrels(self):
        count = 3000
        for i in range(count):
            self.write(f"m{i}.ts", f"export * from './m{i + 1}';\n")
        self.write(f"m{count}.ts", LIST)
        self.write("use.ts", "import { DEPOTS } from './m0';\nexport const x = [...DEPOTS];\n" + "import { nothing } from './m1';\nnothing();\n")
        self.scan()

    def test_barrels_that_branch(self):
        for i in range(40):
            self.write(f"m{i}.ts", "".join(f"export * from './m{j % 40}';\n" for j in range(i + 1, i + 11)))
        self.write("use.ts", "".join(f"import {{ a{i} }} from './m0';\na{i}();\n" for i in range(200)))
        self.scan()

    def test_constants_that_double(self):
        lines = ["export const a0 = ['x', 'y'], s0 = 'x', o0 = { a: 'x' };"]
        lines += [f"export const a{i} = [...a{i-1}, ...a{i-1}], s{i} = s{i-1} + s{i-1}, t{i} = `${{s{i-1}}}${{s{i-1}}}`, o{i} = {{ l: o{i-1}, r: o{i-1} }};" for i in range(1, 60)]
        self.write("a.ts", "\n".join(lines) + "\nswitch (x) { case s59: break; case t59: break; }\nf(o59, a59);\n")
        self.scan()

    def test_types_that_double(self):
        lines = ["type A0 = 'x' | 'y'; type B0 = 'x'; interface I0 { kind: 'x' }"]
        lines += [f"type A{i} = `${{A{i-1}}}${{A{i-1}}}`; type B{i} = [B{i-1}, B{i-1}]; type C{i} = A{i-1} | A{i-1}; type D{i} = Pair<D{i-1}, D{i-1}>; interface I{i} extends I{i-1} {{ a: I{i-1}; b: I{i-1} }}" for i in range(1, 60)]
        self.write("a.ts", "\n".join(lines) + "\nexport function f(a: A59, b: B59, d: D59, i: I59) { switch (a) { case 'x': } i.a.b.a.b.kind; }\n")
        self.scan()

    def test_calls_that_double(self):
        self.write("a.ts", "export function f0() {}\n" + "".join(f"export async function f{i}(g = f{i-1}) {{ await f{i-1}(); await f{i-1}(() => f{i-1}()); return g(); }}\n" for i in range(1, 300)))
        self.scan()

    def test_branches_that_double(self):
        self.write("package.json", '{"dependencies": {"ioredis": "^5.0.0"}}')
        body = "".join(f"if (c{i}) {{ await redis.set('k', 1, 'EX', 5, 'NX'); }} else {{ await redis.del('k'); }} for (const x of y) {{ if (c{i}) continue; await redis.get('k'); }}\n" for i in range(2000))
        self.write("a.ts", f"import Redis from 'ioredis';\nconst redis = new Redis();\nexport async function f() {{\n{body}}}\n")
        self.scan()


if __name__ == "__main__":
    hostile.main(sys.argv)
