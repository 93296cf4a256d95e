"""An import from its upload to its undoing, and an export; at each step an office that waits for a worker.

The worker is killed, or whatever it needs is taken away from it.
"""

from collections import Counter
from dataclasses import dataclass, field

from tests.faults import killing, parts
from tests.faults.copies import Copies
from tests.offices import Office

BEFORE = {"read": "", "compare": "read", "commit": "compare", "undo": "commit", "ask": "commit"}
"""Of an office, what it was asked for last, and before that."""


@dataclass(frozen=True)
class Story:
    copies: Copies
    known: dict[str, Office] = field(default_factory=dict)

    def kill_often(self, step: str, kills: int, end: list[str]) -> Counter[str]:
        """A short run strikes once on PostgreSQL: the code is that of SQLite, where it strikes thrice."""
        once = self.copies.server and kills <= killing.SHORT_RUN
        return kill_often(self.copies, self.at(step), module(step), 1 if once else kills, end)

    def at(self, step: str) -> Office:
        if step not in self.known:
            before = BEFORE[step]
            made = self.copies.of(self.at(before), step) if before else self.copies.new(step)
            parts.run(made, module(step), step)
            self.known[step] = made
        return self.known[step]


def module(step: str) -> str:
    return "exporting" if step == "ask" else "importing"


def kill_often(copies: Copies, ready: Office, about: str, kills: int, end: list[str]) -> Counter[str]:
    """`about`: the module that looks.  How often which state was found.  `end`: what the next worker always leaves."""
    whole = parts.seconds(copies.of(ready, "copy"), "working", "work")
    aim, found = killing.Aim(whole, ready.home.name, spread=1.0), Counter[str]()
    for moment in aim.moments(kills):
        office = copies.of(ready, "copy")
        parts.killed(office, "working", "work", moment)
        copies.settle(office)
        assert killing.gone(office.home)
        state, *rest = parts.run(office, about, "resume").splitlines()
        assert rest == end
        found[state] += 1
        aim.found(before=state not in end and not state.startswith("running"), after=state in end)
    return found
