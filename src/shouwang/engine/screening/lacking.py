"""What leaves a rule undecided: the values that are unknown, and the columns that would settle them."""

from collections.abc import Callable, Mapping

from shouwang.engine.policy import nodes
from shouwang.engine.policy.explain import Wording
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.reference import State
from shouwang.engine.screening.stored import Stored

Undecided = list[tuple[str, frozenset[str]]]
"""Names of the values that are unknown (empty for a column, which names itself), each with what it looks at."""
Find = Callable[[State], Undecided]


class Lacking:
    def __init__(self, stored: Stored, wording: Wording) -> None:
        self.stored, self.wording = stored, wording
        self.found: Mapping[str, Find] = {
            rule.id: self.undecided(rule.node) for rule in stored.pack.rules.values()
        }
        # A rule inside a tier's condition says for itself what it lacks.
        self.conditions = [
            (stored.evaluate(each.node), self.undecided(each.node)) for each in stored.pack.tiers if each.node
        ]
        self.names: dict[str, str] = {}

    def of(self, rule: str, state: State) -> str:
        """缺健康状况（家庭成员），“有大病成员”无法判定 – for a rule that is undecided."""
        return self.said_of(self.found[rule](state), state)

    def of_tier(self, state: State) -> str:
        """The same for what the tiers ask beside rules; empty where that is decided."""
        found: Undecided = []
        for holds, undecided in self.conditions:
            value = holds(state)
            if value:
                break
            found += undecided(state) if value is None else []
        return self.said_of(found, state)

    def said_of(self, found: Undecided, state: State) -> str:
        wording, missing = self.wording, state.household["missing"]
        columns = dict.fromkeys(name for _, asked in found for name in missing if name in asked)
        values = dict.fromkeys(name for name, _ in found if name)
        parts = [wording.word("lacks", wording.listed(map(self.name, columns)))] if columns else []
        parts += [wording.word("undecided", wording.listed(values))] if values else []
        return wording.words["comma"].join(parts)

    def name(self, column: str) -> str:
        if column not in self.names:
            self.names[column] = self.wording.missing(column)
        return self.names[column]

    def undecided(self, node: Node) -> Find:
        """Goes down as long as something is unknown; what is decided all the same lacks nothing."""
        if isinstance(node, nodes.Fact) and node.name in self.stored.derived:
            return self.undecided(self.stored.pack.facts[node.name].node)
        value = self.stored.evaluate(node)
        if isinstance(node, nodes.Fact | nodes.Aggregate | nodes.HouseholdColumn):
            leaf = [(self.said(node), self.asked(node))]
            return lambda state: leaf if value(state) is None else []
        parts = [self.undecided(each) for each in nodes.children(node) if not self.stored.constant(each)]
        return lambda state: (
            [] if value(state) is not None else [each for find in parts for each in find(state)]
        )

    def said(self, node: Node) -> str:
        if isinstance(node, nodes.HouseholdColumn):
            return ""
        return self.wording.named(self.wording.name(node))

    def asked(self, node: Node) -> frozenset[str]:
        """Every column that a value looks at, by the names that findings give to missing ones."""
        names = {name for each in nodes.walk(node) if (name := missing_name(each))}
        for fact in nodes.find(node, nodes.Fact):
            names |= self.asked(self.stored.pack.facts[fact.name].node)
        return frozenset(names)


def missing_name(node: Node) -> str | None:
    if isinstance(node, nodes.HouseholdColumn):
        return f"households.{node.name}"
    if isinstance(node, nodes.RowColumn):
        return f"{node.table}.{node.name}"
    return f"{node.table}.*" if isinstance(node, nodes.Aggregate) else None
