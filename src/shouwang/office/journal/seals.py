"""Seals: the ends of all lanes at one moment, chained, marked with a key that is not in the data base.

A seal's digest stands for everything that was written before it.  Printed, or kept as a file elsewhere, it convicts
even whoever rewrites the whole journal and has the key; the last one is also kept in the home (kept.py).
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.journal import chain, ends, entries, kept
from shouwang.office.journal.marks import mark
from shouwang.office.journal.models import Lane, Seal

SEALED = "journal.sealed"
"""The entry that tells of a seal: whoever removes the last seal has to remove this, too."""
ONE_AT_A_TIME = 7_354_201
"""Any number: PostgreSQL's advisory lock for sealing."""
FORMAT = "shouwang-journal-head-1"
EVERY = timedelta(hours=1)
"""Between two seals while something is written; what was written since is bound by the ends in the home (ends.py)."""


@dataclass(frozen=True)
class Head:
    """A seal as it is kept elsewhere.  `at`: as chain.moment() writes it; `heads`: lane → [number, digest], as text."""

    number: int
    at: str
    count: int
    """Entries written until then."""
    heads: str
    previous: str
    digest: str
    mark: str

    def ends(self) -> dict[int, tuple[int, str]]:
        return ends.of(self.heads)

    def to_json(self, **more: bool) -> str:
        return json.dumps({"format": FORMAT, **asdict(self), **more}, ensure_ascii=False, indent=1) + "\n"

    def text(self) -> str:
        """For printing: fits one sheet."""
        return _(
            "守望　日志链头\n\n"
            "　封印第 {number} 号\n"
            "　时间　　{at}\n"
            "　日志　　{count} 条\n"
            "　校验值　{first}\n"
            "　　　　　{second}\n\n"
            "请打印并存放在别处（如档案室）。以后核对：shouwang journal head --number {number}，\n"
            "显示的校验值应与本页逐字相同；再运行 shouwang journal verify。\n"
        ).format(
            number=self.number,
            at=local(self.at),
            count=f"{self.count:,}",
            first=chain.grouped(self.digest[:32]),
            second=chain.grouped(self.digest[32:]),
        )


@transaction.atomic
def seal() -> Head:
    """A new seal over everything written until now."""
    _one_at_a_time()
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number + 1, last.digest) if last else (1, chain.FIRST)
    # One statement: a consistent look at all lanes, while others go on writing.
    reached = {
        lane: [count, digest]
        for lane, count, digest in Lane.objects.values_list("pk", "number", "digest")
        if count
    }
    at, heads = timezone.now(), chain.canonical(reached)
    digest = digest_of(number, chain.moment(at), heads, previous)
    made = Seal(number=number, at=at, heads=heads, previous=previous, digest=digest, mark=mark(digest))
    made.save(force_insert=True)
    entries.record(SEALED, detail={"number": number, "digest": digest})
    sealed = head(made)
    # The seal counts, whatever becomes of the file.
    transaction.on_commit(lambda: _keep(sealed), robust=True)
    return sealed


def seal_due(on: date) -> bool:
    """Once an hour while something is written, and once on every day; whether more waits: never."""
    if _is_due(on):
        with transaction.atomic():
            _one_at_a_time()
            # Another worker may have been quicker.
            if _is_due(on):
                seal()
    return False


def _is_due(on: date) -> bool:
    last = Seal.objects.order_by("-number").first()
    if last is None or timezone.localdate(last.at) < on:
        return True
    # A seal from the future – a clock was wrong, or somebody's hand – must not be the last one.
    if abs(timezone.now() - last.at) < EVERY:
        return False
    written: int = Lane.objects.aggregate(all=Sum("number"))["all"] or 0
    return written > head(last).count + 1  # the entry that tells of the seal


def last_kept() -> Head | None:
    """The head in the home.  Refused when it is not whole."""
    return load(kept.path()) if kept.path().exists() else None


def _keep(made: Head) -> None:
    """Never over one that convicts: it stays until somebody has looked into it."""
    ends.keep()
    try:
        before = last_kept()
    except Refused:
        before = None
    if before:
        stands = Seal.objects.filter(number=before.number, digest=before.digest).exists()
        if not stands or before.number > made.number:
            return
    beside = kept.path(kept.ENDS).exists() or ends.are_missing()
    kept.write(made.to_json(**{ends.BESIDE: True} if beside else {}))


def head(made: Seal) -> Head:
    count = sum(number for number, _digest in ends.of(made.heads).values())
    at = chain.moment(made.at)
    return Head(made.number, at, count, made.heads, made.previous, made.digest, made.mark)


def earlier(number: int) -> Head:
    """Refused when there is no such seal."""
    made = Seal.objects.filter(number=number).first()
    if made is None:
        raise Refused(
            _("没有第 %s 号封印。") % number,
            _("请核对号码；若纸上有这一号，请运行 shouwang journal verify。"),
        )
    return head(made)


def digest_of(number: int, at: str, heads: str, previous: str) -> str:
    return chain.digest((number, at, heads, previous))


def load(path: Path) -> Head:
    """A head from its file.  Refused when it is none, or not whole."""
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if told.pop("format") != FORMAT:
            raise ValueError("another format")
        told.pop(ends.BESIDE, None)
        found = Head(**told)
        whole = digest_of(found.number, found.at, found.heads, found.previous) == found.digest
        found.ends()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(
            _("“%s”不是日志链头文件。") % path.name, _("请用 shouwang journal head --out 写出的文件。")
        ) from error
    if not whole:
        raise Refused(_("链头文件“%s”本身被改动过。") % path.name, _("请换用另存的一份，或与纸质链头核对。"))
    return found


def local(at: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(at)):%Y-%m-%d %H:%M:%S}"


def _one_at_a_time() -> None:
    """Two seals with one number would be none.  SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
