"""Rules over a row of findings: years later there is no registry, only what a run has written.

A fact made of generators is the value in its column; a fact made of other facts and columns is computed again, so
that a quotient is exact although its column is rounded; a generator inside a rule has a column of its own.
"""

from collections.abc import Mapping
from typing import Any

from shouwang.engine.policy import nodes
from shouwang.engine.policy.check import Kind
from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.reference import Evaluate, State, compiled
from shouwang.engine.screening.run import Run

Row = Mapping[str, Any]

NOBODY: Row = {"rules": (), "unknown_rules": ()}
"""A row without a household, for what does not look at one."""


class Stored:
    """A pack's expressions, made ready for rows of its findings."""

    def __init__(self, pack: Pack, run: Run) -> None:
        self.pack, self.run = pack, run
        self.inline = {node: name for name, node in pack.inline.items()}
        self.derived = frozenset(
            name for name, fact in pack.facts.items() if not any(nodes.find(fact.node, nodes.Aggregate))
        )
        self.ready: dict[tuple[Node, frozenset[str]], Evaluate] = {}

    def state(self, row: Row) -> State:
        state = State(dict(row), {}, self.run)
        # Rules are stored by name only where they fired or are unknown: all others did not.
        state.rules = dict.fromkeys(self.pack.rules, False)
        state.rules.update(dict.fromkeys(row["rules"], True))
        state.rules.update(dict.fromkeys(row["unknown_rules"]))
        return state

    def evaluate(self, node: Node, keep: frozenset[str] = frozenset()) -> Evaluate:
        """The value of `node` for a row; derived facts in `keep` are read from their column like the others."""
        key = (node, keep)
        if key not in self.ready:
            self.ready[key] = compiled(self.over_row(node, keep))
        return self.ready[key]

    def over_row(self, node: Node, keep: frozenset[str]) -> Node:
        def change(each: Node) -> Node:
            # There are no rows any more; the value was written down under the generator's own name.
            if isinstance(each, nodes.Aggregate):
                return nodes.HouseholdColumn(self.inline[each])
            if not isinstance(each, nodes.Fact):
                return each
            if each.name in self.derived - keep:
                return self.over_row(self.pack.facts[each.name].node, keep)
            return nodes.HouseholdColumn(each.name)

        return nodes.replace(node, change)

    def column(self, node: Node) -> str:
        """Where a row has the value of a fact, a household's column or a generator inside a rule."""
        return self.inline[node] if isinstance(node, nodes.Aggregate) else str(getattr(node, "name", ""))

    def constant(self, node: Node) -> bool:
        """Whether every household has the same value."""
        of_household = (nodes.HouseholdColumn, nodes.Fact, nodes.Aggregate, nodes.RuleHolds)
        return not any(isinstance(each, of_household) for each in nodes.walk(node))

    def opened(self, node: Node) -> Node:
        """Yes-or-no facts replaced by what they are made of, as far as logic goes down to them."""
        if isinstance(node, nodes.And | nodes.Or):
            return type(node)(tuple(map(self.opened, node.parts)), at=node.at)
        if isinstance(node, nodes.Not):
            return nodes.Not(self.opened(node.of), at=node.at)
        if isinstance(node, nodes.Default):
            return nodes.Default(self.opened(node.of), self.opened(node.otherwise), at=node.at)
        if isinstance(node, nodes.Fact) and node.name in self.derived:
            fact = self.pack.facts[node.name]
            return self.opened(fact.node) if fact.typed.kind is Kind.BOOLEAN else node
        return node
