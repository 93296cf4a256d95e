"""What a rule is made of.  Reading this page from top to bottom is reading the language.

Nodes are frozen and compare by meaning; `at` only remembers where in the text they stood, for messages.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

N = TypeVar("N", bound="Node")

Constant = bool | int | Decimal | str


@dataclass(frozen=True)
class Node:
    at: int = field(default=0, compare=False, kw_only=True, repr=False)
    """Offset in the text of the expression."""


@dataclass(frozen=True)
class Literal(Node):
    value: Constant
    type: type = field(init=False, repr=False)
    """True and 1 are equal in Python, not in a rule."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", type(self.value))


@dataclass(frozen=True)
class HouseholdColumn(Node):
    name: str


@dataclass(frozen=True)
class RowColumn(Node):
    """A column of the row that the surrounding generator is looking at."""

    table: str
    name: str


@dataclass(frozen=True)
class Fact(Node):
    name: str


@dataclass(frozen=True)
class Parameter(Node):
    """The value in force on the reference date."""

    name: str


@dataclass(frozen=True)
class Given(Node):
    """What a run is told: on, period, previous_period, running_period."""

    name: str


@dataclass(frozen=True)
class RuleHolds(Node):
    """Whether a rule fired; only tiers may ask."""

    name: str


@dataclass(frozen=True)
class Not(Node):
    of: Node


@dataclass(frozen=True)
class And(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Compare(Node):
    operator: str
    """One of == != < <= > >=."""
    left: Node
    right: Node


@dataclass(frozen=True)
class Membership(Node):
    of: Node
    values: tuple[Literal, ...]


@dataclass(frozen=True)
class Arithmetic(Node):
    operator: str
    """One of + - * /."""
    left: Node
    right: Node


@dataclass(frozen=True)
class Negative(Node):
    of: Node


@dataclass(frozen=True)
class Default(Node):
    of: Node
    otherwise: Node


@dataclass(frozen=True)
class Known(Node):
    of: Node


@dataclass(frozen=True)
class Call(Node):
    function: str
    """age, days, months, months_before, min or max (the last two of exactly two values)."""
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Aggregate(Node):
    """A generator over the rows of a child table."""

    kind: str
    """any, all, count, sum, min or max."""
    table: str
    element: Node | None
    """What is asked of, or taken from, each row; None for `count`."""
    condition: Node | None
    """Which rows are looked at; None for all."""


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below, in the order they are written."""
    for each in dataclasses.fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from walk(child)


def find(node: Node, kind: type[N]) -> Iterator[N]:
    return (each for each in walk(node) if isinstance(each, kind))


def replace(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every node, from the leaves up."""
    changed: dict[str, object] = {}
    for each in dataclasses.fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            changed[each.name] = replace(value, change)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changed[each.name] = tuple(replace(item, change) for item in value)
    return change(dataclasses.replace(node, **changed) if changed else node)  # type: ignore[arg-type]


def conjuncts(node: Node | None) -> tuple[Node, ...]:
    """The conditions that must hold together."""
    if node is None:
        return ()
    return node.parts if isinstance(node, And) else (node,)
