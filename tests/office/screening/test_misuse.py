"""What goes wrong around a run: packs that change under its hands, a register that contradicts itself, empty places,
values that are none."""

import shutil
from datetime import date
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from tests.office.screening.conftest import COUNTY, ON, PACK, Running, screened
from tests.office.screening.places.test_outlines import SQUARE, feature, file

from shouwang.engine.errors import Refused
from shouwang.engine.policy import shelf
from shouwang.engine.screening import screen
from shouwang.office.areas.models import Area
from shouwang.office.kit import codes
from shouwang.office.registry.models import Household, Income, Person
from shouwang.office.screening import archive
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.differences import comparing
from shouwang.office.screening.differences.comparing import Asked
from shouwang.office.screening.models import Finding, Run, Tally
from shouwang.office.screening.places import outlines
from shouwang.office.screening.running import excess, making, rechecks, reproducing, runs

pytestmark = pytest.mark.django_db


# -- A pack that changes -------------------------------------------------------------------------------------------


@pytest.fixture
def own_pack():
    """The office's own copy, which somebody may write to at any time."""
    folder = settings.HOME / "packs" / PACK
    shutil.copytree(shelf.INSTALLED / PACK, folder)
    yield folder
    shutil.rmtree(folder.parent)


def meddled(monkeypatch, meddle):
    """Somebody does that while the run is under way: the pack is read, its results are not written yet."""
    untouched = screen.screen

    def screening(*given):
        meddle()
        return untouched(*given)

    monkeypatch.setattr(screen, "screen", screening)


def dearer(folder):
    path = folder / "parameters.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 6900", "value: 8000"), encoding="utf-8")


def broken(folder):
    (folder / "rules.yaml").write_text("- [", encoding="utf-8")


@pytest.mark.parametrize("what", [dearer, broken, shutil.rmtree])
def test_a_run_goes_on_with_the_pack_it_began_with(office, own_pack, monkeypatch, what):
    before = screened(office, standing=False)
    run = runs.start(COUNTY, pack=PACK, on=ON, by=office, today=ON)
    with monkeypatch.context() as patched:
        meddled(patched, lambda: what(own_pack))
        making.make(Running(office), run=run.pk)

    done = Run.objects.get(pk=run.pk)
    assert (done.state, done.findings_hash) == (Run.State.DONE, before.findings_hash)
    with archive.opened(done.archive) as folder:
        assert screen.reopen(folder).pack.hash == done.pack_hash
    assert reproducing.reproduce(done)["same"]


def test_a_pack_that_was_broken_while_the_run_waited_is_said_to_be(office, own_pack):
    run = runs.start(COUNTY, pack=PACK, on=ON, by=office, today=ON)
    broken(own_pack)

    with pytest.raises(Refused):
        making.make(Running(office), run=run.pk)
    assert Run.objects.get(pk=run.pk).state == Run.State.WAITING


# -- A register that contradicts itself ----------------------------------------------------------------------------


def nobody_lives_there(home):
    Person._base_manager.filter(household=home).delete()


def two_heads(home):
    Person._base_manager.filter(household=home).update(relation="head")


def no_head(home):
    Person._base_manager.filter(household=home).update(relation="child")


def born_tomorrow(home):
    Person._base_manager.filter(household=home).update(birth_date=date(2033, 1, 1))


def older_than_anybody(home):
    Person._base_manager.filter(household=home).update(birth_date=date(1801, 1, 1))


def never_poor_and_lifted(home):
    Household._base_manager.filter(pk=home.pk).update(
        origin="ordinary", monitoring_type="none", risk_state="active"
    )


def counted_wrongly(home):
    Household._base_manager.filter(pk=home.pk).update(members=99)


def in_a_place_that_is_not_listed(home):
    for rows in (Household, Person, Income):
        where = {"pk": home.pk} if rows is Household else {"household": home}
        rows._base_manager.filter(**where).update(area_code="430921999888")


def cared_for_twice(home):
    Household._base_manager.filter(pk=home.pk).update(
        subsistence_allowance="whole", extreme_hardship="scattered"
    )


CONTRADICTIONS = (
    nobody_lives_there,
    two_heads,
    no_head,
    born_tomorrow,
    older_than_anybody,
    never_poor_and_lifted,
    counted_wrongly,
    in_a_place_that_is_not_listed,
    cared_for_twice,
)


def test_contradictions_keep_nobody_from_being_screened(office, as_):
    homes = Household.objects.filter(pk__in=Income.objects.values("household")).order_by("pk")
    spoilt = list(homes[: len(CONTRADICTIONS)])
    for spoil, home in zip(CONTRADICTIONS, spoilt, strict=True):
        spoil(home)

    run = screened(office)

    assert run.households == Household.objects.count()
    for kind in tallies.PARTS:
        counted = Tally.objects.filter(run=run, kind=kind).aggregate(Sum("households"), Sum("persons"))
        assert counted == {"households__sum": run.households, "persons__sum": run.persons}, kind
    told = rechecks.evaluate_all([home.pk for home in spoilt], run, on=ON, known_at=run.known_at)
    written = found(run, told)
    for home, spoil in zip(spoilt, CONTRADICTIONS, strict=True):
        code = home.household_id
        assert told.get(code) == written.get(code), spoil.__name__
    for home in spoilt:
        page = as_(office).get(reverse("screening:reasons", args=[home.household_id]))
        assert page.status_code == 200, home


def found(run, wanted):
    with archive.opened(run.archive) as folder:
        rows = pq.read_table(folder / screen.FINDINGS)
    return {row["household_id"]: row for row in rows.to_pylist() if row["household_id"] in wanted}


def thirteen_months(home):
    Person._base_manager.filter(household=home).update(work_months=13, monthly_wage=Decimal("100000.01"))


def as_much_as_can_be(home):
    Income._base_manager.filter(household=home).update(amount=Decimal("100000000"))


def test_an_amount_that_cannot_be_stops_nobody_and_leaves_its_household_unknown(office, as_):
    incomes = Income.objects.order_by("household").filter(period="2021")
    home = next(one.household for one in incomes if incomes.filter(household=one.household).count() > 1)
    Income._base_manager.filter(household=home).update(amount=Decimal("999999999999.99"))

    run = screened(office)

    code = home.household_id
    row = found(run, {code})[code]
    assert (row["net_income"], "incomes.*" in row["missing"]) == (None, True)
    assert row == rechecks.evaluate_all([home.pk], run, on=ON, known_at=run.known_at)[code]
    assert run.summary[excess.KEY] == {"households": 1, "named": [code]}
    told = as_(office).get(reverse("screening:run", args=[run.pk])).content.decode()
    assert "有不可能的数" in told and code in told
    page = as_(office).get(reverse("screening:reasons", args=[code])).content.decode()
    assert "登记里有不可能的数（收入·金额），按未知处理，请更正。" in page
    assert reproducing.reproduce(run)["same"]


def test_other_numbers_that_cannot_be_are_unknown_and_the_largest_that_can_are_reckoned_with(office):
    one, other = Household.objects.filter(pk__in=Income.objects.values("household")).order_by("pk")[:2]
    thirteen_months(one)
    as_much_as_can_be(other)

    run = screened(office)

    assert run.summary[excess.KEY]["named"] == [one.household_id]
    told = rechecks.evaluate_all([one.pk, other.pk], run, on=ON, known_at=run.known_at)
    assert found(run, set(told)) == told


# -- Nobody there --------------------------------------------------------------------------------------------------


def test_a_village_without_households_is_screened_compared_and_shown(office, as_):
    empty = "430921100998"
    Area(code=empty, name="空村", level="village", valid_from=date(2020, 1, 1)).save(force_insert=True)

    with pytest.raises(Refused, match="还没有农户"):
        screened(office, area=empty)
    run = screened(office, area=empty, standing=False)

    assert (run.state, run.households, run.persons) == (Run.State.DONE, 0, 0)
    assert not Finding.objects.filter(run=run).exists()
    asked = Asked(run, (codes.span(empty),), change=("monitoring_line=7300",))
    with comparing.opened(asked) as compared:
        assert (compared.changes.enter, list(comparing.every(compared))) == (0, [])
    assert rechecks.agree(run)["differ"] == 0
    pages = [
        reverse("screening:run", args=[run.pk]),
        reverse("screening:findings", args=[run.pk]),
        f"{reverse('screening:area', args=[empty])}?on={ON}",
    ]
    for page in pages:
        assert as_(office).get(page).status_code == 200, page


# -- Values that are none ------------------------------------------------------------------------------------------


NO_AMOUNTS = (
    "NaN",
    "sNaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "1e3",
    "1_000",
    "9" * 400,
    "七千",
    "7,00",
    "0x1b58",
)


@pytest.mark.parametrize("value", [*NO_AMOUNTS, "-5", "9" * 12, "0.0000001"])
def test_a_parameter_that_is_no_amount_is_refused_on_the_page(office, as_, value):
    asked = {"area_code": COUNTY, "pack": PACK, "on": ON.isoformat(), "p_monitoring_line": value}

    page = as_(office).post(reverse("screening:run-new"), asked)

    (error,) = page.context["form"].errors["p_monitoring_line"]
    assert page.status_code == 422
    assert "。请写一个数，例如 6900" in error and len(error) < 100
    assert not Run.objects.exists()


@pytest.mark.parametrize("far", [10**400, float("inf"), True, "112.0", None], ids=lambda far: str(far)[:6])
def test_a_corner_beyond_all_numbers_is_crooked(office, far):
    odd = [[far, 29.0], *SQUARE[1:-1], [far, 29.0]]

    with pytest.raises(Refused, match=r"不是数字|经纬度"):
        outlines.load(file(feature(odd, code=COUNTY)), by=office)
