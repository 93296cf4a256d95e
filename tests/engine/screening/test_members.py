"""Whom a fired rule rests on."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine.policy import drawing
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.shelf import find
from shouwang.engine.screening import members, run
from shouwang.engine.screening.reference import Evaluator
from shouwang.engine.tables import TABLES
from tests.engine.screening import strategies
from tests.packs_builder import a_pack

ON = date(2022, 9, 30)
FAMILY = """
    person_id | health  | student_stage | disability_grade | medical_insured | work_months
    ----------|---------|---------------|------------------|-----------------|------------
    老周      | serious | none          | 0                | true            | 0
    秀英      | healthy | none          | 2                | false           | 12
    小满      | healthy | junior        | 0                |                 | 0
    小雪      | serious | primary       | 0                | false           | 0
"""
FACTS = {
    "people": ("integer", "count(p for p in persons)"),
    "students": ("integer", "count(p for p in persons if p.student_stage in ('primary', 'junior'))"),
    "ill": ("boolean", "any(p.health == 'serious' for p in persons)"),
    "insured": ("boolean", "all(p.medical_insured for p in persons)"),
    "gap": ("boolean", "not insured or house_grade == 'D'"),
    "bills": ("money", "sum(e.amount for e in expenses if e.period == period)"),
}
BILLS = [
    {"person_id": who, "period": "2022", "amount": Decimal(amount)}
    for who, amount in (("秀英", 900), ("小雪", 0), (None, 50))
]


def find_of(pack, persons, expenses=(), **household):
    home = {"household_id": "H", "area_code": "430921104201", **household}
    children = {"persons": persons, "expenses": list(expenses), "incomes": [], "events": [], "measures": []}
    return Evaluator(pack).find(home, children, run.of(pack, ON))


def concerned(text, **household):
    """Name of a value → who, of a rule that fired for the family."""
    pack = a_pack(rules={"trial": text}, facts=FACTS)
    family = drawing.read(FAMILY, TABLES["persons"])
    found = find_of(pack, family, BILLS, **household)
    assert found.rules == ("trial",)
    said = members.concerned(pack, pack.rules["trial"].node, found.state)
    return {getattr(each.value, "name", each.value.__class__.__name__): each.persons for each in said}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ill", {"ill": ("老周", "小雪")}),
        ("ill and students > 1", {"ill": ("老周", "小雪"), "students": ("小满", "小雪")}),
        ("3 > students and students >= 1", {"students": ("小满", "小雪")}),
        ("not (students < 2)", {"students": ("小满", "小雪")}),
        ("not insured", {"insured": ("秀英", "小雪")}),
        ("gap", {"insured": ("秀英", "小雪")}),
        ("bills > 100", {"bills": ("秀英",)}),
        ("any(p.work_months > 6 for p in persons)", {"Aggregate": ("秀英",)}),
        (
            "all(p.health == 'serious' for p in persons if p.disability_grade == 0) or ill",
            {"ill": ("老周", "小雪")},
        ),
        ("all(p.student_stage == 'none' for p in persons if p.work_months > 0)", {"Aggregate": ("秀英",)}),
        ("default(water_safe, ill)", {"ill": ("老周", "小雪")}),
    ],
)
def test_the_members_that_make_a_condition_hold_are_named(text, named):
    assert concerned(text) == named


@pytest.mark.parametrize("text", ["people > 3", "students < 3", "house_grade == 'D'", "not (bills > 5000)"])
def test_what_rests_on_everybody_or_on_nobody_names_nobody(text):
    assert concerned(text, house_grade="D") == {}


def test_what_holds_not_is_not_named_beside_what_does():
    assert concerned("any(p.work_months > 12 for p in persons) or house_grade == 'D'", house_grade="D") == {}


def test_it_says_whether_the_value_holds_or_is_denied():
    pack = a_pack(rules={"trial": "not insured and ill"}, facts=FACTS)
    found = find_of(pack, drawing.read(FAMILY, TABLES["persons"]))

    said = members.concerned(pack, pack.rules["trial"].node, found.state)

    assert [(each.value.name, each.holds) for each in said] == [("insured", False), ("ill", True)]


HAPPENED = [
    {"person_id": None, "kind": kind, "occurred_on": day}
    for kind, day in (("flood", date(2022, 7, 1)), ("debt", date(2022, 7, 2)), ("fire", date(2019, 1, 1)))
]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("struck", ["flood"]),
        ("struck or count(e for e in events if e.kind == 'debt') > 0", ["flood", "debt"]),
        ("count(e for e in events) > 2", []),
        ("house_grade == 'D'", []),
    ],
)
def test_events_that_make_a_condition_hold_are_told(text, kinds):
    struck = "any(e.kind in ('flood', 'fire') and months_before(on, 12) < e.occurred_on for e in events)"
    pack = a_pack(rules={"trial": text}, facts={"struck": ("boolean", struck)})
    home = {"household_id": "H", "area_code": "430921104201", "house_grade": "D"}
    children = {"persons": [], "expenses": [], "incomes": [], "events": HAPPENED, "measures": []}
    found = Evaluator(pack).find(home, children, run.of(pack, ON))

    said = members.resting(pack, pack.rules["trial"].node, found.state, "events")

    assert found.rules == ("trial",)
    assert [row["kind"] for row in said] == kinds


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    test=strategies.combined(strategies.person_tests()),
    shape=st.sampled_from(
        [
            "any({} for p in persons)",
            "count(p for p in persons if {}) > 0",
            "not all(not ({}) for p in persons)",
        ]
    ),
    persons=strategies.rows("persons", "H", 4),
    home=strategies.row("households"),
)
def test_each_of_them_alone_makes_it_hold_and_without_them_it_does_not(test, shape, persons, home):
    pack = a_pack(rules={"trial": shape.format(test)})
    found = find_of(pack, persons, **home)
    if not found.rules:
        return

    said = members.concerned(pack, pack.rules["trial"].node, found.state)

    named = {person for each in said for person in each.persons}
    assert named
    alone = [find_of(pack, [row], **home).rules for row in persons if row["person_id"] in named]
    assert alone == [("trial",)] * len(named)
    others = [row for row in persons if row["person_id"] not in named]
    assert find_of(pack, others, **home).rules == ()


def test_of_the_installed_packs():
    pack = packs.load(find("hunan-qingshuzui-2022"))
    family = [{**row, "birth_date": date(1980, 1, 1)} for row in drawing.read(FAMILY, TABLES["persons"])]
    found = find_of(pack, family, subsistence_allowance="whole", origin="lifted")

    said = {
        rule: [
            (each.value.name, each.persons)
            for each in members.concerned(pack, pack.rules[rule].node, found.state)
        ]
        for rule in found.rules
    }

    assert said["safety-net-gap"] == [("uninsured", ("秀英", "小雪"))]
    assert said["allowance-with-burden"] == [
        ("serious_ill", ("老周", "小雪")),
        ("students", ("小满", "小雪")),
    ]
