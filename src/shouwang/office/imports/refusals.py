"""Rows that the register does not accept: a page at a time, and all of them as a workbook; before and after writing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwang.engine.screening.columns import quoted
from shouwang.engine.tables import TABLES
from shouwang.office.imports import kept, preview
from shouwang.office.imports.comparing import soundness
from shouwang.office.imports.models import Batch
from shouwang.office.imports.preview import Rows
from shouwang.office.kit import files, sheets, workroom

ORDER = "name, file, sheet, row, household_id, person"
OLD_ORDER = "name, household_id, person"
PIECE = 1_000


def page(batch: Batch, *, table: str, reason: str, number: int) -> Rows:
    """`table`, `reason`: only these; empty: all.  `number`: of the page, from 1."""
    place = preview.SIZE * (number - 1)
    found = found_rows(batch, table=table, reason=reason, most=preview.SIZE + 1, skipping=place)
    return Rows(headings(), list(map(_row, found[: preview.SIZE])), number, len(found) > preview.SIZE)


def found_rows(batch: Batch, *, table: str, reason: str, most: int, skipping: int) -> list[dict[str, Any]]:
    """As the comparison lists them: name (of the table), household_id, person, file, sheet, row, cell, reason."""
    with kept.opened(batch, kept.REFUSED) as path:
        return _rows(path, [table, table, reason, reason], most, skipping) if path else []


def headings() -> list[str]:
    return [_("表"), *preview.refusal_headings()]


def _row(row: dict[str, Any]) -> list[Any]:
    return [_(TABLES[row["name"]].label), *preview.refusal(row)]


def _rows(path: Path, asked: list[str], limit: int, offset: int) -> list[dict[str, Any]]:
    order = ORDER if "row" in preview.columns(path) else OLD_ORDER
    return preview.ask(
        f"SELECT * FROM read_parquet({quoted(str(path))}, file_row_number = true) WHERE (name = ? OR ? = '') AND (reason = ? OR ? = '')"
        f" ORDER BY {order}, file_row_number LIMIT {limit} OFFSET {offset}",
        asked,
    )


def filters(batch: Batch) -> dict[str, list[tuple[str, str]]]:
    """What can be asked for: tables and reasons that there are, each with its count."""
    found = _found(batch)
    tables = {name: sum(n for one, _reason, n in found if one == name) for name in TABLES}
    return {
        "tables": [(name, f"{_(TABLES[name].label)} ({n:,})") for name, n in tables.items() if n],
        "reasons": [(code, f"{why} ({n:,})") for code, why, n in _reasons(found)],
    }


def by_reason(batch: Batch) -> list[tuple[str, str, int]]:
    """Code, the reason in words, rows; those that there are."""
    return list(_reasons(_found(batch)))


def _reasons(found: list[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
    for code, why in preview.REASONS.items():
        if rows := sum(n for _name, reason, n in found if reason == code):
            yield code, str(why), rows


def _found(batch: Batch) -> list[tuple[str, str, int]]:
    """Table, reason, rows."""
    with kept.opened(batch, kept.REFUSED) as path:
        return _counted(path) if path else []


def _counted(path: Path) -> list[tuple[str, str, int]]:
    rows = preview.ask(
        f"SELECT name, reason, count(*) AS n FROM read_parquet({quoted(str(path))}) GROUP BY ALL", []
    )
    return [(row["name"], row["reason"], row["n"]) for row in rows]


def workbook(batch: Batch, target: Any) -> int:
    """Writes all of them to `target` (a path or a stream); returns how many rows."""
    headed = [sheets.Heading(text) for text in headings()]
    with workroom.private() as room, kept.opened(batch, kept.REFUSED) as path, files.disk_refusals():
        return sheets.write(
            target,
            headed,
            _every(path) if path else iter(()),
            title=_("没有接受的行"),
            note=str(batch),
            room=room,
        )


def _every(path: Path) -> Iterator[list[Any]]:
    place = 0
    while found := _rows(path, [""] * 4, PIECE, place):
        yield from map(_row, found)
        place += len(found)


def unsound(batch: Batch) -> list[str]:
    """Which households would be left without members, or without one head; a sentence each."""
    counted = batch.summary.get("unsound", {})
    return [sentence(counted[name]) for name, sentence in SENTENCES.items() if counted.get(name)]


def _two_heads(n: int) -> str:
    return ngettext("照这份表，%(n)s 户会不止一个户主。", "照这份表，%(n)s 户会不止一个户主。", n) % {"n": n}


def _no_head(n: int) -> str:
    return ngettext("照这份表，%(n)s 户会没有户主。", "照这份表，%(n)s 户会没有户主。", n) % {"n": n}


def _no_members(n: int) -> str:
    return ngettext("照这份表，%(n)s 户会没有成员。", "照这份表，%(n)s 户会没有成员。", n) % {"n": n}


def _tied(n: int) -> str:
    return ngettext("%(n)s 户与这些户之间有人员变动。", "%(n)s 户与这些户之间有人员变动。", n) % {"n": n}


SENTENCES = {
    soundness.TWO_HEADS: _two_heads,
    soundness.NO_HEAD: _no_head,
    soundness.NO_MEMBERS: _no_members,
    soundness.TIED: _tied,
}
