"""Runs where somebody chooses among them: what sets one apart first, its pack last."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.office.areas import names
from shouwang.office.screening import labels, packs
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import parameters, regular

SEPARATOR = " · "


def of(runs: Iterable[Run]) -> dict[int, str]:
    """By key; one query for the names of all places."""
    runs = list(runs)
    places = names.names_of(run.area_code for run in runs)
    return {run.pk: _title(run, places) for run in runs}


def _title(run: Run, places: Mapping[str, str]) -> str:
    started = f"{_('发起时间')} {date_format(localtime(run.created_at), 'm-d H:i')}"
    said = [
        f"{run.on.isoformat()} {regular.nature(run)}",
        *changed(run),
        places.get(run.area_code, run.area_code),
        started,
        labels.title(run),
    ]
    return SEPARATOR.join(said)


def changed(run: Run) -> list[str]:
    """Parameters with other values, as the pack calls them now: a run's own pack lies in its archive."""
    if not run.changed_parameters:
        return []
    known = _known(run)
    return [
        f"{parameters.label(known.parameters[name]) if known and name in known.parameters else name}"
        f" {parameters.number(Decimal(value))}"
        for name, value in run.changed_parameters.items()
    ]


def _known(run: Run) -> Pack | None:
    try:
        return packs.load(run.pack)
    except Refused:
        return None
