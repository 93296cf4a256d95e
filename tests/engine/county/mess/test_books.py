"""Workbooks are untidy in ways that a reader must bear; what it must report stands in the key."""

import json

import openpyxl
import pyarrow.parquet as pq
import pytest

from shouwang.engine.county import write
from shouwang.engine.county.mess import books, key
from shouwang.engine.errors import Refused
from shouwang.engine.reading import read

HOUSEHOLDS = 3_000


def make(out, households=HOUSEHOLDS, **more):
    plan = write.plan(households, **more)
    write.write(plan, out)
    books.write_books(plan, out, out / "表格")
    return out


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return make(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def answers(county):
    return json.loads((county / "表格/key.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def readings(county):
    return {
        path.name: read.read([path]) for path in sorted((county / "表格").iterdir()) if path.suffix != ".json"
    }


def test_at_least_fifteen_kinds_of_mistakes_are_planted(answers):
    assert len({entry["kind"] for entry in answers}) >= 30


def test_reading_finds_all_of_them_and_complains_of_nothing_else(readings, answers):
    problems = [problem._asdict() for reading in readings.values() for problem in reading.problems]

    score = key.score(answers, problems)

    assert score.missed == []
    assert len(score.false) <= 1, score.false


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (
            "households",
            "area_code group_name origin monitoring_type risk_state identified_on house_grade water_safe",
        ),
        (
            "persons",
            "name id_number relation sex birth_date education student_stage health disability_grade monthly_wage",
        ),
    ],
)
def test_what_was_not_spoiled_is_read_as_it_was(county, readings, answers, table, columns):
    names = ["household_id", *columns.split()]
    clean = pq.read_table(county / f"{table}.parquet", columns=names).to_pylist()
    got = [row for reading in readings.values() for row in reading.tables[table].select(names).to_pylist()]
    spoiled = {home for entry in answers for home in entry["households"]}

    wanted = sorted(map(repr, (row for row in clean if row["household_id"] not in spoiled)))
    found = sorted(map(repr, (row for row in got if row["household_id"] not in spoiled)))
    assert found == wanted


def test_amounts_survive_commas_and_ten_thousands(county, readings, answers):
    spoiled = {home for entry in answers for home in entry["households"]}

    def amounts(rows):
        return {
            (row["household_id"], row["kind"], row["amount"])
            for row in rows
            if row["period"] == "2022"
            and not row["forecast"]
            and row["amount"]
            and row["household_id"] not in spoiled
        }

    got = [row for reading in readings.values() for row in reading.tables["incomes"].to_pylist()]
    assert amounts(got) == amounts(pq.read_table(county / "incomes.parquet").to_pylist())


def test_the_key_names_cells_as_a_spreadsheet_program_does(county, answers):
    entry = next(entry for entry in answers if entry["kind"] == "wrong_checksum" and entry["sheet"])
    sheet = openpyxl.load_workbook(county / "表格" / entry["file"])[entry["sheet"]]

    assert sheet[entry["cell"]].value == entry["planted"] != entry["clean"]


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    first, second = make(tmp_path / "甲", 900), make(tmp_path / "乙", 900)

    files = sorted(path.name for path in (first / "表格").iterdir())
    assert len(files) >= 3
    for name in files:
        assert (first / "表格" / name).read_bytes() == (second / "表格" / name).read_bytes(), name


def test_one_workbook_has_thirty_columns_and_a_row_per_member(tmp_path):
    plan = write.plan(2_000)
    write.write(plan, tmp_path)
    books.write_books(plan, tmp_path, tmp_path / "表格", one=True)

    [path] = (tmp_path / "表格").glob("*.xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet.max_column == 30
    answers = json.loads((tmp_path / "表格/key.json").read_text(encoding="utf-8"))
    score = key.score(answers, [problem._asdict() for problem in read.read([path]).problems])
    assert (score.missed, score.false) == ([], [])
    assert sheet.max_row >= pq.read_metadata(tmp_path / "persons.parquet").num_rows


def test_too_many_households_for_workbooks_are_refused():
    with pytest.raises(Refused, match="太多"):
        books.refuse_too_many(1_000_000)
