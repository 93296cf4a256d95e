"""Models that record their own changes, field by field, in the transaction that makes them.

Ways around it – `update`, `delete` and the bulk calls of a queryset – are closed; bulk imports have one way of their
own (registry/loading.py), which writes one entry per changed record.
"""

from typing import Any, ClassVar, NoReturn, Self

from django.db import models, transaction

from shouwang.office.journal import entries

CLOSED = "it would change records without the journal; save them one by one, or load them with registry.loading"


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
    """Saving writes `<kind>.created` or `<kind>.changed` with old and new values; deleting `<kind>.deleted`."""

    unrecorded: ClassVar[frozenset[str]] = frozenset()
    """Fields whose change tells nothing: counters, moments of last use."""
    _loaded: dict[str, Any]

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        made = super().from_db(db, field_names, values)
        made._loaded = dict(zip(field_names, values, strict=False))
        return made

    def save(self, *args: Any, **kwargs: Any) -> None:
        created = self._state.adding
        only = kwargs.get("update_fields")
        with transaction.atomic():
            # save_base() runs with raw SQL of its own manager, so closing the queryset does not close this.
            super().save(*args, **kwargs)
            changed = self.differences(set(only) if only is not None else None)
            if created or changed:
                action = f"{self._meta.model_name}.{'created' if created else 'changed'}"
                entries.record(action, self, detail=changed)
        self._loaded = self._values()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            entries.record(f"{self._meta.model_name}.deleted", self, detail=self.differences(None, gone=True))
            return super().delete(*args, **kwargs)

    def differences(self, only: set[str] | None, *, gone: bool = False) -> dict[str, list[Any]]:
        """Field → [old, new], as the journal may show them: sealed fields as digests."""
        loaded, now = getattr(self, "_loaded", {}), {} if gone else self._values()
        found = {}
        for field in self._meta.concrete_fields:
            if field.primary_key or field.name in self.unrecorded or (only is not None and field.name not in only):
                continue
            old, new = loaded.get(field.attname), now.get(field.attname)
            if old != new:
                found[field.name] = [_shown(field, old), _shown(field, new)]
        return found

    def _values(self) -> dict[str, Any]:
        return {field.attname: self.__dict__.get(field.attname) for field in self._meta.concrete_fields}


def _shown(field: "models.Field[Any, Any]", value: Any) -> Any:
    """What the journal may hold: text, number or nothing; a field that hides its values says how."""
    hide = getattr(field, "journal_value", None)
    if value is None:
        return None
    if hide:
        return hide(value)
    return value if isinstance(value, bool | int | str) else str(value)
