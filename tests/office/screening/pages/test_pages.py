"""Pages of runs: starting, waiting, the ledger and its file, the regular screening."""

import shutil
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from tests.office import screened as made
from tests.office.screening.conftest import COUNTY, ON, PACK, screened

from shouwang.engine.errors import Refused
from shouwang.engine.screening import run as engine
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.jobs import exporting, worker
from shouwang.office.jobs.models import Job
from shouwang.office.kit import clock, files
from shouwang.office.registry.homes import moves
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening import advice, archive, packs
from shouwang.office.screening.completion import figures
from shouwang.office.screening.lists import rolls
from shouwang.office.screening.models import Finding, Plan, Run
from shouwang.office.screening.pages import opening
from shouwang.office.screening.running import plans
from shouwang.web import menu

pytestmark = pytest.mark.django_db
ASKED = {"area_code": COUNTY, "pack": PACK, "on": ON.isoformat(), "standing": "on"}


def test_a_run_is_started_waited_for_and_read(office, as_):
    client = as_(office)

    started = client.post(reverse("screening:run-new"), {**ASKED, "p_monitoring_line": "７３００"})
    waiting = client.get(started.url)
    worker.work_off()
    done = client.get(started.url)

    run = Run.objects.get()
    assert started.url == reverse("screening:run", args=[run.pk])
    assert run.changed_parameters == {"monitoring_line": "7300"} and not run.is_standing
    assert "hx-get" in waiting.text and "应纳入" not in waiting.text
    assert "hx-get" not in done.text.split('id="run"')[1].split(">")[0]
    assert f"<b>{run.tiers[0]['households']} <small>户" in done.text


@pytest.mark.parametrize(
    ("asked", "why", "remedy"),
    [
        ({"on": "2026-06-01"}, "施行期", "施行期以外也套用"),
        ({"assume": "households.no_such=none"}, "看不懂", "假定"),
        ({"assume": "households.area_code=none"}, "不必假定", "假定"),
        (
            {"assume": "expenses=empty\nhouseholds.house_grade=A\nhouseholds.house_grade=B"},
            "两种假定",
            "请只留一个",
        ),
    ],
)
def test_what_cannot_be_run_is_said_in_two_sentences_for_the_form(office, as_, asked, why, remedy):
    page = as_(office).post(reverse("screening:run-new"), {**ASKED, **asked})

    refused = page.context["page"].refused
    assert page.status_code == 409
    assert why in refused.why and remedy in refused.remedy
    assert "--" not in refused.why + refused.remedy
    assert not Run.objects.exists()


def test_the_form_begins_on_the_last_day_of_a_pack_that_has_run_out(office, as_):
    shown = as_(office).get(reverse("screening:run-new")).context["form"].initial

    assert clock.today() > packs.load(shown["pack"]).end == shown["on"]


def test_a_day_left_empty_is_the_last_on_which_the_chosen_pack_is_in_force(office, as_):
    answer = as_(office).post(reverse("screening:run-new"), {**ASKED, "on": ""})

    assert answer.status_code == 302
    assert Run.objects.get().on == packs.load(PACK).end


def test_a_pack_in_force_is_asked_for_today():
    pack = packs.load(PACK)

    assert packs.day_for(pack, ON) == ON
    assert packs.day_for(pack, pack.end + timedelta(days=1)) == pack.end


def test_a_day_outside_names_the_pack_by_its_title_and_ends_with_a_full_stop(office, as_):
    refused = (
        as_(office).post(reverse("screening:run-new"), {**ASKED, "on": "2026-06-01"}).context["page"].refused
    )

    assert f"“{packs.load(PACK).title}”" in refused.why and PACK not in refused.why
    assert refused.why.endswith("）。") and refused.remedy.endswith("。")


def test_every_refusal_of_the_engine_is_said_anew(office):
    pack = packs.load(PACK)
    for call in (
        lambda: engine.prepare(packs.load("cn-base"), ON),
        lambda: engine.prepare(pack, date(1900, 1, 1), as_if=True),
        lambda: engine.assumptions(("households.house_grade=",)),
    ):
        with pytest.raises(Refused) as refused:
            call()
        told = advice.here(refused.value)
        assert "--" not in told.why + told.remedy and "shouwang" not in told.remedy


def test_a_run_that_was_called_off_says_so_and_shows_nothing(office, as_):
    client = as_(office)
    started = client.post(reverse("screening:run-new"), ASKED)
    client.post(reverse("jobs:cancel", args=[Job.objects.get().pk]))

    page = client.get(started.url)

    assert "已取消" in page.text and "hx-get" not in page.text.split('id="run"')[1].split(">")[0]
    assert "没有完成" in client.get(reverse("screening:runs")).text


def test_the_latest_regular_run_is_the_risk_list(office, as_):
    screened(office)
    latest = screened(office)
    screened(office, standing=False, change=["monitoring_line=9000"])

    page = as_(office).get(reverse("screening:now"))

    assert page.context["page"].run == latest
    assert f"共 {Finding.objects.filter(run=latest).count()} 户" in page.text


def test_only_who_can_complete_is_led_to_what_is_to_be_completed(office, as_):
    run = screened(office)
    leader = User.objects.create(username="lingdao", full_name="领导", must_change_password=False)
    township = Household.objects.first().area_code[:9].ljust(12, "0")
    Appointment(user=leader, role="township_leader", area_code=township, since=date(2020, 1, 1)).save()

    own, others = (as_(user).get(reverse("screening:run", args=[run.pk])) for user in (office, leader))

    assert reverse("screening:complete") in own.text and "缺什么" in others.text
    assert reverse("screening:complete") not in others.text


@pytest.mark.parametrize(
    "query", ["tier=unknown", "tier=must_enter&move=first", "rule=below-line", "missing=incomes.*"]
)
def test_the_ledger_is_filtered_by_what_the_address_says(office, as_, query):
    run = screened(office)
    wanted = {
        "tier=unknown": {"tier": "unknown"},
        "tier=must_enter&move=first": {"tier": "must_enter"},
        "rule=below-line": {"rules__contains": ",below-line,"},
        "missing=incomes.*": {"missing__contains": ",incomes.*,"},
    }[query]

    page = as_(office).get(f"{reverse('screening:findings', args=[run.pk])}?{query}")

    found = Finding.objects.filter(run=run, **wanted).count()
    assert found and f"共 {found} 户" in page.text


def test_the_file_is_of_the_run_on_the_screen_in_the_official_order(office, as_):
    run = screened(office)
    page = as_(office).get(f"{reverse('screening:findings', args=[run.pk])}?tier=must_enter").context["page"]
    query = page.export_url.partition("query=")[2]
    screened(office)

    job = exporting.ask(exporting.found("findings", office, f"tier=must_enter&run={run.pk}"), by=office)
    worker.work_off()
    job.refresh_from_db()

    assert f"run%3D{run.pk}" in query
    with files.opened(job.result["file"]) as stream:
        rows = list(
            openpyxl.load_workbook(BytesIO(stream.read())).active.iter_rows(min_row=3, values_only=True)
        )
    assert rows[0][:4] == ("户编码", "村", "户主", "分级")
    assert len(rows) - 1 == Finding.objects.filter(run=run, tier="must_enter").count()
    assert {row[3] for row in rows[1:]} == {"应纳入"}


def test_a_number_of_a_run_that_is_none_leads_nowhere(office, as_):
    client = as_(office)
    for number in ("x", "9" * 30, "-1"):
        assert client.get(f"{reverse('screening:now')}?run={number}").status_code == 404


def test_the_regular_screening_is_set_and_says_when_it_runs_next(office, as_):
    client = as_(office)

    answer = client.post(
        reverse("screening:plan"), {"area_code": COUNTY, "pack": PACK, "active": "on", "as_if": "on"}
    )
    page = client.get(answer.url)

    plan = Plan.objects.get()
    assert (plan.pack, plan.is_active, plan.as_if) == (PACK, True, True)
    assert page.context["plans"][0]["next"] == clock.today().isoformat()
    plans.start_due(clock.today())
    page = client.get(answer.url)
    assert page.context["plans"][0]["next"] == (clock.today() + timedelta(days=1)).isoformat()
    assert page.context["plans"][0]["last"] == Run.objects.get()


def test_a_page_lights_up_one_entry_of_the_menu():
    urls = ["/", "/screening/", "/screening/runs/", "/households/"]

    assert menu.active(urls, "/") == "/"
    assert menu.active(urls, "/screening/") == "/screening/"
    assert menu.active(urls, "/screening/runs/3/") == "/screening/runs/"
    assert menu.active(urls, "/screening/plan/") == "" == menu.active(urls, "/jobs/")


def test_without_a_run_the_pages_say_that_there_was_none(cast, as_):
    for name in ("now", "complete"):
        assert "还没有做过日常筛查" in as_(cast.achun).get(reverse(f"screening:{name}")).text
    page = as_(cast.achun).get(reverse("screening:complete-column", args=[made.LACKING]))
    assert "没有还缺这一项的户" in page.text


def test_every_number_of_a_run_opens_as_many_as_it_counts_whatever_came_after(office, as_):
    screened(office)
    run = screened(office, on=ON + timedelta(days=30))
    fill = {"house_grade": "A", "head_name": "已补"}
    for home in Household.objects.filter(findings__run=run).distinct()[:5]:
        history.amend(home, fill, on=ON + timedelta(days=31), source="test")
        moves.carry(
            home, Household.objects.order_by("area_code").first().area_code, on=clock.today(), source="x"
        )
    Finding.objects.filter(run=run).first().delete()
    client = as_(office)
    shown = client.get(reverse("screening:run", args=[run.pk])).context

    lines = [*shown["tiers"], *shown["moves"], *shown["rules"], *shown["missing"]]
    opened = [line for line in lines if line["url"]]
    assert opened and all("/households/" in line["url"] for line in opened)
    for line in opened:
        assert client.get(line["url"]).context["count"][0] == line["count"].households
    undecided = [line for line in shown["rules"] if line["undecided"] != "0"]
    assert undecided and all("of=undecided" in line["undecided_url"] for line in undecided)
    for line in undecided:
        assert f"{client.get(line['undecided_url']).context['count'][0]:,}" == line["undecided"]
    for place in (place for line in shown["missing"] for place in line["places"]):
        assert client.get(place["url"]).context["count"][0] == place["count"]
    settled = [line for line in shown["missing"] if line["settles"]]
    assert any(line["settles"] < line["count"].households for line in shown["missing"]) and settled
    for line in settled:
        assert client.get(line["settles_url"]).context["count"][0] == line["settles"]
    people = [line for line in shown["tiers"] + shown["moves"] + shown["rules"] if line["people_of"]]
    assert len(people) == len([line for line in opened if line not in shown["missing"]])
    for line in people:
        assert f"共 {line['persons']} 人" in client.get(f"{line['people_of']}&rows=persons").text


def test_of_runs_of_earlier_versions_it_is_found_out_once_more_whom_one_answer_settles(office, tmp_path):
    run = screened(office)
    kept = tmp_path / "kept"
    with archive.opened(run.archive) as folder:
        shutil.copytree(folder, kept, ignore=shutil.ignore_patterns(archive.SETTLING))
    earlier = Run.objects.get(pk=run.pk)
    earlier.archive = archive.keep(kept)

    with rolls.opened(run, rolls.SETTLES) as now, rolls.opened(earlier, rolls.SETTLES) as then:
        assert rolls.counts(then) == rolls.counts(now) == figures.counts(run, "settles", office) != {}


def test_what_became_of_households_opens_the_ledger_where_the_run_before_was_cleaned_up(office, as_):
    first = screened(office)
    run = screened(office, on=ON + timedelta(days=30))
    Run.objects.filter(pk=first.pk).update(archive="")

    moved = opening.of(Run.objects.get(pk=run.pk), office)

    assert "/findings/" in moved.to("move", "entered") and "of=tier" in moved.to("tier", "unknown")
