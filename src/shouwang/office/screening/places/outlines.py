"""Shapes of areas for maps: a GeoJSON file becomes outlines – all that it names, or none."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.areas.models import Area
from shouwang.office.journal import entries
from shouwang.office.kit import codes
from shouwang.office.kit.scope import within
from shouwang.office.screening.models import Outline
from shouwang.office.screening.places import geometry, surroundings
from shouwang.office.screening.places.geometry import Crooked, Shape

PERMISSION = Permission.AREA_EDIT
MEGABYTES = 20
MOST = 20_000
"""Shapes in a file."""
PAGE = 400_000
"""Characters of all paths on one map."""
FINEST = 2_000
"""A map is drawn about a thousand points wide: twice as fine is fine enough."""
TOLD = 20
CODES = ("code", "area_code", "adcode", "adm_code", "xzqdm", "zldwdm", "区划代码", "行政区划代码", "代码")
NAMES = ("name", "xzqmc", "zldwmc", "名称", "行政区划名称", "区划名称", "地名")
"""What files call them, in small letters."""


@dataclass(frozen=True)
class Matched:
    shapes: dict[str, Shape] = field(default_factory=dict)
    """By area code."""
    strangers: list[str] = field(default_factory=list)
    """What the file calls shapes that are no area within reach, with the reason."""


@transaction.atomic
def load(file: BinaryIO, *, by: Any, leave_out: bool = False) -> Matched:
    """Replaces the outlines of the areas that the file names.  Refused, without writing anything, when a shape is
    crooked, or – unless `leave_out` – belongs to no area."""
    matched = match(features(file), by)
    if not matched.shapes:
        raise Refused(
            _("文件里没有一个图形对得上辖区里的区划。%(which)s") % {"which": told(matched.strangers)},
            _("图形的属性里要有区划代码（code、adcode、区划代码）或者名称（name、名称）。"),
        )
    if matched.strangers and not leave_out:
        raise Refused(
            _("有 %(count)d 个图形对不上区划，没有写入。%(which)s")
            % {"count": len(matched.strangers), "which": told(matched.strangers)},
            _("请改正代码或名称；确实用不着的，勾选“略去对不上的图形”再上传。"),
        )
    _refuse_far(matched.shapes)
    made = [_outline(code, shape) for code, shape in fitted(matched.shapes).items()]
    Outline.objects.filter(area_code__in=list(matched.shapes)).delete()
    Outline.objects.bulk_create(made, batch_size=500)
    entries.record(
        "outlines.loaded",
        detail={"count": len(made), "left_out": len(matched.strangers)},
        area_code=_place(made),
    )
    return matched


def _refuse_far(shapes: Mapping[str, Shape]) -> None:
    found = surroundings.far(shapes)
    if found:
        named = names.paths_of(found)
        raise Refused(
            _("有 %(count)d 个图形离它的上级或邻近区划太远，没有写入。%(which)s")
            % {"count": len(found), "which": told([named[code] for code in found])},
            _("请检查坐标：先经度后纬度，单位是度；若原有的图形画错了，请先删除。"),
        )


@transaction.atomic
def remove(area_code: str, *, by: Any) -> int:
    """The outlines of an area and of everything in it.  Refused where there are none."""
    by.require(PERMISSION, area_code)
    found = Outline.objects.filter(within([codes.span(area_code)]))
    count, _by_model = found.delete()
    if not count:
        raise Refused(_("这里没有边界图形。"), _("请另选一个地方。"))
    entries.record("outlines.deleted", detail={"count": count}, area_code=area_code)
    return count


def removable(by: Any) -> list[str]:
    """Areas within reach that have an outline, or have some below."""
    reach = by.reach(PERMISSION)
    kept = Outline.objects.filter(within(reach.spans)).values_list("area_code", flat=True)
    found = {one for code in kept for one in (*codes.parents(code), code)}
    return sorted(code for code in found if code in reach and codes.span(code).high in reach)


def _place(made: Iterable[Outline]) -> str:
    """The smallest area around all of them."""
    lines = [[*codes.parents(one.area_code), one.area_code] for one in made]
    shared = [line[0] for line in zip(*lines, strict=False) if len(set(line)) == 1]
    return shared[-1] if shared else ""


def features(file: BinaryIO) -> list[dict[str, Any]]:
    """Refused for what is no GeoJSON."""
    try:
        read = json.load(file)
    except (ValueError, RecursionError) as error:
        raise _no_map() from error
    found = read.get("features") if isinstance(read, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _no_map()
    if len(found) > MOST:
        raise Refused(
            _("文件里有 %(count)d 个图形，最多 %(most)d 个。") % {"count": len(found), "most": MOST},
            _("请按县分开上传。"),
        )
    return found


def _no_map() -> Refused:
    return Refused(
        _("这不是 GeoJSON 文件（FeatureCollection）。"),
        _("请用地图软件把边界另存为 GeoJSON，坐标用经纬度。"),
    )


def match(found: Iterable[Mapping[str, Any]], by: Any) -> Matched:
    """Refused with all crooked shapes at once."""
    known = dict(
        Area.objects.in_force().visible_to(by, PERMISSION).order_by("code").values_list("code", "name")
    )
    lone = alone(known)
    matched, crooked = Matched(), []
    for number, feature in enumerate(found, start=1):
        code, name = called(feature.get("properties"))
        label = _("第 %(number)d 个“%(name)s”") % {"number": number, "name": (name or code)[:30]}
        place = code if code in known else "" if code else lone.get(name, "")
        try:
            shape = geometry.read(feature.get("geometry"))
        except Crooked as error:
            crooked.append(_("%(label)s：%(why)s") % {"label": label, "why": error})
            continue
        if not place or place in matched.shapes:
            matched.strangers.append(
                _("%(label)s：%(why)s") % {"label": label, "why": why(code, name, place, known)}
            )
            continue
        matched.shapes[place] = shape
    if crooked:
        raise Refused(
            _("有 %(count)d 个图形不对，没有写入。%(which)s")
            % {"count": len(crooked), "which": told(crooked)},
            _("请在地图软件里修好图形再上传。"),
        )
    return matched


def called(properties: Any) -> tuple[str, str]:
    """Code of twelve digits and name, as far as the properties tell; a code that is none stays as it is."""
    given = (
        {str(key).lower(): value for key, value in properties.items()} if isinstance(properties, dict) else {}
    )
    code = next((str(given[key]).strip() for key in CODES if given.get(key)), "").removesuffix(".0")
    name = next((str(given[key]).strip() for key in NAMES if given.get(key)), "")
    try:
        return codes.padded(code), name
    except ValueError:
        return code, name


def alone(known: Mapping[str, str]) -> dict[str, str]:
    """Name → code, of names that only one area has."""
    times = Counter(known.values())
    return {name: code for code, name in known.items() if times[name] == 1}


def why(code: str, name: str, place: str, known: Mapping[str, str]) -> str:
    if place:
        return _("前面已有同一个区划的图形")
    if code:
        return _("辖区里没有代码 %(code)s") % {"code": code[:20]}
    if name in known.values():
        return _("有几个区划叫这个名称，请写代码")
    return _("辖区里没有这个名称") if name else _("没有代码，也没有名称")


def told(which: list[str]) -> str:
    said = _("；").join(which[:TOLD])
    more = len(which) - TOLD
    return said + (_("；还有 %(more)d 个") % {"more": more} if more > 0 else "") + _("。") if which else ""


def fitted(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """Each map – the areas of one level in one county, or above – as fine as its page bears."""
    sheets: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code in shapes:
        level = codes.level(code)
        sheets[code[: min(6, codes.LENGTHS[level] - 1)], level].append(code)
    found: dict[str, Shape] = {}
    for sheet in sheets.values():
        found |= _on_page({code: shapes[code] for code in sheet})
    return found


def _on_page(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    for grid in _grids(shapes.values()):
        found = {code: geometry.simplified(shape, grid) for code, shape in shapes.items()}
        if sum(len(shape.path) for shape in found.values()) <= PAGE:
            break
    return found


def _grids(shapes: Iterable[Shape]) -> Iterator[int]:
    """Metres, twice as coarse each time."""
    bounds = [shape.bounds for shape in shapes]
    wide = max(one[2] for one in bounds) - min(one[0] for one in bounds)
    grid = max(1, wide // FINEST)
    for _time in range(10):
        yield grid
        grid *= 2


def _outline(code: str, shape: Shape) -> Outline:
    left, top, right, bottom = shape.bounds
    x, y = shape.middle
    return Outline(
        area_code=code,
        path=shape.path,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        label_x=x,
        label_y=y,
    )
