"""The base of a year: one regular run of 31 December, kept for good, that the next year is compared with."""

from datetime import date

import pytest
from django.urls import reverse
from tests.office.screening.conftest import COUNTY, ON, Running, screened

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.jobs.models import Job
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening import archive, handlers, queries
from shouwang.office.screening.lists import rolls
from shouwang.office.screening.models import Move, Run
from shouwang.office.screening.running import bases, basing, cleaning, regular, reproducing, since

pytestmark = pytest.mark.django_db
LAST = date(2022, 12, 31)
NEXT = date(2023, 1, 20)
UNSAFE = {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}


def based(by, on=LAST):
    made = screened(by, on=on, as_if=True)
    since.count_once(made.pk)
    return Run.objects.get(pk=made.pk)


@pytest.fixture
def changed(office):
    """Houses that turned out to be unsafe in January."""
    base = based(office)
    fine = Household.objects.filter(origin="lifted", house_grade="A", subsistence_allowance="none").order_by(
        "pk"
    )
    for home in fine[:5]:
        history.amend(home, UNSAFE, on=date(2023, 1, 5), source="test")
    return base, based(office, NEXT)


def test_the_first_regular_run_of_the_last_day_is_it_and_stays_it(office):
    first = based(office)
    again = based(office)

    assert (first.base_of, again.base_of) == (2022, None)
    assert screened(office).base_of is None
    assert Entry.objects.get(action="screening.based").ident == str(first.pk)
    assert "2022 年末底数" in regular.nature(first)


def test_a_question_about_the_last_day_is_none(office):
    assert screened(office, on=LAST, as_if=True, standing=False).base_of is None


def test_taken_out_it_is_none_any_more_and_the_other_one_is(office):
    first, again = based(office), based(office)

    regular.take_out(first, reason="录入没有完成", by=office, on=clock.today())
    assert Run.objects.get(base_of=2022) == again
    regular.put_back(first, reason="核对过", by=office, on=clock.today())
    assert Run.objects.get(base_of=2022) == again
    regular.take_out(again, reason="录入没有完成", by=office, on=clock.today())
    assert Run.objects.get(base_of=2022) == first


def test_it_is_kept_whole_for_good(office):
    base, again = based(office), based(office)

    cleaning.clean(date(2027, 12, 31))

    kept = Run.objects.get(pk=base.pk)
    assert kept.archive and kept.findings.exists()
    # The last of the month is kept, too; both are of one day.
    assert Run.objects.get(pk=again.pk).archive


def test_what_is_counted_since_is_what_plain_python_counts(changed, office):
    base, now = changed
    tiers = dict(plain(base))
    order = [one["tier"] for one in now.tiers[:-1]]

    def became(tier, then):
        if "unknown" in (tier, then):
            return Move.SAME if tier == then else Move.UNSETTLED if tier == "unknown" else Move.SETTLED
        if then == order[-1] or tier == order[-1]:
            return Move.SAME if tier == then else Move.ENTERED if then == order[-1] else Move.LEFT
        moved = order.index(tier) - order.index(then)
        return Move.WORSE if moved < 0 else Move.BETTER if moved else Move.SAME

    expected = {}
    for code, tier in plain(now):
        move = became(tier, tiers.get(code, order[-1])).value
        expected[move] = expected.get(move, 0) + 1

    reach = office.reach(Permission.STATISTICS_VIEW)
    found = {key: one.households for key, one in queries.counts(now, "since", reach).items()}
    assert found == expected and expected["entered"] >= 1
    assert now.base == base


def plain(run):
    with archive.opened(run.archive) as folder:
        rows = reproducing.read(folder)["findings"].to_pylist()
    return [(row["household_id"], row["tier"]) for row in rows]


def test_every_number_opens_its_list_and_the_differences_have_the_base_filled_in(changed, office, as_):
    base, now = changed
    page = as_(office).get(reverse("screening:area", args=[COUNTY]))
    shown = page.context["since"]

    assert "与 2022 年末底数相比" in page.text and shown["moves"]
    for move in shown["moves"]:
        listed = as_(office).get(move["url"])
        assert listed.context["count"][0] == move["count"].households
    different = as_(office).get(shown["differences_url"])
    assert different.context["form"].cleaned_data == {"before": base, "after": now}
    assert as_(office).get(reverse("screening:run", args=[now.pk])).context["since"]["base"] == base
    assert "与 2022 年末底数相比" in as_(office).get(reverse("screening:summary", args=[COUNTY])).text
    assert "2,022" not in page.text
    assert "note-red" not in as_(office).get(reverse("screening:summary", args=[COUNTY])).text


def test_a_base_that_is_no_longer_among_the_latest_runs_can_be_compared(changed, office, as_, monkeypatch):
    monkeypatch.setattr("shouwang.office.screening.pages.compare.OFFERED", 1)

    assert as_(office).get(bases.differences(changed[1], bases.of(changed[1]))).context["form"].is_valid()


def test_asked_for_afterwards_it_is_made_in_the_background_and_compared(office, as_):
    now = based(office, NEXT)
    client = as_(office)
    address = reverse("screening:run-base", args=[now.pk])

    assert address in client.get(reverse("screening:area", args=[COUNTY])).text
    assert "2022-12-31" in client.get(address).text
    client.post(address)
    with pytest.raises(Refused, match="正在做"):
        basing.ask(now, by=office, today=clock.today())
    made = Run.objects.get(on=LAST)
    assert (
        made.is_standing and made.base_of is None and Job.objects.get(pk=made.job_id).kind == "screening.run"
    )
    handlers.screen(Running(office), run=made.pk)

    assert Run.objects.get(pk=made.pk).base_of == 2022
    assert Run.objects.get(pk=now.pk).base == made
    assert address not in client.get(reverse("screening:area", args=[COUNTY])).text
    with pytest.raises(Refused, match="已经有"):
        basing.ask(now, by=office, today=clock.today())


def test_with_another_base_it_is_counted_anew(changed, office):
    base, now = changed
    regular.take_out(base, reason="录入没有完成", by=office, on=clock.today())
    other = based(office)

    fresh = Run.objects.get(pk=now.pk)
    assert fresh.base == other and bases.shown(fresh) == other
    with rolls.opened(fresh, "since"):
        pass
    assert fresh.tallies.filter(kind="since").exists()


def test_in_another_year_it_counts_for_nobody(office):
    based(office)

    assert bases.of(based(office, date(2024, 1, 20))) is None
    assert bases.of(screened(office, on=ON)) is None


def test_where_the_register_had_nobody_that_day_the_page_says_so_before_it_is_refused(office, as_):
    run = screened(office)
    client, address = as_(office), reverse("screening:run-base", args=[run.pk])

    asked = client.get(address).text

    assert "起才有农户，2021-12-31 还没有" in asked and "补录" not in asked and "在后台进行" not in asked
    assert client.post(address).status_code == 409
