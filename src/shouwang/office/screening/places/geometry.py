"""GeoJSON → outlines: read, checked, projected, simplified, as SVG paths.

Neighbours share their borders exactly, and have to go on sharing them: points are moved to a grid – the same one for
all –, never left out by a measure of their own line, so that no gaps open between areas.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, log, pi, radians, tan
from typing import Any

from django.utils.translation import gettext as _

EARTH = 6_378_137
"""Metres: the radius of the web's Mercator map."""
FARTHEST = 85.0
"""Degrees of latitude the map reaches to."""
Point = tuple[int, int]
Ring = list[Point]


class Crooked(ValueError):
    """A geometry that is none; says why, for people."""


@dataclass(frozen=True)
class Shape:
    """Rings in whole metres of the map, y growing to the south."""

    rings: tuple[Ring, ...]

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        xs, ys = zip(*(point for ring in self.rings for point in ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def middle(self) -> Point:
        """Of the largest ring."""
        return centre(max(self.rings, key=lambda ring: abs(doubled_area(ring))))

    @property
    def path(self) -> str:
        return "".join(_path(ring) for ring in self.rings)


def read(geometry: Any) -> Shape:
    """Of a Polygon or MultiPolygon in degrees.  Crooked for anything else."""
    if not isinstance(geometry, dict):
        raise Crooked(_("没有几何图形"))
    match geometry.get("type"), geometry.get("coordinates"):
        case "Polygon", polygon:
            polygons = [polygon]
        case "MultiPolygon", found:
            polygons = _listed(found)
        case kind, _coordinates:
            raise Crooked(
                _("图形类型是“%(kind)s”，应为面（Polygon、MultiPolygon）") % {"kind": str(kind)[:20]}
            )
    rings = tuple(_ring(ring) for polygon in polygons for ring in _listed(polygon))
    if not rings:
        raise Crooked(_("图形是空的"))
    return Shape(rings)


def _listed(polygon: Any) -> list[Any]:
    if not isinstance(polygon, list):
        raise Crooked(_("坐标写法不对"))
    return polygon


def _ring(points: Any) -> Ring:
    if not isinstance(points, list) or len(points) < 4:
        raise Crooked(_("有一圈边界不足四个点"))
    if points[0] != points[-1]:
        raise Crooked(_("有一圈边界没有闭合"))
    ring = [_projected(point) for point in points]
    if not doubled_area(ring):
        raise Crooked(_("有一圈边界没有面积"))
    return ring


def _projected(point: Any) -> Point:
    match point:
        case [lon, lat, *_rest] if is_number(lon) and is_number(lat):
            pass
        case _other:
            raise Crooked(_("有坐标不是数字"))
    if abs(lon) > 180 or abs(lat) > FARTHEST:
        raise Crooked(_("坐标不是经纬度（度）"))
    return projected(lon, lat)


def projected(lon: float, lat: float) -> Point:
    """Of degrees."""
    y = log(tan(pi / 4 + radians(lat) / 2)) * EARTH
    return round(radians(lon) * EARTH), -round(y)


def is_number(said: Any) -> bool:
    """JSON also has whole numbers that are too long for a float, and true and false, which Python counts as numbers."""
    return type(said) is int or (isinstance(said, float) and isfinite(said))


def doubled_area(ring: Ring) -> int:
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True))


def centre(ring: Ring) -> Point:
    """Of gravity, reckoned from the first point: far numbers would lose their last digits."""
    ox, oy = ring[0]
    near = [(x - ox, y - oy) for x, y in ring]
    pairs = list(zip(near, [*near[1:], near[0]], strict=True))
    area = sum(x * v - u * y for (x, y), (u, v) in pairs) or 1
    across = sum((x + u) * (x * v - u * y) for (x, y), (u, v) in pairs)
    down = sum((y + v) * (x * v - u * y) for (x, y), (u, v) in pairs)
    return ox + round(across / (3 * area)), oy + round(down / (3 * area))


def simplified(shape: Shape, grid: int) -> Shape:
    """On a grid of so many metres; what becomes smaller than it vanishes, but never the whole shape."""
    rings = tuple(ring for ring in (_snapped(ring, grid) for ring in shape.rings) if doubled_area(ring))
    return Shape(rings) if rings else shape


def _snapped(ring: Ring, grid: int) -> Ring:
    """Without points that fell together or lie on the way between the ones around them."""
    kept: Ring = []
    for x, y in ring:
        point = (round(x / grid) * grid, round(y / grid) * grid)
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _straight(one: Point, two: Point, three: Point) -> bool:
    return (two[0] - one[0]) * (three[1] - one[1]) == (two[1] - one[1]) * (three[0] - one[0])


def _path(ring: Ring) -> str:
    """From the first point on in steps, which are shorter to write."""
    first, *rest = ring[:-1] if ring[0] == ring[-1] else ring
    return f"M{first[0]},{first[1]}l{' '.join(_steps(first, rest))}z"


def _steps(first: Point, rest: Sequence[Point]) -> Iterator[str]:
    for (x, y), (u, v) in zip([first, *rest], rest, strict=False):
        yield f"{u - x},{v - y}"
