#!/usr/bin/env python3
"""Writes the man page from what the program says of itself, so that the two cannot disagree.

usage: man_page.py LOCKSTEP > lockstep.1
"""

import re
import subprocess
import sys


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    return "\\&" + text if text.startswith(".") else text


def said(lockstep, *arguments):
    return subprocess.run([lockstep, *arguments], check=True, capture_output=True, text=True).stdout


def sections(page):
    """The blocks of a help page: its head, and a title with its lines for each section."""
    head, *rest = re.split(r"\n\n(?=[A-Z])", page.rstrip("\n"))
    return head, [(block.split("\n", 1)[0], block.split("\n")[1:]) for block in rest]


def items(lines):
    """Lines of two columns: a term, and what it means, perhaps over several lines."""
    for line in filter(None, lines):
        term, _, meaning = line.strip().partition("  ")
        if line.startswith("     ") or not meaning.strip():
            yield None, line.strip()
        else:
            yield term, meaning.strip()


def tagged(lines, out):
    for term, meaning in items(lines):
        if term is not None:
            out.append(".TP\n.B " + escaped(term))
        out.append(escaped(meaning))


def verbatim(text, out):
    out += [".nf", ".RS 4", *[escaped(line) for line in text.split("\n")], ".RE", ".fi"]


def main():
    lockstep = sys.argv[1]
    version = said(lockstep, "--version").split()[1]
    head, blocks = sections(said(lockstep, "--help"))
    out = [f'.TH LOCKSTEP 1 "" "lockstep {version}" "User Commands"',
           ".SH NAME", "lockstep \\- find what has fallen out of step across a TypeScript monorepo",
           ".SH SYNOPSIS"]
    usage = dict(blocks)["Usage"]
    for term, _ in items(usage):
        if term is not None:
            out += [".br", ".B " + escaped(term)]
    out.remove(".br")
    out += [".SH DESCRIPTION", escaped(head), ".PP",
            "The whole repository around a path is read as one program; what lies under the path is reported.",
            "Nothing of it is run, and nothing needs to be configured."]
    out.append(".SH COMMANDS")
    tagged(usage, out)
    for title, lines in blocks:
        if title in ("Usage", "Exit codes", "Examples"):
            continue
        out.append(".SH " + escaped(title.upper()))
        tagged(lines, out)
    out.append(".SH EXIT STATUS")
    codes = re.findall(r"(?:^|\s{2,})(\d)\s{2}(\S.*?)(?=\s{2,}\d\s{2}|$)", "\n".join(dict(blocks)["Exit codes"]), re.MULTILINE)
    for code, meaning in sorted(codes):
        out += [".TP\n.B " + code, escaped(meaning)]
    out.append(".SH EXAMPLES")
    tagged(dict(blocks)["Examples"], out)
    out += [".SH FILES", ".TP\n.B lockstep.jsonc", "Settings, at the root of the program."]
    out += [".SH ENVIRONMENT", ".TP\n.B NO_COLOR\\fR, \\fBFORCE_COLOR", "Never or always use colour.",
            ".TP\n.B GITHUB_STEP_SUMMARY", "With the format github: the file that gets a summary of the step."]
    out.append(".SH DETAILS")
    for term, _ in items(usage):
        words = (term or "").split()
        if len(words) < 2 or not words[1].isalpha() or f".SS {words[1]}" in out:
            continue
        page = said(lockstep, words[1], "--help")
        if page != said(lockstep, "--help"):
            out.append(f".SS {words[1]}")
            verbatim(page.rstrip("\n"), out)
    out += [".SH SEE ALSO", "https://github.com/lockstep\\-analyzer/lockstep"]
    print("\n".join(out))


if __name__ == "__main__":
    main()
