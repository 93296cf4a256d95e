"""A run: from the register to findings, archive and counts – whole or not at all."""

from datetime import date

import pyarrow.parquet as pq
import pytest
from django.db.models import Sum
from tests.office.screening.conftest import COUNTY, ON, PACK, Running, screened

from shouwang.engine.errors import Refused
from shouwang.engine.screening import screen
from shouwang.office.kit import files
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening import archive, packs, queries, rows
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.models import Finding, Move, Run, Tally
from shouwang.office.screening.running import making, runs, storing

pytestmark = pytest.mark.django_db


def test_every_division_of_the_households_adds_up(office):
    run = screened(office)

    assert run.households == 300 == sum(tier["households"] for tier in run.tiers)
    for kind in tallies.PARTS:
        counted = Tally.objects.filter(run=run, kind=kind).aggregate(Sum("households"), Sum("persons"))
        assert counted == {"households__sum": run.households, "persons__sum": run.persons}, kind


def test_whoever_stands_out_is_in_the_data_base_with_the_whole_finding(office):
    run = screened(office)

    with archive.opened(run.archive) as folder:
        found = pq.read_table(folder / screen.FINDINGS).to_pylist()
    out = {row["household_id"]: row for row in found if row["tier"] != "none" or row["missing"]}
    kept = Finding.objects.filter(run=run).select_related("household")
    assert {one.household.household_id: rows.unpacked(one.row) for one in kept} == out


def test_the_same_run_again_gives_the_same_bytes(office):
    one, two = screened(office), screened(office)

    assert (one.data_hash, one.findings_hash) == (two.data_hash, two.findings_hash)
    assert two.before == one
    assert two.summary["moves"] == {"same": 300}


def test_what_became_of_a_household_since_the_run_before(office):
    screened(office)
    poor = Finding.objects.filter(tier="must_enter").first().household
    fine = Household.objects.exclude(findings__isnull=False).filter(house_grade="A", origin="lifted").first()
    history.amend(
        fine, {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}, on=ON, source="test"
    )
    history.amend(poor, {"subsistence_allowance": None, "house_grade": None}, on=ON, source="test")

    run = screened(office)

    assert Finding.objects.get(run=run, household=fine).move == Move.ENTERED
    moved = Finding.objects.get(run=run, household=poor)
    assert moved.tier_before == "must_enter"
    assert moved.move == {"unknown": Move.UNSETTLED, "must_enter": Move.SAME}.get(moved.tier, Move.BETTER)


@pytest.mark.parametrize("fails", ["_store_findings", "_store_key_areas", "done"])
def test_a_run_that_breaks_off_shows_nothing_and_can_begin_anew(office, monkeypatch, fails):
    kept = set(files.names(archive.ROOM))
    run = runs.start(COUNTY, pack=PACK, on=ON, by=office, today=ON, standing=True)
    with monkeypatch.context() as broken:
        broken.setattr(storing, fails, lambda *of: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            making.make(Running(office), run=run.pk)

    fresh = Run.objects.get(pk=run.pk)
    assert (fresh.state, fresh.archive, fresh.summary) == (Run.State.WAITING, "", {})
    assert not Finding.objects.exists() and not Tally.objects.exists()
    assert set(files.names(archive.ROOM)) == kept

    making.make(Running(office), run=run.pk)
    assert Run.objects.get(pk=run.pk).state == Run.State.DONE
    # And once more changes nothing.
    making.make(Running(office), run=run.pk)
    assert len(set(files.names(archive.ROOM)) - kept) == 1


def test_a_pack_that_was_changed_while_the_run_waited_is_not_applied(office, monkeypatch):
    run = runs.start(COUNTY, pack=PACK, on=ON, by=office, today=ON)
    Run.objects.filter(pk=run.pk).update(pack_hash="0" * 64)

    with pytest.raises(Refused, match="改动"):
        making.make(Running(office), run=run.pk)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"pack": "no-such"}, "没有政策包"),
        ({"pack": "cn-base"}, "没有分级"),
        ({"on": date(2021, 12, 31)}, "施行期"),
        ({"on": date(1900, 1, 1), "as_if": True}, "基准日期"),
        ({"area_code": "430922000000"}, "岗位"),
        ({"area_code": "430921999000"}, "没有这个地方"),
        ({"change": ["no_such=1"]}, "no_such"),
        ({"change": ["monitoring_line=seven"]}, "seven"),
    ],
)
def test_what_cannot_be_run_is_refused_before_it_is_queued(office, asked, why):
    said = {"area_code": COUNTY, "pack": PACK, "on": ON, "by": office, "today": ON} | asked
    with pytest.raises(Refused, match=why):
        runs.start(said.pop("area_code"), **said)
    assert not Run.objects.exists()


def test_an_area_without_households_and_a_day_before_the_first_record(office):
    village = "430921100999"
    from_before = screened(office, on=date(2022, 1, 1), standing=False)

    assert from_before.is_empty and not screened(office).is_empty
    assert from_before.households == 0 == Finding.objects.filter(run=from_before).count()
    assert [tier["households"] for tier in from_before.tiers] == [0, 0, 0, 0]
    assert packs.in_force(village, ON).id == PACK


def test_the_standing_run_of_a_place_is_the_last_one_over_it_or_around_it(office):
    county = screened(office)
    asked = screened(office, standing=False)
    township = Household.objects.first().area_code[:9] + "000"
    own = screened(office, area=township)

    assert queries.latest(COUNTY, on=ON) == county != asked
    assert queries.latest(township[:9] + "200", on=ON) == own
    assert queries.latest("430922000000", on=ON) is None
