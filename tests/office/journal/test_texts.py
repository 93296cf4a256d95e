"""What people type reaches the journal without the numbers by which somebody could be known."""

import re
from datetime import date

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.cast import TOWNSHIP, VILLAGE

from shouwang.office.areas.models import Area
from shouwang.office.journal import actions, entries, texts
from shouwang.office.journal.models import Entry
from shouwang.office.journal.recorded import Recorded
from shouwang.office.registry.homes import households

NUMBER = "430921199001010014"
SPELLED = (
    NUMBER,
    "430921 19900101 0014",
    "430921-19900101-0014",
    "４３０９２１１９９００１０１００１４",
    "4309 2119 9001 0100 14",
    "430921\u200b199001010014",
    "430921·19900101·0014",
)


@pytest.mark.parametrize("spelled", SPELLED)
def test_a_number_is_replaced_however_it_is_spelled_and_always_by_the_same_mark(spelled):
    said = texts.opened(f"户主{spelled}已核实")

    assert said == texts.opened(f"户主{NUMBER}已核实")
    assert re.fullmatch(r"户主#[0-9a-f]{12}已核实", said)


@pytest.mark.parametrize(
    "spelled", ["43092119900101001X", "43092119900101001x", "４３０９２１１９９００１０１００１Ｘ"]
)
def test_the_letter_at_the_end_belongs_to_the_number(spelled):
    assert re.fullmatch(r"#[0-9a-f]{12}号", texts.opened(f"{spelled}号"))
    assert texts.opened(spelled) == texts.opened("43092119900101001X")


@pytest.mark.parametrize(
    "number", ["13907370001", "139 0737 0001", "0737-1234567", "6217 0000 1234 5678 901"]
)
def test_telephones_and_accounts_are_numbers_too(number):
    assert not re.search(r"[0-9]{4}", texts.opened(f"请联系 {number}。").replace(texts.opened(number), ""))


@pytest.mark.parametrize("text", ["2026-05-01 起，共 123456 元", "第 12 条第 3 款", "3 户 9 人，2 个村"])
def test_days_and_small_numbers_stay(text):
    assert texts.opened(text) == text


@given(
    before=st.text(max_size=8),
    after=st.text(max_size=8),
    gaps=st.lists(st.sampled_from(["", " ", "-", "　"]), min_size=18, max_size=18),
)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_spelling_of_a_number_is_left(before, after, gaps):
    spelled = "".join(digit + gap for digit, gap in zip(NUMBER, gaps, strict=True))

    left = re.sub(r"#[0-9a-f]{12}", "", texts.opened(before + spelled + after))

    assert not re.search(r"4[\s-]?3[\s-]?0[\s-]?9[\s-]?2[\s-]?1", left)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["reason", "x", "files", "clause"])
def test_no_call_brings_a_number_into_the_journal(somebody, kind):
    area = Area(code=TOWNSHIP, name="青山镇", level="township")
    clause = f"见 {NUMBER}" if kind == "clause" else ""

    entries.record(
        "area.renamed", area, clause=clause, detail={kind: f"据 {NUMBER} 反映", f"{NUMBER}": [{"a": NUMBER}]}
    )

    entry = Entry.objects.latest("pk")
    assert NUMBER not in entry.detail + entry.clause and "反映" in entry.detail


@pytest.mark.django_db
def test_a_text_about_a_household_is_told_as_digest_and_length(cast, somebody):
    home = households.register(
        {"origin": "lifted"},
        [{"name": "甄一", "relation": "head"}],
        area_code=VILLAGE,
        by=cast.linjie,
        on=date(2026, 2, 1),
    )

    entries.record("household.reasoned", home, detail={"reason": "甄一说漏填了"})

    detail = Entry.objects.latest("pk").detail
    assert re.fullmatch(r'\{"reason":"#[0-9a-f]{12}\+6"\}', detail)
    assert actions.changes("household", detail)[1][0]["text"].endswith("（6 字）")


@pytest.mark.parametrize(
    "value", [VILLAGE, "2026-05-01", "2026-05-01T08:00:00.123456+00:00", "#12ab45678901", "0a" * 32]
)
def test_codes_days_and_digests_stay(value):
    assert texts.told("x", value, of_people=True) == value


def test_a_query_hides_who_was_looked_for_and_keeps_what_was_chosen():
    asked = f"area={VILLAGE}&f_state=open&f_name=%23ab3456789012&name=%E7%94%84%E4%B8%80&f_household_id={NUMBER}&o=-name"

    told = texts.asked(asked)

    assert f"area={VILLAGE}&f_state=open&f_name=%23ab3456789012&" in told and told.endswith("o=-name")
    assert "%E7" not in told and NUMBER not in told


READABLE = {
    "accounts.user",
    "accounts.appointment",
    "accounts.token",
    "areas.area",
    "imports.batch",
    "api.hook",
}
"""Records of the office's own acts."""


def test_only_texts_of_the_offices_own_acts_stay_readable():
    told = {
        model._meta.label_lower
        for model in apps.get_models()
        if issubclass(model, Recorded) and not model.tells_of_people
    }

    assert told == READABLE
