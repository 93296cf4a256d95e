"""Walking along one lane: each entry says what its text must be, and which entry it follows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shouwang.office.journal import chain
from shouwang.office.journal.findings import Finding, about
from shouwang.office.journal.sources import Told

SUSPECTS = 200
"""So many altered entries of a lane are tried against each other for having been swapped."""


@dataclass
class Walk:
    """`sealed`: number → digest and number of the seal (0: a head kept elsewhere) that says so."""

    lane: int
    sealed: dict[int, tuple[str, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    suspects: list[Told] = field(default_factory=list)
    last: int = 0
    digest: str = chain.FIRST
    digests_at: dict[int, str] = field(default_factory=dict)
    """Of the numbers that the end of the lane is compared with."""
    convicted: int = 0
    """The last number that has a finding."""
    rewritten: bool = False

    def step(self, told: Told) -> bool:
        """Takes the next entry; whether it is what was written there."""
        number = told.said[chain.NUMBER]
        if not isinstance(number, int) or number <= self.last:
            self._find("inserted", number if isinstance(number, int) else self.last, told)
            return False
        gap = number > self.last + 1
        if gap:
            self._find("removed", self.last + 1, until=number - 1)
        whole = chain.digest(told.said) == told.digest
        if not whole:
            self._suspect(number, told)
        elif not gap and told.said[chain.PREVIOUS] != self.digest:
            # This one is whole, so it says truly what it followed: the one before it is another now.
            self._find_before(number, told)
        self.last, self.digest = number, told.digest
        if number in self.digests_at:
            self.digests_at[number] = told.digest
        self._compare(number)
        return whole

    def follow_foreign(self) -> None:
        """This entry says itself that the end which it follows bore no mark of ours."""
        self.findings.append(Finding("end_foreign", self.lane, self.last - 1 or None))

    def follow_overrun(self, detail: str) -> None:
        """This entry says itself from where on the entries before it are not ours."""
        try:
            first = min(int(json.loads(detail)["number"]) + 1, self.last - 1)
        except (ValueError, TypeError, KeyError):
            first = self.last - 1
        self.findings.append(Finding("inserted", self.lane, first, self.last - 1))

    def done(self) -> Iterator[Finding]:
        """Findings in order; those of neighbours that are alike are one."""
        self._swapped()
        merged: list[Finding] = []
        for one in self.findings:
            if merged and _continues(merged[-1], one):
                one = _joined(merged.pop(), one)
            merged.append(one)
        yield from merged

    def _find(self, code: str, number: int, told: Told | None = None, *, until: int | None = None) -> None:
        found = Finding(code, self.lane, number, until, about=about(told.said) if told else "")
        # A whole lane altered is one finding, also in memory; the first ones stay apart for _swapped.
        if len(self.findings) > SUSPECTS and _continues(self.findings[-1], found):
            found = _joined(self.findings.pop(), found)
        self.findings.append(found)
        self.convicted = max(self.convicted, until or number)

    def _suspect(self, number: int, told: Told) -> None:
        self._find("altered", number, told)
        if len(self.suspects) < SUSPECTS:
            self.suspects.append(told)

    def _find_before(self, number: int, told: Told) -> None:
        if number == 1:
            self._find("replaced", number, told)
        elif self.convicted < number - 1:
            last = self.findings[-1] if self.findings else None
            if last and (last.code, last.number) == ("rewritten", number - 1):
                # Its seal disagrees because of this one entry: nothing further back is in doubt.
                self.findings.pop()
                self.rewritten = False
            self._find("replaced", number - 1)

    def _compare(self, number: int) -> None:
        told = self.sealed.pop(number, None)
        if told is None or told[0] == self.digest or self.rewritten:
            return
        # The first seal that disagrees says how far back it goes; all later ones disagree, too.
        self.rewritten = True
        if self.convicted < number:
            self.findings.append(Finding("rewritten", self.lane, number, seal=told[1] or None))

    def _swapped(self) -> None:
        """Two altered entries that are whole with each other's number changed places."""
        by_place = {told.said[chain.NUMBER]: told for told in self.suspects}
        for here, one in by_place.items():
            for there, other in by_place.items():
                if here < there and _whole_at(one, there) and _whole_at(other, here):
                    self._marry(here, there)

    def _marry(self, here: int, there: int) -> None:
        pair = [one for one in self.findings if one.code == "altered" and one.number in (here, there)]
        for one in pair:
            self.findings[self.findings.index(one)] = replace(one, code="swapped")


def _whole_at(told: Told, number: int) -> bool:
    said = list(told.said)
    said[chain.NUMBER] = number
    return chain.digest(said) == told.digest


def _continues(one: Finding, next_: Finding) -> bool:
    return one.code == next_.code and next_.number == (one.until or one.number or 0) + 1


def _joined(one: Finding, next_: Finding) -> Finding:
    return replace(one, until=next_.until or next_.number)
