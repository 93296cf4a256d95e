"""The county walks the whole way: a run by hand, its numbers, the map, a village, a household, what would change it."""

import re

from playwright.sync_api import FilePayload, Page, expect
from tests.journeys.office.pixels import Pixels, pixels
from tests.journeys.office.visiting import Place, Visitors, menu_to, numbers_of, row, workbook

BEFORE, NOVEMBER, CHANGED = "2022-10-31", "2022-11-30", "2022-11-15"
COUNTY = "430921000000"
GAP = "⑤ 低收入家庭“三保障”或饮水安全不到位"
DEGREE = 0.1
WIDE, HEAD, FOOT, LEGEND = 1600, 96, 72, 64
"""Pixels: of a map, around it for title and shades; around a chart for title and legend."""


def uninsured(place: Place) -> tuple[str, str, str]:
    """Household, member, village: it entered for no other reason than that the member is not insured."""
    ((household, person, village),) = place.ask(
        "SELECT h.household_id, p.person_id, h.area_code FROM screening_finding f"
        " JOIN registry_household h ON h.id = f.household_id JOIN registry_person p ON p.household_id = h.id"
        " WHERE f.run_id = (SELECT max(id) FROM screening_run) AND f.tier_before = 'none' AND f.move = 'entered'"
        " AND f.rules = ',safety-net-gap,' AND NOT p.medical_insured AND p.ended_on IS NULL"
        " ORDER BY f.id LIMIT 1"
    )
    return str(household), str(person), str(village)


def insured(place: Place) -> tuple[str, str]:
    """Household and member: on allowance, and nobody has to look after them."""
    ((household, person),) = place.ask(
        "SELECT h.household_id, p.person_id FROM registry_household h JOIN registry_person p ON p.household_id = h.id"
        " WHERE h.subsistence_allowance = 'whole' AND h.ended_on IS NULL AND p.ended_on IS NULL"
        " AND p.medical_insured AND NOT EXISTS (SELECT 1 FROM screening_finding f WHERE f.household_id = h.id)"
        " ORDER BY p.person_id LIMIT 1"
    )
    return str(household), str(person)


def named(place: Place, code: str) -> str:
    return str(place.ask("SELECT name FROM areas_area WHERE code = ?", code)[0][0])


def counted(page: Page, label: str) -> int:
    """Households in a tier, as the page says."""
    said = page.locator(".tier").filter(has=page.get_by_text(label, exact=True)).locator("b").inner_text()
    return int(said.split()[0].replace(",", ""))


def fill_insurance(page: Page, answer: str) -> None:
    page.get_by_label("是否参加城乡居民基本医疗保险").select_option(label=answer)
    page.get_by_label("从哪天起是这样").fill(CHANGED)


def save(page: Page) -> None:
    page.locator(".form-foot").get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("更正")


def test_from_the_map_to_the_clause_and_what_would_change_it(visitors: Visitors, place: Place) -> None:
    household, person, village = uninsured(place)
    page = visitors.sign_in("xian")
    menu_to(page, "辖区情况")
    for code in (f"{village[:9]}000", village):
        page.locator(".tiles").get_by_role("link", name=named(place, code)).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(named(place, code))
    page.locator(".tiers a[href*='key=must_enter']:has(b)").click()
    page.locator(f"#rows a[href*='{household}']").first.click()
    expect(page.locator(".verdict-tier")).to_have_text("应纳入")
    clause = page.locator(".clause").filter(has_text=GAP)
    expect(clause.locator(".clause-basis")).to_contain_text("三保障")
    expect(clause.locator(".ways li").filter(has_text="医疗保险")).to_be_visible()

    page.get_by_role("link", name="看农户").click()
    row(page.locator("#members"), "未参保").get_by_role("link").first.click()
    page.get_by_role("link", name="更正信息").click()
    fill_insurance(page, "是")
    told = page.locator("#outlook-told")
    expect(told.locator("li").filter(has_text="不再触发")).to_contain_text(GAP)
    expect(told.locator(".outlook-tiers")).to_have_text(
        re.compile("现在.*应纳入.*保存后.*未见风险", re.DOTALL)
    )
    assert place.ask("SELECT medical_insured FROM registry_person WHERE person_id = ?", person) == [(0,)]

    save(page)
    page.goto(f"/households/{household}/reasons/")
    expect(page.locator(".verdict-tier")).to_have_text("未见风险")
    expect(page.locator(".clause")).to_have_count(0)


def test_a_run_by_hand_tells_what_moved_and_why_it_is_unknown(visitors: Visitors, place: Place) -> None:
    (worse, falls), (better, rises, _village) = insured(place), uninsured(place)
    page = visitors.sign_in("xian")
    for person, answer, change in ((falls, "否", "将触发"), (rises, "是", "不再触发")):
        page.goto(f"/persons/{person}/facts/")
        fill_insurance(page, answer)
        expect(page.locator("#outlook-told li").filter(has_text=change)).to_contain_text(GAP)
        save(page)

    start(page, NOVEMBER)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("#moves-title")).to_contain_text(f"上次：{BEFORE}")
    tiers = [counted(page, label) for label in ("应纳入", "待研判", "未见风险", "待补信息")]
    assert sum(tiers) == present(place, NOVEMBER)
    run = page.url
    for move, household in (("新进入", worse), ("退出", better)):
        number = page.locator(".moves a").filter(has_text=move)
        households = number.locator("b").inner_text()
        number.click()
        expect(page.locator("#rows")).to_contain_text(f"共 {households} 户")
        expect(page.locator(f"tbody a[href*='{household}']").first).to_be_visible()
        page.goto(run)

    water = row(page, "是否解决安全饮用水")
    expect(water).to_contain_text(re.compile("北铺村 [0-9]+、云湾村 [0-9]+"))
    lacking = int(water.locator("td").nth(1).inner_text())
    water.locator("td").nth(1).get_by_role("link").click()
    expect(page.locator("#rows")).to_contain_text(f"共 {lacking} 户")


def start(page: Page, on: str) -> None:
    menu_to(page, "筛查")
    page.get_by_role("link", name="发起筛查").click()
    page.get_by_label("筛查哪个辖区").select_option(COUNTY)
    page.get_by_label("政策包").select_option("hunan-qingshuzui-2022")
    page.get_by_label("基准日期").fill(on)
    page.get_by_label("作为日常筛查").check()
    page.get_by_role("button", name="开始筛查").click()


def present(place: Place, on: str) -> int:
    ((count,),) = place.ask(
        "SELECT count(*) FROM registry_household WHERE ended_on IS NULL OR ended_on > ?", on
    )
    return int(count)


def test_what_if_the_line_were_7300(visitors: Visitors, place: Place) -> None:
    page = visitors.sign_in("xian")
    menu_to(page, "筛查")
    page.locator("tbody tr").first.get_by_role("link").first.click()
    page.get_by_role("link", name="假如标准变了").click()
    page.get_by_label("防止返贫监测收入基准线").fill("7300")
    page.get_by_role("button", name="测算").click()
    enter = int(page.locator(".tier-red b").inner_text())
    assert enter > 0
    places = page.locator("[aria-labelledby=areas-title] tbody tr")
    expect(places.first).to_be_visible()
    assert sum(numbers_of(line)[0] for line in places.all()) == enter

    page.locator(".tier-red").click()
    expect(page.locator("#rows-title")).to_contain_text(f"（{enter} 户，")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载 Excel").click()
    lines = list(workbook(downloading.value).active.iter_rows(values_only=True))
    assert len([line for line in lines if "进" in line]) == enter


# -- Pictures ------------------------------------------------------------------------------------------------------


def outlines(place: Place) -> FilePayload:
    """The townships side by side, as an office draws them."""
    codes = [
        code for (code,) in place.ask("SELECT code FROM areas_area WHERE level = 'township' ORDER BY code")
    ]
    made = ",".join(
        f'{{"type": "Feature", "properties": {{"code": "{code}"}}, "geometry": {square(112 + at * DEGREE)}}}'
        for at, code in enumerate(codes)
    )
    file = f'{{"type": "FeatureCollection", "features": [{made}]}}'
    return {"name": "乡镇.geojson", "mimeType": "application/geo+json", "buffer": file.encode()}


def square(left: float) -> str:
    right, low, high = left + DEGREE, 29, 29 + DEGREE
    ring = [[left, low], [right, low], [right, high], [left, high], [left, low]]
    return f'{{"type": "Polygon", "coordinates": [{ring}]}}'


def saved(page: Page, within: str) -> Pixels:
    with page.expect_download() as downloading:
        page.locator(within).get_by_role("button", name="存为图片").click()
    assert downloading.value.suggested_filename.endswith(".png")
    return pixels(page.context.new_page(), downloading.value.path().read_bytes())


def colours(picture: Pixels) -> set[tuple[int, ...]]:
    return {tuple(one) for one in picture[::4, ::4].reshape(-1, 3).tolist()}


def colour_of(page: Page, selector: str, style: str = "fill") -> tuple[int, ...]:
    said = page.locator(selector).first.evaluate(f"one => getComputedStyle(one).{style}")
    return tuple(map(int, re.findall("[0-9]+", said)))


def test_the_map_and_the_chart_are_taken_away_as_pictures_and_on_paper(
    visitors: Visitors, place: Place
) -> None:
    page = visitors.sign_in("xian")
    menu_to(page, "辖区情况")
    expect(page.locator(".tiles li")).to_have_count(4)
    tiles = saved(page, "section:has(> .tiles)")
    assert tiles.shape[1] == WIDE
    assert colour_of(page, ".tile", "backgroundColor") in colours(tiles)
    page.get_by_role("link", name="边界图形").click()
    page.get_by_label("GeoJSON 文件").set_input_files(outlines(place))
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("已写入 4 个图形。")).to_be_visible()
    expect(page.locator("svg.map path")).to_have_count(4)
    expect(page.locator(".tiles")).to_have_count(0)

    drawn = saved(page, "section:has(> svg.map)")
    wide, high = map(int, (page.locator("svg.map").get_attribute("viewBox") or "").split()[2:])
    assert drawn.shape[:2] == (round(WIDE * high / wide) + HEAD + FOOT, WIDE)
    assert colour_of(page, "svg.map path") in colours(drawn)
    chart = page.locator("#trend-chart")
    box = chart.bounding_box()
    picture = saved(page, "section:has(#trend-chart)")
    assert box and picture.shape[:2] == (2 * (round(box["height"]) + LEGEND), 2 * round(box["width"]))
    assert colour_of(page, "section:has(#trend-chart) .legend rect") in colours(picture)

    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="主菜单")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")
    expect(page.locator("section:has(#trend-chart) tbody tr").first).to_be_visible()

    page.emulate_media(media="screen")
    page.locator("svg.map a").first.click()
    expect(page.locator(".tiles li").first).to_be_visible()
