"""Rows that were not accepted stay visible: before writing, after it, and after it was undone."""

from io import BytesIO

import openpyxl
import pytest
from tests.office import cast as people
from tests.office.imports.conftest import ROWS, TODAY, book

from shouwang.engine.errors import Refused
from shouwang.office.imports import batches, kept, work
from shouwang.office.journal.models import Entry
from shouwang.office.kit import files
from shouwang.office.registry.homes import persons
from shouwang.office.registry.models import Household

FAR = ["H7", people.FAR, "郑远方", "一组", "郑远方", "430921197001011119", "户主", "", 10]
SECOND = [*ROWS[1][:6], "户主", "", ""]
"""The spouse as another head of H1."""
BAD = ["", people.VILLAGE, "没有编码", "一组", "没有编码", "430921197001011127", "户主", "", 10]


@pytest.fixture
def written(send, compared, step):
    """H1 has two heads, H7 lies elsewhere, one row has no household's code; H2 is as it should be."""
    batch = step(compared(send(book([ROWS[0], SECOND, ROWS[2], FAR, BAD]))), batches.commit)
    # As it goes when the transaction ends, which those of tests never do.
    work.clear(batch)
    return batch


def page(client, batch, name="refused/", **asked):
    return client.get(f"/imports/{batch.pk}/{name}", asked).content.decode()


def test_they_stay_with_row_cell_and_reason_when_the_rest_was_written(written, as_, cast):
    client = as_(cast.xiaoman)

    overview, listed = page(client, written, ""), page(client, written)

    assert [h.household_id for h in Household.objects.present()] == ["H2"]
    assert f"/imports/{written.pk}/refused/?table=households" in overview
    assert "不止一个户主" in listed and "青山镇.xlsx" in listed
    for cell in ("G2", "G3", "B5"):
        assert f">{cell}</td>" in listed, cell
    assert "照这份表，1 户会不止一个户主。" in listed


def test_rows_that_could_not_be_read_stay_among_the_problems(written, as_, cast):
    assert "READ-020" in page(as_(cast.xiaoman), written, "problems/")


def test_undoing_keeps_them(written, step, as_, cast):
    batch = step(written, batches.undo)

    client = as_(cast.xiaoman)
    assert f"/imports/{batch.pk}/refused/" in page(client, batch, "")
    assert "郑远方" in page(client, batch)
    assert "READ-020" in page(client, batch, "problems/")


def test_no_value_of_theirs_lies_open(written):
    for name in written.kept.values():
        assert "郑远方".encode() not in files.place(name).read_bytes()
    assert not Entry.objects.filter(detail__contains="郑远方").exists()


def test_they_can_be_asked_for_by_table_and_reason(written, as_, cast):
    client = as_(cast.xiaoman)

    far = page(client, written, reason="outside")
    people_ = page(client, written, table="persons", reason="two_heads")

    assert "郑远方" in far and "李桂花" not in far
    assert "李桂花" in people_ and "郑远方" not in people_


def test_they_can_be_taken_along_as_a_list(written, as_, cast):
    answer = as_(cast.xiaoman).get(f"/imports/{written.pk}/refused/list/")

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert ["家庭成员", "H1", "李桂花", "青山镇.xlsx", "农户信息", "G3"] in [row[:6] for row in rows]
    assert Entry.objects.filter(action="import.downloaded").count() == 1
    answer.close()


def test_the_preview_tells_of_unsound_households_before_anything_is_written(send, compared, as_, cast):
    batch = compared(send(book([ROWS[0], SECOND])))

    shown = page(as_(cast.xiaoman), batch, "preview/")

    assert "照这份表，1 户会不止一个户主。" in shown and f"/imports/{batch.pk}/refused/" in shown


def test_neighbours_see_none_of_it(written, as_, cast):
    for name in ("refused/", "refused/list/"):
        assert as_(cast.laozhou).get(f"/imports/{written.pk}/{name}").status_code == 404
    assert as_(cast.luozhen).get(f"/imports/{written.pk}/refused/list/").status_code == 404


def test_a_commit_that_fails_leaves_no_copies(send, compared, step, monkeypatch):
    batch = compared(send())
    before = set(files.names())
    monkeypatch.setattr("shouwang.office.registry.intake.counting.recount", _broken)

    batch = step(batch, batches.commit)

    assert (set(files.names()), batch.kept) == (before, {})


def _broken(*_args):
    raise RuntimeError


def test_whoever_became_a_head_since_the_comparison_stops_the_commit(send, compared, step, cast):
    rows = [
        [*ROWS[2][:6], "", "", 8000],
        ["H2", people.NEIGHBOUR, "吴有田", "二组", "吴小田", "", "子女", "", ""],
    ]
    step(compared(send(book(rows))), batches.commit)
    again = compared(send(book([[*ROWS[2][:6], "户主", "", 8000], rows[1]])))
    home = Household.objects.get(household_id="H2")
    persons.enter(home, {"name": "吴大田", "relation": "head"}, by=cast.xiaoman, on=TODAY, source="form")

    again = step(again, batches.commit)

    assert again.job.state == "refused" and "成员被别人改动过" in again.job.why
    assert Household.objects.get(household_id="H2").persons.filter(relation="head").count() == 1


def test_a_list_that_was_never_made_is_empty(send, as_, cast):
    batch = send()
    work.clear(batch)

    with kept.opened(batch, kept.REFUSED) as path:
        assert path is None
    assert as_(cast.xiaoman).get(f"/imports/{batch.pk}/refused/").status_code == 404


def test_discarding_removes_them(written):
    names = list(written.kept.values())

    batches.forget(written)

    assert names and not any(files.place(name).exists() for name in names)
    with pytest.raises(Refused):
        files.opened(names[0])
