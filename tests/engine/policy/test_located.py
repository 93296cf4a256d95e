"""Every value of a YAML file knows where it stands; forms find unknown, missing and repeated keys."""

from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest

from shouwang.engine.policy.located import MOST_VALUES, Form, Reader, take


@pytest.fixture
def read(tmp_path):
    """A text as a file; its root and the reader that collects mistakes."""

    def reading(text, **more):
        path = tmp_path / "rules.yaml"
        path.write_bytes(dedent(text).lstrip("\n").encode() if isinstance(text, str) else text)
        reader = Reader()
        return reader.file(path, **more), reader

    return reading


def said(reader):
    return [(each.code, each.place.line, each.place.column) for each in reader.mistakes]


@pytest.mark.parametrize(
    "text",
    [
        """
        when: aa < «bb
        """,
        """
        when: 'aa < «bb'
        """,
        """
        when: "aa < «bb"
        """,
        """
        when: >-
          aa <
          «bb
        """,
        """
        when: >-

          aa

          < «bb
        """,
        """
        when: |
          aa
            < «bb
        """,
        """
        when: |2-
           aa <
            «bb
        """,
        """
        when: aa
          < «bb
        """,
        """
        when: "aa
          < «bb"
        """,
        """
        # 一行注释
        第一: 脱贫户
        when: 脱贫户 < «bb
        """,
    ],
    ids=[
        "plain",
        "single",
        "double",
        "folded",
        "blank lines",
        "literal",
        "indented",
        "broken",
        "broken quotes",
        "中文",
    ],
)
def test_a_character_of_an_expression_is_found_in_the_file(read, text):
    drawn = dedent(text).lstrip("\n")
    line = next(number for number, each in enumerate(drawn.splitlines(), start=1) if "«" in each)
    column = drawn.splitlines()[line - 1].index("«") + 1
    root, _ = read(drawn.replace("«", ""))
    value = root.items()["when"]

    place = value.offset_to_place(value.node.value.index("bb"))

    assert (place.line, place.column) == (line, column)


def test_an_offset_behind_the_end_points_at_the_value(read):
    root, _ = read("when: aa <")
    value = root.items()["when"]

    assert value.offset_to_place(4) == value.place


def test_a_windows_file_with_a_mark_of_its_encoding_is_read_like_any_other(read):
    root, reader = read("\ufeffwhen: aa\r\nnote: bb\r\n".encode())

    assert [(name, each.node.value, each.place.line) for name, each in root.items().items()] == [
        ("when", "aa", 1),
        ("note", "bb", 2),
    ]
    assert reader.mistakes == []


def test_a_key_that_stands_twice_is_a_mistake_at_its_second_place(read):
    root, reader = read("""
        when: 1
        note: 2
        when: 3
    """)

    root.items()

    assert said(reader) == [("PACK-003", 3, 1)]


def test_unknown_and_missing_keys_are_mistakes_all_at_once(read):
    root, reader = read("""
        a:
          lable: x
          note: y
          colour: z
    """)

    found = Form(required=("label", "source"), optional=("note",)).read(root.items()["a"])

    assert list(found) == ["note"]
    assert said(reader) == [("PACK-004", 2, 3), ("PACK-004", 4, 3), ("PACK-005", 2, 3), ("PACK-005", 2, 3)]
    assert "（是否想写“label”？）" in reader.mistakes[0].why


def test_a_list_is_no_mapping_and_a_mapping_is_no_list(read):
    root, reader = read("""
        a: [1]
        b: {c: 1}
    """)
    items = root.items()

    assert (items["a"].items(), items["b"].entries()) == ({}, [])
    assert said(reader) == [("PACK-006", 1, 4), ("PACK-006", 2, 4)]


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("6900", Decimal, Decimal("6900")),
        ("0.10", Decimal, Decimal("0.10")),
        ("12_000", int, 12000),
        ("2022-06-15", date, date(2022, 6, 15)),
        ("2022-06-15", str, "2022-06-15"),
        ("430921", str, "430921"),
        ("0.10", str, "0.10"),
        ("true", bool, True),
        ("绿", str, "绿"),
        ("yes", str, "yes"),
    ],
)
def test_a_value_is_taken_as_the_kind_asked_for(read, written, kind, value):
    root, reader = read(f"a: {written}")

    assert take(root.items()["a"], "a", kind) == value
    assert reader.mistakes == []


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("6,900", Decimal),
        ("1e5", Decimal),
        (".nan", Decimal),
        (".inf", Decimal),
        ("true", Decimal),
        ("true", int),
        ("1.5", int),
        ("1:30", int),
        ("2022-02-30", date),
        ("2022.6.15", date),
        ("~", str),
        ("[a]", str),
        ("{a: b}", str),
    ],
)
def test_a_value_of_another_kind_is_a_mistake(read, written, kind):
    root, reader = read(f"a: {written}")

    assert take(root.items()["a"], "a", kind) is None
    assert said(reader) == [("PACK-006", 1, 4)]


def test_a_value_outside_the_allowed_is_a_mistake_that_names_them(read):
    root, reader = read("colour: pink")

    assert take(root.items()["colour"], "colour", str, ("red", "green")) is None
    assert reader.mistakes[0].remedy == "请改成其中之一：red、green"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2\nb: 3\n", (2, 2)),
        ("a: 1\n\tb: 2\n", (2, 1)),
        ("a: 1\n---\nb: 2\n", (2, 1)),
        ("a: *nobody\n", (1, 4)),
        ('a: "\\ud800"\n', (1, 7)),
        ("a: '未完\n", (2, 1)),
        (b"a: \xff\xfe\n", (1, 1)),
        (b"a: \x01\n", (1, 1)),
        ("[" * 100_000, (1, 1001)),
        ("&a [*a]\n", (1, 1)),
        ("&a {b: *a}\n", (1, 1)),
    ],
    ids=range(11),
)
def test_a_file_that_cannot_be_read_is_one_mistake(read, text, place):
    root, reader = read(text)

    assert root is None
    assert said(reader) == [("PACK-002", *place)]


def test_references_that_blow_up_are_refused(read):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    root, reader = read("\n".join(lines))

    assert MOST_VALUES < 10**8
    assert root is None
    assert said(reader) == [("PACK-002", 1, 1)]


def test_an_empty_file_is_a_mistake_only_where_it_is_needed(read):
    assert [said(read("# 无\n", required=each)[1]) for each in (False, True)] == [[], [("PACK-024", 1, 1)]]


def test_parts_that_are_only_handed_on_become_plain_values(read):
    root, _ = read("""
        steps: [{days: 15, share: 0.25, from: 2022-01-01, by: "06-30", note: ~, on: yes}]
    """)

    assert root.plain() == {
        "steps": [
            {
                "days": 15,
                "share": Decimal("0.25"),
                "from": date(2022, 1, 1),
                "by": "06-30",
                "note": None,
                "on": True,
            }
        ]
    }
