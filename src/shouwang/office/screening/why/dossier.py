"""A policy pack for people: its parameters by date, tiers, rules, values, procedure, visits and documents, each with its
source.

Who may see runs may see by what they were made.  Texts of the pack are quoted as they are: only labels have English.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Citation, Pack, Tier
from shouwang.office.kit import sayings
from shouwang.office.screening import packs
from shouwang.office.screening.labels import COLOURS, GREY
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import parameters

EVERY = {
    "month": gettext_lazy("每月"),
    "quarter": gettext_lazy("每季度"),
    "half-year": gettext_lazy("每半年"),
    "year": gettext_lazy("每年"),
}
HOW = {"on site": gettext_lazy("上门"), "phone": gettext_lazy("电话")}


class Cell(NamedTuple):
    text: str
    original: bool = False
    """In the language of the documents, whatever that of the page."""
    colour: str = ""


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class Kept(NamedTuple):
    label: str
    text: str
    lang: str
    """Of the text: a pack may have no English of it."""


def kept(pack: Pack, tier: str) -> list[Kept]:
    """Where a tier's households are kept, and how often they are looked at, as far as it is written.

    Source: 000-H (TIER-04).
    """
    found = next((one for one in pack.tiers if one.tier == tier), None)
    if found is None:
        return []
    said = (
        (_("在哪里管理"), _told(found.custody, found.custody_en)),
        (_("多久看一次"), _told(found.cadence, found.cadence_en)),
    )
    return [Kept(label, one.text, "zh-hans" if one.original else "en") for label, one in said if one.text]


def kept_in(run: Run) -> dict[str, list[Kept]]:
    """The same of each tier; nothing where the pack is another by now: the page of the run's own pack has it."""
    try:
        pack = packs.load(run.pack)
    except Refused:
        return {}
    return {one.tier: kept(pack, one.tier) for one in pack.tiers} if pack.hash == run.pack_hash else {}


def of(pack: Pack, on: date) -> list[Section]:
    """`on`: the day whose values are marked as in force.  Without sections that have no rows."""
    made = (
        Section("parameters", _("参数"), _parameter_heads(), list(_parameters(pack, on))),
        Section(
            "tiers", _("分级"), (_("分级"), _("条件"), _("在哪里管理"), _("多久看一次")), list(_tiers(pack))
        ),
        Section("rules", _("规则"), (_("规则"), _("条件"), _("依据"), _("说明")), list(_named(pack.rules))),
        Section(
            "facts", _("怎样算出"), (_("名称"), _("算式"), _("依据"), _("说明")), list(_named(pack.facts))
        ),
        Section("steps", _("程序和时限"), (_("步骤"), _("谁"), _("依据"), _("说明")), list(_steps(pack))),
        Section(
            "visits",
            _("走访"),
            (_("谁"), _("走访谁"), _("多久一次"), _("方式"), _("依据")),
            list(_visits(pack)),
        ),
        Section(
            "sources", _("文件"), (_("文件"), _("印发机关"), _("日期"), _("公开处")), list(_sources(pack))
        ),
    )
    return [one for one in made if one.rows]


def _parameter_heads() -> tuple[str, ...]:
    return _("名称"), _("自"), _("数值"), _("单位"), _("依据"), _("说明")


def _parameters(pack: Pack, on: date) -> Iterator[list[Cell]]:
    """A row for each date; the value in force on the day is said to be so."""
    for one in pack.parameters.values():
        for value in reversed(one.values):
            since = value.start.isoformat()
            is_so = value is one.on(on)
            yield [
                Cell(parameters.label(one)),
                Cell(_("%(since)s（现行）") % {"since": since} if is_so else since),
                Cell(f"{value.value:,f}"),
                Cell(parameters.unit(one)),
                _cited(value.source),
                _original(value.note),
            ]


def _tiers(pack: Pack) -> Iterator[list[Cell]]:
    for one in pack.tiers:
        said = Cell(parameters.label(one), colour=COLOURS.get(one.colour, GREY))
        yield [said, Cell(oneline(one.text) or _("其余的户")), *_looked_after(one)]


def _looked_after(one: Tier) -> tuple[Cell, Cell]:
    return _told(one.custody, one.custody_en), _told(one.cadence, one.cadence_en)


def _named(found: Mapping[str, Any]) -> Iterator[list[Cell]]:
    """Rules and facts."""
    for one in found.values():
        yield [Cell(parameters.label(one)), Cell(oneline(one.text)), _cited(one.source), _original(one.note)]


def _steps(pack: Pack) -> Iterator[list[Cell]]:
    for one in pack.procedure.get("steps", ()):
        named = (sayings.lang() == "en" and one.get("label_en")) or one["label"]
        yield [Cell(named), _original(one.get("who")), _referred(one, pack), _original(one.get("note"))]


def _visits(pack: Pack) -> Iterator[list[Cell]]:
    for one in pack.visits:
        every, how = one.get("every", ""), one.get("how", "")
        yield [
            _original(one.get("who")),
            _original(one.get("whom")),
            Cell(str(EVERY.get(every, every))),
            Cell(str(HOW.get(how, how))),
            _referred(one, pack),
        ]


def _sources(pack: Pack) -> Iterator[list[Cell]]:
    for one in pack.sources.values():
        yield [
            _original(one.numbered),
            _original(one.issuer),
            Cell(one.date.isoformat()),
            _original(one.published),
        ]


def oneline(text: str | None) -> str:
    return " ".join((text or "").split())


def _original(text: str | None) -> Cell:
    return Cell(text or "", original=True)


def _told(text: str | None, english: str | None) -> Cell:
    """What the pack says in its own words, and may say in English."""
    return Cell(english) if english and sayings.lang() == "en" else _original(text)


def _cited(source: Citation | None) -> Cell:
    if source is None:
        return Cell("")
    return _original(source.quoted)


def _referred(one: Mapping[str, Any], pack: Pack) -> Cell:
    """Of procedures and visits, whose source stands as it was written: a document of the pack by its id."""
    given = one.get("source") or {}
    document = pack.sources.get(given.get("document", ""))
    return _cited(Citation(document, given.get("article", ""), given.get("quote"))) if document else Cell("")
