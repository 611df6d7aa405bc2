"""Faults that people make between files, planted by editing text.

Nothing here knows what lockstep understands: sources are read with regular expressions, so that a construct which the
analyzer fails to see is still chosen, edited, and counted as missed. Every function yields `Fault`s in order of path
and position; which of them are tried is the caller's choice.
"""

import collections
import dataclasses
import re

WORD = r"""(['"])([A-Za-z][\w.:/-]{2,40})\1"""
LIST = re.compile(r"\[\s*(?:" + WORD.replace(r"\1", r"['\"]") + r"\s*,?\s*){4,40}\]")
UNION = re.compile(r"(?<![\w|])\|?\s*" + WORD.replace(r"\1", r"['\"]") + r"(?:\s*\|\s*['\"][\w.:/-]+['\"]){3,40}")
ENUM = re.compile(r"\benum\s+(\w+)\s*\{([^{}]*)\}")
MEMBER = re.compile(r"(\w+)\s*[=:]\s*(['\"])([\w.:/ -]{3,40})\2")
CONSTANTS = re.compile(r"\bexport\s+const\s+(\w+)\s*(?::[^=]+)?=\s*(?:Object\.freeze\()?\{([^{}]*)\}")
STRING = re.compile(WORD)
CASE = re.compile(r"^([ \t]*)case\s+([\w.]+|'[^']*'|\"[^\"]*\")\s*:", re.M)
NAME = r"""('[\w.:/-]{3,40}'|"[\w.:/-]{3,40}"|[A-Z]\w+\.\w+)"""
SENDS = re.compile(r"\b(?:emit|emitAsync|publish|trigger|sendMessage)\(\s*" + NAME)
RECEIVES = re.compile(r"(?:\b(?:on|once|addListener|addEventListener|subscribe)|@(?:OnEvent|SubscribeMessage|Process))\(\s*" + NAME)
# Words of protocols and of every logger: agreeing lists of them are no copies of one another.
VOCABULARY = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "log", "error", "warn", "info", "debug", "trace"}


@dataclasses.dataclass
class Fault:
    kind: str
    path: str  # where the fault is planted
    line: int
    about: str  # the value that the report must name
    rules: tuple  # any of which may report it
    edits: dict  # path -> its new text


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def cut(text, start, end, replacement=""):
    return text[:start] + replacement + text[end:]


def lists_in(text):
    """(offset of the list, [(value, start, end)]) of each list of strings that the text spells out."""
    for pattern in (LIST, UNION):
        for found in pattern.finditer(text):
            members = [(m.group(2), found.start() + m.start(), found.start() + m.end()) for m in STRING.finditer(found.group())]
            yield found.start(), members
    for found in ENUM.finditer(text):
        base = found.start(2)
        members = [(m.group(3), base + m.start(), base + m.end()) for m in MEMBER.finditer(found.group(2))]
        if len(members) >= 4:
            yield found.start(), members


def with_separator(text, start, end):
    """The stretch of a member together with the comma or bar that parts it from its neighbour."""
    behind = re.compile(r"\s*[,|][ \t]*\n?[ \t]*").match(text, end)
    if behind:
        return start, behind.end()
    before = re.compile(r"[,|]\s*\Z").search(text, 0, start)
    return (before.start() if before else start), end


def dropped_values(sources):
    """One of two lists that agree loses a value."""
    places = collections.defaultdict(list)
    for path, text in sources.items():
        for offset, members in lists_in(text):
            values = frozenset(value for value, _, _ in members)
            if len(values) >= 4:
                places[values].append((path, offset, members))
    for values in sorted(places, key=sorted):
        agreeing = places[values]
        if len({path for path, _, _ in agreeing}) < 2 or len(values - VOCABULARY) < 3:
            continue
        path, offset, members = agreeing[-1]
        text = sources[path]
        value, start, end = members[len(members) // 2]
        yield Fault("drop-value", path, line_of(text, offset), value, ("duplicate-list",),
                    {path: cut(text, *with_separator(text, start, end))})


def constants_in(sources, *patterns):
    """`Constant.member` -> the string that it stands for."""
    homes = {}
    for text in sources.values():
        for found in (found for pattern in patterns for found in pattern.finditer(text)):
            for member in MEMBER.finditer(found.group(2)):
                homes[f"{found.group(1)}.{member.group(1)}"] = member.group(3)
    return homes


def renamed_events(sources):
    """Everybody who sends an event calls it by a new name; those who listen do not."""
    homes = constants_in(sources, CONSTANTS, ENUM)
    sent, received = collections.defaultdict(list), set()
    for path, text in sources.items():
        for found in SENDS.finditer(text):
            sent[homes.get(found.group(1), found.group(1).strip("'\""))].append((path, found.start(1), found.end(1)))
        received.update(homes.get(found.group(1), found.group(1).strip("'\"")) for found in RECEIVES.finditer(text))
    for name in sorted(sent.keys() & received):
        edits = {}
        for path, start, end in sorted(sent[name], reverse=True):
            edits[path] = cut(edits.get(path, sources[path]), start, end, f"'{name}-renamed'")
        path, start, _ = sorted(sent[name])[0]
        yield Fault("rename-event", path, line_of(sources[path], start), name, ("orphan-variant",), edits)


def block_around(text, offset):
    """Where the block begins and ends in which a `case` stands; its closing brace is the last character."""
    depth, start = 0, offset
    while start > 0:
        start -= 1
        depth += {"}": 1, "{": -1}.get(text[start], 0)
        if depth < 0:
            break
    depth, end = 0, start
    while end < len(text):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
        if depth == 0:
            break
    return start, end


def end_of_case(text, begin, limit):
    """Where the clause ends whose statements begin at `begin`: at the next label of its own switch, or with it."""
    depth, at = 0, begin
    label = re.compile(r"\b(?:case\b|default\s*:)")
    while at < limit - 1:
        depth += {"{": 1, "}": -1, "(": 1, ")": -1}.get(text[at], 0)
        if depth == 0 and label.match(text, at):
            return at
        at += 1
    return limit - 1


def removed_handlers(sources):
    """A switch whose default hides it from the compiler forgets one of its cases."""
    mentions = collections.Counter()
    for text in sources.values():
        mentions.update(re.findall(r"[\w.:/-]{3,}", text))
    homes = constants_in(sources, CONSTANTS, ENUM)
    for path, text in sources.items():
        for found in CASE.finditer(text):
            test = found.group(2).strip("'\"")
            start, limit = block_around(text, found.start())
            block = text[start:limit]
            has_default = re.search(r"^[ \t]*default\s*:", block, re.M)
            if len(CASE.findall(block)) < 4 or not has_default or re.search(r"\bnever\b", block):
                continue
            end = end_of_case(text, found.end(), limit)
            before = text[: found.start()].rstrip().splitlines()[-1].strip()
            if before.startswith("case ") and before.endswith(":"):  # shares its statements with a neighbour
                continue
            if mentions[test] < 2 or not re.search(r"\S", text[found.end() : end]):
                continue
            about = homes.get(test, test.split(".")[-1])
            yield Fault("remove-handler", path, line_of(text, found.start()), about, ("orphan-variant", "duplicate-list"),
                        {path: cut(text, found.start(), end)})


def literals_for_constants(sources):
    """A use of a constant's member spells its value instead; of an enum's member the compiler would notice."""
    homes = constants_in(sources, CONSTANTS)
    uses = collections.defaultdict(list)
    for path, text in sources.items():
        for found in re.finditer(r"(?<!\[)\b([A-Z]\w+)\.(\w+)\b(?!\s*[(.\[:=\]])", text):
            if found.group() in homes:
                uses[found.group()].append((path, found.start(), found.end()))
    for key in sorted(uses):
        if len(uses[key]) < 2:
            continue
        path, start, end = uses[key][-1]
        text = sources[path]
        yield Fault("literal-for-constant", path, line_of(text, start), homes[key], ("duplicate-list", "magic-actor"),
                    {path: cut(text, start, end, "'" + homes[key] + "'")})


KINDS = {
    "drop-value": dropped_values,
    "rename-event": renamed_events,
    "remove-handler": removed_handlers,
    "literal-for-constant": literals_for_constants,
}
