"""The pictures of docs/tour-of-the-office.md, taken anew:  python -m tests.journeys.office.pictures DEMO

DEMO is what `make demo` built and nobody has worked with yet; it is changed.
"""

import shutil
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright
from tests.browsing import ARGUMENTS
from tests.journeys.office import test_from_a_run_to_a_household as whole
from tests.journeys.office import test_from_birth_to_member as birth
from tests.journeys.office import test_from_workbook_to_register as workbook
from tests.journeys.office import test_who_is_at_risk as risk
from tests.journeys.office.pixels import Pixels, pixels
from tests.journeys.office.visiting import PHONE, Place, Visitors, card, find, row
from tests.offices import Office

TO = Path(__file__).parents[3] / "docs" / "pictures"
COLOURS = 256


def written(picture: Pixels) -> bytes:
    """A PNG with a palette: the most frequent colours, everything else as the nearest of them."""
    codes = picture.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    found, place, count = np.unique(codes, return_inverse=True, return_counts=True)
    rgb = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.int32)
    chosen = rgb[np.argsort(-count)[:COLOURS]]
    nearest = np.array([((one - chosen) ** 2).sum(axis=1).argmin() for one in rgb], np.uint8)
    high, wide = picture.shape[:2]
    lines = np.pad(
        nearest[place].reshape(high, wide), ((0, 0), (1, 0))
    )  # each line begins with “not filtered”
    head = struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", chosen.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    chunks = [struct.pack(">I", len(x)) + t + x + struct.pack(">I", zlib.crc32(t + x)) for t, x in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Album:
    def __init__(self, visitors: Visitors) -> None:
        self.visitors = visitors
        self.blank = visitors.browser.new_page()

    def keep(self, name: str, *pictures: Pixels, across: bool = False) -> None:
        TO.mkdir(exist_ok=True)
        picture = np.concatenate(pictures, axis=1 if across else 0)
        (TO / f"{name}.png").write_bytes(written(picture))

    def seen(self, page: Page) -> Pixels:
        page.wait_for_load_state("networkidle")
        return pixels(self.blank, page.screenshot(animations="disabled", caret="hide"))

    def take(self, name: str, page: Page) -> None:
        self.keep(name, self.seen(page))


def clerk(album: Album) -> None:
    page = album.visitors.sign_in("zhuangan")
    workbook.upload(page, album.visitors)
    album.take("import-understood", page)
    page.get_by_role("link", name="列没有问题，看下一步").click()
    album.take("import-problems", page)
    page.get_by_role("link", name="继续：怎么比对").click()
    workbook.compare(page)
    workbook.look_at_the_preview(page)
    album.take("import-preview", page)
    changed = row(page, "住房鉴定等级").nth(4).locator("td").first.inner_text()
    workbook.commit(page)
    find(page, changed)
    shown = page.locator("#history").screenshot(animations="disabled")
    album.keep("history", pixels(album.blank, shown))


def births(album: Album) -> None:
    cadre = album.visitors.sign_in("cun")
    album.take("desk-village", cadre)
    cadre.get_by_role("link", name="农户").first.click()
    households = album.seen(cadre)
    household = birth.somebody(album.visitors.place)
    find(cadre, household)
    opened = album.seen(cadre)
    album.keep("households", households)
    album.keep("household", opened)
    album.keep("office", households[:560], opened[:700])
    birth.ask(cadre, household)
    county = album.visitors.sign_in("xian")
    album.take("desk-county", county)
    card(county, "待我审批").click()
    row(county, birth.BORN.isoformat()).get_by_role("link").first.click()
    expect(county.get_by_role("region", name="批准后会改什么")).to_be_visible()
    album.take("approval", county)


def at_risk(album: Album) -> None:
    county = album.visitors.sign_in("xian")
    find = county.get_by_role("navigation", name="主菜单").get_by_role
    find("link", name="筛查").click()
    county.locator("tbody tr").first.get_by_role("link").first.click()
    album.take("run", county)
    county.locator(".moves a").filter(has_text="新进入").click()
    album.take("at-risk", county)
    county.locator("tbody tr").first.get_by_role("link").first.click()
    album.take("reasons", county)
    find("link", name="补齐信息").click()
    album.take("complete", county)
    find("link", name="辖区情况").click()
    expect(county.locator("canvas").first).to_be_visible()
    album.take("area", county)
    for name, link in (("summary", "情况汇总表"), ("groups", "档外五类")):
        county.get_by_role("link", name=link).first.click()
        album.take(name, county)
    risk.ask_what_if(county, album.visitors.place)
    # What was asked fills the screen; the answer lies below.
    county.locator(".section-title").evaluate("one => one.scrollIntoView({block: 'center'})")
    album.take("what-if", county)
    look_ahead(album, county)
    at_risk_on_a_phone(album)


def look_ahead(album: Album, county: Page) -> None:
    """Two screenings beside each other, and a form that says what saving it would change."""
    place = album.visitors.place
    runs = place.ask("SELECT id FROM screening_run ORDER BY id LIMIT 2")
    county.goto("/screening/differences/?before={}&after={}".format(*(run for (run,) in runs)))
    album.take("differences", county)
    _household, person, _village = whole.uninsured(place)
    county.goto(f"/persons/{person}/facts/")
    whole.fill_insurance(county, "是")
    expect(county.locator("#outlook-told .outlook")).to_be_visible()
    album.take("live-check", county)


def token(album: Album) -> None:
    page = album.visitors.sign_in("xian")
    page.goto("/accounts/me/tokens/new/")
    page.get_by_label("用途").fill("县民政救助平台")
    for permission in ("查看农户", "查看统计"):
        page.get_by_label(permission).check()
    album.take("token", page)


def at_risk_on_a_phone(album: Album) -> None:
    page = album.visitors.sign_in("lingdao", size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/situation/")
    area = album.seen(page)
    page.goto("/screening/")
    listed = album.seen(page)
    page.locator("tbody tr").first.get_by_role("link").first.click()
    reasons = album.seen(page)
    gap = np.full((PHONE["height"], 24, 3), 255, np.uint8)
    album.keep("phone-at-risk", area, gap, listed, gap, reasons, across=True)


def others(album: Album) -> None:
    auditor = album.visitors.sign_in("shenji")
    auditor.get_by_role("link", name="日志").first.click()
    album.take("journal", auditor)
    administrator = album.visitors.sign_in("guanli")
    administrator.get_by_role("link", name="用户").first.click()
    album.take("users", administrator)
    administrator.get_by_role("link", name="区划").first.click()
    album.take("areas", administrator)


def phone(album: Album) -> None:
    page = album.visitors.sign_in("cun", size=PHONE, has_touch=True, is_mobile=True)
    desk = album.seen(page)
    page.goto("/households/")
    listed = album.seen(page)
    page.locator("tbody tr").nth(1).get_by_role("link").first.click()
    opened = album.seen(page)
    gap = np.full((PHONE["height"], 24, 3), 255, np.uint8)
    album.keep("phone", desk, gap, listed, gap, opened, across=True)


def main(demo: Path) -> None:
    (book,) = (demo / "表格").iterdir()
    office = Office(demo / "办公")
    with office.serving() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        visitors = Visitors(browser, Place(served.address, office, book))
        album = Album(visitors)
        album.take("sign-in", visitors.come())
        for tell in (at_risk, token, births, clerk, others, phone):
            tell(album)
        browser.close()
        assert visitors.complaints == []


if __name__ == "__main__":
    main(Path(sys.argv[1]))
