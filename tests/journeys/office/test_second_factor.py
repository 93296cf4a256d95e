"""The county's office signs in with a telephone at hand: enrolment, recovery codes, the next sign-in."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.office.visiting import Visitors, give_password

STEP = 30


@pytest.fixture(scope="module")
def settings_of_office() -> dict[str, str]:
    return {"SHOUWANG_SECOND_FACTOR": "county_office"}


def code(secret: str, step: int) -> str:
    """RFC 6238, as authenticator apps do it."""
    key = base64.b32decode(secret.replace(" ", "").upper() + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.digest(key, struct.pack(">Q", step), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def now() -> int:
    return int(time.time()) // STEP


def answer(page: Page, said: str) -> None:
    page.locator("main form.bare-form input:visible").first.fill(said)
    page.locator("main form.bare-form button.btn-primary").click()


def test_the_county_office_enrols_and_signs_in_with_a_code(visitors: Visitors) -> None:
    page = visitors.come()
    give_password(page, "xian")
    expect(page.get_by_alt_text("动态口令的二维码")).to_be_visible()
    # No page is open before.
    page.goto("/households/")
    expect(page.get_by_alt_text("动态口令的二维码")).to_be_visible()
    secret = page.locator("main code").first.inner_text()
    enrolled = now()
    answer(page, code(secret, enrolled))
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")
    recovery = page.locator(".once-codes code").all_inner_texts()
    assert len(set(recovery)) >= 8
    page.get_by_role("link", name="我已保存，继续").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")
    sign_out(page)

    give_password(page, "xian")
    expect(page.locator("main")).to_contain_text("请输入手机验证器上的六位数字")
    answer(page, code(secret, enrolled))  # the same code twice: somebody looked over the shoulder
    expect(page.locator(".field-error, .note-red").first).to_be_visible()
    answer(page, recovery[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")


def sign_out(page: Page) -> None:
    page.locator(".office-user summary").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_others_sign_in_without(visitors: Visitors) -> None:
    visitors.sign_in("cun")
