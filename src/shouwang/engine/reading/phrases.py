"""Values of sentences that are words themselves: each knows how it is said in Chinese and in English.

A phrase is plain data – JSON keeps it as [kind, parts] – so that a sentence can be put together anew whenever, and
in whichever language, somebody reads it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from shouwang.engine.reading import targets
from shouwang.engine.tables import TABLES

Say = Callable[[str], str]
"""From a label of `tables.py` to what the reader's language calls it; the engine itself knows only the Chinese."""
Words = dict[str, Any]
"""What fills a sentence: texts, numbers and phrases by the names of their places."""


class Phrase(NamedTuple):
    kind: str
    parts: Sequence[Any]

    def __str__(self) -> str:
        return self.said("zh", str)

    def said(self, lang: str, say: Say) -> str:
        return KINDS[self.kind](self.parts, lang, say)


def label(text: str) -> Phrase:
    """A label of `tables.py`, or the word for a unit."""
    return Phrase("labels", (text,))


def labels(texts: Iterable[str]) -> Phrase:
    """Several: a, b."""
    return Phrase("labels", tuple(texts))


def choices(texts: Iterable[str]) -> Phrase:
    """What may be written into a file: it is read in Chinese, so English only explains."""
    return Phrase("choices", tuple(texts))


def names(texts: Iterable[str]) -> Phrase:
    """Several labels in quotation marks: “a”, “b”."""
    return Phrase("names", tuple(texts))


def headers(texts: Iterable[str]) -> Phrase:
    """What a file calls its columns or sheets, in quotation marks; never translated."""
    return Phrase("headers", tuple(texts))


def column(target: targets.Target | None) -> Phrase:
    """What a column was taken for: 农户·户类型, 2022年工资性收入（预估）; nothing where it was taken for nothing."""
    return Phrase("column", (target.name, target.period, target.forecast) if target else ())


def short(target: targets.Target) -> Phrase:
    """Without its table, where the row says which it is."""
    return column(target) if target.kind else label(target.declared.label)


def year(period: str | None) -> Phrase:
    """Nothing: each of the years."""
    return Phrase("year", (period,) if period else ())


def either(chinese: str, english: str) -> Phrase:
    """What has a name in both languages already."""
    return Phrase("either", (chinese, english))


def meanings(named: Iterable[tuple[str, str]]) -> Phrase:
    """Names of tables or columns, each with its label: households（农户）."""
    return Phrase("meanings", tuple(named))


def row(title: str, number: int) -> Phrase:
    return Phrase("rows", ((title, number),))


def rows(places: Iterable[Phrase]) -> Phrase:
    return Phrase("rows", tuple(part for place in places for part in place.parts))


def worded(words: Words, lang: str, say: Say) -> Words:
    """Ready to be filled in.  From JSON, phrases come as lists."""
    return {
        name: Phrase(*value).said(lang, say) if isinstance(value, list | tuple) else value
        for name, value in words.items()
    }


def _labels(parts: Sequence[str], lang: str, say: Say) -> str:
    return (", " if lang == "en" else "、").join(map(say, parts))


def _choices(parts: Sequence[str], lang: str, say: Say) -> str:
    if lang != "en":
        return _labels(parts, lang, say)
    return ", ".join(part if say(part) == part else f"{part} ({say(part)})" for part in parts)


def _names(parts: Sequence[str], lang: str, say: Say) -> str:
    # Chinese puts no comma between names that stand in quotation marks.
    return (", " if lang == "en" else "").join(f"“{say(part)}”" for part in parts)


def _headers(parts: Sequence[str], lang: str, say: Say) -> str:
    return _names(parts, lang, str)


def _column(parts: Sequence[Any], lang: str, say: Say) -> str:
    target = targets.named(*parts) if parts else None
    if target is None:
        return ""
    if lang != "en":
        return target.label
    if target.kind is None:
        return f"{say(TABLES[target.table].label)}: {say(target.declared.label)}"
    kind = say(TABLES[target.table]["kind"].label_of(target.kind))
    payout = f", {say(target.declared.label)}" if target.column == "insurance_payout" else ""
    year = f" {target.period}" if target.period else ""
    return f"{kind}{payout}{year}{' (forecast)' if target.forecast else ''}"


def _year(parts: Sequence[str], lang: str, say: Say) -> str:
    every = "every year" if lang == "en" else "各"
    return parts[0] if parts else every


def _either(parts: Sequence[str], lang: str, say: Say) -> str:
    return parts[lang == "en"]


def _meanings(parts: Sequence[tuple[str, str]], lang: str, say: Say) -> str:
    if lang == "en":
        return ", ".join(f"{name} ({say(label)})" for name, label in parts)
    return "、".join(f"{name}（{label}）" for name, label in parts)


def _rows(parts: Sequence[tuple[str, int]], lang: str, say: Say) -> str:
    if lang == "en":
        return ", ".join(f"row {number} of {title}" for title, number in parts)
    return "、".join(f"{title} 第 {number} 行" for title, number in parts)


KINDS: dict[str, Callable[[Sequence[Any], str, Say], str]] = {
    "labels": _labels,
    "choices": _choices,
    "names": _names,
    "headers": _headers,
    "column": _column,
    "either": _either,
    "meanings": _meanings,
    "year": _year,
    "rows": _rows,
}
