"""What would have to change for a rule not to fire: the smallest change of one amount, or another answer.

Every way is tried on the reference evaluator before it is said.  Only what help can change is proposed – income, the
house, water, insurance, school – and only towards the better: nobody is advised to lose a student or an allowance.
"""

import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from shouwang.engine.policy import nodes
from shouwang.engine.policy.check import Kind
from shouwang.engine.policy.explain import Wording, positive
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.reasons import CENT, MIRROR, PerHead, per_head
from shouwang.engine.screening.reference import Evaluate, State, compiled
from shouwang.engine.screening.stored import Stored

# Household columns that help aims at, with the answers it aims for, the readiest first.
AIMS: dict[str, tuple[Any, ...]] = {
    "water_safe": (True,),
    "water_quantity_ok": (True,),
    "water_quality_ok": (True,),
    "water_access_ok": (True,),
    "water_supply_ok": (True,),
    "house_grade": ("A", "B"),
    "other_safe_house": (True,),
    "food_ok": (True,),
    "clothing_ok": (True,),
    "house_self_fix": (True,),
    "supporter": ("capable",),
}
# Columns of other tables that help can change.  Age, kinship, health and what has happened are not among them.
CHANGEABLE: dict[str, frozenset[str]] = {
    "persons": frozenset(
        "in_school home_teaching medical_insured serious_illness_insured pension_insured family_doctor chronic_card "
        "works work_months monthly_wage welfare_post welfare_post_months".split()
    ),
    "incomes": frozenset({"amount"}),
    "expenses": frozenset({"amount", "insurance_payout"}),
}
BETTER: dict[str, tuple[int, ...]] = {"incomes": (1,), "expenses": (-1,), "persons": (1, -1)}
"""Which way an amount made from a table should go."""
MOST = 3
"""Ways that are said of one rule."""


class Change(NamedTuple):
    column: str
    """Of the row of findings."""
    values: tuple[Any, ...]
    """Any of them will do."""
    text: str
    rank: int
    """The lower the readier."""


Way = tuple[Change, ...]
Find = Callable[[State], list[Way]]


class Counterfactuals:
    def __init__(self, stored: Stored, wording: Wording) -> None:
        self.stored, self.wording = stored, wording
        self.found = {
            rule.id: self.ways(positive(stored.opened(rule.node))) for rule in stored.pack.rules.values()
        }
        self.verdicts: dict[tuple[str, frozenset[str]], Evaluate] = {}

    def of(self, rule: str, state: State) -> list[Way]:
        """Ways in which the fired `rule` would not fire, fewest and readiest changes first; each one was tried."""
        ways: list[Way] = []
        for way in sorted(self.found[rule](state), key=cost):
            enough = any(set(known) <= set(way) for known in ways)
            if not enough and self.works(rule, way, state):
                ways.append(way)
            if len(ways) == MOST:
                break
        return ways

    def works(self, rule: str, way: Way, state: State) -> bool:
        names = [change.column for change in way]
        key = (rule, self.stored.derived.intersection(names))
        if key not in self.verdicts:
            self.verdicts[key] = self.stored.evaluate(self.stored.pack.rules[rule].node, key[1])
        fires = self.verdicts[key]
        choices = product(*(change.values for change in way))
        return not any(supposing(state, dict(zip(names, values, strict=True)), fires) for values in choices)

    # Each finds what makes its part of the rule false; a part that is false already needs nothing.

    def ways(self, node: Node) -> Find:
        find = FINDING.get(type(node))
        return find(self, node) if find else nothing

    def all_of(self, node: nodes.And) -> Find:
        finds = [find for each in node.parts if (find := self.ways(each)) is not nothing]
        return (lambda state: [way for find in finds for way in find(state)]) if finds else nothing

    def any_of(self, node: nodes.Or) -> Find:
        parts = [(self.stored.evaluate(each), self.ways(each)) for each in node.parts]

        def find(state: State) -> list[Way]:
            found = [part(state) for holds, part in parts if holds(state)]
            if len(found) == 1:
                return found[0]
            # Every alternative that holds must go; the readiest way of each keeps the sentence short.
            return [joined([min(ways, key=cost) for ways in found], state)] if found and all(found) else []

        return find

    def fallback(self, node: nodes.Default) -> Find:
        known, stands_in = self.stored.evaluate(node.of), self.stored.evaluate(node.otherwise)
        of, otherwise = self.ways(node.of), self.ways(node.otherwise)

        def find(state: State) -> list[Way]:
            first = of(state)
            if known(state) is None:
                return otherwise(state) + first
            if not stands_in(state):
                return first
            # Making the first unknown is not enough when what stands in for it holds too.
            return first + [joined([one, other], state) for one in first for other in otherwise(state)]

        return find

    def answer(self, node: Node) -> Find:
        """Another answer in a column of the household, or a yes-or-no fact turned round."""
        of = subject(node)
        if isinstance(of, nodes.HouseholdColumn):
            aims = AIMS.get(of.name, ())
        else:
            aims = (isinstance(node, nodes.Not),) if self.changeable(of) else ()
        name = self.column(of)
        falsifies = self.stored.evaluate(node)
        blank = self.stored.state({"rules": (), "unknown_rules": ()})
        values = tuple(each for each in aims if supposing(blank, {name: each}, falsifies) is False)
        return self.becomes(of, name, values) if values else nothing

    def becomes(self, of: Node, name: str, values: tuple[Any, ...]) -> Find:
        said = self.wording.words["or"].join(map(self.wording.shown(of), values))
        rank = list(AIMS).index(name) if name in AIMS else 0
        change = Change(name, values, self.wording.word("becomes", self.wording.name(of), said), 1 + rank)
        return lambda state: [(change,)]

    def compared(self, node: nodes.Compare) -> Find:
        if self.wording.type_of(node.left).kind is not Kind.NUMBER:
            return self.answer(node) if subject(node) is not node else nothing
        levers = [
            Lever(self, each, node)
            for each in dict.fromkeys(nodes.walk(node))
            if isinstance(each, nodes.Fact | nodes.Aggregate) and self.moves(each, node)
        ]
        return lambda state: [(change,) for lever in levers if (change := lever.find(state))]

    def moves(self, node: Node, within: nodes.Compare) -> bool:
        return (
            within.operator in STRICT
            and self.wording.type_of(node).kind is Kind.NUMBER
            and bool(self.tables(node))
            and self.step(node) is not None
        )

    def step(self, node: Node) -> Decimal | None:
        """The smallest change of an amount: a fen, or one of what is counted."""
        typed = self.wording.type_of(node)
        if typed.whole:
            return Decimal(1)
        return CENT if (typed.unit or {}).get("yuan") == 1 else None

    def column(self, node: Node) -> str:
        return self.stored.inline[node] if isinstance(node, nodes.Aggregate) else getattr(node, "name", "")

    def changeable(self, node: Node) -> bool:
        return bool(self.tables(node))

    def tables(self, node: Node) -> set[str]:
        """The tables through which help can change a value."""
        found = {each.table for each in nodes.find(node, nodes.RowColumn) if each.name in CHANGEABLE.get(each.table, ())}
        for each in nodes.find(node, nodes.Fact):
            found |= self.tables(self.stored.pack.facts[each.name].node)
        return found


STRICT = {"<": False, ">": False, "<=": True, ">=": True}
"""Whether the boundary itself still fulfils a comparison."""


class Lever:
    """One amount in one comparison, and how far it has to move."""

    def __init__(self, within: Counterfactuals, node: Node, compare: nodes.Compare) -> None:
        self.node, self.compare = node, compare
        self.wording, stored = within.wording, within.stored
        self.column = within.column(node)
        keep = stored.derived & {self.column}
        self.here = stored.evaluate(node)
        self.gap = stored.evaluate(nodes.Arithmetic("-", compare.left, compare.right), keep)
        self.holds = stored.evaluate(compare, keep)
        self.step = within.step(node) or CENT
        self.better = {sign for table in within.tables(node) for sign in BETTER[table]}
        self.say = self.speaker(stored)

    def find(self, state: State) -> Change | None:
        here = self.here(state)
        steps = self.steps(here, state) if here is not None else 0
        if not steps:
            return None
        target, before = moved(here, steps * self.step), moved(here, (steps - math.copysign(1, steps)) * self.step)
        # Only a comparison that moves evenly with the amount is solved: of others nothing is said.
        solved = not self.at(state, target, self.holds) and self.at(state, before, self.holds)
        return Change(self.column, (target,), self.say(state, steps), 0) if solved else None
