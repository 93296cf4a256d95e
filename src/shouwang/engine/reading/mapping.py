"""Understands a sheet: what it holds, what each column means.  Used is only what is sure."""

from collections.abc import Iterable, Sequence

from shouwang.engine.reading import header as headers
from shouwang.engine.reading import messages, problems, values, vocabulary, words
from shouwang.engine.reading.plan import FLAT, ColumnPlan, Plan
from shouwang.engine.reading.targets import AREA_CODE, HOUSEHOLD_ID, YEARS, Target
from shouwang.engine.reading.vocabulary import SURE, Candidate
from shouwang.engine.reading.workbook import Sheet
from shouwang.engine.tables import TABLES

SAMPLE = 200
"""Cells of a column that are tried; spread over the sheet they say enough."""
FITTING = 0.5
"""Share of tried cells that must be readable: a header may lie, and half a column of errors is no column."""
FEW = 3

LISTS = ("incomes", "expenses")
NEEDED = {
    "areas": ("area_code", "name", "level"),
    "incomes": ("kind", "amount"),
    "expenses": ("kind", "amount"),
    "events": ("kind", "occurred_on"),
    "measures": ("kind", "starts_on"),
}
"""Columns without which a sheet is not that table; the kinds also have to be kinds of that table."""
PERSON = {"name", "id_number", "relation"}
WEAK = {"household_id", "phone", "head_name", "address", "group_name"}
"""Household columns that lists of members have, too: they do not make a list of households."""
YEARLY = "yearly"
"""A row per household and year, a column per kind: becomes a plan of incomes or expenses."""
ALLOWED = {
    YEARLY: ("households",),
    FLAT: ("persons", "households"),
    "persons": ("persons", "households"),
    "households": ("households",),
}


def understand(sheet: Sheet, period: str | None = None) -> Plan | None:
    """What the sheet says of itself; nothing when it has no header that reads as one."""
    header = headers.find(sheet)
    if header is None:
        return None
    found = {index: vocabulary.candidates(name) for index, name in header.names.items()}
    kind = _kind(sheet, header, found)
    if kind is None:
        return None
    sheet.headers, sheet.header_row = dict(header.names), header.last
    columns = [_column(sheet, header, index, found[index], kind) for index in header.names]
    plan = Plan(sheet, _table_of(columns) if kind == YEARLY else kind, header, columns)
    settle(plan, period)
    return plan


def settle(plan: Plan, period: str | None) -> None:
    """Years for columns that lack one, no target twice, no payout without its expense."""
    stated = plan.year is not None
    for column in plan.columns:
        if column.target in YEARS and plan.kind not in LISTS and not stated:
            column.target, column.reason = None, messages.COLUMN_NOT_NEEDED
        elif column.target and column.target.kind and column.target.period is None and not stated:
            column.target = column.target.within(period) if period else None
            column.reason = messages.PERIOD_GIVEN if period else messages.COLUMN_NEEDS_PERIOD
    _drop_repeated(plan.columns)
    used = plan.used
    for column in plan.columns:
        target = column.target
        if target and target.kind and target.column == "insurance_payout" and target.expense not in used:
            column.target, column.reason = None, messages.PAYOUT_ALONE


def _drop_repeated(columns: Iterable[ColumnPlan]) -> None:
    taken: dict[Target, ColumnPlan] = {}
    for column in sorted(columns, key=lambda c: -c.score):
        if column.target in taken:
            column.other = taken[column.target].header
            column.target, column.reason = None, messages.COLUMN_TWICE
        elif column.target:
            taken[column.target] = column


def _kind(sheet: Sheet, header: headers.Header, found: dict[int, list[Candidate]]) -> str | None:
    """A table's name, or `flat`: by the columns it has, its kinds, and – between equals – its name."""
    sure = [{c.target for c in candidates if c.score >= SURE} for candidates in found.values()]
    known = {target for targets in sure for target in targets}
    lists = [table for table in NEEDED if _is_list(sheet, header, found, table, known)]
    person = {target.column for target in known if target.table == "persons"} & PERSON
    household = {target.column for target in known if target.table == "households" and not target.kind}
    wide = {target for target in known if target.kind}
    hint = _hint(sheet)
    if hint in lists or (lists and Target("persons", "relation") not in known):
        return hint if hint in lists else max(lists, key=lambda table: _weight(table, known))
    if hint in ("persons", "households") and all(_can_be(targets, hint) for targets in sure if targets):
        return hint
    if person:
        return FLAT if AREA_CODE in known or household - WEAK or wide else "persons"
    if wide and known & set(YEARS) and household - WEAK == set():
        return YEARLY
    if len(household) > 1 or (household and wide):
        return "households"
    return None


def _table_of(columns: Iterable[ColumnPlan]) -> str:
    tables = {column.target.table for column in columns if column.target and column.target.kind}
    return next((name for name in LISTS if name in tables), LISTS[0])


def _can_be(targets: set[Target], table: str) -> bool:
    return any(target.table == table or target == HOUSEHOLD_ID for target in targets)


def _is_list(
    sheet: Sheet,
    header: headers.Header,
    found: dict[int, list[Candidate]],
    table: str,
    known: set[Target],
) -> bool:
    if not all(Target(table, column) in known for column in NEEDED[table]):
        return False
    label = "level" if table == "areas" else "kind"
    indices = [
        i for i, candidates in found.items() if any(c.target == Target(table, label) for c in candidates)
    ]
    return any(fit(sheet, header, i, Target(table, label)) > FITTING for i in indices)


def _weight(table: str, known: set[Target]) -> int:
    return sum(target.table == table for target in known)


def _hint(sheet: Sheet) -> str | None:
    """The table that a sheet or file is named after, as the files of an output directory are."""
    name = words.bare(sheet.name or sheet.path.stem)
    return next(
        (t.name for t in TABLES.values() if name in (t.name, t.label, f"{t.label}表", f"{t.label}信息")), None
    )


def _column(
    sheet: Sheet, header: headers.Header, index: int, found: list[Candidate], kind: str
) -> ColumnPlan:
    name = header.names[index]
    allowed = sorted((c for c in found if _allowed(c.target, kind)), key=lambda c: -c.score)
    if {c.target for c in allowed} >= set(YEARS):
        allowed = [c for c in allowed if c.target != YEARS[1]]  # one word, one meaning: the row's year
    plan = ColumnPlan(index, name, candidates=allowed or found, samples=samples(sheet, header, index))
    best = _best(sheet, header, index, allowed)
    if best is None or best.score < SURE:
        plan.reason = _why_not(name, plan)
        if plan.reason == messages.COLUMN_UNSURE:
            plan.score = best.score if best else min(found[0].score, 0.5)
    elif len(plan.samples) >= FEW and fit(sheet, header, index, best.target) < FITTING:
        plan.score, plan.reason = 0.5, messages.COLUMN_MISFIT
    else:
        plan.target, plan.score = best.target, best.score
        plan.scale = scale_of(name, header, best.target)
    return plan


def scale_of(name: str, header: headers.Header, target: Target) -> int:
    """Yuan per unit: the header's own, else the title's (“单位：万元”)."""
    if target.declared.unit is None or not target.declared.unit.startswith("yuan"):
        return 1
    return vocabulary.Header(name).scale or header.scale or 1


def _allowed(target: Target, kind: str) -> bool:
    if target == HOUSEHOLD_ID:
        return kind != "areas"
    if kind in ALLOWED:
        return target.table in ALLOWED[kind] or target.kind is not None or target in YEARS
    return target.table == kind and target.kind is None


def _best(sheet: Sheet, header: headers.Header, index: int, allowed: list[Candidate]) -> Candidate | None:
    """The first; among equals the one whose values it holds, and none when they hold equally well."""
    if not allowed:
        return None
    equals = [c for c in allowed if c.score == allowed[0].score]
    if len(equals) == 1 or equals[0].score < SURE:
        return equals[0]
    fits = sorted(
        ((fit(sheet, header, index, c.target), place, c) for place, c in enumerate(equals)), reverse=True
    )
    if fits[0][0] > fits[1][0]:
        return fits[0][2]
    return Candidate(equals[0].target, 0.5)


def _why_not(name: str, plan: ColumnPlan) -> str:
    if vocabulary.is_not_needed(name):
        return messages.COLUMN_NOT_NEEDED
    return messages.COLUMN_UNSURE if plan.candidates else messages.COLUMN_UNKNOWN


def fit(sheet: Sheet, header: headers.Header, index: int, target: Target) -> float:
    """Share of sampled cells that can be read as this column."""
    cells = _sampled(sheet, header, index)
    bad = {messages.UNREADABLE, messages.NOT_A_CHOICE}
    read = values.reader(target.declared)
    good = sum(read(cell)[1] not in bad for cell in cells)
    return good / len(cells) if cells else 1.0


def samples(sheet: Sheet, header: headers.Header, index: int) -> list[str]:
    """The first different values, for people to recognise the column."""
    return list(dict.fromkeys(problems.shown(cell) for cell in _sampled(sheet, header, index)))[:FEW]


def _sampled(sheet: Sheet, header: headers.Header, index: int) -> Sequence[object]:
    rows = sheet.rows[header.last + 1 :]
    step = max(1, len(rows) // SAMPLE)
    return [row[index] for row in rows[::step] if row[index] not in ("", None)]
