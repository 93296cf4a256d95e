"""Questions (asking.py) within somebody's reach: the SQL is made once for all reaches of as many areas and appointments.

HOMES = Within(lambda reach, code: Household.objects.filter(Household.reached(reach), …), code=str)
HOMES.rows(user.reach(Permission.HOUSEHOLD_VIEW), code="…")
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shouwang.office.kit.asking import Asked, Question
from shouwang.office.kit.codes import Span
from shouwang.office.kit.kept import Kept
from shouwang.office.kit.scope import Reach

SHAPES = 64
"""Most people reach one area; a helper as many as there are villages of their households."""


class Within:
    """`build` is given a reach, and the values by name; without a reach nothing is asked."""

    def __init__(self, build: Callable[..., Asked], **values: type) -> None:
        self.build, self.values = build, values
        self.made: Kept[Question] = Kept(most=SHAPES)

    def rows(self, reach: Reach, **values: Any) -> list[tuple[Any, ...]]:
        if not reach:
            return []
        shape = len(reach.spans), len(reach.linked)
        return self.made.get(shape, lambda: self._of(reach)).rows(**dict(_said(reach)), **values)

    def _of(self, reach: Reach) -> Question:
        kinds = {name: type(end) for name, end in _said(reach)}

        def build(**marks: Any) -> Asked:
            return self.build(_with(reach, marks), **{name: marks[name] for name in self.values})

        return Question(build, **kinds, **self.values)


def _said(reach: Reach) -> Iterator[tuple[str, Any]]:
    """What a reach says, by name."""
    linked = [span for _line, span in reach.linked]
    for place, span in enumerate((*reach.spans, *linked)):
        yield f"low_{place}", span.low
        yield f"high_{place}", span.high
    for place, (line, _span) in enumerate(reach.linked):
        yield f"line_{place}", line


def _with(reach: Reach, said: Mapping[str, Any]) -> Reach:
    """One of the same shape."""
    whole, linked = len(reach.spans), len(reach.linked)
    spans = [Span(said[f"low_{place}"], said[f"high_{place}"]) for place in range(whole + linked)]
    lines = [said[f"line_{place}"] for place in range(linked)]
    return Reach(tuple(spans[:whole]), tuple(zip(lines, spans[whole:], strict=True)))
