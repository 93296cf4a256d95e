"""A made-up county in the register, somebody of its office, and runs over it."""

from datetime import date

import duckdb
import pytest
from tests.office import cast as people

from shouwang.engine.county import write
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.areas import lists
from shouwang.office.kit import clock
from shouwang.office.registry.intake import loading
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import making, runs

ON = date(2022, 9, 30)
COUNTY = "430921000000"
PACK = "hunan-qingshuzui-2022"


@pytest.fixture(scope="session")
def county_folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("county")
    write.write(write.plan(300, 7, ON, "430921"), made)
    return made


@pytest.fixture
def office(county_folder, db, somebody):
    """Somebody of the county office, with 300 households in the register."""
    lists.load(county_folder / "areas.parquet", on=date(2020, 1, 1), by=None)
    loading.load_county(county_folder, on=ON, source="demo", each=False)
    user = User(username="qinshan", full_name="秦山", must_change_password=False)
    user.set_password(people.PASSWORD)
    user.save()
    Appointment(user=user, role="county_office", area_code=COUNTY, since=date(2020, 1, 1)).save()
    return user


class Running:
    """A job in progress that nobody calls off."""

    def __init__(self, owner):
        self.owner = owner
        self.steps = []

    def progress(self, step, done=0, total=0):
        self.steps.append(step)

    def check(self):
        pass


def screened(by, *, area=COUNTY, on=ON, standing=True, pack=PACK, **more):
    """A run, done."""
    started = runs.start(area, pack=pack, on=on, by=by, today=clock.today(), standing=standing, **more)
    making.make(Running(by), run=started.pk)
    return Run.objects.get(pk=started.pk)


def answered(sql):
    """Rows, on a connection of its own: what one test leaves open on the common one would hinder another."""
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()
