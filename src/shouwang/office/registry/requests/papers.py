"""Papers that prove something about a household: photos and scans, kept sealed, for who may see personal values."""

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager, ExitStack
from datetime import date, timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import entries
from shouwang.office.kit import ahead, clock, files
from shouwang.office.kit.scope import reach
from shouwang.office.registry import guards
from shouwang.office.registry.models import MOST_BYTES, Change, Household, Paper

ROOM = "papers"
KINDS = {"jpeg", "png", "webp", "pdf"}
ORPHANED = timedelta(days=1)
"""A younger file that no paper names may belong to one that is just being written."""
OPEN = (Change.State.DRAFT, Change.State.RETURNED)


def attach(household: Household, stream: Any, *, title: str, by: Any, change: Change | None = None) -> Paper:
    """Keep a paper.  Refused over 10 MB, and for anything that is not a picture or PDF by its first bytes."""
    guards.allow(by, Permission.CHANGE_REQUEST, household)
    if change is not None:
        _refuse_closed(household, change)
    with files.kept_or_removed(stream, ROOM, limit=MOST_BYTES) as kept, transaction.atomic():
        if kept.kind not in KINDS:
            raise Refused(_("佐证材料须是照片或 PDF。"), _("请拍照，或扫描成 JPG、PNG、WEBP 或 PDF 再上传。"))
        paper = Paper(
            household=household,
            area_code=household.area_code,
            change=change,
            title=_plain_title(title),
            file=kept.name,
            kind=files.MEDIA[kept.kind],
            size=kept.size,
            checksum=kept.checksum,
            added_by=by,
            added_at=clock.now(),
        )
        paper.save(force_insert=True)
    return paper


def attach_all(change: Change, uploads: Iterable[Any], *, by: Any) -> None:
    """Inside the caller's transaction: where one is refused, none is kept."""
    with ExitStack() as undo:
        for upload in uploads:
            paper = attach(change.household, upload, title=upload.name, by=by, change=change)
            undo.callback(files.remove, paper.file)
        undo.pop_all()


def sealed(uploads: Iterable[Any]) -> AbstractContextManager[list[files.Ahead]]:
    """For `attach` inside a transaction of the caller's: sealing holds up nobody who writes."""
    return ahead.sealed(uploads, ROOM, limit=MOST_BYTES)


def clean(on: date) -> None:
    """Files that no paper names: of processes that were killed before they could write it."""
    named = set(Paper.objects.values_list("file", flat=True))
    files.clear_unnamed(ROOM, named, (clock.now() - ORPHANED).timestamp())


def open_for(user: Any, key: int) -> tuple[Paper, BinaryIO] | None:
    """A paper and its bytes, noted in the journal; nothing when it is not there for this user."""
    paper = _opening(user).filter(pk=key).first()
    if paper is None:
        return None
    entries.record("paper.read", paper)
    return paper, files.opened(paper.file)


def opens(paper: Paper, user: Any, may: Collection[Permission]) -> bool:
    """Whether `open_for` opens it to somebody who sees its household; `may`: what they may do there.  No query."""
    return Permission.PERSONAL_REVEAL in may or paper.added_by_id == user.pk


def _opening(user: Any) -> QuerySet[Any]:
    """For those who may see personal values in full: a paper shows them.  And for whoever attached it."""
    seen: QuerySet[Any] = Paper.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
    return seen.filter(Paper.reached(reach(user, Permission.PERSONAL_REVEAL)) | Q(added_by=user.pk))


def _refuse_closed(household: Household, change: Change) -> None:
    if change.household_id != household.pk or change.state not in OPEN:
        raise Refused(_("申请已提交或已办结，不能再加材料。"), _("请先撤回，或等审批人退回。"))


def _plain_title(title: str) -> str:
    """A file's own name may bring folders and control characters along."""
    last = title.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(each for each in last if each.isprintable()).strip()
    return shown[:100] or _("佐证材料")
