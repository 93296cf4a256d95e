"""Taking back what one import wrote, as long as nothing builds on it.

Nothing is deleted: what it added leaves the register as a mistake, what it changed is as before again, and the past
goes on telling what was known meanwhile.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.journal import clauses, entries
from shouwang.office.journal.recorded import differences
from shouwang.office.registry import grounds
from shouwang.office.registry.facts import Ending
from shouwang.office.registry.intake import counting, elsewhere
from shouwang.office.registry.models import (
    STATEMENTS,
    Change,
    Guarantee,
    Household,
    IncomeWatch,
    Link,
    Paper,
    Person,
)
from shouwang.office.registry.writing import amending, bulk, telling
from shouwang.office.registry.writing.amending import PAST, STAGED
from shouwang.office.registry.writing.prepared import Stamp

UNDONE = "undo:"
NAMED = 5
"""Households named in a refusal."""
PRESENT: tuple[Any, ...] = (Person, Household)
BUILT: tuple[Any, ...] = (Change, Guarantee, IncomeWatch, Link, Paper)


def refuse_built_on(source: str, *, committed_at: datetime, by: Any = None) -> None:
    """Refused when anything was done since with what the import wrote; says what, and of which households."""
    elsewhere.refuse_twice(source, committed_at, by=by)
    found = list(_built(source))
    if found:
        raise Refused(
            _("导入之后又有了新的登记，不能整批撤销：%(what)s。") % {"what": _("；").join(found)},
            _("请逐户用变更申请更正；或先撤销后来的导入，再撤销这一批。"),
        )


def _built(source: str) -> Iterator[str]:
    for what, query, values in (
        (_("农户后来又改过"), _changed_since(Household), [source, source]),
        (_("成员后来又改过"), _changed_since(Person), [source, source]),
        *(
            (_("收支、事件或措施后来又改过"), _withdrawn_since(model), [source])
            for model in STATEMENTS.values()
        ),
        *((_("新登记的户已有后续办理"), _added_to(model), [source, source]) for model in BUILT),
        *(
            (_("新登记的户已有后续登记"), _stated_since(model), [source] * 3)
            for model in (Person, *STATEMENTS.values())
        ),
    ):
        homes = [code for (code,) in bulk.rows(query, values)]
        if homes:
            some = _("、").join(homes[:NAMED])
            yield _("%(what)s（%(n)s 户，如 %(some)s）") % {"what": what, "n": len(homes), "some": some}


def _home(model: Any) -> str:
    """The key of the household that a row `t` is of."""
    return "t.id" if model is Household else "t.household_id"


def _changed_since(model: Any) -> str:
    past = PAST[model]._meta.db_table
    return (
        f"SELECT DISTINCT h.household_id FROM {past} p JOIN {model._meta.db_table} t ON t.id = p.{amending.owner(model)}"
        f" JOIN registry_household h ON h.id = {_home(model)} WHERE p.source = %s AND t.source <> %s"
        f"{_but_counted() if model is Household else ''} ORDER BY 1"
    )


def _but_counted() -> str:
    """A state `p` that only counts the people anew: on that nothing builds but what builds on them."""
    facts = [one for one in amending.past_columns(Household) if one not in {*APART, "source"}]
    same = " AND ".join(f"q.{one} IS NOT DISTINCT FROM p.{one}" for one in facts)
    return (
        " AND NOT EXISTS (SELECT 1 FROM registry_householdpast q WHERE q.household_id = p.household_id"
        f" AND q.id < p.id AND q.replaced_at = p.recorded_at AND {same})"
    )


def _withdrawn_since(model: Any) -> str:
    return (
        f"SELECT DISTINCT h.household_id FROM {model._meta.db_table} t JOIN registry_household h"
        " ON h.id = t.household_id WHERE t.source = %s AND t.withdrawn_at IS NOT NULL"
        f" AND t.withdrawn_by NOT LIKE '{UNDONE}%%' ORDER BY 1"
    )


CREATED = "t.source = %s AND NOT EXISTS (SELECT 1 FROM {past} p WHERE p.{owner} = t.id AND p.source <> %s)"
"""Rows `t` that the import created: no state of theirs is of another source."""


def _new(model: Any) -> str:
    return CREATED.format(past=PAST[model]._meta.db_table, owner=amending.owner(model))


def _added_to(model: Any) -> str:
    new = _new(Household)
    return (
        f"SELECT DISTINCT t.household_id FROM registry_household t JOIN {model._meta.db_table} x"
        f" ON x.household_id = t.id WHERE {new} ORDER BY 1"
    )


def _stated_since(model: Any) -> str:
    # What an import stated that was taken back itself is nothing that anything builds on.
    taken_back = "" if model is Person else f" AND x.withdrawn_by NOT LIKE '{UNDONE}%%'"
    return _added_to(model).replace(" ORDER BY", f" AND x.source <> %s{taken_back} ORDER BY")


def take_back(
    source: str, *, committed_at: datetime, stamp: Stamp, area_code: str, by: Any = None
) -> dict[str, int]:
    """Inside the caller's transaction.  `stamp.source` is of the undoing: `undo:import:12`.  Gives what was done."""
    with transaction.atomic(), clauses.resting(grounds.of_source(stamp.source), on=stamp.on):
        homes = _homes(source, committed_at)
        amending.lock(pa.table({"id": homes}))
        refuse_built_on(source, committed_at=committed_at, by=by)
        counted = counting.since(stamp, source)
        counts = {"withdrawn": 0, "restored": 0, "ended": 0}
        for model in STATEMENTS.values():
            _restate(model, source, stamp, counts)
        for model in PRESENT:
            counts["ended"] += _end(model, source, stamp)
            counts["restored"] += _restore(model, source, committed_at, stamp)
        amending.follow(homes, stamp)
        counting.recount(homes, counted)
        entries.record("import.undone", on=stamp.on, area_code=area_code, detail={"source": source, **counts})
    return counts


def _homes(source: str, at: datetime) -> pa.Array:
    """Every household that the import touched; and where its members were before."""
    queries = ["SELECT id FROM registry_household WHERE source = %s"]
    queries.append("SELECT household_id FROM registry_person WHERE source = %s")
    values: list[Any] = [source, source]
    for model in STATEMENTS.values():
        queries.append(
            f"SELECT household_id FROM {model._meta.db_table} WHERE source = %s OR withdrawn_by = %s"
        )
        values += [source, source]
    queries.append("SELECT household_id FROM registry_personpast WHERE replaced_at = %s")
    rows = bulk.rows(" UNION ".join(queries), [*values, bulk.moment(at)])
    return pa.array(sorted(key for (key,) in rows), pa.int64())


def _restate(model: Any, source: str, stamp: Stamp, counts: dict[str, int]) -> None:
    """Its statements are withdrawn; those that it withdrew are stated anew, as their first source did."""
    table = model._meta.db_table
    mine = _keyed(
        f"SELECT id, area_code FROM {table} WHERE source = %s AND withdrawn_at IS NULL ORDER BY id", [source]
    )
    amending.withdraw(model, mine, stamp)
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]
    given = {"recorded_at": bulk.moment(stamp.at), "restored_by": stamp.source}
    fresh = {name: amending.cast(model, name) for name in given} | {
        "withdrawn_at": "NULL",
        "withdrawn_by": "''",
        "withdrawn_why": "''",
    }
    copied = ", ".join(fresh.get(name, name) for name in columns)
    again = bulk.run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {copied} FROM {table} WHERE withdrawn_by = %s ORDER BY id",
        [*(given[name] for name in columns if name in given), source],
    )
    bulk.run(f"UPDATE {table} SET withdrawn_by = %s WHERE withdrawn_by = %s", [stamp.source, source])
    counts["withdrawn"] += mine.num_rows
    counts["restored"] += max(again, 0)
    _tell_restated(model, stamp)


def _tell_restated(model: Any, stamp: Stamp) -> None:
    rows = bulk.rows(
        f"SELECT id, area_code, source FROM {model._meta.db_table} WHERE recorded_at = %s AND withdrawn_at IS NULL",
        [bulk.moment(stamp.at)],
    )
    kind = model._meta.model_name
    entries.record_many(
        entries.Line(f"{kind}.restored", kind, str(key), area, {"source": [None, source], **told_back(stamp)})
        for key, area, source in rows
    )


def told_back(stamp: Stamp) -> dict[str, Any]:
    """What the journal is told of something restored, beside what it says again."""
    return {"restored_by": ["", stamp.source]}


def _keyed(query: str, values: list[Any]) -> pa.Table:
    rows = bulk.rows(query, values)
    return pa.table(
        {"id": pa.array([row[0] for row in rows], pa.int64()), "area_code": [row[1] for row in rows]}
    )


def _end(model: Any, source: str, stamp: Stamp) -> int:
    """What it added was never so: it ends on the day on which it began."""
    table = model._meta.db_table
    rows = bulk.rows(
        f"SELECT t.id, t.{amending.code(model)}, t.area_code, t.since FROM {table} t"
        f" WHERE {_new(model)} AND t.ended_on IS NULL ORDER BY t.id",
        [source, source],
    )
    if not rows:
        return 0
    bulk.stage(STAGED, pa.table({"id": pa.array([row[0] for row in rows], pa.int64())}))
    amending.keep(model, stamp)
    bulk.run(
        f"UPDATE {table} SET ended_on = {table}.since, ending = '{Ending.MISTAKE.value}', recorded_at = %s, source = %s,"
        f" restored_by = '', version = {table}.version + 1 FROM {STAGED} s WHERE s.id = {table}.id",
        [bulk.moment(stamp.at), stamp.source],
    )
    said = {"ending": ["", Ending.MISTAKE.value], "source": [source, stamp.source]}
    telling.each(
        model,
        (
            (ident, area, said | {"ended_on": [None, str(bulk.day(since))]})
            for _key, ident, area, since in rows
        ),
    )
    return len(rows)


def _restore(model: Any, source: str, at: datetime, stamp: Stamp) -> int:
    """What it changed is as before; since the day of the change, because before that day it never was otherwise."""
    table, past, owner = model._meta.db_table, PAST[model]._meta.db_table, amending.owner(model)
    pairs = bulk.rows(
        # The first that the import took the place of, should it have changed one twice.
        f"SELECT t.id, min(p.id) FROM {table} t JOIN {past} p ON p.{owner} = t.id"
        f" WHERE t.source = %s AND p.replaced_at = %s GROUP BY t.id ORDER BY t.id",
        [source, bulk.moment(at)],
    )
    if not pairs:
        return 0
    names = [name for name in amending.past_columns(model) if name not in APART]
    told = [(ident, area, said | told_back(stamp)) for ident, area, said in _restored(model, pairs, names)]
    keys, states = zip(*pairs, strict=True)
    bulk.stage(STAGED, pa.table({"id": pa.array(keys, pa.int64()), "state": pa.array(states, pa.int64())}))
    amending.keep(model, stamp)
    facts = ", ".join(f"{name} = p.{name}" for name in names)
    bulk.run(
        f"UPDATE {table} SET {facts}, recorded_at = %s, restored_by = %s, version = {table}.version + 1"
        f" FROM {past} p, {STAGED} s WHERE s.id = {table}.id AND p.id = s.state",
        [bulk.moment(stamp.at), stamp.source],
    )
    telling.each(model, told)
    return len(pairs)


APART = {"since", "recorded_at", "restored_by", "members", "version"}
"""Columns of a state that do not come back with it."""
COMPARED = 500
"""Records at a time: data bases limit how many keys a question names."""


def _restored(
    model: Any, pairs: list[tuple[int, int]], names: list[str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Code, area and changed fields, as saving the record would have told them; before it is restored."""
    fields = [f for f in model._meta.concrete_fields if f.column in names and f.name not in model.unrecorded]
    wanted = [field.attname for field in fields]
    for start in range(0, len(pairs), COMPARED):
        keys, states = zip(*pairs[start : start + COMPARED], strict=True)
        present = model._base_manager.filter(pk__in=keys).order_by("pk")
        before = PAST[model]._base_manager.in_bulk(states)
        for row, state in zip(present.values(amending.code(model), *wanted), states, strict=True):
            was = {name: getattr(before[state], name) for name in wanted}
            yield row[amending.code(model)], was["area_code"], differences(fields, row, was)
