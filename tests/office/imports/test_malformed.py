"""Uploads that are no workbooks: each ends in a sentence (tests/faults/malformed.py makes a thousand)."""

from io import BytesIO

import pytest
from tests.faults import malformed
from tests.office import cast as people
from tests.office.imports.conftest import REFERENCE, TODAY

from shouwang.engine.errors import Refused
from shouwang.office.imports import batches, extent
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker

SAMPLE = 60
ENDED = ("done", "refused")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_each_malformed_upload_ends_in_a_sentence(cast, somebody):
    for bad in malformed.generate(SAMPLE, seed=11):
        stream = BytesIO(bad.content)
        stream.name = bad.name
        try:
            batch = batches.upload(
                [stream],
                area_code=people.TOWNSHIP,
                sender="青山镇",
                period="",
                by=cast.xiaoman,
                on=TODAY,
                reference_on=REFERENCE,
            )
        except Refused as refused:
            assert refused.why and refused.remedy
            continue
        worker.work_off()
        batch.refresh_from_db()
        assert batch.job.state in ENDED, (bad.kind, bad.name, batch.job.why)
        assert batch.standing in (Batch.State.UPLOADED, Batch.State.READ)
        assert batch.state == Batch.State.READ or (batch.job.why and batch.job.remedy)


def test_a_cell_in_the_last_corner_is_refused_before_anything_is_laid_out(tmp_path):
    path = tmp_path / "upload-1.xlsx"
    path.write_bytes(malformed.huge(malformed.random.Random(1)))

    with pytest.raises(Refused, match="大得不合常理"):
        extent.refuse_huge(path)


def test_an_ordinary_workbook_is_not_huge(tmp_path):
    path = tmp_path / "upload-1.xlsx"
    path.write_bytes(malformed.good(malformed.random.Random(1), rows=2_000))

    extent.refuse_huge(path)
