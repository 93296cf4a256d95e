"""Units of amounts: yuan, person, year, month, day and their products and quotients.

A number written in a rule has no unit of its own (None) and takes the one it meets; a share is dimensionless ({}).
"""

from collections.abc import Mapping

from shouwang.engine.reading import phrases
from shouwang.engine.reading.phrases import Phrase

BASE = ("yuan", "person", "year", "month", "day", "age", "share")
Unit = dict[str, int]


def read(text: str | None) -> Unit | None:
    """`yuan/person/year` → its exponents.  Raises ValueError for an unknown word; `share` is {}."""
    if text is None:
        return None
    unit: Unit = {}
    for place, word in enumerate(text.split("/")):
        if word not in BASE:
            raise ValueError(word)
        if word != "share":
            unit[word] = unit.get(word, 0) + (1 if place == 0 else -1)
    return {word: power for word, power in unit.items() if power}


def times(left: Unit | None, right: Unit | None, power: int = 1) -> Unit | None:
    if left is None or right is None:
        # 1 / x turns the unit of x round; of x / 2 it stays.
        if power < 0 and left is None:
            return None if right is None else {word: -each for word, each in right.items()}
        # A share of a number that has no unit of its own is again such a number.
        return (left if right is None else right) or None
    product = {word: left.get(word, 0) + power * right.get(word, 0) for word in {**left, **right}}
    return {word: each for word, each in product.items() if each}


WORDS = {"yuan": "元", "person": "人", "year": "年", "month": "月", "day": "天", "age": "岁"}


def show(unit: Unit | None) -> str:
    """In Chinese: 元/人·年."""
    return _written(unit, WORDS) if unit else "无单位"


def phrase(unit: Unit | None) -> Phrase:
    """For messages: 元/人·年, yuan/person·year."""
    return phrases.either(show(unit), _written(unit, {}) if unit else "no unit")


def _written(unit: Unit, words: Mapping[str, str]) -> str:
    above = "·".join(words.get(word, word) for word, power in unit.items() if power > 0) or "1"
    below = "·".join(words.get(word, word) for word, power in unit.items() if power < 0)
    return f"{above}/{below}" if below else above
