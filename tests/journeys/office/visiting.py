"""People in front of browsers: how they sign in, wait, read tables and say yes."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Download,
    Locator,
    Page,
    Response,
    ViewportSize,
    expect,
)
from tests.offices import Office

PASSWORD = "shouwang-demo"
PATIENCE = 120_000
"""Milliseconds until something must have happened; machines that test are busy."""
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
FAILED_TO_LOAD = "Failed to load resource"
"""What the console says of every 404; those of pages are what some stories look for."""

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Place:
    """An office that is being served."""

    address: str
    office: Office
    book: Path
    """The messy workbook that its township sends."""

    @property
    def database(self) -> Path:
        return self.office.home / "shouwang.sqlite3"

    def ask(self, query: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query, values).fetchall()

    def village_of(self, username: str) -> str:
        ((code,),) = self.ask(
            "SELECT a.area_code FROM accounts_appointment a JOIN accounts_user u ON u.id = a.user_id"
            " WHERE u.username = ?",
            username,
        )
        return str(code)


@dataclass
class Visitors:
    browser: Browser
    place: Place
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def come(self, size: ViewportSize = DESK, **more: Any) -> Page:
        """Somebody who has not signed in yet."""
        context = self.browser.new_context(
            viewport=size, base_url=self.place.address, locale="zh-CN", accept_downloads=True, **more
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._response)
        page.goto("/")
        return page

    def sign_in(self, username: str, size: ViewportSize = DESK, **more: Any) -> Page:
        page = self.come(size, **more)
        give_password(page, username)
        expect(page.get_by_role("heading", level=1)).to_contain_text("您好")
        return page

    def leave(self) -> None:
        for context in self.contexts:
            context.close()

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(FAILED_TO_LOAD):
            self.complaints.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        asked = response.request.resource_type == "document"
        if response.status >= (500 if asked else 400):
            self.complaints.append(f"{response.status} {response.url}")


def give_password(page: Page, username: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def say_yes(page: Page) -> None:
    page.locator("dialog[open]").get_by_role("button", name="确定").click()


def row(page: Page | Locator, *texts: str) -> Locator:
    """The row of a table that has all these texts."""
    found = page.locator("tbody tr")
    for text in texts:
        found = found.filter(has_text=text)
    return found


def numbers_of(line: Locator) -> list[int]:
    """The numbers in a row, after its title."""
    return [int(text.replace(",", "")) for text in line.locator("td").all_inner_texts()[1:]]


def find(page: Page, text: str) -> None:
    box = page.get_by_role("searchbox", name="查找")
    box.fill(text)
    box.press("Enter")


def card(page: Page, label: str) -> Locator:
    """What waits on the desk."""
    return page.locator(".desk-card").filter(has_text=label)


def menu(page: Page) -> Sequence[str]:
    return page.get_by_role("navigation", name="主菜单").get_by_role("link").all_inner_texts()


def workbook(download: Download) -> Any:
    return openpyxl.load_workbook(BytesIO(download.path().read_bytes()))


def menu_to(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=name).click()


def is_missing(page: Page, path: str) -> bool:
    answer = page.goto(path)
    return answer is not None and answer.status == 404
