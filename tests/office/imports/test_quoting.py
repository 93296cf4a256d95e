"""What problems quote of personal columns stays masked until somebody who may reveals it."""

import json
from dataclasses import replace
from html import unescape

import pytest
from tests.office.imports.conftest import HEADER, ROWS, book

from shouwang.engine import identity
from shouwang.engine.reading import messages
from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.roles import ROLES
from shouwang.office.imports import batches, listings, quoting
from shouwang.office.journal.models import Entry

OLD = "430921750708111"
SAID = ("精神分裂症", "艾滋病", "特重", OLD, identity.to_18(OLD))
WIDE = [*HEADER[:8], "健康状况", "残疾等级"]


def ill(number: int, *said: str) -> list:
    return [*ROWS[number][:8], *said]


@pytest.fixture
def batch(send):
    old = [*ROWS[2][:5], OLD, *ROWS[2][6:8]]
    sound = [[*ROWS[2][:4], f"吴{name}", "", "之子", "", "健康", ""] for name in "甲乙丙丁戊己庚"]
    return send(
        book([ill(0, "精神分裂症", "特重"), ill(1, "艾滋病", "一级"), [*old, "健康", "二级"], *sound], WIDE)
    )


def page(client, batch) -> str:
    return unescape(client.get(f"/imports/{batch.pk}/problems/").content.decode())


def found(text: str) -> list[str]:
    return [one for one in SAID if one in text]


def full(batch) -> str:
    numbers = range(sum(count for _code, _severity, count in batch.problems["codes"]))
    return "".join(listings.one_problem(batch, number)["words"] for number in numbers)


def reveals(client, batch) -> list[str]:
    rows = client.get(f"/imports/{batch.pk}/problems/").context["found"]["rows"]
    return [row["reveal_url"] for row in rows if row.get("reveal_url")]


def noted() -> list[dict]:
    return [json.loads(one.detail) for one in Entry.objects.filter(action="personal.revealed")]


def test_the_reader_quotes_them(batch):
    assert found(full(batch)) == list(SAID)


def test_who_may_not_reveal_sees_no_value_of_a_personal_column(batch, cast, as_):
    text = page(as_(cast.luozhen), batch)

    assert found(text) == []
    assert "“****”不是“健康状况”的可选项" in text
    assert "430921********" in text
    assert reveals(as_(cast.luozhen), batch) == []


def test_nor_after_it_was_written(batch, compared, step, cast, as_):
    step(compared(batch), batches.commit)

    assert found(page(as_(cast.luozhen), batch)) == []


def test_who_may_reveals_one_at_a_time_and_the_journal_says_so(batch, cast, as_):
    client = as_(cast.xiaoman)
    assert found(page(client, batch)) == []

    answers = [client.post(address) for address in reveals(client, batch)]

    assert {one["Cache-Control"] for one in answers} == {"no-store"}
    assert found("".join(one.content.decode() for one in answers)) == list(SAID)
    assert len(noted()) == len(answers)
    places = {(one["code"], one["cell"]) for one in noted() if one["field"] == "健康状况"}
    assert (messages.NOT_A_CHOICE, "I2") in places
    assert found(json.dumps(noted(), ensure_ascii=False)) == []


def test_who_may_not_reveal_cannot_ask_for_it_either(batch, cast, as_):
    (address, *_rest) = reveals(as_(cast.xiaoman), batch)

    for who in (cast.luozhen, cast.achun, cast.laozhou):
        assert as_(who).post(address).status_code == 404
    assert not noted()
    assert as_(cast.xiaoman).post(f"/imports/{batch.pk}/problems/999/reveal/").status_code == 404


def test_samples_of_a_column_that_nobody_knows_are_for_whoever_may_reveal(send, cast, as_):
    row = [*ROWS[0]]
    row[7] = "肺结核"
    batch = send(book([row, *ROWS[1:]]))

    def understood(who):
        return as_(who).get(f"/imports/{batch.pk}/understood/").content.decode()

    assert "肺结核" in understood(cast.xiaoman)
    assert "肺结核" not in understood(cast.luozhen)


@pytest.mark.parametrize(
    ("words", "cell", "shown"),
    [
        ({"value": "结核", "label": ["labels", ["健康状况"]]}, None, "****"),
        ({"value": "结核", "label": ["column", ["persons.health", None, False]]}, "B2", "****"),
        ({"value": "远房", "label": ["labels", ["与户主关系"]]}, None, "远房"),
        ({"value": "结核"}, "Z9", "****"),
        ({"value": "结核"}, "7", "****"),
        ({"value": "H1"}, "A2", "H1"),
        ({"value": "43092119750708111"}, "A2", "430921********"),
        ({"value": "4.30921197507081e+17"}, "A2", "4.3092********"),
        ({"theirs": "13900012345", "label": ["labels", ["联系电话"]]}, "A2", "139******45"),
    ],
)
def test_what_is_quoted_is_masked_by_its_column_and_if_that_is_unknown_entirely(batch, words, cell, shown):
    row = {
        "file": "青山镇.xlsx",
        "sheet": "农户信息",
        "cell": cell,
        "value": None,
        "words": json.dumps(words, ensure_ascii=False),
    }

    (made,) = quoting.masked(batch, [row])

    told = json.loads(made["words"])
    assert [told[name] for name in ("value", "theirs") if name in told] == [shown]
    assert made["is_masked"] == (shown not in words.values())


def test_of_a_code_that_is_put_together_no_part_shows():
    place = {"name": "a.xlsx", "sheet": "s"}
    columns = [
        {"letter": "A", "header": "村", "as": "households.area_code"},
        {"letter": "B", "header": "户主证件", "as": "persons.id_number"},
    ]
    batch = type("Read", (), {"understood": [{**place, "household": ["村", "户主证件"], "columns": columns}]})

    known = quoting._columns(batch)

    assert set(known.values()) == {"id"}


def _without_reveal(monkeypatch):
    clerk = ROLES["township_clerk"]
    less = replace(clerk, permissions=clerk.permissions - {Permission.PERSONAL_REVEAL})
    monkeypatch.setitem(ROLES, "township_clerk", less)


def is_given(answer) -> bool:
    return answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"PK")


def test_the_marked_workbook_is_for_its_uploader(batch, cast, as_, monkeypatch):
    _without_reveal(monkeypatch)

    assert is_given(as_(cast.xiaoman).get(f"/imports/{batch.pk}/marked/0/"))

    assert Entry.objects.filter(action="import.downloaded", actor="xiaoman").count() == 1


def test_and_for_those_who_may_import_and_reveal(send, cast, as_, monkeypatch):
    batch = send(by=cast.linjie)
    marked = f"/imports/{batch.pk}/marked/0/"

    assert is_given(as_(cast.xiaoman).get(marked))

    _without_reveal(monkeypatch)
    assert as_(cast.xiaoman).get(marked).status_code == 404
    assert marked not in page(as_(cast.xiaoman), batch)
    assert as_(cast.luozhen).get(marked).status_code == 404
    assert Entry.objects.filter(action="import.downloaded").count() == 1
