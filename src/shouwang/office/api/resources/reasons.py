"""Why a household is in its tier: what its page of reasons says, as data."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils import translation
from ninja import Field, Path, Query, Router, Schema

from shouwang.engine.tables import PERSONS
from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import reading
from shouwang.office.api.allowed import user_with
from shouwang.office.api.columns import Shape
from shouwang.office.journal import entries
from shouwang.office.journal.entries import Line
from shouwang.office.kit import clock, codes
from shouwang.office.registry import queries as register
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.urls import CodeConverter
from shouwang.office.screening import labels, queries
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.findings import asked_run
from shouwang.office.screening.why import filling, reasons
from shouwang.office.screening.why.reasons import Reasons

router = Router(tags=["households"])
P = Permission
CODES = CodeConverter()
NAMED = (PERSONS["person_id"], PERSONS["name"])


class Document(Schema):
    title: str
    number: str | None
    issuer: str
    date: date


class MemberShown(Schema):
    person_id: str
    name: str | None = Field(description="masked unless revealed; null: unknown")


class RestsOn(Schema):
    label: str = Field(description="the fact")
    members: list[MemberShown]


class ClauseShown(Schema):
    rule: str
    label: str
    reason: str = Field(description="the clause with the household's own values")
    rests_on: list[RestsOn] = Field(
        description="members on whom it rests; empty where it rests on nobody in particular, or where only the"
        " finding was kept"
    )
    citation: str
    document: Document
    article: str
    quote: str | None
    ways_out: list[str] = Field(
        description="each by itself makes the rule not fire; empty: help cannot change it"
    )


class GapShown(Schema):
    rule: str
    label: str
    lacking: str
    met: str = Field(description="the conditions that hold already; may be empty")
    missing: list[str] = Field(description="columns; empty where only the finding was kept")


class ToFill(Schema):
    column: str
    label: str
    who: list[str] = Field(description="roles that may fill it in")
    by_request: bool = Field(description="a second person has to approve it")


class Fact(Schema):
    label: str
    value: str


class Said(Schema):
    tier: str
    tier_at_least: str
    tier_label: str
    tier_line: str = Field(description="which condition gave the tier")
    leaving: str = Field(description="what has to go together to leave it; may be empty")
    notes: list[str]
    clauses: list[ClauseShown]
    undecided: list[GapShown]
    facts: list[Fact]


class SpellShown(Schema):
    """Regular runs one after the other in which it was in one tier."""

    tier: str
    label: str
    since: date
    until: date
    runs: int
    run: int = Field(description="the first of them")


class ReasonsShown(Schema):
    household_id: str
    run: int | None = Field(description="null: no regular run over its place yet")
    run_on: date | None
    pack: str
    pack_title: str
    is_now: bool = Field(description="the register as it is today; otherwise as the run had it")
    found: Said | None = Field(
        description="null: not in the register of the run's area, or the run kept nothing of it"
    )
    then: Said | None = Field(description="as the run had found it, where it stands differently now")
    missing: list[ToFill]
    history: list[SpellShown] = Field(description="the newest first")
    masked: dict[str, list[str]] = Field(description="table → columns whose values are masked here")


class Asked(Schema):
    run: int | None = Field(
        None,
        ge=1,
        lt=10**18,
        description="an earlier run, as it had found it; absent: the one that counts now",
    )
    lang: Literal["", "zh", "en"] = Field("", description="empty: as Accept-Language says")
    reveal: bool = Field(False, description="names in full; needs personal.reveal, is journalled")


@router.get(
    "/households/{household_id}/reasons",
    response=ReasonsShown,
    summary="Why a household is in its tier",
    operation_id="reasons",
)
def shown(
    request: HttpRequest, household_id: Annotated[str, Path(max_length=200)], asked: Query[Asked]
) -> dict[str, Any]:
    """Clause by clause with its own values, what would change it, and what is missing.

    In the address a code says `~1` for a slash and `~0` for a tilde.
    """
    user = user_with(request, P.HOUSEHOLD_VIEW)
    reading.refuse_reveal(user, asked.reveal)
    code = CODES.to_python(household_id).replace("\0", "")
    household = register.one(Household.objects.visible_to(user, P.HOUSEHOLD_VIEW), household_id=code)
    run, shape = _run(user, household, asked.run), Shape(PERSONS, NAMED, asked.reveal)
    is_now = run == queries.present(household.area_code, today=clock.today())
    language = {"zh": "zh-hans", "en": "en"}.get(asked.lang) or translation.get_language()
    with translation.override(language):
        found, then = _found(household, run, is_now) if run else (None, None)
        names = _names(found, shape)
        told = _told(household, run, found and found.naming(names), then, is_now=is_now)
    _note(household, shape, len(names))
    return told | {"masked": {shape.table.name: shape.masked} if shape.masked else {}}


def _note(household: Household, shape: Shape, count: int) -> None:
    """Opened, as on its page; one entry more where names were shown in full."""
    ident, area = household.journal_ident, household.area_code
    lines = [Line("household.read", "household", ident, area)]
    if shape.reveal and count:
        lines.append(reading.revealed(shape, count, "household", ident, area))
    entries.record_many(lines)


def _run(user: Any, household: Household, asked: int | None) -> Run | None:
    """The regular one that counts for it, or another one over its place."""
    if asked is None:
        return queries.present(household.area_code, today=clock.today())
    found = asked_run(user, P.HOUSEHOLD_VIEW, asked)
    if found is None or household.area_code not in codes.span(found.area_code):
        raise Http404
    return found


def _told(
    household: Household, run: Run | None, found: Reasons | None, then: Reasons | None, *, is_now: bool
) -> dict[str, Any]:
    return {
        "household_id": household.household_id,
        "run": run and run.pk,
        "run_on": run and run.on,
        "pack": run.pack if run else "",
        "pack_title": labels.title(run) if run else "",
        "is_now": is_now,
        "found": found and _said(found),
        "then": then and _said(then),
        "missing": list(_missing(household, found)) if found and is_now else [],
        "history": reasons.history(household, *([run] if run else []), on=clock.today()),
    }


def _found(household: Household, run: Run, is_now: bool) -> tuple[Reasons | None, Reasons | None]:
    """As it stands, and – where that differs from what the run had found – how it stood."""
    then = reasons.then(household, run)
    if not is_now:
        return then or reasons.from_archive(household, run), None
    found = reasons.now(household, run, on=max(clock.today(), run.on))
    differs = found is not None and reasons.differs(found, then, labels.of(run).last)
    return found, then if differs else None


def _names(found: Reasons | None, shape: Shape) -> dict[str, str]:
    """Of the members on whom its clauses rest, by their codes: as everywhere in the interface."""
    codes = found.concerned if found else set()
    rows = shape.ask(Person.objects.filter(person_id__in=codes)) if codes else ()
    return {row["person_id"]: row["name"] or "" for row in shape.rows(list(rows))}


def _said(of: Reasons) -> dict[str, Any]:
    said = of.said
    names = ("tier_label", "tier_line", "leaving")
    return {
        "tier": of.row["tier"],
        "tier_at_least": of.row["tier_at_least"],
        **{name: getattr(said, name) for name in names},
        "notes": list(said.notes),
        "clauses": [_clause(one) for one in of.clauses],
        "undecided": [
            {
                "rule": one.undecided.rule,
                "label": one.undecided.label,
                "lacking": one.undecided.lacking,
                "met": one.undecided.met,
                "missing": list(one.missing),
            }
            for one in of.gaps
        ],
        "facts": [{"label": label, "value": value} for label, value in said.facts],
    }


def _clause(clause: reasons.Clause) -> dict[str, Any]:
    fired, source = clause.fired, clause.source.source
    document = {name: getattr(source, name) for name in ("title", "number", "issuer", "date")}
    return {
        **{name: getattr(fired, name) for name in ("rule", "label", "reason", "citation")},
        "rests_on": [
            {
                "label": whom.label,
                "members": [{"person_id": one.code, "name": one.name or None} for one in whom.members],
            }
            for whom in clause.whom
        ],
        "ways_out": list(fired.ways_out),
        "document": document,
        "article": clause.source.article,
        "quote": clause.source.quote,
    }


def _missing(household: Household, found: Reasons) -> Iterator[dict[str, Any]]:
    # The forms are pages': nobody's permissions are asked for them.
    for one in filling.of(found.row["missing"], household, found.household, ()):
        yield {
            "column": one.column,
            "label": one.label,
            "who": [str(role) for role in one.who],
            "by_request": one.by_request,
        }
