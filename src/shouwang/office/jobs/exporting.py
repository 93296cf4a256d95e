"""Lists as files: what the owner may see when the job runs, as it was filtered and ordered when they asked."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.jobs import filing, queue
from shouwang.office.jobs.models import Job
from shouwang.office.jobs.running import Running
from shouwang.office.journal import entries
from shouwang.office.kit import clock, files, lists, sheets, taking
from shouwang.office.kit.columns import Column
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.scope import Reach
from shouwang.office.kit.sheets import Heading

KIND = "lists.export"
TOLD_EVERY = 500


def ask(page: ListPage, *, by: Any, revealed: bool = False) -> Job:
    """Queues the export of a list as it stands on somebody's screen.  Refused where they may not take it away."""
    _refuse_unseen(page, by, revealed)
    payload = {"name": page.name, "query": page.kept(), "revealed": revealed}
    return queue.once(KIND, payload, by=by, area_code=place(by))


@queue.handler(KIND, label=gettext_lazy("导出名单"))
def export(running: Running, *, name: str, query: str, revealed: bool = False) -> dict[str, Any]:
    if filing.is_made(running):
        return dict(running.job.result)
    owner = running.owner
    page = found(name, owner, query)
    _refuse_unseen(page, owner, revealed)
    columns, title = page.export_columns(), str(page.title)

    def write(target: Any, room: Path) -> int:
        rows = watched(page.export_rows(columns, revealed=revealed), running)
        return sheets.write(target, headings(columns), rows, title=title, note=note(owner), room=room)

    return filing.keep(
        running,
        write=write,
        record=lambda kept, rows: _record(page, columns, rows, kept, revealed),
        title=title,
        reaches=_reaches(page, revealed),
    )


def _reaches(page: ListPage, revealed: bool) -> dict[str, list[list[Any]]]:
    asked = [page.permission, page.export_permission, Permission.PERSONAL_REVEAL if revealed else None]
    return reaches(page.user, filter(None, asked))


def reaches(user: Any, permissions: Iterable[Any]) -> dict[str, list[list[Any]]]:
    """How far the permissions reached by which a file was made: every row in it lies within each of them."""
    return {str(one): user.reach(one).as_list() for one in permissions}


def may_still(job: Job, user: Any) -> bool:
    """Whether somebody reaches today everything that lies in a file; a post that ended takes its files along."""
    reaches = job.result.get("reaches")
    if reaches is None:
        needed = [Permission.EXPORT, *([Permission.PERSONAL_REVEAL] if job.payload.get("revealed") else [])]
        return all(job.area_code in user.reach(one) for one in needed)
    return all(user.reach(may).covers(Reach.of_list(held)) for may, held in reaches.items())


def found(name: str, user: Any, query: str) -> ListPage:
    """The list as somebody may see it now."""
    request = HttpRequest()
    request.method = "GET"
    try:
        return lists.for_user(name, user, query, request)
    except Http404 as error:
        raise gone() from error


def gone() -> Refused:
    return Refused(_("没有这份名单，或您现在的岗位看不到它。"), _("请从名单页面重新导出。"))


def personal(page: ListPage) -> list[Column]:
    return [column for column in page.export_columns() if column.mask]


def headings(columns: Sequence[Column]) -> list[Heading]:
    return [Heading(str(column.label), str(column.unit), column.numeric) for column in columns]


def _refuse_unseen(page: ListPage, user: Any, revealed: bool) -> None:
    """Taking away and revealing may reach less far than looking: a list that holds more is not cut silently."""
    may: Any = page.export_permission
    if page.is_wrong:
        raise Refused(
            _("名单的筛选条件有误，或所选的地方已经撤并，没有导出。"), _("请回到名单，改好筛选条件再导出。")
        )
    if not may or not user.may_anywhere(may):
        raise Refused(_("您的岗位不能导出这份名单。"), _("请由有导出权限的岗位办理。"))
    if not taking.reaches(page, user, may):
        raise Refused(_("名单里有您的岗位不能导出的地方。"), _("请先按行政区划筛选，只留下可以导出的地方。"))
    if revealed and not taking.reaches(page, user, Permission.PERSONAL_REVEAL):
        raise Refused(
            _("名单里有您无权查看完整个人信息的户。"), _("请改为导出打码的名单，或先按行政区划筛选。")
        )


def watched(rows: Iterable[Sequence[Any]], running: Running) -> Iterator[Sequence[Any]]:
    """With progress as they are written."""
    step = _("写入表格")
    running.progress(step)
    return sheets.counted(rows, TOLD_EVERY, lambda number: running.progress(step, number, 0))


def note(owner: Any) -> str:
    said = {"day": clock.today().isoformat(), "who": owner.full_name or owner.username}
    return _("导出日期：%(day)s　导出人：%(who)s") % said


def _record(page: ListPage, columns: Sequence[Column], count: int, kept: files.Kept, revealed: bool) -> None:
    entries.record(
        "list.exported",
        area_code=place(page.user),
        detail={
            "list": page.name,
            "query": taking.told(page),
            "columns": [column.name for column in columns],
            "rows": count,
            "revealed": [column.name for column in columns if column.mask] if revealed else [],
            "checksum": kept.checksum,
        },
    )


def place(user: Any) -> str:
    """The area for which somebody may take lists away."""
    found = taking.place(user, Permission.EXPORT)
    if not found:
        raise Refused(_("您的岗位不能导出名单。"), _("请由有导出权限的岗位办理。"))
    return found
