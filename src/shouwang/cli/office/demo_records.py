"""What happened in the demonstration's county: a register that lags behind a township's workbook, and work in hand."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouwang.engine.county.block import Plan
from shouwang.engine.county.mess import books
from shouwang.engine.reading import read
from shouwang.engine.tables import TABLES
from shouwang.office.accounts.models import User
from shouwang.office.registry import quarters
from shouwang.office.registry.care import guarantees, links, watches
from shouwang.office.registry.models import Change, Guarantee, Household
from shouwang.office.registry.quarters import Quarter
from shouwang.office.registry.requests import changes

NEW, CHANGED, GONE = 37, 112, 4
"""Households of the workbook that the register does not know, knows otherwise, or knows alone."""
CHECKED, LINKED = 40, 12
ILL = {
    2: {"level": "down", "job": "unstable"},
    4: {"job": "unstable"},
    7: {"channel": "no"},
    9: {"level": "unknown", "job": "none"},
}
"""Of a quarter: which household answered something else than the others."""

Row = dict[str, Any]


def table(folder: Path, name: str) -> pa.Table:
    return pq.read_table(folder / f"{name}.parquet")


def write_book(county: Plan, tables: Path, out: Path, township: str) -> Path:
    """One township's workbook, as messy as they are."""
    out.mkdir(parents=True, exist_ok=True)
    name = county.map.township_names[county.map.township_codes.index(township[:9])]
    with TemporaryDirectory() as room:
        books.write_books(county, tables, Path(room))
        (book,) = Path(room).glob(f"{name}*")
        shutil.copyfile(book, out / book.name)
    return out / book.name


def as_it_was(folder: Path, township: str, book: Path, period: str) -> dict[str, pa.Table]:
    """The register before the workbook came: without its new households, with those that have left since."""
    tables = {name: table(folder, name) for name in TABLES if name != "areas"}
    homes = [home for home in tables["households"].to_pylist() if home["area_code"].startswith(township[:9])]
    tables["incomes"] = _as_in_book(tables["incomes"], book, _codes(homes), period)
    # A small county has fewer of each.
    every = max(3, len(homes) // (NEW + CHANGED))
    new, changed = homes[::every][:NEW], homes[1::every][:CHANGED]
    members = tables["persons"].filter(pc.is_in(tables["persons"].column("household_id"), _codes(new[:GONE])))
    register = {
        name: _without(rows, new + changed if name == "households" else new) for name, rows in tables.items()
    }
    before = [home | {"house_grade": "C"} for home in changed]
    register["households"] = _with(register["households"], [*before, *map(_gone, new[:GONE])])
    register["persons"] = _with(
        register["persons"],
        [_gone_member(person, number) for number, person in enumerate(members.to_pylist(), 1)],
    )
    return _coded(register)


def _coded(register: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Persons with codes of their own: the county's are ID numbers, and those the register keeps sealed."""
    old = register["persons"].column("person_id").combine_chunks()
    new = pa.array([f"P{number:08}" for number in range(1, len(old) + 1)])
    return {name: _recoded(rows, old, new) for name, rows in register.items()}


def _recoded(rows: pa.Table, old: pa.Array, new: pa.Array) -> pa.Table:
    if "person_id" not in rows.column_names:
        return rows
    codes = new.take(pc.index_in(rows.column("person_id").combine_chunks(), old))
    return rows.set_column(rows.column_names.index("person_id"), "person_id", codes)


def _as_in_book(incomes: pa.Table, book: Path, inside: pa.Array, period: str) -> pa.Table:
    """The year that the township reports stands in the register as it reported it: by kind, not item by item."""
    reported = pc.and_(
        pc.is_in(incomes.column("household_id"), inside),
        pc.and_(pc.equal(incomes.column("period"), period), pc.invert(incomes.column("forecast"))),
    )
    said = read.read([book], period=period).tables["incomes"]
    known = said.filter(pc.is_in(said.column("household_id"), inside)).select(incomes.column_names)
    return pa.concat_tables([incomes.filter(pc.invert(reported)), known.cast(incomes.schema)])


def _codes(homes: list[Row]) -> pa.Array:
    return pa.array([home["household_id"] for home in homes], pa.string())


def _without(rows: pa.Table, homes: list[Row]) -> pa.Table:
    return rows.filter(pc.invert(pc.is_in(rows.column("household_id").cast(pa.string()), _codes(homes))))


def _with(rows: pa.Table, more: list[Row]) -> pa.Table:
    return pa.concat_tables([rows, pa.Table.from_pylist(more, schema=rows.schema)])


def _gone(home: Row) -> Row:
    """Another household, like one there is."""
    return home | {"household_id": _other(home["household_id"]), "phone": None}


def _gone_member(person: Row, number: int) -> Row:
    home = _other(person["household_id"])
    return person | {
        "household_id": home,
        "person_id": f"{home}-{number:03}",
        "id_number": None,
        "phone": None,
    }


def _other(code: str) -> str:
    return f"{code[:12]}9{code[13:]}"


def live(people: dict[str, User], village: str, *, on: date) -> None:
    """What people have been doing in one village."""
    homes = list(Household.objects.present().filter(area_code=village).order_by("household_id")[:CHECKED])
    for number, home in enumerate(homes):
        check(home, number, people["village_cadre"], on)
    watch(people["village_cadre"], village, on)
    for number, home in enumerate(homes[:LINKED]):
        role, kind = (("helper", "helper"), ("resident_member", "resident"))[number % 2]
        line = people[role].appointments_now[0].line
        links.link(home, kind, since=on - timedelta(days=200), by=people["village_cadre"], line=line)
    ask(homes, people, on)


def check(home: Household, number: int, by: User, on: date) -> None:
    """Most is well; every tenth household lacks something, every fifth was to be looked at again by now."""
    seen = on - timedelta(days=20 + number)
    again = on - timedelta(days=3) if number % 5 == 0 else on + timedelta(days=90 + number)
    for kind in Guarantee.Kind:
        lacking = number % 10 == 3 and kind in (Guarantee.Kind.HOUSING, Guarantee.Kind.WATER)
        state = Guarantee.State.AT_RISK if lacking else Guarantee.State.MET
        note = "入户看到需要维修，已报乡镇" if lacking else ""
        guarantees.check(
            home,
            kind,
            state,
            checked_on=seen,
            by=by,
            on=on,
            evidence="入户照片",
            note=note,
            next_check_on=again,
        )


def watch(by: User, village: str, on: date) -> None:
    """Incomes of the last quarter, which is over, and of some households this one's."""
    now = quarters.of(on)
    homes = watches.watched(Household.objects.filter(area_code=village)).order_by("household_id")
    for number, home in enumerate(homes[:CHECKED]):
        look(home, number, now.before(), by, on)
        if number % 3 == 0:
            look(home, number // 3, now, by, on)


def look(home: Household, number: int, quarter: Quarter, by: User, on: date) -> None:
    """Most is well; of fourteen households one is red, two are yellow, and of one it is not known."""
    answers = ILL.get(number % 14, {})
    watches.check(
        home,
        quarter,
        {"channel": "yes", "job": "stable", "level": "same" if number % 3 else "up", **answers},
        checked_on=max(quarter.first, min(quarter.last, on) - timedelta(days=number)),
        by=by,
        on=on,
        note="厂里停工，还没有找到新的事做" if answers.get("level") == "down" else "",
    )


def ask(homes: list[Household], people: dict[str, User], on: date) -> None:
    """Births: one carried out, one sent back, one waiting, one not yet submitted."""
    cadre, county = people["village_cadre"], people["county_office"]
    for number, home in enumerate(homes[:4]):
        newborn = {"name": f"{home.head_name[:1]}小安", "sex": "female", "relation": "child"}
        happened = on - timedelta(days=30 - number)
        change = changes.draft(home, Change.Kind.BIRTH, newborn, happens_on=happened, by=cadre, on=on)
        if number < 3:
            changes.submit(change, by=cadre, on=on)
        if number == 0:
            changes.approve(change, by=county, on=on, read=changes.mark(change, by=county))
        if number == 1:
            read = changes.mark(change, by=county)
            changes.send_back(change, reason="请补出生医学证明", by=county, on=on, read=read)
