"""The household's timeline: one entry for the first registration, everybody who was in it, and what an undo brought back."""

import pyarrow as pa
import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office.registry import families

from shouwang.office.kit import clock
from shouwang.office.registry.framing import frames
from shouwang.office.registry.homes import household_file, persons
from shouwang.office.registry.intake import loading, reversal
from shouwang.office.registry.models import Household, Income, Person
from shouwang.office.registry.pages import history as pages_history
from shouwang.office.registry.pages import showing
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import incomes
from shouwang.office.registry.writing.prepared import Prepared, Stamp

pytestmark = pytest.mark.django_db
ON = families.MAY_1


def timeline(home):
    file = household_file.now(home)
    made = pages_history.of_household(home, file.everybody, file.household_past, file.person_past)
    return pages_history.timeline(made)


def told(entry):
    return [(row["label"], row["old"], row["new"]) for row in entry["changes"]]


def test_the_first_registration_is_one_entry(home):
    only = timeline(home)

    assert [(entry["first"], entry["with"]) for entry in only] == [(True, ["周大", "李二", "周小"])]


def test_who_came_later_has_an_entry_of_their_own(home, ask, done):
    done(ask("birth", name="周新", sex="male", relation="grandchild"))

    newest = [entry for entry in timeline(home) if entry["who"] == "周新"]
    assert [(entry["first"], entry["with"]) for entry in newest] == [(True, [])]


def test_who_left_by_a_split_stays_in_the_timeline_until_then(home, ask, done):
    change = ask("split", persons=["周小"], head="周小")
    done(change)
    new = Household.objects.exclude(pk=home.pk).get()
    history.amend(Person.objects.get(name="周小"), {"works": True}, on=families.JUNE_1, source="form")

    left = [entry for entry in timeline(home) if entry["who"] == "周小"]
    assert [("户编码", home.household_id, new.household_id) in told(entry) for entry in left] == [True]
    joined = [entry for entry in timeline(new) if entry["who"] == "周小"]
    assert [("是否务工" in {row[0] for row in told(entry)}) for entry in joined] == [True, False]
    assert "周小" in {entry["who"] for entry in pages_history.written_by(home, f"change:{change.pk}")}


@pytest.fixture
def undone(cast, home):
    """An import changed the house and an income; it was taken back."""
    incomes.state(home, "2026", [{"kind": "wage", "amount": "100"}], by=cast.achun, on=ON)
    row = Income.objects.get()
    home.refresh_from_db()
    at = clock.now()
    one = {"id": [home.pk]}
    prepared = Prepared(
        changed={"households": pa.table({**one, "version": [home.version], "house_grade": ["D"]})},
        withdrawn={"incomes": pa.table({"id": [row.pk], "area_code": [people.VILLAGE]})},
        touched=pa.table(one),
    )
    loading.apply(prepared, on=ON, at=at, source="import:12", seal={})
    stamp = Stamp(families.MAY_2, clock.now(), "undo:import:12")
    reversal.take_back("import:12", committed_at=at, stamp=stamp, area_code=people.TOWNSHIP)
    home.refresh_from_db()
    return home


def test_what_an_undo_brought_back_says_so_and_from_where_it_first_came(undone):
    newest = timeline(undone)[0]

    assert (undone.source, undone.restored_by, undone.house_grade) == ("form", "undo:import:12", "B")
    assert told(newest) == [("住房鉴定等级", "D级", "B级")]
    assert (newest["source"]["label"], newest["source"]["restored"]["label"]) == ("页面登记", "撤销导入 12")


def test_a_value_that_was_brought_back_keeps_its_first_day_and_source(undone):
    versions = pages_history.versions(Household, undone, undone.past.order_by("pk"))
    origins = pages_history.origins(Household, versions)

    assert showing.said(origins["house_grade"]) == "自 2026-01-01 · 页面登记（撤销导入 12 时恢复）"
    assert showing.said(origins["origin"]) == "自 2026-01-01 · 页面登记"


def test_a_statement_that_was_stated_anew_says_so_too(undone):
    line = incomes.sheet(undone, "2026").actual.lines[0]

    assert (line.source, line.restored_by) == ("form", "undo:import:12")
    assert showing.told_by(line)["restored"]["label"] == "撤销导入 12"


def test_the_next_change_is_nobodys_undoing(undone):
    history.amend(undone, {"house_grade": "C"}, on=families.JUNE_1, source="form")

    assert undone.restored_by == ""
    assert undone.past.order_by("pk").last().restored_by == "undo:import:12"


def test_the_page_says_what_brought_it_back(cast, as_, undone):
    page = as_(cast.achun).get(reverse("registry:household", args=[undone.household_id])).content.decode()

    assert "恢复原登记" in page and "撤销导入 12" in page


def test_a_card_of_the_chronically_ill_is_sealed_and_judged_by(cast, home, as_):
    person = families.person(home, "周小")
    for value, kept in ((True, "true"), ("否", "false")):
        given = {"chronic_card": value}
        persons.amend(person, given, seen_version=person.version, by=cast.achun, on=ON)
        assert person.chronic_card == kept

    stored = Person.objects.extra(select={"raw": "chronic_card || ''"}).get(pk=person.pk).raw
    rows = frames.tables(families.COUNTY, families.JUNE_1)["persons"].to_pylist()
    page = as_(cast.achun).get(reverse("registry:person", args=[person.person_id])).context["groups"]
    shown = {fact["name"]: fact for group in page for fact in group["facts"]}["chronic_card"]
    answer = as_(cast.achun).post(shown["reveal_url"])

    assert stored.startswith("v1:")
    assert [row["chronic_card"] for row in rows if row["person_id"] == person.person_id] == [False]
    assert (shown["text"], shown["masked"], answer.content.decode()) == ("****", True, "否")
