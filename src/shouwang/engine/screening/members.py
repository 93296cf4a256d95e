"""Whom a fired rule rests on: the members of a household whose rows make its conditions hold.

Asked of a household that was evaluated just now: findings name nobody, so a stored one cannot tell.
"""

import decimal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from shouwang.engine.policy import nodes
from shouwang.engine.policy.explain import positive
from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.reasons import MIRROR
from shouwang.engine.screening.reference import (
    EXACT,
    Evaluate,
    State,
    element_of,
    mirrored,
    ready,
    row_condition,
)

MORE = (">", ">=", "==", "!=")
"""Comparisons that rows make hold; too little of something is nobody's in particular."""


@dataclass(frozen=True)
class Concerned:
    value: Node
    """The fact or generator, as the rule names it."""
    holds: bool
    """False: it is its being denied on which the rule rests."""
    persons: tuple[str, ...]
    """Codes, in the order of their rows."""


class Part(NamedTuple):
    value: Node
    holds: bool
    rows: nodes.Aggregate
    """Its rows that count are those on which the condition rests."""


def concerned(pack: Pack, node: Node, state: State) -> tuple[Concerned, ...]:
    """Of a condition that holds for `state`.  What counts everybody, or rows about nobody, names nobody."""
    found: dict[tuple[Node, bool], dict[str, None]] = {}
    with decimal.localcontext(EXACT):
        for part in Parts(pack, state).of(positive(node)):
            found.setdefault((part.value, part.holds), {}).update(dict.fromkeys(persons(part.rows, state)))
    return tuple(Concerned(*key, tuple(named)) for key, named in found.items() if named)


def resting(pack: Pack, node: Node, state: State, table: str) -> tuple[Mapping[str, Any], ...]:
    """Rows of a table on which a condition that holds for `state` rests, in their order."""
    found: dict[int, Mapping[str, Any]] = {}
    with decimal.localcontext(EXACT):
        for part in Parts(pack, state).of(positive(node)):
            if part.rows.table == table:
                found.update((id(row), row) for row in counted_rows(part.rows, state))
    # Several facts may rest on one row.
    return tuple(row for row in state.children.get(table) or [] if id(row) in found)


def persons(node: nodes.Aggregate, state: State) -> Iterator[str]:
    for row in counted_rows(node, state):
        if person := row.get("person_id"):
            yield person


def counted_rows(node: nodes.Aggregate, state: State) -> Iterator[Mapping[str, Any]]:
    counted, rows, outer = counts(node), state.children.get(node.table) or [], state.row
    try:
        for state.row in rows:
            if counted(state):
                yield state.row
    finally:
        state.row = outer


@lru_cache(maxsize=4096)
def counts(node: nodes.Aggregate) -> Evaluate:
    return row_condition(node)


@dataclass(frozen=True)
class Parts:
    """Goes down a condition that holds, along what makes it hold.  `value`: the fact whose definition it is in."""

    pack: Pack
    state: State

    def of(self, node: Node, value: Node | None = None, holds: bool = True) -> Iterator[Part]:
        match node:
            case nodes.And() | nodes.Or():
                for each in node.parts:
                    if isinstance(node, nodes.And) or ready(each)(self.state):
                        yield from self.of(each, value, holds)
            case nodes.Default():
                known = ready(node.of)(self.state) is not None
                yield from self.of(node.of if known else node.otherwise, value, holds)
            case nodes.Compare():
                yield from self.compared(node, value, holds)
            case _:
                yield from self.single(node, value, holds)

    def single(self, node: Node, value: Node | None, holds: bool) -> Iterator[Part]:
        match node:
            case nodes.Fact():
                yield from self.of(positive(self.defined(node)), node)
            case nodes.Not(of=nodes.Fact() as fact):
                yield from self.of(positive(self.defined(fact), False), fact, False)
            case nodes.Aggregate(kind="any"):
                yield Part(value or node, holds, node)
            case nodes.Aggregate(kind="all", condition=Node()):
                yield Part(value or node, holds, counting(node))
            case nodes.Not(of=nodes.Aggregate(kind="all") as every):
                yield Part(value or every, holds and value is not None, mirrored(every))

    def defined(self, fact: nodes.Fact) -> Node:
        return self.pack.facts[fact.name].node

    def compared(self, node: nodes.Compare, value: Node | None, holds: bool) -> Iterator[Part]:
        for side, operator in ((node.left, node.operator), (node.right, MIRROR[node.operator])):
            if operator in MORE:
                yield from self.counted(side, value, holds)

    def counted(self, node: Node, value: Node | None, holds: bool) -> Iterator[Part]:
        match node:
            case nodes.Fact():
                yield from self.counted(self.defined(node), node, True)
            case nodes.Aggregate(kind="count", condition=Node()):
                yield Part(value or node, holds, node)
            case nodes.Aggregate(kind="sum"):
                yield Part(value or node, holds, contributing(node))


def counting(node: nodes.Aggregate) -> nodes.Aggregate:
    """All rows that are looked at."""
    return nodes.Aggregate("count", node.table, None, node.condition)


def contributing(node: nodes.Aggregate) -> nodes.Aggregate:
    """The rows of a sum that add something to it."""
    adds = nodes.Compare(">", element_of(node), nodes.Literal(0))
    return nodes.Aggregate("any", node.table, adds, node.condition)
