"""Households that changed after a run: evaluated one by one, so that nobody waits for the night.

evaluate(household, run, on=…)   one household, by the reference evaluator
follow_up(on)                    the worker, every few seconds: what changed since the regular runs
agree(run)                       whether both evaluators say the same of a sample and of what was evaluated anew

The rules are applied as of the run's day; the register is read as of `on`.  Tallies stay those of the run; what pages of
work count is put right by notes (overview/desks.py, completion/unknowns.py).
"""

import logging
import random
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import QuerySet

from shouwang.engine.errors import Refused
from shouwang.engine.screening import screen
from shouwang.office.journal import following
from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.registry.framing import frames
from shouwang.office.registry.framing.frames import OneHousehold
from shouwang.office.registry.models import STATEMENTS, Household, Person, PersonPast
from shouwang.office.screening import archive
from shouwang.office.screening.models import Recheck, Run
from shouwang.office.screening.running import explaining, renewing
from shouwang.office.screening.running.explaining import Row

log = logging.getLogger(__name__)

PIECE = 300
"""Entries of each lane in one go; a transaction each."""
SAMPLE = 100
"""Households of a run that are evaluated again by the other evaluator."""
MOST = 2_000
"""Of those that were evaluated anew since the run before."""
KEY = "agreement"
"""Of a run's summary: what `agree` found."""
NAMED = 20
"""Households that a report names."""


def evaluate(household: Household, run: Run, *, on: date, known_at: datetime | None = None) -> Row | None:
    """A row as findings.parquet has it; nothing when the household was not in the register on that day."""
    found = evaluate_all([household.pk], run, on=on, known_at=known_at)
    return found.get(str(household.household_id))


def evaluate_all(
    keys: Collection[int], run: Run, *, on: date, known_at: datetime | None = None
) -> dict[str, Row]:
    """The same for several households, by primary key; by their codes."""
    ready = explaining.of(run)
    return {code: ready.find(one) for code, one in _near(keys, run, on, known_at).items()}


def _anew(keys: Collection[int], run: Run, on: date) -> dict[str, Row]:
    """For findings: with which answers settle the household."""
    ready = explaining.of(run)
    return {code: ready.renewed(one) for code, one in _near(keys, run, on).items()}


def _near(
    keys: Collection[int], run: Run, on: date, known_at: datetime | None = None
) -> dict[str, OneHousehold]:
    span = codes.span(run.area_code)
    near = frames.of_households(keys, on, known_at=known_at)
    return {code: one for code, one in near.items() if one.row["area_code"] in span}


def seen_by(run: Run, reach: Reach) -> "QuerySet[Recheck]":
    """Of the part that somebody reaches: how many households a page's counts no longer tell the present of."""
    found: QuerySet[Recheck] = Recheck.objects.filter(Recheck.reached(reach), run=run)
    return found


# -- Following what changes ----------------------------------------------------------------------------------------


def follow_up(on: date) -> bool:
    """Takes one piece of what changed since each of the regular runs that count now; whether there is more."""
    more = [_followed(run, on) for run in current(on)]
    return any(more)


def current(on: date) -> list[Run]:
    """The latest regular run of every area that has one.  One by what was known then is never told what came later."""
    standing = Run.objects.regular(on).filter(known_then=False)
    areas = standing.order_by().values_list("area_code", flat=True).distinct()
    found = (standing.filter(area_code=area).order_by("-on", "-pk").first() for area in areas)
    return [run for run in found if run is not None]


def _followed(run: Run, on: date) -> bool:
    further = following.after(run.followed, most=PIECE)
    if further.places == run.followed:
        return False
    keys = households(further.told)
    try:
        # Before the transaction, which is to be short.  Of what changes meanwhile an entry tells after `reached`.
        found = _anew(keys, run, max(on, run.on)) if keys else {}
    except Refused as refused:
        log.warning("run %s: households that changed since cannot be evaluated: %s", run.pk, refused.why)
        keys, found = set(), {}
    _renew(run, keys, found, further.places)
    # What comes in meanwhile waits for the next look: where much is read, there is always something new.
    return further.has_more


@transaction.atomic
def _renew(run: Run, keys: Collection[int], found: Mapping[str, Row], reached: following.Places) -> None:
    fresh = Run.objects.select_for_update().filter(pk=run.pk).first()
    # Another worker was quicker, or the run was removed.
    if fresh is None or fresh.followed != run.followed:
        return
    if keys:
        renewing.renew(fresh, keys, found)
    fresh.followed = reached
    fresh.save(update_fields=["followed"])


def households(told: Iterable[following.Told]) -> set[int]:
    """Primary keys of those that entries tell of: their own change, a person's, or a statement's."""
    idents: dict[str, set[str]] = {}
    for one in told:
        idents.setdefault(one.kind, set()).add(one.ident)
    homes = Household.objects.filter(household_id__in=idents.get("household", ()))
    keys = set(homes.values_list("pk", flat=True))
    if people := idents.get("person"):
        keys |= _homes_of(Person.objects.filter(person_id__in=people))
        # Whoever moved counts no more where they were.
        keys |= _homes_of(PersonPast.objects.filter(person__person_id__in=people))
    for model in STATEMENTS.values():
        if stated := idents.get(model._meta.model_name):
            keys |= _homes_of(
                model.objects.filter(pk__in=[int(ident) for ident in stated if ident.isdecimal()])
            )
    return keys | _heirs(keys)


def _homes_of(records: "QuerySet[Any]") -> set[int]:
    return set(records.values_list("household", flat=True))


def _heirs(keys: set[int]) -> set[int]:
    """With which merged households count."""
    merged = Household.objects.filter(pk__in=keys, merged_into__isnull=False)
    further = set(merged.values_list("merged_into", flat=True)) - keys
    return further | _heirs(further) if further else further


# -- Whether both evaluators agree ---------------------------------------------------------------------------------


def agree_once(pk: int) -> None:
    """For a run that was just made; nothing where it was asked before, or its archive is gone already."""
    run = Run.objects.get(pk=pk)
    if not run.archive or KEY in run.summary:
        return
    try:
        agree(run)
    except Refused as refused:
        # The run itself is done and stays.
        log.warning("run %s: its evaluators were not compared: %s", run.pk, refused.why)


def agree(run: Run) -> dict[str, Any]:
    """Evaluates a sample of a run's households, and those that were evaluated anew since the run before, once more one
    by one; what differs from the run's own findings is an error of ours: in the log, in the run and on its page.
    """
    again = set(_renewed_before(run))
    told = _told(run, again)
    own = evaluate_all(_keys(told), run, on=run.on, known_at=run.known_at)
    differ = sorted(code for code in told if own.get(code) != told[code])
    # What was being written while the run read the register is known to it only in part.
    late = _written_meanwhile(run) if differ else set()
    differ = [code for code in differ if code not in late]
    if differ:
        log.error("run %s: the evaluators differ in %s of %s households", run.pk, len(differ), len(told))
    return _reported(
        run,
        {
            "checked": len(told),
            "again": len(again & told.keys()),
            "differ": len(differ),
            "households": differ[:NAMED],
        },
    )


def _renewed_before(run: Run) -> list[str]:
    rows = Recheck.objects.filter(run=run.before_id) if run.before_id else Recheck.objects.none()
    return list(rows.order_by("-at").values_list("household__household_id", flat=True)[:MOST])


def _told(run: Run, again: Collection[str]) -> dict[str, Row]:
    """Of a sample – another one for every run – and of `again`: what stands in the archive."""
    with archive.opened(run.archive) as folder:
        path = folder / screen.FINDINGS
        everybody = pq.read_table(path, columns=["household_id"])["household_id"].to_pylist()
        drawn = random.Random(run.pk).sample(everybody, min(SAMPLE, len(everybody)))
        wanted = sorted({*drawn, *again}.intersection(everybody))
        rows = pq.read_table(path, filters=[("household_id", "in", wanted)]).to_pylist() if wanted else []
    return {row["household_id"]: row for row in rows}


def _keys(told: Collection[str]) -> list[int]:
    return list(Household.objects.filter(household_id__in=told).values_list("pk", flat=True))


def _written_meanwhile(run: Run) -> set[str]:
    told = following.after(run.followed, most=PIECE).told
    rows = Household.objects.filter(pk__in=households(told))
    return set(rows.values_list("household_id", flat=True))


@transaction.atomic
def _reported(run: Run, found: dict[str, Any]) -> dict[str, Any]:
    fresh = Run.objects.select_for_update().get(pk=run.pk)
    fresh.summary = {**fresh.summary, KEY: found}
    fresh.save(update_fields=["summary"])
    return found
