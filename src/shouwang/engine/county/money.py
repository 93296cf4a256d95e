"""Incomes of two years and the forecast of the running one; expenses.  Amounts are fen until they are written.

A household's net income per head is drawn from the curve of its class, then split: what members earn and what
the state pays are known from elsewhere, the farm brings the rest.
"""

from dataclasses import dataclass

import numpy as np

from shouwang.engine.county.draws import Array, Stream, curve, curves, numbers, pick, scale
from shouwang.engine.county.happenings import Life
from shouwang.engine.county.health import CHRONIC, SERIOUS
from shouwang.engine.county.people import People
from shouwang.engine.county.school import STAGES
from shouwang.engine.county.status import ALLOWANCE, Status
from shouwang.engine.county.work import POST_PAY
from shouwang.engine.tables import EXPENSES, INCOMES

KINDS = INCOMES["kind"].codes
WAGE, BUSINESS, PROPERTY, TRANSFER, COST = range(5)

# Net income per head and year in yuan of 2022: per mille of the households from the poorest up.
ORDINARY = curve(
    (0, 3900), (14, 6500), (60, 8500), (250, 11000), (500, 14200), (800, 20500), (960, 33000), (1000, 60000)
)  # fmt: skip
LIFTED = curve((0, 3200), (30, 6500), (120, 8400), (400, 10600), (700, 14000), (950, 21000), (1000, 36000))
SUPPORTED = curve((0, 3000), (60, 5600), (180, 6900), (700, 9800), (950, 14000), (1000, 22000))
NET = curves(ORDINARY, LIFTED, SUPPORTED)

# Yuan a year and head of 2022.
PENSION = 1480
FARM_SUBSIDY = 130
WHOLE_ALLOWANCE, PART_ALLOWANCE = 4300, 3100
HARDSHIP_SUPPORT = 7400
# Per mille of the wage that is left after rent and daily costs away from home.
KEPT = curve((0, 450), (200, 600), (800, 820), (1000, 950))
# Per mille of what the farm brings in that it cost.
COSTS = curve((0, 120), (300, 220), (800, 380), (1000, 550))
# The year before and the year ahead in per mille of this year.
YEAR_BEFORE = curve((0, 620), (50, 780), (300, 880), (700, 945), (930, 1040), (1000, 1350))
YEAR_AHEAD = curve((0, 550), (40, 850), (300, 980), (700, 1080), (1000, 1300))
LEAST_FARM = 60_000
LEASE = curve((0, 120), (600, 600), (950, 2400), (1000, 9000))

ITEMS = (
    ("务工工资", "公益性岗位工资"),
    ("种植", "养殖", "林果"),
    ("土地流转", "资产收益分红"),
    ("惠农补贴", "养老金", "低保金", "特困供养金"),
    ("种植成本", "养殖成本", "林果成本"),
)
"""By kind: what the amount comes from."""
FARMING = numbers("""
    0   0   1   2
    0 520 330 150
""")

NO_ROWS = {"period": 100, "previous": 60, "forecast": 600}
"""Households in 10,000 of whom nobody knows: no row at all."""


def level(year: int) -> int:
    """Per mille of 2022: seven and a half per cent of 2022 more each year."""
    return max(300, 1000 + 75 * (year - 2022))


@dataclass(frozen=True)
class Incomes:
    home: Array
    term: Array
    """0 the period, 1 the one before, 2 the forecast of the running one."""
    kind: Array
    item: Array
    fen: Array


def draw_incomes(stream: Stream, life: Life, index: int) -> Incomes:
    """`index` is the level of the period."""
    base = _amounts(stream, life, index)
    count = len(base)
    before = pick(YEAR_BEFORE, np.zeros(count), stream("year before", count))[:, None]
    ahead = pick(YEAR_AHEAD, np.zeros(count), stream("year ahead", count))[:, None]
    years = np.stack([base, base * before // 1000, base * ahead // 1_000_000 * 1000], axis=1)
    written = years > 0
    # A household with nothing has a row with 0; without any row its income would be unknown.
    written[:, :, TRANSFER] = True
    for place, (name, share) in enumerate(NO_ROWS.items()):
        written[stream.chance(f"no rows, {name}", count, share), place] = False
    home, term, kind = (places.astype(np.int32) for places in np.nonzero(written))
    items = _items(stream, life)
    return Incomes(home, term, kind.astype(np.uint8), items[home, kind], years[written])


def _items(stream: Stream, life: Life) -> Array:
    """Places in ITEMS by household and kind: the largest thing the amount comes from."""
    people, status = life.people, life.status
    count = len(people.start)
    farming = FARMING(0, stream("farming", count))
    elders, allowance = people.any(people.age >= 60), status.columns["subsistence_allowance"] > 0
    transfers = np.select([status.hard, allowance, elders], [3, 2, 1], 0)
    leases = stream.chance("dividend", count, 3600)
    return np.stack([~people.any(life.work.works), farming, leases, transfers, farming], axis=1)


def _amounts(stream: Stream, life: Life, index: int) -> Array:
    """Fen of the period by household and kind."""
    people, means, status, work = life.people, life.means, life.status, life.work
    count = len(means.place)
    supported = (
        status.active | status.hard | (status.columns["subsistence_allowance"] == ALLOWANCE.index("whole"))
    )
    group = np.where(supported, 2, status.lifted)
    target = pick(NET, group, means.place).astype(np.int64) * people.size * index // 10
    cents = stream.between("fen", count, 0, 9999)
    transfer = _transfers(people, status, index) * 100
    kept = pick(KEPT, np.zeros(count), stream("kept", count))
    posts = people.sum(work.post_months) * POST_PAY
    wage = (people.sum(work.earned) * kept // 10 + posts * 100) // 10_000 * 10_000
    lease = pick(LEASE, np.zeros(count), stream("lease", count)).astype(np.int64) * 100
    lease[~stream.chance("leases", count, 3800)] = 0
    earned = people.any(work.works | (work.post_months > 0))
    wage = np.where(earned, np.clip(wage, 120_000, np.maximum(target * 9 // 10, 120_000)), 0)
    rest = target + cents - wage - transfer - lease
    able = ~status.columns["no_labour"]
    # Help for the farm brings something in.
    rest = np.where(able & (status.lifted | status.monitored), np.maximum(rest, LEAST_FARM), rest)
    farms = able & (rest > 0)
    costs = pick(COSTS, np.zeros(count), stream("costs", count))
    business = np.where(farms, rest * 1000 // (1000 - costs), 0)
    # Children and relatives support those who cannot work.
    transfer += np.where(~farms & (rest > 0), rest, 0)
    return np.stack([wage, business, lease, transfer, np.where(farms, business - rest, 0)], axis=1)


def _transfers(people: People, status: Status, index: int) -> Array:
    """Whole yuan a year."""
    pensions = people.sum(people.age >= 60) * PENSION
    members = people.sum(status.member_allowance)
    whole = status.columns["subsistence_allowance"] == ALLOWANCE.index("whole")
    allowance = members * np.where(whole, WHOLE_ALLOWANCE, PART_ALLOWANCE)
    hardship = status.hard * HARDSHIP_SUPPORT
    return (pensions + allowance + hardship + people.size * FARM_SUBSIDY) * index // 1000


EXPENSE_KINDS = EXPENSES["kind"].codes
MEDICAL, SCHOOLING, DISASTER, ACCIDENT, HOUSING, OTHER = range(6)
HEALTHY_BILL = curve((0, 0), (300, 0), (800, 600), (1000, 2200))
CHRONIC_BILL = curve((0, 200), (500, 1800), (900, 4200), (1000, 9000))
SERIOUS_BILL = curve((0, 1500), (300, 5000), (700, 14000), (950, 42000), (1000, 130000))
BILLS = curves(HEALTHY_BILL, CHRONIC_BILL, SERIOUS_BILL)
FEES = curve((0, 600), (500, 3500), (900, 12000), (1000, 22000))
REPAIRS = curve((0, 500), (500, 6000), (900, 40000), (1000, 160000))
DAMAGE = curve((0, 500), (500, 4000), (900, 20000), (1000, 80000))
FIRST_COSTLY_STAGE = STAGES.index("senior")


@dataclass(frozen=True)
class Expenses:
    home: Array
    person: Array
    """-1 where it is the household's."""
    kind: Array
    fen: Array
    payout: Array


def draw_expenses(stream: Stream, life: Life, *, disaster: Array, accident: Array) -> Expenses:
    """One medical row per household, 0 where nobody was ill: without a row the expenses would be unknown."""
    people, health, schooling = life.people, life.health, life.schooling
    count = len(people.start)
    patient = people.worst(np.array([0, 2, 3, 1], np.uint8)[health.state])
    student = people.worst(schooling.stage)
    ill = np.where(health.state[patient] == SERIOUS, 2, health.state[patient] == CHRONIC)
    fen = np.zeros((count, len(EXPENSE_KINDS)), np.int64)
    fen[:, MEDICAL] = pick(BILLS, ill, stream("bill", count))
    fen[:, SCHOOLING] = _if(schooling.stage[student] >= FIRST_COSTLY_STAGE, FEES, stream("fees", count))
    fen[:, DISASTER] = _if(disaster, DAMAGE, stream("damage", count))
    fen[:, ACCIDENT] = _if(accident, DAMAGE, stream("injury", count))
    fen[:, HOUSING] = _if(stream.chance("repairs", count, 160), REPAIRS, stream("repair", count))
    fen[:, OTHER] = _if(stream.chance("other expense", count, 240), DAMAGE, stream("other amount", count))
    written = fen > 0
    written[:, MEDICAL] = True
    written[stream.chance("no expenses", count, 90)] = False
    home, kind = (places.astype(np.int32) for places in np.nonzero(written))
    person = np.where(kind == MEDICAL, patient[home], np.where(kind == SCHOOLING, student[home], -1))
    amount = fen[written] * 100 + _cents(stream, len(home)) * (fen[written] > 0)
    return Expenses(home, person, kind.astype(np.uint8), amount, _payout(stream, home, kind, amount))


def _if(holds: Array, table: Array, draws: Array) -> Array:
    return np.where(holds, table[draws], 0)


def _cents(stream: Stream, count: int) -> Array:
    return scale(stream("expense fen", count), 0, 99)


def _payout(stream: Stream, home: Array, kind: Array, amount: Array) -> Array:
    """One bill in nine was insured, as was every third damage; the insurer pays three to seven tenths."""
    insured = stream.chance("insured", len(home), 1100) | (
        ((kind == DISASTER) | (kind == ACCIDENT)) & stream.chance("damage insured", len(home), 3300)
    )
    tenths = stream.between("payout", len(home), 3, 7)
    return np.where(insured & (kind != SCHOOLING) & (kind != OTHER), amount // 1000 * tenths * 100, 0)
