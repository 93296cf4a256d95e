"""A village's cadre records a birth; the county approves it; the household has a new member from that day on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import Place, Visitors, card, find, row

BORN = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=12)
CHILD = "余小满"
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_birth_is_asked_for_with_a_paper_and_approved_by_another(visitors: Visitors, place: Place) -> None:
    household = somebody(place)
    cadre = visitors.sign_in("cun")
    ask(cadre, household)
    cadre.get_by_role("link", name="农户").first.click()
    county = visitors.sign_in("xian")
    approve(county)
    look(cadre, household)


def somebody(place: Place) -> str:
    """A household of the cadre's village that nobody has asked anything for."""
    ((code,),) = place.ask(
        "SELECT household_id FROM registry_household WHERE area_code = ? AND ended_on IS NULL"
        " AND id NOT IN (SELECT household_id FROM registry_change) ORDER BY household_id LIMIT 1 OFFSET 7",
        place.village_of("cun"),
    )
    return str(code)


def ask(page: Page, household: str) -> None:
    find(page, household)
    page.get_by_role("link", name="申请变更").click()
    page.get_by_role("link", name="出生").click()
    page.get_by_label("发生日期").fill(BORN.isoformat())
    page.get_by_label("姓名").fill(CHILD)
    page.get_by_label("性别").select_option(label="女")
    page.get_by_label("与户主关系").select_option(label="子女")
    paper = {"name": "出生医学证明.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    page.get_by_label("佐证材料").set_input_files(paper)  # type: ignore[arg-type]
    page.get_by_role("button", name="保存，看会改什么").click()
    expect(page.get_by_role("region", name="批准后会改什么")).to_contain_text(CHILD)
    expect(page.get_by_role("region", name="佐证材料")).to_contain_text("出生医学证明.pdf")
    page.get_by_role("button", name="提交审批").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("待审批")


def approve(page: Page) -> None:
    """It waits on the desk; what would change and the paper are looked at first."""
    waiting = card(page, "待我审批")
    expect(waiting.locator("b")).to_have_text("2")
    waiting.click()
    row(page, BORN.isoformat()).get_by_role("link").first.click()
    expect(page.get_by_role("region", name="批准后会改什么")).to_contain_text(CHILD)
    paper = page.get_by_role("link", name="出生医学证明.pdf").get_attribute("href")
    assert page.request.get(str(paper)).body() == PAPER
    page.get_by_label("批准，立即生效").check()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已生效")


def look(page: Page, household: str) -> None:
    """Now, in the history, and on the day before."""
    find(page, household)
    members = page.get_by_role("region", name="家庭成员")
    expect(members).to_contain_text(CHILD)
    expect(page.locator("#changes")).to_contain_text("已生效")
    expect(page.locator("#history")).to_contain_text(CHILD)
    page.get_by_label("查看某一天的情况").fill((BORN - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("只供查阅，不能办理")
    expect(page.get_by_role("region", name="家庭成员")).not_to_contain_text(CHILD)
    expect(page.get_by_role("link", name="申请变更")).to_have_count(0)
