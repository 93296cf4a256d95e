"""Shapes of answers and requests: in the description each has a name of its own."""

from collections import Counter
from collections.abc import Iterator

from ninja import Schema

from shouwang.office.api import interface


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_no_two_shapes_share_a_name():
    """The description would tell of one in place of the other.  What queries ask is told field by field."""
    package = interface.__name__.rpartition(".")[0]
    ours = {
        kind for kind in below(Schema) if kind.__module__.startswith(package) and kind.__name__ != "Asked"
    }
    names = Counter(kind.__name__ for kind in ours)

    assert [name for name, times in names.items() if times > 1] == []
