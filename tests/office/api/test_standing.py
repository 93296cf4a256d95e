"""A client that copies once, and then asks for what changed, has what a fresh copy has – whatever was done meanwhile."""

from datetime import timedelta
from functools import partial
from itertools import cycle

from django.core.cache import cache
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.office import cast as people
from tests.office.api.conftest import program_of
from tests.office.registry import families

from shouwang.engine.tables import TABLES
from shouwang.office.api import columns
from shouwang.office.areas.models import Area
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clock, codes
from shouwang.office.registry.framing import frames
from shouwang.office.registry.homes import moves, persons
from shouwang.office.registry.models import Ending, Expense, Household
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import statements

ON = families.MAY_1
PLACES = (people.VILLAGE, people.NEIGHBOUR, people.FAR)
FLOOD = {"kind": "flood", "occurred_on": "2026-02-01"}
MEDICAL = {"kind": "medical", "amount": "500", "insurance_payout": "0", "period": "2026"}


def settle(cast, code, place):
    family = ({"name": "周大", "relation": "head"}, {"name": "周小", "relation": "child"})
    home = families.settle(
        cast.linjie if place != people.FAR else Anybody(), area=place, code=code, family=family
    )
    statements.enter("expenses", home, MEDICAL, at=clock.now(), source="form")
    statements.enter("events", home, FLOOD, at=clock.now(), source="form")


class Anybody:
    """Who may do everything everywhere: what is tried here is the register, not permissions."""

    def require(self, permission, area_code):
        pass


def amend(cast, home, other, place):
    history.amend(home, {"house_grade": "D" if home.house_grade == "B" else "B"}, on=ON, source="form")


def amend_person(cast, home, other, place):
    if found := home.persons.filter(ended_on=None).first():
        history.amend(found, {"works": not found.works}, on=ON, source="form")


def leave(cast, home, other, place):
    if home.ended_on is None:
        for one in persons.members(home):
            persons.end(one, ending=Ending.MOVED, on=ON, source="form")
        history.amend(home, {"ended_on": ON, "ending": Ending.MOVED, "members": 0}, on=ON, source="form")


def come_back(cast, home, other, place):
    """As a file brings somebody back; their people stay where a merger brought them."""
    given = {"ended_on": None, "ending": "", "merged_into": None}
    history.amend(home, given, on=ON, source="import:1")


def move(cast, home, other, place):
    moves.carry(home, place, on=ON, source="form")


def merge(cast, home, other, place):
    if home == other or home.ended_on or other.ended_on:
        return
    for one in persons.members(home):
        history.amend(one, {"household": other, "area_code": other.area_code}, on=ON, source="form")
    given = {"ended_on": ON, "ending": Ending.MERGED, "merged_into": other, "members": 0}
    history.amend(home, given, on=ON, source="form")


def state(cast, home, other, place):
    statements.enter("expenses", home, MEDICAL, at=clock.now(), source="form")


def withdraw(cast, home, other, place):
    if found := Expense.objects.in_force().filter(household=home).first():
        statements.take_back(found, at=clock.now(), source="form", why="录错了户")


def register(cast, home, other, place):
    if Area.objects.in_force().filter(pk=place).exists():
        settle(cast, f"N{Household.objects.count()}", place)


def follow_area(cast, home, other, place):
    """The neighbouring village becomes part of the village."""
    gone = Area.objects.get(pk=people.NEIGHBOUR)
    gone.valid_to, gone.successor_id = ON, people.VILLAGE
    gone.save()
    moves.follow(gone, by=Anybody(), on=ON)


STEPS = (amend, amend_person, leave, come_back, move, merge, state, withdraw, register, follow_area)
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 4), st.integers(0, 4), st.sampled_from(PLACES))


class Client:
    """Keeps a copy of every table as docs tell: pages, `gone`, and the moment of the first page."""

    def __init__(self, asked, area, limit):
        self.ask = partial(self._ask, asked, {"area": area, "limit": limit, "reveal": "true"})
        self.held = {name: {} for name in TABLES}

    def _ask(self, asked, shared, name, **more):
        return asked.get(f"/tables/{name}", {**shared, **more}).json()

    def pages(self, name, **more):
        after = ""
        while after is not None:
            page = self.ask(name, **more, **({"after": after} if after else {}))
            yield page
            after = page["next"]

    def take(self, between=lambda: None, **more):
        for name, table in TABLES.items():
            key, rows = columns.key_of(table), self.held[name]
            for page in self.pages(name, **more):
                rows |= {row[key]: row for row in page["rows"]}
                for row in page["gone"]:
                    rows.pop(row[key], None)
                between()


class KeepingACopy(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = people.assemble()
        cls.asked = {"430921": program_of(cls.cast.linjie), people.VILLAGE: program_of(cls.cast.achun)}
        with acting(Actor("system:tests")):
            for number, place in enumerate((*PLACES, people.VILLAGE, people.NEIGHBOUR)):
                settle(cls.cast, f"H{number}", place)

    def setUp(self):
        cache.clear()

    def do(self, steps):
        with acting(Actor("system:tests")):
            homes = list(Household.objects.order_by("pk")[:5])
            for act, one, other, place in steps:
                for home in homes:
                    home.refresh_from_db()
                act(self.cast, homes[one], homes[other], place)

    # What chance seldom brings: a merger of what was merged, an heir that moves away, and a merger taken back.
    @example(area="430921", before=[(merge, 0, 3, "")], meanwhile=[], later=[(merge, 3, 1, "")])
    @example(
        area=people.VILLAGE,
        before=[(merge, 0, 3, "")],
        meanwhile=[],
        later=[(move, 3, 0, people.NEIGHBOUR)],
    )
    @example(area=people.VILLAGE, before=[(merge, 2, 0, "")], meanwhile=[], later=[(come_back, 2, 0, "")])
    @settings(max_examples=15, deadline=None)
    @given(
        area=st.sampled_from(["430921", people.VILLAGE]),
        before=st.lists(step, max_size=3),
        meanwhile=st.lists(step, max_size=3),
        later=st.lists(step, max_size=4),
    )
    def test_the_copy_is_what_a_fresh_one_is(self, area, before, meanwhile, later):
        cache.clear()
        self.do(before)
        client, first = Client(self.asked[area], area, 2), clock.now()
        rest = iter(meanwhile)
        client.take(between=lambda: self.do([one for one in [next(rest, None)] if one]))
        self.do([*rest, *later])
        client.take(changed_since=first.isoformat())

        fresh = Client(self.asked[area], area, 1000)
        fresh.take()
        assert client.held == fresh.held
        assert told(fresh.held) == framed(area)

    def test_what_was_there_all_the_time_comes_once(self):
        client, acts = Client(self.asked["430921"], "430921", 1), cycle((amend, state, register))
        ever = {row["person_id"] for page in client.pages("persons") for row in page["rows"]}

        seen = []
        for page in client.pages("persons"):
            seen += [row["person_id"] for row in page["rows"]]
            if len(seen) < 12:
                self.do([(next(acts), 1, 0, people.VILLAGE)])

        assert len(seen) == len(set(seen)) and ever <= set(seen)

    def test_of_elsewhere_no_code_is_told(self):
        first = clock.now()
        self.do([(leave, 2, 0, ""), (move, 0, 0, people.NEIGHBOUR), (amend, 4, 0, "")])

        (page,) = Client(self.asked[people.VILLAGE], people.VILLAGE, 9).pages(
            "households", changed_since=first.isoformat()
        )

        assert page["rows"] == [] and page["gone"] == [{"household_id": "H0"}]

    def test_what_was_recorded_before_does_not_come_again(self):
        self.do([(state, 0, 0, "")])
        later = clock.now() + timedelta(seconds=1)
        client = Client(self.asked["430921"], "430921", 9)

        for name in set(TABLES) - {"areas"}:
            (page,) = client.pages(name, changed_since=later.isoformat())
            assert (page["rows"], page["gone"]) == ([], [])


def told(held):
    """Rows without the numbers of statements, as texts in any order; of areas only those below the asked one."""
    return {
        name: sorted(repr([row[column.name] for column in TABLES[name]]) for row in rows.values())
        for name, rows in held.items()
        if name != "areas"
    }


def framed(area):
    """The same from what rules are judged by."""
    tables = frames.tables(codes.span(codes.padded(area)), clock.today(), personal=True)
    return {
        name: sorted(
            repr([said(column, row[column.name]) for column in TABLES[name]]) for row in rows.to_pylist()
        )
        for name, rows in tables.items()
        if name != "areas"
    }


def said(column, value):
    (cell,) = columns.cells(column, [value], True) if column.name not in columns.SEALED else [value]
    return cell
