"""The register as the engine's tables."""

import json
from datetime import date

import pyarrow.parquet as pq
import pytest
from tests.office import cast as people
from tests.office.registry import families

from shouwang.engine import schema
from shouwang.engine.county import write
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import shelf
from shouwang.engine.screening import door, run, screen, sources
from shouwang.engine.tables import TABLES
from shouwang.office.kit import codes
from shouwang.office.registry.framing import frames
from shouwang.office.registry.homes import households
from shouwang.office.registry.intake import loading
from shouwang.office.registry.models import Ending
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import incomes

pytestmark = pytest.mark.django_db
COUNTY = codes.span("430921000000")
ON = date(2022, 9, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("county")
    write.write(write.plan(300, 7, ON, "430921"), made)
    return made


@pytest.fixture
def loaded(folder, db, somebody):
    loading.load_county(folder, on=ON, source="demo", each=False)


def findings(where, out, pack):
    out.mkdir()
    connection = sources.connect()
    given = (
        sources.from_directory(connection, where)
        if hasattr(where, "iterdir")
        else sources.from_arrow(connection, where)
    )
    door.check(connection, given)
    made = run.prepare(pack, ON, as_if=True)
    screen.screen(connection, given, made, out)
    return sorted(pq.read_table(out / screen.FINDINGS).to_pylist(), key=lambda row: row["household_id"])


@pytest.mark.parametrize("name", ["hunan-qingshuzui-2022", "seven-step-2020", "changde-2020"])
def test_screening_the_register_equals_screening_the_files_it_was_loaded_from(loaded, folder, tmp_path, name):
    pack = packs.load(shelf.find(name))

    of_register = findings(frames.tables(COUNTY, ON), tmp_path / "register", pack)

    assert len(of_register) == 300
    assert of_register == findings(folder, tmp_path / "files", pack)


def test_every_table_has_the_declared_schema(loaded):
    for name, table in frames.tables(COUNTY, ON).items():
        assert table.schema == schema.arrow(TABLES[name])


def test_with_personal_columns_the_tables_are_those_that_were_loaded(loaded, folder):
    for name, table in frames.tables(COUNTY, ON, personal=True).items():
        if name == "areas":
            continue
        given = pq.read_table(folder / f"{name}.parquet").cast(table.schema)
        assert sorted(map(json_of, table.to_pylist())) == sorted(map(json_of, given.to_pylist())), name


def json_of(row):
    return json.dumps(row, default=str, sort_keys=True)


def test_names_and_numbers_stay_out_unless_asked_for(loaded):
    tables = frames.tables(COUNTY, ON)

    for name, column in (
        ("persons", "id_number"),
        ("persons", "name"),
        ("persons", "phone"),
        ("households", "head_name"),
    ):
        assert tables[name][column].null_count == tables[name].num_rows
    assert tables["persons"]["health"].null_count < tables["persons"].num_rows


def test_the_number_of_queries_does_not_grow_with_the_county(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        frames.tables(COUNTY, ON)


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


def test_a_day_shows_who_was_there_on_that_day(cast, home):
    incomes.state(home, "2026", [{"kind": "wage", "amount": "1"}], by=cast.achun, on=families.MAY_1)
    history.amend(home, {"house_grade": "D"}, on=families.MAY_1, source="form")
    households.end(home, ending=Ending.MISTAKE, by=cast.linjie, on=families.JUNE_1)

    assert frames.tables(COUNTY, date(2026, 4, 30))["households"]["house_grade"].to_pylist() == ["B"]
    may = frames.tables(COUNTY, families.MAY_2)
    assert (may["households"]["house_grade"].to_pylist(), may["incomes"].num_rows) == (["D"], 1)
    june = frames.tables(COUNTY, families.JUNE_1)
    assert [june[name].num_rows for name in ("households", "persons", "incomes")] == [0, 0, 0]


def test_a_household_that_moved_away_is_still_in_its_old_village_on_earlier_days(cast, home):
    incomes.state(home, "2026", [{"kind": "wage", "amount": "1"}], by=cast.achun, on=families.MAY_1)
    households.move(home, people.NEIGHBOUR, by=cast.linjie, on=families.JUNE_1)

    before, after = (
        frames.tables(codes.span(people.VILLAGE), day) for day in (families.MAY_2, families.JUNE_1)
    )

    assert [before[name].num_rows for name in ("households", "persons", "incomes")] == [1, 3, 1]
    assert after["households"].num_rows == 0


def test_what_became_known_later_was_not_known_then(cast, home):
    known = home.recorded_at
    history.amend(home, {"house_grade": "D"}, on=families.MAY_1, source="form")

    assert frames.tables(COUNTY, families.MAY_2, known_at=known)["households"]["house_grade"].to_pylist() == [
        "B"
    ]
