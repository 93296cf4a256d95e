"""How the townships lay out their registers: flat, with merged households, in three sheets."""

from random import Random

from shouwang.engine.county.mess.grid import Book, Field, Grid, Home, Line
from shouwang.engine.reading import words
from shouwang.engine.tables import HOUSEHOLDS, INCOMES, PERSONS, TABLES

PLACES = ("serial", "township", "village")
OF_HOUSEHOLD = """
    household_id area_code group_name head_name origin monitoring_type risk_state identified_on eliminated_on
    elimination_way subsistence_allowance allowance_edge extreme_hardship house_grade house_self_fix water_safe supporter no_labour
"""
OF_PERSON = """
    name id_number relation sex birth_date ethnicity education student_stage in_school home_teaching health disability_grade
    disability_kind labour subsistence_allowance medical_insured works work_place work_months monthly_wage welfare_post
"""
# With five kinds of income thirty columns, for the one workbook of a whole county.
SHORT_OF_HOUSEHOLD = (
    "household_id area_code head_name origin monitoring_type subsistence_allowance house_grade"
)
SHORT_OF_PERSON = """
    name id_number relation sex birth_date education student_stage in_school home_teaching health disability_grade labour
    subsistence_allowance medical_insured works work_months monthly_wage welfare_post
"""
KINDS = ("wage", "business", "property", "transfer", "business_cost")
OWN_WORDS = {"serial": "序号", "township": "乡镇", "village": "行政村"}


def headers() -> dict[str, list[str]]:
    """For every column of households and persons the words that mean this column and no other."""
    found: dict[str, list[str]] = {}
    for table in (HOUSEHOLDS, PERSONS):
        for column in table:
            target = f"{table.name}.{column.name}"
            found[target] = [word for word in (column.label, *column.synonyms) if _means_only(word, target)]
    return found


def _means_only(word: str, target: str) -> bool:
    name = target.partition(".")[2]
    meanings = {
        f"{other.name}.{column.name}"
        for other in TABLES.values()
        for column in other
        if words.bare(word) in {words.bare(text) for text in (column.label, *column.synonyms)}
    }
    # One code of the household serves all its tables.
    return name in ("household_id", "area_code") or meanings == {target}


HEADERS = headers()


def _fields(rng: Random, table: str, names: str) -> list[Field]:
    """Mostly the official header, sometimes another word for it."""
    fields = []
    for name in names.split():
        official, *others = HEADERS[f"{table}.{name}"] or [TABLES[table][name].label]
        fields.append(
            Field(f"{table}.{name}", rng.choice(others) if others and rng.random() < 0.3 else official)
        )
    return fields


def _extra() -> list[Field]:
    return [Field("", OWN_WORDS[name]) for name in PLACES]


def _income_fields(period: str, *, grouped: bool) -> list[Field]:
    """The year stands above all of them, or in each header."""
    group, year = (f"{period}年度收入（元）", "") if grouped else ("", f"{period}年")
    return [
        Field(f"incomes.{kind}@{period}", f"{year}{INCOMES['kind'].label_of(kind)}", group) for kind in KINDS
    ]


def flat(
    file: str,
    rng: Random,
    homes: list[Home],
    places: dict[str, tuple[str, str]],
    period: str,
    *,
    merged: bool,
) -> Book:
    """A row per member.  `merged`: the household's cells stand once and are merged over the members' rows."""
    household, person = _fields(rng, "households", OF_HOUSEHOLD), _fields(rng, "persons", OF_PERSON)
    if merged:
        household = [Field(field.target, field.header, "农户基本信息") for field in household]
        person = [Field(field.target, field.header, "家庭成员信息") for field in person]
    fields = [*_extra(), *household, *person, *_income_fields(period, grouped=file.endswith(".xlsx"))]
    grid = _by_member(file, fields, homes, places, merged=merged)
    _number(grid.lines)
    return Book(file, [grid])


def thirty_columns(
    file: str, rng: Random, homes: list[Home], places: dict[str, tuple[str, str]], period: str
) -> Book:
    """A row per member, the household's cells repeated."""
    household = _fields(rng, "households", SHORT_OF_HOUSEHOLD)
    person = _fields(rng, "persons", SHORT_OF_PERSON)
    fields = [*household, *person, *_income_fields(period, grouped=True)]
    return Book(file, [_by_member(file, fields, homes, places, merged=False)])


def _by_member(
    file: str, fields: list[Field], homes: list[Home], places: dict[str, tuple[str, str]], *, merged: bool
) -> Grid:
    lines = [
        _line(fields, home, member, number == 0 or not merged, places)
        for home in homes
        for number, member in enumerate(home.members)
    ]
    return Grid("Sheet1", [f"{file.partition('.')[0]}登记表"], fields, lines, merged)


def _number(lines: list[Line]) -> None:
    for number, line in enumerate(lines, 1):
        line.values[0] = number


def _line(
    fields: list[Field],
    home: Home,
    member: dict[str, object] | None,
    first: bool,
    places: dict[str, tuple[str, str]],
) -> Line:
    own = iter((0, *places[str(home.row["area_code"])]))
    values = [next(own) if not field.target else _value(field, home, member) for field in fields]
    shown = [first or field.table == "persons" or field.header == OWN_WORDS["serial"] for field in fields]
    return Line(home, member, values, shown)


def _value(field: Field, home: Home, member: dict[str, object] | None) -> object:
    table, _, name = field.target.partition(".")
    if table == "incomes":
        return home.income(*name.split("@"))
    if table == "persons":
        return member and member[name]
    return home.row[name]


def three_sheets(file: str, rng: Random, homes: list[Home], places: dict[str, tuple[str, str]]) -> Book:
    """Households, members and incomes apart, joined by the household's code."""
    household = [*_extra(), *_fields(rng, "households", OF_HOUSEHOLD)]
    code = _fields(rng, "households", "household_id")
    person = [*_extra()[:1], *code, *_fields(rng, "persons", OF_PERSON + "phone")]
    income = [
        *code,
        *(
            Field(f"incomes.{name}", INCOMES[name].label)
            for name in ["period", "kind", "item", "amount", "forecast"]
        ),
    ]
    homes_only = [_line(household, home, None, True, places) for home in homes]
    members = [_line(person, home, member, True, places) for home in homes for member in home.members]
    amounts = [_income_line(income, home, row) for home in homes for row in home.incomes]
    _number(homes_only)
    _number(members)
    title = file.removesuffix(".xlsx")
    grids = [Grid("户", [title], household, homes_only), Grid("人", [], person, members)]
    return Book(file, [*grids, Grid("收入", [], income, amounts)])


def _income_line(fields: list[Field], home: Home, row: dict[str, object]) -> Line:
    return Line(home, None, [row[field.target.partition(".")[2]] for field in fields], [True] * len(fields))
