from collections import Counter
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_summary
from xlsxwriter import Workbook

from shouwang.engine.documents import ledger
from shouwang.engine.errors import Refused
from shouwang.engine.screening.summary import AreaCount

REASON = "人均纯收入 6,520.00 元 < 监测线 6,900 元（依据：第二部分（一）3③）；户内有大病 1 人；无赡养能力。"


def entry(**changes):
    plain = {
        "area_code": "430921101201",
        "village": "前进村",
        "group": "三组",
        "household_id": "430921101201000017",
        "head": "陈桂兰",
        "persons": 4,
        "tier": "must_enter",
        "at_least": "must_enter",
        "income": Decimal("6520.00"),
        "rules": "收入低于监测线、有大病重残且无赡养能力",
        "reasons": REASON,
        "missing": "",
        "ways_out": "人均再增 380.01 元",
    }
    return ledger.Entry(**(plain | changes))


@pytest.fixture
def written(tmp_path):
    """Write entries of 青石镇; get the workbook as another library reads it."""

    def write(*entries, by_village=False, **run):
        path = tmp_path / "ledger.xlsx"
        ledger.write(path, entries, place="青石镇", found=a_summary(**run), by_village=by_village)
        return openpyxl.load_workbook(path)

    return write


def heading(sheet):
    """The row of column heads."""
    return next(row for row in range(1, 12) if sheet.cell(row, 1).value == "序号")


def first(sheet):
    """The first household, by column head."""
    top = heading(sheet)
    heads = (cell.value for cell in sheet[top])
    return dict(zip(heads, sheet[top + 1], strict=True))


def texts(sheet):
    return [str(cell.value) for row in sheet for cell in row if cell.value is not None]


def test_a_household_stands_in_the_ledger_with_its_reason(written):
    cells = first(written(entry())["台账"])

    assert {head: cell.value for head, cell in cells.items()} == {
        "序号": 1,
        "村": "前进村",
        "组": "三组",
        "户编码": "430921101201000017",
        "户主": "陈桂兰",
        "人口": 4,
        "分级": "应纳入",
        "至少为": None,
        "人均纯收入（元）": 6520,
        "触发规则": "收入低于监测线、有大病重残且无赡养能力",
        "原因": REASON,
        "待补信息": None,
        "怎样可不再触发": "人均再增 380.01 元",
    }
    assert cells["人均纯收入（元）"].number_format.startswith("#,##0.00")


def test_the_title_rows_say_what_was_run(written):
    sheet = written(entry())["台账"]

    title, about, counts = (sheet.cell(row, 1).value for row in (1, 2, 3))
    assert title == "青石镇防止返贫致贫监测筛查台账"
    assert "hunan-qingshuzui-2022" in about and "2022-09-30" in about
    assert counts == "共 1 户 4 人：应纳入 1 户"


def test_the_sheet_is_ready_for_screen_and_printer(written):
    sheet = written(entry(), entry())["台账"]

    top = heading(sheet)
    assert sheet.freeze_panes == f"F{top + 1}"
    assert sheet.auto_filter.ref == f"A{top}:M{top + 2}"
    assert sheet.print_title_rows == f"${top}:${top}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert "&P" in sheet.oddFooter.center.text


def test_a_tier_has_the_colour_of_its_pack(written):
    red = first(written(entry())["台账"])["分级"]
    yellow = first(written(entry(tier="assess", at_least="assess"))["台账"])["分级"]

    assert red.fill.fgColor.rgb == "FFFBDAD7"
    assert yellow.fill.fgColor.rgb == "FFFFF1B8"


def test_an_unknown_household_says_what_it_is_at_least_and_what_is_missing(written):
    cells = first(written(entry(tier="unknown", at_least="none", income=None, missing="健康状况"))["台账"])

    assert cells["分级"].value == "待补信息"
    assert cells["至少为"].value == "暂无风险"
    assert cells["人均纯收入（元）"].value == "未知"
    assert cells["待补信息"].value == "健康状况"


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "@SUM(A1)", "+1", "http://a.example/", "-3"])
def test_no_text_becomes_a_formula_or_a_link(written, text):
    areas = (village("430921101201", text, {"none": 1}, {"none": 1}),)
    book = written(entry(head=text, village=text, reasons=text), areas=areas)

    for cell in (first(book["台账"])["户主"], first(book["台账"])["原因"], first_village(book)):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def first_village(book):
    sheet = book["汇总"]
    return sheet.cell(heading(sheet) + 2, 2)


def test_a_row_is_high_enough_for_its_longest_sentence(written):
    sheet = written(entry(reasons=REASON * 4), entry(reasons="", rules="", ways_out=""))["台账"]

    top = heading(sheet)
    assert sheet.row_dimensions[top + 1].height >= 9 * ledger.LINE
    assert sheet.row_dimensions[top + 2].height in (None, ledger.ROW)


def test_assumptions_and_a_pack_outside_its_time_stand_on_every_sheet(written):
    book = written(entry(), by_village=True, as_if=True, assumptions=("expenses=empty",))

    for sheet in book:
        assert any("施行期以外" in text for text in texts(sheet))
        assert any("expenses=empty" in text for text in texts(sheet))


def test_each_village_has_its_sheet_when_asked(written):
    book = written(
        entry(),
        entry(area_code="430921101202", village="新华村"),
        entry(head="周建国"),
        by_village=True,
    )

    assert book.sheetnames == ["汇总", "前进村", "新华村"]
    assert {"陈桂兰", "周建国"} <= set(texts(book["前进村"]))
    assert "共 1 户 4 人：应纳入 1 户" in texts(book["新华村"])


def test_two_villages_of_one_name_do_not_share_a_sheet(written):
    book = written(entry(), entry(area_code="430921101202", head="周建国"), by_village=True)

    assert book.sheetnames == ["汇总", "前进村", "前进村（430921101202）"]
    assert "周建国" not in texts(book["前进村"])


def village(code, name, tiers, persons, unknown=0):
    return AreaCount(
        code, name, "village", "青石镇", sum(tiers.values()), sum(persons.values()), tiers, unknown, persons
    )


def test_the_overview_counts_all_households_of_the_place_not_only_those_listed(tmp_path):
    villages = (
        village(
            "430921101201",
            "前进村",
            {"must_enter": 1, "assess": 1, "none": 40, "unknown": 1},
            {"must_enter": 4, "assess": 2, "none": 90, "unknown": 5},
            1,
        ),
        village("430921101202", "新华村", {"must_enter": 1, "none": 7}, {"must_enter": 3, "none": 20}),
        village("430921102201", "别处村", {"none": 9}, {"none": 9}),
    )
    found = a_summary(areas=villages)

    ledger.write(tmp_path / "a.xlsx", [entry()], place="青石镇", found=found, area="430921101")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["汇总"]

    top = heading(sheet)
    rows = [[cell.value for cell in sheet[row]] for row in range(top + 2, top + 5)]
    #       应纳入  待研判  暂无风险  待补信息  合计  信息不全户
    assert rows == [
        [1, "前进村", 1, 4, 1, 2, 40, 90, 1, 5, 43, 101, 1],
        [2, "新华村", 1, 3, 0, 0, 7, 20, 0, 0, 8, 23, 0],
        [None, "合计", 2, 7, 1, 2, 47, 110, 1, 5, 51, 124, 1],
    ]


def test_a_township_without_households_has_a_ledger_all_the_same(written):
    book = written()

    assert book["台账"].cell(3, 1).value == "共 0 户 0 人"


def test_the_same_entries_make_the_same_file(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        ledger.write(tmp_path / name, [entry()], place="青石镇", found=a_summary())

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_more_households_than_a_sheet_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "ROWS_OF_A_SHEET", 22)

    with pytest.raises(Refused) as refused:
        ledger.write(tmp_path / "a.xlsx", [entry()] * 3, place="青石镇", found=a_summary())

    assert "按村" in refused.value.remedy
    assert not (tmp_path / "a.xlsx").exists()


names = st.text("村[]:*?/\\' \tAa汇总（）1", max_size=40)


@given(st.dictionaries(st.from_regex(r"[0-9]{12}", fullmatch=True), names | st.text(), max_size=8))
def test_excel_accepts_every_sheet_name(villages):
    made = ledger.sheet_names(villages.items())

    book = Workbook()
    for name in ("汇总", *made.values()):
        book.add_worksheet(name)  # refuses what Excel would refuse, names that differ in case only among it
    assert made.keys() == villages.keys()
    assert max(Counter(made.values()).values(), default=1) == 1
