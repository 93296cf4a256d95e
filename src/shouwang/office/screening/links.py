"""Where the numbers of an area's page lead: to the list that the number counts."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from shouwang.office.screening.models import Run

KEPT = 5_000
"""Addresses: villages of a large county twice over."""


@lru_cache(maxsize=KEPT)
def _at(name: str, *args: object) -> str:
    """A page has hundreds of links to the same few addresses."""
    return reverse(name, args=args)


@dataclass(frozen=True)
class Links:
    """`is_open`: whether whoever looks may open lists of households; without, all addresses are empty."""

    run: Run
    area_code: str
    is_open: bool = True

    def roll(self, kind: str, key: str, area_code: str = "") -> str:
        """Households that a number of the run counts, whether or not they stand out in it; of a part of the area."""
        # Cleaned up: its counts are kept, its households are not.
        if not self.run.archive or not self.is_open:
            return ""
        address = _at("screening:roll", area_code or self.area_code)
        return f"{address}?{urlencode({'run': self.run.pk, 'of': kind, 'key': key})}"

    def moved(self, move: str, area_code: str = "") -> str:
        """Households of which something became since the run before: they all stand out, and no archive says so."""
        if not self.run.archive or not self.is_open:
            return ""
        asked = {"area": area_code or self.area_code, "move": move}
        return f"{_at('screening:findings', self.run.pk)}?{urlencode(asked)}"

    def area(self, code: str) -> str:
        return _at("screening:area", code) if self.is_open else ""
