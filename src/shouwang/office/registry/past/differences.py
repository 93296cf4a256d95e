"""What would change, or has changed, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.past import history

UNSAID = {
    "since",
    "recorded_at",
    "source",
    "restored_by",
    "version",
    "id_number_digest",
    "phone_digest",
    "name_initials",
}
"""Fields whose change tells nothing by itself."""


@dataclass(frozen=True)
class Difference:
    """`old` and `new` as the record holds them; nothing: unknown, or there was no such record."""

    subject: str
    ident: str
    """Code of the household or person; empty: not yet in the register."""
    field: str
    column: Column
    old: Any
    new: Any

    @property
    def label(self) -> str:
        return str(self.column.label)

    @property
    def old_text(self) -> str:
        return self._text(self.old)

    @property
    def new_text(self) -> str:
        return self._text(self.new)

    def _text(self, value: Any) -> str:
        """As a page shows it: labels for codes, personal numbers masked."""
        return self.column.text(self.column.labelled(str(value) if isinstance(value, Household) else value))


class Stale(Refused):
    """Somebody else changed the record meanwhile.  `differences`: what they changed; `version`: as it is now."""

    def __init__(self, record: Household | Person, differences: list[Difference]) -> None:
        super().__init__(
            _("您打开之后，别人已经改过“%(record)s”，您的改动没有写入。") % {"record": record},
            _("请看一看别人改了什么，再确认要不要保存您的内容。"),
        )
        self.differences = differences
        self.version = record.version


def between(
    model: type[Household] | type[Person], subject: Any, old: Any, new: Mapping[str, Any]
) -> list[Difference]:
    """From a row – or nothing – to new values of some fields; what stays the same is left out."""
    ident = str(getattr(old, "journal_ident", "")) if old is not None else ""
    found = []
    for name, value in new.items():
        before = getattr(old, name, None)
        if name not in UNSAID and before != value and (before, value) not in (("", None), (None, "")):
            found.append(Difference(str(subject), ident, name, of_field(model, name), before, value))
    return found


def since(record: Household | Person, version: int) -> list[Difference]:
    """What changed in a record after somebody saw that version of it."""
    seen = history.past_rows(record).filter(version=version).last()
    if seen is None:
        return []
    now = {name: getattr(record, name) for name in history.shared(type(record))}
    found = between(type(record), record, seen, now)
    return [Difference(each.subject, record.journal_ident, *_rest(each)) for each in found]


def _rest(each: Difference) -> Iterable[Any]:
    return each.field, each.column, each.old, each.new


def check(record: Household | Person, seen_version: int) -> None:
    """Stale when the record is no longer as somebody saw it; the row must be locked."""
    if record.version != seen_version:
        raise Stale(record, since(record, seen_version))
