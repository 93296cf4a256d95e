"""What was done by now as a workbook: a line per village, then the total."""

from django.utils.translation import gettext as _

from shouwang.office.areas import names
from shouwang.office.kit.sheets import Heading
from shouwang.office.screening.completion.progress import STATES, Line, Progress
from shouwang.office.screening.lists import columns
from shouwang.office.screening.workbooks import Book


def book(progress: Progress, *, area_code: str) -> Book:
    called = names.paths_of({line.key for line in progress.places})
    texts = (_("应补（户）"), *(str(columns.STATES[state]) for state in STATES))
    headings = [
        Heading(_("村")),
        *(Heading(text, numeric=True) for text in texts),
        Heading(_("完成比例"), "%", True),
    ]
    rows = [_row(called[line.key], line) for line in sorted(progress.places, key=lambda line: line.key)]
    return Book(
        "progress.exported",
        headings,
        [*rows, _row(_("合计"), progress.sums)],
        title=_("补齐进度"),
        note=about(progress),
        area_code=area_code,
        detail={"since": progress.since.pk, "now": progress.now.pk},
    )


def about(progress: Progress) -> str:
    return _("%(day)s 日常筛查时缺信息的户，到现在。") % {"day": progress.since.on.isoformat()}


def _row(label: str, line: Line) -> list[object]:
    share = float(line.share) if line.share else None
    return [label, line.whole, *(line.households[state] for state in STATES), share]
