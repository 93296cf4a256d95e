"""Rules and households nobody thought of: every construct of the language, unknowns everywhere, amounts on the line."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from shouwang.engine.tables import TABLES, Column, Type

ON = date(2022, 9, 30)
LINE = Decimal(6900)
AGES = (0, 1, 6, 7, 16)
EDGES = (
    *(date(2022 - years, month, day) for years in AGES for month, day in ((9, 29), (9, 30), (10, 1))),
    *(date(2016, 2, 29), date(2022, 2, 28), date(2022, 8, 30), date(2022, 8, 31)),
)
"""Days on which an age or a look-back changes."""

HOUSEHOLD_BOOLEANS = ("house_self_fix", "other_safe_house", "water_safe", "allowance_edge")
PERSON_BOOLEANS = ("in_school", "home_teaching", "medical_insured", "works")
ENUMS = {
    "households": ("origin", "subsistence_allowance", "house_grade", "supporter"),
    "persons": ("health", "student_stage", "relation"),
    "events": ("kind",),
    "measures": ("kind",),
}
ASKED = {
    "households": (*HOUSEHOLD_BOOLEANS, *ENUMS["households"], "identified_on", "eliminated_on"),
    "persons": (
        *PERSON_BOOLEANS,
        *ENUMS["persons"],
        *("birth_date", "disability_grade", "monthly_wage", "work_months"),
    ),
    "incomes": (),
    "expenses": (),
    "events": ("kind", "amount"),
    "measures": ("kind", "ends_on"),
}
"""Columns that a generated rule may ask for; what is always known is there besides."""
FACTS = {
    "people": ("integer", "count(p for p in persons)"),
    "income": ("money", "sum(i.amount for i in incomes if i.period == period and not i.forecast)"),
    "per_head": ("money", "income / people"),
    "flag": ("boolean", "any(p.health == 'serious' for p in persons) or people > 3"),
    "rate": ("number", "(income - 13800) / (people - 2)"),
    "worked": ("integer", "sum(p.work_months for p in persons)"),
    "first": ("date", "max(e.occurred_on for e in events)"),
}
"""Facts that generated conditions name."""
INCOME_CONDITION = "i.period == {period} and {forecast}i.forecast"


def codes(table: str, column: str) -> st.SearchStrategy[str]:
    return st.sampled_from(TABLES[table][column].codes)


# Expressions, as the text an author would write.


@st.composite
def enum_tests(draw: Any, table: str, prefix: str) -> str:
    column = draw(st.sampled_from(ENUMS[table]))
    if draw(st.booleans()):
        return f"{prefix}{column} {draw(st.sampled_from(['==', '!=']))} '{draw(codes(table, column))}'"
    values = draw(st.lists(codes(table, column), min_size=1, max_size=3, unique=True))
    return f"{prefix}{column} {draw(st.sampled_from(['in', 'not in']))} ({', '.join(map(repr, values))},)"


@st.composite
def person_tests(draw: Any) -> str:
    operator = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
    return draw(
        st.one_of(
            enum_tests("persons", "p."),
            st.sampled_from([f"p.{name}" for name in PERSON_BOOLEANS]),
            st.sampled_from(
                [f"default(p.{name}, {value})" for name in PERSON_BOOLEANS for value in (True, False)]
            ),
            st.integers(1, 3).map(lambda grade: f"p.disability_grade {operator} {grade}"),
            st.sampled_from(AGES).map(lambda years: f"age(p.birth_date, on) {operator} {years}"),
            st.sampled_from(AGES).map(lambda years: f"{years} {operator} age(p.birth_date, on)"),
            st.sampled_from(AGES).map(lambda years: f"months(p.birth_date, on) {operator} {12 * years}"),
            st.integers(0, 9000).map(lambda count: f"days(p.birth_date, on) {operator} {count}"),
            st.just("known(p.health)"),
            st.just("p.monthly_wage * p.work_months > 6900"),
            st.just("p.monthly_wage / p.work_months >= 575"),
            st.just("origin == 'lifted'"),
            st.just("identified_on <= p.birth_date"),
        )
    )


@st.composite
def combined(draw: Any, tests: st.SearchStrategy[str]) -> str:
    """Up to three of them, negated and joined."""
    text = draw(tests)
    for join in draw(st.lists(st.sampled_from(["not", "and", "or"]), max_size=3)):
        text = f"not ({text})" if join == "not" else f"({text}) {join} ({draw(tests)})"
    return text


@st.composite
def event_tests(draw: Any) -> str:
    count = draw(st.sampled_from((0, 1, 7, 12, 24)))
    within = f"months_before(on, {count}) {draw(st.sampled_from(['<', '<=']))} e.occurred_on <= on"
    amount = "e.amount > 500"
    return draw(
        st.one_of(enum_tests("events", "e."), st.just(within), st.just(amount), st.just("known(e.amount)"))
    )


@st.composite
def income_sums(draw: Any) -> str:
    period = draw(st.sampled_from(["period", "previous_period", "running_period", "'2022'"]))
    forecast = draw(st.sampled_from(["", "not "]))
    cover = INCOME_CONDITION.format(period=period, forecast=forecast)
    plain = f"sum(i.amount for i in incomes if {cover} and i.kind != 'business_cost')"
    cost = f"sum(i.amount for i in incomes if {cover} and i.kind == 'business_cost')"
    return draw(
        st.sampled_from(
            [f"({plain} - {cost})", plain, f"(- {cost})", f"sum(i.amount for i in incomes if {cover})"]
        )
    )


EXPENSE_SUM = (
    "sum(e.amount - e.insurance_payout for e in expenses if e.period == period and e.kind == 'medical')"
)


@st.composite
def persons_numbers(draw: Any) -> str:
    test = draw(combined(person_tests()))
    element = draw(st.sampled_from(["p.monthly_wage", "p.monthly_wage * p.work_months", "p.work_months"]))
    return draw(
        st.sampled_from(
            [
                "count(p for p in persons)",
                f"count(p for p in persons if {test})",
                f"sum({element} for p in persons if {test})",
                f"min({element} for p in persons if {test})",
                f"max({element} for p in persons)",
                "count(m for m in measures if m.ends_on <= on)",
                "sum(e.amount for e in events)",
            ]
        )
    )


@st.composite
def comparisons(draw: Any) -> str:
    """Amounts against lines, as products and as quotients."""
    operator = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
    income, number = draw(income_sums()), draw(persons_numbers())
    return draw(
        st.sampled_from(
            [
                f"{income} {operator} parameter.line * count(p for p in persons)",
                f"{income} / count(p for p in persons) {operator} parameter.line",
                f"parameter.line {operator} {income} / count(p for p in persons if p.works)",
                f"{income} / count(p for p in persons) {operator} {EXPENSE_SUM} / count(p for p in persons if p.in_school)",
                f"default({income}, 0) {operator} {EXPENSE_SUM}",
                f"{EXPENSE_SUM} {operator} parameter.share * 20741",
                f"min({income}, {EXPENSE_SUM}) {operator} 100.5",
                f"{number} {operator} 2",
                f"{income} + {EXPENSE_SUM} {operator} 6900.01",
                f"({income} + 1) / (count(p for p in persons) - 2) {operator} -3450",
            ]
        )
    )


@st.composite
def quantified(draw: Any) -> str:
    kind = draw(st.sampled_from(["any", "all"]))
    person, event = draw(combined(person_tests())), draw(combined(event_tests()))
    condition = draw(st.sampled_from(["", f" if {draw(person_tests())}"]))
    return draw(
        st.sampled_from(
            [
                f"{kind}({person} for p in persons{condition})",
                f"{kind}({event} for e in events)",
                f"{kind}(e.amount > 1000 for e in expenses if e.period == period)",
                f"{kind}(m.starts_on > identified_on for m in measures)",
                "any(i.amount > 100 for i in incomes if i.period == period and i.forecast)",
            ]
        )
    )


def amounts_compared() -> st.SearchStrategy[str]:
    return combined(comparisons())


def rows_asked() -> st.SearchStrategy[str]:
    return combined(quantified())


def conditions() -> st.SearchStrategy[str]:
    """A rule's condition."""
    leaves = st.one_of(
        comparisons(),
        quantified(),
        enum_tests("households", ""),
        st.sampled_from(HOUSEHOLD_BOOLEANS),
        st.sampled_from([f"default({name}, False)" for name in HOUSEHOLD_BOOLEANS]),
        st.sampled_from(
            [
                "known(supporter)",
                "identified_on > months_before(on, 6)",
                "max(identified_on, eliminated_on) <= on",
            ]
        ),
        st.sampled_from(
            [
                *("flag", "income < 13800", "per_head < parameter.line", "per_head == 6900"),
                *("known(per_head)", "rate <= 6900", "rate > 6900", "worked >= 12"),
            ]
        ),
    )
    return combined(leaves)


# Households


@cache
def values(column: Column) -> st.SearchStrategy[Any]:
    known = KNOWN[column.type](column)
    return known if column.known else st.none() | known


def amounts(column: Column) -> st.SearchStrategy[Decimal]:
    """On the line, a fen beside it, and anything else."""
    on_the_line = [LINE * people + Decimal(fen) / 100 for people in (1, 2, 3) for fen in (-1, 0, 1)]
    high = min(column.high or 10**6, 10**6)
    return st.sampled_from([each for each in on_the_line if each <= high]) | st.decimals(0, high, places=2)


KNOWN: dict[Type, Any] = {
    Type.TEXT: lambda column: (
        st.sampled_from(["2021", "2022", "2023"]) if column.name == "period" else st.just("x")
    ),
    Type.ENUM: lambda column: st.sampled_from(column.codes),
    Type.BOOLEAN: lambda column: st.booleans(),
    Type.INTEGER: lambda column: st.integers(column.low or 0, column.high or 12),
    Type.MONEY: amounts,
    Type.DATE: lambda column: st.dates(date(1932, 1, 1), date(2024, 12, 31)) | st.sampled_from(EDGES),
}


@cache
def row(table: str) -> st.SearchStrategy[dict[str, Any]]:
    drawn = [column for column in TABLES[table] if column.known or column.name in ASKED[table]]
    return st.fixed_dictionaries({column.name: values(column) for column in drawn})


@st.composite
def rows(draw: Any, table: str, household: str, most: int) -> list[dict[str, Any]]:
    found = draw(st.lists(row(table), max_size=most))
    for number, each in enumerate(found):
        each["household_id"] = household
        if table == "persons":
            each["person_id"] = f"{household}-{number}"
    return found


MOST = {"persons": 4, "incomes": 5, "expenses": 3, "events": 3, "measures": 2}


@st.composite
def populations(draw: Any, size: int = 3) -> dict[str, list[dict[str, Any]]]:
    """A few households with their rows; now and then a table is not given at all."""
    given = [table for table in MOST if table == "persons" or draw(st.integers(0, 9)) > 0]
    found: dict[str, list[dict[str, Any]]] = {"households": [], **{table: [] for table in given}}
    for number in range(size):
        household = f"H{number}"
        made = draw(row("households"))
        found["households"].append({**made, "household_id": household, "area_code": "430921104201"})
        for table in given:
            found[table] += draw(rows(table, household, MOST[table]))
    return found
