"""A list becomes a file: as filtered, within the owner's scope when it is made, and never without the journal."""

import io
import json
from typing import ClassVar

import openpyxl
import pytest
from django.http import QueryDict
from tests.office.cast import START, VILLAGE

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.jobs import exporting, worker
from shouwang.office.jobs.duties import EXPORTS
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.models import Entry
from shouwang.office.kit import files, lists
from shouwang.office.kit.columns import Column


class Places(lists.ListPage):
    name = "tests.places"
    model = Area
    permission = Permission.HOUSEHOLD_VIEW
    title = "地方"
    order = ("code",)
    columns_declared: ClassVar[tuple[Column, ...]] = (
        Column("name", "名称", filter="text", sortable=True),
        Column("code", "区划代码", mask="id", shown=False),
    )


def exported(user, query="", **more) -> Job:
    job = exporting.ask(exporting.found(Places.name, user, query), by=user, **more)
    worker.work_off()
    job.refresh_from_db()
    return job


def cells(job: Job) -> list[list]:
    with files.opened(job.result["file"]) as stream:
        sheet = openpyxl.load_workbook(io.BytesIO(stream.read())).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def noted(action: str) -> list[dict]:
    return [json.loads(entry.detail) for entry in Entry.objects.filter(action=action).order_by("pk")]


def test_the_file_holds_the_scope_of_its_owner(cast, somebody):
    assert cells(exported(cast.achun)) == [["名称"], ["青山村"]]
    assert len(cells(exported(cast.xiaoman))) == 4


def test_the_file_is_filtered_and_ordered_as_the_screen_was(cast, somebody):
    assert cells(exported(cast.xiaoman, "f_name=青山&o=-name")) == [["名称"], ["青山镇"], ["青山村"]]


def test_personal_columns_are_masked_unless_they_were_asked_for_in_full(cast, somebody):
    query = "columns=name,code&f_name=青山村"

    assert cells(exported(cast.achun, query))[1] == ["青山村", "430921********"]
    assert cells(exported(cast.achun, query, revealed=True))[1] == ["青山村", VILLAGE]
    assert [one["revealed"] for one in noted("list.exported")] == [[], ["code"]]


def test_who_may_not_reveal_gets_nothing_in_full(cast, somebody):
    with pytest.raises(Refused, match="个人信息"):
        exported(cast.luozhen, "columns=code", revealed=True)


def test_who_may_not_export_is_refused(cast, somebody):
    with pytest.raises(Refused, match="不能导出"):
        exported(cast.duiyuan)


def test_a_list_that_reaches_farther_than_the_right_to_export_is_refused(cast, somebody):
    Appointment(user=cast.achun, role="resident_member", area_code="430921104202", since=START).save()

    with pytest.raises(Refused, match="不能导出的地方"):
        exported(cast.achun)

    assert cells(exported(cast.achun, "f_name=青山村"))[1] == ["青山村"]


def test_the_right_was_taken_away_before_the_job_ran(cast, somebody):
    job = exporting.ask(exporting.found(Places.name, cast.achun, ""), by=cast.achun)
    appointment = cast.achun.appointments.get()
    appointment.until = START
    appointment.save()

    worker.work_off()

    job.refresh_from_db()
    assert job.state == State.REFUSED
    assert not noted("list.exported")


def test_an_export_stands_in_the_journal_with_count_filters_and_columns(cast, somebody):
    exported(cast.xiaoman, "f_name=青山")

    (entry,) = Entry.objects.filter(action="list.exported")
    assert (entry.actor, entry.area_code) == ("xiaoman", "430921104000")
    said = json.loads(entry.detail)
    assert (said["rows"], said["query"], said["columns"]) == (2, "f_name=%E9%9D%92%E5%B1%B1", ["name"])


def test_an_export_that_was_called_off_leaves_no_file(cast, somebody, monkeypatch):
    before = list(files.names(EXPORTS))
    monkeypatch.setattr("shouwang.office.jobs.heart.TICK", 0)
    rows = Places.export_rows

    def cancelled(self, columns, *, revealed=False):
        yield from rows(self, columns, revealed=revealed)
        Job.objects.update(cancelling=True)

    monkeypatch.setattr(Places, "export_rows", cancelled)

    assert exported(cast.achun).state == State.CANCELLED
    assert list(files.names(EXPORTS)) == before
    assert not noted("list.exported")


def test_a_list_that_is_not_there_is_refused(cast, somebody):
    with pytest.raises(Refused, match="没有这份名单"):
        exporting.found("tests.unknown", cast.achun, "")


def test_whoever_was_looked_for_by_name_is_a_digest_in_the_journal(cast, somebody):
    job = exporting.ask(exporting.found("households", cast.xiaoman, "f_head_name=周大"), by=cast.xiaoman)
    worker.work_off()

    job.refresh_from_db()
    assert job.state == State.DONE
    assert QueryDict(noted("list.exported")[0]["query"])["f_head_name"].startswith("#")


def test_an_export_whose_worker_died_before_it_said_so_is_not_made_twice(cast, somebody):
    job = exported(cast.achun)
    made = job.result
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)

    worker.work_off()

    job.refresh_from_db()
    assert (job.state, job.result, len(noted("list.exported"))) == (State.DONE, made, 1)
