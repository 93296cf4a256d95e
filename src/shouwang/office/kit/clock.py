"""The only reader of the clock: views and commands ask here and pass the day on."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()


def today() -> date:
    """The day in the installation's time zone."""
    return timezone.localdate()
