"""Where somebody is signed in: begun, kept alive, and ended – by time, by number, or by hand.

A session of Django alone opens nothing: it has to have its row here.  Deleting the row ends it at the next request.
"""

import secrets
from datetime import date, datetime, time, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from shouwang.office.accounts.models import Authenticator, OpenSession, User
from shouwang.office.journal import entries
from shouwang.office.journal.acting import actor
from shouwang.office.kit.asking import Question

KEY = "opened"
"""In Django's session: the key of the row.  Its own key would not do: it changes with every new password."""
FACTOR = "second_factor"
"""In Django's session: whether a second factor was enrolled when it began."""
OVER = "over"
"""In the session of a visitor whose own has ended: why."""
IDLE, TIME, ELSEWHERE = "idle", "time", "elsewhere"

OPEN = Question(lambda key, user: OpenSession.objects.filter(key=key, user_id=user), key=str, user=int)
"""Every request asks it."""


def begin(request: HttpRequest, user: User, *, at: datetime) -> OpenSession:
    """The oldest give way when there are too many."""
    row = OpenSession(
        user_id=user.pk,
        key=secrets.token_hex(20),
        started_at=at,
        seen_at=at,
        address=actor().address,
        agent=request.headers.get("User-Agent", "")[:200],
    )
    with transaction.atomic():
        # Browsers that were closed without signing out must not push out those in use.
        expired(at).filter(user_id=user.pk).delete()
        row.save()
        surplus = user.open_sessions.order_by("-started_at", "-pk")[settings.SESSIONS_PER_USER :]
        for old in surplus:
            finish(old, why="limit")
    request.session[KEY] = row.key
    request.session[FACTOR] = Authenticator.objects.filter(user_id=user.pk, confirmed=True).exists()
    return row


def expired(at: datetime) -> QuerySet[OpenSession]:
    idle = Q(seen_at__lt=at - timedelta(seconds=settings.SESSION_IDLE_SECONDS))
    return OpenSession.objects.filter(
        idle | Q(started_at__lt=at - timedelta(seconds=settings.SESSION_COOKIE_AGE))
    )


def over(request: HttpRequest, user: User, *, at: datetime) -> str:
    """Why the session has ended, or nothing; one that just began gets its row, one in use is kept alive."""
    key = request.session.get(KEY)
    if key is None:
        begin(request, user, at=at)
        return ""
    rows = OPEN.records(OpenSession, key=key, user=user.pk)
    if not rows:
        return ELSEWHERE
    row = rows[0]
    if at - row.seen_at > timedelta(seconds=settings.SESSION_IDLE_SECONDS):
        return IDLE
    if at - row.started_at > timedelta(seconds=settings.SESSION_COOKIE_AGE):
        return TIME
    # Once in a while is enough: every page would otherwise write.
    if at - row.seen_at > timedelta(seconds=min(60, settings.SESSION_IDLE_SECONDS / 4)):
        row.seen_at = at
        row.save(update_fields=["seen_at"])
    return ""


def leave(request: HttpRequest, *, why: str) -> None:
    """Ends the session of this request; `why` is told on the page for signing in."""
    key = request.session.get(KEY, "")
    for row in OpenSession.objects.filter(key=key).select_related("user"):
        finish(row, why=why)
    logout(request)
    if why:
        request.session[OVER] = why


def finish(row: OpenSession, *, why: str) -> None:
    with transaction.atomic():
        entries.record("session.ended", row.user, detail={"why": why, "began": row.started_at.isoformat()})
        row.delete()


def finish_all(user: User, *, why: str, but: str = "") -> None:
    """All of somebody's sessions; `but`: the key of the one that stays."""
    for row in user.open_sessions.exclude(key=but).select_related("user"):
        finish(row, why=why)


def sweep(on: date) -> None:
    """Once a day: sessions that had ended before the day began, and failures that lock nobody out any more.

    Among the names that failed there is now and then a password.
    """
    begins = timezone.make_aware(datetime.combine(on, time.min))
    expired(begins).delete()
    Session.objects.filter(expire_date__lt=begins).delete()
    AccessAttempt.objects.filter(
        attempt_time__lt=begins - timedelta(hours=settings.AXES_COOLOFF_TIME)
    ).delete()
