"""A small good pack on disk, and the ways to make it wrong.

`«` in a changed text marks where the mistake is to be reported; it is not written.
"""

from collections.abc import Mapping
from pathlib import Path

FILES = {
    "pack.yaml": """\
id: county-2022
title: 某县 2022 年防返贫监测
area: "430921"
in_force: {from: 2022-01-01, to: 2022-12-31}
accounting_year_end: "09-30"
authority: 某县人民政府
language: zh-CN
""",
    "sources.yaml": """\
D1:
  title: 监测办法
  issuer: 某县人民政府
  date: 2021-12-20
""",
    "parameters.yaml": """\
line:
  unit: yuan/person/year
  label: 监测线
  values:
    - {from: 2022-01-01, value: 6900, source: {document: D1, article: 第二条}}
""",
    "facts.yaml": """\
members:
  label: 人口
  type: integer
  unit: person
  expression: count(p for p in persons)
net_income:
  label: 纯收入
  type: money
  unit: yuan/year
  expression: >-
    sum(i.amount for i in incomes
    if i.period == period and not i.forecast)
""",
    "rules.yaml": """\
below-line:
  label: 低于监测线
  kind: below_line
  risks: [income]
  severity: 2
  when: net_income < parameter.line * members
  source: {document: D1, article: 第三条}
""",
    "tiers.yaml": """\
- tier: assess
  label: 待研判
  colour: yellow
  when: rule.below_line
- tier: none
  label: 未见风险
  colour: grey
""",
    "examples/line.yaml": """\
- name: 线下触发，线上不触发
  on: 2022-09-30
  households: |
    household_id
    1
    2
  persons: |
    household_id
    1
    2
  incomes: |
    household_id | period | kind | amount
    1            | 2022   | wage | 6899.99
    2            | 2022   | wage | 6900.00
  expect:
    "1": {tier: assess, rules: [below-line]}
    "2": {tier: none, rules: []}
""",
}


def write(shelf: Path, *, name: str = "county-2022", files: Mapping[str, str | None] = FILES) -> Path:
    """The pack in a directory of `shelf`; a file without text is left out."""
    folder = shelf / name
    (folder / "examples").mkdir(parents=True)
    for file, text in files.items():
        if text is not None:
            (folder / file).write_text(text.replace("«", ""), encoding="utf-8")
    return folder


Change = tuple[str, str | None, str | None]
"""File, what stands there, what shall stand there: all of the file without the second, no file without the third."""


def changed(*changes: Change, files: Mapping[str, str | None] = FILES) -> dict[str, str | None]:
    made = dict(files)
    for file, old, new in changes:
        text = made.get(file) or ""
        if old is not None and text.count(old) != 1:
            raise ValueError(f"{file} has {old!r} {text.count(old)} times")
        made[file] = new if old is None else text.replace(old, new or "")
    return made


def marks(files: Mapping[str, str | None]) -> list[str]:
    """Where mistakes are marked, as file:line:column."""
    return [
        f"{file}:{number}:{line.index('«') + 1}"
        for file, text in sorted(files.items())
        for number, line in enumerate((text or "").splitlines(), start=1)
        if "«" in line
    ]
