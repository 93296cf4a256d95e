"""Facts, rules and tiers of a pack: expressions read, checked and put in order."""

import re
from collections.abc import Callable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from shouwang.engine.errors import sentence
from shouwang.engine.policy import expression, nodes, units
from shouwang.engine.policy.check import Checker, Kind, Typed
from shouwang.engine.policy.expression import GIVEN, Vocabulary, Wrong
from shouwang.engine.policy.located import Form, Located, Reader, take
from shouwang.engine.policy.model import Citation, FactDefinition, Pack, Parameter, Rule, Tier
from shouwang.engine.policy.nodes import Node
from shouwang.engine.reading import phrases
from shouwang.engine.tables import HOUSEHOLDS

FACT = Form(required=("label", "type", "expression"), optional=("label_en", "unit", "source", "note"))
RULE = Form(
    required=("label", "kind", "risks", "severity", "when"),
    optional=("label_en", "note", "examples", "source"),
)
TIER = Form(
    required=("tier", "label", "colour"),
    optional=("label_en", "custody", "custody_en", "cadence", "cadence_en", "when"),
)

FACT_KINDS = {
    "money": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "text": Kind.TEXT,
}
RULE_KINDS = ("must_enter", "below_line", "guarantee", "sudden", "watch")
COLOURS = ("red", "orange", "yellow", "green", "blue", "grey")

NAME = re.compile("[a-z][a-z0-9_]*")
"""Of facts and parameters: what an expression can say, and what a column of findings can be called."""
FINDING = (
    *("tier", "tier_at_least", "rules", "unknown_rules", "risks", "missing"),
    *("pack", "pack_hash", "assumed", "as_if"),
)
"""Columns that every finding has."""

Cite = Callable[[str, Mapping[str, Located], Located], Citation | None]


class Definitions:
    """Reads the expressions of one pack over those of the pack it extends."""

    def __init__(
        self, reader: Reader, cite: Cite, parameters: Mapping[str, Parameter], base: Pack | None
    ) -> None:
        self.reader, self.cite, self.base = reader, cite, base
        read = {name: unit_of(each) for name, each in parameters.items()}
        self.checker = Checker(parameters={name: unit for name, unit in read.items() if unit is not None})
        self.parameters = tuple(parameters)
        self.fact_names: tuple[str, ...] = tuple(base.facts) if base else ()
        self.rule_names: tuple[str, ...] = ()

    def parse(self, text: Located, *, tier: bool = False) -> Node | None:
        """The nodes of an expression; a mistake in writing is reported at its character."""
        written = take(text, "表达式", str)
        if written is None:
            return None
        rules = self.rule_names if tier else None
        vocabulary = Vocabulary(self.fact_names, self.parameters, rules)
        try:
            return expression.parse(written, vocabulary)
        except Wrong as wrong:
            self.report(text, [wrong])
            return None

    def report(self, text: Located, wrongs: list[Wrong]) -> None:
        for wrong in wrongs:
            self.reader.say(wrong.code, text.offset_to_place(wrong.at), **wrong.details)

    def typed(self, node: Node, text: Located, kind: Kind) -> Typed:
        self.checker.wrong = []
        typed = self.checker.expect(node, kind)
        self.report(text, self.checker.wrong)
        return typed

    def facts(self, entries: Mapping[str, Located]) -> dict[str, FactDefinition]:
        """All facts, base's and own, each after those it needs."""
        base = dict(self.base.facts) if self.base else {}
        # All names before any expression is read: facts may stand in any order, whichever needs which.
        self.fact_names = tuple(dict.fromkeys([*base, *entries]))
        own = {name: parts for name, entry in entries.items() if (parts := self.fact_parts(name, entry))}
        parsed = {name: node for name, parts in own.items() if (node := self.parse(parts["expression"]))}
        known = {**{name: fact.node for name, fact in base.items()}, **parsed}
        found: dict[str, FactDefinition] = {}
        for name in self.in_order(known, entries):
            if name in parsed:
                found[name] = self.fact(name, own[name], parsed[name], entries[name])
            elif name in base:
                found[name] = base[name]
            if name in found:
                self.checker.facts = {**self.checker.facts, name: found[name].typed}
        return found

    def fact_parts(self, name: str, entry: Located) -> dict[str, Located] | None:
        if name in HOUSEHOLDS or name in GIVEN or name in FINDING:
            entry.say("PACK-015", name=name)
        named(name, entry)
        parts = FACT.read(entry)
        return parts if all(key in parts for key in FACT.required) else None

    def in_order(self, known: Mapping[str, Node], entries: Mapping[str, Located]) -> list[str]:
        """Each after those it needs, else as people wrote them down."""
        graph = {
            name: [fact.name for fact in nodes.find(node, nodes.Fact) if fact.name in known]
            for name, node in known.items()
        }
        try:
            # Only to find a circle: its own order would be another one every time a fact is added.
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            chain = error.args[1]
            place = next((entries[name] for name in chain if name in entries), None)
            if place:
                place.say("PACK-014", name=chain[0], chain=" → ".join(chain))
            return []
        ordered: dict[str, None] = {}
        for name in known:
            settle(name, graph, ordered)
        return list(ordered)

    def fact(self, name: str, parts: Mapping[str, Located], node: Node, entry: Located) -> FactDefinition:
        declared = take(parts["type"], "type", str, tuple(FACT_KINDS)) or "text"
        typed = self.typed(node, parts["expression"], FACT_KINDS[declared])
        unit = take(parts["unit"], "unit", str) if "unit" in parts else None
        self.agree(parts, declared, unit, typed)
        below = self.base.facts.get(name) if self.base else None
        cited = self.cite(name, parts, entry) if below or "source" in parts else None
        if below:
            # What the pack below makes of the fact is not read again, and was right for the old one.
            self.alike(name, entry, typed, below.typed)
        label = take(parts["label"], "label", str) or name
        return FactDefinition(
            name=name,
            label=label,
            label_en=take(parts["label_en"], "label_en", str) or name if "label_en" in parts else name,
            type=declared,
            unit=unit,
            text=str(parts["expression"].node.value),
            node=node,
            typed=typed,
            source=cited,
            note=take(parts["note"], "note", str) if "note" in parts else None,
        )

    def agree(self, parts: Mapping[str, Located], declared: str, unit: str | None, typed: Typed) -> None:
        """What a fact says of its type and unit must be what its expression gives."""
        if declared == "integer" and typed.kind is Kind.NUMBER and not typed.whole:
            parts["type"].say("RULE-122", declared=declared, actual="有小数的数")
        try:
            stated = units.read(unit)
        except ValueError as error:
            parts["unit"].say("PACK-007", key="unit", value=str(error), allowed=phrases.labels(units.BASE))
            return
        # A unit that cannot be worked out, as of a plain number, is believed as it is stated.
        if stated is not None and typed.unit is not None and stated != typed.unit:
            parts["unit"].say("RULE-123", declared=units.phrase(stated), actual=units.phrase(typed.unit))

    def alike(self, name: str, entry: Located, own: Typed, base: Typed) -> None:
        units_differ = own.unit is not None and base.unit is not None and own.unit != base.unit
        if Kind.NOTHING in (own.kind, base.kind) or (own.kind is base.kind and not units_differ):
            return
        words = [
            sentence("{kind}（{unit}）", kind=each.kind.value, unit=units.phrase(each.unit))
            if units_differ
            else each.kind.value
            for each in (own, base)
        ]
        entry.say("PACK-027", name=name, own=words[0], base=words[1])

    def rules(self, entries: Mapping[str, Located]) -> dict[str, Rule]:
        found = dict(self.base.rules) if self.base else {}
        for name, entry in entries.items():
            # A tier writes both as `rule.a_b`, and would get the later one.
            if any(other != name and said(other) == said(name) for other in (*found, *entries)):
                entry.say("PACK-003", key=name)
            rule = self.rule(name, entry)
            if rule:
                found[name] = rule
        # A rule with a mistake is still a name that tiers may use: one mistake, one message.
        self.rule_names = tuple(dict.fromkeys([*found, *entries]))
        return found

    def rule(self, name: str, entry: Located) -> Rule | None:
        parts = RULE.read(entry)
        cited = self.cite(name, parts, entry)
        if any(key not in parts for key in RULE.required):
            return None
        node = self.parse(parts["when"])
        if node is not None:
            self.typed(node, parts["when"], Kind.BOOLEAN)
        severity = take(parts["severity"], "severity", int)
        kind = take(parts["kind"], "kind", str, RULE_KINDS)
        if node is None or cited is None or severity is None or kind is None:
            return None
        label = take(parts["label"], "label", str) or name
        return Rule(
            id=name,
            label=label,
            label_en=take(parts["label_en"], "label_en", str) or name if "label_en" in parts else name,
            kind=kind,
            risks=tuple(filter(None, (take(each, "risks", str) for each in parts["risks"].entries()))),
            severity=severity,
            text=str(parts["when"].node.value),
            node=node,
            source=cited,
            note=take(parts["note"], "note", str) if "note" in parts else None,
        )

    def tiers(self, root: Located | None) -> tuple[Tier, ...]:
        if root is None:
            return self.base.tiers if self.base else ()
        entries = root.entries()
        if root.is_list and not entries:
            root.say("PACK-018")
        found = [self.tier(entry, last=place == len(entries)) for place, entry in enumerate(entries, start=1)]
        return tuple(each for each in found if each)

    def tier(self, entry: Located, *, last: bool) -> Tier | None:
        parts = TIER.read(entry)
        if any(key not in parts for key in TIER.required):
            return None
        # Without a last tier for everybody else a household could be in none.
        if last is ("when" in parts):
            entry.say("PACK-016" if last else "PACK-017")
        node = self.parse(parts["when"], tier=True) if "when" in parts else None
        if node is not None:
            self.typed(node, parts["when"], Kind.BOOLEAN)
        words: dict[str, Any] = {
            key: take(each, key, str) for key, each in parts.items() if key not in ("when", "colour")
        }
        if words["tier"] == "unknown":
            parts["tier"].say(
                "PACK-007", key="tier", value="unknown", allowed="unknown 以外的任何名称（它另有含义）"
            )
        # The id is English already; a label in Chinese would look like a mistake among English ones.
        words.setdefault("label_en", words["tier"])
        colour = take(parts["colour"], "colour", str, COLOURS) or "grey"
        return Tier(
            colour=colour, text=str(parts["when"].node.value) if "when" in parts else None, node=node, **words
        )


def said(rule: str) -> str:
    """A rule's id as expressions have it."""
    return rule.replace("-", "_")


def named(name: str, entry: Located) -> None:
    """Facts and parameters are columns and names in expressions; Chinese words are their labels."""
    if not NAME.fullmatch(name):
        entry.say("PACK-006", key="名称", expected="小写字母、数字和下划线", value=name[:30])


def settle(name: str, graph: Mapping[str, list[str]], ordered: dict[str, None]) -> None:
    """Puts `name` after everything it needs; `graph` has no circle."""
    for needed in graph[name]:
        settle(needed, graph, ordered)
    ordered.setdefault(name)


def unit_of(parameter: Parameter) -> units.Unit | None:
    try:
        return units.read(parameter.unit)
    except ValueError:
        return None
