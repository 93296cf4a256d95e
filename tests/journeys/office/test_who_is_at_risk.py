"""Who is at risk and why: the county asks, a leader adds up, a cadre sees the own village."""

import re

from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import Place, Visitors, is_missing


def moved(place: Place, move: str) -> int:
    ((count,),) = place.ask(
        "SELECT count(*) FROM screening_finding WHERE move = ? AND run_id = (SELECT max(id) FROM screening_run)",
        move,
    )
    return int(count)


def test_the_county_goes_from_a_number_to_a_household_and_asks_what_if(
    visitors: Visitors, place: Place
) -> None:
    entered = moved(place, "entered")
    page = visitors.sign_in("xian")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="筛查").click()
    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.locator("#moves-title")).to_be_visible()
    page.locator(".moves a").filter(has_text="新进入").click()
    expect(page.locator("#rows")).to_contain_text(f"共 {entered} 户")
    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="触发的条款")).to_be_visible()
    expect(page.locator(".clause-basis").first).to_contain_text("依据")
    expect(page.locator("main")).to_contain_text("历次分级")
    counted = ask_what_if(page, place)
    page.locator(".tier-red").click()
    listed = page.locator("#rows tbody tr")
    expect(listed).to_have_count(min(counted, 50))
    expect(listed.first).to_contain_text("防止返贫监测收入基准线")


def ask_what_if(page: Page, place: Place) -> int:
    """How many would enter under a higher line; the page lists them."""
    ((run,),) = place.ask("SELECT max(id) FROM screening_run")
    page.goto(f"/screening/runs/{run}/")
    page.get_by_role("link", name="假如标准变了").click()
    page.get_by_label("防止返贫监测收入基准线").fill("7300")
    page.get_by_role("button", name="测算").click()
    enters = page.locator(".tier-red b")
    expect(enters).to_have_text(re.compile(r"^[1-9][0-9]*$"))
    return int(enters.inner_text())


def test_a_cadre_sees_the_own_village_and_why(visitors: Visitors, place: Place) -> None:
    village = place.village_of("cun")
    ((listed,),) = place.ask(
        "SELECT count(*) FROM screening_finding WHERE area_code = ?"
        " AND run_id = (SELECT max(id) FROM screening_run)",
        village,
    )
    page = visitors.sign_in("cun")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="风险名单").click()
    expect(page.locator(".list-total")).to_contain_text(f"{listed} 户")
    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.locator(".verdict-tier")).to_be_visible()
    ((foreign,),) = place.ask(
        "SELECT h.household_id FROM screening_finding f JOIN registry_household h ON h.id = f.household_id"
        " WHERE f.area_code <> ? LIMIT 1",
        village,
    )
    assert is_missing(page, f"/households/{foreign}/reasons/")


def adds_up(said: str) -> bool:
    """306 = 291 + 15 户；1,020 = 970 + 50 人: every equation of households and of persons."""
    equations = re.findall("([0-9,]+) = ([0-9,+ ]+)", said)
    return len(equations) == 2 and all(
        number(whole) == sum(map(number, parts.split("+"))) for whole, parts in equations
    )


def number(text: str) -> int:
    return int(text.strip().replace(",", ""))


def test_a_leader_opens_the_own_place_down_to_a_household(visitors: Visitors, place: Place) -> None:
    page = visitors.sign_in("lingdao")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="辖区情况").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("双家镇")
    sums = page.locator(".sums").filter(has_text=re.compile("^[0-9,]+ = ")).all_inner_texts()
    assert len(sums) > 3, sums
    assert all(adds_up(said) for said in sums), sums
    expect(page.locator("main")).not_to_contain_text("不符")
    gravest = page.locator(".tiers a[href*='key=must_enter']:has(b)")
    households = gravest.locator("b").inner_text().split()[0]
    gravest.click()
    expect(page.locator("#rows")).to_contain_text(f"共 {households} 户")
    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.locator(".verdict-tier")).to_be_visible()
