"""The small world grown to a county: copies of its records, made in the data base, each beside its household.

HOMES households in forty villages – five hundred of them in 青山村 – and everything that hangs on them, on either data
base.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection
from django.db.models import Model
from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.world import World

from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.registry import quarters
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import (
    Expense,
    Guarantee,
    HouseholdPast,
    Income,
    PersonPast,
)
from shouwang.office.registry.stated import statements
from shouwang.office.screening import subtotals
from shouwang.office.screening.models import Run, Tally

HOMES = 20_000
BASE = 1_000_000
"""Household number `h` has the key BASE + h, person number `n` BASE + n."""
OWN = 10_501
"""The first of 青山村."""
HELPED = 20
"""Households of 青山村 whose helper is 方大哥."""
VILLAGE = "'430921' || (100 + (h - 1) / 2500) || (200 + (h - 1) / 500 %% 5)"
CODE = f"{VILLAGE} || ({BASE} + h)"
NAME = "substr('王李张刘陈杨赵黄周吴', 1 + n %% 10, 1) || substr('国建小文志秀玉春海桂', 1 + n / 10 %% 10, 1) || n"
INITIALS = "substr('wlzlcyzhzw', 1 + n %% 10, 1) || substr('gjxwzxychg', 1 + n / 10 %% 10, 1)"
MIXED = "n * 7919"
"""Here a household and there one, as people work."""
KEYS = 60
"""Of a kind that findings are counted by."""


def grow(world: World) -> None:
    """`world.run` is afterwards the regular run over the county, for whoever asks."""
    _places()
    with _unchecked():
        _register(world)
        _past(world)
        _care(world)
        _work(world)
        _screening(world)
    if connection.vendor == "postgresql":
        # SQLite plans without: nobody tells it in an office either.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def _unchecked() -> Iterator[None]:
    """Each test would check the foreign keys of all rows at its end."""
    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def copies(record: Model, times: int = 1, *, homes: int = HOMES, order: str = "n - 1", **values: str) -> None:
    """So many of each of the first households.  `values`: column → SQL over `n`, `h` and the record's columns."""
    given = {"area_code": VILLAGE, "household_id": f"{BASE} + h", **values}
    fields = record._meta.concrete_fields
    columns = [field.column for field in fields if not field.primary_key or field.column in given]
    quoted = {column: connection.ops.quote_name(column) for column in columns}
    table = record._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(quoted.values())}) "
            f"WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {homes * times}), "
            f"each AS (SELECT n, 1 + ({order}) %% {homes} AS h FROM many) "
            f"SELECT {', '.join(given.get(column, quoted[column]) for column in columns)} "
            f"FROM {table}, each WHERE {table}.id = %s",
            [record.pk],
        )


def one_of(number: int, *words: str) -> str:
    """SQL: of so many rows one has the first word, one the second, … and all others the last."""
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words[:-1]))
    return f"CASE h %% {number} {cases} ELSE '{words[-1]}' END"


def ago(column: str, minutes: str) -> str:
    """SQL: a moment so many minutes before."""
    if connection.vendor == "sqlite":
        return f"datetime({column}, '-' || ({minutes}) || ' minutes')"
    return f"{column} - ({minutes}) * interval '1 minute'"


def _places() -> None:
    there = set(Area.objects.values_list("code", flat=True))
    for township in range(100, 100 + HOMES // 2500):
        levels = {"000": "township"} | {str(village): "village" for village in range(200, 205)}
        for last, level in levels.items():
            if (code := f"430921{township}{last}") not in there:
                area = Area(code=code, name=f"{code[6:]}号", level=level, valid_from=people.START)
                area.save(force_insert=True)


def _register(world: World) -> None:
    copies(
        world.home,
        id=f"{BASE} + h",
        household_id=CODE,
        head_name=NAME,
        phone_digest="'phone' || h",
        # Most households are owed no helper.
        origin=one_of(10, "lifted", "ordinary"),
        monitoring_type=one_of(50, "marginal", "none"),
        water_safe="CASE WHEN h %% 5 > 0 THEN water_safe END",
    )
    copies(
        world.child,
        3,
        id=f"{BASE} + n",
        person_id=f"{CODE} || '-' || n",
        name=NAME,
        name_initials=INITIALS,
        id_number_digest="'number' || n",
        phone_digest="'phone' || n",
    )
    happened = {"kind": "accident", "occurred_on": "2026-04-01"}
    given = {"kind": "industry", "starts_on": "2026-03-01", "development": "true"}
    by = world["achun"]
    for record, times in (
        (Income.objects.first(), 3),
        (Expense.objects.first(), 2),
        (statements.add("measures", world.home, given, by=by), 1),
    ):
        copies(record, times)
    # On any day of half a year.
    month = "'2026-0' || (1 + h %% 6) || '-' || (10 + h %% 19)"
    copies(
        statements.add("events", world.home, happened, by=by),
        occurred_on=f"CAST({month} AS date)" if connection.vendor == "postgresql" else f"({month})",
        channel=one_of(9, "people", "grid_worker", "hotline", "department"),
    )


def _past(world: World) -> None:
    """What households and persons were before."""
    by, on = world["achun"], world.today
    for record, amend, facts in (
        (world.home, households.amend, {"group_name": "二组"}),
        (world.child, persons.amend, {"monthly_wage": "900"}),
    ):
        record.refresh_from_db()
        amend(record, facts, seen_version=record.version, by=by, on=on)
        record.refresh_from_db()
    copies(HouseholdPast.objects.first())
    copies(PersonPast.objects.first(), person_id=f"{BASE} + h")


def _care(world: World) -> None:
    checked = Guarantee.objects.first()
    for kind in Guarantee.Kind.values:
        # What was found before, and is due no more.
        copies(checked, kind=f"'{kind}'", checked_on=_day(w.SPRING), due_on="NULL")
        day = f"CASE WHEN h %% 100 > 0 THEN {_day(world.today + timedelta(days=90))} ELSE next_check_on END"
        copies(checked, kind=f"'{kind}'", next_check_on=day, due_on=day)
    # Every other household was looked at in this quarter, and all in the one before.
    now = quarters.of(world.today)
    seen = f"CASE WHEN h %% 2 = 0 THEN '{now.code}' ELSE '{now.before().before().code}' END"
    copies(world.look, quarter=seen, colour=one_of(20, "red", "yellow", "green"))
    copies(world.look, quarter=f"'{now.before().code}'", colour="'green'")
    own = f"CASE WHEN h BETWEEN {OWN} AND {OWN + HELPED - 1} THEN line ELSE {BASE} + h / 10 END"
    # One household in ten has nobody.
    copies(world.link, line=own, until=f"CASE WHEN h %% 10 = 3 THEN {_day(world.today)} END")
    copies(world.doctor)


def _day(day: date) -> str:
    return f"CAST('{day}' AS date)" if connection.vendor == "postgresql" else f"'{day}'"


def _work(world: World) -> None:
    """Requests with their papers, imports, jobs, and the journal of it all."""
    copies(world.waiting, state=one_of(100, "submitted", "returned", "draft", "withdrawn"), line="NULL")
    copies(world.paper, change_id="NULL")
    batch, job = world.written, world.export
    copies(batch, homes=HOMES // 4, area_code=VILLAGE, uploaded_at=ago("uploaded_at", "n * 60"))
    owner = f"CASE WHEN h %% 10 > 0 THEN {world['linjie'].pk} ELSE owner_id END"
    copies(job, state=one_of(200, "failed", "done"), owner_id=owner, created_at=ago("created_at", "n * 10"))
    acted = one_of(9, "personal.revealed", "list.exported", "household.changed", "household.read")
    copies(
        Entry.objects.filter(kind="household").first(),
        5,
        order=MIXED,
        lane="n %% 16",
        number=f"{BASE} + n",
        at=ago("at", "n"),
        actor="'user' || n %% 300",
        action=acted,
        ident=CODE,
        area_code=f"CASE WHEN n %% 10 > 0 THEN {VILLAGE} ELSE '' END",
    )


def _screening(world: World) -> None:
    before, run = screened.run(people.COUNTY, world["linjie"], world.today), world.county_run
    Run.objects.filter(pk=world.run.pk).update(is_standing=False)
    finding = run.findings.first()
    same = {
        "tier": one_of(50, "must_enter", "assess", "assess", "unknown"),
        "rank": "CASE h %% 50 WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 1 ELSE 3 END",
        "move": one_of(70, "entered", "worse", "same"),
        "missing": one_of(3, ",incomes.*,", f",{screened.LACKING},", ",expenses.*,"),
    }
    for each in (before, run):
        copies(finding, run_id=str(each.pk), **same)
    for each in (before, run):
        Tally.objects.bulk_create(_tallies(each, run))
        subtotals.write(each)
        each.save()
    run.before, run.on = before, world.today
    run.save()
    world.run = run


def _tallies(run: Run, like: Run) -> list[Tally]:
    """Of every village."""
    kinds = sorted(set(like.tallies.values_list("kind", "key")))
    kinds += [("rule", f"rule-{key}") for key in range(KEYS)] + [("income", str(key)) for key in range(KEYS)]
    villages = Area.objects.filter(level="village").values_list("code", flat=True)
    there = set(run.tallies.values_list("area_code", "kind", "key"))
    return [
        Tally(run=run, area_code=code, kind=kind, key=key, households=50, persons=150, amount=1_000_000)
        for code in villages
        for kind, key in kinds
        if (code, kind, key) not in there
    ]
