"""One record of what was filled in at once, as it stands now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shouwang.office.registry.models import Completion

SOME = 500
"""Records at a time: data bases limit how many keys a question names."""


def in_parts(keys: Iterable[int]) -> Iterator[list[int]]:
    """For one question each."""
    left = list(keys)
    return (left[start : start + SOME] for start in range(0, len(left), SOME))


@dataclass(frozen=True)
class Line:
    """`given`: what was filled in, by the column or kind it was filled in for; `moved`: of these, which have been said
    otherwise since.  `why`: why nothing of it can be taken back."""

    table: str
    record: Any
    given: Mapping[str, Any] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    why: str = ""

    @property
    def standing(self) -> list[str]:
        return [] if self.why else [name for name in self.given if name not in self.moved]

    def take_back(self, completion: Completion, *, by: Any, reason: str) -> int:
        """What stands; returns how many cells."""
        raise NotImplementedError
