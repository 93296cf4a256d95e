"""Key areas: villages, groups and resettlement sites that are watched as a whole, since a day and for a reason.

`condition` is on a household's own columns: no question about households joins this table.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.areas.models import Area
from shouwang.office.kit import codes, orders
from shouwang.office.kit.scope import NOTHING, within
from shouwang.office.registry import guards
from shouwang.office.registry.models import Household, KeyArea

LEVELS = ("county", "township", "village")
COLOURS = {"relocation": "azure", "disaster_prone": "yellow", "disaster_struck": "red", "other": "blue"}
SAME = ("kind", "group_name", "resettlement_site")
MOST = 30
"""Names of groups or sites that a refusal or a form can list."""


@transaction.atomic
def mark(
    place: Area,
    kind: str,
    *,
    reason: str,
    since: date,
    by: Any,
    group_name: str = "",
    resettlement_site: str = "",
) -> KeyArea:
    """Refused for a group or site that no household there names, and for what is marked that way already."""
    guards.allow_place(by, Permission.AREA_EDIT, place.code)
    made = KeyArea(area_code=place.code, kind=kind, since=since, marked_by=by)
    made.group_name, made.resettlement_site = group_name.strip(), resettlement_site.strip()
    made.reason = reason.strip()
    _refuse_odd(made, place)
    _refuse_unnamed(made, place)
    if _open_like(made).exists():
        raise Refused(_("这里已经标记过这一类重点区域。"), _("要改理由，请先结束原来的，再重新标记。"))
    made.save(force_insert=True)
    return made


def _refuse_odd(made: KeyArea, place: Area) -> None:
    if place.valid_to or place.level not in LEVELS:
        raise Refused(
            _("“%(place)s”不是在用的县、乡镇或村。") % {"place": place.name}, _("请选在用的县、乡镇或村。")
        )
    if made.group_name and place.level != "village":
        raise Refused(
            _("“%(place)s”不是村，没有村民小组。") % {"place": place.name},
            _("要标记一个组，请先选它所在的村。"),
        )
    if not made.reason:
        raise Refused(_("没有写明为什么重点关注。"), _("请写明理由，例如哪一年受了什么灾、安置了多少户。"))


def _refuse_unnamed(made: KeyArea, place: Area) -> None:
    """A misspelt name would be watched for ever and never count anybody."""
    if not (made.group_name or made.resettlement_site):
        return
    if not Household.objects.present().filter(condition([made])).exists():
        what = _("，").join(filter(None, (made.group_name, made.resettlement_site)))
        raise Refused(
            _("“%(place)s”在册的户没有一户登记在“%(what)s”。") % {"place": place.name, "what": what},
            _("请照户上登记的组名、安置点名填写；户上登记得不对的，先更正。"),
        )


@transaction.atomic
def end(existing: KeyArea, *, until: date, by: Any) -> None:
    """It was one until, not including, a day."""
    guards.allow_place(by, Permission.AREA_EDIT, existing.area_code)
    fresh = KeyArea.objects.select_for_update().get(pk=existing.pk)
    if fresh.until is not None:
        raise Refused(_("这个重点区域已经结束。"), _("请刷新页面。"))
    if until < fresh.since:
        raise Refused(_("结束的日期早于开始的日期。"), _("请改结束的日期。"))
    fresh.until = existing.until = until
    fresh.save(update_fields=["until"])


def follow_place(code: str, successor: str, *, on: date) -> tuple[int, list[KeyArea]]:
    """What is marked of a place that was merged, and of the one into which it was, from a day on.

    A mark goes on where it means the same households as before.  Where it would mean others, too – a group of that name
    is in both, the place as a whole has grown –, it ends: somebody who knows the place marks it anew.  Returns how many
    go on, and those that ended.  Inside the caller's transaction, before the households follow.
    """
    there, own = _held(code, on), _held(successor, on)
    known = {_sameness(one) for one in own}
    ending = [one for one in there if _sameness(one) not in known and _means_some(one, successor)]
    going = [one for one in there if one not in ending]
    both = {_sameness(one) for one in there}
    ending += [one for one in own if _sameness(one) not in both and _means_some(one, code)]
    for one in going:
        _go_on(one, successor, on=on)
    for one in ending:
        one.until = max(one.since, on)
        one.save(update_fields=["until"])
    return len(going), ending


def _held(code: str, on: date) -> list[KeyArea]:
    held = Q(until=None) | Q(until__gt=on)
    return list(KeyArea.objects.filter(held, area_code=code).select_for_update().order_by("pk"))


def _sameness(one: KeyArea) -> tuple[str, ...]:
    return tuple(str(getattr(one, name)) for name in SAME)


def _means_some(one: KeyArea, code: str) -> bool:
    """Whether households of another place would be meant."""
    named = KeyArea(area_code=code, group_name=one.group_name, resettlement_site=one.resettlement_site)
    return bool(Household.objects.present().filter(condition([named])).exists())


def _go_on(one: KeyArea, successor: str, *, on: date) -> None:
    shared = {name: getattr(one, name) for name in (*SAME, "reason", "marked_by_id")}
    goes_on = KeyArea(area_code=successor, since=max(one.since, on), until=one.until, **shared)
    if same := _open_like(goes_on).order_by("since").first():
        # The successor was one itself, perhaps from a later day on.
        goes_on.until = same.since
    one.until = goes_on.since
    one.save(update_fields=["until"])
    if goes_on.until is None or goes_on.until > goes_on.since:
        goes_on.save(force_insert=True)


def _open_like(made: KeyArea) -> Any:
    same = {name: getattr(made, name) for name in SAME}
    return KeyArea.objects.filter(area_code=made.area_code, until=None, **same)


# -- Asking ----------------------------------------------------------------------------------------------------------


def in_force(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def around(spans: Iterable[codes.Span]) -> Q:
    """Of places that lie in these, and of those in which these lie."""
    found = list(spans)
    above = {code for span in found for code in codes.parents(span.low)}
    return within(found) | Q(area_code__in=above) if found else NOTHING


def for_user(user: Any, permission: Permission, *, on: date) -> list[KeyArea]:
    """In force on a day where somebody may, or around it."""
    reach = user.reach(permission)
    spans = (*reach.spans, *(span for _line, span in reach.linked))
    return list(KeyArea.objects.filter(around(spans), in_force(on)).order_by("area_code", "pk"))


def inside(span: codes.Span, *, on: date) -> list[KeyArea]:
    return list(KeyArea.objects.filter(within([span]), in_force(on)).order_by("area_code", "pk"))


def covering(code: str, *, on: date) -> list[KeyArea]:
    """What a page about a place says of it: marked itself, or part of what is marked as a whole; the widest first."""
    whole = Q(group_name="", resettlement_site="", area_code__in=codes.parents(code))
    found = KeyArea.objects.filter(Q(area_code=code) | whole, in_force(on))
    return list(found.order_by("area_code", "pk"))


def condition(marked: Iterable[KeyArea], home: str = "") -> Q:
    """Households in any of these.  `home`: how the rows name their household, `household__`; the place is their own."""
    spans: dict[tuple[str, str], list[codes.Span]] = defaultdict(list)
    for one in marked:
        spans[one.group_name, one.resettlement_site].append(codes.span(one.area_code))
    found = NOTHING
    for (group, site), of in spans.items():
        named = {f"{home}group_name": group, f"{home}resettlement_site": site}
        found |= _inside(of) & Q(**{column: name for column, name in named.items() if name})
    return found


def _inside(spans: Iterable[codes.Span]) -> Q:
    """Villages as one list: a condition of its own for each of some hundreds is too long for a data base."""
    found = list(spans)
    villages = sorted({low for low, high in found if low == high})
    wide = within(span for span in found if span.low != span.high)
    return Q(area_code__in=villages) | wide if villages else wide


def titles(marked: Iterable[KeyArea], *, below: str = "") -> Mapping[int, str]:
    """Place, group and site of each, from one query; on the page of an area without what lies above it or what lies
    in it."""
    found = list(marked)
    paths = names.paths_of({below, *(one.area_code for one in found)})
    start = f"{paths[below]}{names.SEPARATOR}" if below in paths else ""
    short = {code: path.removeprefix(start) for code, path in paths.items()}
    if below in paths:
        short[below] = paths[below].rpartition(names.SEPARATOR)[2]
    return {one.pk: called(one, short.get(one.area_code, one.area_code)) for one in found}


def called(one: KeyArea, place: str) -> str:
    return names.SEPARATOR.join(filter(None, (place, one.group_name, one.resettlement_site)))


def named_in(code: str, column: str) -> list[str]:
    """Groups or sites that households of a place name, for whoever fills in a form."""
    homes = Household.objects.present().filter(within([codes.span(code)])).exclude(**{column: ""})
    rows = homes.exclude(**{column: None}).order_by().values_list(column, flat=True).distinct()
    return sorted(map(str, rows), key=orders.of_group)[:MOST]
