"""What entering an event changes: whether a clause in force looks at such events, and by which day."""

from datetime import date

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy import eventful
from shouwang.engine.tables import EVENTS
from shouwang.office.kit import clock, sayings
from shouwang.office.screening import labels, queries
from shouwang.office.screening.running import explaining


def told(code: str, kind: str, day: date) -> str:
    """Of events of a kind that happened on a day in a village: what comes of them for its tiers."""
    today = clock.today()
    run = queries.counting(code, on=today, today=today)
    if run is None:
        return _("这里还没有日常筛查，下一次筛查时计入。")
    try:
        is_looked_at = eventful.looks_at(explaining.of(run).pack, kind)
    except Refused:
        # The run's pack is no more: nothing is worked out anew by it.
        return _("下一次筛查时计入。")
    if not is_looked_at:
        return _(
            "“%(pack)s”没有按“%(kind)s”判断的条款，分级不会因此改变；因此有困难的户，请入户核实，按实际情况更新登记。"
        ) % {
            "pack": labels.title(run),
            "kind": sayings.label(EVENTS["kind"].label_of(kind)),
        }
    if day > run.on:
        return _("最近的日常筛查只算到 %(day)s，在此之后发生的事，下一次筛查时才计入分级。") % {
            "day": run.on.isoformat()
        }
    return _("分级几秒内重新计算。")
