"""To which households a comparison's list was narrowed: in words, and what of it is none."""

from collections.abc import Iterator
from functools import reduce

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.areas import names
from shouwang.office.kit import codes, sayings
from shouwang.office.screening.differences import comparing
from shouwang.office.screening.differences.changed import Words
from shouwang.office.screening.differences.comparing import Compared, Narrowed

LONGEST = 20
"""Signs that are repeated of what was asked for."""


def check(compared: Compared, narrowed: Narrowed, known: Words) -> None:
    """Refuses what the comparison does not have: to leave it out would list – and let be taken away – what nobody asked
    for.  What it has and nobody is in, such as a move between two tiers, is an empty list."""
    why = list(_wrong(compared, narrowed, known))
    if why:
        raise Refused(reduce(sayings.together, why), _("请列出全部，再点页面上的数字选择要看的户。"))


def _wrong(compared: Compared, narrowed: Narrowed, known: Words) -> Iterator[str]:
    way, cause, move, inside = narrowed.way, narrowed.cause, narrowed.move, narrowed.inside
    if way and way not in comparing.WAYS:
        yield _("“%(asked)s”不是名单的一种。") % {"asked": way[:LONGEST]}
    if inside and not comparing.lies_in(compared, inside):
        yield _("“%(asked)s”不是这次比较里的地方。") % {"asked": inside.low[:LONGEST]}
    if cause and cause not in known.causes:
        yield _("“%(asked)s”不是这次比较里的原因。") % {"asked": cause[:LONGEST]}
    if move and not _moves(move, known):
        yield _("“%(asked)s”不是这次比较里的分级变化。") % {"asked": move[:LONGEST]}


def _moves(move: str, known: Words) -> bool:
    before, _colon, after = move.partition(":")
    return before in known.before and after in known.after


def said(compared: Compared, narrowed: Narrowed, known: Words) -> str:
    """In words; nothing: the list has everybody."""
    ways = {
        comparing.ENTERS: _("进入"),
        comparing.LEAVES: _("退出"),
        comparing.OTHER: _("不进也不出"),
        comparing.UNSETTLED: _("一边待补，不算进出"),
        comparing.COMPARED: _("比较过的全部"),
    }
    before, _colon, after = narrowed.move.partition(":")
    parts = (
        ways.get(narrowed.way, ""),
        _place(compared, narrowed.inside.low) if narrowed.inside else "",
        known.causes.get(narrowed.cause, narrowed.cause),
        f"{known.before.get(before, before)} → {known.after.get(after, after)}" if narrowed.move else "",
    )
    return _("、").join(filter(None, parts))


def _place(compared: Compared, code: str) -> str:
    """As the table of places has it; those where nobody enters or leaves are not in it."""
    told = {codes.padded(one.code): one.label for one in compared.changes.areas}
    return told.get(code) or names.names_of([code]).get(code, code)


def title(narrowed: Narrowed) -> str:
    """Of the workbook, by what it holds."""
    return _("筛查比较名单") if narrowed.takes_unchanged else _("筛查变动名单")
