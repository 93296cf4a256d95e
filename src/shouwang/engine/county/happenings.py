"""What befell households in the last two years, and what was done for them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shouwang.engine.county.draws import Array, Stream, curve, odds
from shouwang.engine.county.health import HEALTHY, SERIOUS, Health
from shouwang.engine.county.people import People
from shouwang.engine.county.school import COMPULSORY, Schooling
from shouwang.engine.county.status import GRADE_B, Means, Status
from shouwang.engine.county.work import Work
from shouwang.engine.tables import EVENTS, MEASURES

EVENT_KINDS = EVENTS["kind"].codes
MEASURE_KINDS = MEASURES["kind"].codes
DAYS_BACK = 730


@dataclass(frozen=True)
class Life:
    """What is known of a block's households before events, measures and money."""

    means: Means
    people: People
    health: Health
    schooling: Schooling
    work: Work
    status: Status
    identified: Array
    """Days since 1970, of monitored households; for others the reference day."""


@dataclass(frozen=True)
class Event:
    kind: str
    whom: Callable[[Life], Array]
    """Candidates: a condition over persons or over households."""
    per_10000: int
    department: str | None
    loss: tuple[int, int] | None
    note: str | None = None


def everyone(life: Life) -> Array:
    return np.ones(len(life.people), bool)


def homes(life: Life) -> Array:
    return np.ones(len(life.people.start), bool)


def gravely_ill(life: Life) -> Array:
    return life.health.state == SERIOUS


def out_of_school(life: Life) -> Array:
    age, schooling = life.people.age, life.schooling
    compulsory = (age >= COMPULSORY[0]) & (age <= COMPULSORY[1])
    return compulsory & ~schooling.in_school & ~schooling.home_teaching


def working(life: Life) -> Array:
    return life.work.works


def farming(life: Life) -> Array:
    return ~life.status.columns["no_labour"]


INSURANCE, SCHOOLS, POLICE, LABOUR = "县医疗保障局", "县教育局", "县公安局", "县人力资源和社会保障局"
EMERGENCY, FARMING, PETITIONS = "县应急管理局", "县农业农村局", "县信访局"

EVENT_TABLE = (
    #     kind                whom           of 10,000  department  loss in yuan
    Event("dropout",          out_of_school, 8000,      SCHOOLS,    None),
    Event("job_loss",         working,         35,      LABOUR,     None),
    Event("work_interrupted", working,         55,      LABOUR,     (1_000, 15_000)),
    Event("serious_illness",  gravely_ill,   4200,      INSURANCE,  (5_000, 90_000)),
    Event("accident",         everyone,        11,      POLICE,     (2_000, 60_000)),
    Event("death_of_worker",  homes,           14,      None,       None, "主要劳动力去世"),
    Event("fire",             homes,            4,      EMERGENCY,  (2_000, 80_000)),
    Event("flood",            homes,           45,      EMERGENCY,  (500, 30_000)),
    Event("drought",          farming,         25,      EMERGENCY,  (300, 6_000)),
    Event("geological",       homes,            6,      EMERGENCY,  (3_000, 60_000)),
    Event("other_disaster",   homes,           12,      EMERGENCY,  (300, 8_000), "冰雹"),
    Event("business_failure", farming,         12,      FARMING,    (3_000, 80_000)),
    Event("crop_loss",        farming,         32,      FARMING,    (500, 12_000)),
    Event("unsold_goods",     farming,         15,      FARMING,    (500, 20_000)),
    Event("debt",             homes,           18,      None,       (10_000, 150_000)),
    Event("petition",         homes,           15,      PETITIONS,  None),
    Event("other",            homes,            8,      None,       None, "村干部走访时发现"),
)  # fmt: skip
# Most losses are small.
LOSS = curve((0, 0), (600, 250), (900, 600), (1000, 1000))
DISASTERS = ("fire", "flood", "drought", "geological", "other_disaster", "crop_loss")


@dataclass(frozen=True)
class Events:
    home: Array
    person: Array
    """-1 where it befell the household."""
    row: Array
    """Place in EVENT_TABLE."""
    day: Array
    loss: Array
    """Yuan; -1 unknown."""

    def hit(self, homes: int, *kinds: str) -> Array:
        rows = [place for place, event in enumerate(EVENT_TABLE) if event.kind in kinds]
        hit = np.zeros(homes, bool)
        hit[self.home[np.isin(self.row, rows)]] = True
        return hit


def draw_events(stream: Stream, life: Life, on: int) -> Events:
    parts = [_draw_event(stream, life, event) for event in EVENT_TABLE]
    home, person, row, loss = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(home, kind="stable")
    day = on - stream.between("days since event", len(home), 1, DAYS_BACK)
    return Events(home[order], person[order], row[order], day, loss[order])


def _draw_event(stream: Stream, life: Life, event: Event) -> tuple[Array, Array, Array, Array]:
    who, home, person = _drawn(stream, life, event.whom, event.kind, event.per_10000)
    loss = np.full(len(who), -1)
    if event.loss:
        low, high = event.loss
        loss = low + LOSS[stream(f"loss, {event.kind}", len(who))] * (high - low) // 1000 // 100 * 100
    return home, person, np.full(len(who), EVENT_TABLE.index(event)), loss


def _drawn(
    stream: Stream, life: Life, whom: Callable[[Life], Array], name: str, per_10000: int
) -> tuple[Array, Array, Array]:
    """Who of the candidates is hit: their places, their households, themselves (-1 for a household)."""
    candidates = whom(life)
    places = np.flatnonzero(candidates)
    who = places[stream.chance(name, len(places), per_10000)]
    if len(candidates) == len(life.people.start):
        return who, who, np.full(len(who), -1)
    return who, life.people.home[who], who


# Who reported it, by what the list says of it: 0 a department sent it, 1 nobody did, 2 a petition.
CHANNELS = odds(
    """
     said self_report cadre_visit grid_worker people petition hotline department media  -
     0             0           0           0      0        0       0         93     0  7
     1            28          34          16      9        1       5          0     1  6
     2             0           0           0      0       78      17          0     3  2
    """,
    EVENTS["channel"],
)
_SAID = np.array(
    [2 if event.kind == "petition" else 0 if event.department else 1 for event in EVENT_TABLE], np.uint8
)


def channels(stream: Stream, events: Events) -> Array:
    """Codes of the channel, which nothing else depends on."""
    return CHANNELS(_SAID[events.row], stream("event's channel", len(events.row)))


@dataclass(frozen=True)
class Measure:
    kind: str
    whom: Callable[[Life], Array]
    per_10000: int
    development: bool
    spent: tuple[int, int]


def helped(life: Life) -> Array:
    """Households that help is meant for."""
    return life.status.lifted | life.status.monitored


def helped_with_labour(life: Life) -> Array:
    return helped(life) & farming(life)


def developing(life: Life) -> Array:
    """Open cases with labour: they have to get help to help themselves."""
    return life.status.active & farming(life)


def of_helped(of_persons: Callable[[Life], Array]) -> Callable[[Life], Array]:
    def both(life: Life) -> Array:
        return of_persons(life) & helped(life)[life.people.home]

    return both


def on_post(life: Life) -> Array:
    return life.work.post_months > 0


def ill(life: Life) -> Array:
    return life.health.state != HEALTHY


def studying(life: Life) -> Array:
    return life.schooling.studies


def in_bad_house(life: Life) -> Array:
    return life.status.columns["house_grade"] > GRADE_B


def without_water(life: Life) -> Array:
    return ~life.status.columns["water_safe"]


def resettled(life: Life) -> Array:
    return life.status.columns["resettled"]


def on_allowance(life: Life) -> Array:
    return (life.status.columns["subsistence_allowance"] > 0) | life.status.hard


def under_watch(life: Life) -> Array:
    return life.status.monitored


MEASURE_TABLE = (
    #       kind              whom                  of 10,000  development  yuan
    Measure("industry",       developing,              10_000, True,        (1_000, 8_000)),
    Measure("industry",       helped_with_labour,       3_800, True,        (500, 6_000)),
    Measure("employment",     of_helped(working),       3_300, True,        (300, 3_000)),
    Measure("finance",        helped_with_labour,         900, True,        (10_000, 50_000)),
    Measure("welfare_post",   on_post,                 10_000, True,        (2_000, 8_400)),
    Measure("housing",        in_bad_house,             3_000, False,       (5_000, 40_000)),
    Measure("water",          without_water,            2_500, False,       (500, 5_000)),
    Measure("health",         of_helped(ill),           7_500, False,       (200, 6_000)),
    Measure("education",      of_helped(studying),      6_500, False,       (300, 4_000)),
    Measure("safety_net",     on_allowance,             9_800, False,       (2_000, 12_000)),
    Measure("social",         under_watch,             10_000, False,       (200, 2_000)),
    Measure("relocation",     resettled,                9_900, False,       (20_000, 90_000)),
    Measure("infrastructure", helped,                     500, False,       (500, 5_000)),
    Measure("other",          helped,                     300, False,       (200, 2_000)),
)  # fmt: skip


@dataclass(frozen=True)
class Measures:
    home: Array
    person: Array
    row: Array
    """Place in MEASURE_TABLE."""
    start: Array
    end: Array
    """-1 for those that go on."""
    spent: Array


def draw_measures(stream: Stream, life: Life, on: int) -> Measures:
    """Help for monitored households begins within a month of their identification."""
    parts = [_draw_measure(stream, life, row) for row in range(len(MEASURE_TABLE))]
    home, person, row, spent = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(home, kind="stable")
    home, count = home[order], len(home)
    earliest = np.where(life.status.monitored[home], life.identified[home], on - 1400)
    latest = np.where(life.status.monitored[home], np.minimum(earliest + 29, on), on - 20)
    start = earliest + stream("start", count) * (latest - earliest + 1) // 65_536
    end = start + stream.between("duration", count, 60, 1500)
    ended = stream.chance("ended", count, 3000) & (end <= on) & ~life.status.active[home]
    return Measures(home, person[order], row[order], start, np.where(ended, end, -1), spent[order])


def _draw_measure(stream: Stream, life: Life, row: int) -> tuple[Array, Array, Array, Array]:
    measure = MEASURE_TABLE[row]
    who, home, person = _drawn(stream, life, measure.whom, f"measure {row}", measure.per_10000)
    low, high = measure.spent
    spent = low + LOSS[stream(f"spent {row}", len(who))] * (high - low) // 1000 // 100 * 100
    return home, person, np.full(len(who), row), spent
