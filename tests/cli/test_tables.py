import json

import pytest
from click.testing import CliRunner

from shouwang.cli import tables as page
from shouwang.engine import tables
from shouwang.engine.documents import dictionary


@pytest.fixture
def shown():
    def run(*words: str) -> str:
        result = CliRunner().invoke(page.command, words)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_a_table_is_shown_with_its_columns_and_values(shown):
    output = shown("measures")

    assert "帮扶措施" in output
    assert "ends_on" in output
    assert "safety_net 综合保障" in output
    assert "households" not in output


def test_without_a_name_all_tables_are_shown(shown):
    output = shown()

    assert all(table.label in output for table in tables.TABLES.values())


def test_programs_get_the_same_declaration(shown):
    read = json.loads(shown("--json", "persons"))

    assert [table["name"] for table in read] == ["persons"]
    assert [column["name"] for column in read[0]["columns"]] == [column.name for column in tables.PERSONS]


def test_pages_come_out_as_they_stand_in_the_docs(shown):
    assert shown("--markdown") == dictionary.dictionary()
    assert shown("--checks") == dictionary.checks()


def test_a_table_that_does_not_exist_is_refused():
    assert CliRunner().invoke(page.command, ["villages"]).exit_code == 2


@pytest.mark.parametrize("dialect", ["postgres", "spark", "duckdb"])
def test_tables_can_be_created_in_another_database(shown, dialect):
    created = shown("--sql", dialect, "households", "areas")

    assert created.count("CREATE TABLE") == 2
    assert "CREATE TABLE areas" in created and "NOT NULL" in created
