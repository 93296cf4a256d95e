"""The kinds of jobs that screening has, what it does once a day and what it looks after all the time; brought in when
the app is ready."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwang.office.jobs.duties import duty, watch
from shouwang.office.jobs.handlers import handler
from shouwang.office.jobs.running import Running
from shouwang.office.registry.stated import events
from shouwang.office.screening import workbooks
from shouwang.office.screening.completion import handing_out
from shouwang.office.screening.running import (
    cleaning,
    losses,
    making,
    plans,
    rechecks,
    reproducing,
    shocks,
    since,
)


@handler("screening.run", label=_("筛查"))
def screen(running: Running, *, run: int) -> dict[str, Any]:
    made = making.make(running, run=run)
    # After the run is there for all to see: a job taken up anew comes here once more.
    rechecks.agree_once(run)
    since.count_once(run)
    return made


handler(handing_out.KIND, label=_("导出待补表"))(handing_out.hand_out)
handler(workbooks.KIND, label=_("导出名单"))(workbooks.write)
handler(reproducing.KIND, label=_("再算一遍核对"))(reproducing.again)
duty("screening.plans")(plans.start_due)
duty("screening.clean")(cleaning.clean)
watch("screening.rechecks")(rechecks.follow_up)
watch("screening.lost")(losses.tell)
events.consequence(shocks.told)
