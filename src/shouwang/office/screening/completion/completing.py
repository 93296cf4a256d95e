"""What is unknown, as work: which column of which household or person, and filling it in.

A column is named as rules name it: `households.water_safe`, `persons.health`, `incomes.*` for a whole table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.tables import HOUSEHOLDS, PERSONS, TABLES, Column
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit.sealing import sealed_of
from shouwang.office.registry.completed import completions
from shouwang.office.registry.completed.cells import table
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import STATEMENTS, Household, Person
from shouwang.office.registry.models.present import CLOSED_OF_HOME
from shouwang.office.registry.past import history
from shouwang.office.registry.past.differences import Stale
from shouwang.office.screening import labels, queries, rows
from shouwang.office.screening.completion import answers
from shouwang.office.screening.models import Finding, Run


@dataclass(frozen=True)
class Asked:
    """One column that rules lack."""

    name: str

    @property
    def table(self) -> str:
        return self.name.partition(".")[0]

    @property
    def short(self) -> str:
        return self.name.partition(".")[2]

    @property
    def label(self) -> str:
        return labels.column(self.name)

    @property
    def model(self) -> type[Household] | type[Person] | None:
        """Whose row holds it; nothing: it stands on a sheet of its own."""
        return {HOUSEHOLDS.name: Household, PERSONS.name: Person}.get(self.table)  # type: ignore[return-value]

    @property
    def declared(self) -> Column:
        return TABLES[self.table][self.short]

    @property
    def is_direct(self) -> bool:
        """Filled in without a second person."""
        if self.model is None or self.short == labels.WHOLE:
            return False
        return self.short not in (
            persons.BY_REQUEST if self.model is Person else persons.HOUSEHOLD_BY_REQUEST
        )


def asked(name: str) -> Asked | None:
    """Nothing for what is no column."""
    table, _dot, short = name.partition(".")
    known = table in TABLES and (short == labels.WHOLE or short in TABLES[table])
    return Asked(name) if known else None


def waiting(run: Run, user: Any, column: Asked) -> "QuerySet[Any]":
    """Findings of households that lack it still; those first that it alone settles."""
    found = queries.findings_for(run, user, Permission.CHANGE_REQUEST).filter(
        missing__contains=f",{column.name},"
    )
    alone = Case(
        When(settles__contains=f",{column.name},", then=Value(0)),
        When(settles=None, tier=labels.UNKNOWN, missing__in=_settled(run, column, found), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    lacking = (
        found.filter(_lacks(column), household__ended_on=None)
        .select_related("household")
        .defer("row", *CLOSED_OF_HOME)
    )
    made: QuerySet[Any] = lacking.annotate(alone=alone).order_by("alone", "area_code", "pk")
    return made


def _settled(run: Run, column: Asked, found: "QuerySet[Any]") -> list[str]:
    """All that households among those found lack together with the column where it alone settles them; of runs of
    earlier versions, which do not say so of each household."""
    # Of a village only its own: whoever looks does not wait for the county's.
    undecided = found.filter(tier=labels.UNKNOWN, settles=None).order_by()
    together = undecided.values_list("missing", flat=True).distinct()
    return [one for one in together if column.name in answers.settling(run, labels.UNKNOWN, rows.split(one))]


def _lacks(column: Asked) -> Q:
    if column.model is Household and column.short != labels.WHOLE:
        return Q(**{f"household__{column.short}__isnull": True})
    if column.model is Person and column.short != labels.WHOLE:
        lacking = Person.objects.filter(
            household=OuterRef("household"), ended_on=None, **{f"{column.short}__isnull": True}
        )
        return Q(Exists(lacking))
    if column.short == labels.WHOLE and column.table in STATEMENTS:
        # Whether something stated is of the right year, the rules know: here only what they have not seen yet.
        seen = Coalesce(OuterRef("rechecked_at"), OuterRef("run__known_at"))
        stated = STATEMENTS[column.table].objects.in_force().filter(household=OuterRef("household"))
        return ~Q(Exists(stated.filter(recorded_at__gt=seen)))
    return Q()


def subjects(column: Asked, findings: Sequence[Finding]) -> list[Any]:
    """The households, or the people in them who lack it, in the order of the findings."""
    homes = [finding.household for finding in findings]
    if column.model is not Person:
        return homes
    place = {home.pk: number for number, home in enumerate(homes)}
    lacking = Person.objects.filter(household__in=homes, ended_on=None, **{f"{column.short}__isnull": True})
    closed = [name for name in sealed_of(Person) if name != column.short]
    people = lacking.select_related("household").defer(*closed, *CLOSED_OF_HOME)
    return sorted(people, key=lambda one: (place[one.household_id], one.pk))


def among(column: Asked, user: Any, keys: Sequence[int]) -> list[Any]:
    """Of records that a form names, those that somebody may fill in, in the form's order."""
    assert column.model is not None
    found = column.model.objects.visible_to(user, Permission.CHANGE_REQUEST).filter(
        pk__in=keys, ended_on=None
    )
    known = {one.pk: one for one in (found.select_related("household") if column.model is Person else found)}
    return [known[key] for key in keys if key in known]


@dataclass(frozen=True)
class Cell:
    """`seen`: the version of the record that was on the screen."""

    record: Any
    value: Any
    seen: int


@dataclass(frozen=True)
class Filled:
    """What is given of one record; `seen`: its version that was on the screen."""

    record: Any
    given: Mapping[str, Any]
    seen: int


class Overtaken(Refused):
    """Somebody else changed some of the records meanwhile.  `records`: these, as they are now."""

    def __init__(self, found: Iterable[Any]) -> None:
        self.records = list(found)
        called = _("、").join(map(str, self.records))
        super().__init__(
            _("您打开之后，别人已经改过：%(who)s。一格也没有写入。") % {"who": called},
            _("请核对后再保存：已经补上的不再列出，其余您填写的都还在。"),
        )


def fill(column: Asked, cells: Sequence[Cell], *, by: Any, on: date, reason: str = "") -> int:
    """All cells of one column, or none; returns how many were written."""
    filled = [Filled(cell.record, {column.short: cell.value}, cell.seen) for cell in cells]
    return complete([column], filled, by=by, on=on, reason=reason)


@transaction.atomic
def complete(
    columns: Iterable[Asked],
    filled: Sequence[Filled],
    *,
    by: Any,
    on: date,
    reason: str = "",
    workbook: bool = False,
) -> int:
    """All that is given or nothing; returns how many cells were written.  Refused for what only a request may change.

    It can be taken back as one (registry/completed).  `workbook`: it came back in one, not by the grid.
    """
    for column in columns:
        _refuse_indirect(column)
    stale: list[Any] = []
    written: dict[Any, history.Changed] = {}
    kept = completions.begun([one.record for one in filled], by=by, on=on, reason=reason, workbook=workbook)
    # In one order, whoever fills in what: two people who save at once wait for each other only once.
    for one in sorted(filled, key=lambda one: (isinstance(one.record, Person), one.record.pk)):
        amend = persons.amend if isinstance(one.record, Person) else households.amend
        try:
            changed = amend(
                one.record, one.given, seen_version=one.seen, by=by, on=on, source=kept.source, reason=reason
            )
        except Stale:
            stale.append(one.record)
            continue
        if changed:
            written[one.record] = changed
    if stale:
        raise Overtaken(stale)
    completions.done(kept, {(table(record), record.pk): names for record, names in written.items()})
    return kept.cells


def _refuse_indirect(column: Asked) -> None:
    if not column.is_direct:
        raise Refused(
            _("“%(column)s”不能在这里填。") % {"column": column.label}, _("请打开那一户，从相应的表单登记。")
        )
