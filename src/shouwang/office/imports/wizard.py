"""Where a batch stands among the steps, what comes next, and the corrections as people give them."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.tables import TABLES
from shouwang.office.accounts.permissions import Permission as P
from shouwang.office.areas import names
from shouwang.office.imports import identity, mappings
from shouwang.office.imports.models import BEFORE, Batch
from shouwang.office.jobs import queue
from shouwang.office.journal import entries
from shouwang.office.kit import retelling

State = Batch.State
Links = list[tuple[Any, ...]]
STEPS = (
    # name        what it is called               from which state on it is open
    ("batch", gettext_lazy("上传"), State.UPLOADED),
    ("understood", gettext_lazy("核对列"), State.READ),
    ("problems", gettext_lazy("看问题"), State.READ),
    ("options", gettext_lazy("怎么比对"), State.READ),
    ("preview", gettext_lazy("预览"), State.COMPARED),
    ("result", gettext_lazy("写入"), State.COMMITTED),
)
ASKING = {"understood", "options"}
"""Steps that a workbook of ours does without."""
ORDER = (State.UPLOADED, State.READ, State.COMPARED, State.COMMITTED)


def steps(batch: Batch, now: str) -> list[dict[str, Any]]:
    """For the row of steps.  A step can be gone back to as long as nothing was committed."""
    # While it is being read or compared, it still stands where that began.
    standing = BEFORE.get(batch.state, batch.state) if batch.is_busy else batch.standing
    reached = ORDER.index(State(standing)) if standing in ORDER else len(ORDER)
    at = now or _where(batch)
    shown = _shown(batch, at)
    place = [name for name, *_rest in shown].index(at)
    return [
        {
            "label": label,
            "state": "now"
            if number == place
            else "done"
            if number < place or ORDER.index(opens) < reached
            else "todo",
            "url": _address(batch, name) if ORDER.index(opens) <= reached < 3 and not batch.is_busy else "",
        }
        for number, (name, label, opens) in enumerate(shown)
    ]


def _shown(batch: Batch, at: str) -> tuple[tuple[str, Any, State], ...]:
    if not batch.is_own or at in ASKING:
        return STEPS
    quiet = ASKING if batch.problems["codes"] or at == "problems" else {*ASKING, "problems"}
    return tuple(step for step in STEPS if step[0] not in quiet)


def _where(batch: Batch) -> str:
    standing = batch.state if batch.is_busy else batch.standing
    if batch.is_own and standing == State.COMPARING:
        return "preview"
    return {
        State.UPLOADED: "batch",
        State.READING: "batch",
        State.READ: "understood",
        State.COMPARING: "options",
        State.COMPARED: "preview",
    }.get(State(standing), "result")


def _address(batch: Batch, name: str) -> str:
    return reverse(f"imports:{'batch' if name == 'result' else name}", args=[batch.pk])


def overview(batch: Batch, user: Any) -> dict[str, Any]:
    """The job under way or ended badly; what was written; what can be done next."""
    job = batch.job
    shown = job is not None and (batch.is_busy or batch.standing != batch.state)
    return {
        "job": _job(batch) if shown else None,
        "facts": _facts(batch),
        "next": [] if batch.is_busy else list(_next(batch, user)),
        "counts": counted(batch) if batch.standing in (State.COMMITTED, State.UNDONE) else [],
    }


def _job(batch: Batch) -> dict[str, Any]:
    job = batch.job
    assert job is not None
    return {
        "title": job.title,
        "state": job.state,
        "step": retelling.said(job.step),
        "done": job.done,
        "total": job.total,
        "ahead": queue.ahead(job),
        "percent": 100 * job.done / job.total if job.total else None,
        "url": reverse("imports:batch", args=[batch.pk]),
        "why": retelling.said(job.why),
        "remedy": retelling.said(job.remedy),
        "cancel_url": "" if job.is_finished else reverse("jobs:cancel", args=[job.pk]),
    }


def _facts(batch: Batch) -> list[dict[str, Any]]:
    said = [
        (_("来源单位"), batch.sender),
        (_("辖区"), names.path_of(batch.area_code)),
        (_("文件"), _("、").join(one.name for one in batch.files.order_by("pk"))),
        (_("数据截至日"), batch.reference_on.isoformat()),
        (_("上传人"), str(batch.uploaded_by)),
    ]
    if batch.force_reason:
        why = {"label": batch.forced_by, "why": batch.force_reason}
        said.append((_("强制确认"), _("%(label)s：%(why)s") % why))
    if batch.manifest:
        said.append((_("校验值"), batch.manifest))
    return [{"label": label, "text": text} for label, text in said]


def _next(batch: Batch, user: Any) -> Any:
    """Links first, then what is posted."""
    standing, may = batch.standing, user.may(P.IMPORT, batch.area_code)
    for name, label, primary, *more in LINKS.get(standing, _nothing)(batch, may):
        address = reverse(f"imports:{name}", args=[batch.pk, *more])
        yield {"label": label, "url": address, "primary": primary}
    if may and standing == State.UPLOADED:
        yield _posted(batch, "read-again", _("重新读取"), "")
    if may and standing in (State.UPLOADED, State.READ, State.COMPARED):
        yield _posted(batch, "discard", _("放弃"), _("放弃这次导入？上传的文件会删除。"))


def _nothing(batch: Batch, may: bool) -> Links:
    return []


def _uploaded(batch: Batch, may: bool) -> Links:
    """What could not be read for want of something that people can say in one place leads there."""
    place = identity.wanted(batch.understood) if may else None
    links: Links = [("sheet", _("说明哪些列识别一户"), True, place)] if place is not None else []
    return [*links, ("understood", _("核对列"), not links)] if batch.understood else []


def _read(batch: Batch, may: bool) -> Links:
    return [("understood", _("核对列"), True), ("problems", _("看问题"), False)]


def _compared(batch: Batch, may: bool) -> Links:
    return [("preview", _("看预览"), True), *_refused(batch)]


def _committed(batch: Batch, may: bool) -> Links:
    return [*_undone(batch, may), *([("undo", _("撤销这次导入"), False)] if may else [])]


def _undone(batch: Batch, may: bool) -> Links:
    return [("problems", _("看问题"), False), *_refused(batch)]


def _refused(batch: Batch) -> Links:
    counted = batch.summary.get("counts", {}).values()
    return [("refused", _("看没有接受的行"), False)] if any(of.get("refused") for of in counted) else []


LINKS: dict[str, Callable[[Batch, bool], Links]] = {
    State.UPLOADED: _uploaded,
    State.READ: _read,
    State.COMPARED: _compared,
    State.COMMITTED: _committed,
    State.UNDONE: _undone,
}
"""Where a batch stands → what can be looked at or done next: address, label, whether it is the usual way, more of the
address."""


def _posted(batch: Batch, name: str, label: str, confirm: str) -> dict[str, Any]:
    return {
        "label": label,
        "url": reverse(f"imports:{name}", args=[batch.pk]),
        "method": "post",
        "confirm": confirm,
    }


def counted(batch: Batch) -> list[dict[str, Any]]:
    """One row per table: new, changed, the same, gone, refused."""
    found = batch.summary.get("counts", {})
    return [
        {"name": name, "label": _(table.label), **found[name]}
        for name, table in TABLES.items()
        if name in found
    ]


def correct_column(sheet: dict[str, Any], place: int, answers: dict[str, Any]) -> None:
    mappings.correct(sheet, place, **answers)


def correct_sheet(sheet: dict[str, Any], answers: dict[str, Any]) -> None:
    sheet["read"], sheet["kind"], sheet["household"] = answers["read"], answers["kind"], answers["household"]
    sheet["header"] = [answers["first"], answers["last"]]
    sheet["set"].pop("households.area_code", None)
    if answers["area_code"]:
        sheet["set"]["households.area_code"] = answers["area_code"]


def note_download(batch: Batch, name: str) -> None:
    entries.record("import.downloaded", batch, detail={"name": name})
