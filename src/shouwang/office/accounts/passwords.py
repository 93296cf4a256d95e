"""Passwords: chosen by their owner, or given once by the office and changed at the first sign-in."""

import secrets

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts import confirming, sessions, signing
from shouwang.office.accounts.models import User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""
LENGTH = 12
ROUNDS = 20_000


def once() -> str:
    """A one-time password: 59 bits, in groups that can be copied from paper."""
    letters = "".join(secrets.choice(LETTERS) for _one in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def give(user: User) -> str:
    """Sets a one-time password without saving the user; returns it, to be shown once."""
    password = once()
    hasher = get_hasher("default")
    # Slow hashing protects what people think of, not what dice threw; a list of 500 users would take minutes.
    # Django hashes it anew, slowly, when it is first used.
    quick = {"iterations": ROUNDS} if isinstance(hasher, PBKDF2PasswordHasher) else {}
    user.password = hasher.encode(password, hasher.salt(), **quick)
    user.must_change_password = True
    return password


def change(request: HttpRequest, user: User, *, old: str, new: str) -> None:
    """By the owner; all other sessions end."""
    # Outside the transaction: a wrong password counts, and what is refused would be rolled back with its count.
    confirming.confirm(request, user, password=old)
    if old == new:
        raise Refused(_("新密码和原密码一样。"), _("请换一个没有用过的密码。"))
    _refuse_weak(user, new)
    _set(request, user, new)


@transaction.atomic
def _set(request: HttpRequest, user: User, new: str) -> None:
    user.set_password(new)
    user.must_change_password = False
    # Nothing else: an administrator may be closing the account at this moment.
    user.save(update_fields=["password", "must_change_password"])
    signing.noted("password.changed", user)
    sessions.finish_all(user, why="password", but=request.session.get(sessions.KEY, ""))
    update_session_auth_hash(request, user)


def _refuse_weak(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            _("%(what)s。") % {"what": _("；").join(text.rstrip("。.") for text in error.messages)},
            _("请换一个更长、不常见、也不像用户名的密码。"),
        ) from error
