"""A small register drawn in text, and changes to it.  Nobody of these names is meant.

`home` is a monitored household of four; of one person each are `other`, an ordinary household, and `calm`, whose
risk is eliminated.  Nothing is wrong in it.
"""

from datetime import date
from decimal import Decimal

import pyarrow as pa

from shouwang.engine import identity, tables
from shouwang.engine.tables import Column, Type

ON = date(2022, 9, 30)

ARROW = {
    Type.TEXT: pa.string(),
    Type.ENUM: pa.string(),
    Type.BOOLEAN: pa.bool_(),
    Type.INTEGER: pa.int64(),
    Type.MONEY: pa.decimal128(14, 2),
    Type.DATE: pa.date32(),
}
READ = {
    Type.BOOLEAN: lambda text: {"yes": True, "no": False}[text],
    Type.INTEGER: int,
    Type.MONEY: Decimal,
    Type.DATE: date.fromisoformat,
}

HOUSEHOLDS = """
          household_id | area_code    | origin   | monitoring_type | risk_state | identified_on | eliminated_on | elimination_way
    home  | H1         | 430921104201 | lifted   | unstable_lifted | active     | 2022-06-01    |               |
    other | H2         | 430921104201 | ordinary | none            | none       |               |               |
    calm  | H3         | 430921104201 | lifted   | unstable_lifted | eliminated | 2021-01-01    | 2022-01-01    | natural
"""
MORE_OF_HOUSEHOLDS = """
          subsistence_allowance | extreme_hardship | allowance_edge | house_grade | water_safe | no_labour | head_name | phone
    home  | none                | none             | no             | B           | yes        | no        | 石永田    | 13700000001
    other | none                | none             | no             | A           | yes        | no        | 江远      | 13700000002
    calm  | none                | none             | no             | B           | yes        | no        | 林安      | 13700000003
"""
PERSONS = """
           person_id | household_id | name   | id_number            | relation | sex    | birth_date | education
    head   | P1      | H1           | 石永田 | id:43092119750304001 | head     | male   | 1975-03-04 | 初中
    spouse | P2      | H1           | 罗秀   | id:43092119770809002 | spouse   | female | 1977-08-09 | 小学
    child  | P3      | H1           | 石小满 | id:43092120100506001 | child    | male   | 2010-05-06 |
    mother | P4      | H1           | 何桂   | id:43092119500203002 | parent   | female | 1950-02-03 | 文盲
    far    | P5      | H2           | 江远   | id:43092119800708001 | head     | male   | 1980-07-08 | 高中
    lin    | P6      | H3           | 林安   | id:43092119820910001 | head     | male   | 1982-09-10 | 高中
"""
MORE_OF_PERSONS = """
           student_stage | in_school | health  | disability_grade | disability_kind | labour   | works | work_place | work_months | monthly_wage | welfare_post | welfare_post_months
    head   | none        | no        | healthy | 0                | 0               | ordinary | yes   | county     | 6           | 2500         | no           | 0
    spouse | none        | no        | chronic | 0                | 0               | weak     | no    |            | 0           | 0            | no           | 0
    child  | primary     | yes       | healthy | 0                | 0               | none     | no    |            | 0           | 0            | no           | 0
    mother | none        | no        | serious | 0                | 0               | lost     | no    |            | 0           | 0            | no           | 0
    far    | none        | no        | healthy | 0                | 0               | skilled  | no    |            | 0           | 0            | no           | 0
    lin    | none        | no        | healthy | 0                | 0               | skilled  | no    |            | 0           | 0            | no           | 0
"""
STILL_MORE_OF_PERSONS = """
           subsistence_allowance | extreme_hardship | medical_insured | serious_illness_insured | pension_insured | chronic_card | phone
    head   | no                  | no               | yes             | yes                     | yes             | no           | 13700000001
    spouse | no                  | no               | yes             | yes                     | yes             | yes          |
    child  | no                  | no               | yes             | yes                     | no              | no           |
    mother | no                  | no               | yes             | yes                     | yes             | yes          |
    far    | no                  | no               | yes             | yes                     | yes             | no           | 13700000002
    lin    | no                  | no               | yes             | yes                     | yes             | no           | 13700000003
"""
INCOMES = """
              household_id | period | kind          | amount   | forecast
    wage      | H1         | 2022   | wage          | 15000.00 | no
    business  | H1         | 2022   | business      | 8000.00  | no
    cost      | H1         | 2022   | business_cost | 2000.00  | no
    transfer  | H1         | 2022   | transfer      | 3000.00  | no
    far_wage  | H2         | 2022   | wage          | 0.00     | no
    far_goods | H2         | 2022   | business      | 21000.00 | no
    far_cost  | H2         | 2022   | business_cost | 4000.00  | no
"""
EXPENSES = """
            household_id | person_id | period | kind    | amount  | insurance_payout
    medical | H1         | P4        | 2022   | medical | 1200.00 | 300.00
"""
EVENTS = """
          household_id | person_id | kind  | occurred_on
    flood | H1         |           | flood | 2022-07-01
"""
MEASURES = """
             household_id | person_id | kind     | starts_on  | ends_on    | development
    measure  | H1         | P1        | industry | 2022-06-20 | 2023-06-19 | yes
"""
AREAS = """
             area_code    | name   | level
    township | 430921104    | 青石镇 | township
    village  | 430921104201 | 前进村 | village
"""
DRAWN = {
    "households": (HOUSEHOLDS, MORE_OF_HOUSEHOLDS),
    "persons": (PERSONS, MORE_OF_PERSONS, STILL_MORE_OF_PERSONS),
    "incomes": (INCOMES,),
    "expenses": (EXPENSES,),
    "events": (EVENTS,),
    "measures": (MEASURES,),
    "areas": (AREAS,),
}


def register(changes: str = "", copy: int = 0) -> dict[str, pa.Table]:
    """The register with `changes`: `head.works=no` sets a cell, `head.works=` empties it, `-flood` drops a row,
    `-events` a table and `-persons.works` a column.  Each `copy` is about other people elsewhere.
    """
    rows = {table: _read(table, texts) for table, texts in DRAWN.items()}
    dropped = {change[1:] for change in changes.split() if change.startswith("-")}
    for change in (change for change in changes.split() if not change.startswith("-")):
        place, value = change.split("=", 1)
        name, column = place.split(".")
        rows[table_of(name)][name][column] = value
    return {
        table: _arrow(table, [row for name, row in named.items() if name not in dropped], dropped, copy)
        for table, named in rows.items()
        if table not in dropped
    }


def together(registers: list[dict[str, pa.Table]]) -> dict[str, pa.Table]:
    return {
        table: pa.concat_tables([given[table] for given in registers], promote_options="default")
        for table in DRAWN
    }


def table_of(name: str) -> str:
    return next(table for table, texts in DRAWN.items() if name in _read(table, texts))


def row_of(name: str) -> int:
    return list(_read(table_of(name), DRAWN[table_of(name)])).index(name)


def _read(table: str, texts: tuple[str, ...]) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for text in texts:
        header, *lines = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
        for name, *cells in lines:
            rows.setdefault(name, {}).update(zip(header[-len(cells) :], cells, strict=True))
    return rows


def _arrow(table: str, rows: list[dict[str, str]], dropped: set[str], copy: int) -> pa.Table:
    declared = tables.TABLES[table]
    names = dict.fromkeys(name for row in rows for name in row if f"{table}.{name}" not in dropped)
    return pa.table(
        {
            name: pa.array(
                [_value(_elsewhere(row.get(name, ""), name, copy), declared[name]) for row in rows],
                ARROW[declared[name].type],
            )
            for name in names or ["household_id"]
        }
    )


def _elsewhere(text: str, column: str, copy: int) -> str:
    """The same cell in another copy: its own county, numbers, codes and telephones."""
    if copy and column in ("household_id", "person_id") and text:
        return f"{text}-{copy}"
    county = f"43{copy:04}" if copy else "430921"
    telephone = f"13{copy:05}" if copy else "1370000"
    return text.replace("430921", county).replace("1370000", telephone)


def _value(text: str, column: Column) -> object:
    """`id:` gets its check character; what follows `+` is the end of a disability card."""
    if text.startswith("id:"):
        first17, _, end = text[3:].partition("+")
        return first17 + identity.check_digit(first17) + end
    return READ.get(column.type, str)(text) if text else None
