"""The second factor: a one-time password by time, and recovery codes for the day the telephone is gone."""

import secrets
from base64 import b32encode
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp import login as verified
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from shouwang.engine.errors import Refused
from shouwang.office.accounts import sessions
from shouwang.office.accounts.models import Authenticator, User
from shouwang.office.journal import entries
from shouwang.office.kit import clock
from shouwang.office.kit.sealing import digest

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike."""


def needed(user: User) -> bool:
    return user.needs_second_factor


def enrolled(user: User) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(user=user, confirmed=True).first()
    return found


def offer(user: User) -> Authenticator:
    """The device to be enrolled; the same until it is, so that reloading the page spoils no scanned picture."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        found: Authenticator | None = Authenticator.objects.filter(user=user, confirmed=False).first()
        return found or Authenticator.objects.create(user=user, name="app", confirmed=False)


def picture(device: Authenticator) -> str:
    """What the authenticator app scans: an SVG as a data address."""
    issuer = settings.OTP_TOTP_ISSUER
    label = quote(f"{issuer}:{device.user.get_username()}", safe=":")
    said = urlencode({"secret": _typed(device), "issuer": issuer}, quote_via=quote)
    uri: str = segno.make(f"otpauth://totp/{label}?{said}", error="m").svg_data_uri(scale=4, border=2)
    return uri


def secret(device: Authenticator) -> str:
    """To be typed where nothing can be scanned."""
    text = _typed(device)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _typed(device: Authenticator) -> str:
    return b32encode(device.secret).decode()


@transaction.atomic
def enrol(request: HttpRequest, user: User, *, token: str) -> list[str]:
    """Confirms the offered device with its first password; returns the recovery codes, which are shown only now."""
    # A second device beside the first would be a way in for whoever found a session open.
    device = offer(user)
    if enrolled(user):
        raise Refused(_("您已经启用了动态口令。"), _("请输入动态口令；换手机请先停用，或请管理员重置。"))
    _check(device, token)
    device.confirmed = True
    device.save()
    entries.record("second_factor.enrolled", user)
    _let_in(request, device)
    return _new_codes(user)


def verify(request: HttpRequest, user: User, *, token: str) -> None:
    """A one-time password or a recovery code.  Refused when it is wrong, with the same words for both."""
    kind = Authenticator if token.isdigit() and len(token) == 6 else StaticDevice
    try:
        # The count of failures has to stay when the rest is rolled back: nothing else is written here.
        device = _checked(user, kind, token)
    except Refused:
        entries.record("second_factor.failed", user)
        raise
    entries.record("second_factor.passed", user, detail={"recovery": kind is StaticDevice})
    _let_in(request, device)


def renew_codes(user: User, *, token: str) -> list[str]:
    """New recovery codes; the old ones are worth nothing from now on."""
    _checked(user, Authenticator, token)
    with transaction.atomic():
        entries.record("second_factor.codes", user)
        return _new_codes(user)


def drop(user: User, *, token: str) -> None:
    """Somebody does without, where the roles allow it."""
    if needed(user):
        raise Refused(_("您的岗位必须使用动态口令，不能停用。"), _("换手机请用恢复码登录后联系管理员重置。"))
    _checked(user, Authenticator, token)
    with transaction.atomic():
        entries.record("second_factor.dropped", user)
        forget(user)


def forget(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def codes_left(user: User) -> int:
    left: int = StaticToken.objects.filter(device__user=user).count()
    return left


def _checked(user: User, kind: type[Device], token: str) -> Device:
    wrong: Refused | None = None
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            wrong = _wrong()
        else:
            try:
                _check(device, token)
            except Refused as refused:
                wrong = refused
    if wrong:
        raise wrong
    return device


def _check(device: Device, token: str) -> None:
    allowed, reason = device.verify_is_allowed()
    if not allowed:
        seconds = max(1, round((reason["locked_until"] - clock.now()).total_seconds())) if reason else 1
        raise Refused(
            _("输错次数较多，请稍候再试。"), _("请在 %(seconds)d 秒后再输入一次。") % {"seconds": seconds}
        )
    said = token if isinstance(device, Authenticator) else _stored(token)
    if not device.verify_token(said):
        raise _wrong()


def _wrong() -> Refused:
    return Refused(
        _("口令不对，或已经用过。"), _("请等下一个口令出现后再输入，并核对手机时间；也可以用一个恢复码。")
    )


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [_code() for _one in range(CODES)]
    # Only digests are kept: whoever reads the data base gets no code.
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_stored(code)) for code in codes)
    return codes


def _code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _one in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _stored(code: str) -> str:
    return digest(code)[:16]


def _let_in(request: HttpRequest, device: Device) -> None:
    verified(request, device)
    request.session[sessions.FACTOR] = True
    # More is open now than before: the old key must not open it.
    request.session.cycle_key()
