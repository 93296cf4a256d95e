"""A township's clerk brings a messy workbook into the register, and takes it out again."""

from playwright.sync_api import Download, Page, expect
from tests.journeys.office.visiting import Visitors, find, numbers_of, row, say_yes, workbook

SENDER = "双家镇人民政府"
CORRECTED = "农户基本信息/风险消除方式"


def test_a_clerk_uploads_corrects_compares_commits_and_undoes(visitors: Visitors) -> None:
    page = visitors.sign_in("zhuangan")
    upload(page, visitors)
    correct_a_column(page)
    look_at_problems(page)
    compare(page)
    look_at_unsound_households(page)
    look_at_the_preview(page)
    changed = row(page, "住房鉴定等级").first.locator("td").first.inner_text()
    commit(page)
    look_at_refused_rows(page)
    read_history(page, changed)
    undo(page)
    find(page, changed)
    expect(page.locator("#facts")).to_contain_text("C级")


def upload(page: Page, visitors: Visitors) -> None:
    book = visitors.place.book
    page.get_by_role("link", name="上传表格").click()
    # As bytes: not every machine's browser can open a path that is not ASCII.
    sent = {"name": book.name, "mimeType": "application/octet-stream", "buffer": book.read_bytes()}
    page.get_by_label("表格文件").set_input_files(sent)  # type: ignore[arg-type]
    page.get_by_label("来源单位").fill(SENDER)
    page.get_by_role("button", name="上传并读取").click()
    follow(page, "核对列")


def follow(page: Page, step: str) -> None:
    """Waits for the job; the page asks by itself how far it is."""
    page.get_by_role("region", name="下一步").get_by_role("link", name=step).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def correct_a_column(page: Page) -> None:
    """What was understood stands there column by column; one is corrected and everything read again."""
    expect(page.locator("main")).to_contain_text("行中读入")
    expect(row(page, "农户基本信息/房屋等级")).to_contain_text("农户·住房鉴定等级")
    expect(row(page, "家庭成员信息/证件号码")).to_contain_text("********")
    page.get_by_role("link", name=f"改“{CORRECTED}”").click()
    page.get_by_label("理解为").select_option(label="不用这一列")
    page.get_by_role("button", name="记下改正").click()
    expect(page.locator("main")).to_contain_text("有改正还没有生效，请重新读取。")
    page.get_by_role("button", name="按改正重新读取").click()
    follow(page, "核对列")
    expect(row(page, CORRECTED)).to_contain_text("已改正")
    page.get_by_role("link", name="列没有问题，看下一步").click()


def look_at_problems(page: Page) -> None:
    """Each with its cell; the same cell is marked in the workbook that can be downloaded."""
    page.get_by_label("问题编号").select_option("READ-040")
    page.get_by_role("button", name="查询").click()
    first = row(page, "READ-040").first
    expect(first).to_contain_text("按未知处理")
    cell = first.locator("td").nth(3).inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="标记_").click()
    assert is_marked(download.value, cell)
    page.get_by_role("link", name="继续：怎么比对").click()


def is_marked(download: Download, cell: str) -> bool:
    assert download.suggested_filename.startswith("标记_")
    book = workbook(download)
    fill = book["Sheet1"][cell].fill
    return bool(fill.fill_type == "solid" and fill.start_color.rgb != "00000000")


def compare(page: Page) -> None:
    page.get_by_label("空白不改动原有内容").check()
    page.get_by_label("这是全量名单").check()
    page.get_by_role("button", name="与登记簿比对").click()
    follow(page, "看预览")


def look_at_unsound_households(page: Page) -> None:
    """Two heads, or none: such households are not taken, and each of their rows says so with its cell."""
    note = page.locator("main .note")
    expect(note).to_contain_text("照这份表，1 户会不止一个户主。")
    expect(note).to_contain_text("照这份表，2 户会没有户主。")
    note.get_by_role("link", name="看没有接受的行").click()
    expect(row(page, "家庭成员", "不止一个户主").first).to_contain_text("Sheet1")
    page.go_back()


def look_at_the_preview(page: Page) -> None:
    """New, changed, gone, refused, the same; each number opens its list."""
    totals = page.get_by_role("region", name="合计")
    homes = row(totals, "农户")
    new, changed, gone, _refused, same = numbers_of(homes)
    assert (new, same) == (37, 732)
    assert changed >= 112
    assert gone == 4
    # As many may have been refused; that column stands behind.
    homes.get_by_role("link", name=str(gone), exact=True).first.click()
    expect(page.get_by_role("heading", name="农户 · 退出")).to_be_visible()
    homes.get_by_role("link", name=str(changed), exact=True).click()
    expect(page.get_by_role("heading", name="农户 · 变更")).to_be_visible()
    change = row(page, "住房鉴定等级").first
    expect(change.locator("del")).to_have_text("C级")
    expect(change.locator("ins")).to_have_text("A级")


def commit(page: Page) -> None:
    page.get_by_role("button", name="写入登记簿").click()
    say_yes(page)
    expect(page.get_by_role("heading", name="写入了什么")).to_be_visible()
    assert numbers_of(row(page, "农户"))[0] == 37


def look_at_refused_rows(page: Page) -> None:
    """What was not accepted can still be read and taken along."""
    home = page.url
    row(page, "农户").first.get_by_role("link").click()
    expect(row(page, "农户", "没有户主")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载清单").click()
    listed = [[cell.value for cell in line] for line in workbook(download.value).active.iter_rows(min_row=4)]
    assert {"农户", "家庭成员", "收入"} <= {line[0] for line in listed}
    page.goto(home)


def read_history(page: Page, household: str) -> None:
    find(page, household)
    entry = page.locator("#history li").filter(has_text="住房鉴定等级").first
    change = row(entry, "住房鉴定等级")
    expect(change.locator("del")).to_have_text("C级")
    expect(change.locator("ins")).to_have_text("A级")
    entry.get_by_role("link", name="导入").click()


def undo(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(SENDER)
    page.get_by_role("link", name="撤销这次导入").first.click()
    reason = page.get_by_label("理由")
    if reason.count():
        reason.fill("这份名单不是最新的")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="曾经写入、已经撤销的")).to_be_visible()
