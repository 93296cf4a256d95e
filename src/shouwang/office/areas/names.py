"""Names of places for pages: one query for all codes that a page shows.

Kept only while the same one acts – a request, a command, a job –, so that a new name is seen at the next page.
"""

from collections.abc import Iterable
from contextvars import ContextVar

from shouwang.engine.errors import Refused
from shouwang.office.areas.models import Area
from shouwang.office.journal.acting import Actor, actor
from shouwang.office.kit import codes

SEPARATOR = " · "
SHOWN = ("county", "township", "village")
"""Levels of a path; province and city say nothing to those who work there."""

_kept: ContextVar[tuple[Actor, dict[str, str]] | None] = ContextVar("area_names", default=None)


def names_of(wanted: Iterable[str]) -> dict[str, str]:
    """Code → name; codes that are no area are left out."""
    wanted = {code for code in wanted if code}
    known = _cache()
    lacking = wanted - known.keys()
    if lacking:
        known.update(Area.objects.filter(pk__in=lacking).values_list("pk", "name"))
    return {code: known[code] for code in wanted if code in known}


def paths_of(wanted: Iterable[str]) -> dict[str, str]:
    """Code → county · township · village, from one query.  A code that is no area shows as itself."""
    wanted = {code for code in wanted if code}
    lines = {code: _line(code) for code in wanted}
    names = names_of({one for line in lines.values() for one in line})
    return {
        code: SEPARATOR.join(names[one] for one in line if one in names) or code
        for code, line in lines.items()
    }


def path_of(code: str) -> str:
    return paths_of([code]).get(code, "")


def _line(code: str) -> list[str]:
    """The areas shown in a path; of a city or province, itself."""
    line = [*codes.parents(code), code]
    return [one for one in line if codes.level(one) in SHOWN] or [code]


def _cache() -> dict[str, str]:
    """Empty, and kept by nobody, where nobody acts."""
    try:
        who = actor()
    except Refused:
        return {}
    kept = _kept.get()
    # By identity: two requests of one person are two actors, though they look alike.
    if kept is None or kept[0] is not who:
        kept = (who, {})
        _kept.set(kept)
    return kept[1]


def forget() -> None:
    """After a change within the same request."""
    _kept.set(None)
