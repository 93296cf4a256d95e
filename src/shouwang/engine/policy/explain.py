"""A rule in words, without a household: names of values, amounts with their units, conditions, citations.

Nothing here is written for one rule: labels come from the pack and the declared tables.  Chinese is the original;
in English a column is called by its name, because the tables have Chinese labels only.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shouwang.engine.policy import nodes, units
from shouwang.engine.policy.check import Checker, Kind, Typed
from shouwang.engine.policy.model import Citation, FactDefinition, Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.tables import HOUSEHOLDS, TABLES, Column

Say = Callable[[Any], str]

# What a language needs; {0}, {1} … are filled in with parts that are words already.
ZH = {
    "yes": "是",
    "no": "否",
    "unknown": "不详",
    "is": "{0}：{1}",
    "equals": "{0}为{1}",
    "differs": "{0}不是{1}",
    "filled": "{0}已填写",
    "empty": "{0}未填写",
    "taken": "{0}未填，按“{1}”",
    "otherwise": "{0}（不详时看：{1}）",
    "and": "且",
    "or": "或",
    "list": "、",
    "then": "；",
    "group": "（{0}）",
    "any": "有{0}符合：{1}",
    "all": "所有{0}都符合：{1}",
    "not any": "没有{0}符合：{1}",
    "not all": "并非所有{0}都符合：{1}",
    "count": "{0}数（{1}）",
    "sum": "{2}合计（{1}）",
    "min": "最小的{2}（{1}）",
    "max": "最大的{2}（{1}）",
    "every": "全部",
    "smaller": "{0}与{1}中较小者",
    "larger": "{0}与{1}中较大者",
    "age": "{0}到{1}的周岁",
    "days": "{0}到{1}的天数",
    "months": "{0}到{1}的整月数",
    "months_before": "{0}前{1}个月",
    "on": "基准日",
    "period": "核算年度",
    "previous_period": "上一核算年度",
    "running_period": "当前核算年度",
    "rule": "规则“{0}”触发",
    "not rule": "规则“{0}”未触发",
    "per head": "人均{0}",
    "whole table": "{0}（整表）",
    "in table": "{0}（{1}）",
    "basis": "（依据：{0}）",
    "quote": "“{0}”",
}
EN = {
    "yes": "yes",
    "no": "no",
    "unknown": "unknown",
    "is": "{0}: {1}",
    "equals": "{0} is {1}",
    "differs": "{0} is not {1}",
    "filled": "{0} is filled in",
    "empty": "{0} is not filled in",
    "taken": '{0} is not filled in, taken as "{1}"',
    "otherwise": "{0} (if unknown: {1})",
    "and": " and ",
    "or": " or ",
    "list": ", ",
    "then": "; ",
    "group": "({0})",
    "any": "one of the {0} with: {1}",
    "all": "all {0} with: {1}",
    "not any": "none of the {0} with: {1}",
    "not all": "not all {0} with: {1}",
    "count": "number of {0} ({1})",
    "sum": "total {2} ({1})",
    "min": "smallest {2} ({1})",
    "max": "largest {2} ({1})",
    "every": "all",
    "smaller": "the smaller of {0} and {1}",
    "larger": "the larger of {0} and {1}",
    "age": "age from {0} on {1}",
    "days": "days from {0} to {1}",
    "months": "full months from {0} to {1}",
    "months_before": "{1} months before {0}",
    "on": "reference date",
    "period": "accounting year",
    "previous_period": "accounting year before",
    "running_period": "running accounting year",
    "rule": 'rule "{0}" fired',
    "not rule": 'rule "{0}" did not fire',
    "per head": "{0} per head",
    "whole table": "{0} (whole table)",
    "in table": "{0} ({1})",
    "basis": " (basis: {0})",
    "quote": " “{0}”",
}
WORDS = {"zh": ZH, "en": EN}
UNITS = {
    "zh": {
        "yuan": "元",
        "person": "人",
        "day": "天",
        "month": "个月",
        "age": "岁",
        "year": "年",
        "share": "",
    },
    "en": {
        "yuan": "yuan",
        "person": "persons",
        "day": "days",
        "month": "months",
        "age": "years",
        "year": "years",
    },
}
SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
ARITHMETIC = {"+": "+", "-": "−", "*": "×", "/": "÷"}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
HALF = Fraction(1, 2)
QUOTED = 24
"""Characters of a quote that a reason still repeats; longer ones are looked up."""


def rounded(value: Any, places: int) -> Decimal:
    """A decimal to format; a quotient is rounded exactly, halves away from zero."""
    if not isinstance(value, Fraction):
        return Decimal(value)
    whole = math.floor(abs(value) * 10**places + HALF)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def plain(value: Any) -> str:
    """As somebody would write it: 6,900, not 6900.00 or 6.9E+3."""
    text = format(rounded(value, 6), ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def positive(node: Node, holds: bool = True) -> Node:
    """The same condition (or its opposite) with every `not` moved down to a single value: people read that."""
    if isinstance(node, nodes.Not):
        return positive(node.of, not holds)
    if isinstance(node, nodes.And | nodes.Or):
        kind = nodes.And if isinstance(node, nodes.And) is holds else nodes.Or
        return kind(tuple(flat(kind, (positive(each, holds) for each in node.parts))), at=node.at)
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
    """How a pack's values are called and written.  `lang` is zh or en."""

    def __init__(self, pack: Pack, lang: str = "zh") -> None:
        self.pack, self.lang = pack, lang
        self.words, self.units = WORDS[lang], UNITS[lang]
        self.checker = Checker(
            facts={name: typed(fact) for name, fact in pack.facts.items()},
            parameters={name: units.read(each.unit) for name, each in pack.parameters.items()},
        )
        self.heads = {each.node: each for each in pack.facts.values() if per_head(each)}

    def word(self, key: str, *parts: str) -> str:
        return self.words[key].format(*parts)

    def type_of(self, node: Node) -> Typed:
        return self.checker.type_of(node)

    # Names

    def label(self, of: Any) -> str:
        """Of a fact, parameter, rule or tier of the pack."""
        return str(of.label_en if self.lang == "en" else of.label)

    def column(self, column: Column) -> str:
        return column.name.replace("_", " ") if self.lang == "en" else column.label

    def code(self, column: Column, code: str) -> str:
        return code.replace("_", " ") if self.lang == "en" else column.label_of(code)

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
        """What a value is called, whoever's it is."""
        return NAMES[type(node)](self, node)

    def head_name(self, total: Node, people: Node) -> str:
        """An amount of the household, said per head; the pack's own word where it has one."""
        own = self.heads.get(nodes.Arithmetic("/", total, people))
        if own is not None:
            return self.label(own)
        name = self.name(total)
        if self.lang == "zh" and "家庭" in name:
            return name.replace("家庭", "人均", 1)
        return self.word("per head", name.removesuffix(" of the household"))

    def arithmetic(self, node: nodes.Arithmetic) -> str:
        left, right = (self.operand(each, node) for each in (node.left, node.right))
        return f"{left} {ARITHMETIC[node.operator]} {right}"

    def operand(self, node: Node, above: nodes.Arithmetic) -> str:
        text = self.name(node)
        return self.word("group", text) if needs_brackets(node, above) else text

    def call(self, node: nodes.Call) -> str:
        key = {"min": "smaller", "max": "larger"}.get(node.function, node.function)
        return self.word(key, *map(self.name, node.arguments))

    def aggregate(self, node: nodes.Aggregate) -> str:
        wanted = [each for each in (node.condition, node.element if node.kind == "any" else None) if each]
        condition = " ".join([self.condition(nodes.And(tuple(wanted)))]) if wanted else self.words["every"]
        if node.kind == "all":
            condition = self.condition(node.element or nodes.Literal(True))
            if node.condition:
                condition = self.word("in table", condition, self.condition(node.condition))
        element = self.name(node.element) if node.element and node.kind in ("sum", "min", "max") else ""
        return self.word(node.kind, self.table(node.table), condition, element)

    # Conditions

    def condition(self, node: Node) -> str:
        """A condition in words: 健康状况为患有大病 且 残疾等级 ≥ 1."""
        return self.asserted(positive(node))

    def asserted(self, node: Node) -> str:
        say = CONDITIONS.get(type(node))
        if say is not None:
            return say(self, node)
        return self.word("equals", self.name(node), self.words["yes"])

    def joined(self, node: nodes.And | nodes.Or) -> str:
        word = self.words["and" if isinstance(node, nodes.And) else "or"]
        grouped = isinstance(node, nodes.And) and len(node.parts) > 1
        parts = (
            self.word("group", self.asserted(each))
            if grouped and isinstance(each, nodes.Or)
            else self.asserted(each)
            for each in node.parts
        )
        return word.join(parts)

    def denied(self, node: nodes.Not) -> str:
        of = node.of
        if isinstance(of, nodes.Membership):
            return self.word("differs", self.name(of.of), self.choices(of))
        if isinstance(of, nodes.Aggregate):
            return self.aggregate(of).replace(*self.opposed(of.kind), 1)
        if isinstance(of, nodes.Known):
            return self.word("empty", self.name(of.of))
        if isinstance(of, nodes.RuleHolds):
            return self.word("not rule", self.label(self.pack.rules[of.name]))
        return self.word("equals", self.name(of), self.words["no"])

    def opposed(self, kind: str) -> tuple[str, str]:
        return self.words[kind].partition("{")[0], self.words[f"not {kind}"].partition("{")[0]

    def compare(self, node: nodes.Compare) -> str:
        left, right = self.beside(node.left, node.right), self.beside(node.right, node.left)
        if self.type_of(node.left).kind in (Kind.TEXT, Kind.BOOLEAN):
            return self.word("equals" if node.operator == "==" else "differs", left, right)
        return f"{left} {SIGNS[node.operator]} {right}"

    def beside(self, node: Node, other: Node) -> str:
        """A constant is written in the unit of what it stands beside."""
        if isinstance(node, nodes.Literal):
            return self.written(node, other)
        return self.name(node)

    def choices(self, node: nodes.Membership) -> str:
        return self.words["or"].join(self.written(each, node.of) for each in node.values)

    def fallback(self, node: nodes.Default) -> str:
        if isinstance(node.otherwise, nodes.Literal):
            return self.asserted(node.of)
        return self.word("otherwise", self.asserted(node.of), self.asserted(node.otherwise))

    # Values

    def written(self, literal: nodes.Literal, beside: Node) -> str:
        typed = self.type_of(beside)
        return self.figure(typed, exact=True)(literal.value)

    def shown(self, node: Node) -> Say:
        """How values of `node` are written; amounts of law as they stand there, a household's to the fen."""
        return self.figure(self.type_of(node), exact=isinstance(node, nodes.Parameter))

    def figure(self, typed: Typed, *, exact: bool = False) -> Say:
        if typed.kind is Kind.NUMBER:
            return self.known(self.number(typed, exact))
        if typed.kind is Kind.BOOLEAN:
            return {True: self.words["yes"], False: self.words["no"], None: self.words["unknown"]}.__getitem__
        column = typed.column
        if column is not None and column.values:
            codes = {each.code: self.code(column, each.code) for each in column.values}
            return self.known(lambda value: codes.get(value, str(value)))
        return self.known(str)

    def known(self, say: Say) -> Say:
        unknown = self.words["unknown"]
        return lambda value: unknown if value is None else say(value)

    def number(self, typed: Typed, exact: bool) -> Say:
        unit = typed.unit or {}
        if typed.unit == {} and not typed.whole:
            return lambda value: f"{plain(rounded(value * 100, 2))}%"
        word = self.unit(unit)
        if unit.get("yuan") == 1 and not exact:
            return lambda value: f"{rounded(value, 2):,.2f} {word}"
        return lambda value: f"{plain(value)} {word}" if word else plain(value)

    def unit(self, unit: units.Unit) -> str:
        """元, 人, 元/月: what is counted; per person and year is said by the name of the amount."""
        above = [self.units[word] for word, power in unit.items() if power > 0]
        below = [
            self.units[word]
            for word, power in unit.items()
            if power < 0 and word in ("day", "month", "age") or power < -1
        ]
        return "/".join(["·".join(above), *below] if above else [])

    # Where it is written

    def citation(self, cited: Citation) -> str:
        """《…》二（一）3③“…”; a title within a title takes single marks."""
        title = cited.source.title.replace("《", "〈").replace("》", "〉")
        text = f"《{title}》{cited.article}"
        if cited.quote and len(cited.quote) <= QUOTED:
            text += self.word("quote", cited.quote.replace("“", "‘").replace("”", "’"))
        return text


def typed(fact: FactDefinition) -> Typed:
    """A fact is whole or money as it was declared, whatever its expression says."""
    return fact.typed


def per_head(fact: FactDefinition) -> bool:
    return isinstance(fact.node, nodes.Arithmetic) and fact.node.operator == "/"


def needs_brackets(node: Node, above: nodes.Arithmetic) -> bool:
    if not isinstance(node, nodes.Arithmetic):
        return False
    sums = ("+", "-")
    return (above.operator not in sums and node.operator in sums) or (
        above.operator in ("-", "/") and node is above.right
    )


def given(wording: Wording, node: nodes.Given) -> str:
    return wording.words[node.name]


NAMES: dict[type[Node], Callable[[Wording, Any], str]] = {
    nodes.Literal: lambda self, node: self.figure(self.type_of(node), exact=True)(node.value),
    nodes.HouseholdColumn: lambda self, node: self.column(HOUSEHOLDS[node.name]),
    nodes.RowColumn: lambda self, node: self.column(TABLES[node.table][node.name]),
    nodes.Fact: lambda self, node: self.label(self.pack.facts[node.name]),
    nodes.Parameter: lambda self, node: self.label(self.pack.parameters[node.name]),
    nodes.Given: given,
    nodes.RuleHolds: lambda self, node: self.word("rule", self.label(self.pack.rules[node.name])),
    nodes.Arithmetic: Wording.arithmetic,
    nodes.Negative: lambda self, node: f"−{self.name(node.of)}",
    nodes.Default: lambda self, node: self.name(node.of),
    nodes.Call: Wording.call,
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
