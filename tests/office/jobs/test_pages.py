"""Jobs in the browser: the own ones, how far they are, and the file at the end."""

import pytest
from django.urls import reverse
from tests.office.cast import COUNTY, OTHER_COUNTY, VILLAGE
from tests.office.jobs.test_exporting import Places, exported

from shouwang.office.accounts.models import Appointment
from shouwang.office.jobs import worker
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, files


def address(job: Job, name: str = "job") -> str:
    return reverse(f"jobs:{name}", args=[job.pk])


@pytest.fixture
def job(queued) -> Job:
    made = queued(lambda running, secret: {"address": "/imports/1/"}, secret="430921199001011234")
    Job.objects.filter(pk=made.pk).update(step="读取 秘密.xlsx", done=1, total=4)
    return made


def test_owner_sees_how_far_a_job_is(as_, cast, job):
    page = as_(cast.linjie).get(address(job))

    assert page.context["job"]["percent"] == 25
    assert "秘密.xlsx" in page.text
    assert address(job, "cancel") in page.text


def test_administrator_of_the_area_sees_that_it_runs_but_not_what_it_is_about(as_, cast, job):
    page = as_(cast.guanli).get(address(job))

    assert page.status_code == 200
    assert "秘密" not in page.text
    assert "430921199001011234" not in page.text
    assert address(job, "cancel") not in page.text


def test_a_waiting_job_says_how_many_are_before_it(as_, cast, queued):
    first = queued(lambda running: {})
    second = Job.objects.create(kind=first.kind, owner=first.owner, area_code=first.area_code)

    client = as_(cast.linjie)
    assert "马上开始" in client.get(address(first)).text
    assert "前面还有 1 项任务" in client.get(address(second)).text


def test_nobody_else_sees_it(as_, cast, job):
    for user in (cast.laohe, cast.achun, cast.xiaochen):
        assert as_(user).get(address(job)).status_code == 404
    assert as_(None).get(address(job)).status_code == 302


def test_administrator_of_another_county_does_not_see_it(as_, cast, somebody, job):
    appointment = cast.guanli.appointments.get()
    appointment.area_code = OTHER_COUNTY
    appointment.save()

    assert as_(cast.guanli).get(address(job)).status_code == 404


def test_the_list_shows_the_newest_first(as_, cast, job, queued):
    other = Job.objects.create(kind="tests.work", owner=cast.linjie, area_code=COUNTY)

    rows = as_(cast.linjie).get(reverse("jobs:jobs")).context["page"].rows

    assert [row["url"] for row in rows] == [address(other), address(job)]


def test_owner_calls_a_job_off_and_only_by_a_button(as_, cast, job):
    assert as_(cast.guanli).post(address(job, "cancel")).status_code == 404
    assert as_(cast.linjie).get(address(job, "cancel")).status_code == 404

    as_(cast.linjie).post(address(job, "cancel"))

    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_a_finished_job_links_to_its_result(as_, cast, job):
    worker.work_off()

    assert as_(cast.linjie).get(address(job)).context["job"]["result_url"] == "/imports/1/"


def test_a_result_elsewhere_is_no_link(as_, cast, queued):
    job = queued(lambda running: {"address": "//evil.example/"})
    worker.work_off()

    assert as_(cast.linjie).get(address(job)).context["job"]["result_url"] == ""


def ask(client, query: str = "", **answers):
    return client.post(f"{reverse('jobs:export')}?list={Places.name}&query={query}", answers)


def test_export_leads_to_its_job_and_the_file_has_a_chinese_name(as_, cast):
    client = as_(cast.xiaoman)
    job_url = ask(client).url
    worker.work_off()

    answer = client.get(client.get(job_url).context["job"]["result_url"])

    body = b"".join(answer.streaming_content)
    assert len(body) == int(answer["Content-Length"])
    assert body.startswith(b"PK")
    assert "filename*=utf-8''%E5%9C%B0%E6%96%B9_" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert Entry.objects.filter(action="list.downloaded", actor="xiaoman").count() == 1


@pytest.mark.parametrize("kept", [True, False], ids=["noted", "from before it was noted"])
@pytest.mark.parametrize(
    "now",
    [
        {"area_code": OTHER_COUNTY},
        {"area_code": VILLAGE},
        {"role": "township_leader"},
    ],
    ids=["elsewhere", "less far", "without revealing"],
)
def test_a_file_is_not_given_to_whoever_no_longer_reaches_what_lies_in_it(as_, cast, somebody, now, kept):
    job = exported(cast.xiaoman, "columns=name,code", revealed=True)
    given = as_(cast.xiaoman).get(address(job, "file"))
    assert b"".join(given.streaming_content).startswith(b"PK")
    assert given.status_code == 200
    if not kept:
        Job.objects.filter(pk=job.pk).update(result={**job.result, "reaches": None})
    appointment = cast.xiaoman.appointments.get()
    for name, value in now.items():
        setattr(appointment, name, value)
    appointment.save()

    client = as_(cast.xiaoman)

    assert client.get(address(job, "file")).status_code == 404
    assert client.get(address(job)).context["job"]["result_url"] == ""


def test_only_the_owner_gets_the_file_and_only_while_allowed_to_export(as_, cast, somebody):
    job = exported(cast.xiaoman)

    assert as_(cast.linjie).get(address(job, "file")).status_code == 404
    Appointment.objects.get(user=cast.xiaoman).delete()
    assert as_(cast.xiaoman).get(address(job, "file")).status_code == 404


def test_a_file_that_is_gone_is_said_in_a_sentence(as_, cast, somebody):
    job = exported(cast.xiaoman)
    files.remove(job.result["file"])

    answer = as_(cast.xiaoman).get(address(job, "file"))

    assert (answer.status_code, "重新导出" in answer.text) == (409, True)


def test_personal_columns_are_asked_about_first(as_, cast):
    client = as_(cast.achun)

    question = ask(client, "columns=name,code")
    assert (question.status_code, Job.objects.count()) == (200, 0)
    assert "区划代码" in question.text

    ask(client, "columns=name,code", personal="full")
    assert Job.objects.get().payload["revealed"] is True


def test_who_may_not_reveal_is_not_asked(as_, cast):
    ask(as_(cast.luozhen), "columns=name,code", personal="full")

    assert Job.objects.get().payload["revealed"] is False


def test_who_may_not_export_finds_no_such_address(as_, cast):
    assert ask(as_(cast.duiyuan)).status_code == 404
    assert as_(cast.achun).get(reverse("jobs:export")).status_code == 404


def test_a_page_of_jobs_asks_the_same_number_of_times(as_, cast, django_assert_max_num_queries):
    now = clock.now()
    Job.objects.bulk_create(
        [Job(kind="tests.work", owner=cast.linjie, area_code=COUNTY, created_at=now) for _ in range(40)]
    )

    client = as_(cast.linjie)
    client.get(reverse("jobs:jobs"))  # the first one notes the session

    with django_assert_max_num_queries(8):
        client.get(reverse("jobs:jobs"))
