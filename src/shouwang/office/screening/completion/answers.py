"""Which answers the households of a run wait for, as its pack tells (engine/screening/settling.py)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.screening.settling import Answers, Choice, Columns
from shouwang.office.kit.kept import Kept
from shouwang.office.screening import labels, rows
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import explaining

_kept: Kept[Answers] = Kept(most=8)
"""By pack."""


def of(run: Run) -> Answers | None:
    """None where the pack is another by now and the archive, which has it as it was, is gone."""
    try:
        return _kept.get(run.pack_hash, lambda: Answers(explaining.pack_of(run)))
    except Refused:
        return None


def settling(run: Run, tier: str, missing: Iterable[str], kept: str | None = None) -> Columns:
    """Of what a household lacks, the columns of which each alone settles its tier.

    `kept`: as its finding says; of runs of earlier versions only the pack can tell, by all that is lacking, and says too
    little where a rule that fired has made some of it idle.
    """
    if kept is not None:
        return frozenset(rows.split(kept))
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
