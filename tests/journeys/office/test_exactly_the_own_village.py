"""A village's cadre sees exactly the own village: in lists, counts, the find box, addresses and exports."""

from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import Place, Visitors, find, is_missing, workbook


def test_a_cadre_meets_the_own_village_and_no_other(visitors: Visitors, place: Place) -> None:
    village = place.village_of("cun")
    own = codes(place, "=", village)
    foreign = codes(place, "<>", village)
    page = visitors.sign_in("cun")
    page.get_by_role("link", name="农户").first.click()
    expect(page.locator(".list-total")).to_have_text(f"共 {len(own)} 户")
    assert villages_shown(page) == names(place, village)
    assert listed_in_filter(page) == {"", village}
    cannot_be_reached(page, foreign[0])
    assert exported(page) == own


def codes(place: Place, sign: str, village: str) -> list[str]:
    found = place.ask(
        f"SELECT household_id FROM registry_household WHERE area_code {sign} ? AND ended_on IS NULL"
        " ORDER BY area_code, household_id",
        village,
    )
    return [str(code) for (code,) in found]


def names(place: Place, village: str) -> set[str]:
    return {name for (name,) in place.ask("SELECT name FROM areas_area WHERE code = ?", village)}


def villages_shown(page: Page) -> set[str]:
    """In the list's second column."""
    return set(page.locator("tbody tr td:nth-child(2)").all_inner_texts())


def listed_in_filter(page: Page) -> set[str]:
    options = page.get_by_label("地方").locator("option").all()
    return {option.get_attribute("value") or "" for option in options}


def cannot_be_reached(page: Page, household: str) -> None:
    """As if it did not exist."""
    find(page, household)
    expect(page.locator("main")).to_contain_text("没有找到")
    foreign = f"/households/{household}/"
    missing = "/households/000000000000000000/"
    assert is_missing(page, foreign)
    said = page.locator("main").inner_text()
    assert is_missing(page, missing)
    assert page.locator("main").inner_text() == said
    assert household not in said


def exported(page: Page) -> list[str]:
    page.goto("/households/?columns=household_id,head_name,place")
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").click()
    sheet = workbook(download.value).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    (heading,) = [number for number, line in enumerate(rows) if "户编码" in line]
    place = rows[heading].index("户编码")
    return [str(line[place]) for line in rows[heading + 1 :] if line[place]]
