"""A page of the grid, a workbook that came back: kept together to be taken back as one.

Of each record it is kept which columns were filled, or of which kinds amounts; with what, the register tells.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import entries
from shouwang.office.kit import clock, codes
from shouwang.office.registry.completed import amounts, cells
from shouwang.office.registry.completed.lines import Line
from shouwang.office.registry.models import Completion, Household

ROOMS: Mapping[str, Any] = {**dict.fromkeys(cells.MODELS, cells), **dict.fromkeys(amounts.TABLES, amounts)}
"""Table → where its lines are looked up."""
Filled = Mapping[tuple[str, int], Collection[str]]
"""Table and key of a record → columns that were written, or kinds of which amounts were."""


# -- Keeping -------------------------------------------------------------------------------------------------------


def begun(records: Collection[Any], *, by: Any, on: date, reason: str, workbook: bool = False) -> Completion:
    """In the caller's transaction, before anything is filled in: what is filled in names it as its source."""
    place = codes.common(record.area_code for record in records)
    if not place:
        raise Refused(_("这里有不同省份的户，不能一次补齐。"), _("请按省分开办理。"))
    made = Completion(area_code=place, by=by, at=clock.now(), on=on, reason=reason, by_workbook=workbook)
    made.save(force_insert=True)
    return made


def done(completion: Completion, filled: Filled) -> None:
    """Of nothing written nothing is kept."""
    if not filled:
        completion.delete()
        return
    completion.filled = [[table, key, sorted(names)] for (table, key), names in filled.items()]
    completion.cells = sum(len(names) for names in filled.values())
    completion.save(update_fields=["filled", "cells"])
    said = {"cells": completion.cells, "records": len(filled), "workbook": completion.by_workbook}
    entries.record("completion.made", completion, on=completion.on, detail=said)


# -- How it stands now ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Looked:
    """`hidden`: cells of records that are no longer within somebody's reach."""

    lines: list[Line]
    hidden: int

    @property
    def standing(self) -> int:
        return sum(len(line.standing) for line in self.lines)


def looked(completion: Completion, user: Any) -> Looked:
    filled: dict[str, dict[int, list[str]]] = {}
    for name, key, columns in completion.filled:
        filled.setdefault(name, {})[key] = columns
    known = {name: ROOMS[name].lines(completion, name, found, user) for name, found in filled.items()}
    lines, hidden = [], 0
    for name, key, columns in completion.filled:
        if line := known[name].get(key):
            lines.append(line)
        else:
            hidden += len(columns)
    return Looked(lines, hidden)


def columns(completion: Completion) -> Iterator[tuple[str, str]]:
    """Table and column, or kind of amount, each once."""
    yield from dict.fromkeys((name, column) for name, _key, found in completion.filled for column in found)


# -- Taking it back ------------------------------------------------------------------------------------------------


@transaction.atomic
def take_back(completion: Completion, *, by: Any, on: date, reason: str) -> int:
    """What still says what was filled in says again what it said before; returns how many cells.  What says something
    else by now, and what somebody does not reach, stays as it is, for somebody else to take back.

    Refused when nothing is left to be taken back.
    """
    seen = Completion.objects.visible_to(by, Permission.CHANGE_REQUEST).filter(pk=completion.pk)
    if not seen.exists():
        raise Refused(_("没有这次补齐，或不归您办理。"), _("请从“补齐记录”里打开。"))
    fresh = Completion.objects.select_for_update().get(pk=completion.pk)
    _hold(fresh)
    # Whoever changes one of the records meanwhile is seen by its version: then nothing is taken back.
    lines = [line for line in looked(fresh, by).lines if line.standing]
    taken = sum(line.take_back(fresh, by=by, reason=reason) for line in lines)
    if not taken:
        raise Refused(
            _("这次补上的都已经撤回过，或后来又改过，没有可以撤回的。"), _("要更正，请打开那一户办理。")
        )
    fresh.taken_back_at, fresh.taken_back_by, fresh.taken_back_why = clock.now(), by, reason
    fresh.taken_back += taken
    fresh.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why", "taken_back"])
    entries.record("completion.taken_back", fresh, on=on, detail={"cells": taken})
    return taken


def _hold(completion: Completion) -> None:
    """Amounts have no version: whoever writes more of a household's year waits for the household."""
    keys = sorted({key for name, key, _kinds in completion.filled if name in amounts.TABLES})
    list(Household._base_manager.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
