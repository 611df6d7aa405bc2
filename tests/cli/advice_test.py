"""What lockstep advises for a list that is written twice: a sentence that can be followed word for word where the copy stands.

usage: advice_test.py LOCKSTEP GOLDEN_FOLDER
"""

import json
import sys
import unittest

from cli import FINDINGS, Cli

VALUES = "['awaiting_pickup', 'in_transit', 'delivered_home', 'sent_back']"
UNION = "'awaiting_pickup' | 'in_transit' | 'delivered_home' | 'sent_back'"
ENUM = "{ A = 'awaiting_pickup', B = 'in_transit', C = 'delivered_home', D = 'sent_back' }"
MENU = ("[{ label: 'a', id: 'awaiting_pickup' }, { label: 'b', id: 'in_transit' }, "
        "{ label: 'c', id: 'delivered_home' }, { label: 'd', id: 'sent_back' }]")


class Advice(Cli):
    def advice(self, files):
        self.write({"package.json": '{"name": "shop", "private": true, "workspaces": ["packages/*"]}', **files})
        found = json.loads(self.run_lockstep("--format", "json", "--fail-on", "note", code=FINDINGS).stdout)["findings"]
        self.assertEqual(len(found), 1, found)
        return found[0]["advice"].rstrip(".")

    def in_one_package(self, owner, copy):
        return self.advice({"src/states.ts": owner, "src/pages/filter.ts": copy})

    def test_a_list_is_imported(self):
        self.assertEqual(self.in_one_package(f"export const STATES = {VALUES};\n", f"const known = new Set({VALUES});\nexport const n = known.size;\n"),
                         "Import `STATES` from '../states'")

    def test_what_else_there_is_to_do(self):
        copy = f"const known = new Set({VALUES});\nexport const n = known.size;\n"
        self.assertEqual(self.in_one_package(f"export enum State {ENUM}\n", copy),
                         "Import `State` from '../states', with `Object.values(State)`")
        self.assertEqual(self.in_one_package(f"import {{ z }} from 'zod';\nexport const stateSchema = z.enum({VALUES});\n", copy),
                         "Import `stateSchema` from '../states' and take its `.options`")
        self.assertEqual(self.in_one_package(f"export const STATE_CHOICES = {MENU};\n", copy),
                         "Import `STATE_CHOICES` from '../states' and take the `id` of each")
        self.assertEqual(self.in_one_package(f"export const STATES = {VALUES};\n", f"export interface Filter {{ state: {UNION} }}\n"),
                         "Import `STATES` from '../states' and derive the type from it, `(typeof STATES)[number]` (declared `as const`)")

    def test_far_away_by_the_alias_of_the_neighbours(self):
        users = {f"src/pages/deep/{name}.ts": "import { one } from '@/one';\nimport { two } from '@/lib/two';\n"
                                              "import { three } from '@/lib/three';\nexport const all = [one, two, three];\n"
                 for name in "ab"}
        self.assertEqual(
            self.advice({"tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}}',
                         "src/one.ts": "export const one = 1;\n", "src/lib/two.ts": "export const two = 2;\n",
                         "src/lib/three.ts": "export const three = 3;\n", **users,
                         "src/lib/states.ts": f"export const STATES = {VALUES};\n",
                         "src/pages/deep/filter.ts": f"const known = new Set({VALUES});\nexport const n = known.size;\n"}),
            "Import `STATES` from '@/lib/states'")

    def two_packages(self, main, owner):
        return self.advice({
            "packages/api/package.json": f'{{"name": "@shop/api"{main}}}',
            "packages/api/src/index.ts": "export const version = 1;\n",
            "packages/api/src/states.ts": owner,
            "packages/web/package.json": '{"name": "@shop/web", "dependencies": {"@shop/api": "*"}}',
            "packages/web/src/filter.ts": f"export const known = new Set({VALUES});\n"})

    def test_what_a_package_does_not_hand_on(self):
        self.assertEqual(self.two_packages(', "main": "src/index.ts"', f"export const STATES = {VALUES};\n"),
                         "Hand `STATES` on from '@shop/api', which does not export it yet, and import it from there")
        self.assertEqual(self.two_packages(', "main": "src/index.ts"', f"const STATES = {VALUES};\nexport const n = STATES.length;\n"),
                         "Export `STATES` from '@shop/api' and import it from there")

    def test_as_a_third_package_writes_it(self):
        self.write({"packages/app/package.json": '{"name": "@shop/app", "dependencies": {"@shop/api": "*"}}',
                    "packages/app/src/main.ts": "import { STATES } from '@shop/api/states';\nexport const n = STATES.length;\n"})
        self.assertEqual(self.two_packages(', "exports": {".": "./src/index.ts", "./states": "./src/states.ts"}',
                                           f"export const STATES = {VALUES};\n"),
                         "Import `STATES` from '@shop/api/states'")

    def test_a_package_and_the_root_that_know_nothing_of_each_other(self):
        self.assertEqual(self.advice({"src/states.ts": f"export const STATES = {VALUES};\n",
                                      "web/package.json": '{"name": "shop-web"}',
                                      "web/src/filter.ts": f"export const known = new Set({VALUES});\n"}),
                         "`web` and the root share no package: make one for what both must know, or let a test compare the two lists")

    def test_the_type_that_somebody_derived_from_a_schema(self):
        # A page must not load the database for it, and a type is gone before anything is loaded.
        self.assertEqual(
            self.advice({"packages/db/package.json": '{"name": "@shop/db", "main": "src/index.ts"}',
                         "packages/db/src/index.ts":
                             "import { pgEnum } from 'drizzle-orm/pg-core';\n"
                             f"export const stateEnum = pgEnum('state', {VALUES});\n"
                             "export type State = (typeof stateEnum.enumValues)[number];\n",
                         "packages/web/package.json": '{"name": "@shop/web", "dependencies": {"@shop/db": "*", "react-dom": "*"}}',
                         "packages/web/src/components/filter.tsx": f"export interface Filter {{ state: {UNION} }}\n"}),
            "Import `State` from '@shop/db'")

    def test_a_server_gets_no_values_out_of_a_client_module(self):
        self.assertEqual(
            self.advice({"src/app/states.client.ts": f"'use client';\nexport const STATES = {VALUES};\n",
                         "src/app/search/route.ts": f"const known = new Set({VALUES});\nexport const n = known.size;\n"}),
            "Move `STATES` out of '../states.client' into a module without 'use client', and import it in both: "
            "a server gets no values out of one that has it")

    def test_siblings_meet_in_the_module_that_both_import(self):
        self.assertEqual(
            self.advice({"src/carriers/types.ts": "export interface Carrier { name: string }\n",
                         "src/carriers/rail/map.ts": "import type { Carrier } from '../types';\n"
                                                     f"export type RailState = {UNION};\nexport const rail: Carrier = {{ name: 'rail' }};\n",
                         "src/carriers/ship/map.ts": "import type { Carrier } from '../types';\n"
                                                     f"export type RailState = {UNION};\nexport const ship: Carrier = {{ name: 'ship' }};\n"}),
            "Move `RailState` out of '../rail/map' into '../types', which both files import already, and import it from there in both")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
