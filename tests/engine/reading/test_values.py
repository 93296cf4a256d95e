"""Every spelling met in real files, drawn beside what it is read as."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.reading import messages, values
from shouwang.engine.tables import HOUSEHOLDS, INCOMES, PERSONS

BIRTH, WORKS, RELATION = PERSONS["birth_date"], PERSONS["works"], PERSONS["relation"]
NUMBER, AMOUNT, NAME = PERSONS["id_number"], INCOMES["amount"], PERSONS["name"]
SEPTEMBER_30 = date(2022, 9, 30)


def read(column, *cells, scale=1):
    return values.convert(list(cells), column, scale).values.to_pylist()


def code_of(column, cell):
    notes = values.convert([cell], column).notes
    return notes[0][1] if notes else None


@pytest.mark.parametrize(
    "spelling",
    [
        SEPTEMBER_30,
        "2022-09-30",
        "2022/9/30",
        "2022.9.30",
        "2022年9月30日",
        "20220930",
        20220930.0,
        44834.0,
        "44834",
        "２０２２－０９－３０",
        " 2022-9-30 ",
        "'2022-09-30",
        "2022-09-30 00:00:00",
        "2022-09-30T08:00:00",
    ],
)
def test_every_spelling_of_a_day_is_that_day(spelling):
    assert read(BIRTH, spelling) == [SEPTEMBER_30]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("id_number", "430921********"),
        ("id_number", "４３０９２１＊＊＊＊＊＊＊＊"),
        ("id_number", "430921********001x"),
        ("phone", "131******51"),
        ("id_number", "****"),
        ("health", "****"),
        ("chronic_card", "****"),
        ("disability_grade", "****"),
    ],
)
def test_a_mask_is_no_value_and_is_pointed_out(column, cell):
    declared = PERSONS.by_name.get(column) or HOUSEHOLDS[column]

    assert (read(declared, cell), code_of(declared, cell)) == ([None], messages.MASKED)


def test_stars_elsewhere_are_text():
    assert read(HOUSEHOLDS["address"], "**** 3 号", "****") == ["**** 3 号", "****"]
    assert read(NAME, "某**") == ["某**"]


@pytest.mark.parametrize("spelling", ["2022年9月", "2022.9", "2022-09", "202209", 2022.9, 202209.0])
def test_a_month_is_read_as_its_first_day_and_said_so(spelling):
    assert read(BIRTH, spelling) == [date(2022, 9, 1)]
    assert code_of(BIRTH, spelling) == messages.MONTH_ONLY


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        (2022.1, messages.DATE_AMBIGUOUS),
        ("2022", messages.YEAR_ONLY),
        (1965.0, messages.YEAR_ONLY),
        ("2022-02-30", messages.UNREADABLE),
        ("20221331", messages.UNREADABLE),
        ("去年秋天", messages.UNREADABLE),
        ("22.9.30", messages.UNREADABLE),
    ],
)
def test_what_is_no_day_for_sure_is_unknown_with_a_reason(spelling, code):
    assert read(BIRTH, spelling) == [None]
    assert code_of(BIRTH, spelling) == code


def test_october_written_as_text_is_october():
    assert read(BIRTH, "2022.10", "2022.1") == [date(2022, 10, 1), date(2022, 1, 1)]


def test_an_old_birthday_is_a_small_serial():
    assert read(BIRTH, 14611.0) == [date(1940, 1, 1)]


@pytest.mark.parametrize("spelling", ["是", "有", "√", "1", 1.0, "TRUE", "Y", "yes", "已参加", "１", " 是 "])
def test_yes(spelling):
    assert read(WORKS, spelling) == [True]


@pytest.mark.parametrize("spelling", ["否", "无", "×", "0", 0.0, "FALSE", "N", "没有", "未参加", "０"])
def test_no(spelling):
    assert read(WORKS, spelling) == [False]


@pytest.mark.parametrize("spelling", ["", None, "-", "—", "/", "不详", "　", "N/A"])
def test_nothing_said_is_unknown_without_a_complaint(spelling):
    assert read(WORKS, spelling) == [None]
    assert code_of(WORKS, spelling) is None


def test_maybe_is_neither_yes_nor_no():
    assert read(WORKS, "也许") == [None]
    assert code_of(WORKS, "也许") == messages.UNREADABLE


@pytest.mark.parametrize(
    ("spelling", "yuan"),
    [
        ("12,345.60", "12345.60"),
        ("１２，３４５", "12345.00"),
        ("3000元", "3000.00"),
        ("1.2万元", "12000.00"),
        ("0.35万", "3500.00"),
        ("¥88", "88.00"),
        ("3000元/年", "3000.00"),
        ("(500)", "-500.00"),
        (0.1 + 0.2, "0.30"),
        (7, "7.00"),
        (Decimal("5.5"), "5.50"),
        ("12.", "12.00"),
    ],
)
def test_every_spelling_of_an_amount(spelling, yuan):
    assert read(AMOUNT, spelling) == [Decimal(yuan)]


@pytest.mark.parametrize("spelling", ["约3000", "三千", "12,34", "1.2.3", "3000-4000", 1e13])
def test_an_amount_that_is_not_plain_is_unknown(spelling):
    assert read(AMOUNT, spelling) == [None]
    assert code_of(AMOUNT, spelling) == messages.UNREADABLE


def test_none_in_words_is_zero_and_said_so():
    assert read(AMOUNT, "无") == [Decimal("0.00")]
    assert code_of(AMOUNT, "无") == messages.NONE_IS_ZERO


def test_more_than_two_decimals_are_rounded_half_up_and_said_so():
    assert read(AMOUNT, 3.335, "3.335", 2.994) == [Decimal("3.34"), Decimal("3.34"), Decimal("2.99")]
    assert code_of(AMOUNT, 3.335) == messages.ROUNDED


def test_a_unit_in_the_cell_wins_over_the_header():
    assert read(AMOUNT, 1.5, "2", "300元", scale=10_000) == [Decimal(15000), Decimal(20000), Decimal(300)]


@given(st.lists(st.decimals(-9_999_999, 9_999_999, places=2) | st.none(), min_size=1))
def test_amounts_as_numbers_and_as_texts_are_the_same_amounts(amounts):
    numbers = [None if amount is None else float(amount) for amount in amounts]
    texts = [None if amount is None else f"{amount:,}" for amount in amounts]

    assert read(AMOUNT, *numbers) == read(AMOUNT, *texts) == amounts


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_the_quick_way_rounds_as_decimals_do(numbers):
    exact = [Decimal(repr(n)).quantize(Decimal("0.01"), ROUND_HALF_UP) for n in numbers]

    assert all(abs(a - b) <= Decimal("0.01") for a, b in zip(read(AMOUNT, *numbers), exact, strict=True))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("43092119700101001x", "43092119700101001X"),
        ("'430921197001010012", "430921197001010012"),
        ("４３０９２１１９７００１０１００１２", "430921197001010012"),
        (" 430921 19700101 0012 ", "430921197001010012"),
        ('="430921197001010012"', "430921197001010012"),
        ("430921197001010012\u200b", "430921197001010012"),
        (430921700101001.0, "430921700101001"),
    ],
)
def test_a_number_is_read_whatever_surrounds_it(cell, number):
    assert read(NUMBER, cell) == [number]


@pytest.mark.parametrize("cell", [4.30921197001010e17, "4.30921E+17", 1.1e17])
def test_lost_digits_are_never_guessed(cell):
    assert read(NUMBER, cell) == [None]
    assert code_of(NUMBER, cell) == messages.DIGITS_LOST


def test_padding_between_the_characters_of_a_name_is_no_part_of_it():
    assert read(NAME, "张　三", " 李 四", "阿依·古丽", "A B") == ["张三", "李四", "阿依·古丽", "A B"]


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("户主", "head"),
        ("之妻", "spouse"),
        ("01", "head"),
        (1.0, "head"),
        ("长子", "child"),
        ("户主之女", "child"),
    ],
)
def test_a_relation_in_many_words(spelling, code):
    assert read(RELATION, spelling) == [code]


def test_a_word_outside_the_list_is_unknown():
    assert read(RELATION, "邻居") == [None]
    assert code_of(RELATION, "邻居") == messages.NOT_A_CHOICE


def test_grades_and_kinds_of_disability_in_words():
    assert read(PERSONS["disability_grade"], "一级", "2级", 3.0, "无", "Ⅳ级") == [1, 2, 3, 0, 4]
    assert read(PERSONS["disability_kind"], "肢体", "视力残疾", "7", "无") == [4, 1, 7, 0]


def test_months_with_their_unit():
    assert read(PERSONS["work_months"], "6个月", "8月", 12.0) == [6, 8, 12]
    assert code_of(PERSONS["work_months"], "半年") == messages.UNREADABLE


def test_years_of_account():
    assert read(INCOMES["period"], "2022年", 2022.0, "2022年度", "2022") == ["2022"] * 4


def test_a_group_that_is_a_number_has_no_point():
    assert read(HOUSEHOLDS["group_name"], 3.0, "三组") == ["3", "三组"]
