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

    def findings(self, **chosen: str) -> str:
        """Households that stand out in the run: `tier="must_enter"`, `move=…`; `area=` for a part of the area."""
        if not self.run.archive:
            # Cleaned up: its counts are kept, its households are not.
            return ""
        return self._list(_at("screening:findings", self.run.pk), chosen)

    def register(self, **chosen: str) -> str:
        """Households as they stand in the register today."""
        area = {"area": chosen.pop("area", self.area_code)}
        return self._list(
            _at("registry:households"), area | {f"f_{name}": value for name, value in chosen.items()}
        )

    def roll(self, kind: str, key: str) -> str:
        """Households that a number of a run counts, whether or not they stand out in it."""
        if not self.run.archive or not self.is_open:
            return ""
        address = _at("screening:roll", self.area_code)
        return f"{address}?{urlencode({'run': self.run.pk, 'of': kind, 'key': key})}"

    def _list(self, address: str, chosen: dict[str, str]) -> str:
        if not self.is_open:
            return ""
        return f"{address}?{urlencode({'area': self.area_code} | chosen)}"

    def area(self, code: str) -> str:
        return _at("screening:area", code) if self.is_open else ""
