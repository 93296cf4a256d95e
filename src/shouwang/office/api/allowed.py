"""Who may: a permission that the token lacks makes an address look as if it did not exist, as on pages."""

from typing import Any

from django.http import Http404, HttpRequest

from shouwang.office.accounts.permissions import Permission


def user_with(request: HttpRequest, *permissions: Permission) -> Any:
    """The user, who may all of these somewhere; otherwise 404."""
    user: Any = request.user
    if not all(user.may_anywhere(one) for one in permissions):
        raise Http404
    return user
