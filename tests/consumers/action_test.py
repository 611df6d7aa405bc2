"""The scripts of action.yml, run as GitHub runs them: inputs as variables, files behind GITHUB_OUTPUT, GITHUB_PATH and
GITHUB_STEP_SUMMARY, the repository under GITHUB_WORKSPACE. What lints it is in workflows_test.mjs.

usage: action_test.py LOCKSTEP SOURCE_ROOT
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

LOCKSTEP, ROOT = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
try:
    import yaml
except ImportError:
    print("python3-yaml is not installed; ./dev test installs it")
    sys.exit(1 if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1" else 77)

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = ACTION["runs"]["steps"]
DRIFTED = {
    "package.json": '{"name": "shop", "main": "src/states.ts"}',
    "src/states.ts": "export const STATES = ['drafted', 'submitted', 'underwriting', 'countersigned', 'archived'];\n",
    "src/filter.ts": "const known = new Set(['drafted', 'submitted', 'underwriting', 'countersigned']);\n"
                     "export const isKnown = (state: string): boolean => known.has(state);\n",
}


class Action(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-action-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.workspace = self.folder / "work space"
        self.write(DRIFTED)
        subprocess.run(["git", "init", "-q", self.workspace], check=True)

    def write(self, files, below="."):
        for path, text in files.items():
            file = self.workspace / below / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def run_action(self, binaries=None, **inputs):
        """Runs the steps one after another until one fails; returns its exit code and everything that they left."""
        given = {name: definition.get("default", "") for name, definition in ACTION["inputs"].items()}
        given.update({name.replace("_", "-"): value for name, value in inputs.items()})
        for name in ("output", "path", "summary"):
            (self.folder / name).write_text("")
        (self.folder / "temp").mkdir(exist_ok=True)
        environment = {
            "HOME": str(self.folder), "PATH": f"{binaries or LOCKSTEP.parent}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.folder / "temp"), "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(self.folder / "output"), "GITHUB_PATH": str(self.folder / "path"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"), "GITHUB_ACTIONS": "true",
        }
        self.log = ""
        for step in STEPS:
            values = {key: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: given[found[1]], value)
                      for key, value in step.get("env", {}).items()}
            done = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                                  cwd=self.workspace, env={**environment, **values}, capture_output=True, text=True)
            self.log += done.stdout + done.stderr
            environment["PATH"] = ":".join([*(self.folder / "path").read_text().split(), environment["PATH"]])
            if done.returncode != 0:
                break
        outputs = dict(line.split("=", 1) for line in (self.folder / "output").read_text().splitlines())
        self.summary = (self.folder / "summary").read_text()
        return done.returncode, outputs

    def sarif(self, outputs):
        return json.loads(pathlib.Path(outputs["sarif"]).read_text())["runs"][0]

    def test_findings_fail_after_the_outputs_are_there(self):
        code, outputs = self.run_action(version="path")
        self.assertEqual(code, 1, self.log)
        self.assertEqual([outputs[key] for key in ("errors", "warnings", "notes")], ["0", "1", "0"])
        run = self.sarif(outputs)
        self.assertEqual(run["automationDetails"]["id"], "lockstep/full/")
        self.assertEqual(len(run["results"]), 1)
        self.assertRegex(self.log, r"(?m)^::warning file=src/filter\.ts,line=1,")
        self.assertTrue(self.summary.startswith("# lockstep: 1 warning"))

    def test_fail_on_never(self):
        code, outputs = self.run_action(version="path", fail_on="never")
        self.assertEqual((code, outputs["warnings"]), (0, "1"), self.log)

    def test_a_clean_program(self):
        (self.workspace / "src/filter.ts").unlink()
        code, outputs = self.run_action(version="path")
        self.assertEqual((code, outputs["warnings"]), (0, "0"), self.log)
        self.assertEqual(self.sarif(outputs)["results"], [])

    def test_paths_in_reports_count_from_the_workspace(self):
        self.write(DRIFTED, below="apps/a shop")
        self.write({"lockstep.jsonc": "{}"}, below="apps/a shop")
        code, outputs = self.run_action(version="path", path="apps/a shop", fail_on="note")
        self.assertEqual(code, 1, self.log)
        uri = self.sarif(outputs)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        self.assertEqual(uri, "apps/a%20shop/src/filter.ts")
        self.assertIn("file=apps/a shop/src/filter.ts,", self.log)

    def test_args_path_and_category_are_words(self):
        code, outputs = self.run_action(version="path", path="src\npackage.json\n", category="lockstep/mine",
                                        args="--skip-rule\nduplicate-list\n")
        self.assertEqual((code, outputs["warnings"]), (0, "0"), self.log)
        self.assertEqual(self.sarif(outputs)["automationDetails"]["id"], "lockstep/mine/")

    def test_inputs_are_data(self):
        evil = "$(touch pwned) `touch pwned` ; touch pwned #"
        for name in ("path", "args", "fail_on", "category", "since"):
            code, outputs = self.run_action(version="path", **{name: evil})
            self.assertEqual((code, outputs), (2, {}), name)
        self.assertFalse(list(self.folder.rglob("pwned")))
        for step in STEPS:
            self.assertNotIn("${{", step["run"])

    def test_since_is_passed_on(self):
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "lockstep").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        (tools / "lockstep").chmod(0o755)
        code, outputs = self.run_action(binaries=tools, version="path", since="origin/main")
        self.assertEqual(code, 0, self.log)
        self.assertIn("--since\norigin/main\n", self.log)
        self.run_action(binaries=tools, version="path")
        self.assertNotIn("--since", self.log)

    def test_nothing_on_the_path(self):
        code, outputs = self.run_action(binaries=self.folder, version="path")
        self.assertEqual((code, outputs), (2, {}))
        self.assertIn("no lockstep is on the PATH", self.log)

    def test_installs_the_version_of_the_action(self):
        """npm itself is tried in packaging; here we see what it is asked for, and that its binary is then found."""
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "npm").write_text('#!/bin/sh\necho "npm $*"\nmkdir -p "$3/node_modules/.bin"\n'
                                   f'ln -sf "{LOCKSTEP}" "$3/node_modules/.bin/lockstep"\n')
        (tools / "npm").chmod(0o755)
        code, outputs = self.run_action(binaries=tools)
        version = re.search(r"VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertRegex(self.log, rf"npm install --prefix .* --ignore-scripts .* lockstep@{re.escape(version)}\n")
        self.assertEqual((code, outputs["warnings"]), (1, "1"), self.log)

    def test_outputs_come_from_the_steps(self):
        written = set(self.run_action(version="path")[1])
        declared = {re.fullmatch(r"\$\{\{ steps\.scan\.outputs\.(\w+) \}\}", output["value"])[1]
                    for output in ACTION["outputs"].values()}
        self.assertEqual(written, declared)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
