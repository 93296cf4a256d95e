"""Large lists are taken away as jobs: the file says what the page would have given at once, to nobody else."""

import json
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.office.accounts import appointments
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.areas.models import Area
from shouwang.office.jobs import worker
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening import workbooks

pytestmark = pytest.mark.django_db
WHATIF = "/screening/runs/{run}/what-if/?p_monitoring_line=9000&xlsx=1"
LISTS = {
    "households": f"/situation/{COUNTY}/households/?run={{run}}&of=tier&key=all&xlsx=1",
    "persons": f"/situation/{COUNTY}/households/?run={{run}}&of=tier&key=all&rows=persons&xlsx=1",
    "by now": f"/situation/{COUNTY}/outcomes/households/?run={{run}}&since={{before}}&once=1&xlsx=1",
    "what if": f"{WHATIF}&way=compared",
    "differences": "/screening/differences/?before={before}&after={run}&way=compared&xlsx=1",
}


@pytest.fixture
def runs(office):
    before = screened(office)
    for home in Household.objects.filter(house_grade="A").order_by("pk")[:3]:
        history.amend(home, {"house_grade": "D"}, on=ON, source="test")
    return {"before": before.pk, "run": screened(office, on=ON + timedelta(days=30)).pk}


def rows(answer):
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [row for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]


def asked(client, address, monkeypatch):
    """The job that makes it."""
    monkeypatch.setattr(workbooks, "AT_ONCE", 0)
    answer = client.get(address)
    job = Job.objects.order_by("pk").last()
    assert answer.url == reverse("jobs:job", args=[job.pk])
    return job


@pytest.mark.parametrize("name", LISTS)
def test_the_file_of_a_job_says_what_the_page_says_at_once(runs, office, as_, monkeypatch, name):
    client, address = as_(office), LISTS[name].format(**runs)
    at_once = rows(client.get(address))
    job = asked(client, address, monkeypatch)
    worker.work_off()

    assert rows(client.get(reverse("jobs:file", args=[job.pk]))) == at_once and len(at_once) > 2
    job.refresh_from_db()
    assert (job.state, job.result["rows"]) == (State.DONE, len(at_once) - 2)
    now, then = Entry.objects.filter(action__endswith=".exported").order_by("pk")
    assert (now.action, now.area_code) == (then.action, then.area_code)
    told = json.loads(then.detail)
    assert told.pop("checksum") and told == json.loads(now.detail)


def test_asked_twice_in_a_row_it_is_one_job(runs, office, as_, monkeypatch):
    address = LISTS["households"].format(**runs)

    assert asked(as_(office), address, monkeypatch) == asked(as_(office), address, monkeypatch)


def test_whoever_has_lost_the_right_meanwhile_gets_no_file(runs, office, as_, monkeypatch):
    job = asked(as_(office), LISTS["households"].format(**runs), monkeypatch)
    for line in office.appointments_now:
        appointments.end(line, on=clock.today(), by=None)
    worker.work_off()

    job.refresh_from_db()
    assert job.state == State.REFUSED and "您现在的岗位看不到它" in job.why


def test_whoever_loses_it_afterwards_cannot_open_the_file(runs, office, as_, monkeypatch):
    job = asked(as_(office), LISTS["what if"].format(**runs), monkeypatch)
    worker.work_off()
    assert len(rows(as_(office).get(reverse("jobs:file", args=[job.pk])))) > 2
    for line in office.appointments_now:
        appointments.end(line, on=clock.today(), by=None)

    assert as_(User.objects.get(pk=office.pk)).get(reverse("jobs:file", args=[job.pk])).status_code == 404


@pytest.mark.parametrize(
    "address", ["/screening/", "/nowhere/", f"/situation/{COUNTY}/", "/situation/1/households/"]
)
def test_what_is_no_list_is_refused_in_two_sentences(office, address):
    job = workbooks.queue.enqueue(workbooks.KIND, {"address": address}, by=office, area_code=COUNTY)
    worker.work_off()

    job.refresh_from_db()
    assert (job.state, job.remedy) == (State.REFUSED, "请从名单页面重新导出。")


def test_a_comparison_that_reaches_farther_than_the_right_to_export_is_not_taken_away(runs, as_, somebody):
    """A village whose lists may be seen and not taken away, and one where both may be."""
    seen = Household.objects.first().area_code
    taken = Area(code=f"{seen[:9]}899", name="另一个村", level="village", valid_from=date(2020, 1, 1))
    taken.save()
    user = User(username="two", full_name="两岗", must_change_password=False)
    user.save()
    for role, code in (("resident_member", seen), ("village_cadre", taken.code)):
        Appointment(user=user, role=role, area_code=code, since=date(2020, 1, 1)).save()
    address = LISTS["differences"].format(**runs)

    assert as_(user).get(address).status_code == 404
    appointments.end(Appointment.objects.get(user=user, role="resident_member"), on=clock.today(), by=None)
    # A title's note and the headings: nobody lives there.
    assert len(rows(as_(User.objects.get(pk=user.pk)).get(address))) == 2
