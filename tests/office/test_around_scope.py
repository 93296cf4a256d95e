"""Ways around the scope that people or programs may try: filters, keys, files, times, sessions."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.office import cast as people
from tests.office import world as w
from tests.office.addresses import LISTS, PAPER, ROWS
from tests.office.rows import get, post, registered
from tests.office.visits import found, marks, page, signed_in, status, text_of, undone, visit
from tests.office.world import MARKS, World

from shouwang.office.accounts.models import Appointment
from shouwang.office.jobs import worker
from shouwang.office.jobs.models import Job, State
from shouwang.office.kit.lists import REGISTER
from shouwang.office.registry.care import links

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("somebody")]
NEXT_DOOR = ("laobai", "lvzhuan", "taojie", "bangren")
# Tests of exports declare lists of their own.
EXPORTED = (
    sorted(n for n, page in REGISTER.items() if page.__module__.startswith("shouwang."))
    if registered()
    else []
)
"""Lists are known once the addresses were read."""
lists = pytest.mark.parametrize("row", LISTS, ids=str)


@lists
@pytest.mark.parametrize(
    "query",
    [
        f"area={people.VILLAGE}",
        f"area={people.COUNTY}",
        "area=%25&area=",
        "f_head_name=甄",
        "f_household_id=QS-7",
        "f_kind=birth&f_state=submitted",
        "for=decision",
        "for=me",
        "print=1",
        "o=-head_name",
        "o=household__phone",
        "columns=head_name,phone,phone_digest,household__phone,password",
    ],
)
def test_no_query_shows_what_lies_next_door(world, row, query):
    for username in NEXT_DOOR:
        text = page(world, username, row.name, query)

        # What was asked for stands in the form and in links.
        plain = re.sub(r'(href|value|action|hx-get|data-\w+)="[^"]*"', "", text)
        assert found(plain, marks(world[username])) == []


@lists
@pytest.mark.parametrize("key", ["after", "before"])
def test_a_foreign_key_tells_nothing_about_where_its_row_stands(world, row, key):
    foreign = {"changes": world.draft.pk, "persons": world.child.pk}.get(
        row.name.partition(":")[2], world.home.pk
    )

    plain = page(world, "laobai", row.name)
    for pk in (foreign, 987_654, "x", "1e9", "%25"):
        assert _rows(page(world, "laobai", row.name, f"{key}={pk}")) == _rows(plain)


def _rows(text: str) -> list[str]:
    """Of a list, without its headings and the links that repeat the query."""
    found_rows = re.findall(r"<tr[^>]*>.*?</tr>", text, flags=re.DOTALL)
    return [re.sub(r'\?[^"]*"', "", one) for one in found_rows if "<td" in one]


@pytest.mark.parametrize("name", ["registry:households", "registry:persons"])
@pytest.mark.parametrize(
    "column", ["phone", "id_number", "bank_account", "phone_digest", "password", "household__phone"]
)
def test_hidden_columns_neither_sort_nor_filter(world, name, column):
    plain = _rows(page(world, "achun", name))

    for query in (f"o={column}", f"o=-{column}", f"f_{column}=1390737", f"f_{column}__startswith=1"):
        assert _rows(page(world, "achun", name, query)) == plain
    shown = page(world, "achun", name, f"columns={column}")
    assert w.PHONE not in shown and w.NUMBER not in shown


def test_a_view_that_somebody_saved_is_theirs(world):
    assert w.VIEW in page(world, "achun", "registry:households")
    for username in ("duiyuan", "xiaoman", "linjie"):
        assert w.VIEW not in page(world, username, "registry:households")


@pytest.mark.parametrize("name", EXPORTED)
def test_nobody_exports_a_list_that_they_do_not_see(world, name):
    """Of the next village there is nothing in it; a list of another trade is refused."""
    row = post("jobs:export", "laobai", query=f"list={name}&query=area%3D{people.VILLAGE}")[0]
    for username in ("laobai", "taodu"):
        with undone():
            client = signed_in(world[username])
            answer = client.post(reverse("jobs:export") + f"?{row.query}")
            if answer.status_code == 302:
                worker.work_off()
                job = Job.objects.order_by("pk").last()
                assert job.owner == world[username] and job.result.get("rows") in (0, 1, 2), job.result
                sent = client.get(reverse("jobs:file", args=[job.pk]))
                assert found(text_of(sent), MARKS) == []
            else:
                assert answer.status_code == 409, name


def test_an_export_is_what_its_owner_may_see_when_it_runs(world):
    with undone():
        signed_in(world["achun"]).post(reverse("jobs:export") + "?list=households&query=")
        job = Job.objects.order_by("pk").last()
        held = Appointment.objects.get(user=world["achun"])
        held.until = world.today
        held.save()
        worker.work_off()
        job.refresh_from_db()

        assert (job.state, job.result) == (State.REFUSED, {})


def test_a_file_is_given_to_nobody_who_lost_the_right_to_it(world):
    address = reverse("jobs:file", args=[world.export.pk])
    assert text_of(signed_in(world["xiaoman"]).get(address)).startswith("PK")
    held = Appointment.objects.get(user=world["xiaoman"])
    held.until = world.today
    held.save()

    assert signed_in(world["xiaoman"]).get(address).status_code == 404


def test_the_administrator_sees_how_a_job_stands_and_not_what_is_in_it(world):
    at = {"pk": world.export.pk}

    assert reverse("jobs:file", kwargs=at) in page(world, "xiaoman", "jobs:job", **at)
    assert reverse("jobs:file", kwargs=at) not in page(world, "guanli", "jobs:job", **at)


REVEALED = [
    ("household", w.CODE, "phone", 200),
    ("household", w.CODE, "head_name", 404),
    ("household", w.CODE, "phone_digest", 404),
    ("household", w.CODE, "area_code", 404),
    ("household", w.CODE, "__class__", 404),
    ("person", w.CODE, "phone", 404),
    ("user", "achun", "password", 404),
    ("household", "QS-7", "phone", 404),
]


@pytest.mark.parametrize(("kind", "ident", "name", "gives"), REVEALED)
def test_only_sealed_fields_of_the_own_households_are_revealed(world, kind, ident, name, gives):
    row = post("registry:reveal", "achun", at=lambda _: {"kind": kind, "ident": ident, "field": name})[0]

    assert visit(world, row, world["achun"]).status == gives
    for username in ("laobai", "bangren", "luozhen", "yibao", "taodu", "shenji"):
        answer = visit(world, row, world[username])
        assert (answer.status, answer.traceless) == (404, True), username


@pytest.mark.parametrize("day", ["2026-03-01", "1900-01-01", "2999-01-01", "x", "2026-02-30"])
def test_another_day_opens_no_other_household(world, day):
    assert (
        w.HEAD in page(world, "achun", "registry:household", f"on={day}", household_id=w.CODE) or day < "2026"
    )
    row = get("registry:household", "", query=f"on={day}", at=lambda _: {"household_id": w.CODE})[0]
    for username in (*NEXT_DOOR, "shenji", "xiaochen"):
        assert visit(world, row, world[username]).status == 404


def test_a_household_that_moved_is_the_new_place_s_with_its_past(world):
    with undone():
        for record in (world.home, *world.home.persons.all()):
            fresh = type(record)._base_manager.get(pk=record.pk)
            fresh.area_code = people.NEIGHBOUR
            fresh.save()

        for query in ("", "?on=2026-03-01"):
            address = reverse("registry:household", args=[w.CODE]) + query
            assert signed_in(world["achun"]).get(address).status_code == 404
            assert signed_in(world["laobai"]).get(address).status_code == 200


HELPERS = [row for row in ROWS if "bangfu" in row.who.split() and row.name.startswith("registry:")]


@pytest.mark.parametrize("row", HELPERS, ids=str)
def test_a_helper_who_was_unlinked_sees_nothing_any_more(world, row):
    with undone():
        links.unlink(world.link, until=world.today, by=world["linjie"])
        answer = visit(world, row, world["bangfu"])
        world.link.refresh_from_db()

    world.link.until = None
    assert answer.status == (200 if row in (*LISTS, *PAPER) else 404)
    assert found(answer.text, MARKS) == []


def test_a_helper_sees_the_linked_household_and_no_other(world):
    text = page(world, "bangfu", "registry:households")

    assert w.HEAD in text and w.ALONE not in text and "邻家和" not in text
    other = world.others[people.VILLAGE].household_id
    assert status(world, "bangfu", "registry:household", household_id=other) == 404


def test_two_appointments_add_up_and_lend_each_other_nothing(world):
    same = {"user": world["xiaochen"], "since": people.START}
    Appointment(**same, role="village_cadre", area_code=people.VILLAGE).save()
    department = {"role": "department_officer", "department": "health"}
    Appointment(**same, **department, area_code=people.OTHER_COUNTY).save()

    text = page(world, "xiaochen", "registry:households")

    far = world.others[people.FAR].household_id
    assert w.HEAD in text and "桃家昌" in text and "白家福" not in text
    assert status(world, "xiaochen", "registry:household", household_id=far) == 200
    assert status(world, "xiaochen", "registry:household-facts", household_id=w.CODE) == 200
    assert status(world, "xiaochen", "registry:household-facts", household_id=far) == 404
    reveal = post("registry:reveal", "", at=lambda _: {"kind": "household", "ident": far, "field": "phone"})[
        0
    ]
    assert visit(world, reveal, world["xiaochen"]).status == 404


def test_what_waits_is_counted_within_scope(world):
    """Next door one household is without a helper, was not looked at this quarter and lacks one thing; nothing else waits."""
    assert sorted(card["count"] for card in _desk(world, "laobai")) == ["0", "0", "0", "1", "1", "1"]
    assert sorted(card["count"] for card in _desk(world, "achun")) == ["0", "1", "1", "1", "2", "2"]


def _desk(world: World, username: str) -> list[dict]:
    return list(signed_in(world[username]).get(reverse("desk")).context["waiting"])


@pytest.mark.parametrize("method", ["head", "options", "put", "patch", "delete"])
def test_other_methods_open_nothing(world, method):
    address = reverse("registry:household", args=[w.CODE])

    for username in (*NEXT_DOOR, "shenji", "xiaochen"):
        assert getattr(signed_in(world[username]), method)(address).status_code == 404, username
    assert getattr(Client(), method)(address).status_code == 302


def test_parts_of_pages_obey_as_pages_do(world):
    for username in NEXT_DOOR:
        client = signed_in(world[username])
        for row in LISTS:
            answer = client.get(reverse(row.name), headers={"HX-Request": "true"})
            assert found(text_of(answer), marks(world[username])) == []


@pytest.mark.parametrize("permission", ["household.view", "import", "user.edit", "x", ""])
def test_places_are_suggested_within_reach_only(world, permission):
    query = {"permission": permission, "name": "area", "levels": "county,township,village"}
    for username in (*NEXT_DOOR, "shenji", "xiaochen"):
        answer = signed_in(world[username]).get(reverse("areas:choose"), query)
        assert answer.status_code in (200, 404) and found(text_of(answer), marks(world[username])) == []


def test_the_data_base_alone_tells_nobody_s_number(world):
    """Whoever steals it has no keys: ID and telephone numbers stand in no table, not even in what a file brought."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            kept = str(cursor.fetchall())
            assert found(kept, (w.NUMBER, w.PHONE, w.IMPORTED)) == [], table
