"""Where imports stand, as their list says it: also what a guard stopped, and what failed or was cancelled on the way."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.imports.models import BEFORE, Batch, BatchFile
from shouwang.office.jobs.models import State as Ended

State = Batch.State
STOPPED, FAILED, CANCELLED = "stopped", "failed", "cancelled"
NAMED = 3
"""Files of a batch that a row of the list names."""
STANDS: tuple[tuple[str, Any], ...] = (
    *((value, label) for value, label in State.choices if value in (State.UPLOADED, State.READING)),
    (f"{State.READING}-{FAILED}", gettext_lazy("读取失败")),
    (f"{State.READING}-{CANCELLED}", gettext_lazy("已取消读取")),
    *((value, label) for value, label in State.choices if value in (State.READ, State.COMPARING)),
    (f"{State.COMPARING}-{FAILED}", gettext_lazy("比对失败")),
    (f"{State.COMPARING}-{CANCELLED}", gettext_lazy("已取消比对")),
    (State.COMPARED.value, State.COMPARED.label),
    (STOPPED, gettext_lazy("被拦下，等有权的人确认")),
    (State.COMMITTING.value, State.COMMITTING.label),
    (f"{State.COMMITTING}-{FAILED}", gettext_lazy("写入失败")),
    (f"{State.COMMITTING}-{CANCELLED}", gettext_lazy("已取消写入")),
    *((value, label) for value, label in State.choices if value in (State.COMMITTED, State.UNDOING)),
    (f"{State.UNDOING}-{FAILED}", gettext_lazy("撤销失败")),
    (f"{State.UNDOING}-{CANCELLED}", gettext_lazy("已取消撤销")),
    *((value, label) for value, label in State.choices if value in (State.UNDONE, State.DISCARDED)),
)
COLOURS = {
    State.COMMITTED: "green",
    State.READ: "blue",
    State.COMPARED: "blue",
    State.UPLOADED: "blue",
    STOPPED: "red",
}


def colour(stand: str) -> str:
    return COLOURS.get(stand, "red" if stand.endswith(FAILED) else "secondary")


def told(batches: QuerySet[Any]) -> QuerySet[Any]:
    """With `stands`, one of STANDS, and `file`, the name of the first file."""
    ways = [
        When(Q(state=state, job__state__in=states), then=Value(f"{state}-{end}"))
        for state in BEFORE
        for end, states in ((FAILED, (Ended.FAILED, Ended.REFUSED)), (CANCELLED, (Ended.CANCELLED,)))
    ]
    stopped = When(Q(state=State.COMPARED, forced_by=None) & ~Q(guards=[]), then=Value(STOPPED))
    first = BatchFile.objects.filter(batch=OuterRef("pk")).order_by("pk").values("name")[:1]
    found: QuerySet[Any] = batches.annotate(
        stands=Case(*ways, stopped, default=F("state"), output_field=CharField()), file=Subquery(first)
    )
    return found


def files(rows: Sequence[Batch]) -> dict[Any, str]:
    """Names of the files of a page of batches, in one query."""
    found: dict[Any, list[str]] = {}
    for batch, name in BatchFile.objects.filter(batch__in=rows).order_by("pk").values_list("batch", "name"):
        found.setdefault(batch, []).append(name)
    return {batch: _listed(names) for batch, names in found.items()}


def _listed(names: Sequence[str]) -> str:
    shown = _("、").join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return _("%(files)s等 %(count)s 个文件") % {"files": shown, "count": len(names)}


def lines(batch: Batch) -> int | None:
    """Rows that were read, of all files; nothing: it was not read."""
    found: int | None = batch.problems.get("rows")
    return found
