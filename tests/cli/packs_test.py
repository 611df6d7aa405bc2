"""Rule packs as their users meet them: named in a configuration or on the command line, tested, and wrong.

usage: packs_test.py LOCKSTEP GOLDEN_FOLDER      (LOCKSTEP_UPDATE=1 rewrites the golden files)
"""

import json
import os
import pathlib
import tempfile
import time
import unittest

from cli import CLEAN, CLEAN_REPOSITORY, COULD_NOT_RUN, FINDINGS, LOCKSTEP, Cli

PACK = """{
  "pack": "house",
  "tests": "house-tests",
  "options": { "name": { "meaning": "a constant", "default": "answer" } },
  "requirements": [
    { "id": "has-answer", "title": "There is an answer", "severity": "warning",
      "require": { "kind": "export", "name": "${name}", "package": "tidy" } },
  ],
  "queries": [
    { "id": "no-eval", "query": "(call_expression function: (identifier) @f (#eq? @f \\"eval\\"))", "message": "`{f}` runs text, {{}} and all" },
  ],
}
"""


class Packs(Cli):
    def setUp(self):
        super().setUp()
        self.write({**CLEAN_REPOSITORY, "rules/house.jsonc": PACK, "src/run.ts": "export const run = () => eval('1');\n"})

    def verdicts(self, *arguments, code):
        report = json.loads(self.run_lockstep(*arguments, "--format", "json", code=code).stdout)
        return {verdict["id"]: verdict["standing"] for verdict in report["verdicts"]}, report

    def test_on_the_command_line(self):
        verdicts, report = self.verdicts("--pack", "rules/house.jsonc", code=FINDINGS)
        self.assertEqual(verdicts, {"has-answer": "holds"})
        self.assertEqual([finding["message"] for finding in report["findings"]], ["`eval` runs text, {} and all"])

    def test_what_says_nothing_is_named(self):
        pack = PACK.replace('"kind": "export", "name": "${name}", "package": "tidy"', '"kind": "locked-call", "call": "Handler.gone", "key": "k:{}"')
        self.write({"rules/house.jsonc": pack})
        done = self.run_lockstep("--pack", "rules/house.jsonc", "--rule", "require", code=CLEAN)
        self.assertIn("the requirement has-answer says nothing here: ", done.stderr)
        checklist = self.run_lockstep("audit", "--pack", "rules/house.jsonc", "--format", "markdown", code=CLEAN).stdout
        self.assertIn("\n- There is an answer", checklist)
        self.assertIn("Not applicable: ", checklist)

    def idle(self, demand, code=CLEAN):
        """How a requirement stands, and what a scan says of its names that nobody finds."""
        self.write({"rules/one.jsonc": json.dumps({"pack": "one", "requirements": [{"id": "one", "title": "One", "require": demand}]})})
        _, report = self.verdicts("--pack", "rules/one.jsonc", code=code)
        [verdict] = report["verdicts"]
        told = [note["message"] for note in report["notifications"] if note["id"] == "requirement-idle"]
        return verdict, told

    def test_a_slip_in_a_name_is_told(self):
        self.write({"src/index.ts": "import { join } from 'node:path';\nexport const answer = 42;\nexport const at = join('a', 'b');\n"
                                    "export class Users { remove(id: string) { return id; } }\n"
                                    "export const go = (users: Users, id: string) => users.remove(id);\n"})
        for standing, gap, demand in (
            ("holds", "there is no file, package or library `@acme/mial`",
             {"kind": "layers", "from": "tidy", "never-imports": ["@acme/mial", "fs", "src/**"]}),
            ("holds", "there is no file or package `apps/**`", {"kind": "layers", "from": ["tidy", "apps/**"], "never-imports": "fs"}),
            ("holds", "there is no file or package `scr/**`", {"kind": "literals", "values": "a", "home": "src/**", "in": ["src/**", "scr/**"]}),
            ("holds", "'anser' is not spelled at home", {"kind": "literals", "values": ["a", "anser"], "home": "src/**"}),
            ("holds", "there is no package `tidi`", {"kind": "absent", "what": "dependency", "name": "moment", "in": "tidi"}),
            ("holds", "there is no file or package `lib/**`", {"kind": "clean", "rule": "magic-actor", "in": ["src/**", "lib/**"]}),
            ("violated", "there is no `SYSTEM` of tidy", {"kind": "guarded-call", "call": "Users.remove", "compared-with": "SYSTEM", "package": "tidy"}),
            ("violated", "nothing calls `Users.remvoe`", {"kind": "guarded-call", "call": ["Users.remove", "Users.remvoe"], "compared-with": "answer"}),
            ("violated", "tidy exports no `Tols`", {"kind": "import", "in": "src/**", "name": "x", "from": "tidy", "no-list-of": "Tols"}),
        ):
            with self.subTest(gap):
                verdict, told = self.idle(demand, code=FINDINGS if standing == "violated" else CLEAN)
                self.assertEqual(verdict["standing"], standing)
                self.assertTrue(verdict["summary"].endswith("; " + gap), verdict["summary"])
                # What is violated is told as it is.
                self.assertEqual(told, ["the requirement one names what is not here: " + gap] if standing == "holds" else [])

    def test_what_holds_does_not_speak_for_a_demand_whose_name_is_gone(self):
        holding = {"kind": "export", "name": "answer", "package": "tidy"}
        verdict, told = self.idle([holding, {"kind": "handled", "by": "Engine.gone", "of": "KINDS"}])
        self.assertEqual(verdict["standing"], "cannot-tell")
        self.assertEqual(verdict["summary"], "there is no function `Engine.gone`")
        self.assertEqual(len(told), 1, told)
        # Locks may well be of no use here: nothing is misspelt.
        verdict, _ = self.idle([holding, {"kind": "clean", "rule": "lock-discipline"}])
        self.assertEqual(verdict["standing"], "holds")

    def test_a_query_that_is_asked_of_no_file_is_told(self):
        self.write({"src/index.test.ts": "it('answers', () => { eval('1'); });\n"})
        for why, query in (
            ("says nothing here: there is no file or package `nowhere/**`", {"files": ["nowhere/**"]}),
            ("says nothing here: what it names are tests or stories, or is left out by \"not-files\"", {"files": "src/*.test.ts"}),
            ("names what is not here: there is no file or package `lib/**`", {"files": ["src/**", "lib/**"]}),
            ("names what is not here: there is no file or package `gone`", {"not-files": "gone"}),
            (None, {"files": "src/*.test.ts", "tests": True}),
            (None, {"files": ["src/**"]}),
        ):
            with self.subTest(why):
                query = {"id": "no-eval", "query": "((identifier) @x (#eq? @x \"evil\"))", "message": "{x}", **query}
                self.write({"rules/one.jsonc": json.dumps({"pack": "one", "queries": [query]})})
                _, report = self.verdicts("--pack", "rules/one.jsonc", code=CLEAN)
                told = [note["message"] for note in report["notifications"] if note["id"] == "query-idle"]
                self.assertEqual(told, ["the query no-eval " + why] if why else [])

    def test_what_is_asked_of_migrations_is_asked_of_all_of_them(self):
        self.write({"src/migrations/1700000000000-bot.ts": "export class Bot1700000000000 {\n  async up(runner: any) { await runner.query("
                    "`INSERT INTO users (id, mail) VALUES (1, 'bot@acme.test') ON CONFLICT DO NOTHING`); }\n  async down(runner: any) {"
                    " await runner.query(`DELETE FROM users WHERE id = 1`); }\n}\n",
                    "prisma/migrations/20240101000000_tags/migration.sql": "INSERT INTO tags (id) VALUES (1);\n"})
        demands = [{"kind": "seed", "table": "users", "values": ["bot@acme.test"]}, {"kind": "clean", "rule": "migration-idempotent"}]
        pack = {"pack": "one", "requirements": [{"id": f"r{i}", "title": "t", "require": demand} for i, demand in enumerate(demands)]}
        self.write({"rules/one.jsonc": json.dumps(pack)})
        for part in (".", "src/index.ts", "src/migrations"):
            with self.subTest(part):
                done = self.run_lockstep(part, "--root", ".", "--pack", "rules/one.jsonc", "--format", "json", code=CLEAN)
                report = json.loads(done.stdout)
                self.assertEqual({verdict["id"]: verdict["standing"] for verdict in report["verdicts"]}, {"r0": "holds", "r1": "violated"})
                # The script is no part of src.
                told = [finding["place"]["path"] for finding in report["findings"] if finding["rule"] == "migration-idempotent"]
                self.assertEqual(told, ["prisma/migrations/20240101000000_tags/migration.sql"] if part == "." else [])

    def test_an_expiry_that_cannot_be_read_is_no_tick(self):
        self.write({"package.json": '{"name": "tidy", "main": "src/index.ts", "dependencies": {"ioredis": "5"}}',
                    "src/index.ts": "import type Redis from 'ioredis';\n"
                                    "export const take = (redis: Redis, id: string, life: number) => redis.set(`visit:${id}`, '1', 'EX', life, 'NX');\n"})
        verdict, told = self.idle({"kind": "lock", "key": "visit:{}", "expiry": {"min-seconds": 10}})
        self.assertEqual(verdict["standing"], "cannot-tell")
        self.assertIn("the requirement one cannot be told: ", told[0])
        verdict, _ = self.idle({"kind": "lock", "key": "visit:{}"})
        self.assertEqual(verdict["standing"], "holds", "no bounds, so that there is one is enough")

    def test_what_cannot_be_told_is_no_tick(self):
        lock = "await redis.set(`visit:${id}`, '1', 'EX', 30, 'NX')"
        self.write({"package.json": '{"name": "tidy", "main": "src/index.ts", "dependencies": {"ioredis": "5", "typeorm": "0.3"}}',
                    "src/index.ts": "import type Redis from 'ioredis';\n"
                                    "export const seats = Number(process.env.SEATS);\n"
                                    "export async function greet(id: string) { return id; }\n"
                                    "export async function visit(redis: Redis, id: string, force: boolean) {\n"
                                    f"  const got = {lock};\n"
                                    "  if (!got && !force) return;\n"
                                    "  try { await greet(id); } finally { await redis.eval('give back', 1, `visit:${id}`, '1'); }\n}\n",
                    "src/migrations/1700000000000-bot.ts": "import type { QueryRunner } from 'typeorm';\n"
                                    "export class Bot1700000000000 {\n  async up(runner: QueryRunner) {\n"
                                    "    try { await runner.query(`INSERT INTO users (email) VALUES ('bot@acme.test')`); } catch {}\n  }\n"
                                    "  async down() {}\n}\n",
                    "src/migrations/1700000000001-cat.ts": "import type { QueryRunner } from 'typeorm';\n"
                                    "export class Cat1700000000001 {\n  async up(runner: QueryRunner) {\n"
                                    "    const dogs = await runner.query(`SELECT 1 FROM users WHERE email = $1`, ['dog@acme.test']);\n"
                                    "    if (dogs.length === 0) await runner.query(`INSERT INTO users (email) VALUES ('cat@acme.test')`);\n  }\n"
                                    "  async down() {}\n}\n"})
        for said, demand in (
            ("whether a second run leaves the row of users alone cannot be seen", {"kind": "seed", "table": "users", "values": "cat@acme.test"}),
            ("what `seats` is cannot be read here", {"kind": "export", "name": "seats", "package": "tidy", "is": "integer"}),
            ("whether it is done only by whoever got the lock 'visit:{}' cannot be told", {"kind": "locked-call", "call": "greet", "key": "visit:{}"}),
            ("whether a second run leaves the row of users alone cannot be seen", {"kind": "seed", "table": "users", "values": "bot@acme.test"}),
        ):
            with self.subTest(demand["kind"]):
                verdict, told = self.idle(demand)
                self.assertEqual((verdict["standing"], verdict["summary"]), ("cannot-tell", said))
                self.assertEqual(len(told), 1)
        done = self.run_lockstep("audit", "--pack", "rules/one.jsonc", "--format", "markdown", code=CLEAN)
        self.assertIn("- [ ] One ", done.stdout)
        self.assertIn("Cannot tell: ", done.stdout)
        self.assertIn("f 1 requirement none is violated, and 1 cannot be told", done.stdout)
        done = self.run_lockstep("scan", "--pack", "rules/one.jsonc", code=CLEAN)
        self.assertIn("Of 1 requirement 0 hold, 1 cannot be told", done.stdout)

    def test_what_may_keep_a_call_from_its_constant_is_no_tick(self):
        service = ("import { Repository } from 'typeorm';\nimport { Member } from './member';\nimport { OWNER } from './owner';\n"
                   "declare function assertOther(one: string, other: string): void;\n"
                   "export class Members {\n  constructor(private readonly members: Repository<Member>) {}\n"
                   "  async remove(id: string, ids: string[]) {\n    %s\n    await this.members.delete(id);\n  }\n}\n")
        express = ("import express from 'express';\nimport { Repository } from 'typeorm';\nimport { Member } from './member';\nimport { OWNER } from './owner';\n"
                   "declare const members: Repository<Member>;\nexport const router = express.Router();\n"
                   "function notOwner(req: any, res: any, next: () => void) {\n  if (req.params.id === %s) { res.status(403).end(); return; }\n  next();\n}\n"
                   "router.delete('/:id', %s async (req, res) => {\n  await members.delete(req.params.id);\n  res.end();\n});\n%s")
        nest = ("import { Controller, Delete, Param, UseGuards } from '@nestjs/common';\nimport { Repository } from 'typeorm';\nimport { Member } from './member';\nimport { OWNER } from './owner';\n"
                "export class Kept { canActivate(context: any) { return context.params.id !== %s; } transform(id: string) { return id; } }\n"
                "@Controller('members')\nexport class Members {\n  constructor(private readonly members: Repository<Member>) {}\n"
                "  @Delete(':id') %s async remove(@Param('id'%s) id: string) { await this.members.delete(id); }\n}\n")
        asked = "what is asked before it is not followed"
        before = "what runs before it, by its registration or decorators, is not followed"
        for text, standing, why in (
            (service % "if (id === `${OWNER}!`) return;", "cannot-tell", asked),
            (service % "if (id.length === OWNER.length) return;", "cannot-tell", asked),
            (service % "if ([id].indexOf(OWNER)) return;", "cannot-tell", asked),
            (service % "assertOther(id, OWNER);", "cannot-tell", "what is called before it is not followed"),
            (service % "console.info(id, OWNER);", "violated", ""),
            (service % "if (id === OWNER) console.info(id);", "violated", ""),
            (express % ("OWNER", "notOwner,", ""), "cannot-tell", before),
            (express % ("OWNER", "", "router.use('/:id', notOwner);\n"), "cannot-tell", before),
            (express % ("'nobody'", "notOwner,", ""), "violated", ""),
            (nest % ("OWNER", "@UseGuards(Kept)", ""), "cannot-tell", before),
            (nest % ("OWNER", "", ", Kept"), "cannot-tell", before),
            (nest % ("'nobody'", "@UseGuards(Kept)", ", Kept"), "violated", ""),
        ):
            with self.subTest(text):
                self.write({"package.json": '{"name": "tidy", "main": "src/index.ts", "dependencies": {"express": "4", "typeorm": "0.3", "@nestjs/common": "10"}}',
                            "src/owner.ts": "export const OWNER = '00000000-0000-4000-8000-000000000001';\n",
                            "src/member.ts": "import { Entity } from 'typeorm';\n@Entity()\nexport class Member { id: string; }\n",
                            "src/index.ts": text})
                verdict, _ = self.idle({"kind": "guarded-call", "deletes": "Member", "compared-with": "OWNER", "protects": True},
                                       code=CLEAN if standing == "cannot-tell" else FINDINGS)
                self.assertEqual(verdict["standing"], standing, verdict["summary"])
                self.assertIn(why, verdict["summary"])

    def test_a_lock_of_something_else_is_no_tick(self):
        guard = ("import type Redis from 'ioredis';\nimport { Controller, Post } from '@nestjs/common';\n"
                 "export class Locks {\n  constructor(private readonly redis: Redis) {}\n"
                 "  async withLock<T>(key: string, work: () => Promise<T>): Promise<T> {\n"
                 "    if ((await this.redis.set(key, 'x', 'EX', 30, 'NX')) !== 'OK') throw new Error('busy');\n"
                 "    try { return await work(); } finally { await this.redis.del(key); }\n  }\n}\n"
                 "export function Locked(name: string) {\n  return (target: any, key: string, descriptor: any) => {\n    const original = descriptor.value;\n"
                 "    descriptor.value = function (this: any, id: string) { return this.locks.withLock(`${name}:${id}`, () => original.call(this, id)); };\n  };\n}\n"
                 "export class Mailer { async send(account: string) { return account.trim(); } }\n"
                 "@Controller('mails')\nexport class Mails {\n  constructor(private readonly locks: Locks, private readonly mailer: Mailer) {}\n  %s\n}\n")
        for text, standing in (
            ("@Post() async send(account: string) { return this.locks.withLock(`mail:${account}`, () => this.mailer.send(account)); }", "holds"),
            ("@Post() async send(account: string, office: string) { return this.locks.withLock(`mail:${office}`, () => this.mailer.send(account)); }", "cannot-tell"),
            ("@Locked('mail') @Post() async send(account: string) { return this.mailer.send(account); }", "cannot-tell"),
            ("@Post() async send(account: string) { return this.mailer.send(account); }", "violated"),
        ):
            with self.subTest(text):
                self.write({"package.json": '{"name": "tidy", "main": "src/index.ts", "dependencies": {"ioredis": "5", "@nestjs/common": "10"}}',
                            "src/index.ts": guard % text})
                self.write({"rules/one.jsonc": json.dumps({"pack": "one", "requirements": [{"id": "one", "title": "One", "require": {"kind": "locked-call", "call": "Mailer.send", "key": "mail:{}"}}]})})
                report = json.loads(self.run_lockstep("--pack", "rules/one.jsonc", "--rule", "require", "--format", "json", code=FINDINGS if standing == "violated" else CLEAN).stdout)
                [verdict] = report["verdicts"]
                self.assertEqual(verdict["standing"], standing, verdict["summary"])

    def test_what_there_is_nothing_to_ask_of_is_no_tick(self):
        self.write({"src/run.ts": "export const run = () => 1;\n"})
        for rule in ("lock-discipline", "migration-idempotent/unguarded-insert", ["lock-discipline/leaked", "lock-discipline/reacquired"]):
            with self.subTest(rule):
                verdict, _ = self.idle({"kind": "clean", "rule": rule})
                self.assertEqual(verdict["standing"], "not-applicable", verdict["summary"])
                self.assertIn("there is nothing here that `", verdict["summary"])
        verdict, _ = self.idle({"kind": "clean", "rule": "duplicate-list"})
        self.assertEqual(verdict["standing"], "holds")

    def test_a_query_without_a_title_is_not_named_by_its_captures(self):
        self.write({"src/more.ts": "export const more = () => eval('2');\n"})
        done = self.run_lockstep("audit", "--pack", "rules/house.jsonc", "--format", "markdown", code=CLEAN)
        self.assertIn("&#96;…&#96; runs text, &#123;&#125; and all: 2 places.", done.stdout)
        self.assertNotIn("{f}", done.stdout)

    def test_what_a_rule_says_about_a_name(self):
        self.write({"src/index.ts": "export enum Tool { Mail = 'mail', Call = 'call', Post = 'post' }\n",
                    "src/panel.ts": "export const TOOLS = ['mail', 'call', 'post'];\n"})
        for about, standing, code in (("Tool", "violated", FINDINGS), ("*enum*", "violated", FINDINGS), ("Too", "holds", FINDINGS)):
            with self.subTest(about):
                verdict, _ = self.idle({"kind": "clean", "rule": "duplicate-list", "about": about}, code=code)
                self.assertEqual(verdict["standing"], standing)
                self.assertIn(f" about `{about}`", verdict["summary"])

    def test_explain(self):
        self.write({"lockstep.jsonc": '{"packs": ["rules/house.jsonc"]}'})
        for subject in ("require/has-answer", "has-answer"):
            page = self.run_lockstep("explain", subject, code=CLEAN).stdout
            self.assertIn("require/has-answer  must-have of the pack house, warning\n\nThere is an answer\n", page)
            self.assertIn("It holds: ", page)
        page = self.run_lockstep("explain", "query/no-eval", code=CLEAN).stdout
        self.assertIn("src/run.ts:1:26  warning  query/no-eval", page)
        report = json.loads(self.run_lockstep("explain", "no-eval", "--format", "json", code=CLEAN).stdout)
        self.assertEqual((len(report["findings"]), report["verdicts"]), (1, []))
        shown = self.run_lockstep("explain", report["findings"][0]["id"], code=CLEAN).stdout
        self.assertIn("lockstep explain query/no-eval tells what the pack wants", shown)
        self.assertIn('did you mean "require/has-answer"?', self.run_lockstep("explain", "require/has-anser", code=COULD_NOT_RUN).stderr)
        self.assertIn("there is no rule", self.run_lockstep("explain", "duplicate-list/nonsense", code=COULD_NOT_RUN).stderr)

    def verdicts_after(self, change, code):
        """Of a pack that changes outside of the program, where no look at its files tells that it is another one."""
        pack = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "house.jsonc"
        pack.write_text(PACK)
        time.sleep(3)  # of files younger than that no answer is kept
        self.verdicts("--pack", pack, code=FINDINGS)
        again = self.run_lockstep("--pack", pack, "--stats", code=FINDINGS)
        self.assertIn(" recall ", again.stderr)
        pack.write_text(change(PACK))
        return self.verdicts("--pack", pack, code=code)

    def test_a_query_that_changes_is_asked_again(self):
        _, report = self.verdicts_after(lambda pack: pack.replace("eval", "exec"), CLEAN)
        self.assertEqual(report["findings"], [])

    def test_a_requirement_that_changes_is_judged_again(self):
        # Facts do not depend on requirements, so nothing but the pack's own text tells.
        verdicts, _ = self.verdicts_after(lambda pack: pack.replace("has-answer", "has-reply"), FINDINGS)
        self.assertEqual(verdicts, {"has-reply": "holds"})

    def test_of_a_rule_that_was_not_asked_nothing_is_known(self):
        self.write({"rules/clean.jsonc": """{ "pack": "clean", "requirements": [
            { "id": "no-actors", "title": "Nobody is made up", "require": { "kind": "clean", "rule": "magic-actor" } } ] }"""})
        verdicts, report = self.verdicts("--pack", "rules/clean.jsonc", code=CLEAN)
        self.assertEqual(verdicts, {"no-actors": "not-applicable"})
        self.assertIn("nothing here", report["verdicts"][0]["summary"])
        self.write({"src/notes.ts": "export const note = (createdBy: string) => ({ createdBy });\n"})
        verdicts, _ = self.verdicts("--pack", "rules/clean.jsonc", code=CLEAN)
        self.assertEqual(verdicts, {"no-actors": "holds"})
        verdicts, report = self.verdicts("--pack", "rules/clean.jsonc", "--skip-rule", "magic-actor", code=CLEAN)
        self.assertEqual(verdicts, {"no-actors": "not-applicable"})
        self.assertIn("was not asked", report["verdicts"][0]["summary"])

    def test_in_the_configuration(self):
        self.write({"lockstep.jsonc": '{"packs": [{"file": "rules/house.jsonc", "options": {"name": "question"}}],'
                                      ' "rules": {"query/no-eval": "off", "require/has-answer": "error"}}'})
        verdicts, report = self.verdicts(code=FINDINGS)
        self.assertEqual(verdicts, {"has-answer": "violated"})
        [finding] = report["findings"]
        self.assertEqual((finding["rule"], finding["kind"], finding["severity"]), ("require", "has-answer", "error"))
        self.assertEqual(report["verdicts"][0]["findings"], [finding["id"]])
        self.run_lockstep("--skip-rule", "require/has-answer", code=CLEAN)

    def test_a_configuration_that_was_found_stays_in_its_folder(self):
        (self.folder.parent / "outside.jsonc").write_text(PACK)
        self.addCleanup(os.remove, self.folder.parent / "outside.jsonc")
        self.write({"lockstep.jsonc": '{"packs": ["../outside.jsonc"]}'})
        self.assertIn("outside of the configuration's folder", self.run_lockstep(code=COULD_NOT_RUN).stderr)
        self.run_lockstep("--config", "lockstep.jsonc", code=FINDINGS)  # somebody's own words

    def test_mistakes_have_a_place_and_a_hint(self):
        self.write({"rules/house.jsonc": PACK.replace("call_expression", "call_expresion")})
        done = self.run_lockstep("--pack", "rules/house.jsonc", code=COULD_NOT_RUN)
        self.assertIn("rules/house.jsonc:10:35", done.stderr)
        self.assertIn('did you mean "call_expression"?', done.stderr)

    def test_no_such_pack(self):
        self.assertIn("rules/hose.jsonc", self.run_lockstep("--pack", "rules/hose.jsonc", code=COULD_NOT_RUN).stderr)


class TestVerb(Cli):
    def test_cases(self):
        self.write({"rules/house.jsonc": PACK,
                    "rules/house-tests/good/package.json": '{"name": "tidy"}',
                    "rules/house-tests/good/index.ts":
                        "export const answer = 42;\nexport const run = () => eval('1'); // expect: query/no-eval\n"})
        self.assertEqual(self.run_lockstep("test", "rules/house.jsonc", code=CLEAN).stdout, "ok    good\n1 case\n")
        self.write({"rules/house-tests/loud/package.json": '{"name": "tidy"} // expect: require/has-answer\n',
                    "rules/house-tests/loud/index.ts": "eval('1');\nexport const run = 1; // expect: query/no-eval\n"})
        page = self.run_lockstep("test", "rules/house.jsonc", code=FINDINGS).stdout
        self.assertIn("FAIL  loud\n      missing  index.ts:2  query/no-eval\n", page)
        self.assertIn("      noisy  index.ts:1  query/no-eval\n", page)
        self.assertIn("2 cases, 1 not as expected", page)

    def test_options_are_bound_by_a_case(self):
        self.write({"rules/house.jsonc": PACK,
                    "rules/house-tests/bound/package.json": '{"name": "tidy"}',
                    "rules/house-tests/bound/lockstep.jsonc":
                        '{"packs": [{"file": "../../house.jsonc", "options": {"name": "question"}}]}',
                    "rules/house-tests/bound/index.ts": "export const question = 1;\n"})
        self.run_lockstep("test", "rules/house.jsonc", code=CLEAN)

    def test_expectations_of_what_is_not_there(self):
        self.write({"rules/house.jsonc": PACK,
                    "rules/house-tests/case/package.json": '{"name": "tidy"}',
                    "rules/house-tests/case/index.ts": "export const answer = 1; // expect: require/has-anser\n"
                                                       "export const no = 1; // expect: magic-actor/literal\n"})
        page = self.run_lockstep("test", "rules/house.jsonc", code=FINDINGS).stdout
        self.assertIn('unknown  index.ts:1  require/has-anser\n             did you mean "require/has-answer"?\n', page)
        self.assertIn("unknown  index.ts:2  magic-actor/literal\n", page)

    def test_a_case_must_use_the_pack(self):
        self.write({"rules/house.jsonc": PACK, "rules/house-tests/case/lockstep.jsonc": "{}",
                    "rules/house-tests/case/index.ts": "export {};\n"})
        told = self.run_lockstep("test", "rules/house.jsonc", code=COULD_NOT_RUN).stderr
        self.assertIn("does not use the pack", told)
        self.assertIn('"packs": ["../../house.jsonc"]', told)

    def test_goes_where_it_is_told(self):
        self.write({"rules/house.jsonc": PACK, "rules/house-tests/case/package.json": '{"name": "tidy"}',
                    "rules/house-tests/case/index.ts": "export const answer = 1;\n"})
        self.run_lockstep("test", "rules/house.jsonc", "-o", "result.txt", "--quiet", code=CLEAN)
        self.assertEqual((self.folder / "result.txt").read_text(), "ok    case\n1 case\n")
        self.run_lockstep("test", "rules/house.jsonc", "--format", "json", code=COULD_NOT_RUN)

    def test_nothing_to_test(self):
        self.write({"rules/house.jsonc": '{"pack": "house"}', "rules/other.jsonc": '{"pack": "x", "tests": "nowhere"}'})
        self.assertIn("names no tests", self.run_lockstep("test", "rules/house.jsonc", code=COULD_NOT_RUN).stderr)
        self.assertIn("no such folder", self.run_lockstep("test", "rules/other.jsonc", code=COULD_NOT_RUN).stderr)
        self.run_lockstep("test", code=COULD_NOT_RUN)


class Init(Cli):
    def test_writes_what_was_found_and_changes_nothing(self):
        self.write({**CLEAN_REPOSITORY,
                    "package.json": '{"name": "tidy", "dependencies": {"ioredis": "5", "typeorm": "0.3"}}'})
        before = self.run_lockstep("--format", "json", code=CLEAN).stdout
        done = self.run_lockstep("init", code=CLEAN)
        self.assertIn("lockstep.jsonc", done.stderr)
        text = (self.folder / "lockstep.jsonc").read_text()
        self.expect_golden("init.jsonc", text)
        self.assertEqual(self.run_lockstep("--format", "json", code=CLEAN).stdout, before)

    def test_to_the_standard_output(self):
        self.write(CLEAN_REPOSITORY)
        done = self.run_lockstep("init", "-o", "-", code=CLEAN)
        self.assertTrue(done.stdout.startswith("// What lockstep should know about tidy."), done.stdout)
        self.assertFalse((self.folder / "lockstep.jsonc").exists())
        self.run_lockstep("init", "--format", "json", code=COULD_NOT_RUN)
        self.run_lockstep("init", "-o", "json=x", code=COULD_NOT_RUN)

    def test_tells_what_it_could_not_read(self):
        self.write({**CLEAN_REPOSITORY, "package.json": "{ broken"})
        self.assertIn("package.json", self.run_lockstep("init", code=CLEAN).stderr)
        self.run_lockstep(code=CLEAN)

    def test_never_overwrites(self):
        self.write({**CLEAN_REPOSITORY, "lockstep.jsonc": "{}"})
        self.assertIn("exists already", self.run_lockstep("init", code=COULD_NOT_RUN).stderr)
        self.assertEqual((self.folder / "lockstep.jsonc").read_text(), "{}")
        os.symlink(self.folder / "elsewhere", self.folder / "link.jsonc")
        self.run_lockstep("init", "-o", "link.jsonc", code=COULD_NOT_RUN)

    def test_names_from_the_repository_stay_in_comments(self):
        self.write({"package.json": json.dumps({"name": 'x"\n}, "rules": {'}), "src/index.ts": "export {};\n"})
        self.run_lockstep("init", code=CLEAN)
        self.run_lockstep(code=CLEAN)


class Binary(unittest.TestCase):
    def test_holds_no_name_of_the_remediation_pack(self):
        binary = pathlib.Path(LOCKSTEP).read_bytes()
        for word in (b"live-chat", b"AiResponder", b"visitorLock", b"system@internal.local"):
            self.assertNotIn(word, binary)


if __name__ == "__main__":
    unittest.main(argv=["packs_test.py"])
