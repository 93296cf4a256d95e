"""What people do with a batch: upload, correct, read again, compare, confirm, commit, undo, give up.

Each either starts a job, which changes the state again when it is done, or is done at once.  Whoever comes second finds
the batch in another state and is refused.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import successors
from shouwang.office.areas.models import Area
from shouwang.office.imports import mappings, work
from shouwang.office.imports.models import Batch, BatchFile, Habit
from shouwang.office.jobs import queue
from shouwang.office.journal import clauses, entries
from shouwang.office.kit import ahead, clock, files
from shouwang.office.registry.intake import reversal

State = Batch.State
ROOM = "imports"
MOST_FILES = 40
MEGABYTE = 1_000_000


def upload(
    uploads: Iterable[Any],
    *,
    area_code: str,
    sender: str,
    period: str,
    by: Any,
    on: date,
    reference_on: date,
    mapping: str = "",
    onward: bool = False,
) -> Batch:
    """Keep the files sealed and begin to read them.  `uploads`: streams with `name`.  All of them or none.

    `mapping`: what their columns are, where that is known already; see engine/reading/mapfile.py.  `onward`: compare
    without further questions where it is a workbook of ours (own.py).
    """
    by.require(Permission.IMPORT, area_code)
    if reference_on > on:
        raise Refused(_("数据截至日在今天之后。"), _("请填写表格里的数据截止到哪一天。"))
    asked = {
        "area_code": area_code,
        "sender": sender,
        "period": period,
        "reference_on": reference_on,
        "mapping": mapping,
    }
    kept: list[tuple[str, files.Kept]] = []
    try:
        for stream in uploads:
            kept.append((_name(stream.name, [name for name, _kept in kept]), _keep(stream)))
        _refuse_amount(kept)
        return _begun(Batch(uploaded_by=by, **asked), kept, onward)
    except BaseException:
        for _name_of, one in kept:
            files.remove(one.name)
        raise


@transaction.atomic
def _begun(batch: Batch, kept: list[tuple[str, files.Kept]], onward: bool) -> Batch:
    batch.save()
    BatchFile.objects.bulk_create(
        BatchFile(batch=batch, name=name, file=one.name, size=one.size, checksum=one.checksum)
        for name, one in kept
    )
    more = {"onward": True} if onward else {}
    _start(batch, "imports.read", State.READING, batch.uploaded_by, **more)
    return batch


def sealed(uploads: Iterable[Any]) -> AbstractContextManager[list[files.Ahead]]:
    """For `upload` inside a transaction of the caller's: sealing holds up nobody who writes."""
    return ahead.sealed(uploads, ROOM, limit=settings.UPLOAD_MEGABYTES * MEGABYTE)


def _keep(stream: Any) -> files.Kept:
    return files.keep(stream, ROOM, limit=settings.UPLOAD_MEGABYTES * MEGABYTE)


def _refuse_amount(kept: list[tuple[str, files.Kept]]) -> None:
    if not kept:
        raise Refused(_("没有选文件。"), _("请选一个或几个要上传的表格。"))
    if len(kept) > MOST_FILES:
        raise Refused(
            _("一次上传了 %(n)s 个文件，最多 %(most)s 个。") % {"n": len(kept), "most": MOST_FILES},
            _("请分几次上传。"),
        )
    empty = [name for name, one in kept if not one.size]
    if empty:
        raise Refused(_("“%(name)s”是空文件。") % {"name": empty[0]}, _("请检查文件是否保存完整，再上传。"))


def _name(said: str, taken: list[str]) -> str:
    """As people know it: without folders, each once."""
    bare = PureWindowsPath(PurePosixPath(said or "").name).name
    clean = "".join(letter for letter in bare if letter.isprintable())[-180:] or _("未命名")
    if clean not in taken:
        return clean
    path = PurePosixPath(clean)
    numbered = (f"{path.stem} ({n}){path.suffix}" for n in range(2, MOST_FILES + 3))
    return next(name for name in numbered if name not in taken)


def read_again(batch: Batch, *, period: str, by: Any) -> None:
    """With the columns as corrected."""
    with transaction.atomic():
        fresh = expect(batch, State.UPLOADED, State.READ, State.COMPARED, by=by)
        fresh.period = period
        if fresh.is_corrected:
            fresh.mapping = mappings.text_of(fresh.understood)
            mappings.remember(fresh, fresh.understood)
        _start(fresh, "imports.read", State.READING, by)


def compare(batch: Batch, *, reference_on: date, blank: str, absent: str, by: Any, on: date) -> None:
    if reference_on > on:
        raise Refused(_("数据截至日在今天之后。"), _("请填写表格里的数据截止到哪一天。"))
    with transaction.atomic():
        fresh = expect(batch, State.READ, State.COMPARED, by=by)
        if fresh.is_corrected:
            raise Refused(_("改过列的理解，还没有重新读取。"), _("请先点“按改正重新读取”。"))
        fresh.reference_on, fresh.blank, fresh.absent = reference_on, blank, absent
        # Whoever confirmed did so of another comparison.
        fresh.forced_by, fresh.force_reason = None, ""
        _start(fresh, "imports.compare", State.COMPARING, by)


def force(batch: Batch, *, reason: str, by: Any) -> None:
    """Confirm what the guards stopped; the reason stays with the batch and in the journal."""
    with transaction.atomic():
        fresh = expect(batch, State.COMPARED, by=by, permission=Permission.IMPORT_FORCE)
        fresh.forced_by, fresh.force_reason = by, reason
        with clauses.resting(clauses.joined(fresh.clause, "reason")):
            fresh.save()
            entries.record(
                "import.forced", fresh, detail={"guards": [g["code"] for g in fresh.guards], "reason": reason}
            )


def commit(batch: Batch, *, by: Any) -> None:
    with transaction.atomic():
        fresh = expect(batch, State.COMPARED, by=by)
        refuse_guarded(fresh)
        _start(fresh, "imports.commit", State.COMMITTING, by)


def refuse_guarded(batch: Batch) -> None:
    if batch.guards and not batch.forced_by_id:
        raise Refused(
            _("%(what)s。")
            % {"what": _("；").join(str(guard["why"]).rstrip("。.") for guard in batch.guards)},
            _("请核对文件；确实无误的，由有强制确认权限的岗位写明理由后确认。"),
        )


def undo(batch: Batch, *, by: Any) -> None:
    """Take back what it wrote.  Refused when something builds on it, with what."""
    with transaction.atomic():
        fresh = expect(batch, State.COMMITTED, by=by)
        if fresh.committed_at is not None:
            reversal.refuse_built_on(fresh.source, committed_at=fresh.committed_at, by=by)
        _start(fresh, "imports.undo", State.UNDOING, by)


def discard(batch: Batch, *, by: Any) -> None:
    """Give it up before it was committed; files and intermediate results go."""
    with transaction.atomic():
        fresh = expect(batch, State.UPLOADED, State.READ, State.COMPARED, by=by)
        fresh.state = State.DISCARDED
        fresh.save()
        entries.record("import.discarded", fresh)
        transaction.on_commit(lambda: forget(fresh))


def forget(batch: Batch) -> None:
    """The plain intermediate results and every sealed copy."""
    work.clear(batch)
    for one in batch.files.all():
        files.remove(one.file)
    for name in (*(marked["file"] for marked in batch.marked), *batch.kept.values()):
        files.remove(name)


def expect(batch: Batch, *states: str, by: Any, permission: Permission = Permission.IMPORT) -> Batch:
    """The batch as it is now, locked.  Refused when it stands elsewhere or somebody may not."""
    fresh: Batch = Batch.objects.select_for_update(of=("self",)).select_related("job").get(pk=batch.pk)
    by.require(permission, fresh.area_code)
    if fresh.is_busy:
        raise Refused(_("这次导入正在后台办理。"), _("请等它完成，或先取消任务。"))
    if fresh.standing not in states:
        raise Refused(_("这次导入已经不在这一步了。"), _("请刷新页面，看现在到了哪一步。"))
    fresh.state = fresh.standing
    return fresh


def _start(batch: Batch, kind: str, state: str, by: Any, **more: Any) -> None:
    batch.state = state
    batch.job = queue.enqueue(kind, {"batch": batch.pk, **more}, by=by, area_code=batch.area_code)
    batch.save()


def claimed(pk: int, state: str) -> Batch | None:
    """For a job, inside its transaction: the batch in the state in which it was handed over; nothing when somebody –
    this job before it was cut off – has carried it further."""
    batch: Batch = Batch.objects.select_for_update(of=("self",)).get(pk=pk)
    return batch if batch.state == state else None


def finished(batch: Batch) -> None:
    with clauses.resting(batch.clause):
        batch.save()
        entries.record(f"import.{batch.state}", batch, detail={"at": clock.now().isoformat()})


def correct(batch: Batch, sheets: list[Any], *, by: Any) -> None:
    """Keep what the columns were said to be; they are read so the next time."""
    with transaction.atomic():
        fresh = expect(batch, State.UPLOADED, State.READ, State.COMPARED, by=by)
        fresh.understood, fresh.is_corrected = sheets, True
        fresh.save()


@transaction.atomic
def follow(area: Area, *, by: Any) -> int:
    """After a merger: imports of the ended area, and what its senders' columns mean, go to the successor.

    Part of the merger, so whoever may merge may do it.  Returns how many imports.
    """
    target = successors.final(area.code)
    by.require(Permission.AREA_EDIT, area.code)
    by.require(Permission.AREA_EDIT, target)
    moved = Batch.objects.filter(area_code=area.code)
    for batch in moved:
        batch.area_code = target
        batch.save(update_fields=["area_code"])
    known = set(Habit.objects.filter(area_code=target).values_list("sender", "kind", "header"))
    for habit in Habit.objects.filter(area_code=area.code):
        if (habit.sender, habit.kind, habit.header) not in known:
            habit.area_code = target
            habit.save(update_fields=["area_code"])
    return len(moved)
