"""Tallies put together by township, county and above, so that a page about many villages reads few rows.

They follow from a run's tallies and are written once, with them.
"""

from django.db import connection
from django.db.models import QuerySet

from shouwang.office.kit import codes
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import Reach, within
from shouwang.office.screening.models import Run, Subtotal, Tally

LENGTHS = tuple(length for length in codes.LENGTHS.values() if length < 12)


def write(run: Run, *, kind: str = "") -> None:
    """In the caller's transaction, after the tallies; the caller saves the run.  `kind`: one that was counted later."""
    for length in LENGTHS:
        _write(run, length, kind)
    run.has_subtotals = True


def _write(run: Run, length: int, kind: str) -> None:
    only, values = (" AND kind = %s", [kind]) if kind else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Subtotal._meta.db_table}"
            " (run_id, length, area_code, kind, key, households, persons, amount)"
            f" SELECT run_id, {length}, substr(area_code, 1, {length}) || '{'0' * (12 - length)}', kind, key,"
            f" sum(households), sum(persons), sum(amount) FROM {Tally._meta.db_table} WHERE run_id = %s{only}"
            f" GROUP BY run_id, substr(area_code, 1, {length}), kind, key",
            [run.pk, *values],
        )


def serve(runs: list[Run], reach: Reach, inside: Span, length: int) -> bool:
    """Whether counts by areas of so many digits can be read from subtotals: all of each area is within reach."""
    return length in LENGTHS and all(run.has_subtotals for run in runs) and is_whole(inside, reach, length)


def is_whole(inside: Span, reach: Reach, length: int) -> bool:
    """Whether `inside` is one or more areas of so many digits, and within reach."""
    ends = inside.low[length:], inside.high[length:]
    return ends == ("0" * (12 - length), "9" * (12 - length)) and any(
        span.low <= inside.low and inside.high <= span.high for span in reach.spans
    )


def inside(span: Span, length: int) -> "QuerySet[Subtotal]":
    return Subtotal.objects.filter(within([span]), length=length)
