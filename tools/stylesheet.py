"""Makes a large stylesheet small and plain: what the office does not use goes, colours become what old browsers read.

Many office PCs have a browser of 2022 or 2023 that knows neither `oklch()`, `color-mix()` nor `light-dark()`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tools import colours

NESTING = ("@media", "@supports", "@layer")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
VARIABLE = re.compile(r"^(--[\w-]+):(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Rule:
    """`head{body}` inside the at-rules `within`, outermost first."""

    head: str
    body: str
    within: tuple[str, ...] = ()


def reduce(text: str, *, drop: list[str]) -> str:
    """`drop`: patterns of whole class names, attributes in brackets, or at-rules, that go with all their rules."""
    gone = re.compile("|".join(drop)) if drop else re.compile(r"(?!)")
    rules = [kept for rule in parse(text) if (kept := without(rule, gone))]
    rules = _used_frames(rules)
    known = constants(rules)
    return write([replace(rule, body=colours.plain(rule.body, known)) for rule in rules], notice(text))


def notice(text: str) -> str:
    """The licence's comment, which has to stay."""
    return "\n".join(re.findall(r"/\*!.*?\*/", text, flags=re.DOTALL))


def parse(text: str, within: tuple[str, ...] = ()) -> Iterator[Rule]:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    start = 0
    for position, sign in signs(text):
        if sign == ";" and position >= start:  # @charset, @import: statements outside of any block
            start = position + 1
        elif sign == "{" and position >= start:
            end = closing(text, position)
            head, body = text[start:position].strip(), text[position + 1 : end].strip()
            start = end + 1
            if head.startswith(NESTING):
                yield from parse(body, (*within, head))
            else:
                yield Rule(head, body, within)


def signs(text: str) -> Iterator[tuple[int, str]]:
    """Braces, semicolons and commas that stand outside of strings and brackets, with their places."""
    quote, depth, skip = "", 0, False
    for position, sign in enumerate(text):
        if skip:
            skip = False
        elif sign == "\\":
            skip = True
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "()[]":
            depth += 1 if sign in "([" else -1
        elif sign in "{};," and not depth:
            yield position, sign


def closing(text: str, opening: int) -> int:
    depth = 0
    for position, sign in signs(text[opening:]):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if not depth:
            return opening + position
    raise ValueError(f"no end to the block at {text[opening : opening + 40]!r}")


def split(text: str, at: str) -> list[str]:
    """Parts between separators that are outside of strings and brackets; empty ones are left out."""
    places = [position for position, sign in signs(text) if sign == at]
    edges = zip([-1, *places], [*places, len(text)], strict=True)
    return [part for start, end in edges if (part := text[start + 1 : end].strip())]


def without(rule: Rule, gone: re.Pattern[str]) -> Rule | None:
    """The rule for the selectors that stay; nothing when none does."""
    if any(gone.fullmatch(outer) for outer in (*rule.within, rule.head)) or not rule.body:
        return None
    if rule.head.startswith("@"):
        return rule
    stay = [one for one in split(rule.head, ",") if not any(map(gone.fullmatch, names(one)))]
    return replace(rule, head=",".join(stay)) if stay else None


def names(selector: str) -> list[str]:
    """Classes and attributes that an element must have; those in :is(), :not() and the like are only choices."""
    outside = _outside_brackets(selector)
    return CLASS.findall(outside) + re.findall(r"\[[^\]]*\]", outside)


def _outside_brackets(selector: str) -> str:
    while "(" in selector:
        shorter = re.sub(r"\([^()]*\)", "", selector)
        if shorter == selector:
            break
        selector = shorter
    return selector


def _used_frames(rules: list[Rule]) -> list[Rule]:
    used = " ".join(rule.body for rule in rules if not rule.head.startswith("@"))
    return [
        rule
        for rule in rules
        if not rule.head.startswith("@keyframes")
        or re.search(rf"\b{re.escape(rule.head.split()[1])}\b", used)
    ]


def constants(rules: list[Rule]) -> dict[str, str]:
    """Variables with one value wherever they are set: only these may be read before the page exists."""
    said: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for declaration in split(rule.body, ";"):
            if found := VARIABLE.match(declaration):
                said[found[1]].add(colours.light(found[2].strip()))
    return {name: values.pop() for name, values in said.items() if len(values) == 1}


def write(rules: list[Rule], head: str) -> str:
    """One rule a line, so that a new version can be compared with the old one."""
    lines = ['@charset "UTF-8";', head]
    open_within: tuple[str, ...] = ()
    for rule in rules:
        if rule.within != open_within:
            lines.append("}" * len(open_within) + "".join(f"{outer}{{" for outer in rule.within))
            open_within = rule.within
        lines.append(f"{rule.head}{{{rule.body}}}")
    lines.append("}" * len(open_within))
    return "\n".join(line for line in lines if line) + "\n"
