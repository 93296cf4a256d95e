"""Which answers the households of a run wait for, as its pack tells (engine/screening/settling.py)."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.screening.settling import Answers, Choice, Columns
from shouwang.office.screening import explaining, labels
from shouwang.office.screening.models import Run

KEPT = 8
"""Packs at a time."""

_kept: OrderedDict[str, Answers] = OrderedDict()
_keeping = Lock()


def of(run: Run) -> Answers | None:
    """None where the pack is another by now and the archive, which has it as it was, is gone."""
    with _keeping:
        if run.pack_hash in _kept:
            _kept.move_to_end(run.pack_hash)
            return _kept[run.pack_hash]
    try:
        made = Answers(explaining.pack_of(run))
    except Refused:
        return None
    with _keeping:
        _kept[run.pack_hash] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def settling(run: Run, tier: str, missing: Iterable[str]) -> Columns:
    """Of what a household lacks, the columns of which each alone settles its tier."""
    lacks = frozenset(missing)
    if tier != labels.UNKNOWN or len(lacks) < 2:
        return lacks if tier == labels.UNKNOWN else frozenset()
    known = of(run)
    return known.settling(lacks) if known else frozenset()


def either(run: Run, missing: Iterable[str]) -> Columns:
    """Of what a household lacks, the columns that need not all be answered."""
    known = of(run)
    choices = known.choices(missing) if known else ()
    return frozenset(name for choice in choices for way in choice for name in way)


def alternatives(run: Run) -> tuple[Choice, ...]:
    """Of the run's pack."""
    known = of(run)
    return known.alternatives if known else ()


def told(choice: Choice) -> str:
    """A、B 或 C：任填一项即可."""
    if all(len(way) == 1 for way in choice):
        said = _("%(ways)s：任填一项即可")
    else:
        said = _("%(ways)s：任填一组即可")
    return said % {"ways": _(" 或 ").join(_listed(way) for way in choice)}


def _listed(columns: Columns) -> str:
    return _("、").join(labels.column(name) for name in sorted(columns))


def hints(run: Run) -> dict[str, str]:
    """Column → which others stand for it."""
    return {name: told(choice) for choice in alternatives(run) for way in choice for name in way}
