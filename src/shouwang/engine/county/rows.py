"""A block's life as rows of the canonical tables."""

import numpy as np
import pyarrow as pa
from pyarrow import compute

from shouwang.engine import tables
from shouwang.engine.county import happenings, health, money, names, numbers, status
from shouwang.engine.county.block import Block
from shouwang.engine.county.columns import record, words
from shouwang.engine.county.draws import DRAWS, UNKNOWN, Array
from shouwang.engine.county.happenings import EVENT_TABLE, MEASURE_TABLE
from shouwang.engine.county.map import Map
from shouwang.engine.county.people import RELATION
from shouwang.engine.county.school import EDUCATION

HOUSEHOLDS_PER_GROUP = 36
MARRIED_IN = [RELATION.index(word) for word in ("spouse", "child_in_law", "parent_in_law", "other")]
SITES = ("幸福小区", "新村安置点", "向阳小区", "福安家园")
WITH_TELEPHONE = 6000


def record_batches(block: Block) -> dict[str, pa.RecordBatch]:
    """By name, in the order of the declared tables; areas belong to the county and not to a block."""
    ids = _Ids(block)
    return {
        "households": _households(block, ids),
        "persons": _persons(block, ids),
        "incomes": _incomes(block, ids),
        "expenses": _expenses(block, ids),
        "events": _events(block, ids),
        "measures": _measures(block, ids),
    }


class _Ids:
    """Who is called what: codes, names, telephones of a block."""

    def __init__(self, block: Block) -> None:
        place = block.household - block.plan.map.starts[block.village]
        people = block.life.people
        codes = block.plan.map.codes[block.village]
        self.serial = place + 1
        self.villages = numbers.text(numbers.digits(codes, 12))
        self.households = numbers.text(numbers.household_ids(codes, self.serial))
        self.citizens = numbers.citizen_numbers(block.stream, people, block.plan.map.county)
        self.names = names.draw_names(block.stream, people.home, np.isin(people.relation, MARRIED_IN))
        self.telephones = numbers.telephones(block.stream.block, len(people))

    def of(self, home: Array) -> pa.DictionaryArray:
        """Household codes of rows of another table."""
        return pa.DictionaryArray.from_arrays(pa.array(home, pa.int32()), self.households)

    def of_persons(self, person: Array) -> pa.Array:
        """Person codes, empty where the row is about the household."""
        codes = numbers.text(self.citizens[person])
        return compute.if_else(pa.array(person >= 0), codes, None)


def _households(block: Block, ids: _Ids) -> pa.RecordBatch:
    life, start = block.life, block.life.people.start
    own = dict(life.status.columns)
    bad_house = own["house_grade"] > status.GRADE_B
    return record(
        tables.HOUSEHOLDS,
        block.stream,
        own
        | _monitoring(block)
        | {
            "household_id": ids.households,
            "area_code": ids.villages,
            "group_name": _groups(ids.serial),
            "house_self_fix": _only(bad_house, own["house_self_fix"]),
            "other_safe_house": _only(bad_house, own["other_safe_house"]),
            "resettlement_site": words(
                np.where(own["resettled"], block.village % len(SITES), UNKNOWN).astype(np.uint8), SITES
            ),
            "head_name": words(ids.names[start], names.NAMES),
            "address": _addresses(block.plan.map, block.village, ids.serial),
            "phone": numbers.text(ids.telephones[start]),
        },
    )


def _only(where: Array, values: Array) -> pa.Array:
    """Answers to a question that is asked of some only."""
    return pa.array(values, mask=~where)


def _monitoring(block: Block) -> dict[str, pa.Array]:
    own, count = block.life.status, len(block.household)
    eliminated = own.columns["risk_state"] == status.ELIMINATED
    way = block.stream.chance("eliminated by help", count, 9300)
    identified = np.asarray(block.life.identified, np.int32)
    return {
        "identified_on": pa.array(identified, pa.date32(), mask=~own.monitored),
        "eliminated_on": pa.array(block.eliminated.astype(np.int32), pa.date32(), mask=~eliminated),
        "elimination_way": np.where(eliminated, way, UNKNOWN).astype(np.uint8),
    }


def _groups(serial: Array) -> pa.Array:
    last = int(serial.max()) // HOUSEHOLDS_PER_GROUP + 1
    return words((serial - 1) // HOUSEHOLDS_PER_GROUP, [f"{number}组" for number in range(1, last + 1)])


def _addresses(of: Map, village: Array, serial: Array) -> pa.Array:
    """Township, village and group in words."""
    group = (serial - 1) // HOUSEHOLDS_PER_GROUP
    key = village.astype(np.int64) * DRAWS + group
    places, code = np.unique(key, return_inverse=True)
    texts = [
        f"{of.township_names[of.township[place // DRAWS]]}{of.names[place // DRAWS]}{place % DRAWS + 1}组"
        for place in places.tolist()
    ]
    return words(code.astype(np.int32), texts)


def _persons(block: Block, ids: _Ids) -> pa.RecordBatch:
    life, people, stream = block.life, block.life.people, block.stream
    helped = (life.status.lifted | life.status.monitored)[people.home]
    reachable = (people.age >= 16) & stream.chance("telephone", len(people), WITH_TELEPHONE)
    reachable[people.start] = True
    return record(
        tables.PERSONS,
        stream,
        {
            "person_id": numbers.text(ids.citizens),
            "household_id": ids.of(people.home),
            "name": words(ids.names, names.NAMES),
            "id_number": numbers.identity_numbers(ids.citizens, life.health),
            "relation": people.relation,
            "sex": (~people.male).astype(np.uint8),
            "birth_date": people.born.astype(np.int32),
            "ethnicity": words(_peoples(block)[people.home], status.ETHNICITY),
            "phone": compute.if_else(pa.array(reachable), numbers.text(ids.telephones), None),
        }
        | _learning_and_body(block)
        | _working(block)
        | health.insurances(stream, people, life.health, life.schooling.studies, helped),
    )


def _peoples(block: Block) -> Array:
    return status.PEOPLES(0, block.stream("ethnicity", len(block.household)))


def _learning_and_body(block: Block) -> dict[str, Array | pa.Array]:
    schooling, body, standing = block.life.schooling, block.life.health, block.life.status
    return {
        "education": words(schooling.education, EDUCATION, known=~schooling.studies),
        "student_stage": schooling.stage,
        "in_school": schooling.in_school,
        "home_teaching": schooling.home_teaching,
        "health": body.state,
        "disability_grade": body.grade,
        "disability_kind": body.kind,
        "subsistence_allowance": standing.member_allowance,
        "extreme_hardship": standing.hard[block.life.people.home],
    }


def _working(block: Block) -> dict[str, Array]:
    work = block.life.work
    return {
        "labour": work.labour,
        "works": work.works,
        "work_place": work.place,
        "work_months": work.months,
        "monthly_wage": work.monthly_wage * 100,
        "welfare_post": work.post_months > 0,
        "welfare_post_months": work.post_months,
    }


def _incomes(block: Block, ids: _Ids) -> pa.RecordBatch:
    incomes = block.incomes
    all_items = [item for items in money.ITEMS for item in items]
    offsets = np.cumsum([0, *(len(items) for items in money.ITEMS)], dtype=np.int32)
    return record(
        tables.INCOMES,
        block.stream,
        {
            "household_id": ids.of(incomes.home),
            "period": words(incomes.term, block.plan.terms),
            "kind": incomes.kind,
            "item": words(offsets[incomes.kind] + incomes.item, all_items),
            "amount": incomes.fen,
            "forecast": incomes.term == 2,
        },
    )


def _expenses(block: Block, ids: _Ids) -> pa.RecordBatch:
    expenses = block.expenses
    return record(
        tables.EXPENSES,
        block.stream,
        {
            "household_id": ids.of(expenses.home),
            "person_id": ids.of_persons(expenses.person),
            "period": words(np.zeros(len(expenses.home), np.int32), block.plan.terms[:1]),
            "kind": expenses.kind,
            "amount": expenses.fen,
            "insurance_payout": expenses.payout,
        },
    )


def _events(block: Block, ids: _Ids) -> pa.RecordBatch:
    events = block.events
    # Of those that happen here: what else may be written into the column leaves the files as they were.
    kinds = [event.kind for event in EVENT_TABLE]
    return record(
        tables.EVENTS,
        block.stream,
        {
            "household_id": ids.of(events.home),
            "person_id": ids.of_persons(events.person),
            "kind": words(events.row.astype(np.uint8), kinds),
            "occurred_on": events.day.astype(np.int32),
            "channel": happenings.channels(block.stream, events),
            "department": _sayings(events.row, [event.department for event in EVENT_TABLE]),
            "amount": events.loss * 100,
            "note": _sayings(events.row, [event.note for event in EVENT_TABLE]),
        },
    )


def _sayings(row: Array, texts: list[str | None]) -> pa.Array:
    """What the table says of each row, empty where it says nothing."""
    said = list(dict.fromkeys(text for text in texts if text))
    codes = [said.index(text) if text else UNKNOWN for text in texts]
    return words(np.array(codes, np.uint8)[row], said)


def _measures(block: Block, ids: _Ids) -> pa.RecordBatch:
    measures = block.measures
    kinds = [tables.MEASURES["kind"].codes.index(measure.kind) for measure in MEASURE_TABLE]
    return record(
        tables.MEASURES,
        block.stream,
        {
            "household_id": ids.of(measures.home),
            "person_id": ids.of_persons(measures.person),
            "kind": np.array(kinds, np.uint8)[measures.row],
            "starts_on": measures.start.astype(np.int32),
            "ends_on": pa.array(measures.end.astype(np.int32), pa.date32(), mask=measures.end < 0),
            "amount": measures.spent * 100,
            "development": np.array([measure.development for measure in MEASURE_TABLE])[measures.row],
        },
    )
