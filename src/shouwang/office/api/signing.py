"""Signatures of what hooks are sent, as Standard Webhooks (1.0) has them.

webhook-id         the same for every try of one event
webhook-timestamp  of the try, whole seconds
webhook-signature  `v1,<base64 of HMAC-SHA256 over id.timestamp.body>`, one for each secret that counts, between spaces
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    return PREFIX + b64encode(secrets.token_bytes(BYTES)).decode()


def headers(message: str, body: bytes, *, keys: Iterable[str], at: datetime) -> dict[str, str]:
    moment = str(int(at.timestamp()))
    signed = b".".join((message.encode(), moment.encode(), body))
    return {
        "webhook-id": message,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    return b64encode(hmac.digest(b64decode(key.removeprefix(PREFIX)), signed, "sha256")).decode()
