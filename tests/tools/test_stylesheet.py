"""The stylesheet's reducer: what goes, what stays, and colours that an old browser can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import colours, stylesheet

BYTE = st.integers(0, 255)


def lines(text, *drop):
    return stylesheet.reduce(text, drop=list(drop)).splitlines()[1:]


def test_a_dropped_class_takes_its_rules_along():
    assert lines(".modal{a:b}.btn{c:d}", "modal.*") == [".btn{c:d}"]


def test_a_rule_stays_for_the_selectors_that_stay():
    assert lines(".modal,.btn:hover{a:b}", "modal") == [".btn:hover{a:b}"]


def test_a_class_that_is_only_a_choice_drops_nothing():
    assert lines(".btn:is(.modal,.card){a:b}", "modal") == [".btn:is(.modal,.card){a:b}"]


def test_braces_and_commas_in_strings_are_text():
    sheet = '.a::before{content:"},{"}.b{background:url("data:image/svg+xml,<svg a=\'{\'/>")}'

    assert lines(sheet) == sheet.replace("}.b", "}\n.b").splitlines()


def test_rules_stay_inside_their_medium():
    sheet = "@media print{.modal{a:b}.card{c:d}}.btn{e:f}"

    assert lines(sheet, "modal") == ["@media print{", ".card{c:d}", "}", ".btn{e:f}"]


def test_frames_that_nothing_uses_go():
    assert lines("@keyframes used{from{a:b}}@keyframes unused{from{a:b}}.a{animation:used 1s}") == [
        "@keyframes used{from{a:b}}",
        ".a{animation:used 1s}",
    ]


def test_the_licence_stays_and_other_comments_go():
    assert lines("/*! MIT */ /* note */ .a{b:c}") == ["/*! MIT */", ".a{b:c}"]


@pytest.mark.parametrize(
    "new, old",
    [
        (
            "oklch(54.6% 0.1724 254.2deg)",
            "#066fd1",
        ),  # what the same stylesheet names --tblr-blue-rgb: 6,111,209
        ("light-dark(#fff,#000)", "#fff"),
        ("color-mix(in oklab,var(--red) 10%,transparent)", "rgba(255,0,0,0.1)"),
        ("color-mix(in oklab,var(--red) calc(var(--o,1) * 100%),transparent)", "rgba(255,0,0,var(--o,1))"),
        (
            "color-mix(in oklab,var(--unknown) 10%,transparent)",
            "color-mix(in oklab,var(--unknown) 10%,transparent)",
        ),
    ],
)
def test_a_colour_is_written_as_old_browsers_read_it(new, old):
    assert colours.plain(new, {"--red": "#ff0000"}) == old


def test_a_variable_with_two_values_is_left_to_the_page():
    sheet = ":root{--a:#ff0000}.dim{--a:#000000}.b{color:color-mix(in oklab,var(--a) 10%,transparent)}"

    assert "color-mix" in stylesheet.reduce(sheet, drop=[])


@given(BYTE, BYTE, BYTE)
def test_a_colour_survives_the_way_there_and_back(red, green, blue):
    assert colours.to_rgb(colours.from_rgb(red, green, blue)) == (red, green, blue)
