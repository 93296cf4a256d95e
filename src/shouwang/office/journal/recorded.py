"""Models that record their own changes, field by field, in the transaction that makes them.

Old values are read from the data base – not from what somebody once loaded –, under a lock until the transaction ends:
what the journal tells is what really changed.  Ways around it – `update`, `delete` and the bulk calls of a queryset –
are closed; bulk imports have one way of their own (registry/intake/loading.py), which writes one entry per changed
record.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, NoReturn

from django.db import models, transaction
from django.utils import timezone

from shouwang.office.journal import clauses, entries, texts
from shouwang.office.journal.acting import actor

CLOSED = (
    "it would change records without the journal; save them one by one, or load them with registry.loading"
)

EFFECTIVE = frozenset({"since", "valid_from", "occurred_on", "starts_on", "checked_on"})
"""Fields that say from which day on a new record is so; a model has one of them."""


class RecordedQuerySet(models.QuerySet[Any]):
    def update(self, **_: Any) -> NoReturn:
        raise TypeError(f"update is closed: {CLOSED}")

    def delete(self) -> NoReturn:
        raise TypeError(f"delete is closed: {CLOSED}")

    def bulk_create(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"bulk_create is closed: {CLOSED}")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"bulk_update is closed: {CLOSED}")


class Recorded(models.Model):
    """Saving writes `<kind>.created` or `<kind>.changed` with old and new values; deleting `<kind>.deleted`.

    Rows that the data base would delete or change along with another (CASCADE, SET_NULL) pass by `delete` and `save`:
    a test of the house allows only PROTECT between recorded models.
    """

    unrecorded: ClassVar[frozenset[str]] = frozenset()
    """Fields whose change tells nothing: counters, moments of last use."""
    tells_of_people: ClassVar[bool] = True
    """Whether its texts may tell of a household or a person: then the journal gets their digests.  False for records of
    the office's own acts."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = self._written(kwargs.get("update_fields"))
        if not fields and not self._state.adding:
            super().save(*args, **kwargs)
            return
        actor()  # before anything is written: a refusal leaves the caller's transaction whole
        with transaction.atomic(savepoint=False):
            before = self._stored(fields)
            super().save(*args, **kwargs)
            changed = differences(fields, before or {}, self._present(fields))
            if before is None or changed:
                deed = "created" if before is None else "changed"
                self._tell(deed, changed)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        actor()
        with transaction.atomic(savepoint=False):
            fields = self._recorded()
            gone = differences(fields, self._stored(fields) or {}, {})
            self._tell("deleted", gone)
            return super().delete(*args, **kwargs)

    def _tell(self, deed: str, told: dict[str, Any]) -> None:
        """`told` is what the journal may hold already."""
        kind, ident, place = entries.named(self)
        day = clauses.ground().on or self._effective(deed) or timezone.localdate()
        entries.record_many([entries.Line(f"{kind}.{deed}", kind, ident, place, told)], on=day)

    def _effective(self, deed: str) -> date | None:
        """What is saved without a word about it takes effect at once."""
        said = [field for field in self._recorded() if field.name in EFFECTIVE] if deed == "created" else []
        found: date | None = said[0].to_python(getattr(self, said[0].attname)) if said else None
        return found

    @classmethod
    def _recorded(cls) -> list[Any]:
        return [
            field
            for field in cls._meta.concrete_fields
            if not field.primary_key and field.name not in cls.unrecorded
        ]

    def _written(self, only: Iterable[str] | None) -> list[Any]:
        """The recorded fields that a save would write; a field that was never loaded is not written."""
        deferred = self.get_deferred_fields()
        fields = [field for field in self._recorded() if field.attname not in deferred]
        if only is not None:
            names = frozenset(only)
            fields = [field for field in fields if field.name in names or field.attname in names]
        for field in fields:
            if hasattr(self.__dict__.get(field.attname), "resolve_expression"):
                # The data base alone would know what came out of it.
                raise TypeError(f"{field.name}: an expression cannot be recorded; read, calculate, save")
        return fields

    def _stored(self, fields: list[Any]) -> dict[str, Any] | None:
        """What the data base says now, attname → value; None: there is no such row."""
        if self.pk is None:
            return None
        # Also for what was made in memory: with the key of a stored row, saving it would overwrite that row.
        row = type(self)._base_manager.select_for_update().filter(pk=self.pk)
        found: dict[str, Any] | None = row.values("pk", *(field.attname for field in fields)).first()
        return found

    def _present(self, fields: list[Any]) -> dict[str, Any]:
        return {field.attname: self.__dict__.get(field.attname) for field in fields}


def differences(fields: list[Any], old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    """Field → [old, new], as the journal may show them: sealed fields as digests."""
    found = {}
    for field in fields:
        before, after = (_plain(field, values.get(field.attname)) for values in (old, new))
        if before != after:
            found[field.name] = [shown(field, before), shown(field, after)]
    return found


def _plain(field: Any, value: Any) -> Any:
    """As the data base would give it back: "2026-05-01" assigned to a date is no change."""
    if value is None or (value == "" and hasattr(field, "journal_value")):
        return None
    return field.to_python(value)


def shown(field: Any, value: Any) -> Any:
    """What the journal may hold: text, number, JSON or nothing; a field that hides its values says how."""
    if value is None:
        return None
    if hide := getattr(field, "journal_value", None):
        return hide(value)
    if isinstance(value, str | dict | list) and not field.choices:
        return texts.told(field.name, value, of_people=of_people(field))
    return value if isinstance(value, bool | int | str) else str(value)


def of_people(field: Any) -> bool:
    return bool(getattr(getattr(field, "model", None), "tells_of_people", True))
