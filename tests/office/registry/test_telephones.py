"""A telephone that somebody types is one."""

import pytest
from django import forms

from shouwang.engine.tables import HOUSEHOLDS, PERSONS
from shouwang.office.registry.forms.parts import field_for


@pytest.mark.parametrize("column", [HOUSEHOLDS["phone"], PERSONS["phone"]], ids=["household", "person"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800000001", "13800000001"),
        (" 138 0000 0001 ", "13800000001"),
        ("0737-1234567", "0737-1234567"),
        ("", ""),
    ],
)
def test_what_is_one_is_kept(column, typed, kept):
    assert field_for(column).clean(typed) == kept


@pytest.mark.parametrize("typed", ["abc", "12345", "138001380001", "=1+1", "２３８"])
def test_what_is_none_is_refused_with_what_to_do(typed):
    with pytest.raises(forms.ValidationError, match="11 位手机号"):
        field_for(HOUSEHOLDS["phone"]).clean(typed)
