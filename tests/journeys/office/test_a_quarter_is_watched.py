"""A village's cadre looks after incomes from house to house, on a phone; the county sees how far the quarter has come."""

from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import PHONE, Visitors, row


def test_a_quarter_is_watched_on_a_phone_and_counted_for_the_county(visitors: Visitors) -> None:
    cadre = visitors.sign_in("cun", PHONE)
    cadre.get_by_role("link", name="本季度还没有监测的户").click()
    cadre.locator("tbody a").first.click()
    first = heading(cadre)
    answer(cadre, "有渠道", "稳定", "下降")
    expect(cadre.get_by_text("收入下降时，须写明原因。")).to_be_visible()
    cadre.get_by_label("说明").fill("厂里停工")
    cadre.get_by_role("button", name="记下监测结果").click()
    expect(cadre.get_by_role("link", name="登记事件，重新判断风险")).to_be_visible()
    expect(cadre.locator("h1")).to_contain_text("黄")
    cadre.get_by_role("link", name="下一户").click()
    second = heading(cadre)
    answer(cadre, "有渠道", "没有人就业", "持平")
    expect(cadre.get_by_text("的季度监测：绿")).to_be_visible()
    assert len({first, second, heading(cadre)}) == 3
    look(visitors.sign_in("xian"))


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def answer(page: Page, *labels: str) -> None:
    for group, label in zip(("有没有增收渠道", "就业稳不稳", "收入水平，与上季度比"), labels, strict=True):
        page.get_by_role("group", name=group).get_by_label(label, exact=True).check()
    page.get_by_role("button", name="记下监测结果").click()


def look(page: Page) -> None:
    page.get_by_role("link", name="农户", exact=True).first.click()
    page.get_by_role("link", name="季度监测").click()
    page.get_by_role("link", name="各地进度").click()
    expect(row(page, "合计")).to_contain_text("%")
