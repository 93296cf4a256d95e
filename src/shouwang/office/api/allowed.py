"""Who may: a permission that the token lacks makes an address look as if it did not exist, as on pages."""

from typing import Any

from django.http import Http404, HttpRequest

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.kit import codes
from shouwang.office.kit.codes import Span


def user_with(request: HttpRequest, *permissions: Permission) -> Any:
    """The user, who may all of these somewhere; otherwise 404."""
    user: Any = request.user
    if not all(user.may_anywhere(one) for one in permissions):
        raise Http404
    return user


def asked_span(user: Any, permission: Permission, area: str) -> Span | None:
    """Of an area that a query asks for, if it does; 404 for one that is none or beyond reach."""
    if not area:
        return None
    code = codes.padded(area)
    if not Area.objects.visible_to(user, permission).filter(pk=code).exists():
        raise Http404
    return codes.span(code)
