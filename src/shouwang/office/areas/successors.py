"""Where the records of an area belong that is no more."""

from django.http import QueryDict

from shouwang.office.areas.models import Area
from shouwang.office.kit import codes
from shouwang.office.kit.codes import Span


def successors(code: str) -> list[str]:
    """The areas that followed, one after the other; none for an area in force or one that ended without."""
    found: list[str] = []
    successor = _next(code)
    # A circle cannot be made by changes.py, but the data base does not forbid it.
    while successor and successor not in found:
        found.append(successor)
        successor = _next(successor)
    return found


def final(code: str) -> str:
    """The area in which the records of `code` lie today; itself where nothing followed."""
    return (successors(code) or [code])[-1]


def merged(span: Span) -> dict[str, str]:
    """Code of each area of a span that is no more → in which its records lie today; of all at once, for tables."""
    rows = Area.objects.exclude(successor=None).order_by("code").values_list("code", "successor_id")
    following = dict(rows)
    found: dict[str, str] = {}
    for code in (one for one in following if one in span):
        line = [code]
        while (after := following.get(line[-1])) and after not in line:
            line.append(after)
        found[code] = line[-1]
    return found


def followed(asked: QueryDict, name: str = "area") -> QueryDict:
    """A question about an area – a saved view, a bookmark – as one about where its records lie today."""
    code = asked.get(name, "")
    if not codes.CODE.fullmatch(code) or (target := final(code)) == code:
        return asked
    followed = asked.copy()
    followed[name] = target
    return followed


def _next(code: str) -> str | None:
    found: str | None = Area.objects.filter(pk=code).values_list("successor_id", flat=True).first()
    return found
