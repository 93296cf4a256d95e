"""The reader's refusals and what it says while it works, in English.  What has none here stays Chinese.

Commands stand in a sentence of their own, last, as in `english`.
"""

from collections.abc import Callable
from typing import Any

from shouwang.engine.errors import Sentence
from shouwang.engine.reading.phrases import Phrase, Say

Known = Callable[[str], str | None]
"""English of a Chinese pattern; None where there is none."""
AS_XLSX = "Please open it in a spreadsheet program and save it as .xlsx."
AGAIN = "Please write it in YAML, or run shouwang map again."

ENGLISH = {
    # Files
    "打不开“{name}”：{error}。": "“{name}” cannot be opened: {error}.",
    "请检查文件名、所在目录和权限。": "Please check the name, the folder and the permissions.",
    "“{path}”是目录，这里需要一个文件。": "“{path}” is a folder; a file is needed here.",
    "请写出目录里要读的文件名。": "Please name the file in the folder that is to be read.",
    "找不到文件“{path}”。": "There is no file “{path}”.",
    "请检查文件名和所在目录。": "Please check the name and the folder.",
    "“{path}”不是普通文件（是管道或设备）。": "“{path}” is no ordinary file (but a pipe or a device).",
    "请先存成文件再读。": "Please save it to a file first.",
    "不认识“{name}”这种文件。": "“{name}” is of a kind that is not known.",
    "可以读 .xlsx、.xls、.csv、.parquet；请用表格软件另存为 .xlsx。": (
        "Files that can be read: .xlsx, .xls, .csv, .parquet; please save it as .xlsx in a spreadsheet program."
    ),
    "“{name}”其实是网页，不是工作簿。": "“{name}” is really a web page, not a workbook.",
    "请用表格软件打开后另存为 .xlsx。": AS_XLSX,
    "“{name}”是空的，没有一行数据。": "“{name}” is empty: it has no row of data.",
    "请检查是否导出了内容。": "Please check whether anything was exported.",
    "“{name}”不是 .xlsx 工作簿。": "“{name}” is no .xlsx workbook.",
    "“{name}”已损坏，打不开。": "“{name}” is damaged and cannot be opened.",
    "请用表格软件打开、修复后另存为 .xlsx，或重新导出。": (
        "Please open it in a spreadsheet program, repair it and save it as .xlsx, or export it again."
    ),
    "“{name}”读不了：文件已损坏，或工作表大得不合常理（可能有一格写在了很远的地方）。": (
        "“{name}” cannot be read: it is damaged, or a sheet is far too large (perhaps one cell stands very far out)."
    ),
    "请删去表格右边和下面的空白行列，另存为 .xlsx 再读；确有这么多数据的，请分成几个文件。": (
        "Please delete the empty rows and columns to the right of the table and below it and save it as .xlsx; "
        "if there is really so much data, split it into several files."
    ),
    "“{name}”设了打开密码。": "“{name}” is protected by a password.",
    "请在表格软件中取消密码、另存后再读。": (
        "Please remove the password in a spreadsheet program and save the file first."
    ),
    "“{name}”解压后有 {size:,.0f} MB，超出允许的范围，未读。": (
        "“{name}” unpacks to {size:,.0f} MB, more than is allowed, and was not read."
    ),
    "请确认文件来源；确是数据的，请拆成几个小文件。": (
        "Please check where the file comes from; if it is really data, split it into smaller files."
    ),
    "“{name}”既不是 UTF-8 也不是 GB18030 编码，读不出文字。": (
        "“{name}” is neither UTF-8 nor GB18030: its text cannot be read."
    ),
    "请用表格软件打开后另存为 .xlsx 或 UTF-8 的 .csv。": (
        "Please open it in a spreadsheet program and save it as .xlsx or as .csv in UTF-8."
    ),
    "“{name}”第 {line} 行不是规范的 CSV（{error}）。": "Line {line} of “{name}” is no proper CSV ({error}).",
    # What they hold
    "没有一列是行政村代码，农户无法归到村。": (
        "No column holds village codes: it cannot be told which village a household belongs to."
    ),
    '请补上 12 位行政村代码列；全表同村的，在 map.yaml 的 set 中写 households.area_code: "12 位代码"。': (
        "Please add a column with the village code of 12 digits. "
        'If all are of one village, write households.area_code: "12 digits" under set in map.yaml.'
    ),
    "核算年度“{period}”不是四位年份。": "The accounting year “{period}” is not a year of four digits.",
    "请写成 --period 2022 的样子。": "Please write it like --period 2022.",
    "没有工作表“{name}”。": "There is no sheet “{name}”.",
    "文件里有：{sheets}。": "The file has: {sheets}.",
    "“{sheet}”没有户编码列，无法知道哪些人是一户。": (
        "“{sheet}” has no column of household codes: it cannot be told who belongs to one household."
    ),
    "请运行 shouwang map 生成 map.yaml，在 household 中写明以哪些列识别一户，再加 --mapping 读。": (
        "Run shouwang map to write map.yaml, say under household which columns tell a household, and read again"
        " with --mapping."
    ),
    "“{sheet}”只有表头，没有一行数据。": "“{sheet}” has a header but no row of data.",
    "在“{name}”里没有读到任何一张标准表。": "No canonical table could be read from “{name}”.",
    "请运行 shouwang map 看每列被理解成什么，改好 map.yaml 后加 --mapping 再读。": (
        "Run shouwang map to see what each column was taken for, correct map.yaml, and read again with --mapping."
    ),
    # Mapping files
    "找不到对应表“{path}”。": "There is no mapping “{path}”.",
    "请检查文件名，或先运行 shouwang map 生成。": "Please check the name, or run shouwang map first.",
    "对应表“{name}”读不了：{error}。": "The mapping “{name}” cannot be read: {error}.",
    "对应表“{name}”里没有 sheets 一节。": "The mapping “{name}” has no section sheets.",
    "请按 YAML 格式改正，或重新运行 shouwang map 生成。": AGAIN,
    "对应表“{name}”：{what}。": "The mapping “{name}”: {what}.",
    "没有工作表“{sheet}”": "there is no sheet “{sheet}”",
    "{key} 的写法不对": "{key} is not written as it should be",
    "应写成{shape}。": "Please write it as {shape}.",
    "列的清单": "a list of columns",
    "表头的清单，如 [户主姓名, 户主证件号码]": "a list of headers",
    "“标准列: 值”，如 {households.area_code: household_id}": (
        "“canonical column: value”, such as {households.area_code: household_id}"
    ),
    "kind “{kind}”不认识": "the kind “{kind}” is not known",
    "可写：{choices}。": "It can be: {choices}.",
    "“{name}”不能写成统一的值": "“{name}” cannot have one value throughout",
    "收支请写在 columns 里。": "Please write incomes and expenses under columns.",
    "“{value}”读不成“{label}”": "“{value}” cannot be read as “{label}”",
    "取值请看 shouwang tables。": "For its values see shouwang tables.",
    "header {rows} 不对": "header {rows} is not right",
    "请写表头所在的一行或相邻两行的行号，如 [2, 3]。": (
        "Please write the number of the header's row, or of its two neighbouring rows, such as [2, 3]."
    ),
    "period “{period}”不是四位年份": "the period “{period}” is not a year of four digits",
    "请写成 period: '2022' 的样子。": "Please write it like period: '2022'.",
    "没有“{header}”这一列": "there is no column “{header}”",
    "请按文件里的表头书写，两行表头用“/”连接；或重新运行 shouwang map。": (
        "Please write the header as in the file, two rows joined by “/”. Or run shouwang map again."
    ),
    "标准列“{name}”不存在": "there is no canonical column “{name}”",
    "可用的列名请看 shouwang tables。": "For the columns see shouwang tables.",
    "单位“{unit}”不认识": "the unit “{unit}” is not known",
    # Writing
    "输出目录“{path}”已存在且不为空。": "The folder “{path}” exists already and is not empty.",
    "请换一个目录名，或先把其中的文件移走。": "Please take another name, or move its files away first.",
    "“{path}”是一个文件，不能作为输出目录。": "“{path}” is a file; nothing can be written into it.",
    "请换一个目录名。": "Please take another name.",
    "磁盘空间不足，没有写成“{path}”。": "The disk is full; “{path}” was not written.",
    "请腾出空间，或换一个磁盘上的目录再试。": "Please free some space, or try again on another disk.",
    "没有写入“{path}”的权限。": "“{path}” may not be written.",
    "请换一个可以写入的目录。": "Please take a folder that may be written.",
    # While it works
    "打开 {name}": "Opening {name}",
    "读取 {sheet}": "Reading {sheet}",
    "整理": "Putting together",
    "检查": "Checking",
    "标出问题": "Marking the problems",
    "标出 {name} 的问题": "Marking the problems of {name}",
}


def english(said: str, say: Say = str, known: Known = ENGLISH.get) -> str:
    """`say` translates labels of `tables.py`."""
    pattern, words = (said.pattern, said.words) if isinstance(said, Sentence) else (said, None)
    found = known(pattern)
    if found is None:
        return said
    if words is None:
        return found
    return found.format(**{name: _word(word, say, known) for name, word in words.items()})


def _word(word: Any, say: Say, known: Known) -> Any:
    if isinstance(word, Phrase):
        return word.said("en", say)
    return english(word, say, known) if isinstance(word, str) else word
