"""`Idempotency-Key`: a request that is sent again, because its answer was lost, is not done again.

    batch = repeats.once(Batch, token, "2026-06-10/37", digest, make=…, at=now)

The note of the key and what it made are one transaction: whoever comes second – also at the same moment – waits for
the first and gets the same batch, or the same run.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Token
from shouwang.office.api.models import Repeat
from shouwang.office.imports.models import Batch
from shouwang.office.kit import chunks
from shouwang.office.screening.models import Run

KEPT = timedelta(days=1)
FIELDS: dict[type[Any], str] = {Batch: "batch", Run: "run"}
"""Of a note, by what a request makes."""
Made = TypeVar("Made", Batch, Run)


def once(
    kind: type[Made], token: Token, key: str | None, digest: str, *, make: Callable[[], Made], at: datetime
) -> Made:
    """Without a key every request makes its own.  Refused for a key that was used for something else within the day."""
    return _once(kind, token, key, digest, make, at) if key else make()


@transaction.atomic
def _once(
    kind: type[Made], token: Token, key: str, digest: str, make: Callable[[], Made], at: datetime
) -> Made:
    Repeat.objects.filter(token=token, at__lt=at - KEPT).delete()
    note, is_new = Repeat.objects.get_or_create(
        token=token, key=_sha(key.encode()), defaults={"digest": digest, "at": at}
    )
    if is_new:
        made = make()
        setattr(note, FIELDS[kind], made)
        note.save(update_fields=[FIELDS[kind]])
        return made
    if note.digest != digest:
        raise Refused(_("这个 Idempotency-Key 在一天之内已用于另一项请求。"), _("新的请求请换一个新的值。"))
    again: Made = getattr(note, FIELDS[kind])
    return again


def digest_of(said: Iterable[Any], streams: Iterable[Any] = ()) -> str:
    """Of what a request says – what it asks for is a part of that – and of its files, which are read from their
    beginning and left there."""
    made = hashlib.sha256(repr(tuple(said)).encode())
    for stream in streams:
        own = hashlib.sha256()
        while piece := stream.read(chunks.PIECE):
            own.update(piece)
        stream.seek(0)
        made.update(f"{stream.name!r} {own.hexdigest()}".encode())
    return made.hexdigest()


def _sha(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()
