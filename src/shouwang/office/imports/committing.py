"""The jobs that compare, commit and undo.  Each may be cut off at any moment: what it does, it does in one transaction
together with the batch's new state, so that it is done or not, and running it again finds out which."""

import hashlib
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading import messages
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.imports import (
    batches,
    guards,
    identity,
    kept,
    merged_villages,
    origins,
    overtaking,
    reading,
    understanding,
    work,
)
from shouwang.office.imports.comparing import codes_of_households, differences
from shouwang.office.imports.comparing.asked import Asked
from shouwang.office.imports.comparing.differences import Difference
from shouwang.office.imports.models import Batch
from shouwang.office.jobs.running import Running
from shouwang.office.journal import clauses
from shouwang.office.journal.chain import canonical
from shouwang.office.kit import clock, codes
from shouwang.office.kit.scope import within
from shouwang.office.registry.fields import SEALED
from shouwang.office.registry.intake import loading, reversal
from shouwang.office.registry.writing.prepared import Prepared, Stamp

State = Batch.State
UNREAD = [messages.NO_AREA_CODE, messages.ROW_ORPHAN]
PARTS = ("created", "changed", "ended", "withdrawn", "fields")


def compare(running: Running, *, batch: int) -> dict[str, Any]:
    found = Batch.objects.get(pk=batch)
    if found.state != State.COMPARING:
        return reading.result(found)
    running.owner.require(Permission.IMPORT, found.area_code)
    running.progress(_("与登记簿比对"))
    tables = work.tables(work.found(found, work.READ) / reading.TABLES)
    tables = codes_of_households.replaced(
        tables, codes.span(found.area_code), composed=identity.is_composed(found.understood)
    )
    asked = _asked(found)
    tables, followed = merged_villages.followed(tables, asked.villages, asked.on)
    difference = differences.find(tables, asked)
    running.progress(_("保存比对结果"))
    refused = origins.located(difference.refused, work.found(found, work.READ))
    with work.renewed(found, work.COMPARED) as draft:
        _write(difference, refused, draft)
    with transaction.atomic():
        fresh = batches.claimed(batch, State.COMPARING)
        if fresh is not None:
            fresh.state, fresh.summary = State.COMPARED, {**_summary(difference), "followed": followed}
            fresh.guards = guards.of(fresh, difference)
            batches.finished(fresh)
    return reading.result(found)


def _summary(difference: Difference) -> dict[str, Any]:
    return {
        "counts": difference.counts,
        "in_area": difference.in_area,
        "unsound": difference.unsound,
    }


def _asked(batch: Batch) -> Asked:
    span = codes.span(batch.area_code)
    villages = Area.objects.in_force().filter(within([span], "code")).values_list("code", flat=True)
    used = understanding.used(batch.understood)
    # A mask is no blank: where there are some, what is shown masked is not erased.
    unsaid = frozenset(SEALED if _has_masks(batch) else ())
    return Asked(
        span=span,
        on=batch.reference_on,
        erase=batch.blank == Batch.Blank.ERASE,
        full=batch.absent == Batch.Absent.END,
        used={table: frozenset(columns) - unsaid for table, columns in used.items()},
        villages=frozenset(villages),
        unread=_unread(batch),
    )


def _has_masks(batch: Batch) -> bool:
    return any(code == messages.MASKED for code, _severity, _count in batch.problems.get("codes", ()))


def _unread(batch: Batch) -> frozenset[str]:
    """Households of rows that were left out for want of a usable area, or of a readable household row."""
    path = work.found(batch, work.READ) / f"{reading.PROBLEMS}.parquet"
    said = pq.read_table(path, columns=["value"], filters=[("code", "in", UNREAD)])["value"]
    found = [value for value in said.to_pylist() if value]
    span, composed = codes.span(batch.area_code), identity.is_composed(batch.understood)
    return frozenset(codes_of_households.named(found, span, composed=composed))


def _write(difference: Difference, refused: pa.Table, draft: Any) -> None:
    for part in PARTS:
        work.write(draft, f"{part}-", getattr(difference.prepared, part))
    work.write(draft, "list-", {"sheets": difference.sheets, "refused": refused})
    work.write(draft, "", {"touched": difference.prepared.touched, "sound": difference.sound})
    seen = difference.prepared.seen
    work.write(draft, "", {"seen": pa.table({"name": list(seen), "id": list(seen.values())})})


def prepared(batch: Batch) -> Prepared:
    folder = work.found(batch, work.COMPARED)
    seen = pq.read_table(folder / "seen.parquet").to_pylist()
    parts = {part: work.tables(folder, f"{part}-") for part in PARTS}
    return Prepared(
        **parts,
        touched=pq.read_table(folder / "touched.parquet"),
        seen={row["name"]: row["id"] for row in seen},
    )


def commit(running: Running, *, batch: int) -> dict[str, Any]:
    """All of it or nothing, together with the state."""
    found = Batch.objects.get(pk=batch)
    if found.state != State.COMMITTING:
        if found.committed_at:
            # By this job, cut off before it had come to this.
            work.clear(found)
        return reading.result(found)
    running.progress(_("写入登记簿"))
    difference = prepared(found)
    try:
        with kept.sealed(found) as lists, transaction.atomic():
            fresh = batches.claimed(batch, State.COMMITTING)
            if fresh is None:
                # Somebody else's run has done it, with lists of its own.
                kept.remove(lists.values())
            else:
                fresh.kept = lists
                _commit(fresh, difference, running)
    except IntegrityError as error:
        raise Refused(
            _("写入时发现登记簿刚被别人改动过，或文件里有不合规的内容，没有写入。"),
            _("请重新比对，看过新的预览再写入。"),
        ) from error
    return reading.result(found)


def _commit(batch: Batch, difference: Prepared, running: Running) -> None:
    running.owner.require(Permission.IMPORT, batch.area_code)
    batches.refuse_guarded(batch)
    at = clock.now()
    seal = manifest(batch)
    with clauses.resting(batch.clause):
        loading.apply(difference, on=batch.reference_on, at=at, source=batch.source, seal=seal)
    overtaking.refuse_unsound(work.found(batch, work.COMPARED))
    running.check()
    batch.state, batch.committed_at, batch.manifest = State.COMMITTED, at, seal["manifest"]
    batches.finished(batch)
    transaction.on_commit(lambda: work.clear(batch))


def manifest(batch: Batch) -> dict[str, Any]:
    """What was committed, and one SHA-256 over it."""
    said = {
        "files": [[one.name, one.size, one.checksum] for one in batch.files.order_by("pk")],
        "mapping": hashlib.sha256(batch.mapping.encode()).hexdigest(),
        "reference_on": batch.reference_on.isoformat(),
        "blank": batch.blank,
        "absent": batch.absent,
        "counts": batch.summary.get("counts", {}),
        "forced": [guard["code"] for guard in batch.guards],
        "area_code": batch.area_code,
    }
    return {**said, "manifest": hashlib.sha256(canonical(said).encode()).hexdigest()}


def undo(running: Running, *, batch: int) -> dict[str, Any]:
    found = Batch.objects.get(pk=batch)
    if found.state != State.UNDOING:
        return reading.result(found)
    running.progress(_("撤销导入"))
    with transaction.atomic():
        fresh = batches.claimed(batch, State.UNDOING)
        if fresh is not None and fresh.committed_at is not None:
            running.owner.require(Permission.IMPORT, fresh.area_code)
            stamp = Stamp(clock.today(), clock.now(), f"{reversal.UNDONE}{fresh.source}")
            counts = reversal.take_back(
                fresh.source,
                committed_at=fresh.committed_at,
                stamp=stamp,
                area_code=fresh.area_code,
                by=running.owner,
            )
            fresh.state, fresh.summary = State.UNDONE, {**fresh.summary, "undone": counts}
            batches.finished(fresh)
    return reading.result(found)
