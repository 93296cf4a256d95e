"""Packs where somebody chooses among them, and those that nobody can."""

from typing import Any

from django.utils.translation import gettext

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import sayings
from shouwang.office.screening import packs


def offered(user: Any) -> dict[str, Pack]:
    """Packs for the places within reach, by their ids; the latest first."""
    found: dict[str, Pack] = {}
    for span in user.reach(Permission.SCREENING_RUN).spans:
        found |= {pack.id: pack for pack in packs.usable(span.low)}
    return dict(sorted(found.items(), key=lambda one: one[1].end, reverse=True))


def title(pack: Pack) -> str:
    return (sayings.lang() == "en" and pack.title_en) or pack.title


def named(pack: Pack) -> str:
    said = {"title": title(pack), "start": pack.start.isoformat(), "end": pack.end.isoformat()}
    return gettext("%(title)s（%(start)s 至 %(end)s）") % said


def called(name: str) -> str:
    """A pack that may not be there any more, or not be readable."""
    try:
        return named(packs.load(name))
    except Refused:
        return name


def faulty() -> list[dict[str, str]]:
    """Packs that no list offers, and why."""
    found = ((name, sayings.refusal(refused)) for name, refused in packs.faulty().items())
    return [{"name": name, "why": refused.why} for name, refused in found]
