"""Runs over the small world, without the engine: a regular one over the county, one over 青山村, one under way."""

from datetime import date, timedelta
from typing import Any

from tests.office import cast as people

from shouwang.office.jobs.models import Job
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clock, codes
from shouwang.office.registry.models import Household
from shouwang.office.screening import packs, rows
from shouwang.office.screening.models import Finding, Plan, Run, Tally
from shouwang.office.screening.running import rechecks

PACK, TITLE = "hunan-qingshuzui-2022", "湖南南县青树嘴镇 2022 年防止返贫监测帮扶"
WITHIN = date(2022, 9, 30)
"""A day on which the pack is in force."""
TIERS = (
    ("must_enter", "应纳入", "red"),
    ("assess", "待研判", "yellow"),
    ("none", "未见风险", "grey"),
    ("unknown", "待补信息", "grey"),
)
RULE, LACKING = "below-line", "households.water_safe"


def run(area: str, by: Any, on: date, *, standing: bool = True, **more: Any) -> Run:
    """Done, of nobody yet."""
    summary = {
        "tiers": [
            {"tier": tier, "label": label, "colour": colour, "households": 0, "persons": 0}
            for tier, label, colour in TIERS
        ],
        "rules": [
            {"rule": RULE, "label": "人均纯收入低于监测线", "kind": "assess", "households": 0, "unknown": 0}
        ],
        "missing": [{"column": LACKING, "label": "农户·饮水是否安全", "households": 0, "alone": 0}],
        "moves": {},
    }
    given = {
        "state": Run.State.DONE,
        "done_at": clock.now(),
        "known_at": clock.now(),
        "archive": f"runs/00/{0:032}",
    }
    same = {
        "pack": PACK,
        "pack_hash": packs.load(PACK).hash,
        "pack_title": TITLE,
        "period": "2025",
        "engine": "0",
    }
    made = Run(
        area_code=area, by=by, on=on, is_standing=standing, summary=summary, **{**same, **given, **more}
    )
    made.save()
    return made


def find(made: Run, home: Household, tier: str = "must_enter", move: str = "entered", **more: Any) -> Finding:
    """A household in a run, counted in its village, too."""
    lacks = more.pop("missing", LACKING)
    found = Finding(
        run=made,
        household=home,
        area_code=home.area_code,
        tier=tier,
        rank=[one[0] for one in TIERS].index(tier),
        tier_at_least=tier,
        move=move,
        rules=rows.joined([RULE]),
        missing=rows.joined([lacks]),
        members=home.members,
        row=rows.packed(rechecks.evaluate(home, made, on=clock.today()) or {}),
        **more,
    )
    found.save()
    keys = {"tier": tier, "move": move, "rule": RULE, "missing": lacks, "origin": home.origin or "unknown"}
    if tier == "unknown":
        keys["settles"] = lacks
    for kind, key in keys.items():
        count(made, home.area_code, kind, key, persons=home.members)
    _add(made, tier, move, home.members)
    for line in made.summary["missing"]:
        line["households"] += line["column"] == lacks
    made.save()
    return found


def count(made: Run, area: str, kind: str, key: str, households: int = 1, persons: int = 1) -> None:
    """On top of what is counted there already."""
    tally, _new = Tally.objects.get_or_create(
        run=made, area_code=area, kind=kind, key=key, defaults={"households": 0, "persons": 0}
    )
    tally.households += households
    tally.persons += persons
    tally.save()


def _add(made: Run, tier: str, move: str, members: int) -> None:
    """The run's own totals are the sum of its villages."""
    line = next(one for one in made.summary["tiers"] if one["tier"] == tier)
    line["households"] += 1
    line["persons"] += members
    made.summary["moves"][move] = made.summary["moves"].get(move, 0) + 1
    made.households += 1
    made.persons += members
    made.save()


def screen(world: Any) -> None:
    """Into the world: `county_run`, `run`, `waiting_run`, `finding`, `plan`."""
    with acting(Actor("system:tests")):
        homes = [world.home, world.alone, *world.others.values()]
        world.county_run = run(people.COUNTY, world.cast.linjie, world.today - timedelta(days=30))
        world.run = run(people.VILLAGE, world.cast.xiaoman, world.today)
        for made in (world.county_run, world.run):
            for home in homes:
                if home.area_code in codes.span(made.area_code):
                    find(made, home, "must_enter" if home == world.home else "unknown")
        world.finding = Finding.objects.get(run=world.run, household=world.home)
        world.waiting_run = _waiting(world)
        world.plan = Plan(
            area_code=people.COUNTY, pack=PACK, as_if=True, is_active=False, by=world.cast.linjie
        )
        world.plan.save()


def _waiting(world: Any) -> Run:
    by = world.cast.xiaoman
    job = Job(kind="screening.run", owner=by, area_code=people.VILLAGE, state="running")
    job.save()
    more = {"state": Run.State.WAITING, "done_at": None, "archive": "", "job": job}
    return run(people.VILLAGE, by, world.today, standing=False, **more)
