"""What seals say of one lane, packed: a busy county seals every hour, 64 lanes each time, and none is forgotten."""

import re
from array import array
from dataclasses import dataclass, field

ELSEWHERE = 0
"""In place of a seal's number: a head that was kept elsewhere."""
LARGEST = 2**63 - 1
DIGEST = re.compile("[0-9a-f]{64}")
SIZE = 32

Said = dict[int, tuple[str, int]]
"""Number of an entry → digest and number of the seal that says so."""


@dataclass
class Bound:
    """48 bytes for each end; as a dict they would be five times as many."""

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    seals: "array[int]" = field(default_factory=lambda: array("q"))
    digests: bytearray = field(default_factory=bytearray)
    heads: Said = field(default_factory=dict)
    """Of heads that were kept elsewhere."""

    def remember(self, number: int, digest: str, seal: int) -> None:
        """ValueError for what no seal of ours says."""
        if seal == ELSEWHERE:
            self.heads[number] = (digest, seal)
            return
        if not (0 < number <= LARGEST and 0 < seal <= LARGEST and DIGEST.fullmatch(digest)):
            raise ValueError("not the end of a lane")
        # Most lanes have not moved since the seal before.
        if not self.numbers or self.numbers[-1] != number:
            self.numbers.append(number)
            self.seals.append(seal)
            self.digests += bytes.fromhex(digest)

    def said(self) -> Said:
        """Among seals, the earliest that says so; what a head says counts more."""
        found: Said = {}
        for place, number in enumerate(self.numbers):
            digest = self.digests[place * SIZE : (place + 1) * SIZE].hex()
            found.setdefault(number, (digest, self.seals[place]))
        return {**found, **self.heads}
