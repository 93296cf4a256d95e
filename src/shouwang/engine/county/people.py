"""Who lives together: kinship, sex and age of every member of every household."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shouwang.engine.county.draws import Array, Stream, limit, scale, shares
from shouwang.engine.tables import PERSONS

RELATION = PERSONS["relation"].codes
HEAD, SPOUSE = RELATION.index("head"), RELATION.index("spouse")
OLDEST = 104

# How a member stands to the head: relation, years older than the head from – to, chance in 10,000 of being a man.
# The gaps are such that no parent is younger than 17 and nobody marries below 18.
MEMBERS = """
    head          head            0    0   8400
    woman_head    head            0    0      0
    spouse        spouse         -5    3      -
    child         child         -34  -22   5200
    later_child   child         -37  -25   5200
    married       child         -28  -22   8800
    in_law        child_in_law  -28  -22      -
    grandchild    grandchild    -54  -45   5200
    father        parent         20   31  10000
    mother        parent         18   28      0
    her_mother    parent_in_law  18   28      0
    grandmother   grandparent    38   52   1500
    sibling       sibling        -9    9   6500
    nephew        other         -35  -18   5200
"""
OPPOSITE = ("spouse", "in_law")
"""Of the other sex than the head, and than the member before."""

# How many of 1,000 households, age of the head from – to, members.
FAMILIES = """
     78  62 92  head
     24  38 61  head
    106  60 87  head spouse
     36  44 60  head spouse
     22  23 34  head spouse
     60  27 45  head spouse child
     62  46 63  head spouse child
     90  30 48  head spouse child later_child
     66  46 64  head spouse child later_child
     44  32 48  head spouse child later_child later_child
     32  29 46  head spouse child mother
     44  33 52  head spouse child later_child mother
     44  32 50  head spouse child later_child father mother
     16  34 50  head spouse child later_child later_child mother
     62  52 72  head spouse married in_law grandchild
     66  53 73  head spouse married in_law grandchild grandchild
     18  55 74  head spouse married in_law grandchild grandchild grandchild
     26  56 78  woman_head married in_law grandchild grandchild
     30  57 76  head spouse grandchild
     12  58 78  head grandchild
     20  33 56  head child
     14  34 52  head child later_child
     18  36 60  head mother
      8  36 58  head father mother
      5  34 60  head sibling
      5  32 48  head spouse child later_child her_mother
      3  32 50  head spouse child grandmother
      3  40 64  head spouse nephew
"""


@dataclass(frozen=True)
class _Kinds:
    """The two drawings above as arrays: one entry per family, and one per member of each family."""

    answers: Array
    size: Array
    first: Array
    age: Array
    relation: Array
    gap: Array
    men: Array


def _read() -> _Kinds:
    members = {name: more for name, *more in (line.split() for line in MEMBERS.strip().splitlines())}
    families = [line.split() for line in FAMILIES.strip().splitlines()]
    size = np.array([len(family) - 3 for family in families])
    seats = [members[name] for family in families for name in family[3:]]
    return _Kinds(
        answers=np.repeat(np.arange(len(families), dtype=np.uint8), shares([int(f[0]) for f in families])),
        size=size,
        first=np.cumsum(size) - size,
        age=np.array([[int(low), int(high)] for _, low, high, *_ in families], np.int32),
        relation=np.array([RELATION.index(seat[0]) for seat in seats], np.uint8),
        gap=np.array([[int(seat[1]), int(seat[2])] for seat in seats], np.int32),
        men=np.array([-1 if seat[3] == "-" else limit(int(seat[3])) for seat in seats], np.int32),
    )


KINDS = _read()


@dataclass(frozen=True)
class People:
    """All persons of a block, household by household, the head first."""

    home: Array
    """The household's number within the block."""
    start: Array
    """Each household's first person."""
    relation: Array
    male: Array
    age: Array
    """Completed years on the reference day."""
    born: Array
    """Days since 1970."""

    def __len__(self) -> int:
        return len(self.home)

    @property
    def size(self) -> Array:
        return np.diff(self.start, append=len(self.home))

    def any(self, of_persons: Array) -> Array:
        """Per household: whether it is true of a member."""
        return np.logical_or.reduceat(of_persons, self.start)

    def sum(self, of_persons: Array) -> Array:
        return np.add.reduceat(of_persons.astype(np.int64), self.start)

    def worst(self, of_persons: Array) -> Array:
        """Per household: the member with the highest value, the first of several."""
        rank = of_persons.astype(np.int64) * 256 + 255 - (np.arange(len(self)) - self.start[self.home])
        best = np.maximum.reduceat(rank, self.start)
        return self.start + 255 - best % 256


def draw_people(stream: Stream, households: int, on: date) -> People:
    family = KINDS.answers[stream("family", households)]
    size = KINDS.size[family]
    start = np.cumsum(size) - size
    home = np.repeat(np.arange(households, dtype=np.int32), size)
    seat = KINDS.first[family][home] + np.arange(len(home)) - start[home]
    head_age = scale(stream("age of head", households), *KINDS.age[family].T)
    gap = scale(stream("age", len(home)), *KINDS.gap[seat].T)
    age = np.clip(head_age[home] + gap, 0, OLDEST).astype(np.uint8)
    return People(
        home=home,
        start=start,
        relation=KINDS.relation[seat],
        male=_sexes(stream, KINDS.men[seat], home, start),
        age=age,
        born=_birthdays(on)[age] - scale(stream("birthday", len(home)), 0, 364),
    )


def _sexes(stream: Stream, men: Array, home: Array, start: Array) -> Array:
    male = stream("sex", len(home)) < men
    opposite = np.flatnonzero(men < 0)
    # The head's spouse sits behind the head, the child's behind the child.
    male[opposite] = ~male[opposite - 1]
    return male


def _birthdays(on: date) -> Array:
    """For every age the last day of birth of those who have it on `on`; those born up to 364 days before have it too."""
    day = min(on.day, 28) if on.month == 2 else on.day
    days = [(date(on.year - age, on.month, day) - date(1970, 1, 1)).days for age in range(OLDEST + 1)]
    return np.array(days, np.int32)
