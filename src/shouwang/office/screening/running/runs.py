"""Starting a run: who may, with which pack, for which area and day."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import run as preparing
from shouwang.engine.screening.run import Run as Prepared
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.jobs import queue
from shouwang.office.journal import clauses, entries
from shouwang.office.screening import packs
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import knowledge, regular


@transaction.atomic
def start(
    area_code: str,
    *,
    pack: str,
    on: date,
    by: Any,
    today: date,
    period: str | None = None,
    change: Sequence[str] = (),
    assume: Sequence[str] = (),
    as_if: bool = False,
    standing: bool = False,
    known: str = "",
) -> Run:
    """Puts a run in the queue; `change`, `assume`: `name=value`, as on the command line; `known`: as in
    knowledge.py.

    Refused for a pack of another place, a day outside its time unless `as_if`, for an area that is not (any more) in the
    list, and as a regular run for a day after today or before the register's first.
    """
    by.require(Permission.SCREENING_RUN, area_code)
    loaded = packs.load(pack)
    refuse_elsewhere(loaded, area_code)
    changed = preparing.settings(loaded, tuple(change))
    prepared = preparing.prepare(loaded, on, period=period, assume=tuple(assume), as_if=as_if, change=changed)
    standing = standing and not change and not assume
    if standing:
        regular.refuse_unfit(area_code, on, today=today)
    made = Run(
        area_code=area_code,
        pack=loaded.id,
        pack_hash=loaded.hash,
        pack_title=loaded.title,
        on=on,
        period=prepared.period,
        changed_parameters={name: str(value) for name, value in changed.items()},
        assumptions=list(prepared.assumptions.texts),
        as_if=prepared.as_if,
        is_standing=standing,
        known_then=knowledge.is_then(area_code, on, known, today=today),
        by=by,
    )
    made.save()
    made.job = queue.enqueue("screening.run", {"run": made.pk}, by=by, area_code=area_code)
    made.save(update_fields=["job"])
    entries.record("screening.started", made, on=on, clause=resting_on(made, loaded), detail=said(made))
    return made


def resting_on(run: Run, pack: Pack) -> str:
    """The pack, and the documents that its rules cite; which article made which rule fire, each finding says."""
    cited = sorted({rule.source.source.number or rule.source.source.title for rule in pack.rules.values()})
    return clauses.joined(run.clause, *(f"document:{name}" for name in cited))


def refuse_elsewhere(pack: Pack, area_code: str, *, among: Collection[str] | None = None) -> None:
    """`among`: those of some areas that are in the list, where somebody has asked already."""
    if area_code not in (in_list([area_code]) if among is None else among):
        raise Refused(_("没有这个地方，或它已经撤并。"), _("请从列表里选一个现在的区划。"))
    if not packs.applies(pack, area_code):
        raise Refused(
            _("政策包“%(pack)s”不是给这个地方的。") % {"pack": pack.title},
            _("请选适用于这里的政策包；需要时用 shouwang pack new 为本县做一个。"),
        )


def in_list(areas: Collection[str]) -> set[str]:
    return set(Area.objects.in_force().filter(pk__in=areas).values_list("pk", flat=True))


def prepared(run: Run, pack: Pack) -> Prepared:
    """The engine's run, as it was asked for."""
    return preparing.prepare(
        pack,
        run.on,
        period=run.period or None,
        assume=tuple(run.assumptions),
        # Whoever could start it may read it: whether it was outside the pack's time follows again from the day.
        as_if=True,
        change={name: Decimal(value) for name, value in run.changed_parameters.items()},
    )


def said(run: Run) -> dict[str, Any]:
    """What the journal says of a run."""
    return {
        "pack": run.pack,
        "pack_hash": run.pack_hash,
        "period": run.period,
        "changed": run.changed_parameters,
        "assumed": run.assumptions,
        "as_if": run.as_if,
        "standing": run.is_standing,
        "known": knowledge.word(run),
    }
