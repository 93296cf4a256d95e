"""Signing in and out.  Whoever tries learns nothing about which names exist."""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts import sessions
from shouwang.office.journal import entries
from shouwang.office.journal.acting import Actor, acting, actor
from shouwang.office.kit import clock
from shouwang.office.kit.sealing import digest


def plain_name(typed: str) -> str:
    """As names are stored.  Counting failures by it, too: “Achun” is no sixth try for “achun”."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def sign_in(request: HttpRequest, *, username: str, password: str) -> None:
    """Refused with one and the same sentence, whether the name, the password or the account is wrong.

    An unknown name takes as long as a wrong password: Django hashes the password for nobody.
    """
    name = plain_name(username)[:150]
    user: Any = authenticate(request, username=name, password=password)
    if user is None:
        action = "sign_in.locked" if getattr(request, "axes_locked_out", False) else "sign_in.failed"
        # Not the name: now and then somebody types the password there.
        entries.record(action, detail={"name": f"#{digest(name)[:12]}"})
        raise Refused(_("用户名或密码不对。"), _("请核对后重新输入；忘记密码请联系管理员重置。"))
    # Gives the session a new key: whoever planted the old one is not signed in with it.
    login(request, user)
    lines = user.lines
    with acting(Actor(user.username, lines[0] if lines else None, actor().address)):
        noted("sign_in", user)


def sign_out(request: HttpRequest) -> None:
    user: Any = request.user
    noted("sign_out", user)
    sessions.leave(request, why="")


def noted(action: str, user: Any, **detail: Any) -> None:
    """In the journal under the place where somebody works, so that its auditor sees it."""
    held = user.appointments_now
    entries.record(action, user, area_code=held[0].area_code if held else user.area_code, detail=detail)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Says how long; the same for names that do not exist."""
    minutes = minutes_left(request, (credentials or {}).get("username", ""))
    answer = render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def minutes_left(request: HttpRequest, username: str) -> int:
    cool_off = get_cool_off(request)
    tries = AccessAttempt.objects.filter(username=username, ip_address=get_client_ip_address(request))
    last = tries.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    if not cool_off:
        return 0
    left = cool_off - (clock.now() - last) if last else cool_off
    minutes: int = math.ceil(left.total_seconds() / 60)
    return max(1, minutes)


def locked_until(username: str) -> datetime | None:
    """When the last place from which somebody is locked out opens again; None: nowhere locked out."""
    return locked([username]).get(username)


def locked(usernames: Iterable[str]) -> dict[str, datetime]:
    """The same of several people, of those who are locked out; one query."""
    cool_off = timedelta(hours=settings.AXES_COOLOFF_TIME)
    recent = AccessAttempt.objects.filter(
        username__in=list(usernames), attempt_time__gte=clock.now() - cool_off
    )
    failed: dict[tuple[str, str | None], int] = defaultdict(int)
    ends: dict[str, datetime] = {}
    # A place has a row for each browser; it opens when those left in time are too few.
    for row in recent.order_by("-attempt_time"):
        place = (row.username, row.ip_address)
        before = failed[place]
        failed[place] += row.failures_since_start
        if before < settings.AXES_FAILURE_LIMIT <= failed[place]:
            end = row.attempt_time + cool_off
            ends[row.username] = max(end, ends.get(row.username, end))
    return ends


def local_next(request: HttpRequest) -> str:
    """Where to go afterwards: an address of this office, never another's."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        said, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return said if said and safe else resolve_url(settings.LOGIN_REDIRECT_URL)
