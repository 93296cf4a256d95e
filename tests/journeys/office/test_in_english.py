"""A clerk works in English: only the register's own data stay Chinese."""

from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import PASSWORD, Place, Visitors

CHINESE_TEXTS = """() => {
  // Data: cells, values of facts, what people and places are called, choices of places and persons.
  const data = "td, dd, option, .office-user, .office-area, .crumbs, h1, .office-heading p, [lang|=zh]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), around = walker.currentNode.parentElement;
    if (/[\\u4e00-\\u9fff]/.test(text) && around.checkVisibility() && !around.closest(data)) found.push(text);
  }
  return found;
}"""


def chinese(page: Page) -> list[str]:
    found: list[str] = page.evaluate(CHINESE_TEXTS)
    return found


def test_a_clerk_signs_in_lists_opens_and_asks_in_english(visitors: Visitors, place: Place) -> None:
    page = visitors.come()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert chinese(page) == []
    page.locator("input[name=username]").fill("zhuangan")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button.btn-primary").click()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    assert chinese(page) == []
    ((household,),) = place.ask(
        "SELECT household_id FROM registry_household WHERE area_code = ? LIMIT 1", place.village_of("cun")
    )
    for path in ("", "change/", "change/birth/"):
        page.goto(f"/households/{household}/{path}" if path else "/households/")
        assert chinese(page) == [], page.url
    page.goto(f"/households/{household}/")
    assert chinese(page) == []
    assert "/" not in page.title().replace("/ Shouwang", "")
