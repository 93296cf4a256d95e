"""Every page in English: what is still Chinese on it is data, or says that it is Chinese."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation
from tests.house.chinese import CHINESE
from tests.office.addresses import ROWS
from tests.office.visits import APPS, visit

pytestmark = pytest.mark.django_db
RUN = re.compile(f"{CHINESE.pattern}+")
SAID = ("aria-label", "placeholder", "title", "alt", "data-confirm", "data-label")
"""Attributes that people see or hear."""
SENT = {"县民政接口", "户主", "甄进福", "甄家要退出登记", "青禾村", "阿满"}
"""What the rows send themselves."""
HEADERS = {"用户名", "姓名", "角色", "区划代码", "部门", "任职起", "名称", "级别", "类型"} | {
    "省",
    "市",
    "县",
    "乡镇",
    "村",
}
"""Columns of an uploaded list and words in it: it is written in Chinese."""
VOID = {"input", "br", "img", "meta", "link", "hr", "source", "use", "path", "wbr", "col"}
each_page = pytest.mark.parametrize(
    "row", [row for row in ROWS if row.who and row.gives not in (302, 404)], ids=str
)


@pytest.fixture(autouse=True)
def chinese_afterwards() -> Iterator[None]:
    """A request's language stays with the thread until the next request."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@each_page
def test_a_page_in_english_has_no_chinese_of_its_own(world, row):
    answer = visit(world, row, world[row.who.split()[0]], headers={"accept-language": "en"})

    assert answer.status == row.gives
    if answer.text.lstrip().startswith("<"):
        assert chinese_of(answer.text, data=held() | SENT | HEADERS) == []


def held() -> set[str]:
    """Every run of Chinese that the office keeps."""
    rows = (
        value
        for name in APPS
        for model in apps.get_app_config(name).get_models()
        for values in model._base_manager.values_list()
        for value in values
    )
    found = {run for value in rows for run in RUN.findall(str(value))}
    initials = {run[0] for run in found}
    return found | initials


def chinese_of(page: str, *, data: set[str]) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return [text for text in reader.said if any(run not in data for run in RUN.findall(text))]


class Reader(HTMLParser):
    """The texts of a page outside elements that say in which language they are."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[bool] = []
        """Of each open element whether it is marked."""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        marked = tag != "html" and str(given.get("lang", "")).startswith("zh")
        if tag not in VOID:
            self.open.append(marked)
        if not any(self.open):
            self._say(*(given.get(name) for name in SAID))

    def handle_endtag(self, tag):
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data):
        if not any(self.open):
            self._say(data)

    def _say(self, *texts):
        self.said += [text.strip() for text in texts if text and CHINESE.search(text)]
