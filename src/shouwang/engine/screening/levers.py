"""What help can change about a household, and how far an amount has to move for a comparison to turn."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from shouwang.engine.policy import nodes
from shouwang.engine.policy.check import Kind, Typed
from shouwang.engine.policy.explain import Wording
from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.reasons import CENT, MIRROR, PerHead, per_head
from shouwang.engine.screening.reference import Evaluate, State
from shouwang.engine.screening.stored import Stored

# Columns of households that help aims at, with the answers it aims for; the readiest first.
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
# Columns of other tables that help can change: age, kinship, health and what has happened are not among them.
SCHOOL = ("in_school", "home_teaching")
INSURANCE = ("medical_insured", "serious_illness_insured", "pension_insured", "family_doctor", "chronic_card")
WORK = ("works", "work_months", "monthly_wage", "welfare_post", "welfare_post_months")
CHANGEABLE: dict[str, tuple[str, ...]] = {
    "persons": SCHOOL + INSURANCE + WORK,
    "incomes": ("amount",),
    "expenses": ("amount", "insurance_payout"),
}
BETTER: dict[str, tuple[int, ...]] = {"incomes": (1,), "expenses": (-1,), "persons": (1, -1)}
"""Which way an amount made from a table should go."""
STRICT = {"<": False, ">": False, "<=": True, ">=": True}
"""Whether an amount on the boundary still fulfils the comparison."""


class Change(NamedTuple):
    column: str
    """Of the row of findings."""
    values: tuple[Any, ...]
    """Any of them will do."""
    text: str
    rank: int
    """The lower, the readier."""


def tables(node: Node, pack: Pack) -> set[str]:
    """The tables through which help can change a value; none for a value that it cannot."""
    found = {each.table for each in nodes.find(node, nodes.Aggregate) if changeable(each)}
    for fact in nodes.find(node, nodes.Fact):
        found |= tables(pack.facts[fact.name].node, pack)
    return found


def changeable(node: nodes.Aggregate) -> bool:
    asked = {each.name for each in nodes.find(node, nodes.RowColumn)}
    # What was earned the year before last stays what it was.
    past = nodes.Given("previous_period") in nodes.find(node, nodes.Given)
    return not past and not asked.isdisjoint(CHANGEABLE.get(node.table, ()))


def step(typed: Typed) -> Decimal | None:
    """The smallest change of an amount: a fen, or one of what is counted.  None for what is no such amount."""
    if typed.kind is not Kind.NUMBER:
        return None
    if typed.whole:
        return Decimal(1)
    return CENT if (typed.unit or {}).get("yuan") == 1 else None


def supposing(state: State, changes: Mapping[str, Any], evaluate: Evaluate) -> Any:
    """What `evaluate` says of the household with some columns changed."""
    row = state.household
    state.household = {**row, **changes}
    try:
        return evaluate(state)
    finally:
        state.household = row


class Lever:
    """One amount in one comparison."""

    def __init__(self, node: Node, compare: nodes.Compare, stored: Stored, wording: Wording) -> None:
        self.column = stored.column(node)
        keep = stored.derived & {self.column}
        self.here = stored.evaluate(node)
        self.gap = stored.evaluate(nodes.Arithmetic("-", compare.left, compare.right), keep)
        self.holds = stored.evaluate(compare, keep)
        self.step = step(wording.type_of(node)) or CENT
        self.better = {sign for table in tables(node, stored.pack) for sign in BETTER[table]}
        self.operator = compare.operator
        self.say = Saying(node, compare, stored, wording)

    def find(self, state: State) -> Change | None:
        """The smallest move that turns the comparison; None if there is none that help would make."""
        here = self.here(state)
        steps = self.steps(here, state) if here is not None else 0
        if not steps:
            return None
        target, before = (moved(here, count * self.step) for count in (steps, steps - sign(steps)))
        # Only a comparison that moves evenly with the amount is solved; of min and max the other side may hold on.
        turned = self.at(target, self.holds, state) is False and self.at(before, self.holds, state)
        return Change(self.column, (target,), self.say(steps * self.step, state), 0) if turned else None

    def at(self, value: Any, evaluate: Evaluate, state: State) -> Any:
        return supposing(state, {self.column: value}, evaluate)

    def steps(self, here: Any, state: State) -> int:
        """How many steps, downwards negative; 0 if moving does not help or is not for the better."""
        gap, beside = self.at(here, self.gap, state), self.at(moved(here, Decimal(1)), self.gap, state)
        # An amount on both sides, or times nothing: moving it does not move the comparison.
        if gap is None or beside is None or gap == beside:
            return 0
        # The comparison is a straight line in one amount, so two points of it give the way to the crossing.
        slope = Fraction(beside) - Fraction(gap)
        way = sign(slope) if self.operator in ("<", "<=") else -sign(slope)
        exact = abs(Fraction(gap) / slope / Fraction(self.step))
        count = math.floor(exact) + 1 if STRICT[self.operator] else math.ceil(exact)
        return way * count if way in self.better else 0


def sign(value: Any) -> int:
    return 1 if value > 0 else -1


def moved(value: Any, by: Decimal) -> Any:
    return value + Fraction(by) if isinstance(value, Fraction) else value + by


class Saying:
    """A move in words: 人均纯收入再增 380.00 元（全户 1,520.00 元），即不低于监测线."""

    def __init__(self, node: Node, compare: nodes.Compare, stored: Stored, wording: Wording) -> None:
        self.wording, self.stored = wording, stored
        self.name, self.show = wording.name(node), wording.shown(node)
        head = per_head(compare, wording)
        self.people: Evaluate | None = None
        if head is not None and head.total == node:
            self.name = wording.head_name(head.total, head.people)
            self.people = stored.evaluate(head.people)
        self.result = self.so(node, compare, head)

    def __call__(self, by: Decimal, state: State) -> str:
        word, size = "rise" if by > 0 else "fall", abs(by)
        people = self.people(state) if self.people else None
        if people and people > 0:
            # Rounded up: with a fen less per head the household might miss the line.
            each = Decimal(math.ceil(Fraction(size) / people / Fraction(CENT))) * CENT
            text = self.wording.word(f"{word} per head", self.name, self.show(each), self.show(size))
        else:
            text = self.wording.word(word, self.name, self.show(size))
        return text + self.result(state)

    def so(self, node: Node, compare: nodes.Compare, head: PerHead | None) -> Callable[[State], str]:
        """What is reached, where the amount stands alone on its side: ，即不低于监测线."""
        if head is not None and head.total == node:
            return self.against(head.line, head.operator)
        if compare.left == node:
            return self.against(compare.right, compare.operator)
        if compare.right == node:
            return self.against(compare.left, MIRROR[compare.operator])
        return lambda state: ""

    def against(self, other: Node, operator: str) -> Callable[[State], str]:
        words, value, show = self.wording.words, self.stored.evaluate(other), self.show
        if isinstance(other, nodes.Parameter):
            text = words[f"so {operator}"].format(self.wording.name(other))
            return lambda state: text
        template = words[f"so {operator}"].format(words["amount"])
        return lambda state: template.format(show(value(state)))
