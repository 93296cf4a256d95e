"""A fresh county, and differences, written in bulk."""

import json
from datetime import date

import pyarrow.parquet as pq
import pytest

from shouwang.engine.county import write
from shouwang.engine.errors import Refused
from shouwang.office.journal.models import Entry
from shouwang.office.kit import sealing
from shouwang.office.registry.intake import loading
from shouwang.office.registry.models import Household, Income, Person

ON = date(2022, 9, 30)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    write.write(write.plan(60, 7, ON, "430921"), folder)
    return folder


@pytest.fixture
def loaded(county, db, somebody):
    return loading.load_county(county, on=ON, source="demo")


def test_every_row_of_the_county_is_in_the_register(loaded, county):
    assert loaded["households"] == Household.objects.count() == 60
    assert loaded["persons"] == Person.objects.count() == pq.read_table(county / "persons.parquet").num_rows
    assert loaded["incomes"] == Income.objects.count()


def test_a_loaded_person_says_what_the_table_says(loaded, county):
    row = pq.read_table(county / "persons.parquet").to_pylist()[5]

    person = Person.objects.get(person_id=row["person_id"])

    for name in ("name", "id_number", "birth_date", "health", "works", "monthly_wage", "phone"):
        assert getattr(person, name) == row[name], name
    assert person.id_number_digest == sealing.digest(row["id_number"])
    assert (person.household.household_id, person.since, person.source) == (row["household_id"], ON, "demo")


def test_members_are_counted(loaded):
    for home in Household.objects.all()[:10]:
        assert home.members == home.persons.count()


def test_each_record_and_the_load_as_a_whole_are_in_the_journal(loaded):
    assert Entry.objects.filter(action="register.loaded").count() == 1
    assert Entry.objects.exclude(action="register.loaded").count() == sum(loaded.values())


def test_the_journal_holds_no_id_number(loaded):
    number = Person.objects.first().id_number

    assert not Entry.objects.filter(detail__contains=number).exists()


def test_bulk_lines_say_what_a_single_save_would_say(loaded):
    person = Person.objects.order_by("pk").first()
    bulk = Entry.objects.get(action="person.created", ident=person.person_id)

    Person(**{**_values(person), "person_id": "ALONE", "pk": None}).save()

    told, alone = (
        json.loads(entry.detail)
        for entry in (bulk, Entry.objects.get(action="person.created", ident="ALONE"))
    )
    assert told | {"person_id": [None, "ALONE"]} == {
        name: pair for name, pair in alone.items() if pair[1] != ""
    }


def _values(person):
    return {
        field.name: getattr(person, field.name)
        for field in Person._meta.concrete_fields
        if not field.primary_key
    }


def test_a_register_with_households_is_not_loaded_over(loaded, county):
    with pytest.raises(Refused):
        loading.load_county(county, on=ON, source="demo")
