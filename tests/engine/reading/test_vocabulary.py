"""Headers in many words, and how sure each is."""

import pytest

from shouwang.engine.reading import vocabulary
from shouwang.engine.reading.vocabulary import SURE


def best(header):
    found = vocabulary.candidates(header)
    return (found[0].target.name, found[0].score >= SURE) if found else None


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("户编码", "households.household_id"),
        ("户主编号", "households.household_id"),
        ("household_id", "households.household_id"),
        ("*证件号码（必填）", "persons.id_number"),
        ("3.健康状况", "persons.health"),
        ("务工时间（月）", "persons.work_months"),
        ("户主/姓名", "households.head_name"),
        ("家庭成员/姓名", "persons.name"),
        ("住房鉴定等级(A/B/C/D)", "households.house_grade"),
        ("工资性收入（元）", "incomes.wage"),
        ("合规自付支出", "expenses.medical"),
        ("（一）性别", "persons.sex"),
        ("公益性岗位", "persons.welfare_post"),
        ("公益性岗位（月数）", "persons.welfare_post_months"),
    ],
)
def test_sure(header, name):
    assert best(header) == (name, True)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("低保", "households.subsistence_allowance"),
        ("证件", "persons.id_number"),
        ("健康", "persons.health"),
    ],
)
def test_alike_is_named_but_not_sure(header, name):
    assert best(header) == (name, False)


@pytest.mark.parametrize("header", ["甲", "卫生厕所", "家里几口"])
def test_unlike_anything(header):
    assert best(header) is None or not best(header)[1]


@pytest.mark.parametrize(
    ("header", "kind", "period", "forecast"),
    [
        ("2021年工资性收入", "wage", "2021", False),
        ("2021年度工资性收入（元）", "wage", "2021", False),
        ("2022年收入/生产经营性收入", "business", "2022", False),
        ("2022年/预估转移性收入", "transfer", "2022", True),
        ("财产性收入（预估）", "property", None, True),
        ("生产经营性支出", "business_cost", None, False),
        ("2021年10月1日至2022年9月30日工资性收入", "wage", "2022", False),
        ("2020.10-2021.9工资性收入", "wage", "2021", False),
        ("家庭全年工资性收入合计", "wage", None, False),
    ],
)
def test_one_kind_of_income_in_a_column(header, kind, period, forecast):
    target = vocabulary.wide_target(header)

    assert (target.kind, target.period, target.forecast) == (kind, period, forecast)


@pytest.mark.parametrize("header", ["收入", "经营净收入", "人均纯收入", "工资性收入占比", "年龄"])
def test_what_is_no_kind_of_income(header):
    assert vocabulary.wide_target(header) is None


@pytest.mark.parametrize(
    ("header", "yuan"),
    [
        ("金额（万元）", 10_000),
        ("金额(元)", 1),
        ("工资（元/月）", 1),
        ("收入（单位：千元）", 1_000),
        ("单位：万元", 10_000),
        ("金额", None),
        ("工资性收入万元", 10_000),
    ],
)
def test_the_unit_in_a_header(header, yuan):
    assert vocabulary.Header(header).scale == yuan


def test_every_declared_synonym_is_sure():
    unsure = [word for word in vocabulary.dictionary() if not vocabulary.candidates(word)[0].score >= SURE]

    assert unsure == []


def test_likeness():
    assert vocabulary.dice("户编码", "户编码") == 1
    assert vocabulary.dice("甲", "乙") == 0


def test_no_declared_word_means_two_columns_of_one_table():
    for word, found in vocabulary.dictionary().items():
        tables = [candidate.target.table for candidate in found]
        assert len(tables) == len(set(tables)), word
