"""What a process that was killed, or nobody any more, needs of an import goes."""

import os

from tests.office.imports.conftest import TODAY, book

from shouwang.office.imports import batches, cleaning, work
from shouwang.office.jobs import worker
from shouwang.office.jobs.models import Job, State
from shouwang.office.kit import files


def test_what_a_process_that_was_killed_had_begun_makes_room(send, step):
    batch = send()
    begun = work.folder(batch) / ".read-abcdefgh" / "read"
    begun.mkdir(parents=True)

    step(batch, batches.read_again, period="")

    assert [path.name for path in work.folder(batch).iterdir()] == ["read"]


def test_a_job_that_was_killed_when_all_was_written_leaves_nothing_in_plain_form(send, step, compared):
    batch = step(compared(send()), batches.commit)
    assert work.folder(batch).exists()  # the test's transaction is open: it has not come to it
    Job.objects.filter(pk=batch.job_id).update(state=State.QUEUED)

    worker.work_off()

    assert not work.folder(batch).exists()


def test_files_that_no_import_names_go_after_a_day(send, step, compared):
    batch = step(compared(send()), batches.commit)
    given_up = send(book(name="乙.xlsx"))
    # It comes to its files when the transaction, which here is the test's, has ended.
    batches.discard(given_up, by=given_up.uploaded_by)
    old, young = (files.keep(book(), batches.ROOM).name for _ in range(2))
    for name in set(files.names(batches.ROOM)) - {young}:
        os.utime(files.place(name), (0, 0))

    cleaning.clean(TODAY)

    named = {batch.files.get().file, batch.marked[0]["file"], *batch.kept.values()}
    assert set(files.names(batches.ROOM)) == named | {young}
    assert old not in named
