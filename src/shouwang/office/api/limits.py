"""How often a token may ask: so many requests in each minute of the clock, counted by each serving process.

And how much may wait: whatever somebody's programs put into the queue, everybody else's jobs come after it.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.jobs.models import FINISHED, Job

MINUTE = 60
MOST = 20
"""Jobs of one user that are not done, before their programs may ask for another."""


def seconds_to_wait(token: int, *, at: datetime) -> int:
    """Counts this request; 0: it may go on."""
    minute, second = divmod(int(at.timestamp()), MINUTE)
    key = f"api:{token}:{minute}"
    cache.add(key, 0, 2 * MINUTE)
    return 0 if cache.incr(key) <= settings.API_PER_MINUTE else MINUTE - second


def refuse_many(user: Any) -> None:
    """Of runs and batches, which begin something; what carries a batch on does so once at a time."""
    if Job.objects.filter(owner=user).exclude(state__in=FINISHED).count() >= MOST:
        raise Refused(
            _("您的后台任务已有 %(most)s 项没有办完。") % {"most": MOST}, _("请等前面的办完，再发新的。")
        )
