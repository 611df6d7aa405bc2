"""What visitors read and machines rely on beside the code: links that lead somewhere, lock files that pin, one version.

Usage: furniture_test.py SOURCE_FOLDER
"""

import json
import os
import re
import subprocess
import sys
import unittest

ROOT = sys.argv.pop(1)


def tracked(*patterns):
    listed = subprocess.run(
        ["git", "-C", ROOT, "-c", "safe.directory=*", "ls-files", "-z", "--", *patterns], capture_output=True, text=True
    )
    files = [path for path in listed.stdout.split("\0") if path and os.path.isfile(os.path.join(ROOT, path))]
    return [path for path in files if not path.startswith("fixtures/")]


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


class Furniture(unittest.TestCase):
    def test_links_between_documents_lead_somewhere(self):
        for path in tracked("*.md"):
            prose = re.sub(r"```.*?```|`[^`\n]*`", "", text_of(path), flags=re.DOTALL)
            for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", prose):
                if "://" not in target and not target.startswith("mailto:") and not target.isdigit():
                    there = os.path.join(ROOT, os.path.dirname(path), target)
                    self.assertTrue(os.path.exists(there), "%s links to %s" % (path, target))

    def test_lock_files_pin_by_content_and_name_no_registry(self):
        for path in tracked("*package-lock.json"):
            for name, package in json.loads(text_of(path))["packages"].items():
                if name == "" or package.get("link"):
                    continue
                self.assertTrue(package.get("integrity", "").startswith("sha512-"), "%s: %s" % (path, name))
                self.assertNotIn("resolved", package, "%s: %s" % (path, name))

    def test_package_files_name_exact_versions(self):
        for path in tracked("third_party/package.json", "tests/*/package.json"):
            for name, version in json.loads(text_of(path)).get("devDependencies", {}).items():
                self.assertRegex(version, r"^\d", "%s: %s" % (path, name))

    def test_the_changelog_knows_the_version(self):
        version = re.search(r"VERSION (\d+\.\d+\.\d+)", text_of("CMakeLists.txt"))[1]
        self.assertIn("## [%s]" % version, text_of("CHANGELOG.md"))

    def test_what_is_published_knows_the_version(self):
        version = re.search(r"VERSION (\d+\.\d+\.\d+)", text_of("CMakeLists.txt"))[1]
        package = json.loads(text_of("package.json"))
        self.assertEqual({package["version"], *package["optionalDependencies"].values()}, {version})
        self.assertIn('default: "%s"' % version, text_of("action.yml"))
        for path in ("README.md", "docs/github.md", "docs/hooks.md", "docs/install.md"):
            for named in re.findall(r"(?:lockstep@v?|rev: v|lockstep[-_])(\d+\.\d+\.\d+)", text_of(path)):
                self.assertEqual(named, version, path)

    def test_notices_name_the_pinned_versions(self):
        for name, version in json.loads(text_of("third_party/package.json"))["devDependencies"].items():
            self.assertIn("| %s | npm `%s` |" % (version, name), text_of("THIRD_PARTY_NOTICES.md"))


if __name__ == "__main__":
    unittest.main()
