"""The output directory is complete or absent, and can be read again."""

import json

import pyarrow.parquet as pq
import pytest
from tests.engine.reading.drawn import HEAD, LI, WANG, one_column, read_drawn, values

from shouwang.engine import manifest, schema
from shouwang.engine.errors import Refused
from shouwang.engine.reading import read, store
from shouwang.engine.screening import sources
from shouwang.engine.tables import TABLES


def test_tables_have_exactly_the_declared_columns(tmp_path):
    store.write(read_drawn(tmp_path, f"{HEAD} | 2022年工资性收入\n{WANG} | 5"), tmp_path / "出")

    for name in ("households", "persons", "incomes"):
        assert pq.read_schema(tmp_path / "出" / f"{name}.parquet") == schema.arrow(TABLES[name])


def test_every_declared_table_has_a_schema_whose_known_columns_hold_no_null():
    for table in TABLES.values():
        assert [field.nullable for field in schema.arrow(table)] == [not column.known for column in table]


def test_problems_as_json(tmp_path):
    reading = read_drawn(tmp_path, one_column("户类型", '待"定}, {"code": '))

    store.write(reading, tmp_path / "出")
    listed = json.loads((tmp_path / "出" / "problems.json").read_text(encoding="utf-8"))

    assert listed == [
        {name: said for name, said in problem._asdict().items() if name != "words"}
        for problem in reading.problems
    ]
    assert list(listed[0]) == [
        "code", "severity", "file", "sheet", "row", "column", "cell", "value", "message",
    ]  # fmt: skip


def test_no_problems_is_an_empty_list():
    assert json.loads(store.as_json([])) == []


def test_a_directory_with_other_content_is_refused(tmp_path):
    (tmp_path / "出").mkdir()
    (tmp_path / "出" / "别的.txt").write_text("别动")

    with pytest.raises(Refused, match="不为空"):
        store.write(read_drawn(tmp_path, f"{HEAD}\n{WANG}"), tmp_path / "出")

    assert [path.name for path in (tmp_path / "出").iterdir()] == ["别的.txt"]


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG}")
    monkeypatch.setattr(store, "as_json", lambda problems: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        store.write(reading, tmp_path / "出")

    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_tables_that_went_through_every_check_are_vouched_for(tmp_path):
    store.write(read_drawn(tmp_path, f"{HEAD}\n{WANG}"), tmp_path / "出")

    assert manifest.vouches_for(tmp_path / "出", sources.find(tmp_path / "出"))


def test_written_tables_read_again_are_the_same(tmp_path):
    first = read_drawn(tmp_path, f"{HEAD} | 2022年工资性收入\n{WANG} | 5\n{LI} | 5")
    store.write(first, tmp_path / "出")

    again = read.read([tmp_path / "出" / f"{name}.parquet" for name in ("households", "persons", "incomes")])

    for name in ("persons.id_number", "persons.relation", "households.area_code", "incomes.amount"):
        assert values(again, name) == values(first, name)
