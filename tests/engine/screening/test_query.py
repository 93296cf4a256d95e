"""What a query cannot hold is refused before it runs."""

from datetime import date

import pytest

from shouwang.engine.errors import Refused
from shouwang.engine.screening import query, run
from shouwang.engine.screening.query import Source
from shouwang.engine.tables import HOUSEHOLDS, TABLES
from tests.packs_builder import a_pack

SOURCES = {
    name: Source(name, frozenset(TABLES[name].by_name))
    for name in ("households", "persons", "events", "measures")
}


def build(rules):
    return query.build(run.prepare(a_pack(rules=rules), date(2022, 9, 30)), SOURCES)


def test_a_product_with_more_digits_than_can_be_exact_is_refused():
    wages = " * ".join(["sum(p.monthly_wage for p in persons)"] * 6)

    with pytest.raises(Refused, match="RULE-121"):
        build({"rich": f"{wages} > 1"})


def test_more_rules_than_fit_a_word_are_refused():
    with pytest.raises(Refused, match="RULE-124"):
        build({f"rule-{number}": "water_safe" for number in range(query.WORD + 1)})


def test_more_columns_that_may_lack_than_fit_a_word_are_refused():
    asked = [f"{column.name} == {column.name}" for column in HOUSEHOLDS if not column.known]
    asked += [
        f"any(r.{column.name} == r.{column.name} for r in {table})"
        for table in ("persons", "events", "measures")
        for column in TABLES[table]
        if not column.known
    ]

    with pytest.raises(Refused, match="RULE-124"):
        build({"all-at-once": " or ".join(asked)})
    assert build({"as-many-as-fit": " or ".join(asked[:-4])})
