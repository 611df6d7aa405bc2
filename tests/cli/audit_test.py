"""What `lockstep audit` writes, and where. How its page looks and behaves is the business of tests/viewer.

usage: audit_test.py LOCKSTEP GOLDEN_FOLDER      (LOCKSTEP_UPDATE=1 rewrites the golden files)
"""

import base64
import hashlib
import html.parser
import json
import re
import subprocess
import sys
import unittest

from cli import CLEAN, CLEAN_REPOSITORY, COULD_NOT_RUN, DRIFTED, FINDINGS, Cli

EVIL = "<img src=x onerror=alert(1)>"


class Page(html.parser.HTMLParser):
    """The elements of a page, and whether all of them are closed in order."""

    VOID = ("meta", "input", "br", "link", "img")

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.identities = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.identities += [value for name, value in attributes if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing at {self.getpos()}")


class Audit(Cli):
    def audit(self, *arguments, code=CLEAN):
        return self.run_lockstep("audit", *arguments, code=code)

    def test_the_help_page(self):
        page = self.audit("--help").stdout
        self.expect_golden("help-audit.txt", page)
        self.assertLessEqual(max(map(len, page.splitlines())), 120)

    def test_writes_a_page_into_the_current_folder(self):
        self.write(DRIFTED)
        done = self.audit()
        self.assertEqual((done.stdout, done.stderr), ("", "wrote lockstep-audit.html\n"))
        text = (self.folder / "lockstep-audit.html").read_text()
        self.assertTrue(text.startswith("<!doctype html>"))
        self.assertIn("sent_back", text)
        self.assertEqual(self.audit("--quiet").stderr, "")

    def test_the_page_is_sound(self):
        self.write(DRIFTED)
        page = Page(self.audit("-o", "html=-").stdout)
        self.assertEqual(page.open, [])
        self.assertEqual(len(page.identities), len(set(page.identities)), "every id once")

    def test_the_policy_of_the_page_pins_its_own_style_and_script(self):
        self.write(DRIFTED)
        text = self.audit("-o", "html=-").stdout
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1].replace("&#39;", "'")
        self.assertTrue(policy.startswith("default-src 'none';"))
        for tag, source in (("style", "style-src"), ("script", "script-src")):
            content = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            self.assertIn(f"{source} 'sha256-{digest}'", policy)
        self.assertNotIn("http://", text.replace("http://www.w3.org", ""))

    def test_fails_only_when_asked_to(self):
        self.write(DRIFTED)
        self.audit("--fail-on", "error", code=FINDINGS)
        self.audit("--fail-on", "never")

    def test_formats(self):
        self.write(DRIFTED)
        self.assertTrue(self.audit("--format", "markdown").stdout.startswith("# Audit of shop\n"))
        report = json.loads(self.audit("--format", "json").stdout)
        self.assertEqual(report["inventory"]["packages"][0]["name"], "@shop/api")
        self.audit("-o", "a.html", "-o", "a.md", "-o", "json=a.txt")
        self.assertTrue((self.folder / "a.html").read_text().startswith("<!doctype"))
        self.assertTrue((self.folder / "a.md").read_text().startswith("# Audit"))
        self.assertEqual(json.loads((self.folder / "a.txt").read_text()), report)
        for arguments in (["--format", "sarif"], ["-o", "sarif=x"], ["-o", "x.sarif"]):
            self.assertIn("an audit cannot be written as sarif", self.audit(*arguments, code=COULD_NOT_RUN).stderr)
        for name in ("x.pdf", "x.txt"):
            self.assertIn("an audit cannot be written as " + name[1:], self.audit("-o", name, code=COULD_NOT_RUN).stderr)
            self.assertFalse((self.folder / name).exists())
        self.audit("-o", "audit-of-today")
        self.assertTrue((self.folder / "audit-of-today").read_text().startswith("<!doctype"))
        self.assertIn("html", self.audit("--format", "htm", code=COULD_NOT_RUN).stderr)

    def test_nothing_to_report(self):
        self.write(CLEAN_REPOSITORY)
        text = self.audit("-o", "html=-").stdout
        self.assertIn("there is nothing to report", text)
        self.assertEqual(Page(text).open, [])
        self.assertIn("Nothing to report", self.audit("--format", "markdown").stdout)

    def test_no_card_praises_what_no_pack_asked_for(self):
        self.write(CLEAN_REPOSITORY)
        self.assertNotRegex(self.audit("--format", "markdown").stdout, r"\| (Requirements|Patterns) \|")
        self.write({"house.jsonc": json.dumps({"pack": "house", "requirements": [{
            "id": "a-readme", "area": "House", "title": "There is a readme", "reason": "people read it", "advice": "Write one.",
            "require": {"kind": "exists", "what": "file", "name": "README.md"}}]}), "README.md": "# Shop"})
        asked = ("--pack", "house.jsonc", "--format", "markdown")
        self.assertRegex(self.audit(*asked).stdout, r"\| Requirements \| \*\*nothing found\*\* \|")
        (self.folder / "README.md").unlink()
        self.assertIn("1 place breaks a requirement", self.audit(*asked).stdout)

    def test_scanned_code_is_text_and_no_markup(self):
        self.write({**DRIFTED, f"packages/web/src/{EVIL}.ts": DRIFTED["packages/api/src/states.ts"].replace("sent_back", EVIL),
                    "package.json": json.dumps({"name": EVIL, "workspaces": ["packages/*"]})})
        page = self.audit("-o", "html=-").stdout
        self.assertIn("&lt;img src=x onerror=alert(1)&gt;", page)
        self.assertNotIn("img", Page(page).elements)
        markdown = self.audit("--format", "markdown").stdout
        self.assertIn("&#60;img", markdown)
        self.assertNotIn("<img", markdown)

    def test_markdown_calls_nobody_and_stays_short(self):
        # Three hundred lists, each copied once.
        lists = {f"packages/web/src/{part}{i}.ts": f'export const LIST_{i} = ["picked_{i}", "packed_{i}", "posted_{i}", "lost_{i}"];\n'
                 for i in range(300) for part in ("list", "copy")}
        self.write({**DRIFTED, **lists, ".github/CODEOWNERS": "* @somebody\n"})
        text = self.audit("--format", "markdown").stdout
        self.assertGreater(len(json.loads(self.audit("--format", "json").stdout)["findings"]), 200)
        self.assertLess(len(text), 65_536)
        self.assertIn("somebody", text)
        self.assertNotRegex(text, r"@\w")

    def test_who_owns_what(self):
        self.write({**DRIFTED, "CODEOWNERS": "/packages/web/ @web\n"})
        packages = json.loads(self.audit("--format", "json").stdout)["inventory"]["packages"]
        self.assertEqual({package["name"]: package["owners"] for package in packages}, {"@shop/api": [], "@shop/web": ["@web"]})
        self.assertIn("@web", self.audit("-o", "html=-").stdout)

    def test_same_bytes_for_any_number_of_threads(self):
        self.write(DRIFTED)
        for form in ("html", "markdown", "json"):
            one, *others = (self.audit("-o", f"{form}=-", "--threads", threads).stdout for threads in ("1", "2", "8"))
            self.assertEqual(others, [one, one])
            self.assertNotIn(str(self.folder), one)

    def test_history_is_told_to_people_only(self):
        def git(*arguments):
            subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false", *arguments],
                           cwd=self.folder, check=True, capture_output=True)
        api = DRIFTED["packages/api/src/states.ts"]
        git("init", "-q")
        self.write({**DRIFTED, "packages/api/src/states.ts": api.replace(', "sent_back"', "")})
        git("add", ".")
        git("commit", "-qm", "Agree")
        self.write({"packages/api/src/states.ts": api})
        git("commit", "-qam", f"Let {EVIL} come back")
        page = self.audit("-o", "html=-").stdout
        self.assertIn("(Let &lt;img src=x onerror=alert(1)&gt; come back)", page)
        self.assertIn("come back", self.audit("--format", "markdown").stdout)
        self.assertNotIn("come back", self.audit("--format", "json").stdout)
        self.assertNotIn("come back", self.audit("-o", "html=-", "--no-history").stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
