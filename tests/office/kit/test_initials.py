"""First letters of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.office.kit.initials import LONGEST, initials, initials_many, letters


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张三", "zs"),
        ("曾国藩", "zgf"),
        ("单雄信", "sxx"),
        ("尉迟恭", "ycg"),
        ("欧阳修", "oyx"),
        ("万俟卨", "mqx"),
        ("买买提·艾力", "mmtal"),
        ("Ana María", "anamara"),
        ("", ""),
        ("12 3", ""),
    ],
)
def test_names_as_people_abbreviate_them(name, letters):
    assert initials(name) == letters


@given(st.text(max_size=60))
def test_small_latin_letters_and_nothing_else(name):
    found = initials(name)
    assert len(found) <= LONGEST
    assert not found or (found.isascii() and found.isalpha() and found.islower())


@pytest.mark.parametrize(
    ("name", "read"), [("青山村", "qsc"), ("解放村", "jfc"), ("乐平镇", "lpz"), ("3组", "z")]
)
def test_places_have_no_surnames(name, read):
    assert letters(name) == read


def test_nobody_has_no_initials():
    assert initials_many([None, "", "周大"]) == [None, None, "zd"]
