"""What the API remembers."""

from shouwang.office.api.models.hooks import Delivery, Hook
from shouwang.office.api.models.repeats import Repeat

__all__ = ["Delivery", "Hook", "Repeat"]
