"""What a problem quotes of the file: masked where it comes from a personal column, or where nobody knows from which.

A page shows problems masked to everybody; who may reveal personal values opens them one by one, which the journal notes.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shouwang.engine.tables import TABLES
from shouwang.office.imports.models import Batch
from shouwang.office.kit.masking import DAY, mask
from shouwang.office.registry import aliases
from shouwang.office.registry.fields import SEALED

Row = dict[str, Any]
Place = tuple[str | None, str | None, str]
"""File as its sender called it, sheet, letter of the column."""
QUOTED = ("value", "theirs", "new")
"""Words of a sentence that are what a cell says, or made of it."""
OPEN, ALL = "", "all"
BY_LABEL = {
    column.label: SEALED[column.name]
    for table in TABLES.values()
    for column in table
    if column.name in SEALED
}
"""What a sentence calls a personal column → how it is masked."""
LETTERS = re.compile("[A-Z]+")
TELLING = re.compile(f"[1-9][0-9]{{5}}(18|19|20)[0-9]{{2}}{DAY}|[1-9](\\.[0-9]+)?[eE]\\+?1[0-9]")
"""In codes: what begins like an ID number though it is none, and a long number that a spreadsheet rounded."""


def masked(batch: Batch, rows: Sequence[Row]) -> list[Row]:
    """Rows as reading.SCHEMA has them; `is_masked`: whether their sentence hides something."""
    known = _columns(batch)
    made = [_masked(row, known) for row in rows]
    hidden = {name: aliases.hidden([row[name] for row in made]) for name in ("value", "words")}
    shown = [
        {**row, **{name: texts[place] for name, texts in hidden.items()}} for place, row in enumerate(made)
    ]
    return [{**now, "is_masked": now["words"] != was["words"]} for now, was in zip(shown, rows, strict=True)]


def _masked(row: Row, known: Mapping[Place, str]) -> Row:
    words = json.loads(row["words"])
    how = _how(row, words, known)
    told = {name: _hidden(said, how) if name in QUOTED else said for name, said in words.items()}
    # Where nothing is hidden the text stays the one that it was, sign by sign.
    text = row["words"] if told == words else json.dumps(told, ensure_ascii=False)
    return {**row, "value": _hidden(row["value"], how), "words": text}


def _hidden(said: Any, how: str) -> Any:
    if not isinstance(said, str) or not said:
        return said
    if how == OPEN:
        return mask(said, "id") if TELLING.search(said) else said
    return mask(said, how)


def _how(row: Row, words: Mapping[str, Any], known: Mapping[Place, str]) -> str:
    """The column of the cell and the one that the sentence names: either may be personal."""
    said = set(_named(words.get("label")))
    if letters := LETTERS.match(row["cell"] or ""):
        said.add(known.get((row["file"], row["sheet"], letters[0]), OPEN if said else ALL))
    return _strongest(said)


def _named(label: Any) -> Iterator[str]:
    kind, parts = label if isinstance(label, list) and len(label) == 2 else ("", ())
    if kind == "labels":
        yield from (BY_LABEL.get(part, OPEN) for part in parts)
    elif kind == "column" and parts:
        yield _of(parts[0])


def _of(target: str | None) -> str:
    """`persons.health` → how it is masked; a column that was taken for nothing may hold anything."""
    return SEALED.get(target.partition(".")[2], OPEN) if target else ALL


def _strongest(said: set[str]) -> str:
    """Nobody knows whose it is: nothing is shown."""
    return next((how for how in (ALL, "id", "phone", "account") if how in said), OPEN if said else ALL)


def _columns(batch: Batch) -> dict[Place, str]:
    """Two files may bear one name: what either masks is masked."""
    found: dict[Place, set[str]] = {}
    for sheet in batch.understood:
        composed = _composed(sheet)
        for column in sheet["columns"]:
            place = (sheet["name"], sheet["sheet"], column["letter"])
            of = composed if column["header"] in sheet.get("household", ()) else {_of(column["as"])}
            found.setdefault(place, set()).update(of)
    return {place: _strongest(said) for place, said in found.items()}


def _composed(sheet: Mapping[str, Any]) -> set[str]:
    """Columns of which a household's code is put together are quoted together."""
    names = sheet.get("household", ())
    return {_of(column["as"]) for column in sheet["columns"] if column["header"] in names}
