"""A workflow is a table; one function walks along it; buttons, documentation and tests are made from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.journal import entries

Guard = Callable[[Any, date], str | None]
"""Returns the reason why not yet, or nothing."""


@dataclass(frozen=True)
class Step:
    source: str
    name: str
    target: str
    permission: Any
    guards: tuple[Guard, ...] = ()
    label: Any = ""


@dataclass(frozen=True)
class Flow:
    """The steps of one kind of record, whose `state` and `area_code` it reads."""

    name: str
    steps: tuple[Step, ...]

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def open_to(self, record: Any, user: Any) -> list[Step]:
        """Steps that somebody could try now, in the order of the table."""
        return [
            step
            for step in self.steps
            if step.source == record.state and user.may(step.permission, record.area_code)
        ]

    def take(self, record: Any, name: str, *, by: Any, on: date, clause: str = "", **detail: Any) -> None:
        """Walk one step inside the caller's transaction.

        Locks the row, asks for the permission, collects *all* reasons why not, changes the state, writes the journal.
        """
        # Two officers may decide at the same minute; the second has to see the first one's decision.
        fresh = type(record)._base_manager.select_for_update().get(pk=record.pk)
        step = self._step(fresh.state, name)
        by.require(step.permission, fresh.area_code)
        reasons = [reason for guard in step.guards if (reason := guard(fresh, on))]
        if reasons:
            raise Refused(_("；").join(reasons), _("请先补齐，再办理这一步。"))
        record.state = step.target
        record.save(update_fields=["state"])
        entries.record(f"{self.name}.{name}", record, on=on, clause=clause, detail=detail)

    def _step(self, state: str, name: str) -> Step:
        found = [step for step in self.steps if step.source == state and step.name == name]
        if not found:
            raise Refused(_("这一步已经办过，或现在还不能办。"), _("请刷新页面，看现在到了哪一步。"))
        return found[0]
