"""The county office works in English: from a run to a household's reasons, what would change, and what to complete."""

import re

from playwright.sync_api import Page, expect
from tests.journeys.office.test_in_english import chinese, names
from tests.journeys.office.visiting import PASSWORD, Place, Visitors

CLAUSES = re.compile("《[^》]*》|〔[^〕]*〕")
"""Titles and numbers of documents stay as they were issued."""


def sign_in(visitors: Visitors, username: str) -> Page:
    page = visitors.come()
    page.get_by_role("button", name="English").click()
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button.btn-primary").click()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    return page


def follow(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name=name).click()


def test_the_county_walks_from_a_run_to_what_is_missing_in_english(visitors: Visitors, place: Place) -> None:
    known = re.compile("|".join(map(re.escape, names(place))) + "|" + CLAUSES.pattern)

    def in_english(page: Page) -> None:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert chinese(page, known) == [], page.url

    page = sign_in(visitors, "xian")
    in_english(page)
    follow(page, "Screening")
    in_english(page)
    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.locator("#moves-title")).to_be_visible()
    in_english(page)
    page.locator(".moves a").first.click()
    in_english(page)
    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.locator(".verdict-tier")).to_be_visible()
    in_english(page)
    ask_what_if(page, place)
    in_english(page)
    follow(page, "To complete")
    in_english(page)
    page.locator("#columns-title ~ .sheet tbody tr a").first.click()
    in_english(page)


def ask_what_if(page: Page, place: Place) -> None:
    ((run,),) = place.ask("SELECT max(id) FROM screening_run")
    page.goto(f"/screening/runs/{run}/what-if/")
    page.locator("main input[type=number], main input[inputmode]").first.fill("7300")
    page.locator("main button.btn-primary").click()
    expect(page.locator(".tier-red b")).to_be_visible()


def test_the_county_asks_what_is_different_and_why_in_english(visitors: Visitors, place: Place) -> None:
    known = re.compile("|".join(map(re.escape, names(place))) + "|" + CLAUSES.pattern)

    def in_english() -> None:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert chinese(page, known) == [], page.url

    page = sign_in(visitors, "xian")
    follow(page, "Screening")
    page.locator("tbody tr").first.get_by_role("link").first.click()
    page.get_by_role("link", name="Compare with another").click()
    page.locator("main button.btn-primary").click()
    expect(page.locator("#rows-title")).to_contain_text(re.compile("[1-9]"))
    in_english()
    page.locator(".tier-red").click()
    page.locator("#rows tbody tr").first.get_by_role("link").first.click()
    expect(page.locator(".clause").first).to_be_visible()
    in_english()
