"""What `shouwang map` writes, people correct and `shouwang read` obeys."""

from decimal import Decimal

import pytest
import yaml
from tests import workbooks
from tests.engine.reading.drawn import cells, found, values

from shouwang.engine.errors import Refused
from shouwang.engine.reading import files, mapfile, mapping, messages, read

SHEET = """
    户编码 | 行政村代码   | 低保户口 | 姓名 | 证件号码 | 务工收入总额 | 特别说明
    1      | 430921104201 | 整户     | 王一 | 11       | 1.2          | 甲
    2      | 430921104201 | 否       | 李二 | 12       | 3            | 乙
"""


def written(folder, drawing=SHEET):
    """A drawing, and the mapping file made of it, as read back."""
    path = workbooks.xlsx(folder / "表.xlsx", drawing)
    sheets = files.open_book(path).sheets
    text = mapfile.text_of(path.name, [(sheet, mapping.understand(sheet)) for sheet in sheets])
    return path, yaml.safe_load(text)


def read_with(folder, path, said, **asked):
    (folder / "map.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return read.read([path], mapping=folder / "map.yaml", **asked)


def column(said, header):
    return next(line for line in said["sheets"][0]["columns"] if line["header"] == header)


def test_every_column_is_written_with_guess_score_samples_and_alternatives(tmp_path):
    _, said = written(tmp_path)

    line = column(said, "低保户口")

    assert column(said, "户编码") == {
        "column": "A", "header": "户编码", "as": "households.household_id", "score": 1.0, "samples": ["1", "2"],
    }  # fmt: skip
    assert (line["as"], line["samples"]) == (None, ["整户", "否"])
    assert "households.subsistence_allowance" in line["alternatives"]
    assert said["sheets"][0]["header"] == [1, 1]


def test_a_mapping_file_as_written_reads_the_same(tmp_path):
    path, said = written(tmp_path)

    assert read_with(tmp_path, path, said).tables == read.read([path]).tables


def test_a_corrected_column_is_used(tmp_path):
    path, said = written(tmp_path)
    column(said, "低保户口")["as"] = "households.subsistence_allowance"

    assert values(read_with(tmp_path, path, said), "households.subsistence_allowance") == ["whole", "none"]


def test_an_income_with_its_year_and_unit(tmp_path):
    path, said = written(tmp_path)
    column(said, "务工收入总额").update(
        {"as": "incomes.wage", "period": 2022, "forecast": True, "unit": "万元"}
    )

    reading = read_with(tmp_path, path, said)

    assert values(reading, "incomes.amount") == [Decimal(12000), Decimal(30000)]
    assert values(reading, "incomes.period") == ["2022", "2022"]
    assert values(reading, "incomes.forecast") == [True, True]


def test_a_column_left_out_on_purpose_is_only_noted(tmp_path):
    path, said = written(tmp_path)

    reading = read_with(tmp_path, path, said)

    assert "G1" in cells(reading, messages.COLUMN_IGNORED)
    assert found(reading, messages.COLUMN_UNSURE) == []


def test_what_identifies_a_household_without_a_number(tmp_path):
    path, said = written(
        tmp_path,
        """
        行政村代码   | 户主姓名 | 门牌 | 姓名 | 证件号码 | 与户主关系
        430921104201 | 王一     | 5号  | 王一 | 11       | 户主
                     |          |      | 李二 | 12       | 配偶
        430921104201 | 赵三     | 6号  | 赵三 | 13       | 户主
        """,
    )
    said["sheets"][0]["household"] = ["户主姓名", "门牌"]

    reading = read_with(tmp_path, path, said)

    assert values(reading, "persons.household_id") == ["王一-5号", "王一-5号", "赵三-6号"]
    assert values(reading, "households.head_name") == ["王一", "赵三"]
    assert "门牌" in found(reading, messages.HOUSEHOLD_COMPOSED)[0].message


def test_without_a_number_and_without_a_mapping_nothing_is_guessed(tmp_path):
    path, _ = written(tmp_path, "行政村代码 | 户主姓名 | 姓名 | 证件号码\n430921104201 | 王一 | 王一 | 11")

    with pytest.raises(Refused, match="户编码") as caught:
        read.read([path])

    assert "household" in caught.value.remedy


def test_values_stated_for_the_whole_sheet(tmp_path):
    path, said = written(tmp_path, "户编码 | 户类型 | 姓名 | 证件号码\n1 | 脱贫户 | 王一 | 11")
    said["sheets"][0]["set"] = {"households.area_code": "430921104201", "persons.works": "是"}

    reading = read_with(tmp_path, path, said)

    assert values(reading, "households.area_code") == ["430921104201"]
    assert values(reading, "persons.works") == [True]
    assert len(found(reading, messages.CONSTANT_SET)) == 2


def test_the_village_out_of_the_household_number_when_stated(tmp_path):
    path, said = written(
        tmp_path, "户编码 | 户类型 | 姓名 | 证件号码\n430921104201000017 | 脱贫户 | 王一 | 11"
    )
    said["sheets"][0]["set"] = {"households.area_code": "household_id"}

    assert values(read_with(tmp_path, path, said), "households.area_code") == ["430921104201"]


def test_a_sheet_may_be_left_out(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", 甲=SHEET, 乙="户编码 | 姓名 | 证件号码\n1 | 孙五 | 19")
    said = {"sheets": [{"sheet": "乙", "read": False}]}

    reading = read_with(tmp_path, path, said)

    assert values(reading, "persons.name") == ["王一", "李二"]
    assert found(reading, messages.SHEET_SKIPPED)[0].sheet == "乙"


def test_header_rows_can_be_stated(tmp_path):
    path, said = written(tmp_path)
    path = workbooks.xlsx(tmp_path / "表.xlsx", "甲 | 乙 | 丙\n编号 | 哪村 | 谁\n1 | 430921104201 | 王一")
    said["sheets"][0] |= {
        "header": [2, 2],
        "columns": [
            {"header": "编号", "as": "households.household_id"},
            {"header": "哪村", "as": "households.area_code"},
            {"header": "谁", "as": "persons.name"},
        ],
    }

    assert values(read_with(tmp_path, path, said), "persons.name") == ["王一"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"sheet": "丙"}, "没有工作表"),
        ({"kind": "户表"}, "不认识"),
        ({"header": [1, 9]}, "不对"),
        ({"header": "一"}, "不对"),
        ({"household": ["门牌"]}, "没有“门牌”"),
        ({"columns": [{"header": "门牌", "as": "persons.name"}]}, "没有“门牌”"),
        ({"columns": [{"header": "姓名", "as": "persons.nickname"}]}, "不存在"),
        ({"columns": [{"header": "姓名", "as": "incomes.wage", "unit": "两"}]}, "不认识"),
        ({"set": {"households.origin": "贵族"}}, "读不成"),
        ({"set": {"incomes.amount": "5亿"}}, "读不成"),
        ({"set": {"persons.work_months": 13}}, "读不成"),
        ({"set": {"incomes.wage": 0}}, "统一的值"),
        ({"columns": "全部"}, "columns"),
        ({"set": "全部"}, "set"),
    ],
)
def test_a_mistake_in_a_mapping_file_is_refused_with_its_place(tmp_path, change, why):
    path, said = written(tmp_path)
    said["sheets"][0] |= change

    with pytest.raises(Refused, match=why) as caught:
        read_with(tmp_path, path, said)

    assert "map.yaml" in caught.value.why


@pytest.mark.parametrize("text", ["a: [", "- 1", "sheets: 3", "sheets: [1]"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path, text):
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match="对应表"):
        mapfile.load(tmp_path / "map.yaml")


def test_a_missing_mapping_file(tmp_path):
    with pytest.raises(Refused, match="找不到"):
        mapfile.load(tmp_path / "map.yaml")
