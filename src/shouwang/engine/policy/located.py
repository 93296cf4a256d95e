"""YAML whose every value knows its file, line and column, read against declared forms.

PyYAML's composing step keeps positions and leaves the constructing to us: amounts become exact decimals,
a key that stands twice or is unknown is a mistake, and all mistakes of a file are found at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from shouwang.engine.policy.errors import Mistake, Place
from shouwang.engine.policy.expression import hint
from shouwang.engine.reading import phrases

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Reader:
    """Reads one file after another; `mistakes` collects what is wrong in them."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def say(self, code: str, place: Place, **details: object) -> None:
        self.mistakes.append(Mistake(code, place, details))

    def file(self, path: Path, *, required: bool = False) -> "Located | None":
        """The root of a file; None when it is empty or cannot be read (then a mistake says why)."""
        try:
            # Windows editors put a mark before UTF-8, which YAML would take for part of the first key.
            text = path.read_text(encoding="utf-8-sig")
            root = yaml.compose(text, Loader=Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
            self.say("PACK-002", place, detail=error.problem or "无法解析")
            return None
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
            self.say("PACK-002", Place(path), detail=str(error).splitlines()[0])
            return None
        if root is None:
            if required:
                self.say("PACK-024", Place(path), name=path.name)
            return None
        if boundless(root):
            self.say("PACK-002", Place(path), detail="引用（*）套引用，展开后太大")
            return None
        return Located(root, path, text, self)


MOST_VALUES = 200_000
"""Of one file, what its references stand for counted each time."""


def boundless(root: Any) -> bool:
    """Whether the references of a file (`*name`) lead back to themselves, or blow up."""
    # Composing keeps references as references: a few lines can stand for more values than there is memory.
    waiting, seen = [root], 0
    while waiting and seen <= MOST_VALUES:
        node, seen = waiting.pop(), seen + 1
        if isinstance(node, yaml.MappingNode):
            waiting += [each for pair in node.value for each in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return seen > MOST_VALUES


@dataclass(frozen=True)
class Located:
    node: Any
    path: Path
    text: str
    reader: Reader

    @property
    def place(self) -> Place:
        mark = self.node.start_mark
        return Place(self.path, mark.line + 1, mark.column + 1)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    def say(self, code: str, **details: object) -> None:
        self.reader.say(code, self.place, **details)

    def within(self, node: Any) -> "Located":
        return Located(node, self.path, self.text, self.reader)

    def items(self) -> "dict[str, Located]":
        """The entries of a mapping; anything else is a mistake and has none."""
        if not self.is_mapping:
            self.say("PACK-006", key="此处", expected="“名称: 内容”的列表", value=self.brief())
            return {}
        found: dict[str, Located] = {}
        for key, value in self.node.value:
            name = str(key.value)
            if name in found:
                self.within(key).say("PACK-003", key=name)
            found[name] = self.within(value)
        return found

    def keys(self) -> "dict[str, Located]":
        return {str(key.value): self.within(key) for key, _ in self.node.value} if self.is_mapping else {}

    def entries(self) -> "list[Located]":
        """The items of a list."""
        if not self.is_list:
            self.say("PACK-006", key="此处", expected="以“- ”开头的列表", value=self.brief())
            return []
        return [self.within(each) for each in self.node.value]

    def brief(self) -> str:
        value = self.node.value
        return str(value)[:30] if isinstance(value, str) else "嵌套内容"

    def plain(self) -> Any:
        """The value without its places: for parts of a pack that the engine only hands on."""
        if self.is_mapping:
            return {name: value.plain() for name, value in self.items().items()}
        if self.is_list:
            return [value.plain() for value in self.entries()]
        return scalar(self.node)

    def offset_to_place(self, offset: int) -> Place:
        """Where the character at `offset` of this scalar's value stands in the file.

        Folding turns line ends and indentation into single blanks; counting what is not blank steps over that.
        """
        start, end = self.node.start_mark, self.node.end_mark
        raw = self.text[start.index : end.index]
        # The first line of a folded text has only its mark, `>-`.
        skip = raw.index("\n") if self.node.style in (">", "|") and "\n" in raw else 0
        if self.node.style in ("'", '"'):
            skip = 1
        wanted = sum(not each.isspace() for each in self.node.value[:offset])
        for index in range(skip, len(raw)):
            if raw[index].isspace():
                continue
            if wanted == 0:
                return place_at(self.path, self.text, start.index + index)
            wanted -= 1
        return self.place


def place_at(path: Path, text: str, index: int) -> Place:
    before = text[:index]
    return Place(path, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def scalar(node: Any) -> Any:
    """A YAML scalar as Python: numbers exact, dates as dates, everything else as it is written."""
    text, tag = str(node.value), str(node.tag).rpartition(":")[2]
    convert = SCALARS.get(tag)
    if convert is None:
        return text
    try:
        return convert(text)
    except (ValueError, InvalidOperation):
        return text


SCALARS: Mapping[str, Callable[[str], Any]] = {
    "null": lambda text: None,
    "bool": lambda text: text.lower() in ("true", "yes", "on"),
    "int": lambda text: int(text.replace("_", "")),
    "float": lambda text: Decimal(text.replace("_", "")),
    "timestamp": date.fromisoformat,
}

UNFILLED = "（请"
"""How a scaffold marks what is still to be filled in."""

NAMES = {str: "文字", int: "整数", Decimal: "数", date: "日期（如 2022-01-01）", bool: "true 或 false"}


def take(value: Located, key: str, kind: type, allowed: tuple[str, ...] = ()) -> Any:
    """A scalar of the kind asked for; None, and a mistake, when it is something else."""
    found = scalar(value.node) if isinstance(value.node, yaml.ScalarNode) else None
    # True is an integer to Python, and no amount.
    if kind is Decimal and isinstance(found, int) and not isinstance(found, bool):
        found = Decimal(found)
    # 430921 and 2022 are names where a name is wanted; the author's characters, with their leading zeros, are
    # kept.
    if kind is str and isinstance(found, int | Decimal | date):
        found = str(value.node.value)
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        value.say("PACK-006", key=key, expected=NAMES[kind], value=value.brief())
        return None
    if isinstance(found, str) and found.startswith(UNFILLED):
        value.say("PACK-025", key=key, value=found)
        return None
    if allowed and found not in allowed:
        value.say("PACK-007", key=key, value=found, allowed=phrases.labels(allowed))
        return None
    return found


@dataclass(frozen=True)
class Form:
    """The keys that a mapping must and may have."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    def read(self, value: Located) -> dict[str, Located]:
        """The entries with a known key; unknown and missing keys are mistakes."""
        items, keys = value.items(), value.keys()
        allowed = (*self.required, *self.optional)
        for name in items:
            if name not in allowed:
                keys[name].say(
                    "PACK-004", key=name, hint=hint(name, allowed), allowed=phrases.labels(allowed)
                )
        for name in self.required:
            if name not in items and value.is_mapping:
                value.say("PACK-005", key=name)
        return {name: each for name, each in items.items() if name in allowed}
