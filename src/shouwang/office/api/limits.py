"""How often a token may ask: so many requests in each minute of the clock, counted by each serving process."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache

MINUTE = 60


def seconds_to_wait(token: int, *, at: datetime) -> int:
    """Counts this request; 0: it may go on."""
    minute, second = divmod(int(at.timestamp()), MINUTE)
    key = f"api:{token}:{minute}"
    cache.add(key, 0, 2 * MINUTE)
    return 0 if cache.incr(key) <= settings.API_PER_MINUTE else MINUTE - second
