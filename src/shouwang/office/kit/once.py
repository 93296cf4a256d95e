"""Forms that add something add it once, however often they are sent.

Every form that is shown carries a token of its own.  What comes again – from the same person, to the same address, with
the same token and the same answers – was done already: a double click, a page loaded anew, a request that a program
repeats.  The note of it and what it made are one transaction: whoever comes second, also at the same moment, waits for
the first and is led to what that one made.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from shouwang.office.kit import clock
from shouwang.office.kit.models import Sent

FIELD = "once"
APART = {"csrfmiddlewaretoken", "password"}
"""The first changes whenever somebody signs in; of the other not even a digest is kept."""
KEPT = timedelta(days=30)


def token() -> str:
    return secrets.token_urlsafe(12)


def answered(request: Any) -> str | None:
    """Where what it made is to be seen, if it was done already."""
    found: str | None = Sent.objects.filter(mark=mark_of(request)).values_list("answer", flat=True).first()
    return found


@transaction.atomic
def do(request: Any, perform: Callable[[], str]) -> tuple[str, bool]:
    """What `perform` answers – an address –, and whether it was done now.  Its refusal leaves no note."""
    now = clock.now()
    Sent.objects.filter(at__lt=now - KEPT).delete()
    note, is_new = Sent.objects.get_or_create(mark=mark_of(request), defaults={"at": now})
    if is_new:
        note.answer = perform()
        note.save(update_fields=["answer"])
    return str(note.answer), is_new


def mark_of(request: Any) -> str:
    sent = sorted((name, values) for name, values in request.POST.lists() if name not in APART)
    files = [(name, one.name, one.size) for name, several in request.FILES.lists() for one in several]
    told = [request.user.pk, request.path, sent, sorted(files)]
    return hashlib.sha256(json.dumps(told, default=str).encode("utf-8", "surrogatepass")).hexdigest()
