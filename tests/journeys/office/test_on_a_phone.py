"""At a household's door: desk, list and household on a phone, without moving the page sideways."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import PHONE, Place, Visitors, card

FINGER = 32
"""Least height of what is tapped, in pixels."""


def fits(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width <= PHONE["width"]


def test_a_cadre_opens_a_household_on_a_phone(visitors: Visitors) -> None:
    page = visitors.sign_in("cun", size=PHONE, has_touch=True, is_mobile=True)
    assert fits(page)
    box = card(page, "保障到期待核查").bounding_box()
    assert box is not None and box["height"] >= FINGER
    page.get_by_role("button", name="打开或关闭菜单").tap()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="农户").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("农户")
    assert fits(page)

    first = page.locator("tbody tr").first
    name = first.get_by_role("link").first
    head = name.inner_text()
    first.get_by_role("button", name="展开其余各项").tap()
    expect(first).to_contain_text("一般农户")
    name.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text(head)
    assert fits(page)
    page.get_by_role("link", name="申请变更").tap()
    page.get_by_role("link", name="出生").tap()
    expect(page.get_by_label("姓名")).to_be_visible()
    assert fits(page)


def test_a_cadre_fills_in_a_page_with_saving_always_in_reach(visitors: Visitors) -> None:
    page = visitors.sign_in("cun", size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/screening/complete/")
    assert fits(page)
    rest = page.locator("details.fold").first
    expect(rest.locator("td").first).to_be_hidden()
    rest.locator("summary").tap()
    expect(rest.locator("td").first).to_be_visible()
    page.locator("td.on-title").get_by_role("link").first.tap()
    save = page.get_by_role("button", name="保存这一页")
    expect(save).to_be_in_viewport()
    assert fits(page)
    page.locator("td.on-cell select").first.select_option(index=1)
    save.tap()
    expect(page.get_by_text("补上了 1 格。")).to_be_visible()


@pytest.mark.parametrize(
    ("table", "line", "written"),
    [
        ("incomes", ("18,000", "6000", "0", "500", "3000"), "登记了 1 户的收入。"),
        ("expenses", ("18,000", "4000", "6000", "0", "0", "0", "1200"), "登记了 1 户的支出。"),
    ],
)
def test_a_cadre_fills_in_what_a_household_earned_and_spent(
    visitors: Visitors, table: str, line: tuple[str, ...], written: str
) -> None:
    page = visitors.sign_in("cun", size=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/screening/complete/{table}.*/")
    cells = page.locator(".fill-many tbody tr").first.locator("td.on-cell input:not([type=hidden])")
    expect(cells).to_have_count(len(line))
    assert fits(page)
    head = page.locator(".fill-many td.on-title a").first.inner_text()
    for place, amount in enumerate(line[:-1]):
        cells.nth(place).fill(amount)
    save = page.get_by_role("button", name="保存这一页")
    save.tap()
    expect(page.get_by_text("没有的写 0；不知道的，这一户整行留空。")).to_be_visible()
    expect(cells.first).to_have_value("18,000")
    cells.last.fill(line[-1])
    save.tap()
    expect(page.get_by_text(written)).to_be_visible()
    expect(page.locator(".fill-many td.on-title a", has_text=head)).to_have_count(0)


OUT_OF_REACH = """([wide, finger]) => [...document.querySelectorAll("main .btn, .office-actions .btn")].filter((one) => {
  const { left, right, width, height } = one.getBoundingClientRect();
  return one.checkVisibility() && width && (left < 0 || right > wide || height < finger);
}).map((one) => one.innerText)"""


@pytest.mark.parametrize(
    "what", ["screening/", "households/{household}/reasons/", "situation/", "screening/complete/"]
)
def test_who_is_at_risk_and_why_fits_a_phone(visitors: Visitors, place: Place, what: str) -> None:
    ((household,),) = place.ask(
        "SELECT h.household_id FROM screening_finding f JOIN registry_household h ON h.id = f.household_id"
        " WHERE f.area_code = ? ORDER BY f.rank, f.id LIMIT 1",
        place.village_of("cun"),
    )
    page = visitors.sign_in("cun", size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/" + what.format(household=household))
    page.wait_for_load_state("networkidle")
    assert page.locator("main .btn, .office-actions .btn").count()
    assert fits(page)
    assert page.evaluate(OUT_OF_REACH, [PHONE["width"], FINGER]) == []
