"""From where a request comes."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The last address that our own proxy saw; whatever the client claims before it counts for nothing."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return (said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]
