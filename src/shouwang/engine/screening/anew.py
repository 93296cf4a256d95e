"""Findings under other parameters, from the findings that are there: no table is read and grouped again.

What no changed parameter reaches keeps its value; only the rules and facts that one reaches are evaluated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from shouwang.engine.policy import nodes
from shouwang.engine.policy.model import FactDefinition, Rule
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening import causes, columns, query
from shouwang.engine.screening.columns import Sql, identifier, quoted
from shouwang.engine.screening.query import Query, Source
from shouwang.engine.screening.run import Run

MEMBERS = "members"
"""The fact by which people are counted, see counting.py."""
PLACES = {"money": 2, "number": 6}
"""Digits after the point that findings have."""


def build(before: Run, after: Run, sources: Mapping[str, Source], findings: str) -> str:
    """The SELECT that gives what comparing asks: from `findings`, SQL after FROM, or – where that is not enough – anew
    from the tables.  Raises Refused where a pack asks too much."""
    whole = query.build(after, sources)
    if not causes.differ_in_parameters(before, after):
        return whole
    anew = Anew(before, after, sources, findings)
    return anew.text() if anew.enough() else whole


class Anew(Query):
    def __init__(self, before: Run, after: Run, sources: Mapping[str, Source], findings: str) -> None:
        super().__init__(after, sources)
        self.before, self.there = before, findings
        # Whether a fact stands in findings as exactly as rules see it is known once it is compiled.
        for facts in self.fact_levels():
            super().level(facts)
        self.needed = {MEMBERS} & {*self.pack.facts}

    def enough(self) -> bool:
        """Finds the facts that are needed; False where one of them would have to look at rows."""
        waiting: list[Node] = [rule.node for rule in self.pack.rules.values() if self.reached(rule.node)]
        waiting += [tier.node for tier in self.tried]
        waiting += [self.pack.facts[name].node for name in self.needed if not self.stands(name)]
        while waiting:
            for each in nodes.walk(waiting.pop()):
                if isinstance(each, nodes.Aggregate):
                    return False
                if isinstance(each, nodes.Fact) and each.name not in self.needed:
                    self.needed.add(each.name)
                    waiting += [] if self.stands(each.name) else [self.pack.facts[each.name].node]
        return True

    def reached(self, node: Node) -> bool:
        return causes.reached(self.before, self.run, node)

    def stands(self, name: str) -> bool:
        """Whether findings have a fact's value as it would be, not only rounded."""
        fact, sql = self.pack.facts[name], self.compiler.facts[name]
        return not self.reached(fact.node) and sql.over is None and sql.scale <= PLACES.get(fact.type, 0)

    def level(self, facts: list[FactDefinition]) -> str:
        return super().level([fact for fact in facts if fact.name in self.needed])

    def lines(self, name: str, sql: Sql) -> Iterator[str]:
        if not self.stands(name):
            yield from super().lines(name, sql)
            return
        text = identifier(name)
        if self.pack.facts[name].type in PLACES:
            text = columns.as_decimal(replace(sql, text=text), sql.digits, sql.scale)
        yield f"  {text} AS _fact_{name}"
        # What is missing is not compared.
        yield f"  0 AS _missing_{name}"

    def rule(self, rule: Rule) -> Sql:
        made, name = super().rule(rule), quoted(rule.id)
        if self.reached(rule.node):
            return made
        kept = f"CASE WHEN NOT list_contains(unknown_rules, {name}) THEN list_contains(rules, {name}) END"
        return replace(made, text=kept, missing="0")

    def findings(self) -> dict[str, str]:
        asked = ("household_id", "area_code", "tier", "rules", "unknown_rules", *self.needed)
        return {name: sql for name, sql in super().findings().items() if name in asked}

    def source_steps(self) -> Iterator[tuple[str, str]]:
        stand = [name for name in self.pack.facts if name in self.needed and self.stands(name)]
        read = ["household_id", "area_code", "rules", "unknown_rules", *self.reasons(), *stand]
        yield "joined", f"SELECT {', '.join(map(identifier, read))}\nFROM {self.there}"
