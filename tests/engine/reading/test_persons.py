"""One row per person; who is who."""

from tests import workbooks
from tests.engine.reading.drawn import HEAD, LI, WANG, ZHAO, cells, found, read_drawn, values

from shouwang.engine.reading import messages, read


def test_a_row_said_twice_is_one_person(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG}\n{LI}\n{LI}")

    assert values(reading, "persons.name") == ["王一", "李二"]
    assert "Sheet1 第 3 行" in found(reading, messages.ROW_TWICE)[0].message


def test_two_people_with_one_number_stay_two(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG}\n{WANG.replace('王一', '王二').replace('户主', '子女')}")

    assert values(reading, "persons.name") == ["王一", "王二"]
    assert values(reading, "persons.person_id") == ["430921197001010012", "430921104201000001-02"]


def test_old_numbers_get_their_century_and_check_digit(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG.replace('430921197001010012', '430921700101001')}")

    problem = found(reading, messages.ID_LENGTHENED)[0]

    assert values(reading, "persons.id_number")[0][:17] == "43092119700101001"
    assert (problem.cell, problem.value) == ("D2", "430921700101001")


def test_people_are_numbered_by_their_number_else_by_household_and_order(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG}\n{LI.replace('430921197202020029', '')}\n{ZHAO}")

    assert values(reading, "persons.person_id") == [
        "430921197001010012",
        "430921104201000001-02",
        "430921196503030037",
    ]
    assert "2 人" in found(reading, messages.PERSON_IDS_FROM_NUMBERS)[0].message
    assert [p.row for p in found(reading, messages.PERSON_ID_FROM_ORDER)] == [3]


def test_the_file_s_own_numbers_of_people_are_kept_and_single_gaps_filled(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD} | 人员编码\n{WANG} | R1\n{LI} | ")

    assert values(reading, "persons.person_id") == ["R1", "430921197202020029"]
    assert cells(reading, messages.PERSON_ID_FROM_NUMBER) == ["F3"]


def test_a_number_that_lost_its_digits_is_unknown(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n{WANG.replace('430921197001010012', '#430921197001010012')}")

    assert values(reading, "persons.id_number") == [None]
    assert values(reading, "persons.person_id") == ["430921104201000001-01"]
    assert cells(reading, messages.DIGITS_LOST) == ["D2"]


def test_people_whose_household_was_not_read_are_listed(tmp_path):
    path = workbooks.xlsx(
        tmp_path / "表.xlsx",
        农户="户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户",
        成员="户编码 | 姓名 | 证件号码\n1 | 王一 | 11\n9 | 李二 | 12",
    )

    reading = read.read([path])

    assert values(reading, "persons.name") == ["王一"]
    assert [(p.sheet, p.cell) for p in found(reading, messages.ROW_ORPHAN)] == [("成员", "A3")]


def two_lists(folder, second):
    path = workbooks.xlsx(
        folder / "表.xlsx",
        农户="户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户",
        成员="户编码 | 姓名 | 证件号码 | 民族\n1 | 王一 | 11 | 汉族\n1 | 李二 | 12 | 汉族",
        务工=second,
    )
    return read.read([path])


def test_a_second_list_completes_the_same_people(tmp_path):
    reading = two_lists(tmp_path, "户编码 | 姓名 | 证件号码 | 务工月数\n1 | 李二 | 12 | 8\n1 | 王三 | 13 | 3")

    assert values(reading, "persons.name") == ["王一", "李二", "王三"]
    assert values(reading, "persons.work_months") == [None, 8, 3]


def test_lists_that_contradict_each_other_make_it_unknown(tmp_path):
    reading = two_lists(tmp_path, "户编码 | 姓名 | 证件号码 | 民族\n1 | 李二 | 12 | 苗族")

    problem = found(reading, messages.PERSON_CONFLICT)[0]

    assert values(reading, "persons.ethnicity") == ["汉族", None]
    assert (problem.sheet, problem.cell) == ("务工", "D2")
    assert "成员 第 3 行" in problem.message


def test_a_list_of_people_alone_is_read_with_a_warning(tmp_path):
    reading = read_drawn(tmp_path, "户编码 | 姓名 | 证件号码\n1 | 王一 | 11")

    assert set(reading.tables) == {"persons"}
    assert found(reading, messages.NO_HOUSEHOLDS)[0].severity == "warning"


def test_a_number_of_a_person_given_twice_is_replaced_for_the_second(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD} | 人员编码\n{WANG} | R1\n{LI} | R1\n{ZHAO} | 430921197001010012")

    assert values(reading, "persons.person_id") == ["R1", "430921104201000001-02", "430921197001010012"]
    assert cells(reading, messages.PERSON_ID_TWICE) == ["F3"]


def test_a_month_13_is_unknown(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD} | 务工月数\n{WANG} | 13\n{LI} | 12")

    assert values(reading, "persons.work_months") == [None, 12]
    assert "0–12" in found(reading, messages.OUT_OF_RANGE)[0].message
