"""The own password once more, before what must not be done at a screen that somebody left alone."""

from axes.helpers import get_client_ip_address
from axes.utils import reset
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts import signing
from shouwang.office.accounts.models import User


def confirm(request: HttpRequest, user: User, *, password: str) -> None:
    """Refused for another one.  Failures count as at signing in: whoever guesses here is locked out there, too, and the
    other way round."""
    if authenticate(request, username=user.username, password=password) != user:
        locked = getattr(request, "axes_locked_out", False)
        signing.noted("sign_in.locked" if locked else "password.failed", user)
        raise Refused(_("密码不对。"), _("请输入您现在登录用的密码。"))
    reset(ip=get_client_ip_address(request), username=user.username)
