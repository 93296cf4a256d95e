"""Fills a fresh data base: areas, a county, somebody of the county and somebody of a village, signed in.

python -m bench.office.load COUNTY        writes `bench.json` into SHOUWANG_HOME
"""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.web.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Model, QuerySet  # noqa: E402
from django.test import Client  # noqa: E402

from shouwang.office.accounts.models import Appointment, User  # noqa: E402
from shouwang.office.areas import lists  # noqa: E402
from shouwang.office.areas.models import Area  # noqa: E402
from shouwang.office.journal.acting import Actor, acting  # noqa: E402
from shouwang.office.kit import clock, codes  # noqa: E402
from shouwang.office.registry import quarters  # noqa: E402
from shouwang.office.registry.care import watches  # noqa: E402
from shouwang.office.registry.intake import loading  # noqa: E402
from shouwang.office.registry.models import OWED, Household, IncomeWatch, Link, Person  # noqa: E402

ON = date(2022, 9, 30)
SAMPLE = 400
LEFT_OUT = 100
"""Of so many households that are to be watched one is not yet, late in a quarter; of those that are owed a helper one
has none."""


def main(county: Path) -> None:
    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    with acting(Actor("system:bench")):
        lists.load(county / "areas.parquet", on=date(2020, 1, 1), by=None)
        loading.load_county(county, on=ON, source="bench", each=False)
        village = Household.objects.order_by("?").values_list("area_code", flat=True)[0]
        people = {
            "county": somebody("county", "county_office", codes.span(village).low[:6].ljust(12, "0")),
            "village": somebody("village", "village_cadre", village),
        }
    watched(User.objects.get(username="county"))
    helped()
    anybody, own = some(Person.objects.present()), some(Person.objects.filter(area_code=village))
    said = {
        "sessions": people,
        "id_numbers": [person.id_number for person in anybody if person.id_number],
        "sought": {"county": sought(anybody), "village": sought(mixed(own, anybody))},
        "households": list(Household.objects.order_by("?").values_list("household_id", flat=True)[:SAMPLE]),
        "village": village,
        "own": list(
            Household.objects.filter(area_code=village).values_list("household_id", flat=True)[:SAMPLE]
        ),
        "areas": Area.objects.count(),
        "counts": {"households": Household.objects.count(), "persons": Person.objects.count()},
    }
    (settings.HOME / "bench.json").write_text(json.dumps(said), encoding="utf-8")


def watched(by: User) -> None:
    """Nearly every household's income was looked at this quarter; written past the journal, which is not measured."""
    quarter = quarters.of(clock.today())
    looks = [
        IncomeWatch(
            household_id=key,
            area_code=area,
            quarter=quarter.code,
            channel="yes",
            job="stable",
            level="same",
            colour="green",
            checked_on=quarter.first,
            checked_by=by,
        )
        for key, area in watches.watched(Household.objects.all()).values_list("pk", "area_code").iterator()
        if key % LEFT_OUT
    ]
    kept(IncomeWatch, looks)


def helped() -> None:
    """Nearly every household that is owed a helper has one, as in a county that works; past the journal too."""
    links = [
        Link(household_id=key, area_code=area, kind=Link.Kind.HELPER, name="帮扶责任人", since=ON)
        for key, area in Household.objects.filter(OWED, ended_on=None)
        .values_list("pk", "area_code")
        .iterator()
        # Others than those whom nobody looked at.
        if (key + 1) % LEFT_OUT
    ]
    kept(Link, links)


def kept(model: type[Model], rows: list[Any]) -> None:
    QuerySet(model).bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {model._meta.db_table}")


def some(people: Any) -> list[Person]:
    """Any of them; sorted are their keys, not their rows."""
    keys = list(people.order_by("?").values_list("pk", flat=True)[:SAMPLE])
    return list(Person.objects.filter(pk__in=keys).select_related("household"))


def mixed(own: list[Person], others: list[Person]) -> list[Person]:
    """Half of what is asked for in a village lies elsewhere."""
    return [one for pair in zip(own, others, strict=False) for one in pair][:SAMPLE]


def sought(people: list[Person]) -> dict[str, list[str]]:
    """What somebody may type into the box, by kind.  Of names and initials the whole, or only how they begin: a
    surname that thousands have."""
    places = Area.objects.in_force().filter(pk__in={person.area_code for person in people})
    return {
        "name": [person.name[: 1 + number % 3] for number, person in enumerate(people)],
        "pinyin initials": [person.name_initials[: 2 + number % 2] for number, person in enumerate(people)],
        "ID number": [person.id_number for person in people if person.id_number],
        "phone": [person.phone for person in people if person.phone],
        "household code": [person.household.household_id for person in people],
        "area": [place.name[: 2 + number % 3] for number, place in enumerate(places)],
    }


def somebody(name: str, role: str, area_code: str) -> list[str]:
    """Sessions, one for each of twenty visitors."""
    user = User(username=name, full_name=name, must_change_password=False)
    user.set_password("Bench-2026-county")
    user.save()
    Appointment(user=user, role=role, area_code=area_code, since=date(2020, 1, 1)).save()
    return [session_of(user) for _ in range(20)]


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="shouwang.office.accounts.backends.ByPassword")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
