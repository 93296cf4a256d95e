"""Tables that come straight from somebody's hand: what would make a run wrong without a word is refused at the door."""

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest

from shouwang.engine import manifest
from shouwang.engine.errors import Refused
from shouwang.engine.screening import sources
from tests.engine.screening.evaluators import connection

GOOD = {
    "households": "household_id,area_code,origin,house_grade\nA,430921104201,lifted,C\nB,430921104201,,\n",
    "persons": "person_id,household_id,work_months,birth_date\n1,A,12,1980-01-01\n2,B,,\n",
    "incomes": "household_id,period,kind,amount,forecast\nA,2022,wage,6900.00,false\n",
    "areas": "area_code,name,level\n430921104201,某村,village\n",
}


def write(folder, suffix=".csv", **changed):
    for name, text in {**GOOD, **changed}.items():
        if text is None:
            continue
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        if suffix == ".parquet":
            pq.write_table(csv.read_csv(path, convert_options=texts(text)), path.with_suffix(suffix))
            path.unlink()
    return folder


def texts(text):
    """Nothing but texts; an empty cell is none."""
    columns = text.partition("\n")[0].split(",")
    return csv.ConvertOptions(column_types=dict.fromkeys(columns, "string"), strings_can_be_null=True)


def enter(folder):
    return sources.from_directory(connection(), folder)


def refusal(folder):
    with pytest.raises(Refused) as refused:
        enter(folder)
    return refused.value.why


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_good_tables_enter_with_the_columns_they_have(tmp_path, suffix):
    found = enter(write(tmp_path, suffix))

    assert set(found) == set(GOOD)
    assert found["households"].columns == {"household_id", "area_code", "origin", "house_grade"}
    rows = connection().execute(f"SELECT amount, forecast FROM {found['incomes'].sql}").fetchall()
    assert [(str(amount), forecast) for amount, forecast in rows] == [("6900.00", False)]


def test_a_column_that_is_none_of_ours_is_left_aside(tmp_path):
    more = (
        GOOD["households"]
        .replace("house_grade", "house_grade,颜色")
        .replace("C\n", "C,红\n")
        .replace(",,\n", ",,,\n")
    )

    assert "颜色" not in enter(write(tmp_path, households=more))["households"].columns


def changed(table, old, new):
    assert GOOD[table].count(old) == 1
    return {table: GOOD[table].replace(old, new)}


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize(
    ("table", "says"),
    [
        (changed("households", "B,", "A,"), "households 表里 household_id 有 1 个重复，例如 A 出现 2 次"),
        (changed("persons", "2,B", "1,B"), "persons 表里 person_id 有 1 个重复，例如 1 出现 2 次"),
        ({"areas": GOOD["areas"] + "430921104201,某村,village\n"}, "areas 表里 area_code 有 1 个重复"),
        (changed("persons", "2,B", "2,C"), "persons 表有 1 行的户编码在 households 表里没有，例如 C"),
        (changed("incomes", "A,2022", "Z,2022"), "incomes 表有 1 行的户编码在 households 表里没有，例如 Z"),
        (
            changed("households", ",lifted", ",脱贫户"),
            "households 表有 1 行的户类型（origin）不是可用的值，例如户 A",
        ),
        (changed("incomes", "wage", "salary"), "incomes 表有 1 行的收入类别（kind）不是可用的值，例如户 A"),
        (changed("areas", ",village", ",hamlet"), "areas 表有 1 行的级别（level）不是可用的值"),
        (
            changed("households", "B,430921104201", "B,"),
            "households 表有 1 行没有行政村代码（area_code），例如户 B",
        ),
        (changed("incomes", ",wage,", ",,"), "incomes 表有 1 行没有收入类别（kind），例如户 A"),
        (changed("incomes", ",false", ","), "incomes 表有 1 行没有是否预估（forecast），例如户 A"),
        (changed("incomes", "6900.00", ""), "incomes 表有 1 行没有金额（amount），例如户 A"),
        (changed("incomes", "6900.00", "-0.01"), "的金额（amount）不在 0 到 100000000 之间，例如户 A"),
        (changed("incomes", "6900.00", "100000000.01"), "的金额（amount）不在 0 到 100000000 之间"),
        (changed("persons", ",12,", ",13,"), "的务工月数（work_months）不在 0 到 12 之间，例如户 A"),
        (changed("incomes", ",2022,", ",22,"), "incomes 表有 1 行的核算年度（period）不是四位年份，例如户 A"),
        (changed("incomes", ",2022,", ",2022年,"), "的核算年度（period）不是四位年份"),
        (
            changed("households", "A,430921104201", "A,430921"),
            "的行政村代码（area_code）不是 12 位数字，例如户 A",
        ),
        (changed("incomes", "6900.00", "七千"), "不能原样读入"),
        (changed("incomes", ",false", ",不是"), "不能原样读入"),
    ],
    ids=range(20),
)
def test_what_would_make_a_run_wrong_is_refused(tmp_path, suffix, table, says):
    assert says in refusal(write(tmp_path, suffix, **table))


@pytest.mark.parametrize("amount", ["0", "0.01", "100000000"])
def test_amounts_on_the_edge_enter(tmp_path, amount):
    assert enter(write(tmp_path, **changed("incomes", "6900.00", amount)))


def test_our_own_note_lets_tables_in_without_a_look(tmp_path):
    write(tmp_path, ".parquet", **changed("persons", "2,B", "2,C"))
    manifest.write(tmp_path, dict.fromkeys(GOOD, 1))

    assert set(enter(tmp_path)) == set(GOOD)


# What is no directory of tables


def test_a_directory_that_is_not_there_is_refused(tmp_path):
    assert "找不到" in refusal(tmp_path / "nowhere")


def test_a_file_is_no_directory(tmp_path):
    (tmp_path / "a").write_text("", encoding="utf-8")

    assert "不是目录" in refusal(tmp_path / "a")


def test_households_and_persons_must_be_there(tmp_path):
    assert "里没有 households（农户）、persons（家庭成员） 表" in refusal(tmp_path)
    assert "里没有 persons（家庭成员） 表" in refusal(write(tmp_path, persons=None))


def test_the_other_tables_need_not_be_there(tmp_path):
    assert set(enter(write(tmp_path, incomes=None, areas=None))) == {"households", "persons"}


def test_a_table_without_a_column_it_needs_is_refused(tmp_path):
    without = GOOD["incomes"].replace(",forecast", "").replace(",false", "")

    assert "“incomes.csv”缺少列 forecast（是否预估）" in refusal(write(tmp_path, incomes=without))


def test_a_broken_file_is_refused(tmp_path):
    write(tmp_path, persons=None)
    (tmp_path / "persons.parquet").write_bytes(b"PAR1 and nothing else")

    assert "读不了“persons.parquet”" in refusal(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "areas.csv").write_bytes(GOOD["areas"].encode("gb18030"))

    assert "读不了“areas.csv”" in refusal(tmp_path)


def test_parquet_comes_before_csv(tmp_path):
    write(tmp_path)
    write(tmp_path / "", ".parquet", **changed("incomes", "6900.00", "7000.00"))
    (tmp_path / "incomes.csv").write_text(GOOD["incomes"], encoding="utf-8")

    found = enter(tmp_path)["incomes"]

    [[amount]] = connection().execute(f"SELECT amount FROM {found.sql}").fetchall()
    assert str(amount) == "7000.00"


@pytest.mark.parametrize(
    ("table", "before", "after", "says"),
    [
        ("incomes", "6900.00", "6899.999", "金额（amount）不能原样读入，例如 6899.999"),
        ("incomes", "false", "maybe", "是否预估（forecast）不能原样读入，例如 maybe"),
        ("persons", ",12,", ",1.5,", "务工月数（work_months）不能原样读入，例如 1.5"),
        ("persons", "1980-01-01", "1980/1/1", "出生日期（birth_date）不能原样读入，例如 1980/1/1"),
        ("persons", "1980-01-01", "0080-01-01", "出生日期（birth_date）不在 1900-01-01 到 2100-12-31 之间"),
    ],
)
def test_a_value_that_would_change_on_the_way_in_is_refused(tmp_path, table, before, after, says):
    assert says in refusal(write(tmp_path, **{table: GOOD[table].replace(before, after)}))


def test_doubles_that_are_no_whole_fen_are_refused(tmp_path):
    write(tmp_path, incomes=None)
    rows = {
        "household_id": ["A"],
        "period": ["2022"],
        "kind": ["wage"],
        "amount": [6899.999],
        "forecast": [False],
    }
    pq.write_table(pa.table(rows), tmp_path / "incomes.parquet")

    assert "金额（amount）不能原样读入" in refusal(tmp_path)


def test_a_semicolon_is_no_comma(tmp_path):
    assert "缺少列" in refusal(write(tmp_path, areas=GOOD["areas"].replace(",", ";")))
