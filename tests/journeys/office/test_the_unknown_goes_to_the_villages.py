"""What is unknown goes to the villages as a list; a cadre finds it on the desk, and it gets shorter."""

import re
import time
import zipfile
from io import BytesIO

import openpyxl
from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import PATIENCE, Place, Visitors, card, menu_to, row

ASKED = "住房问题能否自行解决"


def lacking(page: Page) -> int:
    """Households of the village that lack the answer."""
    return int(row(page, ASKED).first.locator("td").nth(2).inner_text())


def shrinks(page: Page, *, to: int) -> bool:
    """Within seconds, the page says."""
    until = time.monotonic() + PATIENCE / 1000
    while (there := lacking(page)) != to and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.reload()
    return there == to


def test_the_county_hands_out_one_workbook_for_each_village(visitors: Visitors, place: Place) -> None:
    village = place.village_of("cun")
    ((name,),) = place.ask("SELECT name FROM areas_area WHERE code = ?", village)
    page = visitors.sign_in("xian")
    menu_to(page, "补齐信息")
    told = page.locator("[aria-labelledby=handing-title] tbody tr")
    villages = told.count()
    page.get_by_role("button", name="按村打包下载").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载").first.click()
    with zipfile.ZipFile(downloading.value.path()) as pack:
        assert len(pack.namelist()) == villages
        (own,) = (one for one in pack.namelist() if name in one)
        book = openpyxl.load_workbook(BytesIO(pack.read(own)))
    assert any(cell.value == ASKED for sheet in book for line in sheet.iter_rows() for cell in line)


def test_the_cadre_finds_it_on_the_desk_and_the_number_shrinks(visitors: Visitors) -> None:
    page = visitors.sign_in("cun")
    waiting = card(page, "待补的信息")
    items = int(re.findall("[0-9]+", waiting.inner_text())[-1])
    waiting.click()
    expect(page.locator("#columns-title ~ * tbody tr")).to_have_count(items)
    before = lacking(page)
    row(page, ASKED).first.get_by_role("link").first.click()
    page.locator("td.on-cell select").first.select_option(label="是")
    page.get_by_role("button", name="保存这一页").click()
    expect(page.get_by_text("补上了 1 格。")).to_be_visible()
    menu_to(page, "补齐信息")
    assert shrinks(page, to=before - 1)
    expect(page.locator(".progress-tiers .tier-red b")).to_be_visible()
