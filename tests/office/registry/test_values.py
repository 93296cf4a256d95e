"""Values as forms bring them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.errors import Refused
from shouwang.engine.reading import words
from shouwang.engine.tables import EXPENSES, HOUSEHOLDS, PERSONS, Type
from shouwang.office.registry import values
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.requests import relations

GIVEN = {
    Type.BOOLEAN: st.booleans(),
    Type.INTEGER: st.integers(0, 4),
    Type.MONEY: st.decimals(0, 100_000, places=2),
    Type.DATE: st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    Type.TEXT: st.text(
        st.characters(
            min_codepoint=33, exclude_categories=["Cs", "Cc", "Z"], exclude_characters=words.DIRECTIONS
        ),
        min_size=1,
        max_size=50,
    ),
}
COLUMNS = [column for column in (*HOUSEHOLDS, *PERSONS, *EXPENSES) if column.name not in values.FORMS]


@given(data=st.data(), column=st.sampled_from(COLUMNS))
def test_a_value_kept_as_text_is_read_back_as_the_same_value(data, column):
    given = data.draw(st.sampled_from(column.codes) if column.codes else GIVEN[column.type])
    value = values.typed(column, given)

    assert values.typed(column, values.plain(value)) == value


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("works", "是", True),
        ("works", "0", False),
        ("works", "", None),
        ("birth_date", "2020-02-29", date(2020, 2, 29)),
        ("monthly_wage", "3,5", None),
        ("monthly_wage", "3500.5", Decimal("3500.50")),
        ("monthly_wage", "100000.01", None),
        ("disability_grade", "2", "2"),
        ("disability_grade", "5", None),
        ("birth_date", "2021-02-29", None),
        ("birth_date", "1850-01-01", None),
        ("name", "王\u0000", None),
        ("name", "王\u202e小", None),
        ("name", "王" * 61, None),
        ("id_number", "430921600101101", "430921196001011018"),
        ("id_number", "430921196013011015", None),
    ],
)
def test_what_cannot_be_is_refused(name, given, found):
    if found is None and given:
        with pytest.raises(Refused):
            values.cleaned(Person, {name: given})
    else:
        assert values.cleaned(Person, {name: given}) == {name: found}


@pytest.mark.parametrize("name", ["household_id", "area_code", "members", "version", "nonsense"])
def test_keys_and_counters_are_no_facts(name):
    with pytest.raises(Refused):
        values.cleaned(Household, {name: "1"})


def test_a_new_head_makes_relations_that_were_the_other_way_round():
    assert relations.after("spouse", "parent") == "parent_in_law"
    assert relations.after("child", "head") == "parent"
    assert relations.after("child", "grandchild") is None
    assert relations.after(None, "child") is None


def test_derived_relations_are_declared_ones():
    codes = set(PERSONS["relation"].codes)

    for was, others in relations.AFTER.items():
        assert {was, *others, *others.values()} <= codes
        assert "head" not in others.values()


@pytest.mark.parametrize("amount", ["100000000.01", "5000000000", "999999999999.99", "-0.01"])
def test_an_amount_that_no_household_has_is_refused(amount):
    row = {"period": "2025", "kind": "medical", "amount": amount, "insurance_payout": 0}

    with pytest.raises(Refused, match="应在 0 到 100000000 之间"):
        values.row(EXPENSES, row)
