"""The shared templates: everything from outside is escaped, masked values stay masked, jobs stop asking."""

from types import SimpleNamespace as Thing

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

HOSTILE = "<script>alert(1)</script>\"'"


def page(**more):
    column = Thing(name="name", label=HOSTILE, unit=HOSTILE, phone="title", numeric=False, shown=True)
    cell = Thing(text=HOSTILE, column=column, badge="", url="", masked=False, reveal_url="")
    said = {
        "title": HOSTILE,
        "about": HOSTILE,
        "total": HOSTILE,
        "columns": [column],
        "all_columns": [column],
        "rows": [Thing(url="/1", cells=[cell])],
        "views": [Thing(label=HOSTILE, url="/", active=False, delete_url="/d")],
    }
    return Thing(**(said | more))


def shown(template, **context):
    request = RequestFactory().get("/list", {"o": HOSTILE, "columns": HOSTILE})
    request.user = None
    return render_to_string(template, context, request=request)


@pytest.mark.parametrize("template", ["kit/list.html", "kit/print.html"])
def test_a_list_escapes_whatever_it_shows(template):
    assert "<script>alert" not in shown(template, page=page())


def test_facts_differences_and_refusals_escape_whatever_they_show():
    fact = Thing(label=HOSTILE, text=HOSTILE, unit=HOSTILE, source=HOSTILE, masked=True, reveal_url=HOSTILE)
    change = Thing(label=HOSTILE, old=HOSTILE, new=HOSTILE, unit="")

    made = [
        shown("kit/_facts.html", facts=[fact]),
        shown("kit/_diff.html", changes=[change]),
        shown("kit/_refused.html", why=HOSTILE, remedy=HOSTILE),
        shown("kit/_badge.html", text=HOSTILE, colour=HOSTILE),
        shown("kit/_steps.html", steps=[Thing(label=HOSTILE, state="done", url=HOSTILE)]),
    ]

    assert [html for html in made if "<script>alert" in html] == []


def test_a_list_without_rows_says_what_to_do():
    assert "先导入花名册" in shown("kit/_rows.html", page=page(rows=[], empty="请先导入花名册。"))


def test_unknown_is_written_and_never_zero():
    facts = [Thing(label="耕地", text=None, unit="亩"), Thing(label="人口", text=0, unit="人")]

    html = shown("kit/_facts.html", facts=facts)

    assert html.count("未填") == 1
    assert "亩" not in html
    assert ">0 <small>人" in html


@pytest.mark.parametrize(
    "state, asks", [("queued", True), ("running", True), ("done", False), ("refused", False)]
)
def test_a_job_is_asked_about_until_it_has_ended(state, asks):
    html = shown("kit/_job.html", job=Thing(state=state, title="导入", percent=30, cancel_url="/c"))

    assert ("every 1s" in html) is asks
    assert ("/c" in html) is asks


def test_a_masked_value_can_be_revealed_only_where_there_is_an_address():
    shut = shown("kit/_masked.html", text="513021********", reveal_url="")
    open_to = shown("kit/_masked.html", text="513021********", reveal_url="/reveal/")

    assert "data-reveal" not in shut
    assert 'data-reveal="/reveal/"' in open_to


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_the_page_for_a_broken_server_needs_nothing(template):
    assert "守望" in render_to_string(template)
