"""Everything that a cadre does every day can be done with the keyboard alone."""

from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import PASSWORD, Visitors

MOST_TABS = 60


def tab_to(page: Page, text: str) -> None:
    """Presses Tab until what has the focus says so."""
    for _pressed in range(MOST_TABS):
        page.keyboard.press("Tab")
        if text in page.evaluate("document.activeElement.innerText || ''"):
            return
    raise AssertionError(f"{text} cannot be reached")


def focus_is_visible(page: Page) -> bool:
    return bool(
        page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()"
        )
    )


def test_from_sign_in_to_a_change_without_a_mouse(visitors: Visitors) -> None:
    page = visitors.come()
    # The field for the name gets the focus by itself, once the page is there.
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("cun")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "跳到正文"
    tab_to(page, "农户")
    assert focus_is_visible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("农户")

    for _row in range(2):
        page.keyboard.press("j")
    name = page.evaluate("document.activeElement.closest('tr').querySelector('td').innerText")
    assert focus_is_visible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    tab_to(page, "申请变更")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="出生")).to_be_visible()
    tab_to(page, "出生")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("出生")
    tab_to_field(page, "name")
    page.keyboard.type("余小满")
    expect(page.get_by_label("姓名")).to_have_value("余小满")

    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def tab_to_field(page: Page, name: str) -> None:
    for _pressed in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} cannot be reached")
