"""Any single thing done to the tables is found, and its place named."""

import pytest
from django.db import DataError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.journal.forging import COLUMNS, found, restore, snapshot, sql

from shouwang.office.journal import chain

pytestmark = pytest.mark.django_db
VALUES = {
    "number": st.integers(-3, 30),
    "lane": st.integers(1, 80),
    "line": st.integers(0, 9) | st.none(),
    "at": st.sampled_from(["2026-01-01 00:00:00+00:00", "1999-12-31 23:59:59.5+00:00"]),
    "day": st.dates().map(str) | st.none(),
}
TEXTS = st.sampled_from(["", "x", "{}", chain.FIRST, "household.read", "journal.sealed"])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_single_mutation_is_found(story, data):
    before = snapshot()
    table = data.draw(st.sampled_from(list(COLUMNS)))
    row = data.draw(st.sampled_from(sorted(before[table])))
    try:
        mutate(data, table, row)

        after = snapshot()
        findings = found()
        assert bool(findings) == (after != before)
        assert not findings or touched(table, before, after) & {
            place for one in findings for place in places(one)
        }
    finally:
        restore(before)


def touched(table, before, after):
    """Where a row was altered, removed or added: lanes and numbers of entries, lanes, seals – as they were and are."""
    rows = [
        one[table].get(key)
        for one in (before, after)
        for key in {*before[table], *after[table]}
        if before[table].get(key) != after[table].get(key)
    ]
    keys = {key for key in {*before[table], *after[table]} if before[table].get(key) != after[table].get(key)}
    match table:
        case "journal_entry":
            return {("entry", row[0], row[1]) for row in rows if row}
        case "journal_lane":
            return {("lane", key) for key in keys}
    return {("seal", row[0]) for row in rows if row}


def places(finding):
    """All that a finding names.  Whoever adds to a lane is found at the lane's end."""
    if finding.number is not None:
        for number in range(finding.number, (finding.until or finding.number) + 1):
            yield ("entry", finding.lane, number)
    if finding.lane is not None:
        yield ("lane", finding.lane)
    if finding.seal is not None:
        yield ("seal", finding.seal)


def mutate(data, table, row):
    deed = data.draw(st.sampled_from(["update", "delete", "copy"]))
    if deed == "delete":
        sql(f"DELETE FROM {table} WHERE id = %s", row)
        return
    column = data.draw(st.sampled_from(COLUMNS[table]))
    value = data.draw(VALUES.get(column, TEXTS))
    columns = ", ".join(COLUMNS[table])
    chosen = ", ".join("%s" if one == column else one for one in COLUMNS[table])
    try:
        with transaction.atomic():
            if deed == "update":
                sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, row)
            else:
                sql(
                    f"INSERT INTO {table} (id, {columns}) SELECT id + 900, {chosen} FROM {table} WHERE id = %s",
                    value,
                    row,
                )
    except (IntegrityError, DataError):
        # The data base's own rules (unique, not null) prevented it.
        return
