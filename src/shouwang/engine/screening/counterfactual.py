"""What would have to change for a rule not to fire: the smallest change of one amount, or another answer.

Every way is tried on the reference evaluator before it is said.  Only what help can change is proposed, and only
towards the better: nobody is advised to lose a student or an allowance.
"""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

from shouwang.engine.policy import nodes
from shouwang.engine.policy.check import Kind
from shouwang.engine.policy.explain import Wording, positive
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening import levers
from shouwang.engine.screening.levers import AIMS, Change, Lever, supposing
from shouwang.engine.screening.reference import Evaluate, State
from shouwang.engine.screening.stored import NOBODY, Stored

MOST = 3
"""Ways that are said of one rule."""

Way = tuple[Change, ...]
"""Changes that together make a rule not fire."""
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
            more_than_enough = any(set(known) <= set(way) for known in ways)
            if not more_than_enough and self.works(rule, way, state):
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
        # Of several answers that will do, each has to: the sentence offers them all.
        choices = product(*(change.values for change in way))
        return not any(supposing(state, dict(zip(names, values, strict=True)), fires) for values in choices)

    # Each finds what makes its part of the rule false.

    def ways(self, node: Node) -> Find:
        find = FINDING.get(type(node))
        return find(self, node) if find else no_way

    def all_of(self, node: nodes.And) -> Find:
        finds = [find for each in node.parts if (find := self.ways(each)) is not no_way]
        return (lambda state: [way for find in finds for way in find(state)]) if finds else no_way

    def any_of(self, node: nodes.Or) -> Find:
        parts = [(self.stored.evaluate(each), self.ways(each)) for each in node.parts]

        def find(state: State) -> list[Way]:
            found = [part(state) for holds, part in parts if holds(state)]
            if len(found) == 1:
                return found[0]
            # Every alternative that holds must go; the readiest way of each keeps the sentence short.
            return [joined((min(ways, key=cost) for ways in found), state)] if found and all(found) else []

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
            return first + [joined((one, other), state) for one in first for other in otherwise(state)]

        return find

    def compared(self, node: nodes.Compare) -> Find:
        if self.wording.type_of(node.left).kind is not Kind.NUMBER:
            return self.answer(node)
        if node.operator not in levers.STRICT:
            return no_way
        moving = [
            Lever(each, node, self.stored, self.wording)
            for each in dict.fromkeys(nodes.walk(node))
            if isinstance(each, nodes.Fact | nodes.Aggregate) and self.movable(each)
        ]
        return (
            (lambda state: [(each,) for lever in moving if (each := lever.find(state))]) if moving else no_way
        )

    def movable(self, node: Node) -> bool:
        return levers.step(self.wording.type_of(node)) is not None and self.changeable(node)

    def changeable(self, node: Node) -> bool:
        return bool(levers.tables(node, self.stored.pack))

    def answer(self, node: Node) -> Find:
        """Another answer in a column of the household, or a yes-or-no fact turned round."""
        of = subject(node)
        if of is None:
            return no_way
        name, falsifies = self.stored.column(of), self.stored.evaluate(node)
        # Whether an answer turns the condition does not depend on whose it is: tried once, without a
        # household.
        nobody = self.stored.state(NOBODY)
        values = tuple(each for each in self.aims(of) if supposing(nobody, {name: each}, falsifies) is False)
        return self.becomes(of, name, values) if values else no_way

    def aims(self, of: Node) -> tuple[Any, ...]:
        if isinstance(of, nodes.HouseholdColumn):
            return AIMS.get(of.name, ())
        yes_or_no = self.wording.type_of(of).kind is Kind.BOOLEAN
        return (True, False) if yes_or_no and self.changeable(of) else ()

    def becomes(self, of: Node, name: str, values: tuple[Any, ...]) -> Find:
        show, named = self.wording.shown(of), self.wording.named
        said = self.wording.words["or"].join(named(show(each)) for each in values)
        rank = 1 + (list(AIMS).index(name) if name in AIMS else 0)
        change = Change(name, values, self.wording.word("becomes", named(self.wording.name(of)), said), rank)
        return lambda state: [(change,)]


def no_way(state: State) -> list[Way]:
    return []


def cost(way: Way) -> tuple[int, int]:
    return len(way), sum(change.rank for change in way)


def joined(ways: Iterable[Way], state: State) -> Way:
    """All changes of several ways; of two moves of one amount the longer does for both."""
    changes: dict[str, Change] = {}
    for change in (each for way in ways for each in way):
        other = changes.get(change.column)
        if other is None or distance(change, state) > distance(other, state):
            changes[change.column] = change
    return tuple(changes.values())


def distance(change: Change, state: State) -> Any:
    here, there = state.household.get(change.column), change.values[0]
    return 0 if here is None or isinstance(there, bool | str) else abs(there - here)


def subject(node: Node) -> Node | None:
    """The one value that a plain condition asks for."""
    if isinstance(node, nodes.Not):
        return subject(node.of)
    if isinstance(node, nodes.Membership):
        return subject(node.of)
    if isinstance(node, nodes.Compare):
        sides = [each for each in (node.left, node.right) if not isinstance(each, nodes.Literal)]
        return subject(sides[0]) if len(sides) == 1 else None
    return node if isinstance(node, nodes.HouseholdColumn | nodes.Fact | nodes.Aggregate) else None


FINDING: dict[type[Node], Callable[[Counterfactuals, Any], Find]] = {
    nodes.And: Counterfactuals.all_of,
    nodes.Or: Counterfactuals.any_of,
    nodes.Default: Counterfactuals.fallback,
    nodes.Compare: Counterfactuals.compared,
    nodes.Membership: Counterfactuals.answer,
    nodes.Not: Counterfactuals.answer,
    nodes.HouseholdColumn: Counterfactuals.answer,
    nodes.Fact: Counterfactuals.answer,
    nodes.Aggregate: Counterfactuals.answer,
}
