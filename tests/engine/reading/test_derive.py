"""A household's allowance from its members', drawn: members' answers, what the household's own cell says."""

import pytest
from tests.engine.reading.drawn import found, read_drawn, values

from shouwang.engine.reading import messages


def household(folder, column, member_column, answers, own=""):
    lines = [f"户编码 | 行政村代码 | 户类型 | {column} | 姓名 | 证件号码 | {member_column}"]
    lines += [
        f"1 | 430921104201 | 脱贫户 | {own} | 王{n} | {n} | {answer}" for n, answer in enumerate(answers)
    ]
    return read_drawn(folder, "\n".join(lines))


@pytest.mark.parametrize(
    ("answers", "allowance"),
    [
        (["是", "是"], "whole"),
        (["是", "否"], "part"),
        (["否", "否"], "none"),
        (["是", ""], None),
        (["否", ""], None),
        (["是", "否", ""], "part"),
        (["", ""], None),
    ],
)
def test_allowance(tmp_path, answers, allowance):
    reading = household(tmp_path, "低保情况", "是否享受低保", answers)

    assert values(reading, "households.subsistence_allowance") == [allowance]
    assert len(found(reading, messages.ALLOWANCE_DERIVED)) == (allowance is not None)


@pytest.mark.parametrize(
    ("answers", "hardship"), [(["否", "否"], "none"), (["是", "是"], None), (["否", ""], None)]
)
def test_hardship(tmp_path, answers, hardship):
    reading = household(tmp_path, "特困供养情况", "是否特困供养", answers)

    assert values(reading, "households.extreme_hardship") == [hardship]


def test_what_the_household_says_itself_stands(tmp_path):
    reading = household(tmp_path, "低保情况", "是否享受低保", ["否", "否"], own="整户")

    assert values(reading, "households.subsistence_allowance") == ["whole"]


def test_an_unreadable_cell_is_not_replaced_by_a_derivation(tmp_path):
    reading = household(tmp_path, "低保情况", "是否享受低保", ["否", "否"], own="好像有")

    assert values(reading, "households.subsistence_allowance") == [None]
    assert found(reading, messages.ALLOWANCE_DERIVED) == []
