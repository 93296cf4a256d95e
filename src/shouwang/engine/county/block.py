"""One block of households: its life from nothing."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from shouwang.engine.calendar import AccountingYear, periods
from shouwang.engine.county import happenings, health, money, school, status, work
from shouwang.engine.county.draws import Array, Stream
from shouwang.engine.county.happenings import Life
from shouwang.engine.county.map import Map
from shouwang.engine.county.people import draw_people

BLOCK = 32_768
"""Households per block.  The content depends on it: another size is another county."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Plan:
    """What a county is made from.  A block depends on nothing else, least of all on other blocks."""

    seed: int
    households: int
    on: date
    map: Map

    @property
    def blocks(self) -> int:
        return -(-self.households // BLOCK)

    @property
    def today(self) -> int:
        """Days since 1970."""
        return (self.on - EPOCH).days

    @property
    def terms(self) -> tuple[str, str, str]:
        """The period, the one before, the running one that is forecast."""
        named = periods(AccountingYear(), self.on)
        return named["period"], named["previous_period"], named["running_period"]


@dataclass(frozen=True)
class Block:
    """Everything that is known of some households in a row."""

    plan: Plan
    stream: Stream
    household: Array
    """Number within the county."""
    village: Array
    """Number within the map."""
    life: Life
    eliminated: Array
    """Days since 1970, where the risk is eliminated."""
    incomes: money.Incomes
    expenses: money.Expenses
    events: happenings.Events
    measures: happenings.Measures


def draw_block(plan: Plan, number: int) -> Block:
    stream = Stream(plan.seed, number)
    household = np.arange(number * BLOCK, min((number + 1) * BLOCK, plan.households), dtype=np.int64)
    village = plan.map.village_of(household)
    means = status.draw_means(stream, plan.map.is_poor(village))
    index = money.level(int(plan.terms[0]))
    life, eliminated = _draw_life(stream, means, index, plan)
    events = happenings.draw_events(stream, life, plan.today)
    return Block(
        plan=plan,
        stream=stream,
        household=household,
        village=village,
        life=life,
        eliminated=eliminated,
        incomes=money.draw_incomes(stream, life, index),
        expenses=money.draw_expenses(
            stream,
            life,
            disaster=events.hit(len(household), *happenings.DISASTERS),
            accident=events.hit(len(household), "accident"),
        ),
        events=events,
        measures=happenings.draw_measures(stream, life, plan.today),
    )


def _draw_life(stream: Stream, means: status.Means, index: int, plan: Plan) -> tuple[Life, Array]:
    people = draw_people(stream, len(means.place), plan.on)
    body = health.draw_health(stream, people)
    schooling = school.draw_schooling(stream, people, body)
    jobs = work.draw_work(stream, people, body, schooling.studies, means.eighth[people.home], index)
    standing = status.draw_status(stream, people, means, body, schooling, jobs)
    entitled = (standing.lifted | standing.monitored)[people.home]
    jobs = replace(jobs, post_months=work.posts(stream, people, jobs, entitled))
    dates = status.draw_dates(stream, standing, plan.today)
    return Life(means, people, body, schooling, jobs, standing, dates.identified), dates.eliminated
