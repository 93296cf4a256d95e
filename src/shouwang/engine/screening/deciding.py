"""Which answers settle one household, told by its own rows: each possible answer is tried on the reference evaluator.

settling.py tells it from a pack and the columns that are lacking, of many households at once, and says too little where
a rule that fired, or a value of the household, has made some of these columns idle.  A column settles a household when
its tier is known whatever the answer is; of amounts and days, whatever the answer is of those at which a rule may turn
(answering.py).  A table that is lacking as a whole cannot be tried: of it settling.py tells, by what the tier waits for.
"""

import decimal
from collections.abc import Collection, Mapping
from itertools import product
from typing import Any

from shouwang.engine.policy import nodes
from shouwang.engine.policy.model import Pack, Rule
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.answering import Answering, is_column, named, roots
from shouwang.engine.screening.reference import EXACT, Evaluate, Evaluator, Row, State, assume
from shouwang.engine.screening.run import Run
from shouwang.engine.screening.settling import Answers, Columns

UNKNOWN = "unknown"
WHOLE = "*"
MOST = 512
"""Trials of one column of a household.  Of more – many members who lack the same – settling.py tells."""
NOTHING: Columns = frozenset()
Children = Mapping[str, list[Row] | None]


class Deciding:
    """A run's pack made ready for many households."""

    def __init__(self, run: Run) -> None:
        self.run, self.pack = run, run.pack
        self.evaluator, self.answers = Evaluator(run.pack), Answers(run.pack)
        self.answering = Answering(run)
        self.idle = idle(run.pack)
        self._after: dict[str, tuple[list[tuple[str, Evaluate]], list[tuple[Rule, Evaluate]]]] = {}

    def settling(self, household: Row, children: Children, missing: Collection[str]) -> Columns:
        """Of the columns that a household lacks, those of which each alone settles its tier; none where it is known."""
        state = State(*assume(household, children, self.run), self.run)
        with decimal.localcontext(EXACT):
            for name, evaluate, _places in self.evaluator.facts:
                state.facts[name] = evaluate(state)
            for rule, evaluate in self.evaluator.rules:
                state.rules[rule.id] = evaluate(state)
            waiting = self._waiting(state)
            if not waiting:
                return NOTHING
            asked = frozenset().union(*(self.evaluator.missing(node, state) for node in waiting))
            told = self.answers.settling(asked)
            # What stands in for a column that is lacking may turn when the column is answered.
            tried = asked | self.idle.intersection(missing)
            return frozenset(name for name in tried if self._settles(name, state, told))

    def _waiting(self, state: State) -> list[Node]:
        """The unknown conditions on which the tier hangs; none where it is known."""
        unsettled: list[tuple[str, Node]] = []
        for tier, holds, node in self.evaluator.tiers:
            value = True if holds is None else holds(state)
            if value:
                # Whether they hold or not, it is this tier.
                while unsettled and unsettled[-1][0] == tier:
                    unsettled.pop()
                break
            if value is None and node is not None:
                unsettled.append((tier, node))
        return [node for _tier, node in unsettled]

    def _settles(self, name: str, state: State, told: Columns) -> bool:
        table, _dot, column = name.partition(".")
        if column == WHOLE:
            return name in told
        rows = [state.household] if table == "households" else state.children.get(table) or []
        open_ = [place for place, row in enumerate(rows) if row.get(column) is None]
        answers = self.answering.answers(table, column)
        if len(answers) ** len(open_) > MOST:
            return name in told
        return all(
            self._is_known(name, state, filled(rows, open_, column, given))
            for given in product(answers, repeat=len(open_))
        )

    def _is_known(self, name: str, state: State, rows: list[Row]) -> bool:
        """Whether the tier is, with these rows of the column's table; only what asks for the column is told anew."""
        table = name.partition(".")[0]
        again = (
            State(rows[0], state.children, self.run)
            if table == "households"
            else State(state.household, {**state.children, table: rows}, self.run)
        )
        again.facts, again.rules = dict(state.facts), dict(state.rules)
        facts, rules = self._turning(name)
        for fact, evaluate in facts:
            again.facts[fact] = evaluate(again)
        for rule, evaluate in rules:
            again.rules[rule.id] = evaluate(again)
        return self.evaluator.tier(again)[0] != UNKNOWN

    def _turning(self, name: str) -> tuple[list[tuple[str, Evaluate]], list[tuple[Rule, Evaluate]]]:
        """Facts, in their order, and rules that ask for a column."""
        if name not in self._after:
            table, _dot, column = name.partition(".")
            turned: set[str] = set()
            for fact, definition in self.pack.facts.items():
                if asks(definition.node, table, column, turned):
                    turned.add(fact)
            facts = [(fact, evaluate) for fact, evaluate, _places in self.evaluator.facts if fact in turned]
            rules = [one for one in self.evaluator.rules if asks(one[0].node, table, column, turned)]
            self._after[name] = facts, rules
        return self._after[name]


def asks(node: Node, table: str, column: str, facts: Collection[str]) -> bool:
    """Whether an expression asks for a column, directly or through one of the facts."""
    return any(
        each.name in facts if isinstance(each, nodes.Fact) else is_column(each, table, column)
        for each in nodes.walk(node)
    )


def idle(pack: Pack) -> Columns:
    """Columns that stand below a `default` or a `known` of a pack, directly or through facts."""
    found: set[str] = set()
    opened: set[str] = set()

    def gather(node: Node, below: bool) -> None:
        below = below or isinstance(node, nodes.Default | nodes.Known)
        if below and (name := named(node)):
            found.add(name)
        if below and isinstance(node, nodes.Fact) and node.name not in opened:
            opened.add(node.name)
            gather(pack.facts[node.name].node, True)
        for child in nodes.children(node):
            gather(child, below)

    for node in roots(pack):
        gather(node, False)
    return frozenset(found)


def filled(rows: list[Row], places: list[int], column: str, given: tuple[Any, ...]) -> list[Row]:
    made = list(rows)
    for place, value in zip(places, given, strict=True):
        made[place] = {**made[place], column: value}
    return made
