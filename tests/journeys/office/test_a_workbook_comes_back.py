"""The workbook of what is missing: taken away, filled in and handed back – by the village, and by the township."""

from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from tests.journeys.office.visiting import DESK, PHONE, Visitors, say_yes, workbook

ASKED, ANSWER = "住房问题能否自行解决", "是"


def taken_away(page: Page) -> BytesIO:
    """Filled in: the first households that are asked."""
    page.goto("/screening/complete/")
    page.get_by_role("button", name="下载待补表").first.click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载").first.click()
    book = workbook(downloading.value)
    for sheet in book.worksheets:
        _title, _note, header, *lines = sheet.iter_rows()
        places = [cell.column - 1 for cell in header if cell.value == ASKED]
        cells = [line[place] for line in lines for place in places if not line[place].protection.locked]
        for cell in cells[:3]:
            cell.value = ANSWER
    filled = BytesIO()
    book.save(filled)
    return filled


def handed_in(page: Page, filled: BytesIO, to: Path) -> None:
    path = to / "待补表.xlsx"
    path.write_bytes(filled.getvalue())
    page.goto("/screening/complete/")
    page.get_by_role("link", name="交回填好的表").first.click()
    page.get_by_label("填好的待补表").set_input_files(path)
    page.get_by_role("button", name="上传并查看").click()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_village_hands_it_in(visitors: Visitors, tmp_path: Path, size: ViewportSize) -> None:
    page = visitors.sign_in("cun", size=size)
    handed_in(page, taken_away(page), tmp_path)

    expect(page.get_by_text("确认以后会补上 3 户的 3 格")).to_be_visible()
    page.get_by_role("button", name="写入这 3 格").click()

    expect(page.get_by_text("补上了 3 格。")).to_be_visible()
    taken_back(page)


def taken_back(page: Page) -> None:
    """It was the wrong village's: all of it is unknown again."""
    page.get_by_role("link", name="补齐记录").click()
    page.locator("tbody a").first.click()
    expect(page.get_by_text("没有再改过")).to_have_count(3)
    page.get_by_role("link", name="整次撤回").click()
    page.get_by_label("为什么撤回").fill("是邻村的表")
    page.get_by_role("button", name="撤回").click()

    expect(page.get_by_text("撤回了 3 格。")).to_be_visible()
    expect(page.get_by_text("已撤回或后来又改过")).to_have_count(3)


def test_the_township_is_asked_nothing_on_the_way(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.sign_in("zhuangan")
    handed_in(page, taken_away(page), tmp_path)

    expect(page.get_by_role("heading", level=1)).to_have_text("预览")
    page.get_by_role("button", name="写入登记簿").click()
    say_yes(page)
    expect(page.get_by_role("heading", name="写入了什么")).to_be_visible()
    expect(page.get_by_role("link", name="撤销这次导入").first).to_be_visible()
