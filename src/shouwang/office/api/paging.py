"""Pages by key: what is behind a row does not move when rows are added or go while a client reads on.

Rows come in the order of their keys: areas by code, everything else as it was added.  A cursor is a row's key, in a
dress that tells clients not to make their own.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema

from shouwang.engine.errors import Refused

KEY = re.compile(r"k([0-9]{1,18})")
MOST = 1_000


class Asked(Schema):
    """What every list takes."""

    after: str = Field("", max_length=64, description="`next` of the page before; empty: the first page")
    limit: int = Field(200, ge=1, le=MOST, description="rows of a page")


def cut(
    rows: "QuerySet[Any]", asked: Asked, *, key: Callable[[Any], Any] = attrgetter("pk"), by: str = "pk"
) -> tuple[list[Any], str | None]:
    """The page, and the cursor behind which the next one begins; nothing: it was the last.

    `key`: where a row has its primary key.  `by`: another column that is unique among the rows.
    """
    behind = rows.filter(**{f"{by}__gt": _key(asked.after)}) if asked.after else rows
    found = list(behind.order_by(by)[: asked.limit + 1])
    if len(found) <= asked.limit:
        return found, None
    return found[: asked.limit], cursor(key(found[asked.limit - 1]))


def cut_listed(keys: Sequence[str], asked: Asked) -> tuple[Sequence[str], str | None]:
    """The same of keys of one length that are at hand, in their order."""
    behind = _key(asked.after) if asked.after else ""
    found = [key for key in keys if key > behind][: asked.limit + 1]
    if len(found) <= asked.limit:
        return found, None
    return found[: asked.limit], cursor(found[asked.limit - 1])


def place(asked: Asked) -> int:
    """How many rows to pass over, of a list that does not change once it is made."""
    return int(_key(asked.after)) if asked.after else 0


def cut_made(found: list[Any], asked: Asked) -> tuple[list[Any], str | None]:
    """The same of such a list: `found` has one row more than a page, if there are."""
    if len(found) <= asked.limit:
        return found, None
    return found[: asked.limit], cursor(place(asked) + asked.limit)


def cursor(key: int | str) -> str:
    return urlsafe_b64encode(f"k{key}".encode()).decode().rstrip("=")


def _key(text: str) -> str:
    try:
        plain = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except ValueError:
        plain = ""
    if not (found := KEY.fullmatch(plain)):
        raise Refused(_("翻页标记 after 不是本接口给出的。"), _("请照抄上一页的 next，或从第一页取起。"))
    return found[1]
