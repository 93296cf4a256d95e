"""Which lines of an income sheet somebody had on the screen, and what another one changed in it since."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.tables import INCOMES
from shouwang.office.kit.addresses import is_key
from shouwang.office.kit.columns import of_field
from shouwang.office.registry.models import Household, Income

SAID = ("kind", "item", "amount", "forecast", "how", "evidence")
"""What makes a line the same line."""
ABOUT = ("kind", "item", "forecast")
"""What makes a line another amount for the same thing."""
MOST = 400
Said = tuple[Any, ...]


@dataclass(frozen=True)
class Since:
    """Lines that were taken back and lines that were added after somebody saw the sheet."""

    gone: Sequence[Said]
    come: Sequence[Said]

    def told(self) -> list[dict[str, str]]:
        """For the table of differences: another amount for the same thing beside the one it was."""
        left, told = list(self.come), []
        for old in self.gone:
            new = _take(left, old)
            told.append({"label": _label(old), "old": _text(old), "new": _text(new) if new else ""})
        return [*told, *({"label": _label(new), "old": "", "new": _text(new)} for new in left)]

    def taken_up(self, typed: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What was typed, on top of it: own lines stay, lines nobody touched follow."""
        gone, come, made = Counter(self.gone), list(self.come), []
        for line in typed:
            said = _plain(line[name] for name in SAID)
            if said in come:
                come.remove(said)
            if not gone[said]:
                made.append(said)
                continue
            gone[said] -= 1
            if new := _take(come, said):
                made.append(new)
        return [dict(zip(SAID, said, strict=True)) for said in (*made, *come)]


class Overtaken(Refused):
    """Somebody else saved the sheet meanwhile.  `since`: what they changed; `mark`: of the sheet as it is now."""

    def __init__(self, since: Since, mark: str) -> None:
        super().__init__(
            _("您打开之后，别人已经改过这份收入表，您的改动没有写入。"),
            _("请看一看别人改了什么，再确认要不要保存您的内容。"),
        )
        self.since, self.mark = since, mark


def of(lines: Iterable[Income]) -> str:
    """Lines are never altered: which ones there are says all."""
    return ".".join(str(key) for key in sorted(line.pk for line in lines))


def check(seen: str, lines: Sequence[Income], households: Iterable[Household | int]) -> None:
    """Overtaken when a sheet no longer has the lines that somebody saw; the household must be locked."""
    if seen == of(lines):
        return
    keys = [int(key) for key in seen.split(".")[:MOST] if is_key(key)]
    now = {line.pk for line in lines}
    gone = Income._base_manager.filter(pk__in=keys, household__in=households).exclude(pk__in=now)
    come = [line for line in lines if line.pk not in keys]
    since = Since([_plain(said(line)) for line in gone.order_by("pk")], [_plain(said(line)) for line in come])
    raise Overtaken(since, of(lines))


def said(line: Income) -> Said:
    return tuple(getattr(line, name) for name in SAID)


def _plain(values: Iterable[Any]) -> Said:
    """As a form has it: no text is an empty one."""
    return tuple("" if value is None else value for value in values)


def _take(lines: list[Said], like: Said) -> Said | None:
    """Out of the lines, one for the same thing."""
    about = [SAID.index(name) for name in ABOUT]
    for line in lines:
        if all(line[place] == like[place] for place in about):
            lines.remove(line)
            return line
    return None


def _label(line: Said) -> str:
    told = dict(zip(SAID, line, strict=True))
    kind = next(_(value.label) for value in INCOMES["kind"].values if value.code == told["kind"])
    side = _("预估") if told["forecast"] else _("实际")
    return " · ".join(part for part in (kind, told["item"], side) if part)


def _text(line: Said) -> str:
    told = dict(zip(SAID, line, strict=True))
    amount = of_field(Income, "amount").text(told["amount"])
    return " · ".join(part for part in (amount, told["how"], told["evidence"]) if part)
