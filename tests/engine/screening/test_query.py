"""What a query cannot hold is refused before it runs."""

from datetime import date

import pytest

from shouwang.engine.errors import Refused
from shouwang.engine.screening import query, run
from shouwang.engine.screening.query import Source
from shouwang.engine.tables import HOUSEHOLDS, PERSONS, TABLES
from tests.packs_builder import a_pack

SOURCES = {name: Source(name, frozenset(TABLES[name].by_name)) for name in ("households", "persons")}


def build(**rules):
    return query.build(run.prepare(a_pack(rules=rules), date(2022, 9, 30)), SOURCES)


def test_a_product_with_more_digits_than_can_be_exact_is_refused():
    wages = " * ".join(["sum(p.monthly_wage for p in persons)"] * 3)

    with pytest.raises(Refused, match="RULE-121"):
        build(rich=f"{wages} > 1")


def test_more_columns_than_fit_a_word_are_refused():
    asked = {f"h-{c.name}": f"known({c.name})" for c in HOUSEHOLDS if not c.known}
    asked |= {f"p-{c.name}": f"any(known(p.{c.name}) for p in persons)" for c in PERSONS if not c.known}
    lacking = {
        name: f"not default({text.removeprefix('known(')} == {text.removeprefix('known(')}"
        for name, text in asked.items()
    }

    assert len(asked) > query.WORD - 20
    with pytest.raises(Refused, match="RULE-124"):
        build(**{f"r{number}": "water_safe" for number in range(query.WORD + 1)})
    assert lacking
