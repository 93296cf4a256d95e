"""The office about itself: every record has a place, every text is classified, every page says who may see it."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from tests.office.rows import registered

from shouwang.engine.tables import TABLES
from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.roles import ROLES
from shouwang.office.journal.recorded import Recorded
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.pages import Page
from shouwang.office.kit.scope import AreaBound
from shouwang.office.kit.sealing import SealedField

SOURCE = Path(__file__).parents[2] / "src" / "shouwang"
APPS = ("journal", "kit", "areas", "accounts", "jobs", "registry", "imports", "screening", "api")
MODELS = [model for name in APPS for model in apps.get_app_config(name).get_models()]

WITHOUT_AREA = {
    "Lane": "ends of the chains: of the installation",
    "Entry": "may have none: sign-ins; its own `visible_to` asks for the area where there is one",
    "Seal": "over all entries",
    "Area": "is the area",
    "FormerName": "read with its area",
    "Authenticator": "of one user, read by nobody",
    "User": "belongs where they are appointed; its own `visible_to`",
    "OpenSession": "of one user, read by them only",
    "SavedView": "of one user, read by them only",
    "Token": "of one appointment, read by who holds it and who looks after the account",
    "Beat": "of a process",
    "Duty": "of the installation",
    "BatchFile": "read with its batch",
    "Tally": "read with a run, within reach: `queries.counts`",
    "Hook": "has its appointment's, whose holder alone reads it",
    "Delivery": "read with its hook",
    "Repeat": "of one token, read by nobody; its batch has one",
    "Subtotal": "read with a run, within reach: `queries.counts`",
    "Sent": "of one user's form, read by nobody",
}
UNRECORDED = {
    "Lane": "the journal's own",
    "Entry": "the journal's own",
    "Seal": "the journal's own",
    "FormerName": "written along with its area, which is recorded",
    "Authenticator": "enrolling and every use stand in the journal",
    "OpenSession": "signing in and out stand in the journal",
    "SavedView": "tells nothing of anybody but its owner",
    "Job": "work in progress; what it does is recorded",
    "Sent": "what the form added is recorded",
    "Beat": "moved on every few seconds",
    "Duty": "moved on every day",
    "HouseholdPast": "what the present row was, whose change is recorded",
    "PersonPast": "what the present row was, whose change is recorded",
    "BatchFile": "written along with its batch",
    "Habit": "of column headers",
    "Completion": "filling in and taking back stand in the journal, and what is filled in is recorded",
    "Plan": "setting it stands in the journal",
    "Run": "starting, finishing and cleaning up stand in the journal, with its hashes",
    "Finding": "follows from a run, whose hash stands in the journal",
    "Recheck": "follows from a change, which is recorded",
    "Tally": "follows from a run",
    "Subtotal": "follows from a run",
    "Outline": "uploading stands in the journal, with a checksum",
    "Delivery": "follows from an entry, whose digest is its id",
    "Repeat": "for a day; the batch that it notes is recorded",
}

OPEN = {
    # column       why it is not sealed
    "head_name": "people are looked for by the beginning of their name; lists are ordered by it",
    "name": "people are looked for by the beginning of their name; lists are ordered by it",
    "address": "tells no more than village, group and name, which stand beside it",
    "sex": "counted and screened by the data base",
    "birth_date": "counted and screened by the data base",
    "ethnicity": "counted and screened by the data base",
    "person_id": "the key",
}
"""Personal columns of the engine's tables that stand in the data base as they are."""

TEXTS = {
    "a code or name of ours": """
        Area.code Area.name_initials Batch.manifest BatchFile.checksum BatchFile.file Beat.worker Entry.action
        Entry.digest Entry.ident
        Entry.previous Expense.source Event.source Habit.target Household.source HouseholdPast.source Income.source
        Job.language Job.worker Lane.digest Lane.mark Measure.source OpenSession.key Paper.checksum Paper.file Person.source
        PersonPast.source SavedView.page Seal.digest Seal.heads Seal.mark Seal.previous Token.digest Token.permissions
        Expense.withdrawn_by Event.withdrawn_by Income.withdrawn_by Measure.withdrawn_by
        Event.restored_by Expense.restored_by Household.restored_by HouseholdPast.restored_by Income.restored_by
        Measure.restored_by Person.restored_by PersonPast.restored_by
        Plan.pack Run.pack Run.pack_hash Run.pack_title Run.engine Run.data_hash Run.findings_hash Run.archive
        Run.followed Finding.tier Finding.tier_at_least Finding.tier_before Finding.rules Finding.missing Finding.settles Recheck.tier
        Recheck.tier_then Recheck.tier_before Recheck.missing_then Recheck.settles_then Recheck.area_then Tally.key Subtotal.key Outline.path
        Hook.followed Hook.kinds Delivery.body Delivery.message Repeat.key Repeat.digest
        Sent.mark Sent.answer IncomeWatch.quarter Completion.filled
    """,
    "a keyed digest of something personal": """
        Entry.detail Household.phone_digest HouseholdPast.phone_digest Person.id_number_digest Person.phone_digest
        PersonPast.id_number_digest PersonPast.phone_digest
    """,
    "of whoever works in the office": """
        Entry.actor OpenSession.agent Token.used_from User.full_name User.password User.username Link.unit
    """,
    "what people of the office wrote in words, where no number belongs": """
        Batch.force_reason Batch.sender Change.decision Change.reason Completion.reason Completion.taken_back_why Entry.clause Expense.evidence
        Expense.withdrawn_why Event.evidence Event.withdrawn_why Guarantee.evidence Guarantee.standard Income.evidence
        Income.how Income.withdrawn_why Job.remedy Job.step Job.why KeyArea.reason Measure.evidence
        Measure.withdrawn_why Paper.title
        SavedView.label Token.label Hook.label
    """,
    "what was chosen in a list: codes, and perhaps the beginning of a name": "Job.payload SavedView.query",
    "counts, columns and headers of a file, without values": """
        Batch.guards Batch.mapping Batch.marked Batch.problems Batch.summary Batch.understood Habit.extra Habit.header
        Habit.sender Job.result Batch.kept
    """,
    "of whoever is in the register, no more than the name beside it": "Person.name_initials PersonPast.name_initials",
    "counts, and what a run was asked": "Run.summary Run.changed_parameters Run.assumptions",
}
"""Texts that the engine's tables do not declare, by what they hold; a personal one has to be a SealedField."""

FOR_EVERYBODY = {
    "accounts": "signing in and out, and the own account",
    "Choose": "asks for the permission that the field names",
    "Jobs": "the own ones",
    "JobPage": "the own ones",
    "Mine": "the own ones",
    "Cancel": "the own ones",
    "Desk": "each card asks for its permission",
    "imports": "two permissions open these pages (`seen_by`)",
}
"""Pages, or apps, whose pages ask for no permission: why."""


def engine_columns() -> dict[str, bool]:
    """Name → whether it is personal in any table."""
    found: dict[str, bool] = {}
    for table in TABLES.values():
        for column in table:
            found[column.name] = found.get(column.name, False) or column.personal
    return found


def fields() -> Iterator[tuple[str, Any]]:
    for model in MODELS:
        for field in model._meta.concrete_fields:
            yield f"{model.__name__}.{field.name}", field


def below(kind: type) -> Iterator[Any]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


PAGES = [kind for kind in below(Page) if kind.__module__.startswith("shouwang.")] if registered() else []


def test_every_record_belongs_to_a_place():
    without = {model.__name__ for model in MODELS if not issubclass(model, AreaBound)}

    assert without == set(WITHOUT_AREA), "make it AreaBound, or say here why not"


def test_every_change_is_recorded():
    unrecorded = {model.__name__ for model in MODELS if not issubclass(model, Recorded)}
    assert unrecorded == set(UNRECORDED), "make it Recorded, or say here why not"


def test_every_personal_column_is_sealed_or_has_a_reason():
    personal = {name for name, is_personal in engine_columns().items() if is_personal}
    registry = [(name, field) for name, field in fields() if field.model._meta.app_label == "registry"]
    plain = {
        field.name
        for _name, field in registry
        if field.name in personal and not isinstance(field, SealedField)
    }

    assert plain == set(OPEN), "seal it (registry/fields.py), or say here why not"


def test_every_other_text_is_classified():
    declared = engine_columns()
    texts = {
        name
        for name, field in fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not (isinstance(field, SealedField) or field.choices or field.name in declared)
    }
    classified = Counter(name for names in TEXTS.values() for name in names.split())

    assert sorted(texts ^ set(classified)) == [], "say in TEXTS what it holds, or seal it"
    assert [name for name, times in classified.items() if times > 1] == []


def test_sealed_fields_are_masked_and_digests_are_beside_those_that_are_looked_for():
    for name, field in fields():
        if name.endswith("_digest") and field.model._meta.app_label == "registry":
            sealed = field.model._meta.get_field(field.name.removesuffix("_digest"))
            assert isinstance(sealed, SealedField) and sealed.mask, name


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_is_given_and_asked_for(permission):
    assert any(permission in role.permissions for role in ROLES.values()), "no role gives it"
    named = re.compile(
        rf"\b(Permission|P|permissions)\.{permission.name}\b|[\"']{re.escape(permission.value)}[\"']"
    )
    kept = {"permissions.py", "permission_labels.py", "roles.py", "menu.py"}
    asking = [
        path.name
        for path in SOURCE.rglob("*.py")
        if path.name not in kept and named.search(path.read_text(encoding="utf-8"))
    ]
    assert asking, "no page and no verb asks for it"


def test_every_list_has_a_name_of_its_own():
    names = Counter(
        kind.name for kind in below(ListPage) if kind.name and kind.__module__.startswith("shouwang.")
    )

    assert [name for name, times in names.items() if times > 1] == []
    assert [
        kind.__name__ for kind in PAGES if issubclass(kind, ListPage) and not kind.name and _served(kind)
    ] == []


def _served(kind: type) -> bool:
    return kind in {getattr(view, "view_class", None) for _route, view in registered().values()}


def test_every_page_asks_for_a_permission():
    asking_none = {kind for kind in PAGES if _served(kind) and kind.permission is None}
    free = {
        kind for kind in asking_none if {kind.__name__, kind.__module__.split(".")[2]} & set(FOR_EVERYBODY)
    }

    assert sorted(kind.__name__ for kind in asking_none - free) == [], "name its permission, or say why not"
    known = {*Permission, None}
    assert [kind.__name__ for kind in PAGES if _served(kind) and kind.permission not in known] == []


def test_every_address_is_a_page():
    """So that nothing is served past the permission that a page names."""
    odd = {
        name
        for name, (_route, view) in registered().items()
        if not issubclass(getattr(view, "view_class", int), Page)
    }

    assert odd == {"health", "set_language"}
