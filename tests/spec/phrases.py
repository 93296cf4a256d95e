"""What the page about the rule language says in each language besides the chapters."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """What the page says in its language besides the chapters."""

    chinese: bool
    title: str
    introduction: str
    headings: Mapping[str, str]
    words: Mapping[str, str]

    def of(self, en: str, zh: str) -> str:
        return zh if self.chinese else en


ENGLISH = Phrases(
    chinese=False,
    title="The rule language",
    introduction="""\
Conditions of rules, facts and tiers are written in a subset of Python's expressions. Nothing is evaluated by Python: the text is read into the
constructs on this page, checked for types and units against the [data dictionary](data-dictionary.md), and computed by two evaluators
that must agree. What is not on this page cannot be written.

This page is printed from `tests/spec/`, where every table below is a test of both evaluators (`python -m tests.spec.print`).
[中文](rule-language.zh-CN.md)
""",
    headings={
        "names": "Names",
        "operators": "Operators",
        "quantifiers": "Quantifiers",
        "functions": "Functions",
        "types": "Types and units",
        "meaning": "What it means",
        "mistakes": "Mistakes, and what to do",
    },
    words={
        "written": "Written",
        "meaning": "Meaning",
        "expression": "Expression",
        "household": "household",
        "code": "Code",
        "why": "What is wrong",
        "remedy": "What to do",
        "mistake": "Mistake",
        "empty": "given, without a row",
        "on": "Reference date",
        "assume": "Assumed",
        "year": "Accounting year ends on",
        "type": "Type of the values shown",
        "tables": "Tables whose rows can be looked at",
        "types": "A fact states its type:",
        "units": "and, where it is an amount, its unit: one or several of these with `/` between them, such as `yuan/person/year`.",
        "tiers": "Tiers, in order",
        "otherwise": "otherwise",
        "catalogue": "A pack with a mistake does not load; all mistakes are reported at once, each with file, line and column. "
        "Messages are Chinese, or English with `SHOUWANG_LANGUAGE=en`; words in braces stand for what was found.",
        "unknown": "`unknown` stands for a value that is not known; a blank cell is one.",
    },
)
CHINESE = Phrases(
    chinese=True,
    title="规则语言",
    introduction="""\
规则、事实和分级的条件，用 Python 表达式的一个子集书写。条件并不由 Python 执行：文字读成本页列出的成分，
对照[数据字典](data-dictionary.md)检查类型和单位，再由两个必须一致的计算程序求值。本页没有的，都不能写。

本页由 `tests/spec/` 印出，下面每张表都是对两个计算程序的测试（`python -m tests.spec.print`）。[English](rule-language.md)
""",
    headings={
        "names": "名称",
        "operators": "运算符",
        "quantifiers": "遍历",
        "functions": "函数",
        "types": "类型与单位",
        "meaning": "含义",
        "mistakes": "错误与改法",
    },
    words={
        "written": "写法",
        "meaning": "含义",
        "expression": "表达式",
        "household": "户",
        "code": "代码",
        "why": "错在哪里",
        "remedy": "怎么改",
        "mistake": "错误",
        "empty": "已提供，没有行",
        "on": "基准日",
        "assume": "假定",
        "year": "核算年度截止日",
        "type": "显示的类型",
        "tables": "可以遍历的表",
        "types": "事实要写明类型：",
        "units": "是数量的还要写明单位：以下之一，或几个之间加 `/`，如 `yuan/person/year`。",
        "tiers": "分级（按顺序）",
        "otherwise": "其余",
        "catalogue": "政策包有错就不能加载；所有错误一次报告，各有文件、行、列。花括号中的词代表实际的内容。",
        "unknown": "`unknown` 表示未知；空格也表示未知。",
    },
)
