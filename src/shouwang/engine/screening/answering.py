"""Answers that stand for all that a column can have: of a code every one that a rule could tell from another, of an
amount or a day those at which a rule may turn, and beside them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from shouwang.engine import calendar
from shouwang.engine.policy import nodes
from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.run import Run
from shouwang.engine.tables import TABLES, Column, Type

FEW = 13
"""Whole numbers that are all tried: months of a year, classes of a household."""
HEADS = 6
"""Members up to which a line per head is a line of the household."""
YEARS, MONTHS, DAYS = 120, 240, 4_000
"""Numbers of a pack that may be meant so."""
CENT = Decimal("0.01")
OTHER = "?"
"""A text that no rule names."""


class Answering:
    def __init__(self, run: Run) -> None:
        self.run = run
        self._kept: dict[tuple[str, str], tuple[Any, ...]] = {}

    def answers(self, table: str, column: str) -> tuple[Any, ...]:
        key = (table, column)
        if key not in self._kept:
            declared = TABLES[table][column]
            self._kept[key] = tuple(dict.fromkeys(self._of(table, declared)))
        return self._kept[key]

    def _of(self, table: str, column: Column) -> Iterable[Any]:
        match column.type:
            case Type.BOOLEAN:
                return (True, False)
            case Type.ENUM:
                return self._told_apart(table, column, column.codes)
            case Type.TEXT:
                return (*self._literals(table, column.name), OTHER)
            case Type.INTEGER:
                return within(column, self._whole(column))
            case Type.DATE:
                return sorted(set(self._days()))
        return within(column, self._amounts(column.high or 10**9))

    def _told_apart(self, table: str, column: Column, codes: Iterable[str]) -> Iterable[str]:
        """Those that some rule names, and one of the others; all of them where it is compared with another column."""
        named = set(self._literals(table, column.name))
        if self._is_compared_freely(table, column.name):
            return tuple(codes)
        others = [code for code in codes if code not in named]
        return (*(code for code in codes if code in named), *others[:1])

    def _whole(self, column: Column) -> Iterable[int]:
        low, high = column.low or 0, column.high
        if high is not None and high - low < FEW:
            return range(low, high + 1)
        told = (number + by for number in self._numbers if number == int(number) for by in (-1, 0, 1))
        return sorted({low, *map(int, told), *(() if high is None else (high,))})

    def _amounts(self, high: int) -> Iterable[Decimal]:
        lines = {Decimal(0), *self._numbers, *self.run.parameters.values()}
        whole = {Decimal(line) * heads for line in lines for heads in range(1, HEADS + 1)}
        return sorted({Decimal(high), *(each + by for each in whole for by in (-CENT, 0, CENT))})

    def _days(self) -> Iterator[date]:
        on: date = self.run.given["on"]
        for number in {0, *(int(each) for each in self._numbers if each == int(each) and each >= 0)}:
            around = [calendar.months_before(on, 12 * number)] if number <= YEARS else []
            around += [calendar.months_before(on, number)] if number <= MONTHS else []
            around += [on - timedelta(days=number)] if number <= DAYS else []
            for day in around:
                yield from (day - timedelta(days=1), day, day + timedelta(days=1))
        yield from (date(1900, 1, 1), date(2100, 12, 31))

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        return tuple(every(self.run.pack))

    @cached_property
    def _numbers(self) -> frozenset[Decimal]:
        """That stand in the pack's expressions."""
        found = (each.value for each in self._nodes if isinstance(each, nodes.Literal))
        return frozenset(
            Decimal(one) for one in found if isinstance(one, int | Decimal) and not isinstance(one, bool)
        )

    def _literals(self, table: str, column: str) -> Iterator[Any]:
        """Constants that a column is compared with."""
        for node in self._nodes:
            if not isinstance(node, nodes.Compare | nodes.Membership):
                continue
            sides = tuple(nodes.children(node))
            if any(is_column(side, table, column) for side in sides):
                yield from (side.value for side in sides if isinstance(side, nodes.Literal))

    def _is_compared_freely(self, table: str, column: str) -> bool:
        """With something else than constants, or taken for what it is."""
        plain = sum(
            is_column(side, table, column)
            for node in self._nodes
            if isinstance(node, nodes.Membership)
            or (
                isinstance(node, nodes.Compare)
                and any(isinstance(one, nodes.Literal) for one in nodes.children(node))
            )
            for side in nodes.children(node)
        )
        known = sum(
            isinstance(node, nodes.Known) and is_column(node.of, table, column) for node in self._nodes
        )
        return plain + known < sum(is_column(node, table, column) for node in self._nodes)


def roots(pack: Pack) -> Iterator[Node]:
    """A pack's expressions: of facts, rules and tiers."""
    yield from (fact.node for fact in pack.facts.values())
    yield from (rule.node for rule in pack.rules.values())
    yield from (tier.node for tier in pack.tiers if tier.node)


def every(pack: Pack) -> Iterator[Node]:
    """All nodes of a pack's expressions."""
    for node in roots(pack):
        yield from nodes.walk(node)


def named(node: Node) -> str:
    """The column that a node is, `persons.health`; empty for all others."""
    match node:
        case nodes.HouseholdColumn():
            return f"households.{node.name}"
        case nodes.RowColumn():
            return f"{node.table}.{node.name}"
    return ""


def is_column(node: Node, table: str, column: str) -> bool:
    return named(node) == f"{table}.{column}"


def within(column: Column, values: Iterable[Any]) -> Iterator[Any]:
    """What the column can have."""
    for value in values:
        if (column.low is None or value >= column.low) and (column.high is None or value <= column.high):
            yield value
