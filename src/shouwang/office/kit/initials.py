"""First letters of names in pinyin, by which people and places are looked up: 张三 → zs, 青山村 → qsc."""

from collections.abc import Iterable
from functools import cache

from pypinyin import Style, lazy_pinyin

LONGEST = 12
SURNAMES = {
    # Characters that read differently at the head of a name.
    "单": "s", "曾": "z", "解": "x", "仇": "q", "查": "z", "盖": "g", "尉": "w", "任": "r", "区": "o", "乐": "y",
    "冼": "x", "种": "c", "朴": "p", "覃": "q", "缪": "m", "折": "s", "员": "y", "洗": "x", "繁": "p", "宓": "m",
    "黑": "h", "秘": "b", "召": "s", "重": "c", "句": "g", "阚": "k", "翟": "z", "佴": "n", "葛": "g", "那": "n",
}  # fmt: skip
DOUBLE = {"万俟": "mq", "尉迟": "yc", "长孙": "zs", "澹台": "tt", "宿六斤": "slj"}


def initials(name: str) -> str:
    """Small letters of the Chinese characters and Latin letters of a name, at most twelve; of anything else nothing."""
    double = next((head for head in DOUBLE if name.startswith(head)), "")
    head = DOUBLE.get(double, "") or SURNAMES.get(name[:1], "")
    rest = name[len(double) or bool(head) :]
    return (head + letters(rest))[:LONGEST]


def letters(text: str) -> str:
    """The same of what is nobody's name: 解放村 begins with j, somebody called 解 with x."""
    return "".join(map(_letter, text))[:LONGEST]


def initials_many(names: Iterable[str | None]) -> list[str | None]:
    return [initials(name) if name else None for name in names]


@cache
def _letter(character: str) -> str:
    found = lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].lower()
    return found if found.isascii() and found.isalpha() else ""
