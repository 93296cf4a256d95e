"""How people write a value: all of it normal, and to be read without a complaint."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from shouwang.engine.tables import Column, Type

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
UNKNOWN = (None, None, None, "", "-", "/", "不详")
EPOCH = date(1899, 12, 30)

YES_NO = (("是", "否"), ("是", "否"), ("有", "无"), ("√", "×"), (1, 0), ("1", "0"))
"""A column keeps to one pair, with a few cells in the next one."""

# Of the labels and words of an enumeration only these: others are right for some people only (长女, 一年级).
RELATION = {
    ("head", "male"): ("户主", "户主", "本人或户主"),
    ("head", "female"): ("户主", "户主", "本人或户主"),
    ("spouse", "male"): ("配偶", "丈夫", "夫"),
    ("spouse", "female"): ("配偶", "妻子", "妻"),
    ("child", "male"): ("子女", "儿子", "之子", "子"),
    ("child", "female"): ("子女", "女儿", "之女", "女"),
    ("child_in_law", "male"): ("子女配偶", "女婿", "之女婿"),
    ("child_in_law", "female"): ("子女配偶", "儿媳", "之儿媳"),
    ("grandchild", "male"): ("孙辈", "孙子", "之孙子"),
    ("grandchild", "female"): ("孙辈", "孙女", "之孙女"),
    ("parent", "male"): ("父母", "父亲", "之父"),
    ("parent", "female"): ("父母", "母亲", "之母"),
}
GRADES = ("无", "一级", "二级", "三级", "四级")


class Speller:
    """Writes the cells of one column of one sheet in the habits of whoever keeps it."""

    def __init__(self, column: Column, rng: Random, *, csv: bool) -> None:
        self.column = column
        self.rng = rng
        self.csv = csv
        self.pair = rng.randrange(len(YES_NO))
        self.date_style = rng.randrange(len(DATES))
        spellings: dict[Type, Callable[[Any], Any]] = {
            Type.TEXT: self._text,
            Type.ENUM: self._choice,
            Type.BOOLEAN: self._boolean,
            Type.INTEGER: self._integer,
            Type.MONEY: self._money,
            Type.DATE: self._date,
        }
        self.spell = spellings[column.type]

    def __call__(self, value: Any, member: dict[str, Any] | None) -> Any:
        if value is None:
            return self.rng.choice(UNKNOWN)
        if self.column.name == "relation" and member:
            return self.rng.choice(RELATION.get((value, member["sex"]), (self.column.label_of(value),)))
        return self.spell(value)

    def _rarely(self, share: float) -> bool:
        return self.rng.random() < share

    def _text(self, text: str) -> Any:
        if self.column.name in ("id_number", "person_id", "household_id"):
            return self._code(text)
        if self.column.name in ("phone", "area_code") and not self.csv and self._rarely(0.3):
            return int(text)
        if self.column.name in ("name", "head_name") and len(text) == 2 and self._rarely(0.3):
            return f"{text[0]}　{text[1]}"
        return f"{text} " if self._rarely(0.02) else text

    def _code(self, text: str) -> str:
        if text.endswith("X") and self._rarely(0.3):
            text = text.lower()
        if self._rarely(0.03):
            return f"'{text}"
        if self._rarely(0.02):
            return text.translate(FULL_WIDTH)
        return f" {text}" if self._rarely(0.02) else text

    def _choice(self, code: str) -> str:
        value = next(value for value in self.column.values if value.code == code)
        return self.rng.choice(value.words[:2]) if value.words and self._rarely(0.15) else value.label

    def _boolean(self, yes: bool) -> Any:
        pair = self.pair + self._rarely(0.05)
        return YES_NO[pair % len(YES_NO)][not yes]

    def _integer(self, number: int) -> Any:
        if self.column.name == "disability_grade" and self._rarely(0.3):
            return GRADES[number]
        if self.column.unit == "month" and self._rarely(0.1):
            return f"{number}个月"
        return str(number).translate(FULL_WIDTH) if self._rarely(0.03) else number

    def _money(self, amount: Decimal) -> Any:
        if self._rarely(0.05):
            return f"{amount:,.2f}"
        if self._rarely(0.04) and amount % 100 == 0 and amount >= 10_000:
            return f"{(amount / 10_000).normalize():f}万元"
        if self._rarely(0.03):
            return f"{amount}元"
        return str(amount).translate(FULL_WIDTH) if self._rarely(0.01) else float(amount)

    def _date(self, day: date) -> Any:
        style = self.rng.randrange(len(DATES)) if self._rarely(0.15) else self.date_style
        written = DATES[style](day)
        return str(day) if self.csv and not isinstance(written, str) else written


DATES: tuple[Callable[[date], Any], ...] = (
    lambda day: day,
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: int(f"{day:%Y%m%d}"),
    lambda day: (day - EPOCH).days,
)
