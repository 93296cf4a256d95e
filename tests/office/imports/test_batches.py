"""A batch from the upload to the commit and back."""

import json
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from tests.office import cast as people
from tests.office.imports.conftest import HEADER, REFERENCE, ROWS, TODAY, book

from shouwang.engine.errors import Refused
from shouwang.office.imports import batches, mappings, work
from shouwang.office.imports.models import Batch, Habit
from shouwang.office.jobs.models import Job
from shouwang.office.jobs.running import Running
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, files
from shouwang.office.registry.models import Household, Income, Person


def test_a_workbook_is_read_compared_and_committed(send, compared, step):
    batch = compared(send())
    assert batch.summary["counts"]["persons"]["new"] == 3

    step(batch, batches.commit)

    assert batch.state == Batch.State.COMMITTED
    assert [(h.household_id, h.members) for h in Household.objects.order_by("household_id")] == [
        ("H1", 2),
        ("H2", 1),
    ]
    assert sorted(row.amount for row in Income.objects.all()) == [8000, 12000]
    assert Household.objects.first().source == batch.source


def test_the_same_file_again_changes_nothing(send, compared, step):
    step(compared(send()), batches.commit)

    again = compared(send())

    for counts in again.summary["counts"].values():
        assert (counts["new"], counts["changed"], counts["gone"]) == (0, 0, 0)


def test_an_import_is_in_the_journal_with_a_manifest_and_each_record(send, compared, step):
    batch = step(compared(send()), batches.commit)

    whole = Entry.objects.get(action="import.committed", kind="")
    assert json.loads(whole.detail)["manifest"] == batch.manifest
    assert Entry.objects.filter(action="person.created", actor="xiaoman").count() == 3
    assert not Entry.objects.filter(detail__contains=ROWS[0][5]).exists()


def test_what_an_import_writes_rests_on_it_and_comes_from_where_it_was_asked_for(send, compared, step, cast):
    batch = compared(send())
    with acting(Actor("xiaoman", address="10.1.2.3")):
        step(batch, batches.commit)

    told = Entry.objects.filter(action__in=("person.created", "household.created", "income.created"))
    ground = f"{batch.source}; sender:青山镇"
    assert set(told.values_list("clause", "address", "day")) == {(ground, "10.1.2.3", REFERENCE)}
    assert Entry.objects.get(action="import.committed", kind="batch").clause == ground

    step(batch, batches.undo)
    ended = Entry.objects.filter(action="person.changed")
    assert set(ended.values_list("clause", "day")) == {(f"undo:{batch.pk}", clock.today())}


def test_nothing_in_the_data_base_shows_a_cell(send):
    batch = send()

    assert ROWS[0][5] not in json.dumps([batch.understood, batch.problems, batch.summary], ensure_ascii=False)


def test_a_corrected_column_is_read_so_and_remembered_for_the_sender(send, step, compared):
    batch = send()
    sheet = batch.understood[0]
    place = HEADER.index("备注甲")
    mappings.correct(sheet, place, target="households.group_name")
    mappings.correct(sheet, HEADER.index("组"), target="")
    batches.correct(batch, batch.understood, by=_who(batch))

    step(batch, batches.read_again, period="")

    column = batch.understood[0]["columns"][place]
    assert (column["as"], column["used"], column["corrected"]) == ("households.group_name", True, True)
    assert Habit.objects.count() == 2
    again = send()
    assert again.understood[0]["columns"][place]["remembered"]
    assert not send(sender="别的单位").understood[0]["columns"][place]["remembered"]


def _who(batch):
    return batch.uploaded_by


def test_a_file_without_household_codes_can_be_corrected(send, step):
    header = ["户编码X", *HEADER[1:]]
    batch = send(book(header=header))
    assert (batch.standing, batch.job.state) == (Batch.State.UPLOADED, "refused")

    mappings.correct(batch.understood[0], 0, target="households.household_id")
    batches.correct(batch, batch.understood, by=batch.uploaded_by)
    step(batch, batches.read_again, period="")

    assert batch.state == Batch.State.READ


def test_a_refusal_names_the_file_as_its_sender_did_and_no_command(send):
    stream = BytesIO(b"<html>nothing</html>")
    stream.name = "../../农户 名单.xls"

    batch = send(stream)

    assert "农户 名单.xls" in batch.job.why
    assert "shouwang" not in batch.job.why + batch.job.remedy


def test_what_is_told_meanwhile_names_the_file_as_its_sender_did(send, monkeypatch):
    said = []
    monkeypatch.setattr(Running, "progress", lambda self, step, *_counts: said.append(step))

    send()

    assert any("青山镇.xlsx" in step for step in said)
    assert not any("upload-" in step for step in said)


def test_the_list_of_problems_of_several_files_names_them_as_their_sender_did(send):
    batch = send(book([[*ROWS[0][:6], "不知道", "", "abc"]]), book(ROWS[2:], name="二村.xlsx"))

    (listed,) = [one for one in batch.marked if one["name"] == "问题清单.xlsx"]
    with files.plain(listed["file"]) as path:
        rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    texts = [str(cell) for row in rows for cell in row if cell]
    assert "青山镇.xlsx" in texts and not any("upload-" in text for text in texts)


def test_doubtful_cells_are_listed_and_marked(send):
    batch = send(book([[*ROWS[0][:6], "不知道", "", "abc"]]))

    assert batch.problems["codes"]
    assert batch.marked[0]["name"] == "标记_青山镇.xlsx"


def test_many_disappearing_households_want_a_reason(send, compared, step, cast):
    step(compared(send()), batches.commit)
    batch = compared(send(book(ROWS[:2])), absent="end")
    assert [guard["code"] for guard in batch.guards] == ["gone"]

    with pytest.raises(Refused, match="将退出登记"):
        batches.commit(batch, by=cast.xiaoman)
    with pytest.raises(Refused):
        batches.force(batch, reason="核对过", by=cast.xiaoman)
    batches.force(batch, reason="两村已合并核对", by=cast.luozhen)
    step(batch, batches.commit)

    assert Household.objects.get(household_id="H2").ending == "absent"
    assert "两村已合并核对" in Entry.objects.get(action="import.forced").detail


def test_a_new_comparison_forgets_the_confirmation(send, compared, step, cast):
    step(compared(send()), batches.commit)
    batch = compared(send(book(ROWS[:2])), absent="end")
    batches.force(batch, reason="核对过", by=cast.luozhen)

    compared(batch, absent="end")

    with pytest.raises(Refused):
        batches.commit(batch, by=cast.xiaoman)


def test_undone_and_committed_again(send, compared, step):
    batch = step(compared(send()), batches.commit)

    step(batch, batches.undo)

    assert batch.state == Batch.State.UNDONE
    assert not Household.objects.present().exists()
    assert not Person.objects.present().exists()
    step(compared(send()), batches.commit)
    assert Household.objects.present().count() == 2


def test_a_job_that_ran_already_says_so(send, compared, step):
    batch = step(compared(send()), batches.commit)
    Job.objects.filter(pk=batch.job_id).update(state="queued", finished_at=None)

    step(batch, lambda *_args, **_more: None)

    assert Household.objects.count() == 2
    assert batch.state == Batch.State.COMMITTED


def test_a_commit_that_breaks_leaves_nothing(send, compared, step, monkeypatch):
    batch = compared(send())
    monkeypatch.setattr("shouwang.office.registry.intake.counting.recount", _broken)

    step(batch, batches.commit)

    assert (batch.standing, Household.objects.count()) == (Batch.State.COMPARED, 0)
    monkeypatch.undo()
    step(batch, batches.commit)
    assert Household.objects.count() == 2


def _broken(*_args):
    raise RuntimeError


def test_discarded_files_are_gone(send, django_capture_on_commit_callbacks, cast):
    batch = send()

    with django_capture_on_commit_callbacks(execute=True):
        batches.discard(batch, by=cast.xiaoman)

    assert not work.folder(batch).exists()
    with pytest.raises(Refused):
        batches.read_again(batch, period="", by=cast.xiaoman)


def test_a_batch_belongs_to_a_place_within_reach(send, cast):
    with pytest.raises(Refused):
        send(area=people.COUNTY)
    with pytest.raises(Refused):
        send(by=cast.achun, area=people.VILLAGE)


def test_rows_outside_are_refused_and_the_rest_is_taken(send, compared):
    far = ["H7", people.FAR, *ROWS[0][2:]]
    batch = compared(send(book([far, ROWS[2]])))

    assert batch.summary["counts"]["households"] == {
        "new": 1,
        "changed": 0,
        "same": 0,
        "gone": 0,
        "refused": 1,
    }


def test_a_day_to_come_is_no_reference_day(send, cast):
    with pytest.raises(Refused):
        batches.compare(
            send(),
            reference_on=REFERENCE.replace(year=2030),
            blank="keep",
            absent="keep",
            by=cast.xiaoman,
            on=TODAY,
        )


def test_intermediate_results_that_nobody_needs_go_and_come_back_by_reading_again(send, step):
    batch = send()
    assert work.clear_old(clock.today() + timedelta(days=30)) >= 1

    assert not work.folder(batch).exists()
    step(batch, batches.read_again, period="")

    assert (batch.state, work.folder(batch).exists()) == (Batch.State.READ, True)
