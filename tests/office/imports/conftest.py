"""A workbook of two households as a township sends it, and a batch of it."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from tests.office import cast as people
from tests.office.imports.drawn import ANNA, DAY, NEIGHBOUR, home, person, tables, wage

from shouwang.office.imports import batches
from shouwang.office.jobs import worker
from shouwang.office.registry.intake import loading

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
def step():
    """One step of the wizard and its job, by whoever uploaded or by somebody else."""

    def done(batch, verb, **more):
        verb(batch, by=more.pop("by", batch.uploaded_by), **more)
        worker.work_off()
        batch.refresh_from_db()
        return batch

    return done


@pytest.fixture
def compared(step):
    def done(batch, blank="keep", absent="keep", reference_on=REFERENCE):
        return step(batch, batches.compare, reference_on=reference_on, blank=blank, absent=absent, on=TODAY)

    return done


@pytest.fixture
def county(cast, somebody):
    given = tables(
        households=[
            home("H1", head_name="甲", phone="13900000001", group_name="一组"),
            home("H2", NEIGHBOUR),
        ],
        persons=[person("P1", "H1", name="甲", id_number=ANNA), person("P2", "H2", name="乙")],
        incomes=[wage(100), wage(50, kind="transfer")],
        events=[{"household_id": "H1", "kind": "fire", "occurred_on": DAY}],
    )
    loading.load_county(given, on=DAY, source="demo")
    return given
