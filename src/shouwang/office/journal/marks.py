"""What only the installation's journal key can make: marks of seals, and digests of personal values in entries."""

import hashlib
import hmac

from django.conf import settings

from shouwang.office import keys


def mark(digest: str) -> str:
    return _hmac(f"seal:{digest}")


def hidden(value: str) -> str:
    """A personal value as the journal shows it: equal values look equal, and nobody gets back to the value."""
    return f"#{_hmac(f'value:{value}')[:12]}"


def _hmac(text: str) -> str:
    return hmac.new(keys.journal(settings.KEYS), text.encode(), hashlib.sha256).hexdigest()
