from shouwang.engine import tables
from shouwang.engine.documents import dictionary
from shouwang.engine.quality import catalogue


def test_every_column_has_its_line():
    page = dictionary.dictionary()

    for table in tables.TABLES.values():
        section = page.split(f"## `{table.name}`")[1].split("\n## ")[0]
        assert all(f"| `{column.name}` | {column.label} |" in section for column in table)


def test_every_check_has_its_line():
    page = dictionary.checks()

    assert all(f"| {check.code} | {check.severity} |" in page for check in catalogue.CHECKS)


def test_a_range_checked_in_many_columns_takes_one_line():
    lines = [line for line in dictionary.checks().splitlines() if line.startswith("| CHECK-801 ")]

    assert len(lines) == 1
    assert "`persons.work_months`" in lines[0]
    assert "`incomes.amount`" in lines[0]


def test_all_lines_of_a_grid_have_the_same_cells():
    for line in dictionary.dictionary().splitlines():
        if line.startswith("| "):
            assert line.replace("\\|", "").count("|") == 9


def test_programs_are_told_ranges_and_values_where_there_are_some():
    columns = {column["name"]: column for column in dictionary.as_data()[1]["columns"]}

    assert (columns["work_months"]["low"], columns["work_months"]["high"]) == (0, 12)
    assert columns["sex"]["values"][0] == {"code": "male", "label": "男", "words": ["男性", "1"]}
    assert "values" not in columns["name"]
    assert "unit" not in columns["name"]
