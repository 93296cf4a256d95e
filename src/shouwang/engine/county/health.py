"""Health, disability and insurance of every person."""

from dataclasses import dataclass

import numpy as np

from shouwang.engine.county.draws import Array, Stream, numbers, odds
from shouwang.engine.county.people import People
from shouwang.engine.tables import PERSONS

CODES = PERSONS["health"].codes
HEALTHY, CHRONIC, SERIOUS, DISABLED = (
    CODES.index(word) for word in ("healthy", "chronic", "serious", "disabled")
)

BY_AGE = odds(
    """
    age healthy chronic serious disabled
      5    9925      20      15       40
     15    9870      40      20       70
     40    9520     220      50      210
     59    8600     930     120      350
     69    6950    2400     190      460
     79    5700    3470     260      570
    255    4900    4150     270      680
    """,
    PERSONS["health"],
)
GRADE = numbers("""
    0  1  2  3  4
    0 15 28 30 27
""")
KIND = numbers("""
    0  1 2 3  4  5  6 7
    0 12 9 2 45 10 17 5
""")
# One in four disabled people was entered with the number of the card instead of the citizen number.
CARD_AS_NUMBER = 2500
UNINSURED = 27


@dataclass(frozen=True)
class Health:
    state: Array
    grade: Array
    """0 where there is no disability."""
    kind: Array
    card_as_number: Array
    insured: Array
    """Whether somebody has the basic medical insurance."""

    @property
    def severe(self) -> Array:
        return (self.grade == 1) | (self.grade == 2)

    @property
    def heavy(self) -> Array:
        """What a household can hardly carry."""
        return self.severe | (self.state == SERIOUS)


def draw_health(stream: Stream, people: People) -> Health:
    count = len(people)
    state = BY_AGE(people.age, stream("health", count))
    disabled = state == DISABLED
    return Health(
        state=state,
        grade=np.where(disabled, GRADE(0, stream("disability grade", count)), 0),
        kind=np.where(disabled, KIND(0, stream("disability kind", count)), 0),
        card_as_number=disabled & stream.chance("card as number", count, CARD_AS_NUMBER),
        insured=~stream.chance("medical insurance", count, UNINSURED),
    )


def insurances(
    stream: Stream, people: People, health: Health, studies: Array, lifted: Array
) -> dict[str, Array]:
    """Columns of the persons table; `lifted` says of persons whether the family doctor's rounds go there first."""
    count = len(people)
    ill = (health.state == CHRONIC) | (health.state == SERIOUS)
    doctor = np.where(
        lifted, stream.chance("doctor, lifted", count, 9700), stream.chance("doctor", count, 6200)
    )
    return {
        "medical_insured": health.insured,
        "serious_illness_insured": health.insured,
        "pension_insured": (people.age >= 16) & ~studies & stream.chance("pension", count, 9400),
        "family_doctor": doctor,
        "chronic_card": ill & stream.chance("chronic card", count, 6800),
    }
