"""Types and units: what can never fire or means something else than it says is a mistake."""

import pytest
from tests.engine.policy import pointed
from tests.packs_builder import mistakes

from shouwang.engine.policy.check import Kind

ACTUAL = "i.period == period and not i.forecast"


@pytest.mark.parametrize(
    "text",
    [
        "net_income < parameter.line * members",
        "net_income / members < parameter.line",
        "net_income / parameter.line < members",
        "net_income < parameter.share * net_income",
        "net_income < 6900",
        "0.5 * net_income < 12 * 500.00",
        "parameter.line / 2 < parameter.line",
        "any(age(p.birth_date, on) >= 60 for p in persons)",
        "any(p.monthly_wage * p.work_months > 6900 for p in persons)",
        "identified_on > months_before(on, 12)",
        "identified_on > months_before(on, -1200)",
        "any(months_before(on, p.work_months) < p.birth_date for p in persons)",
        "days(identified_on, on) < 15",
        "house_grade == house_grade",
        "house_self_fix == other_safe_house",
        "default(house_grade, 'A') == 'C'",
        'default(origin, supporter) == "capable"',
        "known(net_income / members)",
        f"sum(i.amount for i in incomes if {ACTUAL}) > 0",
        f"any({ACTUAL} and i.amount > 0 for i in incomes)",
        "any('2022' == i.period and i.forecast for i in incomes)",
        "max(identified_on, eliminated_on) <= on",
        "min(net_income, parameter.line * members) > 0",
    ],
)
def test_what_makes_sense_is_no_mistake(text):
    assert [(wrong.code, wrong.details) for wrong in mistakes(text, kind=Kind.BOOLEAN)] == []


@pytest.mark.parametrize(
    "drawn",
    [
        """
        members == "3"
        ^ RULE-107
        """,
        """
        house_self_fix == 1
        ^ RULE-107
        """,
        """
        house_self_fix < other_safe_house
        ^ RULE-107
        """,
        """
        members in (1, "2")
                       ^ RULE-107
        """,
        """
        default(house_self_fix, 0)
        ^ RULE-107
        """,
        """
        net_income < parameter.line
        ^ RULE-108
        """,
        """
        parameter.line * members < net_income * members
        ^ RULE-108
        """,
        """
        net_income > 0 and net_income - members > 0
                           ^ RULE-108
        """,
        """
        max(members, parameter.line) > 1
        ^ RULE-108
        """,
        """
        any(p.monthly_wage > net for p in persons)
                             ^ RULE-102
        """,
        """
        any(p.health == "ill" for p in persons)
                        ^ RULE-109
        """,
        """
        "c" == house_grade
        ^ RULE-109
        """,
        """
        default(house_grade, "E") == "C"
                             ^ RULE-109
        """,
        """
        any(p.work_months > 13 for p in persons)
                            ^ RULE-110
        """,
        """
        any(p.disability_grade in (-1, 2) for p in persons)
                                   ^ RULE-110
        """,
        """
        members
        ^ RULE-111
        """,
        """
        not members
            ^ RULE-111
        """,
        """
        -origin < 3
         ^ RULE-111
        """,
        """
        -True < 3
         ^ RULE-111
        """,
        """
        origin + 1 > 3
        ^ RULE-111
        """,
        """
        any(p.work_months for p in persons)
            ^ RULE-111
        """,
        """
        any(p.works for p in persons if p.work_months)
                                        ^ RULE-111
        """,
        """
        min(house_self_fix, other_safe_house)
            ^ RULE-111
                            ^ RULE-111
        """,
        """
        months_before(on, members) < on
                          ^ RULE-111
        """,
        """
        sum(e.amount for e in expenses if e.amount > 5) > 3
        ^ RULE-112
        """,
        """
        sum(i.amount for i in incomes) > 3
        ^ RULE-112
        ^ RULE-113
        """,
        """
        sum(i.amount for i in incomes if i.period == period and i.forecast == True) > 3
        ^ RULE-113
        """,
        """
        any(e.amount > 1 for e in expenses if e.period == e.kind)
        ^ RULE-112
        """,
        """
        max(net_income / members, 2) > 1
        ^ RULE-115
        """,
        """
        sum(p.work_months / 12 for p in persons) > 3
            ^ RULE-115
        """,
        """
        months_before(on, 1201) < on
                          ^ RULE-125
        """,
        """
        members > 3 or
            net_income < parameter.line or
            ^ RULE-108
            house_grade == "E"
                           ^ RULE-109
        """,
    ],
)
def test_a_mistake_is_found_and_pointed_at(drawn):
    text, marks = pointed.read(drawn)

    assert [(wrong.code, wrong.at) for wrong in mistakes(text, kind=Kind.BOOLEAN)] == marks


def test_a_part_that_is_wrong_already_is_not_reported_again():
    [wrong] = mistakes("(origin + 1) * 2 > members")

    assert wrong.code == "RULE-111"


def test_a_mistake_says_the_units():
    [wrong] = mistakes("net_income < parameter.line")

    assert {name: str(unit) for name, unit in wrong.details.items()} == {"left": "元/年", "right": "元/人·年"}
    assert wrong.details["right"].said("en", str) == "yuan/person·year"


def test_a_misspelt_value_is_answered_with_the_nearest():
    [wrong] = mistakes('origin == "liftd"')

    assert wrong.details["hint"] == "（是否想写“lifted”？）"
