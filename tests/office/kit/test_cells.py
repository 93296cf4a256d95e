"""Cells as HTML: everything that people wrote stays text."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.office.kit.cells import Cells, joined, leading
from shouwang.office.kit.columns import Column

NAME = Column("name", "姓名", phone="title")
RISK = Column("risk", "风险", choices=(("active", "未消除"),), badge=lambda value: "red")
PHONE = Column("phone", "电话", mask="phone")
COUNT = Column("members", "人口", numeric=True, unit="人")


class Text(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.text, self.tags = "", []
        self.feed(html)
        self.close()

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40),
    st.sampled_from(["", "/x/?a=1&b=<2>"]),
)
def test_what_people_wrote_stays_text(text, url):
    seen = Text(Cells(NAME).html(text, url))

    assert seen.text == text
    assert set(seen.tags) <= {"td", "a"}


@pytest.mark.parametrize(
    ("column", "value", "text", "tags"),
    [
        (RISK, "active", "未消除", ["td", "span"]),
        (RISK, None, "", ["td"]),
        (PHONE, "13800001234", "138******34", ["td", "span", "span"]),
        (COUNT, 1234, "1,234", ["td"]),
        (COUNT, 0, "0", ["td"]),
        (NAME, "张三", "张三", ["td"]),
    ],
)
def test_cells(column, value, text, tags):
    seen = Text(Cells(column).html(value, ""))

    assert (seen.text, seen.tags) == (text, tags)


def test_the_whole_number_behind_a_mask_is_nowhere_in_the_page():
    assert "0000" not in Cells(PHONE).html("13800001234", "")


def test_joined_cells_are_not_escaped_again():
    assert joined([Cells(NAME).html("李四", "")]).startswith("<td")


def test_the_title_leads_to_the_page_of_a_row_else_the_first_cell():
    assert leading([COUNT, NAME]) == 1
    assert leading([COUNT, RISK]) == 0
