"""Headers as people write them → what they can mean, and how sure that is."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from shouwang.engine.reading import words
from shouwang.engine.reading.targets import HOUSEHOLD_ID, Target
from shouwang.engine.tables import TABLES

SURE = 0.9
"""From here on a column is used without asking."""
EXACT, SYNONYM, CLOSE = 1.0, 0.98, 0.85
"""The declared label or name; a declared synonym; the best that mere likeness can reach."""
WORTH_NAMING = 0.35
LONGEST = 60
"""Longer texts are titles and notes."""

UNITS = {"万元": 10_000, "千元": 1_000, "百元": 100, "元": 1, "圆": 1}
UNIT = re.compile(
    r"\((?:单位:?)?(万元|千元|百元|元|圆)(?:/[^)]*)?\)|/?单位:?(万元|千元|百元|元|圆)|(?<=.)(万元)$"
)
ASIDE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|\*|★|:$|^[0-9]{1,2}[.、]|^[(][0-9一二三四五六七八九十]+[)]"
)
YEARS = re.compile(
    r"((?:19|20)[0-9]{2})(?:年度|年|[./-][0-9]{1,2}(?![0-9])(?:[./-][0-9]{1,2}(?![0-9]))?)?"
    r"(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?[至到~—-]*"
)
FORECAST = re.compile(r"预估|预计|预测|预期|估算")
PADDING = re.compile(r"年度|全年|家庭|本年|户均?|收入情况|支出情况|情况|其中|合计|总额|金额|/|_|、|:|\(\)")

WIDE = {
    "工资性收入": ("incomes", "wage"),
    "工资收入": ("incomes", "wage"),
    "务工收入": ("incomes", "wage"),
    "生产经营性收入": ("incomes", "business"),
    "生产经营收入": ("incomes", "business"),
    "经营性收入": ("incomes", "business"),
    "经营收入": ("incomes", "business"),
    "财产性收入": ("incomes", "property"),
    "财产收入": ("incomes", "property"),
    "转移性收入": ("incomes", "transfer"),
    "转移收入": ("incomes", "transfer"),
    "生产经营性支出": ("incomes", "business_cost"),
    "生产经营支出": ("incomes", "business_cost"),
    "经营性支出": ("incomes", "business_cost"),
    "经营支出": ("incomes", "business_cost"),
    "合规自付支出": ("expenses", "medical"),
    "合规自付医疗支出": ("expenses", "medical"),
    "合规自付医疗费用": ("expenses", "medical"),
    "合规自付医疗": ("expenses", "medical"),
    "合规自付费用": ("expenses", "medical"),
    "医疗支出": ("expenses", "medical"),
    "自付医疗费用": ("expenses", "medical"),
    "理赔收入": ("expenses", "medical_payout"),
    "理赔金额": ("expenses", "medical_payout"),
    "保险理赔": ("expenses", "medical_payout"),
    "教育支出": ("expenses", "schooling"),
    "因灾支出": ("expenses", "disaster"),
    "意外支出": ("expenses", "accident"),
    "住房支出": ("expenses", "housing"),
    "其他支出": ("expenses", "other"),
}
"""Columns that hold one kind of income or expense of a household, without year, unit and “预估”.

“经营净收入” is not among them: its costs are off already, and a file that also states them would count them twice.
"""

NOT_NEEDED = words.spellings(
    "序号 编号 行号 省 省份 省级 市 地市 市州 市级 县 县区 区县 县市区 县级 乡 乡镇 镇 乡镇街道 街道 村 行政村 村居 社区 村名",
    "村名称 行政村名称 乡镇名称 县名称 市名称 省名称 所属村 所属乡镇 所在村 所在乡镇 年龄 周岁 人口数 家庭人口 家庭人口数",
    "户人口 户人口数 户籍人口 成员数 家庭成员数 总收入 年总收入 家庭总收入 家庭年收入 家庭年总收入 纯收入 年纯收入",
    "家庭纯收入 家庭年纯收入 人均纯收入 年人均纯收入 家庭人均纯收入 人均收入 人均可支配收入 证件类型 政治面貌 婚姻状况",
    "填表人 填表日期 填报人 填报日期 审核人 录入人 录入时间 更新时间 签字 签名 帮扶责任人 帮扶人 帮扶责任人姓名 帮扶联系人",
    "联系人 帮扶单位 备注 说明 问题 户主证件号码 户主身份证号 户主身份证号码 户主身份证 致贫原因 返贫风险 致贫返贫风险",
    "风险类型 开户银行 银行账号 银行卡号 耕地面积 林地面积 水面面积 草地面积 主要燃料类型 入户路类型 住房面积",
    "是否通生产用电 有无卫生厕所",
)
"""Met in every register and of no place in the canonical tables: nothing to worry about."""


@dataclass(frozen=True)
class Candidate:
    target: Target
    score: float


@dataclass(frozen=True)
class Header:
    """A header of one row, or of two rows joined by “/”."""

    text: str

    @property
    def forms(self) -> tuple[str, ...]:
        """From the fullest to the barest: with its group, alone, without brackets."""
        group, _, own = self.text.rpartition("/")
        whole = [words.bare(group + own), words.bare(own)]
        return tuple(dict.fromkeys([*whole, *(ASIDE.sub("", form) for form in whole)]))

    @property
    def scale(self) -> int | None:
        """How many yuan the unit in the header is; nothing where it names none."""
        found = UNIT.search(words.bare(self.text))
        return UNITS[next(filter(None, found.groups()))] if found else None


@cache
def dictionary() -> dict[str, tuple[Candidate, ...]]:
    """Every declared label, name and synonym → what it can mean, in the order of the tables."""
    found: dict[str, dict[Target, float]] = {}
    for word, target, score in _declared():
        found.setdefault(words.bare(word), {}).setdefault(target, score)
    whole = frozenset(found)
    for word, target, score in _declared():
        # Without its brackets a word must not become another's: “公益性岗位（月数）” is not “公益性岗位”.
        if (form := ASIDE.sub("", words.bare(word))) not in whole:
            found.setdefault(form, {}).setdefault(target, score)
    return {word: tuple(Candidate(*pair) for pair in meanings.items()) for word, meanings in found.items()}


def _declared() -> Iterator[tuple[str, Target, float]]:
    for table in TABLES.values():
        for column in table:
            target = HOUSEHOLD_ID if column.name == "household_id" else Target(table.name, column.name)
            for word in (column.label, column.name):
                yield word, target, EXACT
            for word in column.synonyms:
                yield word, target, SYNONYM


def candidates(text: str) -> list[Candidate]:
    """What a header can mean: exact words first; only where there is none, words that look alike."""
    header = Header(text)
    exact: dict[Target, float] = {}
    for place, form in enumerate(header.forms):
        for candidate in dictionary().get(form, ()):
            exact.setdefault(candidate.target, candidate.score - 0.01 * place)
    if wide := wide_target(text):
        exact[wide] = max(exact.get(wide, 0.0), SYNONYM)
    found = exact or _alike(header.forms[-1])
    return sorted((Candidate(*pair) for pair in found.items()), key=lambda c: -c.score)


@cache
def is_known(text: str) -> bool:
    """Whether a cell reads as a header: an exact word, a wide column, or one that every register has."""
    if len(text) > LONGEST:
        return False
    return (
        any(form in dictionary() for form in Header(text).forms)
        or is_not_needed(text)
        or (wide_target(text) is not None)
    )


def is_not_needed(text: str) -> bool:
    return any(form in NOT_NEEDED for form in Header(text).forms)


def wide_target(text: str) -> Target | None:
    """“2022年预估工资性收入（元）” → the wage income of 2022, forecast."""
    plain = ASIDE.sub("", UNIT.sub("", words.bare(text).replace("(预估)", "预估")))
    years = YEARS.findall(plain)
    own = PADDING.sub("", FORECAST.sub("", YEARS.sub("", plain)))
    # “2022年收入/工资性收入”: the group says what the own words repeat.
    for word in (own, own.removeprefix("收入"), own.removeprefix("支出"), own.removeprefix("收支")):
        if word in WIDE:
            table, kind = WIDE[word]
            return _wide(table, kind, years[-1] if years else None, bool(FORECAST.search(plain)))
    return None


def _wide(table: str, kind: str, period: str | None, forecast: bool) -> Target:
    column = "insurance_payout" if kind.endswith("_payout") else "amount"
    return Target(table, column, kind.removesuffix("_payout"), period, forecast and table == "incomes")


def _alike(form: str) -> dict[Target, float]:
    found: dict[Target, float] = {}
    for word, meanings in dictionary().items():
        likeness = CLOSE * dice(form, word)
        if likeness >= WORTH_NAMING:
            for candidate in meanings:
                found[candidate.target] = max(found.get(candidate.target, 0.0), round(likeness, 2))
    return found


def dice(one: str, other: str) -> float:
    """Share of characters and pairs of characters two words have in common, 0 … 1."""
    a, b = _grams(one), _grams(other)
    return 2 * (a & b).total() / max(1, a.total() + b.total())


@cache
def _grams(word: str) -> Counter[str]:
    return Counter([*word, *(word[i : i + 2] for i in range(len(word) - 1))])
