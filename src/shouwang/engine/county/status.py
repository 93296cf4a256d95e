"""A household's standing: how well off, poor once or not, allowance, monitoring, house and water.

Proportions are those of a poor hill county: some 15 % lifted out of poverty, 3 % monitored, 6 % on subsistence
allowance, 1 % in extreme hardship, 1.5 % in a dangerous house, 1 % without safe water.
"""

from dataclasses import dataclass

import numpy as np

from shouwang.engine.county.draws import Array, Stream, numbers, odds, scale
from shouwang.engine.county.health import HEALTHY, Health
from shouwang.engine.county.people import People
from shouwang.engine.county.school import COMPULSORY, Schooling
from shouwang.engine.county.work import Work
from shouwang.engine.tables import HOUSEHOLDS

ORIGIN = HOUSEHOLDS["origin"].codes
LIFTED = ORIGIN.index("lifted")
ALLOWANCE = HOUSEHOLDS["subsistence_allowance"].codes
PART, WHOLE = ALLOWANCE.index("part"), ALLOWANCE.index("whole")
HARDSHIP = HOUSEHOLDS["extreme_hardship"].codes
MONITORING = HOUSEHOLDS["monitoring_type"].codes
RISK = HOUSEHOLDS["risk_state"].codes
ACTIVE, ELIMINATED = RISK.index("active"), RISK.index("eliminated")
GRADE_B = HOUSEHOLDS["house_grade"].codes.index("B")
ADULT = 18

# The key is the eighth of the households by prosperity, the poorest 0; 8 more with a heavy illness or disability.
BY_NEED = odds(
    """
    need ordinary lifted registered_poor
       0      640    355               5
       1      760    240               0
       2      840    160               0
       4      900    100               0
       7      965     35               0
       8      440    550              10
       9      560    440               0
      11      720    280               0
      15      860    140               0
    """,
    HOUSEHOLDS["origin"],
)
ALLOWED = odds(
    """
    need none part whole
       0  845   70    85
       1  930   40    30
       2  968   20    12
       7  996    3     1
       8  340  310   350
       9  600  240   160
      11  800  140    60
      15  960   32     8
    """,
    HOUSEHOLDS["subsistence_allowance"],
)
# Of old or disabled people who live alone, by eighth.
HARD = odds(
    """
    eighth none scattered centralised
         0  560       360          80
         1  800       160          40
         3  960        32           8
         7  998         2           0
    """,
    HOUSEHOLDS["extreme_hardship"],
)
# The key counts a third step: 16 more for lifted households.
MONITORED = odds(
    """
    need none unstable_lifted marginal sudden_hardship
       0  940               0       52               8
       1  978               0       17               5
       2  993               0        4               3
       7  998               0        0               2
       8  760               0      200              40
       9  880               0       85              35
      11  940               0       30              30
      15  980               0        3              17
      16  860             135        0               5
      17  930              66        0               4
      18  970              28        0               2
      23  994               4        0               2
      24  700             285        0              15
      25  800             185        0              15
      27  900              88        0              12
      31  970              22        0               8
    """,
    HOUSEHOLDS["monitoring_type"],
)
GRADES = odds(
    """
    eighth   A   B   C  D
         0 440 513  36 11
         1 520 463  14  3
         3 600 392   7  1
         7 760 236   4  0
    """,
    HOUSEHOLDS["house_grade"],
)
SUPPORTERS = odds(
    """
    need none incapable capable
       0  140       180     680
       1   60        90     850
       7   15        25     960
       8  160       220     620
       9   80       120     800
      15   25        40     935
    """,
    HOUSEHOLDS["supporter"],
)
FAILING_WATER = numbers("""
    0  0  1  2  3
    0 38 22 12 28
""")
WATER = ("water_quantity_ok", "water_quality_ok", "water_access_ok", "water_supply_ok")
ETHNICITY = ("汉族", "土家族", "苗族", "瑶族", "侗族", "回族")
PEOPLES = numbers("""
    0    0   1   2  3  4 5
    0 9250 380 210 90 60 10
""")


@dataclass(frozen=True)
class Means:
    """How well off a household is before anybody helps it."""

    place: Array
    """A draw: below all others 0, above all others 65,535."""

    @property
    def eighth(self) -> Array:
        return (self.place >> 13).astype(np.uint8)


def draw_means(stream: Stream, poor_village: Array) -> Means:
    """In a poor village the worse of two draws."""
    first, second = stream("means", len(poor_village)), stream("means, poor village", len(poor_village))
    return Means(np.where(poor_village, np.minimum(first, second), first))


@dataclass(frozen=True)
class Status:
    columns: dict[str, Array]
    """Of the households table."""
    member_allowance: Array
    """Of the persons: who gets the household's subsistence allowance."""

    @property
    def hard(self) -> Array:
        return self.columns["extreme_hardship"] > 0

    @property
    def monitored(self) -> Array:
        return self.columns["monitoring_type"] > 0

    @property
    def active(self) -> Array:
        return self.columns["risk_state"] == ACTIVE

    @property
    def lifted(self) -> Array:
        return self.columns["origin"] == LIFTED


def draw_status(
    stream: Stream,
    people: People,
    means: Means,
    health: Health,
    schooling: Schooling,
    work: Work,
) -> Status:
    need = means.eighth + np.uint8(8) * people.any(health.heavy)
    columns = _civil_affairs(stream, people, means.eighth, health, work)
    columns |= _house(stream, means.eighth) | _water(stream, means.eighth)
    columns["supporter"] = SUPPORTERS(need, stream("supporter", len(need)))
    columns["no_labour"] = ~people.any(work.has_labour)
    columns |= _needs_and_moves(stream, columns["origin"] == LIFTED)
    columns["monitoring_type"] = _monitoring(stream, need, columns)
    gap = _gap(people, columns, schooling, health)
    columns["risk_state"] = _risk(stream, columns, gap)
    return Status(columns, _members(people, columns["subsistence_allowance"], health))


def _civil_affairs(
    stream: Stream, people: People, eighth: Array, health: Health, work: Work
) -> dict[str, Array]:
    count = len(eighth)
    first = people.start
    frail = (people.age[first] >= 60) | (health.state[first] != HEALTHY)
    alone = (people.size == 1) & frail & ~work.works[first]
    need = eighth + np.uint8(8) * people.any(health.heavy)
    helpless = eighth + np.uint8(8) * (people.any(health.heavy) | ~people.any(work.has_labour))
    hard = np.where(alone, HARD(eighth, stream("extreme hardship", count)), np.uint8(0))
    allowance = ALLOWED(helpless, stream("subsistence allowance", count))
    allowance[hard > 0] = 0
    allowance[(allowance == PART) & (people.size == 1)] = WHOLE
    edge = (eighth <= 3) & (allowance == 0) & (hard == 0) & stream.chance("allowance edge", count, 220)
    return {
        "origin": BY_NEED(need, stream("origin", count)),
        "subsistence_allowance": allowance,
        "extreme_hardship": hard,
        "allowance_edge": edge,
    }


def _members(people: People, allowance: Array, health: Health) -> Array:
    """Of a whole household everybody, of a part the heavily ill and disabled, or the weakest if there is none."""
    weakest = np.zeros(len(people), bool)
    weakest[people.worst(health.heavy * np.uint8(128) + people.age)] = True
    heavy_only = people.any(health.heavy) & (people.sum(health.heavy) < people.size)
    part = np.where(heavy_only[people.home], health.heavy, weakest)
    of_home = allowance[people.home]
    return (of_home == WHOLE) | ((of_home == PART) & part)


def _house(stream: Stream, eighth: Array) -> dict[str, Array]:
    count = len(eighth)
    grade = GRADES(eighth, stream("house grade", count))
    return {
        "house_grade": grade,
        "house_self_fix": stream.chance("house self fix", count, 2500),
        "other_safe_house": stream.chance("other safe house", count, 3500),
    }


def _water(stream: Stream, eighth: Array) -> dict[str, Array]:
    """One of the four items fails where water is not safe."""
    count = len(eighth)
    safe = ~stream.chance("water", count, 60) & ~((eighth == 0) & stream.chance("water, poor", count, 300))
    failing = FAILING_WATER(0, stream("failing water", count))
    return {"water_safe": safe} | {name: safe | (failing != place) for place, name in enumerate(WATER)}


def _needs_and_moves(stream: Stream, lifted: Array) -> dict[str, Array]:
    count = len(lifted)
    return {
        "food_ok": ~stream.chance("food", count, 4),
        "clothing_ok": ~stream.chance("clothing", count, 3),
        "resettled": stream.chance("resettled", count, 60) | (lifted & stream.chance("moved", count, 1100)),
    }


def _monitoring(stream: Stream, need: Array, columns: dict[str, Array]) -> Array:
    origin = columns["origin"]
    kind = MONITORED(need + np.uint8(16) * (origin == LIFTED), stream("monitoring", len(need)))
    kind[(origin > LIFTED) | (columns["extreme_hardship"] > 0)] = 0
    return kind


def _gap(people: People, columns: dict[str, Array], schooling: Schooling, health: Health) -> Array:
    """Households with something unsolved that forbids to eliminate the risk."""
    compulsory = (people.age >= COMPULSORY[0]) & (people.age <= COMPULSORY[1])
    out = compulsory & ~schooling.in_school & ~schooling.home_teaching
    unsafe = columns["house_grade"] > GRADE_B
    return people.any(out | ~health.insured) | unsafe | ~columns["water_safe"] | columns["no_labour"]


def _risk(stream: Stream, columns: dict[str, Array], gap: Array) -> Array:
    monitored = columns["monitoring_type"] > 0
    eliminated = ~gap & stream.chance("risk eliminated", len(gap), 6000)
    return np.where(monitored, np.where(eliminated, ELIMINATED, ACTIVE), 0).astype(np.uint8)


@dataclass(frozen=True)
class Monitoring:
    """Days since 1970, of monitored households only."""

    identified: Array
    eliminated: Array


def draw_dates(stream: Stream, status: Status, on: int) -> Monitoring:
    """Identified up to two and a half years ago; eliminated half a year later at the earliest."""
    risk = status.columns["risk_state"]
    count = len(risk)
    ago = np.where(risk == ELIMINATED, stream.between("eliminated case", count, 260, 900), 0)
    ago = np.where(risk == ACTIVE, stream.between("active case", count, 5, 520), ago)
    since = scale(stream("eliminated since", count), 0, np.maximum(ago - 190, 0))
    return Monitoring(identified=on - ago, eliminated=on - since)
