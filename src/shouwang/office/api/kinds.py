"""The kinds of events that hooks can be told of: from which entry of the journal each comes, who may know, what it says.

What is said are codes and numbers of records; whoever wants to know more asks the API, within their own reach.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission as P

PING = "ping"
PING_LABEL = _("测试")

Said = Callable[[Any, Mapping[str, Any]], dict[str, Any]]
"""Entry and its detail → the data of the event."""


@dataclass(frozen=True)
class Kind:
    code: str
    label: Any
    action: str
    """Of the entry that tells it, with the kind of record it is about."""
    about: str
    permissions: frozenset[P]
    """Any of them lets somebody know."""
    said: Said

    def open_to(self, permissions: frozenset[P]) -> bool:
        return bool(self.permissions & permissions)


def _numbered(name: str) -> Said:
    return lambda entry, detail: {name: int(entry.ident)}


def _run(entry: Any, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "run_id": int(entry.ident),
        "on": entry.day.isoformat() if entry.day else None,
        "standing": bool(detail.get("standing")),
    }


def _household(entry: Any, detail: Mapping[str, Any]) -> dict[str, Any]:
    before, after = detail["tier"]
    return {"household_id": entry.ident, "run_id": detail["run"], "tier_before": before, "tier": after}


SEES, TAKES_IN = frozenset({P.HOUSEHOLD_VIEW}), frozenset({P.IMPORT, P.IMPORT_FORCE})
COUNTS = frozenset({P.STATISTICS_VIEW})

# fmt: off
KINDS = (
    #    code                label                   action                about      who may   says
    Kind("run.done",         _("筛查完成"),          "screening.done",     "run",     COUNTS,   _run),
    Kind("run.lost",         _("筛查没有完成"),      "screening.lost",     "run",     COUNTS,   _run),
    Kind("household.moved",  _("农户复算后变级"),    "screening.rechecked", "recheck", SEES,    _household),
    Kind("import.committed", _("导入写入登记"),      "import.committed",   "batch",   TAKES_IN, _numbered("import_id")),
    Kind("import.undone",    _("导入撤销"),          "import.undone",      "batch",   TAKES_IN, _numbered("import_id")),
    Kind("change.approved",  _("变更批准"),          "change.approve",     "change",  SEES,     _numbered("change_id")),
)
# fmt: on

BY_ENTRY = {(kind.action, kind.about): kind for kind in KINDS}
ACTIONS = frozenset(kind.action for kind in KINDS)


def possible(permissions: frozenset[P], *, linked_only: bool) -> list[Kind]:
    """What an appointment with these permissions can be told; who reaches only linked households is told nothing."""
    return [] if linked_only else [kind for kind in KINDS if kind.open_to(permissions)]
