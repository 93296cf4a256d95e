"""The workbook given back: looked into with another library than the one that wrote it."""

import zipfile

import openpyxl
import pytest
from tests import workbooks
from tests.engine.reading.drawn import HEAD, LI, WANG, read_drawn

from shouwang.engine.reading import listing, marked, messages, patch, read, store

WRONG = f"""
    某村农户信息表 | < | < | < | < | <
    {HEAD} | 出生日期
    {WANG} | 1970-01-01
    {LI.replace("430921197202020029", "#430921197202020029")} | 去年
"""
YELLOW = "FFFFFF00"


def marked_copy(folder, path, **asked):
    reading = read.read([path], **asked)
    store.write(reading, folder / "出")
    return openpyxl.load_workbook(folder / "出" / "problems.xlsx")


def yellow(page):
    return {cell.coordinate for row in page for cell in row if cell.fill.fgColor.rgb == YELLOW}


def notes(page):
    return {row: page.cell(row, page.max_column).value for row in range(1, page.max_row + 1)}


def test_doubtful_cells_are_yellow_with_a_sentence_beside(tmp_path):
    page = marked_copy(tmp_path, workbooks.xlsx(tmp_path / "表.xlsx", WRONG))["Sheet1"]

    assert {"D4", "F4"} <= yellow(page)
    assert notes(page)[2] == "问题"
    assert "末几位已丢失" in notes(page)[4] and "“去年”" in notes(page)[4]
    assert notes(page)[3] is None or "末几位" not in notes(page)[3]


def test_everything_else_stays_as_it_was(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", WRONG)
    before = openpyxl.load_workbook(path)["Sheet1"]

    after = marked_copy(tmp_path, path)["Sheet1"]

    assert [[cell.value for cell in row] for row in before] == [
        [cell.value for cell in row[: before.max_column]] for row in after
    ]
    assert after.merged_cells.ranges == before.merged_cells.ranges


def test_formats_survive_under_the_yellow(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["户编码", "行政村代码", "姓名", "证件号码", "2022年工资性收入"])
    book.active.append(["1", "43092110420", "王一", "11", 12.5])
    book.active.append(["2", "430921104201", "李二", "12", 12.5])
    book.active["B2"].font = openpyxl.styles.Font(bold=True, color="FF0000FF")
    book.save(tmp_path / "表.xlsx")

    page = marked_copy(tmp_path, tmp_path / "表.xlsx")["Sheet"]

    assert "B2" in yellow(page)
    assert (page["B2"].font.bold, page["B2"].font.color.rgb) == (True, "FF0000FF")


def test_an_empty_cell_is_marked_in_its_place(tmp_path):
    page = marked_copy(tmp_path, workbooks.xlsx(tmp_path / "表.xlsx", f"{HEAD}\n{WANG}\n | | 李 | 4 | 户主"))

    assert "A3" in yellow(page["Sheet1"])
    assert [cell.value for cell in page["Sheet1"][3]][2:4] == ["李", "4"]


def test_the_list_holds_every_problem_worst_first(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", WRONG)
    book = marked_copy(tmp_path, path)

    lines = list(book["问题清单"].values)

    assert lines[0] == listing.HEADER
    assert len(lines) - 1 == len(read.read([path]).problems)
    assert [line[0] for line in lines[1:]] == sorted(
        (line[0] for line in lines[1:]), key=list(listing.SEVERITIES.values()).index
    )


def test_a_marked_copy_read_again_gives_its_list_and_its_sentences_back_unused(tmp_path):
    marked_copy(tmp_path, workbooks.xlsx(tmp_path / "表.xlsx", WRONG))

    again = read.read([tmp_path / "出" / "problems.xlsx"])

    assert len(again.tables["persons"]) == 2
    assert {p.code for p in again.problems} >= {messages.SHEET_OWN, messages.COLUMN_NOT_NEEDED}


@pytest.mark.parametrize("write", [workbooks.xls, workbooks.csv])
def test_other_formats_come_back_as_xlsx_with_their_values(tmp_path, write):
    path = write(
        tmp_path / ("表.xls" if write is workbooks.xls else "表.csv"), f"{HEAD}\n{WANG}\n | | 李 | 4 | 户主"
    )

    book = marked_copy(tmp_path, path)
    page = book.worksheets[0]

    assert page["C2"].value == "王一"
    assert "A3" in yellow(page)
    assert "没有户编码" in page["F3"].value
    assert book.sheetnames[1] == "问题清单"


def test_texts_that_look_like_formulas_stay_texts(tmp_path):
    path = workbooks.csv(tmp_path / "表.csv", f"{HEAD}\n{WANG.replace('王一', '=1+1')}")

    assert marked_copy(tmp_path, path).worksheets[0]["C2"].data_type == "s"


def test_several_files_get_a_copy_each_beside_one_list(tmp_path):
    one = workbooks.xlsx(tmp_path / "一.xlsx", f"{HEAD}\n{WANG}\n | | 李 | 4 | 户主")
    two = workbooks.xlsx(tmp_path / "二.xlsx", f"{HEAD}\n{WANG.replace('0001', '0007')}")

    store.write(read.read([one, two]), tmp_path / "出")

    assert {path.name for path in (tmp_path / "出").glob("*.xlsx")} == {
        "标记_一.xlsx", "标记_二.xlsx", "problems.xlsx",
    }  # fmt: skip
    assert "A3" in yellow(openpyxl.load_workbook(tmp_path / "出" / "标记_一.xlsx")["Sheet1"])
    assert openpyxl.load_workbook(tmp_path / "出" / "problems.xlsx").sheetnames == ["问题清单"]


def test_unusual_xml_is_written_anew(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", WRONG)
    odd = tmp_path / "怪.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(odd, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(b'<row r="4"', b'<row ht="15" r="4"'))

    page = marked_copy(tmp_path, odd)["Sheet1"]

    assert {"D4", "F4"} <= yellow(page)
    assert page["C3"].value == "王一"


def test_infos_are_listed_but_nothing_is_coloured_for_them(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD} | 序号\n{WANG} | 1")

    assert messages.COLUMN_NOT_NEEDED in {problem.code for problem in reading.problems}
    assert not any(
        messages.CATALOGUE[messages.COLUMN_NOT_NEEDED].text[-5:] in sentence
        for marks in marked.marks_of(reading.books[0], reading.log)["Sheet1"].values()
        for sentence in marks.sentences
    )


def test_signs_that_xml_cannot_hold_do_not_break_the_copy(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text("户编码,行政村代码,户类型\n1,430921104201,<&\x01>\n", encoding="utf-8")

    assert "<&>" in marked_copy(tmp_path, path)["问题清单"].cell(2, 9).value


def test_patching_a_row_keeps_the_order_of_cells():
    styles = patch.Styles(b'<s><fills><fill/><fill/></fills><cellXfs><xf numFmtId="0"/></cellXfs></s>')
    xml = b'<w><dimension ref="A1:C1"/><sheetData><row r="1" spans="1:3"><c r="A1"/><c r="C1"/></row></sheetData></w>'

    out = patch.sheet(xml, {0: patch.Marks({1, 2}, ["甲"])}, 3, styles)

    assert [out.index(b'r="%s"' % name) for name in (b"A1", b"B1", b"C1", b"D1")] == sorted(
        out.index(b'r="%s"' % name) for name in (b"A1", b"B1", b"C1", b"D1")
    )
    assert (
        b'<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="0" fillId="2" applyFill="1"/>'
        in styles.written()
    )


def test_a_cell_in_the_place_of_the_sentence_gives_way():
    cells = b'<c r="A1"/><c r="D1" s="1"><v>5</v></c><c r="E1"/>'

    assert patch._put(cells, 3, b"<new/>") == b'<c r="A1"/><new/><c r="E1"/>'


@pytest.mark.parametrize("xml", [b"<w/>", b'<x:w><sheetData><x:row r="1"/></sheetData></x:w>'])
def test_xml_of_another_shape_is_left_alone(xml):
    styles = patch.Styles(b"<s><fills><fill/></fills><cellXfs><xf/></cellXfs></s>")

    with pytest.raises(patch.Unusual):
        patch.sheet(xml, {0: patch.Marks({0})}, 1, styles)
