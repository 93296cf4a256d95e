"""Packs made of a few expressions, for tests of the language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.policy import expression, units
from shouwang.engine.policy.check import Checker, Kind, Typed, check
from shouwang.engine.policy.expression import Vocabulary, Wrong
from shouwang.engine.policy.model import (
    Citation,
    DatedValue,
    FactDefinition,
    Pack,
    Parameter,
    Rule,
    Source,
    Tier,
)

SOURCE = Source("D1", "试行办法", "某县人民政府", date(2022, 1, 1))
CITED = Citation(SOURCE, "第一条")
YEAR = AccountingYear()
UNITS = {"line": "yuan/person/year", "share": "share"}
FACTS = {
    "members": Typed(Kind.NUMBER, {"person": 1}, whole=True),
    "net_income": Typed(Kind.NUMBER, {"yuan": 1, "year": -1}),
}


def a_parameter(name: str, value: str | Mapping[str, str]) -> Parameter:
    """`value` may be first day → value."""
    dated = {"2014-01-01": value} if isinstance(value, str) else value
    values = tuple(DatedValue(date.fromisoformat(day), Decimal(text), CITED) for day, text in dated.items())
    return Parameter(name, name, name, UNITS.get(name, "yuan/person/year"), values)


NATURAL = {Kind.BOOLEAN: "boolean", Kind.NUMBER: "number", Kind.DATE: "date", Kind.TEXT: "text"}


def natural(typed: Typed) -> str:
    """The type that a fact has by itself."""
    return "integer" if typed.whole else NATURAL[typed.kind]


def mistakes(text: str, *, kind: Kind | None = None, tier: bool = False) -> list[Wrong]:
    """What is wrong in an expression that may use the facts `members` and `net_income`, two parameters and a rule."""
    vocabulary = Vocabulary(("members", "net_income"), tuple(UNITS), ("below-line",) if tier else None)
    checker = Checker(FACTS, {name: units.read(unit) for name, unit in UNITS.items()})
    try:
        check(expression.parse(text, vocabulary), kind, checker)
    except Wrong as wrong:
        return [wrong]
    return checker.wrong


def a_pack(
    *,
    rules: Mapping[str, str],
    facts: Mapping[str, tuple[str | None, str]] | None = None,
    tiers: tuple[tuple[str, str | None], ...] = (("rest", None),),
    parameters: Mapping[str, str | Mapping[str, str]] | None = None,
    accounting_year: AccountingYear = YEAR,
) -> Pack:
    """Facts are name → (type, expression), the type None for whatever the expression gives; tiers are (tier, condition).

    A mistake in an expression is an assertion.
    """
    known = {name: a_parameter(name, value) for name, value in (parameters or {}).items()}
    checker = Checker(parameters={name: units.read(each.unit) for name, each in known.items()})
    names = tuple(facts or {})

    def read(text: str, kind: Kind | None, rule_names: tuple[str, ...] | None = None):
        node = expression.parse(text, Vocabulary(names, tuple(known), rule_names))
        typed = checker.type_of(node)
        assert not checker.wrong, [(wrong.code, wrong.details, text) for wrong in checker.wrong]
        assert kind is None or typed.kind is kind
        return node, typed

    made_facts = {}
    for name, (type_, text) in (facts or {}).items():
        node, typed = read(text, None)
        made_facts[name] = FactDefinition(name, name, name, type_ or natural(typed), None, text, node, typed)
        checker.facts = {**checker.facts, name: typed}
    made_rules = {
        name: Rule(name, name, name, "watch", (f"risk-{name}",), 1, text, read(text, Kind.BOOLEAN)[0], CITED)
        for name, text in rules.items()
    }
    made_tiers = tuple(
        Tier(tier, tier, tier, "grey", text, read(text, Kind.BOOLEAN, tuple(rules))[0] if text else None)
        for tier, text in tiers
    )
    return Pack(
        id="trial",
        title="试行",
        title_en="Trial",
        area="",
        start=date(2014, 1, 1),
        end=date(2030, 12, 31),
        accounting_year=accounting_year,
        authority="",
        extends=None,
        sources={"D1": SOURCE},
        parameters=known,
        facts=made_facts,
        rules=made_rules,
        tiers=made_tiers,
        procedure={},
        visits=(),
        catalogue={},
        folders=(),
        hash="0" * 64,
    )
