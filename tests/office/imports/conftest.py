"""A workbook of two households as a township sends it, and a batch of it."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from tests.office import cast as people

from shouwang.office.imports import batches
from shouwang.office.jobs import worker

TODAY = date(2026, 6, 10)
REFERENCE = date(2026, 6, 1)
HEADER = [
    "户编码",
    "行政村代码",
    "户主姓名",
    "组",
    "姓名",
    "证件号码",
    "与户主关系",
    "备注甲",
    "2025年工资性收入",
]
ROWS = [
    ["H1", people.VILLAGE, "周满仓", "一组", "周满仓", "430921198001011236", "户主", "x", 12000],
    ["H1", people.VILLAGE, "周满仓", "一组", "李桂花", "430921198203054526", "配偶", "", ""],
    ["H2", people.NEIGHBOUR, "吴有田", "二组", "吴有田", "430921197507081117", "户主", "", 8000],
]


def book(rows=None, header=None, name="青山镇.xlsx"):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        sheet = made.add_worksheet("农户信息")
        for place, row in enumerate([header or HEADER, *(ROWS if rows is None else rows)]):
            sheet.write_row(place, 0, row)
    stream.seek(0)
    stream.name = name
    return stream


@pytest.fixture
def send(cast, somebody):
    """Uploads and reads; gives the batch."""

    def sent(*streams, by=None, area=people.TOWNSHIP, sender="青山镇"):
        batch = batches.upload(
            streams or [book()],
            area_code=area,
            sender=sender,
            period="",
            by=by or cast.xiaoman,
            on=TODAY,
            reference_on=REFERENCE,
        )
        worker.work_off()
        batch.refresh_from_db()
        return batch

    return sent


@pytest.fixture
def step(cast):
    """One step of the wizard and its job."""

    def done(batch, verb, **more):
        verb(batch, by=more.pop("by", cast.xiaoman), **more)
        worker.work_off()
        batch.refresh_from_db()
        return batch

    return done


@pytest.fixture
def compared(step):
    def done(batch, blank="keep", absent="keep", reference_on=REFERENCE):
        return step(batch, batches.compare, reference_on=reference_on, blank=blank, absent=absent, on=TODAY)

    return done
