"""Whether an outline lies where its area can lie: in the country, near the outlines around it.

A slip in the coordinates – latitude before longitude, another projection – puts an area on the far side of the earth,
and a map that shows it shrinks everything else to specks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median

from shouwang.office.kit import codes
from shouwang.office.screening.models import Outline
from shouwang.office.screening.places.geometry import Point, Shape, projected

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in metres of the map."""
COUNTRY: Box = (*projected(73.0, 54.0), *projected(136.0, 3.0))
NEAR = 20_000
"""Metres: never called far, however small the areas around are."""
TIMES = 3
"""Of what is usual among the areas around: how far one lies from their middle, and how large it is."""
ALONE = 2
"""Fewer areas around have no middle that says anything."""


def far(shapes: Mapping[str, Shape]) -> list[str]:
    """Codes of those that lie far from the country, from their parent, or from the areas beside them."""
    boxes = {code: shape.bounds for code, shape in shapes.items()}
    known = _known(boxes) | boxes
    beside: dict[str, list[Box]] = defaultdict(list)
    for code, box in known.items():
        beside[_parent(code)].append(box)
    return [code for code, box in boxes.items() if _is_far(code, box, known, beside[_parent(code)])]


def _known(boxes: Iterable[str]) -> dict[str, Box]:
    """Outlines that are there already: parents, and areas under the same parents."""
    parents = {_parent(code) for code in boxes} - {""}
    kept = Outline.objects.filter(area_code__in=parents)
    for parent in parents:
        span = codes.span(parent)
        kept |= Outline.objects.filter(area_code__gte=span.low, area_code__lte=span.high)
    rows = kept.values_list("area_code", "left", "top", "right", "bottom")
    return {code: (left, top, right, bottom) for code, left, top, right, bottom in rows}


def _parent(code: str) -> str:
    """Of a province, nothing."""
    return ("", *codes.parents(code))[-1]


def _is_far(code: str, box: Box, known: Mapping[str, Box], beside: list[Box]) -> bool:
    if not _meet(box, COUNTRY):
        return True
    parent = known.get(_parent(code))
    if parent and not _meet(box, _wider(parent)):
        return True
    return len(beside) > ALONE and _stands_apart(box, beside)


def _stands_apart(box: Box, beside: list[Box]) -> bool:
    """Medians: one that lies far away does not move them."""
    middles = [_middle(one) for one in beside]
    middle = (round(median(x for x, _y in middles)), round(median(y for _x, y in middles)))
    usual = median(_apart(one, middle) for one in middles) + median(_size(one) for one in beside)
    return _apart(_middle(box), middle) > max(NEAR, TIMES * usual)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _wider(box: Box) -> Box:
    by = _size(box) // 2
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _size(box: Box) -> int:
    return max(box[2] - box[0], box[3] - box[1])


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) // 2, (box[1] + box[3]) // 2


def _apart(one: Point, other: Point) -> int:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))
