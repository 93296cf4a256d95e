"""Registers without household codes: the refusal leads to where people say which columns identify a household."""

import re

import pyarrow as pa
import pytest
from tests.office import cast as people
from tests.office.imports.conftest import HEADER, ROWS, book
from tests.office.imports.pages.test_pages import uploaded

from shouwang.office.imports import batches, identity
from shouwang.office.imports.comparing import codes_of_households
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker
from shouwang.office.journal.models import Entry
from shouwang.office.kit import codes
from shouwang.office.registry.models import Household, Person

TITLES = ["行政村代码", "户主姓名", "户主证件号码", "姓名", "证件号码", "与户主关系", "2025年工资性收入"]
HEAD, SPOUSE, OTHER = ROWS[0][5], ROWS[1][5], ROWS[2][5]
LISTED = [
    [people.VILLAGE, "周满仓", HEAD, "周满仓", HEAD, "户主", 12000],
    [people.VILLAGE, "周满仓", HEAD, "李桂花", SPOUSE, "配偶", ""],
    [people.NEIGHBOUR, "吴有田", OTHER, "吴有田", OTHER, "户主", 8000],
]


def read_so(client, at):
    """From the refusal along the links to the next step, as somebody without any knowledge would go."""
    refusal = client.get(at).content.decode()
    assert "没有户编码列" in refusal and "说明哪些列识别一户" in refusal
    there = re.search(rf'href="({at}understood/0/)"', refusal).group(1)
    form = client.get(there).content.decode()
    ticked = re.findall(r'name="household" value="([^"]+)"[^>]*checked', form)
    answers = {"read": "on", "kind": "flat", "first": 1, "last": 1, "household": ticked}
    assert client.post(there, answers).status_code == 302
    client.post(f"{at}read-again/", {"period": ""})
    worker.work_off()
    return ticked


def write(client, at):
    client.post(f"{at}options/", {"reference_on": "2026-06-01", "blank": "keep", "absent": "keep"})
    worker.work_off()
    client.post(f"{at}commit/")
    worker.work_off()


def test_the_refusal_leads_to_the_columns_that_identify_a_household(cast, as_):
    client = as_(cast.xiaoman)
    at = uploaded(client, book(LISTED, TITLES))

    assert read_so(client, at) == ["行政村代码", "户主证件号码"]
    write(client, at)

    assert sorted(Household.objects.values_list("head_name", "members")) == [("吴有田", 1), ("周满仓", 2)]


def test_such_codes_give_no_number_away_and_are_the_same_the_next_time(cast, as_):
    client = as_(cast.xiaoman)
    for _time in range(2):
        at = uploaded(client, book(LISTED, TITLES))
        read_so(client, at)
        write(client, at)

    counts = Batch.objects.order_by("pk").last().summary["counts"]
    assert (counts["households"]["same"], counts["persons"]["same"], Household.objects.count()) == (2, 3, 2)
    kept = [*Household.objects.values_list("household_id"), *Person.objects.values_list("person_id")]
    for number in (HEAD, SPOUSE, OTHER):
        assert not any(number in code for (code,) in kept)
        assert not Entry.objects.filter(ident__contains=number).exists()


def test_without_the_heads_number_the_name_is_proposed(cast, as_):
    client = as_(cast.xiaoman)
    at = uploaded(client, book([[*row[:2], *row[3:]] for row in LISTED], [*TITLES[:2], *TITLES[3:]]))

    assert read_so(client, at) == ["行政村代码", "户主姓名"]
    assert Batch.objects.get().state == Batch.State.READ


def test_where_nothing_is_known_of_the_head_nothing_is_proposed(cast, as_):
    header = [title for title in HEADER if title not in ("户编码", "户主姓名")]
    rows = [[cell for place, cell in enumerate(row) if place not in (0, 2)] for row in ROWS]
    client = as_(cast.xiaoman)
    at = uploaded(client, book(rows, header))

    assert "checked" not in re.sub(r'name="read"[^>]*', "", client.get(f"{at}understood/0/").content.decode())


def test_a_sheet_with_codes_wants_nothing(send):
    assert identity.wanted(send().understood) is None


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (f"{people.VILLAGE}-{HEAD}", True),
        (HEAD, True),
        (f"{people.VILLAGE}-430921800101123", True),
        (f"{people.VILLAGE}-周满仓", True),
        (f"{people.VILLAGE}-12-3", False),
        ("QS-7/1", False),
    ],
)
def test_a_code_that_tells_who_it_is_is_not_kept(code, told, db):
    (kept,) = codes_of_households.named([code], codes.span(people.TOWNSHIP), composed=True)

    assert (kept != code) == told


def test_persons_numbered_within_their_household_keep_their_order(db):
    given = {"persons": pa.table({"household_id": [HEAD, "H1"], "person_id": [f"{HEAD}-2", "H1-1"]})}

    given["persons"] = given["persons"].append_column("id_number", pa.nulls(2, pa.string()))
    given["persons"] = given["persons"].append_column("relation", pa.nulls(2, pa.string()))

    made = codes_of_households.replaced(given, codes.span(people.TOWNSHIP), composed=True)[
        "persons"
    ].to_pylist()

    assert made[0]["person_id"] == f"{made[0]['household_id']}-2" and HEAD not in made[0]["person_id"]
    assert (made[1]["household_id"], made[1]["person_id"]) == ("H1", "H1-1")


def test_a_household_that_the_register_knows_by_its_head_keeps_its_code(cast, as_, send, compared, step):
    step(compared(send()), batches.commit)
    client = as_(cast.xiaoman)

    at = uploaded(client, book(LISTED, TITLES))
    read_so(client, at)
    write(client, at)

    counts = Batch.objects.order_by("pk").last().summary["counts"]
    assert (counts["households"]["new"], counts["persons"]["same"]) == (0, 3)
    assert set(Household.objects.values_list("household_id", flat=True)) == {"H1", "H2"}
    said = [f"{people.VILLAGE}-{HEAD}"]
    assert "H1" in codes_of_households.named(said, codes.span(people.TOWNSHIP), composed=True)
