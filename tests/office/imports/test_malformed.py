"""Uploads that are no workbooks: each ends in a sentence (tests/faults/malformed.py makes a thousand)."""

import random
import zipfile
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.faults import malformed, misshapen
from tests.office import cast as people
from tests.office.imports.conftest import REFERENCE, TODAY

from shouwang.engine.errors import Refused
from shouwang.office.imports import batches, extent
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker

SAMPLE = 72
"""Three turns of each kind; flipped bytes of every part: tests/engine/reading/test_apart.py."""
ENDED = ("done", "refused")


def test_the_same_seed_makes_the_same_files():
    assert list(malformed.generate(SAMPLE, seed=3)) == list(malformed.generate(SAMPLE, seed=3))


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
    path.write_bytes(misshapen.huge(random.Random(1)))

    with pytest.raises(Refused, match="大得不合常理"):
        extent.refuse_huge(path)


def test_an_ordinary_workbook_is_not_huge(tmp_path):
    path = tmp_path / "upload-1.xlsx"
    path.write_bytes(misshapen.good(random.Random(1), rows=2_000))

    extent.refuse_huge(path)


FAR = b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
EMPTY_ROWS = b"<row><c><v>1</v></c></row>" + b"<row></row>" * 10_000 + b"<row><c/></row>"


def sheet(path, rows, part="xl/worksheets/sheet1.xml"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(part, b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
    return path


@pytest.mark.parametrize(
    ("told", "as_well"),
    [
        (b'"', b"'"),
        (b" r=", b"\tr="),
        (b" r=", b" r = "),
        (b" r=", b" r" + b" " * 5_000_000 + b"="),
        (b" r=", b' s=""r='),
        (b"XFD", b"xfd"),
        (b"XFD", b"AAAAAAAA"),
        (b"1048576", b"000000000000001048576"),
        (b"1048576", b"99999999999"),
        (b"<c ", b"<x:c "),
    ],
)
def test_the_last_corner_is_found_however_it_is_written(tmp_path, told, as_well):
    path = sheet(tmp_path / "upload-1.xlsx", FAR.replace(told, as_well))

    with pytest.raises(Refused, match="大得不合常理"):
        extent.refuse_huge(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "上/../sheet", "/x.bin"])
def test_the_last_corner_is_found_in_whatever_part(tmp_path, part):
    path = sheet(tmp_path / "upload-1.xlsx", FAR, part)

    with pytest.raises(Refused, match="大得不合常理"):
        extent.refuse_huge(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("rows", [[FAR, b""], [b"", FAR]])
def test_the_last_corner_is_found_in_either_of_two_parts_of_one_name(tmp_path, rows):
    path = tmp_path / "upload-1.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        for one in rows:
            book.writestr("xl/worksheets/sheet1.xml", b"<sheetData>" + one + b"</sheetData>")

    with pytest.raises(Refused, match="大得不合常理"):
        extent.refuse_huge(path)


def test_cells_without_a_place_are_counted(tmp_path):
    rows = EMPTY_ROWS.replace(b"<c/>", b"<c/>" * 7_000)

    with pytest.raises(Refused, match="大得不合常理"):
        extent.refuse_huge(sheet(tmp_path / "upload-1.xlsx", rows))


def test_an_ordinary_sheet_without_places_is_not_huge(tmp_path):
    extent.refuse_huge(sheet(tmp_path / "upload-1.xlsx", b"<row><c/><c/><c/></row>" * 50_000))


def test_a_lying_dimension_claims_nothing(tmp_path):
    path = tmp_path / "upload-1.xlsx"
    path.write_bytes(misshapen.lying(random.Random(1), b'ref="A1:XFD1048576"'))

    extent.refuse_huge(path)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".bin"])
def test_an_archive_that_cannot_be_unpacked_is_refused_before_the_reader_sees_it(tmp_path, suffix):
    path = tmp_path / f"upload-1{suffix}"
    path.write_bytes(misshapen.wrong_sum(random.Random(1)))

    with pytest.raises(Refused, match="损坏"):
        extent.refuse_huge(path)


def test_what_unpacks_without_end_is_not_searched(tmp_path):
    path = tmp_path / "upload-1.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)

    with pytest.raises(Refused, match="超出允许的范围"):
        extent.refuse_huge(path)


BOOK = "甲" * 300_000


@pytest.mark.parametrize(
    "column",
    [
        pa.DictionaryArray.from_arrays(pa.array([0] * 600, pa.int32()), [BOOK]),
        pa.array([BOOK] * 600, pa.large_string()),
        pa.array([BOOK.encode()] * 600, pa.binary(len(BOOK.encode()))),
        pa.array([["甲"] * 10_000_000]),
        pa.array([{"甲": BOOK}] * 600),
    ],
    ids=["dictionary", "texts", "blocks", "lists", "records"],
)
def test_a_small_file_that_unfolds_to_a_library_is_refused(tmp_path, column):
    path = tmp_path / "upload-1.parquet"
    pq.write_table(pa.table({"户主": column}), path, compression="zstd")

    with pytest.raises(Refused, match="大得不合常理"):
        extent.refuse_huge(path)


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.binary(),
        pa.int64(),
        pa.decimal128(12, 2),
        pa.list_(pa.string()),
        pa.struct({"a": pa.string()}),
    ],
)
def test_any_kind_of_column_may_be_read(tmp_path, kind):
    path = tmp_path / "upload-1.parquet"
    pq.write_table(pa.table({"households.area_code": pa.array([None, None], kind)}), path)

    extent.refuse_huge(path)


def test_a_small_file_with_endless_rows_is_refused(tmp_path):
    path = tmp_path / "upload-1.parquet"
    same = pa.table({"户主": pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int8()), ["甲"])})
    with pq.ParquetWriter(path, same.schema) as writer:
        for _part in range(61):
            writer.write_table(same)

    with pytest.raises(Refused, match="大得不合常理"):
        extent.refuse_huge(path)
