"""Cells → typed columns.  What cannot be read becomes unknown and is noted; nothing is guessed.

A column is converted at once: a value met before is looked up, not read again, and columns that are plain
already never meet Python's slow path.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import schema
from shouwang.engine.reading import messages, words
from shouwang.engine.tables import Column, Type

Parsed = tuple[object, str | None]
"""The value, or nothing, and the code of the message when there is something to say."""
Notes = list[tuple[int, str]]
"""Row in the column → code of the message."""

EXACT = 1e15
"""Spreadsheets keep 15 digits: a longer whole number has lost its last ones."""
FEN = Decimal("0.01")
MOST = 10**14
"""Fen that decimal(14,2) cannot hold any more."""

SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+")
IDENTIFIER = "^[0-9A-Z]*$"
PLAIN_TEXT = "^[!-&(-<>-_a-~\u4e00-\u9fff·]*$"  # no blank, no quotation mark, no full-width sign, no ="…"
WHOLE = re.compile(r"([0-9]+)(\.0+)?(个月|月|级|年|人|天|次)?")
AMOUNT = re.compile(
    r"[¥￥]?([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?)(亿|千万|百万|万|千)?(元|圆|块)?整?(?:/[年月])?"
)
SCALES = {"": 1, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
DAY = re.compile(r"((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[t ]?[0-9]{1,2}:.*)?")
MONTH = re.compile(r"((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})月?")
DIGITS_DAY = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
DIGITS_MONTH = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})")
PERIOD = re.compile(r"((?:19|20)[0-9]{2})(年|年度)?")
EPOCH = date(1899, 12, 30).toordinal()
"""Serial 1 of spreadsheets is 1 January 1900, but they believe in 29 February 1900."""
SERIALS = range(3_000, 73_051)
"""Serials that are days of 1908 … 2099; a smaller number is a year or a slip."""

ODD = " "
"""Stands for a cell that is no text: no pattern of plain texts knows it."""
BLANKS = pa.array(sorted(words.BLANKS | {word.upper() for word in words.BLANKS}))
IDENTIFIERS = frozenset({"household_id", "person_id", "id_number", "area_code", "phone"})
NUMBERS = frozenset({"id_number", "phone"})
"""Texts that lists are given out with masked."""
MASK = re.compile(r"\*{4,}")
MASKED_NUMBER = re.compile(r"[0-9X-]{0,10}\*{4,}[0-9X-]{0,8}")
"""As lists of ours have it – six digits, eight stars –, and others: the stars may stand anywhere, nothing else may."""


@dataclass
class Converted:
    values: pa.Array
    notes: Notes


class _Memo(dict[object, object]):
    """Remembers what each different cell was read as."""

    def __init__(self, parse: Callable[[object], Parsed]) -> None:
        self.parse = parse
        self.codes: dict[object, str] = {}

    def __missing__(self, raw: object) -> object:
        value, code = self.parse(raw)
        if code is not None:
            self.codes[raw] = code
        self[raw] = value
        return value

    def notes(self, cells: Sequence[object]) -> Notes:
        if not self.codes:
            return []
        return [(row, self.codes[cell]) for row, cell in enumerate(cells) if cell in self.codes]


def convert(cells: Sequence[object], column: Column, scale: int = 1) -> Converted:
    """`scale` is the unit of the header: 10,000 for 万元."""
    if column.type is Type.MONEY:
        return _money(cells, scale)
    texts = _texts(cells)
    if column.type is Type.TEXT and column.name != "period":
        return _plain(cells, texts, column)
    return _looked_up(cells, column) if texts is None else _encoded(texts, column)


def _texts(cells: Sequence[object]) -> pa.Array | None:
    """The column as Arrow's text, made and searched far faster than one cell at a time; nothing where a cell is none."""
    try:
        return pa.array(cells, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return None


def reader(column: Column) -> Callable[[object], Parsed]:
    """Reads one cell: for samples, and for values that a mapping file states."""
    return (lambda raw: _amount(raw, 1)) if column.type is Type.MONEY else parser(column)


def parser(column: Column) -> Callable[[object], Parsed]:
    """What is masked says nothing: neither the number nor, by its stars, that there is none."""
    mask = MASKED_NUMBER if column.name in NUMBERS else None if column.type is Type.TEXT else MASK
    read = _parser(column)
    return read if mask is None else lambda raw: _unmasked(raw, mask, read)


def _unmasked(raw: object, mask: re.Pattern[str], read: Callable[[object], Parsed]) -> Parsed:
    # Half-width or full-width: most cells have none, and need not be tidied twice.
    if isinstance(raw, str) and ("*" in raw or "＊" in raw) and mask.fullmatch(_words(raw).upper()):
        return None, messages.MASKED
    return read(raw)


def _parser(column: Column) -> Callable[[object], Parsed]:
    if column.type is Type.ENUM:
        meanings = meanings_of(column)
        return lambda raw: _choice(raw, meanings)
    if column.type is Type.INTEGER:
        special = words.INTEGERS.get(column.name, {})
        return lambda raw: _integer(raw, special)
    if column.type is Type.TEXT:
        if column.name == "period":
            return _period
        return _identifier if column.name in IDENTIFIERS else _text
    return {Type.BOOLEAN: _boolean, Type.DATE: _date}[column.type]


def meanings_of(column: Column) -> dict[str, str]:
    """Every spelling of an enumeration → its code; labels win over other words."""
    found: dict[str, str] = {}
    for value in column.values:
        for word in (value.code, value.label, *value.words):
            found.setdefault(words.bare(word), value.code)
    return found


def _looked_up(cells: Sequence[object], column: Column) -> Converted:
    memo = _Memo(parser(column))
    values = list(map(memo.__getitem__, cells))
    return Converted(pa.array(values, schema.TYPES[column.type]), memo.notes(cells))


def _encoded(texts: pa.Array, column: Column) -> Converted:
    """Only texts: each different one is read once."""
    coded = texts.dictionary_encode()
    parse = parser(column)
    parsed = [parse(text) for text in coded.dictionary.to_pylist()]
    values = pa.array([value for value, _ in parsed], schema.TYPES[column.type])
    said = {place: code for place, (_, code) in enumerate(parsed) if code is not None}
    notes: Notes = []
    if said:
        places = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(np.isin(places, list(said)))
        notes = [(row, said[place]) for row, place in zip(rows.tolist(), places[rows].tolist(), strict=True)]
    return Converted(values.take(coded.indices), notes)


def _plain(cells: Sequence[object], texts: pa.Array | None, column: Column) -> Converted:
    """Texts: only cells with something to tidy, and those that are no text, are looked at one by one."""
    array = texts
    if array is None:
        array = pa.array([cell if cell.__class__ is str else ODD for cell in cells], pa.string())
    pattern = IDENTIFIER if column.name in IDENTIFIERS else PLAIN_TEXT
    odd = pc.indices_nonzero(pc.invert(pc.match_substring_regex(array, pattern))).to_pylist()
    array = pc.if_else(pc.is_in(array, BLANKS), None, array)
    if not odd:
        return Converted(array, [])
    memo = _Memo(parser(column))
    read = [memo[cells[row]] for row in odd]
    notes = [(row, memo.codes[cells[row]]) for row in odd if cells[row] in memo.codes]
    mask = np.zeros(len(array), bool)
    mask[odd] = True
    return Converted(pc.replace_with_mask(array, pa.array(mask), pa.array(read, pa.string())), notes)


def _words(raw: object) -> str:
    """A cell as bare text; whole numbers without a point."""
    if raw.__class__ is float and raw.is_integer():
        raw = int(raw)
    return words.bare(str(raw)) if raw is not None else ""


def _identifier(raw: object) -> Parsed:
    if _lost(raw):
        return None, messages.DIGITS_LOST
    text = "".join(_words(raw).upper().split())
    return (None, None) if text.lower() in words.BLANKS else (text, None)


def _text(raw: object) -> Parsed:
    if _lost(raw):
        return None, messages.DIGITS_LOST
    text = words.tidy(raw) if isinstance(raw, str) else _words(raw)
    return (None, None) if text.lower() in words.BLANKS else (text, None)


def _lost(raw: object) -> bool:
    if isinstance(raw, str):
        return SCIENTIFIC.fullmatch(raw.strip()) is not None
    return isinstance(raw, float) and abs(raw) >= EXACT


def _period(raw: object) -> Parsed:
    text = _words(raw)
    if text in words.BLANKS:
        return None, None
    found = PERIOD.fullmatch(text.removesuffix(".0"))
    return (found[1], None) if found else (None, messages.UNREADABLE)


def _boolean(raw: object) -> Parsed:
    text = _words(raw)
    if text in words.BLANKS:
        return None, None
    if text in words.YES or text in words.NO:
        return text in words.YES, None
    return None, messages.UNREADABLE


def _choice(raw: object, meanings: dict[str, str]) -> Parsed:
    text = _words(raw)
    # Also “之妻”, “户主之子”, “01 户主”: what the lists of the national system and people put in front.
    for form in (
        text,
        text.zfill(2),
        re.sub(r"^(户主的?)?之?", "", text),
        re.sub(r"^[0-9]+[.、:-]?", "", text),
    ):
        if form in meanings:
            return meanings[form], None
    return (None, None) if text in words.BLANKS else (None, messages.NOT_A_CHOICE)


def _integer(raw: object, special: dict[str, int]) -> Parsed:
    text = _words(raw)
    if text in words.BLANKS:
        return None, None
    if text in special:
        return special[text], None
    found = WHOLE.fullmatch(text)
    number = int(found[1]) if found else 2**31
    return (number, None) if number < 2**31 else (None, messages.UNREADABLE)


def _date(raw: object) -> Parsed:
    if isinstance(raw, datetime):
        return raw.date(), None
    if isinstance(raw, date):
        return raw, None
    if isinstance(raw, float) and not raw.is_integer():
        return _fractional_date(raw)
    text = _words(raw)
    if text in words.BLANKS or text == "无":
        return None, None
    if text.isascii() and text.isdigit() and int(text) in SERIALS:
        return date.fromordinal(EPOCH + int(text)), None
    return _written_date(text)


def _fractional_date(raw: float) -> Parsed:
    """2022.9 typed as a number is September; 2022.1 may have been 2022.10.  A serial may carry the hour."""
    if int(raw) in SERIALS:
        return date.fromordinal(EPOCH + int(raw)), None
    if repr(raw).endswith(".1"):
        return None, messages.DATE_AMBIGUOUS
    return _written_date(repr(raw))


def _written_date(text: str) -> Parsed:
    if found := DAY.fullmatch(text) or DIGITS_DAY.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := MONTH.fullmatch(text) or DIGITS_MONTH.fullmatch(text):
        day, wrong = _day(found[1], found[2], "1")
        return day, wrong or messages.MONTH_ONLY
    return None, messages.YEAR_ONLY if PERIOD.fullmatch(text) else messages.UNREADABLE


def _day(year: str, month: str, day: str) -> Parsed:
    try:
        return date(int(year), int(month), int(day)), None
    except ValueError:
        return None, messages.UNREADABLE


def _amount(raw: object, scale: int) -> Parsed:
    """Yuan as a float that is exact to the fen; a unit in the cell wins over the header's."""
    if isinstance(raw, float | int | Decimal):
        return _to_fen(Decimal(str(raw)) * scale) if raw == raw else (None, None)
    text = _words(raw)
    if text in words.BLANKS:
        return None, None
    if text in ("无", "没有"):
        return 0.0, messages.NONE_IS_ZERO
    found = AMOUNT.fullmatch(re.sub(r"^\((.+)\)$", r"-\1", text))
    if not found:
        return None, messages.UNREADABLE
    unit = SCALES[found[2] or ""] if found[2] or found[3] else scale
    return _to_fen(Decimal(found[1].replace(",", "")) * unit)


def written(text: str) -> Decimal | None:
    """Yuan of an amount as people type it – “1,500.50”, “１５００元”, “1.5万” –, not rounded; None where it is none."""
    found = AMOUNT.fullmatch(_words(text))
    if not found or "/" in found[0]:
        return None
    return Decimal(found[1].replace(",", "")) * SCALES[found[2] or ""]


def _to_fen(yuan: Decimal) -> Parsed:
    if abs(yuan) * 100 >= MOST:
        return None, messages.UNREADABLE
    rounded = yuan.quantize(FEN, ROUND_HALF_UP)
    # Sums made by spreadsheets carry noise in the twelfth place: nobody typed that.
    return float(rounded), messages.ROUNDED if abs(yuan - rounded) > Decimal("0.00001") else None


def _money(cells: Sequence[object], scale: int) -> Converted:
    memo = _Memo(lambda raw: _amount(raw, scale))
    if scale == 1:
        numbers = [cell if cell.__class__ is float else memo[cell] for cell in cells]
    else:
        numbers = list(map(memo.__getitem__, cells))
    yuan = np.array(numbers, np.float64)
    notes = memo.notes(cells)
    fen = np.rint(yuan * 100)
    for row in np.flatnonzero((np.abs(yuan * 100 - fen) > 1e-3) | (np.abs(fen) >= MOST)).tolist():
        value, code = _amount(cells[row], scale)
        fen[row] = np.nan if value is None else round(cast(float, value) * 100)
        if code is not None:
            notes.append((row, code))
    return Converted(decimals(fen), notes)


def decimals(fen: npt.NDArray[np.float64]) -> pa.Array:
    """decimal(14,2) from fen, not a number: unknown.  Written into Arrow's buffers: 128 bits, low half first."""
    known = ~np.isnan(fen)
    low = np.where(known, fen, 0).astype(np.int64)
    halves = np.empty((len(fen), 2), np.int64)
    halves[:, 0], halves[:, 1] = low, low >> 63
    bits = np.packbits(known, bitorder="little")
    return pa.Decimal128Array.from_buffers(
        schema.MONEY, len(fen), [pa.py_buffer(bits), pa.py_buffer(halves)], int((~known).sum())
    )
