"""A map of areas in shades of a share: with their outlines, or – where nobody uploaded any – as equal tiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shouwang.office.screening.models import Outline
from shouwang.office.screening.places.situation import Below

STEPS = (0.5, 1, 2, 5, 10, 20, 25)
"""Percent from one shade to the next: the first at which four shades reach the highest share."""
SHADES = 4
NAMED = 60
"""Areas whose names a map can bear."""
LETTERS = 7
"""Of a name on a tile."""


@dataclass(frozen=True)
class Tile:
    """`path` and the place of its name: where there are outlines.  `shade`: 0 none … 4 most."""

    area: Below
    path: str
    x: int
    y: int
    shade: int
    share: float
    """In percent."""
    said: str

    @property
    def label(self) -> str:
        name = self.area.name
        return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"


@dataclass(frozen=True)
class Map:
    """`box`: the SVG's view; `letters`: size of the names in its units."""

    box: str
    letters: int
    tiles: Sequence[Tile]
    legend: Sequence[tuple[int, str]]
    is_grid: bool
    without: Sequence[str] = ()
    """Areas that have no outline while others have."""

    @property
    def names(self) -> bool:
        """Whether there is room for them."""
        return len(self.tiles) <= NAMED


def drawn(areas: Sequence[Below], measure: str) -> Map | None:
    """None where there is nothing to draw."""
    areas = [area for area in areas if area.url]
    if not areas:
        return None
    step = step_of(areas, measure)
    known = Outline.objects.filter(area_code__in=[area.code for area in areas]).in_bulk(
        field_name="area_code"
    )
    return _outlined(areas, known, measure, step) if known else _tiled(areas, measure, step)


def step_of(areas: Sequence[Below], measure: str) -> float:
    highest = max(100 * area.share(measure) for area in areas)
    return next((step for step in STEPS if SHADES * step >= highest), STEPS[-1])


def legend(step: float) -> list[tuple[int, str]]:
    words = {"low": f"{step:g}"}
    between = [
        (shade, _("%(low)s%%–%(high)s%%") % {"low": f"{(shade - 1) * step:g}", "high": f"{shade * step:g}"})
        for shade in range(2, SHADES)
    ]
    most = (SHADES, _("%(low)s%% 以上") % {"low": f"{(SHADES - 1) * step:g}"})
    return [(0, _("没有")), (1, _("不到 %(low)s%%") % words), *between, most]


def shade(area: Below, measure: str, step: float) -> int:
    share = 100 * area.share(measure)
    return min(SHADES, int(share / step) + 1) if share else 0


def _tile(area: Below, path: str, at: tuple[int, int], measure: str, step: float) -> Tile:
    said = _("%(name)s：%(part)s / %(whole)s 户，%(share).1f%%") % {
        "name": area.name,
        "part": f"{area.households(measure):,}",
        "whole": f"{area.whole.households:,}",
        "share": 100 * area.share(measure),
    }
    return Tile(area, path, *at, shade(area, measure, step), 100 * area.share(measure), said)


def _outlined(areas: Sequence[Below], known: Mapping[str, Outline], measure: str, step: float) -> Map:
    shapes = list(known.values())
    left, top = min(one.left for one in shapes), min(one.top for one in shapes)
    wide, high = max(one.right for one in shapes) - left, max(one.bottom for one in shapes) - top
    tiles = [
        _tile(area, one.path, (one.label_x, one.label_y), measure, step)
        for area in areas
        if (one := known.get(area.code))
    ]
    return Map(
        f"{left} {top} {wide} {high}",
        max(1, max(wide, high) // 45),
        tiles,
        legend(step),
        is_grid=False,
        without=[area.name for area in areas if area.code not in known],
    )


def _tiled(areas: Sequence[Below], measure: str, step: float) -> Map:
    """In the order of codes; the page puts as many side by side as it has room for."""
    return Map("", 0, [_tile(area, "", (0, 0), measure, step) for area in areas], legend(step), is_grid=True)
