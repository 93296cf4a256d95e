"""Labour, jobs away and near, wages, public-welfare posts."""

from dataclasses import dataclass

import numpy as np

from shouwang.engine.county.draws import DRAWS, UNKNOWN, Array, Stream, curve, curves, numbers, odds, pick
from shouwang.engine.county.health import CHRONIC, DISABLED, HEALTHY, SERIOUS, Health
from shouwang.engine.county.people import People
from shouwang.engine.tables import PERSONS

LABOUR = PERSONS["labour"].codes
ORDINARY, SKILLED, WEAK = (LABOUR.index(word) for word in ("ordinary", "skilled", "weak"))
PLACES = PERSONS["work_place"].codes
TOWNSHIP, COUNTY = PLACES.index("township"), PLACES.index("county")

# The key is the group of strength below.
STRENGTH = (
    "child_or_student",
    "healthy",
    "chronic",
    "serious",
    "disabled",
    "severe",
    "sixties",
    "frail_sixties",
    "seventies",
    "eighties",
)
BY_STRENGTH = odds(
    """
    group ordinary skilled weak lost none
        0        0       0    0    0    1
        1       82      18    0    0    0
        2       55       0   45    0    0
        3        0       0   35   65    0
        4       15       0   80    5    0
        5        0       0   15   60   25
        6        0       0   94    0    6
        7        0       0   55   20   25
        8        0       0   62   10   28
        9        0       0    5   15   80
    """,
    PERSONS["labour"],
)
BY_HEALTH = {HEALTHY: 1, CHRONIC: 2, SERIOUS: 3, DISABLED: 4}

# Of 10,000 who can: women, men; by labour, in the order of its codes.
GOES = np.array([[6100, 7700], [7300, 8800], [1300, 1700], [0, 0], [0, 0]], np.int32)
# Better-off households are those with work: eighths of the households, the poorest first.
LUCK = np.array([-2400, -1100, -500, 0, 200, 400, 600, 800], np.int32)
OLDEST_WORKER = 65

WHERE = odds(
    """
    labour village township county city province elsewhere
         1      45       85    195  115      145       415
         2     480      350    170    0        0         0
    """,
    PERSONS["work_place"],
)
MONTHS = numbers("""
    0 2  3  4  5  6   7   8   9  10  11  12
    1 5 10 12 12 14  14  14  10   8   5   4
    7 1  1  2  3  6   7  12  15  25  18  10
""")
# Yuan a month, by place: per mille of the workers, wage.
NEAR = curve((0, 900), (100, 1500), (500, 2300), (900, 3400), (1000, 5000))
MIDDLE = curve((0, 1600), (100, 2200), (500, 3200), (900, 4800), (1000, 7500))
FAR = curve((0, 2000), (100, 3000), (500, 4500), (900, 6800), (1000, 12000))
WAGES = curves(NEAR, NEAR, MIDDLE, MIDDLE, FAR, FAR)
# Per mille of it: women, men; half-strength work earns half.
EARNS = np.array([[820, 1000], [950, 1150], [480, 560], [0, 0], [0, 0]], np.int32)

POST_PAY = 700
"""Yuan a month of a public-welfare post in 2022."""
POST = 700
POST_MONTHS = numbers("""
    0 3 6 8 10 12
    0 4 9 6  6 75
""")


@dataclass(frozen=True)
class Work:
    labour: Array
    works: Array
    place: Array
    months: Array
    monthly_wage: Array
    """Yuan."""
    post_months: Array

    @property
    def has_labour(self) -> Array:
        return self.labour <= WEAK

    @property
    def earned(self) -> Array:
        """Yuan a year."""
        return self.months.astype(np.int64) * self.monthly_wage


def draw_work(
    stream: Stream, people: People, health: Health, studies: Array, eighth: Array, index: int
) -> Work:
    """`eighth` says of persons how well off their household is, `index` the wage level in per mille of 2022."""
    count = len(people)
    labour = BY_STRENGTH(_strength(people, health, studies), stream("labour", count))
    male = people.male.astype(np.int8)
    goes = (GOES[labour, male] + LUCK[eighth]) * (GOES[labour, male] > 0)
    works = (people.age <= OLDEST_WORKER) & (stream("works", count) < goes * DRAWS // 10_000)
    place = np.where(works, WHERE(labour, stream("work place", count)), UNKNOWN)
    months = np.where(works, MONTHS(eighth, stream("months", count)), 0)
    wage = pick(WAGES, np.where(works, place, 0), stream("wage", count)).astype(np.int64)
    wage = wage * EARNS[labour, male] * index // 1_000_000 // 50 * 50
    return Work(labour, works, place, months, np.where(works, wage, 0), np.zeros(count, np.uint8))


def _strength(people: People, health: Health, studies: Array) -> Array:
    group = np.array([BY_HEALTH[code] for code in range(len(BY_HEALTH))], np.uint8)[health.state]
    sick = health.state != HEALTHY
    group[health.severe] = STRENGTH.index("severe")
    sixties = (people.age >= 60) & ~health.severe
    group[sixties] = np.where(sick, STRENGTH.index("frail_sixties"), STRENGTH.index("sixties"))[sixties]
    group[(people.age >= 70) & ~health.severe] = STRENGTH.index("seventies")
    group[people.age >= 80] = STRENGTH.index("eighties")
    group[(people.age < 16) | studies] = STRENGTH.index("child_or_student")
    return group


def posts(stream: Stream, people: People, work: Work, entitled: Array) -> Array:
    """Months in a public-welfare post, 0 without one: for people who stay, of households the posts are meant for."""
    stays = ~work.works | (work.place <= TOWNSHIP)
    can = entitled & stays & work.has_labour & (people.age >= 16) & (people.age < 70)
    given = can & stream.chance("post", len(people), POST)
    return np.where(given, POST_MONTHS(0, stream("post months", len(people))), 0)
