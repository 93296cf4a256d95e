"""Canonical tables in: rows or files, step by step, within the token's area."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from tests.office import cast as people
from tests.office.api.conftest import Program, program_of
from tests.office.imports.conftest import ROWS, book

from shouwang.office.accounts.models import Appointment, User
from shouwang.office.api.models import Repeat
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household, Income, Person

pytestmark = pytest.mark.django_db

NUMBER = "430921198001011236"
DAY = "2026-06-01"
HOME = {"household_id": "J1", "area_code": people.VILLAGE, "head_name": "周满仓", "water_safe": True}
PERSON = {
    "person_id": "J1-1",
    "household_id": "J1",
    "name": "周满仓",
    "relation": "head",
    "id_number": NUMBER,
}
WAGE = {"household_id": "J1", "period": "2025", "kind": "wage", "amount": "12000.50", "forecast": False}
TABLES = {"households": [HOME], "persons": [PERSON], "incomes": [WAGE]}


def body(**more):
    return {"area_code": people.TOWNSHIP, "reference_on": DAY, **more}


@pytest.fixture
def clerk(program):
    return program("xiaoman")


@pytest.fixture
def elsewhere(cast, somebody):
    """The clerk's work in the next county."""
    user = User(username="taoxiao", full_name="桃小", must_change_password=False)
    user.set_password(people.PASSWORD)
    user.save()
    Appointment(user=user, role="township_clerk", area_code=people.OTHER_TOWNSHIP, since=people.START).save()
    return user


@pytest.fixture
def done(clerk):
    """A step, and its job."""

    def stepped(answer, *steps):
        assert answer.status_code == 202, answer.content.decode()
        address = answer["Location"]
        worker.work_off()
        for step in steps:
            answer = clerk.post(f"{address.removeprefix('/api/v1')}/{step}")
            assert answer.status_code == 202, answer.content.decode()
            worker.work_off()
        return clerk.get(address.removeprefix("/api/v1")).json()

    return stepped


def test_rows_of_several_tables_are_read_compared_committed_and_undone(clerk, done):
    answer = clerk.post("/imports/tables", body(tables=TABLES))
    assert answer.json()["state"] == "reading"

    compared = done(answer, "compare")
    assert compared["state"] == "compared" and not compared["problems"] and not compared["guards"]
    assert {one["table"]: one["new"] for one in compared["changes"]} == {
        "households": 1,
        "persons": 1,
        "incomes": 1,
    }

    written = done(answer, "commit")
    home = Household.objects.get()
    assert (written["state"], home.head_name, home.water_safe) == ("committed", "周满仓", True)
    assert (Person.objects.get().id_number, str(Income.objects.get().amount)) == (NUMBER, "12000.50")

    assert done(answer, "undo")["state"] == "undone"
    assert not Household.objects.filter(ended_on=None).exists()


def test_rows_of_one_table_change_what_is_registered(clerk, done):
    done(clerk.post("/imports/tables", body(tables=TABLES)), "compare", "commit")
    rows = [{"household_id": "J1", "area_code": people.VILLAGE, "water_safe": False}]

    again = done(clerk.post("/tables/households/rows", body(rows=rows)), "compare", "commit")

    assert again["changes"][0]["changed"] == 1
    home = Household.objects.get()
    assert (home.head_name, home.water_safe) == ("周满仓", False)


def test_files_are_taken_as_people_have_them(clerk, done):
    answer = clerk.send("/imports", body(files=[book()], sender="青山镇", period="2025"))

    found = done(answer, "compare", "commit")

    assert (found["sender"], found["files"], found["state"]) == ("青山镇", ["青山镇.xlsx"], "committed")
    assert found["understood"][0]["columns"][0]["column"] == "households.household_id"
    assert Household.objects.count() == 2


@pytest.mark.parametrize(
    ("amount", "kept"), [("0012.5", "12.50"), (12.1, "12.10"), (7, "7.00"), (100_000_000, "100000000.00")]
)
def test_amounts_come_through_to_the_cent(clerk, done, amount, kept):
    tables = {**TABLES, "incomes": [{**WAGE, "amount": amount}]}
    done(clerk.post("/imports/tables", body(tables=tables)), "compare", "commit")

    assert str(Income.objects.get().amount) == kept


def test_every_column_can_be_sent_and_comes_through(clerk, done):
    """One of each type, and texts that look like something else."""
    person = {**PERSON, "birth_date": "1980-01-01", "works": True, "work_months": 6.0, "monthly_wage": "2000"}
    home = {**HOME, "group_name": "001", "address": "一组，“上屋”, 3 号", "origin": "lifted"}
    tables = {**TABLES, "households": [home], "persons": [person]}
    done(clerk.post("/imports/tables", body(tables=tables)), "compare", "commit")

    own, head = Household.objects.get(), Person.objects.get()
    assert (own.group_name, own.address, own.origin) == ("001", "一组，“上屋”, 3 号", "lifted")
    assert (str(head.birth_date), head.works, head.work_months, str(head.monthly_wage)) == (
        "1980-01-01",
        True,
        6,
        "2000.00",
    )


def test_the_sender_is_the_token_unless_another_is_named(clerk):
    assert clerk.post("/imports/tables", body(tables=TABLES)).json()["sender"] == "接口 · 县民政接口"


def test_what_cannot_be_read_says_why(clerk, done):
    broken = BytesIO(b"nothing of a workbook")
    broken.name = "坏.xlsx"

    found = done(clerk.send("/imports", body(files=[broken])))

    assert (found["state"], found["work"]["state"]) == ("uploaded", "refused")
    assert found["work"]["why"] and found["work"]["remedy"]


def test_what_is_not_accepted_is_told_by_reason(clerk, done):
    found = done(clerk.post("/tables/persons/rows", body(rows=[PERSON])), "compare")

    assert [(one["reason"], one["count"]) for one in found["not_accepted"]] == [("no_household", 1)]


def test_each_row_that_is_not_accepted_is_told_with_its_place(clerk, done):
    rows = [
        PERSON,
        {**PERSON, "person_id": "J1-2", "id_number": None, "name": "李桂花", "relation": "spouse"},
    ]
    answer = clerk.post("/tables/persons/rows", body(rows=rows))
    done(answer, "compare")
    path = f"{answer['Location'].removeprefix('/api/v1')}/refused"

    first = clerk.get(path, {"limit": 1}).json()
    rest = clerk.get(path, {"limit": 5, "after": first["next"]}).json()

    told = first["rows"] + rest["rows"]
    assert [(one["table"], one["household_id"], one["reason"]) for one in told] == [
        ("persons", "J1", "no_household")
    ] * 2
    assert len({one["cell"] for one in told}) == 2 and rest["next"] is None
    assert clerk.get(path, {"reason": "twice"}).json() == {"rows": [], "next": None}


def test_problems_of_reading_are_told_with_their_place_and_without_the_value(clerk, done):
    odd = {**PERSON, "id_number": NUMBER[:-1] + "7"}
    answer = clerk.post("/imports/tables", body(tables={**TABLES, "persons": [odd]}))
    found = done(answer)
    path = f"{answer['Location'].removeprefix('/api/v1')}/problems"

    answer = clerk.get(path, {"code": found["problems"][0]["code"]})

    (row,) = answer.json()["rows"]
    assert row["code"] == found["problems"][0]["code"] and row["title"]
    assert (row["file"], row["cell"]) == ("persons.parquet", "D2")
    assert odd["id_number"] not in answer.content.decode()


def test_what_a_guard_stopped_no_token_confirms(clerk, done, cast):
    many = [{**HOME, "household_id": f"J{n}"} for n in range(5)]
    each = [
        {**PERSON, "person_id": f"P{n}", "household_id": f"J{n}", "id_number": None, "name": f"人{n}"}
        for n in range(5)
    ]
    done(
        clerk.post("/imports/tables", body(tables={"households": many, "persons": each})), "compare", "commit"
    )
    answer = clerk.post("/imports/tables", body(tables={"households": many[:1], "persons": each[:1]}))
    done(answer)
    address = answer["Location"].removeprefix("/api/v1")
    clerk.post(f"{address}/compare", {"absent": "end"})
    worker.work_off()

    refused = clerk.post(f"{address}/commit")

    assert [guard["code"] for guard in clerk.get(address).json()["guards"]] == ["gone"]
    assert refused.status_code == 409 and "4" in refused.json()["title"]
    assert Household.objects.filter(ended_on=None).count() == 5


def test_a_batch_is_given_up(clerk):
    address = clerk.post("/imports/tables", body(tables=TABLES))["Location"].removeprefix("/api/v1")
    worker.work_off()

    assert clerk.post(f"{address}/discard").json()["state"] == "discarded"
    assert clerk.post(f"{address}/compare").status_code == 409


# -- Who --------------------------------------------------------------------------------------------------------------


def test_batches_of_elsewhere_are_not_there(program, clerk, elsewhere):
    batch = clerk.post("/imports/tables", body(tables=TABLES)).json()["id"]
    assert program("linjie").get(f"/imports/{batch}").status_code == 200

    neighbour = program_of(elsewhere)

    assert [row["id"] for row in neighbour.get("/imports").json()["rows"]] == []
    asked = [neighbour.get(f"/imports/{batch}{tail}") for tail in ("", "/problems", "/refused")] + [
        neighbour.post(f"/imports/{batch}/{step}") for step in ("compare", "commit", "undo", "discard")
    ]
    assert {answer.status_code for answer in asked} == {404}


@pytest.mark.parametrize("who", ["achun", "bangfu", "ducha"])
def test_without_the_permission_there_are_no_imports(program, who):
    asked = program(who)

    answers = [
        asked.get("/imports"),
        asked.get("/imports/1"),
        asked.post("/imports/tables", body(tables=TABLES)),
        asked.post("/tables/households/rows", body(rows=[HOME])),
        asked.send("/imports", body(files=[book()])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_a_token_without_the_permission_imports_nothing(program):
    asked = program("xiaoman", "household.view")

    assert asked.post("/imports/tables", body(tables=TABLES)).status_code == 404


@pytest.mark.parametrize("area", [people.FAR, people.COUNTY, "999999999999"])
def test_a_place_out_of_reach_is_refused_like_one_that_is_not(clerk, area):
    answer = clerk.post("/imports/tables", body(tables=TABLES, area_code=area))

    assert answer.status_code == 409 and not Batch.objects.exists()


# -- Sent again ---------------------------------------------------------------------------------------------------------


def sent_with(clerk, key, **more):
    return clerk.post("/imports/tables", body(tables=TABLES, **more), **{"Idempotency-Key": key})


def test_a_request_that_is_sent_again_makes_no_second_batch(clerk):
    first, again = sent_with(clerk, "a"), sent_with(clerk, "a")
    other = sent_with(clerk, "b")

    assert (again.json()["id"], again["Location"]) == (first.json()["id"], first["Location"])
    assert other.json()["id"] != first.json()["id"] and Batch.objects.count() == 2


def test_files_that_are_sent_again_make_no_second_batch(clerk):
    sent = book().getvalue()
    ids = [
        clerk.send("/imports", body(files=[BytesIO(sent)]), **{"Idempotency-Key": "x"}).json()["id"]
        for _ in range(2)
    ]

    assert len(set(ids)) == 1
    changed = clerk.send("/imports", body(files=[book(ROWS[:2])]), **{"Idempotency-Key": "x"})
    assert changed.status_code == 409 and Batch.objects.count() == 1


def test_the_same_key_for_something_else_is_a_mistake(clerk):
    sent_with(clerk, "a")

    answer = sent_with(clerk, "a", sender="另一家")

    assert answer.status_code == 409 and Batch.objects.count() == 1


def test_keys_are_of_one_token_and_of_one_day(clerk, program):
    first = sent_with(clerk, "a").json()["id"]
    assert sent_with(program("xiaoman"), "a").json()["id"] != first

    Repeat.objects.update(at=clock.now() - timedelta(days=1, seconds=1))

    assert sent_with(clerk, "a").json()["id"] != first


def test_what_is_refused_may_be_sent_again_under_its_key(clerk):
    assert sent_with(clerk, "a", reference_on="2099-01-01").status_code == 409

    assert sent_with(clerk, "a").status_code == 202


# -- Bad input ----------------------------------------------------------------------------------------------------------


def wrong(answer):
    assert answer.status_code == 422, answer.content.decode()
    return [one["where"] for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("table", "cell", "value"),
    [
        ("households", "colour", "red"),
        ("households", "head_name", 7),
        ("households", "head_name", "a\0b"),
        ("households", "head_name", "一" * 501),
        ("households", "water_safe", "yes"),
        ("households", "origin", "rich"),
        ("households", "household_id", ""),
        ("persons", "birth_date", "01.02.1980"),
        ("persons", "birth_date", "2026-02-30"),
        ("persons", "work_months", 3.5),
        ("persons", "work_months", True),
        ("persons", "disability_grade", 10**30),
        ("incomes", "amount", "12,5"),
        ("incomes", "amount", "0.005"),
        ("incomes", "amount", -1),
        ("incomes", "amount", 1e300),
        ("incomes", "amount", [1]),
        ("incomes", "period", 2025),
        ("incomes", "period", "25"),
        ("persons", "birth_date", "1580-01-31"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(clerk, table, cell, value):
    rows = [TABLES[table][0], {**TABLES[table][0], cell: value}]

    assert wrong(clerk.post(f"/tables/{table}/rows", body(rows=rows))) == [f"body.rows.1.{cell}"]
    assert not Batch.objects.exists()


def test_what_every_row_needs_is_asked_for(clerk):
    assert wrong(clerk.post("/tables/incomes/rows", body(rows=[{"amount": 1}]))) == [
        "body.rows.0.household_id",
        "body.rows.0.period",
        "body.rows.0.kind",
    ]


def test_odd_names_come_back_as_they_can_be_said(clerk):
    answer = clerk.client.post(
        "/api/v1/tables/incomes/rows",
        json.dumps(body(rows=[{**WAGE, "\ud800" + "x" * 99: 1}])),
        content_type="application/json",
        headers={"Authorization": f"Bearer {clerk.text}"},
    )

    assert wrong(answer) == ["body.rows.0.?" + "x" * 59]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "1" * 5_000])
def test_numbers_that_are_none_are_mistakes(clerk, number):
    text = json.dumps(body(rows=[WAGE])).replace('"12000.50"', number)
    answer = clerk.client.post(
        "/api/v1/tables/incomes/rows",
        text,
        content_type="application/json",
        headers={"Authorization": f"Bearer {clerk.text}"},
    )

    assert answer.status_code in (400, 422) and answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({}, ["body.area_code", "body.reference_on", "body.rows"]),
        (body(rows=[]), ["body.rows"]),
        (body(rows={}), ["body.rows"]),
        (body(rows=[7]), ["body.rows.0"]),
        (body(rows=[WAGE], colour="red"), ["body.colour"]),
        (body(rows=[WAGE], reference_on="soon"), ["body.reference_on"]),
        (body(rows=[WAGE], area_code="43"), ["body.area_code"]),
        (body(rows=[WAGE], sender="a\0"), ["body.sender"]),
    ],
)
def test_a_wrong_request_is_told_item_by_item(clerk, sent, where):
    assert wrong(clerk.post("/tables/incomes/rows", sent)) == where


@pytest.mark.parametrize("table", ["areas", "nothing", "x%00"])
def test_rows_of_tables_that_take_none_have_no_address(clerk, table):
    assert clerk.post(f"/tables/{table}/rows", body(rows=[WAGE])).status_code == 404
    assert wrong(clerk.post("/imports/tables", body(tables={table: [WAGE]}))) == [f"body.tables.{table}"]


def test_no_rows_are_nothing_to_send(clerk):
    assert wrong(clerk.post("/imports/tables", body(tables={}))) == ["body.tables"]
    assert wrong(clerk.post("/imports/tables", body(tables={"persons": []}))) == ["body.tables.persons"]


def test_a_million_rows_are_too_large_for_one_request(clerk):
    answer = clerk.post("/tables/incomes/rows", body(rows=[WAGE] * 40_000))

    assert answer.status_code == 413 and answer.json()["detail"]


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({}, {"area_code", "reference_on", "files"}),
        (body(files=[], colour="red"), {"files"}),
        (body(period="25"), {"period", "files"}),
    ],
)
def test_a_form_that_lacks_something_is_told(clerk, form, where):
    assert {name.rpartition(".")[2] for name in wrong(clerk.send("/imports", form))} == where


def test_a_field_of_the_form_that_nobody_knows_is_a_mistake(clerk):
    assert wrong(clerk.send("/imports", body(files=[book()], colour="red"))) == ["form.colour"]


def test_a_body_that_is_no_json_is_told(clerk):
    for sent in (b"{", b"\xff\xfe", b"[" * 100_000, b""):
        answer = clerk.client.post(
            "/api/v1/tables/incomes/rows",
            sent,
            content_type="application/json",
            headers={"Authorization": f"Bearer {clerk.text}"},
        )
        assert answer.status_code in (400, 422), sent[:9]
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 30])
def test_numbers_of_no_batch_are_told(clerk, pk):
    assert clerk.get(f"/imports/{pk}").status_code in (404, 422)


def test_what_came_by_a_token_stands_in_the_journal_under_its_owner(clerk, done):
    done(clerk.post("/imports/tables", body(tables=TABLES)), "compare", "commit")

    entry = Entry.objects.get(action="import.committed", kind="")
    assert entry.actor == "xiaoman"
    assert not Entry.objects.filter(detail__contains=NUMBER).exists()


def test_the_list_costs_as_many_queries_for_many_as_for_few(clerk, django_assert_max_num_queries):
    for _ in range(12):
        clerk.post("/imports/tables", body(tables=TABLES))
    clerk.get("/imports")

    with django_assert_max_num_queries(5):
        found = clerk.get("/imports", {"limit": 10}).json()

    assert len(found["rows"]) == 10
    assert len(clerk.get("/imports", {"after": found["next"]}).json()["rows"]) == 2


# SQLite lies in memory in tests: a second connection is refused there, it does not wait.
@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_moment_make_one_batch(cast):
    """Whoever comes second waits for the first and gets its batch."""
    asked = program_of(cast.xiaoman)

    def send(_number):
        try:
            answer = sent_with(Program(Client(), asked.text, asked.token), "same")
            return answer.status_code, answer.json().get("id")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(send, range(4)))

    assert answers == {(202, Batch.objects.get().pk)}
