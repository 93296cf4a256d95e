"""Mistakes drawn under the text they are in."""

import re
from textwrap import dedent

MARK = re.compile(r"^ *\^ ((?:RULE|PACK)-\d+)$")


def read(drawn: str) -> tuple[str, list[tuple[str, int]]]:
    """The text without the marks, and the code and offset of each mark.

    members < lifted
              ^ RULE-102
    """
    text, marks, start = "", [], 0
    for line in dedent(drawn).strip("\n").splitlines(keepends=True):
        found = MARK.match(line.rstrip("\n"))
        if found:
            marks += [(found[1], start + line.index("^"))]
        else:
            start = len(text)
            text += line
    return text.removesuffix("\n"), marks
