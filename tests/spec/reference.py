"""The language's names, operators, functions and units, each with what it means in both languages.

What the language has is declared in `policy/expression.py` and `policy/units.py`; `page.py` fails where a description is lacking.
"""

from typing import NamedTuple


class Word(NamedTuple):
    written: str
    en: str
    zh: str


NAMES = {
    "column": Word("`house_grade`", "a column of `households`", "农户表的列"),
    "row": Word("`p.health`", "a column of the row that the generator looks at", "遍历中该行的列"),
    "fact": Word("`net_income`", "a fact of the pack", "本包的事实"),
    "parameter": Word(
        "`parameter.monitoring_line`", "a parameter, with its value on the reference date", "参数在基准日的值"
    ),
    "rule": Word(
        "`rule.below_line`",
        "whether the rule `below-line` fires; in tiers only",
        "规则 below-line 是否触发；只用于分级",
    ),
    "on": Word("`on`", "the reference date", "基准日"),
    "period": Word(
        "`period`", "the last accounting year completed on or before it", "当天或之前最近一个已结束的核算年度"
    ),
    "previous_period": Word(
        "`previous_period`", "the accounting year before `period`", "`period` 的上一年度"
    ),
    "running_period": Word(
        "`running_period`", "the accounting year that contains `on`", "包含 `on` 的核算年度"
    ),
    "value": Word('`6900` `0.25` `"C"` `True` `False`', "a value written out", "写明的值"),
}

OPERATORS = {
    "and": Word("`a and b`", "both", "都"),
    "or": Word("`a or b`", "at least one", "至少一个"),
    "not": Word("`not a`", "the opposite", "相反"),
    "==": Word("`a == b`", "equal", "等于"),
    "!=": Word("`a != b`", "not equal", "不等于"),
    "<": Word("`a < b`", "less, earlier", "小于、早于"),
    "<=": Word("`a <= b`", "at most, not later", "不大于、不晚于"),
    ">": Word("`a > b`", "greater, later", "大于、晚于"),
    ">=": Word("`a >= b`", "at least, not earlier", "不小于、不早于"),
    "in": Word('`a in ("C", "D")`', "one of these values", "是其中之一"),
    "not in": Word('`a not in ("C", "D")`', "none of these values", "都不是"),
    "+": Word("`a + b`", "sum, of one unit", "和，单位相同"),
    "-": Word("`a - b` `-a`", "difference, of one unit; negative", "差，单位相同；取负"),
    "*": Word("`a * b`", "product; units multiply", "积，单位相乘"),
    "/": Word(
        "`a / b`", "quotient; units divide; for comparing and showing", "商，单位相除；只用于比较和显示"
    ),
}

QUANTIFIERS = {
    "any": Word("`any(p.works for p in persons)`", "whether one row is", "是否有一行为是"),
    "all": Word(
        "`all(p.works for p in persons if p.in_school)`", "whether every row counted is", "计入的行是否都为是"
    ),
    "count": Word("`count(p for p in persons if p.works)`", "how many rows", "行数"),
    "sum": Word("`sum(p.work_months for p in persons)`", "the sum over the rows", "各行之和"),
    "min": Word("`min(p.birth_date for p in persons)`", "the least, the earliest", "最小、最早"),
    "max": Word("`max(p.birth_date for p in persons)`", "the greatest, the latest", "最大、最晚"),
}

FUNCTIONS = {
    "age": Word("`age(birth, on)`", "completed years", "周岁"),
    "days": Word("`days(a, b)`", "days from a to b", "从 a 到 b 的天数"),
    "months": Word("`months(a, b)`", "completed months from a to b", "从 a 到 b 的满月数"),
    "months_before": Word("`months_before(d, n)`", "the day n months earlier", "n 个月前的那一天"),
    "default": Word("`default(x, y)`", "x; y where x is unknown", "x；x 未知时为 y"),
    "known": Word("`known(x)`", "whether x is known", "x 是否已知"),
    "min": Word("`min(a, b)`", "the lesser of two values", "两值取小"),
    "max": Word("`max(a, b)`", "the greater of two values", "两值取大"),
}

KINDS = {
    "money": Word("`money`", "yuan, shown with two places", "金额（元），显示两位小数"),
    "integer": Word("`integer`", "a whole number", "整数"),
    "number": Word("`number`", "any number, shown with six places", "数，显示六位小数"),
    "boolean": Word("`boolean`", "true or false", "是否"),
    "date": Word("`date`", "a day", "日期"),
    "text": Word("`text`", "a text or one of the values of a column", "文字，或某列的取值之一"),
}

UNITS = {
    "yuan": Word("`yuan`", "yuan", "元"),
    "person": Word("`person`", "persons", "人"),
    "year": Word("`year`", "years", "年"),
    "month": Word("`month`", "months", "月"),
    "day": Word("`day`", "days", "天"),
    "age": Word("`age`", "completed years of age", "周岁"),
    "share": Word("`share`", "a share between 0 and 1, without a unit", "比例（0 到 1），无单位"),
}
