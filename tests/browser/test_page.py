"""The page of a run, as a person sees it."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Page
from tests.builders import a_histogram, a_summary

from shouwang.engine.documents import page
from shouwang.engine.screening.summary import Line

pytestmark = pytest.mark.browser


@dataclass
class Seen:
    page: Page
    complaints: list[str]
    requests: list[str]

    def column(self, number: int) -> list[str]:
        """The texts of a column of the villages that are shown, from the top."""
        return self.page.locator(f".villages tbody tr:visible > :nth-child({number})").all_inner_texts()

    def numbers(self, number: int) -> list[int]:
        return [int(text.replace(",", "")) for text in self.column(number)]

    def head(self, text: str):
        return self.page.get_by_role("columnheader", name=text, exact=True)


@pytest.fixture
def seen(chromium, tmp_path):
    """Open the page of a made-up run in a window of a given width."""
    contexts = []

    def see(width=1366, height=768, **changes):
        path = tmp_path / "page.html"
        page.write(path, a_summary(**changes))
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}))
        view = Seen(contexts[-1].new_page(), [], [])
        view.page.on("console", lambda message: view.complaints.append(message.text))
        view.page.on("pageerror", lambda error: view.complaints.append(str(error)))
        view.page.on("request", lambda request: view.requests.append(request.url))
        view.page.goto(path.as_uri())
        return view

    yield see
    for context in contexts:
        context.close()


def test_the_browser_complains_of_nothing_and_fetches_nothing(seen, tmp_path):
    view = seen()

    view.head("户数").get_by_role("button").click()
    view.page.get_by_label("按乡镇筛选").select_option(label="白河镇")

    assert view.complaints == []
    assert view.requests == [(tmp_path / "page.html").as_uri()]


def test_totals_are_seen_without_scrolling(seen):
    view = seen()

    tiles = view.page.locator(".tile")
    assert tiles.locator(".figure").all_inner_texts() == ["11,196", "448", "472", "9,968", "308"]
    bottom = tiles.last.bounding_box()
    assert bottom["y"] + bottom["height"] < 768


@pytest.mark.parametrize("width", [360, 390, 768, 1366, 1920])
def test_the_page_never_scrolls_sideways(seen, width):
    view = seen(width, as_if=True, assumptions=("households.subsistence_allowance=none",) * 6)

    assert view.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 1366])
def test_the_line_is_marked_where_it_lies_among_the_bars(seen, width):
    view = seen(width)

    mark = view.page.locator(".histogram .line line").bounding_box()
    bar = view.page.locator(".histogram .bin").nth(13).bounding_box()  # 6,500–7,000
    assert bar["x"] < mark["x"] < bar["x"] + bar["width"]
    assert view.page.get_by_text("监测线 6,900 元").is_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_labels_of_lines_stay_inside_the_chart(seen, width):
    lines = (Line("红色预警线", Decimal(5000)), Line("绿色稳定线", Decimal(19000)))
    view = seen(width, incomes=a_histogram(lines=lines))

    chart = view.page.locator(".histogram").bounding_box()
    for label in view.page.locator(".histogram .line text").all():
        box = label.bounding_box()
        assert chart["x"] <= box["x"]
        assert box["x"] + box["width"] <= chart["x"] + chart["width"]


def test_a_click_sorts_the_villages_and_another_turns_them_round(seen):
    view = seen()
    button = view.head("应纳入").get_by_role("button")

    button.click()
    assert view.numbers(5) == sorted(view.numbers(5), reverse=True)
    assert view.head("应纳入").get_attribute("aria-sort") == "descending"

    button.click()
    assert view.numbers(5) == sorted(view.numbers(5))
    assert view.head("应纳入").get_attribute("aria-sort") == "ascending"


def test_sorting_needs_no_mouse(seen):
    view = seen()

    view.head("人口").get_by_role("button").focus()
    view.page.keyboard.press("Enter")

    assert view.numbers(4) == sorted(view.numbers(4), reverse=True)
    assert view.head("人口").get_attribute("aria-sort") == "descending"
    assert view.head("户数").get_attribute("aria-sort") == "none"


def test_every_column_can_be_sorted_and_keeps_its_rows_together(seen):
    view = seen()
    before = sorted(view.page.locator(".villages tbody tr").all_inner_texts())

    for button in view.page.locator(".villages thead button").all():
        button.click()
        assert sorted(view.page.locator(".villages tbody tr").all_inner_texts()) == before


def test_one_township_can_be_looked_at_and_its_total_is_right(seen):
    view = seen()
    whole = view.page.locator(".villages tfoot .n").first.inner_text()

    view.page.get_by_label("按乡镇筛选").select_option(label="白河镇")

    assert set(view.column(1)) == {"白河镇"}
    assert view.page.get_by_role("status").inner_text() == "显示 7 / 56 个村"
    assert view.page.locator(".villages tfoot .n").first.inner_text() == f"{sum(view.numbers(3)):,}" != whole


def test_on_a_phone_a_village_still_says_its_township(seen):
    view = seen(390, 844)

    assert view.column(2)[0].split() == ["前进村", "青石镇"]


def test_a_printed_page_has_all_villages_and_no_controls(seen):
    view = seen()

    view.page.emulate_media(media="print")

    assert not view.page.get_by_label("按乡镇筛选").is_visible()
    assert view.page.evaluate("getComputedStyle(document.querySelector('.tall')).maxHeight") == "none"
