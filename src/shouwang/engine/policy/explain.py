"""A rule in words, without a household: names of values, amounts with their units, conditions, citations.

Nothing here is written for one rule: labels come from the pack and the declared tables.  Chinese is the original; the
tables have Chinese labels only: in English a column is called by its name, unless somebody translates its label.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shouwang.engine.policy import nodes, tongues, units
from shouwang.engine.policy.check import Checker, Kind, Typed
from shouwang.engine.policy.model import Citation, Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.tables import HOUSEHOLDS, TABLES, Column

Say = Callable[[Any], str]
Translate = Callable[[str], str]

SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
ARITHMETIC = {"+": "+", "-": "−", "*": "×", "/": "÷"}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
HALF = Fraction(1, 2)
QUOTED = 24
"""Characters of a quote that a reason still repeats; longer ones are looked up."""
SINGLE_MARKS = str.maketrans("《》“”", "〈〉‘’")
"""Inside a title or a quote."""


def rounded(value: Any, places: int) -> Decimal:
    """A decimal to format; a quotient is rounded exactly, halves away from zero."""
    if not isinstance(value, Fraction):
        return Decimal(value)
    whole = math.floor(abs(value) * 10**places + HALF)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def plain(value: Any) -> str:
    """As somebody would write it: 6,900, not 6900.00."""
    text = format(rounded(value, 6), ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def small(label: str) -> str:
    """As a label stands within a sentence: health, but ID number."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def positive(node: Node, holds: bool = True) -> Node:
    """The same condition (or its opposite) with every `not` moved down to a single value: people read that."""
    if isinstance(node, nodes.Not):
        return positive(node.of, not holds)
    if isinstance(node, nodes.And | nodes.Or):
        kind = nodes.And if isinstance(node, nodes.And) is holds else nodes.Or
        return kind(tuple(flat(kind, (positive(each, holds) for each in node.parts))), at=node.at)
    # Turned round inside and out: what stands in for the unknown is denied with it.
    if isinstance(node, nodes.Default):
        return nodes.Default(positive(node.of, holds), positive(node.otherwise, holds), at=node.at)
    if holds:
        return node
    if isinstance(node, nodes.Compare):
        return replace(node, operator=OPPOSITE[node.operator])
    if isinstance(node, nodes.Literal):
        return nodes.Literal(not node.value, at=node.at)
    return nodes.Not(node, at=node.at)


def flat(kind: type[nodes.And] | type[nodes.Or], parts: Iterable[Node]) -> Iterable[Node]:
    for part in parts:
        yield from part.parts if isinstance(part, kind) else (part,)


class Wording:
    """How a pack's values are called and written.  `lang` is zh or en; `translate`: labels of tables into English."""

    def __init__(self, pack: Pack, lang: str = "zh", translate: Translate | None = None) -> None:
        self.pack, self.lang, self.words = pack, lang, tongues.WORDS[lang]
        self.translate = translate
        self.checker = Checker(
            facts={name: fact.typed for name, fact in pack.facts.items()},
            parameters={name: units.read(each.unit) for name, each in pack.parameters.items()},
        )
        self.defined = {fact.node: fact for fact in pack.facts.values()}

    def word(self, key: str, *parts: str) -> str:
        return self.words[key].format(*parts)

    def named(self, text: str) -> str:
        """A name in quotes; quotes inside it become single ones."""
        return self.word("named", text.translate(SINGLE_MARKS))

    def listed(self, parts: Iterable[str]) -> str:
        return self.words["list"].join(parts)

    def type_of(self, node: Node) -> Typed:
        return self.checker.type_of(node)

    # Names

    def label(self, of: Any) -> str:
        """Of a fact, parameter, rule or tier of the pack."""
        return str(of.label_en if self.lang == "en" else of.label)

    def column(self, column: Column) -> str:
        return self._said(column.label, column.name)

    def code(self, column: Column, code: str) -> str:
        return self._said(column.label_of(code), code)

    def _said(self, label: str, name: str) -> str:
        if self.lang != "en":
            return label
        return small(self.translate(label)) if self.translate else name.replace("_", " ")

    def table(self, name: str) -> str:
        return name if self.lang == "en" else TABLES[name].label

    def missing(self, name: str) -> str:
        """`persons.health` → 健康状况（家庭成员）; `incomes.*` → 收入（整表）."""
        table, _, column = name.partition(".")
        if column == "*":
            return self.word("whole table", self.table(table))
        label = self.column(TABLES[table][column])
        return label if table == "households" else self.word("in table", label, self.table(table))

    def name(self, node: Node) -> str:
        """What a value is called, whosever it is."""
        return NAMES[type(node)](self, node)

    def head_name(self, total: Node, people: Node) -> str:
        """An amount of the household, said per head; in the pack's own word where it has one."""
        # 人均纯收入 is a fact of most packs: its label is better than any that we could make.
        own = self.defined.get(nodes.Arithmetic("/", total, people))
        if own is not None:
            return self.label(own)
        name = self.name(total)
        if "家庭" in name:
            return name.replace("家庭", "人均", 1)
        return self.word("per head", name.removesuffix(" of the household"))

    def arithmetic(self, node: nodes.Arithmetic) -> str:
        left, right = (self.bracketed(self.name(each), each, node) for each in (node.left, node.right))
        return f"{left} {ARITHMETIC[node.operator]} {right}"

    def bracketed(self, text: str, node: Node, above: nodes.Arithmetic) -> str:
        return self.word("group", text) if needs_brackets(node, above) else text

    def aggregate(self, node: nodes.Aggregate, denied: str = "") -> str:
        condition = self.asked(node)
        element = self.name(node.element) if node.element and node.kind in ("sum", "min", "max") else ""
        return self.word(denied + node.kind, self.table(node.table), condition, element)

    def asked(self, node: nodes.Aggregate) -> str:
        """Which rows a generator looks at, and for `any` and `all` what they must show."""
        if node.kind == "all" and node.element is not None:
            shown = self.condition(node.element)
            return self.word("among", shown, self.condition(node.condition)) if node.condition else shown
        wanted = (node.condition, node.element if node.kind == "any" else None)
        parts = tuple(each for each in wanted if each is not None)
        return self.condition(nodes.And(parts)) if parts else self.words["every"]

    # Conditions

    def condition(self, node: Node) -> str:
        """A condition in words: 健康状况为患有大病且残疾等级 ≥ 1."""
        return self.asserted(positive(node))

    def asserted(self, node: Node) -> str:
        say = CONDITIONS.get(type(node))
        return say(self, node) if say else self.word("equals", self.name(node), self.words["yes"])

    def joined(self, node: nodes.And | nodes.Or) -> str:
        inner = nodes.Or if isinstance(node, nodes.And) and len(node.parts) > 1 else ()
        said = ((self.asserted(each), isinstance(each, inner)) for each in node.parts)
        parts = (self.word("group", text) if grouped else text for text, grouped in said)
        return self.words["and" if isinstance(node, nodes.And) else "or"].join(parts)

    def denied(self, node: nodes.Not) -> str:
        of = node.of
        if isinstance(of, nodes.Membership):
            return self.word("differs", self.name(of.of), self.choices(of))
        if isinstance(of, nodes.Aggregate):
            return self.aggregate(of, "not ")
        if isinstance(of, nodes.Known):
            return self.word("empty", self.name(of.of))
        if isinstance(of, nodes.RuleHolds):
            return self.word("not rule", self.named(self.label(self.pack.rules[of.name])))
        return self.word("equals", self.name(of), self.words["no"])

    def compare(self, node: nodes.Compare) -> str:
        left, right = self.beside(node.left, node.right), self.beside(node.right, node.left)
        if self.type_of(node.left).kind in (Kind.TEXT, Kind.BOOLEAN):
            return self.word("equals" if node.operator == "==" else "differs", left, right)
        return f"{left} {SIGNS[node.operator]} {right}"

    def beside(self, node: Node, other: Node) -> str:
        """A constant is written in the unit of what it stands beside."""
        return self.written(node, other) if isinstance(node, nodes.Literal) else self.name(node)

    def choices(self, node: nodes.Membership) -> str:
        return self.words["or"].join(self.written(each, node.of) for each in node.values)

    def fallback(self, node: nodes.Default) -> str:
        if isinstance(node.otherwise, nodes.Literal):
            return self.asserted(node.of)
        return self.word("otherwise", self.asserted(node.of), self.asserted(node.otherwise))

    # Values

    def written(self, literal: nodes.Literal, beside: Node) -> str:
        return self.figure(self.type_of(beside), exact=True)(literal.value)

    def shown(self, node: Node) -> Say:
        """How values of `node` are written: amounts of law as they stand there, a household's to the fen."""
        return self.figure(self.type_of(node), exact=isinstance(node, nodes.Parameter | nodes.Literal))

    def figure(self, typed: Typed, *, exact: bool = False) -> Say:
        if typed.kind is Kind.NUMBER:
            return self.known(self.number(typed, exact))
        if typed.kind is Kind.BOOLEAN:
            return {True: self.words["yes"], False: self.words["no"], None: self.words["unknown"]}.__getitem__
        if typed.column is None or not typed.column.values:
            return self.known(str)
        codes = {each: self.code(typed.column, each) for each in typed.column.codes}
        return self.known(lambda value: codes.get(value, str(value)))

    def known(self, say: Say) -> Say:
        unknown = self.words["unknown"]
        return lambda value: unknown if value is None else say(value)

    def number(self, typed: Typed, exact: bool) -> Say:
        # A share; a count without unit is whole.
        if typed.unit == {} and not typed.whole:
            return lambda value: f"{plain(rounded(value * 100, 2))}%"
        unit = typed.unit or {}
        word = self.unit(unit)
        if unit.get("yuan") == 1 and not exact:
            return lambda value: f"{rounded(value, 2):,.2f} {word}"
        if not word:
            return plain
        one = word.removesuffix("s")
        return lambda value: f"{plain(value)} {one if value == 1 else word}"

    def unit(self, unit: units.Unit) -> str:
        words, per = tongues.UNITS[self.lang], tongues.PER[self.lang]
        above = "·".join(words[each] for each, power in unit.items() if power > 0)
        return "/".join([above, *(per[each] for each, power in unit.items() if power < 0 and each in per)])

    # Where it is written

    def citation(self, cited: Citation) -> str:
        """《…》二（一）3③“…”."""
        text = f"《{cited.source.title.translate(SINGLE_MARKS)}》{cited.article}"
        if cited.quote and len(cited.quote) <= QUOTED:
            text += self.word("quote", cited.quote.translate(SINGLE_MARKS))
        return text


def needs_brackets(node: Node, above: nodes.Arithmetic) -> bool:
    if not isinstance(node, nodes.Arithmetic):
        return False
    product = above.operator in ("*", "/")
    return (product and node.operator in ("+", "-")) or (above.operator in ("-", "/") and node is above.right)


NAMES: dict[type[Node], Callable[[Wording, Any], str]] = {
    nodes.Literal: lambda self, node: self.shown(node)(node.value),
    nodes.HouseholdColumn: lambda self, node: self.column(HOUSEHOLDS[node.name]),
    nodes.RowColumn: lambda self, node: self.column(TABLES[node.table][node.name]),
    nodes.Fact: lambda self, node: self.label(self.pack.facts[node.name]),
    nodes.Parameter: lambda self, node: self.label(self.pack.parameters[node.name]),
    nodes.Given: lambda self, node: self.words[node.name],
    nodes.RuleHolds: lambda self, node: self.word("rule", self.named(self.label(self.pack.rules[node.name]))),
    nodes.Arithmetic: Wording.arithmetic,
    nodes.Negative: lambda self, node: f"−{self.name(node.of)}",
    nodes.Default: lambda self, node: self.name(node.of),
    nodes.Call: lambda self, node: self.word(f"{node.function} of", *map(self.name, node.arguments)),
    nodes.Aggregate: Wording.aggregate,
    nodes.Not: Wording.condition,
    nodes.And: Wording.condition,
    nodes.Or: Wording.condition,
    nodes.Compare: Wording.condition,
    nodes.Membership: Wording.condition,
    nodes.Known: Wording.condition,
}
CONDITIONS: dict[type[Node], Callable[[Wording, Any], str]] = {
    nodes.And: Wording.joined,
    nodes.Or: Wording.joined,
    nodes.Not: Wording.denied,
    nodes.Compare: Wording.compare,
    nodes.Membership: lambda self, node: self.word("equals", self.name(node.of), self.choices(node)),
    nodes.Default: Wording.fallback,
    nodes.Known: lambda self, node: self.word("filled", self.name(node.of)),
    nodes.RuleHolds: Wording.name,
    nodes.Aggregate: Wording.aggregate,
}
