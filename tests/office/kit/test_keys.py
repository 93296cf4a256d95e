"""A new key while the office runs: everything opens as before, and the old key is not needed any more."""

import io
import os
import stat
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from tests.office.cast import START, VILLAGE

from shouwang.cli.main import status as run
from shouwang.engine.errors import Refused
from shouwang.office import keys
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, files, rotation, sealing
from shouwang.office.registry.models import Household, Person


@pytest.fixture(autouse=True)
def own_keys(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")
    monkeypatch.setattr(settings, "FILES", tmp_path / "files")
    sealing.forget_keys()
    yield
    sealing.forget_keys()


@pytest.fixture
def home(db, somebody):
    shared = {"area_code": VILLAGE, "since": START, "recorded_at": clock.now(), "source": "form"}
    made = Household(household_id="H1", phone="0737-1234567", **shared)
    made.save()
    for name, number in (("周大", "430921196001011018"), ("李二", "430921196203041026"), ("周小", None)):
        Person(person_id=name, name=name, household=made, id_number=number, health="healthy", **shared).save()
    return made


def silent(step: str, done: int, total: int) -> None:
    pass


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM registry_person WHERE id_number IS NOT NULL")
        return [row[0] for row in cursor.fetchall()]


def told() -> list[tuple[str, str | None, str | None]]:
    return list(Person.objects.order_by("pk").values_list("name", "id_number", "id_number_digest"))


def used() -> dict[int, int]:
    return {number: sum(places.values()) for number, places in rotation.status().items()}


def aged(monkeypatch) -> None:
    monkeypatch.setattr(rotation, "SETTLED", -1.0)


def test_every_sealed_column_is_known(db):
    labels = {place.label for place in rotation.places()}

    assert {"registry.person.id_number", "registry.personpast.id_number", "registry.change.answers"} <= labels


def test_a_rotation_changes_what_is_stored_but_not_what_it_says(home):
    before, raw = told(), stored()

    number = rotation.rotate(progress=silent)

    assert number == 2
    assert told() == before
    assert raw != stored() and all(value.startswith("v1:2:") for value in stored())


def test_files_are_wrapped_anew_and_say_the_same(db, somebody):
    file = files.keep(io.BytesIO(b"x" * 200_000), "papers")

    rotation.rotate(progress=silent)

    assert files.key_of(file.name) == 2
    assert stat.S_IMODE(files.place(file.name).stat().st_mode) == 0o600
    with files.opened(file.name) as stream:
        assert stream.read() == b"x" * 200_000


def test_a_rotation_that_was_interrupted_goes_on_with_the_same_key(home, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    total = sum(used().values())
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(progress=interrupt)
    halfway = used()

    assert rotation.rotate(progress=silent) == 2
    assert 0 < halfway[2] < total
    assert used() == {1: 0, 2: total}


def test_a_value_that_somebody_saved_meanwhile_is_theirs(home, monkeypatch):
    person = home.persons.get(name="周大")
    seal_many = sealing.seal_many

    def meanwhile(texts, name):
        if name == "id_number":
            with connection.cursor() as cursor:
                newer = sealing.seal("430921196001011026", "id_number")
                cursor.execute("UPDATE registry_person SET id_number = %s WHERE id = %s", [newer, person.pk])
        return seal_many(texts, name)

    monkeypatch.setattr(sealing, "seal_many", meanwhile)
    rotation.rotate(progress=silent)

    assert home.persons.get(name="周大").id_number == "430921196001011026"


def test_an_old_key_is_put_aside_once_nothing_needs_it(home, monkeypatch):
    aged(monkeypatch)
    rotation.rotate(progress=silent)
    before = told()

    rotation.retire(1, now=clock.now())

    assert (sorted(keys.personal(settings.KEYS)), told()) == ([2], before)
    assert (settings.KEYS / "retired" / "0001.key").is_file()
    assert list(
        Entry.objects.filter(action__startswith="keys.").order_by("pk").values_list("action", flat=True)
    ) == [
        "keys.rotation_begun",
        "keys.rotated",
        "keys.retired",
    ]


def test_a_key_that_is_needed_stays(home, monkeypatch):
    aged(monkeypatch)
    keys.add_personal(settings.KEYS)

    with pytest.raises(Refused, match="还有"):
        rotation.retire(1, now=clock.now())

    assert sorted(keys.personal(settings.KEYS)) == [1, 2]


def test_neither_the_key_in_use_nor_an_unknown_one_is_put_aside(db, somebody):
    for number in (1, 7):
        with pytest.raises(Refused):
            rotation.retire(number, now=clock.now())


def test_an_old_key_stays_as_long_as_somebody_may_be_writing_with_it(home):
    rotation.rotate(progress=silent)

    with pytest.raises(Refused, match="十分钟"):
        rotation.retire(1, now=clock.now())

    rotation.retire(1, now=clock.now() + timedelta(minutes=11))


def test_an_office_that_runs_notices_a_key_made_by_another_process(db):
    assert sealing.seal("x", "note").startswith("v1:1:")
    second = settings.KEYS / "personal" / "0002.key"
    time.sleep(0.02)

    second.write_bytes(os.urandom(keys.SIZE))

    assert sealing.seal("x", "note").startswith("v1:2:")


def test_the_commands_say_what_they_did(home, capsys, monkeypatch):
    aged(monkeypatch)

    assert run(["keys", "rotate"]) == 0
    assert run(["keys", "retire", "1"]) == 0
    assert run(["keys", "status"]) == 0
    assert run(["keys", "retire", "2"]) == 2

    said = capsys.readouterr()
    assert "2 号（使用中）" in said.out
    assert "正在使用" in said.err
