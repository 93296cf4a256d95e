"""Shapes of areas: what fits is kept, what does not is named, and nothing is half written."""

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.office import cast as people

from shouwang.engine.errors import Refused
from shouwang.office.journal.models import Entry
from shouwang.office.screening.models import Outline
from shouwang.office.screening.places import geometry, outlines, surroundings
from shouwang.office.screening.places.geometry import Crooked, Shape

SQUARE = [[112.0, 29.0], [112.1, 29.0], [112.1, 29.1], [112.0, 29.1], [112.0, 29.0]]


def feature(ring=SQUARE, kind="Polygon", **properties):
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def file(*features):
    return io.BytesIO(json.dumps({"type": "FeatureCollection", "features": features}).encode())


@pytest.mark.django_db
def test_shapes_find_their_areas_by_code_or_by_a_name_of_one_area_only(cast, somebody):
    found = outlines.load(
        file(
            feature(adcode=430921), feature(kind="MultiPolygon", 名称="青山村"), feature(code="430921104202")
        ),
        by=cast.linjie,
    )

    assert set(found.shapes) == {people.COUNTY, people.VILLAGE, people.NEIGHBOUR}
    one = Outline.objects.get(area_code=people.VILLAGE)
    assert one.path.startswith("M") and one.path.endswith("z")
    assert one.left < one.label_x < one.right and one.top < one.label_y < one.bottom


@pytest.mark.django_db
def test_uploading_again_replaces(cast, somebody):
    for ring in (SQUARE, [[lon + 1, lat] for lon, lat in SQUARE]):
        outlines.load(file(feature(ring, code=people.VILLAGE)), by=cast.linjie)

    assert Outline.objects.get().left > geometry.read(feature()["geometry"]).bounds[2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (feature(code=people.FAR), "代码 430922100201"),
        (feature(name="不知村"), "没有这个名称"),
        (feature(), "没有代码"),
        (feature(code=people.VILLAGE), "前面已有"),
        (feature(SQUARE[:-1], code=people.NEIGHBOUR), "没有闭合"),
        (feature([[500_000, 3_200_000]] * 4, code=people.NEIGHBOUR), "经纬度"),
        (feature([["a", "b"]] * 4, code=people.NEIGHBOUR), "不是数字"),
        (feature([[112.0, 29.0]] * 4, code=people.NEIGHBOUR), "没有面积"),
        (
            {"properties": {"code": people.NEIGHBOUR}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
            "面",
        ),
        ({"properties": None, "geometry": None}, "几何"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_written(cast, somebody, wrong, why):
    with pytest.raises(Refused, match=why):
        outlines.load(file(feature(code=people.VILLAGE), wrong), by=cast.linjie)

    assert not Outline.objects.exists()


@pytest.mark.django_db
def test_what_belongs_nowhere_can_be_left_out(cast, somebody):
    found = outlines.load(
        file(feature(code=people.VILLAGE), feature(name="不知村")), by=cast.linjie, leave_out=True
    )

    assert Outline.objects.count() == 1 == len(found.strangers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", [b"", b"PK\x03\x04", b"[]", b"{}", b'{"features": [1]}', b"[" * 100_000, b"\xff\xfe"]
)
def test_a_file_that_is_no_map(cast, somebody, text):
    with pytest.raises(Refused, match="GeoJSON"):
        outlines.load(io.BytesIO(text), by=cast.linjie)


def test_a_map_is_coarsened_until_its_page_bears_it(monkeypatch):
    monkeypatch.setattr(outlines, "PAGE", 2_000)
    jagged = [(x * 50, (x % 2) * 90) for x in range(2_000)]
    shape = Shape(([*jagged, (100_000, 100_000), (0, 100_000), jagged[0]],))

    found = outlines.fitted({people.VILLAGE: shape})

    assert len(found[people.VILLAGE].path) <= 2_000 < len(shape.path)


points = st.tuples(st.integers(-999, 999), st.integers(-999, 999))


@given(st.lists(points, min_size=3, max_size=12), st.lists(points, max_size=6), st.integers(1, 300))
def test_neighbours_go_on_sharing_their_border(border, beyond, grid):
    """Along a shared line both get the same points, whichever way around they go."""
    one = geometry._snapped([*border, *beyond], grid)
    other = geometry._snapped([*reversed(border), *beyond], grid)

    def cells(ring):
        return {(x // grid, y // grid) for x, y in ring}

    assert all(x % grid == 0 == y % grid for x, y in [*one, *other])
    assert cells(one) <= cells(
        [(round(x / grid) * grid, round(y / grid) * grid) for x, y in [*border, *beyond]]
    )


@given(st.lists(points, min_size=3, max_size=20, unique=True))
def test_a_path_leads_back_through_all_its_points(ring):
    path = Shape(([*ring, ring[0]],)).path

    start, _, steps = path.removeprefix("M").removesuffix("z").partition("l")
    x, y = map(int, start.split(","))
    walked = [(x, y)]
    for step in steps.split():
        x, y = x + int(step.split(",")[0]), y + int(step.split(",")[1])
        walked.append((x, y))
    assert walked == ring


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_of_the_right_kind_it_is_the_coordinates_that_are_wrong(kind):
    with pytest.raises(geometry.Crooked, match="坐标写法不对"):
        geometry.read({"type": kind, "coordinates": "x"})


@given(
    st.recursive(
        st.none() | st.text(max_size=3) | st.floats() | st.integers(),
        lambda inner: st.lists(inner, max_size=4),
    )
)
def test_whatever_stands_for_coordinates_is_a_shape_or_crooked(odd):
    with suppress(Crooked):
        assert geometry.read({"type": "Polygon", "coordinates": odd}).rings


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lon", "lat"),
    [(-70.0, -30.0), (29.0, 112.0 - 90), (120.0, 29.0)],
    ids=["abroad", "swapped", "elsewhere"],
)
def test_an_outline_far_from_its_parent_is_refused(cast, somebody, lon, lat):
    outlines.load(file(feature(code=people.COUNTY)), by=cast.linjie)
    ring = [[x - 112 + lon, y - 29 + lat] for x, y in SQUARE]

    with pytest.raises(Refused, match="太远"):
        outlines.load(file(feature(ring, code=people.TOWNSHIP)), by=cast.linjie)

    assert [one.area_code for one in Outline.objects.all()] == [people.COUNTY]


@pytest.mark.django_db
def test_of_several_beside_each_other_only_the_one_that_stands_apart_is_far(cast, somebody):
    shapes = {
        f"43092110420{number}": geometry.read(feature([[x + number / 10, y] for x, y in SQUARE])["geometry"])
        for number in range(1, 8)
    }
    away = geometry.read(feature([[x + 9, y] for x, y in SQUARE])["geometry"])

    assert surroundings.far(shapes) == []
    assert surroundings.far(shapes | {"430921104209": away}) == ["430921104209"]


@pytest.mark.django_db
def test_outlines_can_be_removed_with_all_below(cast, somebody):
    outlines.load(file(feature(code=people.COUNTY), feature(code=people.VILLAGE)), by=cast.linjie)

    assert people.TOWNSHIP in outlines.removable(cast.linjie)
    assert outlines.remove(people.TOWNSHIP, by=cast.linjie) == 1

    assert [one.area_code for one in Outline.objects.all()] == [people.COUNTY]
    assert Entry.objects.get(action="outlines.deleted").area_code == people.TOWNSHIP
    with pytest.raises(Refused, match="没有边界图形"):
        outlines.remove(people.TOWNSHIP, by=cast.linjie)
