"""What of the register stands on an area; brought in when the app is ready."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.areas.standing import standing
from shouwang.office.kit.codes import Span
from shouwang.office.registry.models import Change, Household, KeyArea, Link

OPEN = (Change.State.DRAFT, Change.State.SUBMITTED, Change.State.RETURNED)


def _count(model: Any, span: Span, *which: Q) -> int:
    return int(model._base_manager.filter(*which, area_code__range=span).count())


def _until(on: date, name: str = "until") -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__gt": on})


@standing(_("农户 %(n)s 户"))
def households(span: Span, on: date) -> int:
    return _count(Household, span, _until(on, "ended_on"))


@standing(_("没有办结的变更申请 %(n)s 份"))
def requests(span: Span, on: date) -> int:
    return _count(Change, span, Q(state__in=OPEN))


@standing(_("联系整个地方的人 %(n)s 位"))
def links(span: Span, on: date) -> int:
    return _count(Link, span, Q(household=None), _until(on))


@standing(_("重点区域 %(n)s 处"))
def keyareas(span: Span, on: date) -> int:
    return _count(KeyArea, span, _until(on))
