"""Texts, codes and numbers as clients send them: what the data base could not hold is told at the door."""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Annotated, Any

from ninja import Header
from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

MOST_KEY = 9_223_372_036_854_775_807
"""Of a data base's keys."""
PRINTED = r"^[^\x00-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$"
"""No control characters: PostgreSQL takes no zero byte, and no name has a line feed or turns the direction of writing."""
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written(value: Any) -> Any:
    """Numbers would be read as seconds since 1970."""
    if (isinstance(value, str) and not ISO.fullmatch(value)) or isinstance(value, int | float):
        raise PydanticCustomError("date_parsing", "no ISO date")
    return value


def one_of(names: Collection[str]) -> Callable[[str], str]:
    """Whether a word is one of a closed list."""

    def known(word: str) -> str:
        if word not in names:
            raise PydanticCustomError("enum", "unknown word")
        return word

    return known


Line = Annotated[str, StringConstraints(max_length=60, pattern=PRINTED)]
"""A name on one line."""
AreaCode = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]{11}$"), Field(description="division, twelve digits")
]
AnyArea = Annotated[
    str,
    StringConstraints(pattern=r"^([1-9][0-9]{11})?$"),
    Field(description="division, twelve digits; empty: all within reach"),
]
Year = Annotated[
    str, StringConstraints(pattern=r"^((19|20)[0-9]{2})?$"), Field(description="accounting year, `2025`")
]
Key = Annotated[int, Field(ge=1, le=MOST_KEY)]
Day = Annotated[date, BeforeValidator(_written)]
"""In what clients send."""
Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="sent again within a day, it brings what the first one made instead of another one",
    ),
]
"""Of requests that make a batch or a run."""
