"""JSON without the comments and trailing commas that a .jsonc may have."""

import re

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|,(?=(?:\s|//[^\n]*|/\*.*?\*/)*[}\]])', re.DOTALL)


def plain_json(text):
    return TOKEN.sub(lambda match: match.group() if match.group().startswith('"') else " ", text)
