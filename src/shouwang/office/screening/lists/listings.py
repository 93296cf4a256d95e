"""What else is listed of the households behind a number: their members, and the measures that a number counts.

From the run's archive, as the households themselves (rolls.py): these very rows went into the run.  Names do not lie
there; whoever may see the people in the register reads them from it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwang.engine.screening import sources
from shouwang.engine.screening.columns import quoted
from shouwang.office.areas import names
from shouwang.office.kit.codes import Span
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.registry.models import Household, Measure, Person
from shouwang.office.screening import archive, labels
from shouwang.office.screening.counts import assisting
from shouwang.office.screening.lists import rolls
from shouwang.office.screening.models import Run
from shouwang.office.screening.places import assistance

SIZE = 100
"""Rows on a page."""
PIECE = 1_000
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The list that a number opens, within an area; `user`: who asks."""

    run: Run
    kind: str
    measure: str
    inside: Span
    user: Any
    permission: Any


@dataclass(frozen=True)
class Listing:
    """`order`: of a household's rows; `only(asked)`: SQL of which of them count; `link`: where a row leads."""

    table: str
    title: Any
    counted: Any
    """`%(rows)s` rows of `%(households)s` households, with what `sums` adds up."""
    columns: Sequence[Column]
    order: str
    only: Callable[[Asked], str]
    is_offered: Callable[[str, str], bool]
    link: Callable[[Row], str]
    sums: str = ""
    """SQL beside these counts: name and sum."""


def _every(asked: Asked) -> str:
    return "true"


def _always(kind: str, measure: str) -> bool:
    return True


def _in_lines(kind: str, measure: str) -> bool:
    return (kind, measure) in assistance.LINES


def _measures_only(asked: Asked) -> str:
    return assistance.LINES[asked.kind, asked.measure](f"DATE '{asked.run.on.isoformat()}'")


def _person(row: Row) -> str:
    return reverse("registry:person", args=[row["person_id"]]) if row["is_seen"] else ""


def _home(row: Row) -> str:
    return f"{reverse('registry:household', args=[row['household_id']])}#stated" if row["is_seen"] else ""


HEAD, VILLAGE, TIER = (
    Column("head", _("户主")),
    Column("village", _("村")),
    Column("tier", _("分级"), phone="badge"),
)
CODE = Column("household_id", _("户编码"))
LISTINGS = {
    "persons": Listing(
        "persons",
        _("人员"),
        _("共 %(rows)s 人，%(households)s 户"),
        (
            of_field(Person, "name", phone="title"),
            HEAD,
            VILLAGE,
            *(of_field(Person, name) for name in ("relation", "sex", "birth_date")),
            TIER,
            CODE,
            Column("person_id", _("人员编码")),
        ),
        "person_id",
        _every,
        _always,
        _person,
    ),
    "measures": Listing(
        "measures",
        _("措施"),
        _("共 %(rows)s 项，%(households)s 户；金额合计 %(amount)s 元，%(unfilled)s 项没有填金额"),
        (
            Column("head", _("户主"), phone="title"),
            VILLAGE,
            of_field(Measure, "kind", phone="badge"),
            of_field(Measure, "starts_on"),
            of_field(Measure, "ends_on"),
            of_field(Measure, "amount", unit=_("元")),
            of_field(Measure, "development"),
            TIER,
            CODE,
        ),
        "starts_on DESC, kind, ends_on, amount",
        _measures_only,
        _in_lines,
        _home,
        f", coalesce(sum(amount), 0) AS amount, count(*) FILTER ({assisting.UNFILLED}) AS unfilled",
    ),
}


@contextmanager
def opened(asked: Asked, listing: Listing) -> Iterator[str]:
    """SQL of the rows.  Refused where the archive was cleaned up."""
    with rolls.opened(asked.run, asked.kind) as path, archive.opened(asked.run.archive) as kept:
        yield _rows(asked, listing, path, kept / archive.TABLES / f"{listing.table}.parquet")


def _rows(asked: Asked, listing: Listing, path: Path, table: Path) -> str:
    keys = ", ".join(map(quoted, rolls.wanted(path, asked.kind, asked.measure))) or "NULL"
    low, high = map(quoted, asked.inside)
    return (
        "SELECT r.area_code, r.tier, t.*"
        f" FROM (SELECT household_id, area_code, tier, key FROM read_parquet({quoted(str(path))})) r"
        f" JOIN read_parquet({quoted(str(table))}) t USING (household_id)"
        f" WHERE r.area_code BETWEEN {low} AND {high} AND r.key IN ({keys}) AND {listing.only(asked)}"
    )


def counted(listing: Listing, rows: str) -> str:
    """How many there are, in words."""
    found = sources.connect(threads=1).execute(
        f"SELECT count(*) AS rows, count(DISTINCT household_id) AS households{listing.sums} FROM ({rows})"
    )
    columns = [column[0] for column in found.description]
    said = zip(columns, found.fetchall()[0], strict=True)
    return str(listing.counted) % {name: f"{value:,}" for name, value in said}


def count(rows: str) -> int:
    ((found,),) = sources.connect(threads=1).execute(f"SELECT count(*) FROM ({rows})").fetchall()
    return int(found)


def page(asked: Asked, listing: Listing, rows: str, number: int) -> list[Row]:
    """One more than a page holds where there is another page."""
    return next(_read(asked, listing, rows, SIZE + 1, SIZE * (number - 1)), [])


def every(asked: Asked, listing: Listing, rows: str) -> Iterator[Row]:
    for piece in _read(asked, listing, rows):
        yield from piece


def _read(
    asked: Asked, listing: Listing, rows: str, most: int | None = None, skipped: int = 0
) -> Iterator[list[Row]]:
    some = "" if most is None else f" LIMIT {most} OFFSET {skipped}"
    found = sources.connect(threads=1).execute(
        f"SELECT * FROM ({rows}) ORDER BY area_code, household_id, {listing.order}{some}"
    )
    columns = [column[0] for column in found.description]
    while piece := found.fetchmany(PIECE):
        yield _told(asked, [dict(zip(columns, row, strict=True)) for row in piece])


def _told(asked: Asked, rows: Sequence[Row]) -> list[Row]:
    """With names, as far as whoever asks may see these people now."""
    known, villages = labels.of(asked.run), names.names_of({row["area_code"] for row in rows})
    heads = _named(Household, "household_id", "head_name", asked, rows)
    people = _named(Person, "person_id", "name", asked, rows) if "relation" in rows[0] else {}
    return [
        row
        | {
            "is_seen": row["household_id"] in heads,
            # Whom somebody may not see in the register has a code instead of a name.
            "head": heads.get(row["household_id"], row["household_id"]),
            "name": people.get(row.get("person_id"), row.get("person_id")),
            "village": villages.get(row["area_code"], row["area_code"]),
            "tier": known.tier(row["tier"]),
        }
        for row in rows
    ]


def _named(model: Any, key: str, name: str, asked: Asked, rows: Sequence[Row]) -> Mapping[Any, str]:
    wanted = [row[key] for row in rows]
    seen = model.objects.visible_to(asked.user, asked.permission).filter(**{f"{key}__in": wanted})
    return {code: called or code for code, called in seen.values_list(key, name)}
