"""Who learns where, and what those who no longer do have learnt."""

from dataclasses import dataclass

from shouwang.engine.county.draws import Array, Stream, numbers, odds
from shouwang.engine.county.health import Health
from shouwang.engine.county.people import People
from shouwang.engine.tables import PERSONS

STAGES = PERSONS["student_stage"].codes
NONE = STAGES.index("none")

BY_AGE = odds(
    """
    age none preschool primary junior senior vocational college university postgraduate
      2 1000         0       0      0      0          0       0          0            0
      3  380       620       0      0      0          0       0          0            0
      5   70       930       0      0      0          0       0          0            0
     11    0         0    1000      0      0          0       0          0            0
     14    0         0       0   1000      0          0       0          0            0
     15    0         0       0    500    310        190       0          0            0
     17   60         0       0      0    560        380       0          0            0
     18  300         0       0      0    260        110     180        150            0
     21  540         0       0      0      0          0     230        230            0
     22  700         0       0      0      0          0      70        220           10
     24  940         0       0      0      0          0       0         35           25
    255 1000         0       0      0      0          0       0          0            0
    """,
    PERSONS["student_stage"],
)

EDUCATION = ("学龄前儿童", "文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
# Whoever is between 16 and 22 went through compulsory schooling: that is how the law is kept by now.
LEARNT = numbers("""
      0 0   1   2   3   4  5  6
      6 1   0   0   0   0  0  0
     15 0   0   1   0   0  0  0
     22 0   0   0 620 250 90 40
     40 0   5 115 560 180 90 50
     60 0  40 400 440 100 15  5
     75 0 180 560 220  40  0  0
    255 0 420 480  90  10  0  0
""")

COMPULSORY = (6, 15)
DROPPED_OUT = 12
TAUGHT_AT_HOME = 6500


@dataclass(frozen=True)
class Schooling:
    stage: Array
    in_school: Array
    home_teaching: Array
    education: Array
    """Places in EDUCATION; of those who still learn the files say the stage instead."""

    @property
    def studies(self) -> Array:
        return self.stage != NONE


def draw_schooling(stream: Stream, people: People, health: Health) -> Schooling:
    count = len(people)
    stage = BY_AGE(people.age, stream("stage", count))
    compulsory = (people.age >= COMPULSORY[0]) & (people.age <= COMPULSORY[1])
    at_home = compulsory & health.severe & stream.chance("taught at home", count, TAUGHT_AT_HOME)
    out = compulsory & ~at_home & stream.chance("dropped out", count, DROPPED_OUT)
    stage[out] = NONE
    return Schooling(
        stage=stage,
        in_school=(stage != NONE) & ~at_home,
        home_teaching=at_home,
        education=LEARNT(people.age, stream("education", count)),
    )
