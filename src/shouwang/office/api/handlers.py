"""What the API's hooks have workers look after; brought in when the app is ready."""

from datetime import date

from shouwang.office.api import sending, telling
from shouwang.office.jobs.duties import duty, watch
from shouwang.office.kit import clock


@watch("api.hooks")
def look(on: date) -> bool:
    return telling.follow_up(on, at=clock.now()) | sending.send_due()


@duty("api.deliveries")
def clean(on: date) -> None:
    """What was told a month ago is in the API."""
    sending.clean(clock.now())
