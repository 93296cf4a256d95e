"""What a run of an earlier day goes by: what the register knew by the end of that day, or what it knows now about it.

A household that was entered or corrected since is in the second and not in the first.  Runs that are kept never
change; one that is made for a month long past takes its place among them, and is the same whenever it is made only if
it goes by what was known then.  That is therefore the rule – where the register knew anybody there by that day:
an office that entered its register later has nothing else to go by than what it knows now.

What was known then is a record of its day: it stays as it is, and the present is not followed from it (queries.present,
rechecks.current).
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import firsts

THEN, NOW = "then", "now"
LABELS = {THEN: gettext_lazy("当天已知的"), NOW: gettext_lazy("现在所知的")}
CHOICES = (("", gettext_lazy("按惯例（见说明）")), *LABELS.items())


def evening(on: date) -> datetime:
    """The last moment of a day."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min)) - timedelta(microseconds=1)


def is_then(area_code: str, on: date, asked: str, *, today: date) -> bool:
    """Whether a run goes by what was known then; `asked`: THEN, NOW, or nothing for the rule.

    Refused where that is asked for and nobody was known.  Of a day that is not over both are the same.
    """
    if on >= today or asked == NOW:
        return False
    is_known = not firsts.nobody(area_code, on, evening(on))
    if asked == THEN and not is_known:
        raise Refused(
            _("到 %(day)s 那天为止，登记簿里还没有记下这里的农户。") % {"day": on.isoformat()},
            _("登记簿是后来录入的：请改按“现在所知的”筛查。"),
        )
    return is_known


def word(run: Run) -> str:
    return THEN if run.known_then else NOW


def said(run: Run) -> str:
    """Beside what kind of run it is; empty where it goes without saying."""
    return _("按当天已知的") if run.known_then else ""


def note(run: Run) -> str:
    """Beside its day, where pages of the present go by it for want of another; empty for all others."""
    if not run.known_then:
        return ""
    return _("按当天已知的情况：那天以后的变动和补录不在这里复算。要看现在的，请筛查今天。")
