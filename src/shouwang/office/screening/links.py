"""Where the numbers of an area's page lead: to the list that the number counts."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from shouwang.office.kit import addresses
from shouwang.office.screening.models import Run

KEPT = 5_000
"""Addresses: villages of a large county twice over."""


@lru_cache(maxsize=KEPT)
def _at(name: str, *args: object) -> str:
    """A page has hundreds of links to the same few addresses."""
    return reverse(name, args=args)


@lru_cache(maxsize=KEPT)
def _roll(area_code: str, run: int, kind: str, key: str, rows: str) -> str:
    chosen = {"run": run, "of": kind, "key": key, "rows": rows}
    return addresses.asking(_at("screening:roll", area_code), chosen)


def persons(url: str) -> str:
    """From a list of households to that of their members."""
    return f"{url}&rows=persons" if url else ""


@dataclass(frozen=True)
class Links:
    """`is_open`: whether whoever looks may open lists of households; without, all addresses are empty.  `day`: that was
    asked for; pages of areas below keep it."""

    run: Run
    area_code: str
    is_open: bool = True
    day: date | None = None

    def roll(self, kind: str, key: str, area_code: str = "", *, rows: str = "") -> str:
        """Households that a number of the run counts, whether or not they stand out in it; of a part of the area.
        `rows`: what is listed of them instead, as in lists/listings.py."""
        # Cleaned up: its counts are kept, its households are not.
        if not self.run.archive or not self.is_open:
            return ""
        return _roll(area_code or self.area_code, self.run.pk, kind, key, rows)

    def moved(self, move: str, area_code: str = "") -> str:
        """Households of which something became since the run before."""
        return self.roll("move", move, area_code)

    def since(self, move: str) -> str:
        """Since the end of last year."""
        return self.roll("since", move)

    def as_of(self) -> str:
        """The area's page as of the run's day: for everybody who sees this one."""
        return f"{_at('screening:area', self.area_code)}?{urlencode({'on': self.run.on.isoformat()})}"

    def area(self, code: str) -> str:
        return addresses.asking(_at("screening:area", code), {"on": self.day}) if self.is_open else ""
