"""Personal fields: encrypted in the data base, found by keyed digest, shown masked.

Stored as `v1:<key number>:<base64 of nonce and ciphertext>` (AES-256-GCM; the field's name is authenticated with it, so
that a value cannot be moved to another column).  Keys lie outside the data base (office/keys.py).
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office import keys

NONCE = 12
DIGEST = 32
"""Hexadecimal characters of a look-up digest: 128 bits."""
SHORT = 12
"""Of a digest that the journal shows."""


def seal(text: str, name: str) -> str:
    number, cipher = _writing()
    nonce = secrets.token_bytes(NONCE)
    sealed = base64.b64encode(nonce + cipher.encrypt(nonce, text.encode(), name.encode())).decode()
    return f"v1:{number}:{sealed}"


def unseal(stored: str, name: str) -> str:
    """Refused when the key is missing or somebody altered the stored value."""
    plain = unseal_many([stored], name)[0]
    assert plain is not None
    return plain


def unseal_many(stored: Sequence[str | None], name: str) -> list[str | None]:
    """A whole column: the same as `unseal` for each that is there."""
    bound, decode = name.encode(), binascii.a2b_base64
    plain: list[str | None] = []
    add, head, start = plain.append, "", 0
    try:
        for one in stored:
            if one is None:
                add(None)
                continue
            if not start or not one.startswith(head):
                # As a rule one key has sealed them all: it is looked up once.
                version, number, _sealed = one.split(":")
                head, decrypt = f"{version}:{number}:", _cipher(int(number)).decrypt
                start = len(head)
            raw = decode(one[start:])
            add(decrypt(raw[:NONCE], raw[NONCE:], bound).decode())
    except (KeyError, ValueError, InvalidTag) as error:
        raise Refused(
            _("有一项加密的个人信息解不开：密钥不对，或数据被改动过。"),
            _("请管理员核对密钥目录是否与数据库同一份备份，并运行 shouwang check-deploy。"),
        ) from error
    return plain


def seal_many(texts: Sequence[str | None], name: str) -> list[str | None]:
    """A whole column: the same as `seal` for each, without looking up the key and asking for a nonce each time."""
    number, cipher = _writing()
    head, bound, encrypt, encode = f"v1:{number}:", name.encode(), cipher.encrypt, binascii.b2a_base64
    nonces = secrets.token_bytes(NONCE * len(texts))
    sealed: list[str | None] = []
    for place, text in enumerate(texts):
        if not text:
            sealed.append(None)
            continue
        nonce = nonces[place * NONCE : place * NONCE + NONCE]
        sealed.append(head + encode(nonce + encrypt(nonce, text.encode(), bound), newline=False).decode())
    return sealed


def digest_many(texts: Iterable[str | None]) -> list[str | None]:
    key, of = _digest_key(), hmac.digest
    return [of(key, normal(text).encode(), "sha256").hex()[:DIGEST] if text else None for text in texts]


def shown_as_digest(value: Any) -> str:
    """A personal value in the journal: equal values look equal, and nobody gets back to the value."""
    return f"#{digest(str(value))[:SHORT]}"


def digest(text: str) -> str:
    """For look-up: the same text gives the same digest, and nobody gets from it to the text without the key."""
    return hmac.new(_digest_key(), normal(text).encode(), hashlib.sha256).hexdigest()[:DIGEST]


def normal(text: str) -> str:
    """As numbers are compared: without spaces and hyphens, x as X."""
    return "".join(text.split()).replace("-", "").upper()


@cache
def _digest_key() -> bytes:
    return keys.digest(settings.KEYS)


def _writing() -> tuple[int, AESGCM]:
    # Asked each time: another process may have begun a rotation.
    number = max(keys.personal(settings.KEYS))
    return number, _cipher(number)


def newest_key() -> tuple[int, bytes]:
    """For files, which are sealed with keys of their own, wrapped in this one."""
    known = keys.personal(settings.KEYS)
    return max(known), known[max(known)]


@cache
def _cipher(number: int) -> AESGCM:
    return AESGCM(keys.personal(settings.KEYS)[number])


def forget_keys() -> None:
    """After a rotation: read the keys anew."""
    keys.forget()
    for cached in (_digest_key, _cipher):
        cached.cache_clear()


class SealedField(models.TextField):  # type: ignore[type-arg]
    """Text, encrypted on its way into the data base.  `mask`: how it is shown until revealed, see kit/masking.py.

    A value that cannot be compared is not searched: look-ups other than `isnull` are refused.
    """

    def __init__(self, *args: Any, mask: str = "all", **kwargs: Any) -> None:
        self.mask = mask
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "mask": self.mask}

    @property
    def seal_name(self) -> str:
        """The same for a record and its past, so that history keeps the stored value as it is."""
        return self.name

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(value, self.seal_name)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value in (None, "") else seal(value, self.seal_name)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed: look for its digest instead")
        return super().get_lookup(lookup_name)

    def journal_value(self, value: Any) -> str:
        return shown_as_digest(value)


def sealed_of(model: type[models.Model]) -> list[str]:
    """Names of its sealed fields, to be left closed: opening them costs more than a page."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
