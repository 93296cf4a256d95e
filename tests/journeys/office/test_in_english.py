"""A clerk works in English: only the register's own data stay Chinese."""

import re

from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import PASSWORD, Place, Visitors

CHINESE_TEXTS = """() => {
  // What cells, facts and choices hold is data; the language's own name stays in that language.
  const data = "td, dd, option, .office-face, [lang|=zh]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    if (around.checkVisibility() && !around.closest(data)) found.push(walker.currentNode.textContent.trim());
  }
  return found;
}"""
HAN = re.compile("[\u4e00-\u9fff]")
EXAMPLE = re.compile("“[^”]*”")


def names(place: Place) -> list[str]:
    """Of people and places, the longest first; the demonstration's people are called after their roles."""
    found = place.ask(
        "SELECT name FROM areas_area UNION SELECT name FROM registry_person"
        " UNION SELECT full_name FROM accounts_user UNION SELECT group_name FROM registry_household"
    )
    return sorted((name for (name,) in found if name), key=len, reverse=True)


def chinese(page: Page, known: re.Pattern[str]) -> list[str]:
    """Texts of the page that are Chinese without being somebody's or some place's name, or an example in quotes."""
    texts: list[str] = page.evaluate(CHINESE_TEXTS)
    return [text for text in texts if HAN.search(known.sub("", EXAMPLE.sub("", text)))]


def test_a_clerk_signs_in_lists_opens_and_asks_in_english(visitors: Visitors, place: Place) -> None:
    known = re.compile("|".join(map(re.escape, names(place))))
    page = visitors.come()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert chinese(page, known) == []
    page.locator("input[name=username]").fill("zhuangan")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button.btn-primary").click()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    assert chinese(page, known) == []
    ((household,),) = place.ask(
        "SELECT household_id FROM registry_household WHERE area_code = ? LIMIT 1", place.village_of("cun")
    )
    own = f"/households/{household}/"
    for path in (
        "/households/",
        own,
        f"{own}change/",
        f"{own}change/birth/",
        "/imports/",
        "/imports/upload/",
    ):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert chinese(page, known) == [], path
