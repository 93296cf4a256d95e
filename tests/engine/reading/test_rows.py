"""Which rows are data, and whose."""

from tests import workbooks
from tests.engine.reading.drawn import HEAD, LI, WANG, ZHAO, cells, found, read_drawn, values

from shouwang.engine.reading import messages, read


def test_blank_lines_are_no_rows_and_no_problem(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG}\n | |\n{LI}\n | |")

    assert values(reading, "persons.name") == ["王一", "李二"]
    assert found(reading, messages.NO_HOUSEHOLD_ID) == []


def test_totals_and_notes_at_the_bottom_are_listed_not_read(tmp_path):
    reading = read_drawn(
        tmp_path,
        f"""
        {HEAD}
        {WANG}
        合计 | | #1 | |
        注：本表数据截至9月30日，由各村填报 | | | |
         | | 填表人：某某 | |
        """,
    )

    assert values(reading, "persons.name") == ["王一"]
    assert [problem.row for problem in found(reading, messages.ROW_NOTE)] == [3, 4, 5]


def test_a_repeated_header_is_no_household(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG}\n{HEAD}\n{ZHAO}")

    assert values(reading, "households.household_id") == ["430921104201000001", "430921104201000002"]
    assert [problem.row for problem in found(reading, messages.ROW_HEADER)] == [3]


def test_members_below_a_merged_number_belong_to_it(tmp_path):
    reading = read_drawn(
        tmp_path,
        f"""
        {HEAD}
        {WANG}
        ^ | ^ | 李二 | 430921197202020029 | 配偶
        {ZHAO}
        """,
    )

    assert values(reading, "persons.household_id") == ["430921104201000001"] * 2 + ["430921104201000002"]
    assert values(reading, "households.area_code") == ["430921104201"] * 2


def test_numbers_only_in_the_head_s_row_are_carried_down_and_said_so(tmp_path):
    reading = read_drawn(
        tmp_path,
        f"""
        {HEAD}
        {WANG}
         | | 李二 | 430921197202020029 | 配偶
         | | 王四 | 430921200001010014 | 子女
        {ZHAO}
        """,
    )

    assert values(reading, "persons.household_id") == ["430921104201000001"] * 3 + ["430921104201000002"]
    assert "2 行" in found(reading, messages.FILLED_DOWN)[0].message


def test_where_numbers_are_repeated_a_missing_one_is_not_guessed(tmp_path):
    reading = read_drawn(
        tmp_path,
        f"""
        {HEAD}
        {WANG}
        {LI}
         | 430921104201 | 王四 | 430921200001010014 | 子女
        {ZHAO}
        """,
    )

    assert values(reading, "persons.name") == ["王一", "李二", "赵三"]
    assert cells(reading, messages.NO_HOUSEHOLD_ID) == ["A4"]


def test_members_below_a_head_without_number_are_not_given_to_the_house_above(tmp_path):
    reading = read_drawn(
        tmp_path,
        f"""
        {HEAD}
        {WANG}
         | | 李二 | 430921197202020029 | 配偶
         | 430921104201 | 孙五 | 430921198001010011 | 户主
         | | 孙六 | 430921200501010012 | 子女
        """,
    )

    assert values(reading, "persons.name") == ["王一", "李二"]
    assert cells(reading, messages.NO_HOUSEHOLD_ID) == ["A4", "A5"]


def test_a_number_that_lost_its_digits_is_an_error_for_its_whole_household(tmp_path):
    reading = read_drawn(
        tmp_path,
        f"""
        {HEAD}
        {WANG}
         | | 李二 | 430921197202020029 | 配偶
        #430921104201000003 | 430921104201 | 孙五 | 430921198001010011 | 户主
         | | 孙六 | 430921200501010012 | 子女
        """,
    )

    assert values(reading, "persons.name") == ["王一", "李二"]
    assert cells(reading, messages.BAD_HOUSEHOLD_ID) == ["A4"]
    assert cells(reading, messages.NO_HOUSEHOLD_ID) == ["A5"]


def test_hidden_rows_are_read_and_reported(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG}\n{LI}\n{ZHAO}", hidden=[3, 4])

    assert values(reading, "persons.name") == ["王一", "李二", "赵三"]
    assert "3–4" in found(reading, messages.ROWS_HIDDEN)[0].message


def test_a_stray_delimiter_does_not_move_values_into_wrong_columns(tmp_path):
    path = tmp_path / "表.csv"
    lines = [HEAD, WANG, ZHAO.replace("赵三", "赵|三")]
    path.write_text("\n".join(line.replace(" ", "").replace("|", ",") for line in lines), encoding="utf-8")

    reading = read.read([path])

    assert values(reading, "persons.name") == ["王一"]
    assert [problem.row for problem in found(reading, messages.ROW_CUT)] == [3]


def test_a_formula_without_result_in_place_of_the_number(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG}\n=A2 | 430921104201 | 李二 | 43 | 户主")

    assert values(reading, "persons.name") == ["王一"]
    assert cells(reading, messages.NO_HOUSEHOLD_ID) == ["A3"]


def test_rows_of_a_csv_are_named_by_line(tmp_path):
    path = workbooks.csv(tmp_path / "表.csv", f"{HEAD}\n{WANG}\n{LI}\n | 430921104201 | 王四 | 43 | 子女")

    problem = found(read.read([path]), messages.NO_HOUSEHOLD_ID)[0]

    assert (problem.file, problem.sheet, problem.row, problem.cell) == ("表.csv", None, 4, "A4")
