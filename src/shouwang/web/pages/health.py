"""Whether the office is alive, for proxies and monitoring: no sign-in, no session, no details."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shouwang.office.jobs import worker

OK, FAIL = "ok", "fail"


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """503 without the data base: a proxy asks another process.  Pages work without a worker."""
    try:
        said = {"database": OK, "worker": OK if worker.alive() else FAIL}
    except DatabaseError:
        connection.close()
        said = {"database": FAIL, "worker": FAIL}
    return JsonResponse(said, status=200 if said["database"] == OK else 503)
