"""Verifying the seals themselves, and what they say about the lanes."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from shouwang.office.journal import chain, ends, seals
from shouwang.office.journal.bound import ELSEWHERE, Bound, Said
from shouwang.office.journal.findings import Finding
from shouwang.office.journal.seals import Head
from shouwang.office.journal.sources import Sealed


class Seals:
    """Reads all seals once; remembers what the whole ones say of each lane."""

    def __init__(self, marker: Callable[[str], str] | None) -> None:
        self.marker = marker
        self.bound: dict[int, Bound] = defaultdict(Bound)
        self.digests: dict[int, str] = {}
        self.told: dict[int, str] = {}
        """As entries of the journal tell."""
        self.convicted: set[int] = set()

    def of_lane(self, lane: int) -> Said:
        """Made anew each time: for walking along this lane, and no longer."""
        return self.bound[lane].said() if lane in self.bound else {}

    def read(self, rows: Iterator[Sealed]) -> Iterator[Finding]:
        last, digest = 0, chain.FIRST
        for row in rows:
            if row.number != last + 1:
                yield from self._find("seal_missing", range(last + 1, max(row.number, last + 1)))
                digest = row.previous
            elif row.previous != digest and self._whole(row):
                yield from self._find("seal_altered", range(max(last, 1), max(last, 1) + 1))
            yield from self._checked(row)
            last, digest = row.number, row.digest

    def compare(self, head: Head) -> Iterator[Finding]:
        """The head was kept where nobody of here could reach it: where they disagree, it is right."""
        stored = self.digests.get(head.number)
        if stored != head.digest and head.number not in self.convicted:
            yield from self._find("head" if stored else "seal_missing", [head.number])
        self._remember(head.ends(), ELSEWHERE)

    def reach(self, reached: ends.Reached) -> None:
        """As far as this the lanes had come, as the home knows."""
        self._remember(reached, ELSEWHERE)

    def told_of(self, detail: str) -> None:
        """An entry tells of a seal."""
        told = json.loads(detail)
        self.told[told["number"]] = told["digest"]

    def missing(self) -> Iterator[Finding]:
        for number, digest in self.told.items():
            stored = self.digests.get(number)
            if stored != digest and number not in self.convicted:
                yield from self._find("seal_altered" if stored else "seal_missing", [number])

    def _checked(self, row: Sealed) -> Iterator[Finding]:
        self.digests[row.number] = row.digest
        if not self._whole(row):
            yield from self._find("seal_altered", [row.number])
        elif self.marker and row.mark != self.marker(row.digest):
            yield from self._find("seal_foreign", [row.number])
        else:
            try:
                self._remember(ends.of(row.heads), row.number)
            except (ValueError, TypeError):
                # Without the key anybody can make one that is whole, whatever it says.
                yield from self._find("seal_foreign", [row.number])

    @staticmethod
    def _whole(row: Sealed) -> bool:
        return bool(seals.digest_of(row.number, row.at, row.heads, row.previous) == row.digest)

    def _find(self, code: str, numbers: Any) -> Iterator[Finding]:
        for number in numbers:
            if number not in self.convicted:
                self.convicted.add(number)
                yield Finding(code, seal=number)

    def _remember(self, reached: ends.Reached, seal: int) -> None:
        for lane, (number, digest) in reached.items():
            self.bound[lane].remember(number, digest, seal)
