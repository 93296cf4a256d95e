"""A new key for personal fields and files while the office runs: what the old ones sealed is sealed anew.

Nothing that anybody sees changes – neither text nor look-up digest –, so records are written below their models, and
the journal gets one entry.  A value that somebody saves meanwhile is left to them: they seal with the new key anyway.
Begun anew after an interruption, it goes on with what is left.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office import keys
from shouwang.office.journal import entries
from shouwang.office.kit import files, sealing
from shouwang.office.kit.sealing import SealedField

BATCH = 1_000
SETTLED = 600.0
"""Seconds after which nobody is still in a transaction that sealed with an older key."""

NUMBER = " ".join(
    (
        "CASE",
        *(f"WHEN substr({{column}}, {4 + n}, 1) = ':' THEN substr({{column}}, 4, {n})" for n in range(1, 7)),
        "END",
    )
)
"""The key's number in a stored value, in SQL that both data bases understand."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Place:
    """A column of sealed values."""

    model: type[models.Model]
    field: SealedField

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    def sql(self, text: str) -> str:
        quote = connection.ops.quote_name
        key: Any = self.model._meta.pk
        return text.format(
            table=quote(self.model._meta.db_table), column=quote(self.field.column), key=quote(key.column)
        )


def places() -> list[Place]:
    """All of them, in whatever app: nobody has to remember to name a new one."""
    found = [
        Place(model, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField)
    ]
    return sorted(found, key=lambda place: place.label)


def status() -> dict[int, Counter[str]]:
    """Key number → place → how many values; files count as `files`."""
    counted: dict[int, Counter[str]] = {number: Counter() for number in keys.personal(settings.KEYS)}
    for place in places():
        for number, count in _per_key(place):
            counted.setdefault(number, Counter())[place.label] += count
    for name in files.names():
        counted.setdefault(files.key_of(name), Counter())["files"] += 1
    return counted


def rotate(*, progress: Progress) -> int:
    """Makes a new key – unless one is there that older values still wait for – and seals anew.  Returns its number."""
    counted = status()
    newest = max(counted)
    waiting = sum(sum(places.values()) for number, places in counted.items() if number != newest)
    if not waiting:
        newest = keys.add_personal(settings.KEYS)
    entries.record("keys.rotation_begun", detail={"key": newest})
    total = seal_anew(newest, progress=progress)
    entries.record("keys.rotated", detail={"key": newest, "values": total})
    return newest


def seal_anew(newest: int, *, progress: Progress) -> int:
    """Everything that an older key sealed; returns how many values."""
    total = 0
    for place in places():
        for done in _column_anew(place, newest):
            total += done
            progress(place.label, total, 0)
    for name in files.names():
        total += files.wrap_anew(name)
        progress("files", total, 0)
    return total


def retire(number: int, *, now: datetime) -> None:
    """Puts an old key aside.  Refused while something needs it, or may still be on its way to need it."""
    known = keys.personal(settings.KEYS)
    if number not in known:
        raise Refused(
            _("没有 %(number)s 号密钥。") % {"number": number}, _("现有密钥见 shouwang keys status。")
        )
    if number == max(known):
        raise Refused(_("这是正在使用的密钥。"), _("请先运行 shouwang keys rotate 换一把新的。"))
    if keys.age_of_newest(settings.KEYS, now) < SETTLED:
        raise Refused(_("新密钥启用还不到十分钟，可能还有用旧密钥写的内容没有落库。"), _("请稍后再试。"))
    _refuse_needed(number)
    keys.retire_personal(settings.KEYS, number)
    try:
        # Once more: now nobody can seal with it.
        _refuse_needed(number)
        entries.record("keys.retired", detail={"key": number})
    except BaseException:
        keys.restore_personal(settings.KEYS, number)
        raise


def _refuse_needed(number: int) -> None:
    needed = sum(status().get(number, Counter()).values())
    if needed:
        raise Refused(
            _("还有 %(count)s 项内容是用 %(number)s 号密钥加密的。") % {"count": needed, "number": number},
            _("请先运行 shouwang keys rotate，完成后再停用。"),
        )


def _per_key(place: Place) -> Iterator[tuple[int, int]]:
    query = f"SELECT {NUMBER} AS number, count(*) FROM {{table}} WHERE {{column}} IS NOT NULL GROUP BY number"
    with connection.cursor() as cursor:
        cursor.execute(place.sql(query))
        for number, count in cursor.fetchall():
            yield int(number), int(count)


def _column_anew(place: Place, newest: int) -> Iterator[int]:
    """Batch by batch, in the order of the primary key; yields how many values each batch brought."""
    select = place.sql(
        "SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} IS NOT NULL AND {column} NOT LIKE %s"
        f" ORDER BY {{key}} LIMIT {BATCH}"
    )
    last: Any = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(select, [last, f"v1:{newest}:%"])
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield _batch_anew(place, rows)


def _batch_anew(place: Place, rows: list[tuple[Any, str]]) -> int:
    name = place.field.seal_name
    plain = [sealing.unseal(stored, name) for _key, stored in rows]
    sealed = sealing.seal_many(plain, name)
    # Only where it still says what was read: somebody may have saved the record meanwhile.
    update = place.sql("UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s")
    changes = [(new, key, old) for new, (key, old) in zip(sealed, rows, strict=True)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(update, changes)
    return len(changes)
