"""How hooks and deliveries look on pages."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.office.accounts.models import User
from shouwang.office.api.kinds import KINDS
from shouwang.office.api.models import Delivery, Hook
from shouwang.office.kit import clock

S = Delivery.State
COLOURS = {S.WAITING: "blue", S.DELIVERED: "green", S.GIVEN_UP: "red"}


def hook(one: Hook, by: User, places: Mapping[str, str], last: Delivery | None) -> dict[str, Any]:
    """`by`: whose it is."""
    held = one.appointment
    held_now = held.pk in [each.pk for each in by.appointments_now]
    return {
        "hook": one,
        "held": f"{places.get(held.area_code, held.area_code)} · {held.duty.label}",
        "held_now": held_now,
        "kinds": [kind.label for kind in KINDS if kind.code in one.kinds],
        "state": _state(one, held_now),
        "last": delivery(last) if last else None,
    }


def _state(one: Hook, held_now: bool) -> dict[str, str]:
    if not held_now:
        return {"text": _("岗位已终止"), "colour": "secondary"}
    if not one.is_on:
        return {"text": _("已停用"), "colour": "red" if one.off_why != Hook.Off.BY_HAND else "secondary"}
    if one.failures:
        return {"text": _("送不到"), "colour": "orange"}
    return {"text": _("启用中"), "colour": "green"}


def facts(one: Hook, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [
        {"label": _("接收地址"), "text": one.address},
        {"label": _("所属岗位"), "text": shown["held"]},
        {"label": _("事件"), "text": _("、").join(str(label) for label in shown["kinds"])},
        {"label": _("建立时间"), "text": _moment(one.made_at)},
    ]
    if one.rotated_at:
        found.append({"label": _("更换密钥时间"), "text": _moment(one.rotated_at)})
    if not one.is_on:
        found.append(
            {"label": _("停用原因"), "text": one.get_off_why_display(), "source": _moment(one.off_at)}
        )
    elif one.failing_since:
        found.append(
            {"label": _("送不到"), "text": _("自 %(since)s 起") % {"since": _moment(one.failing_since)}}
        )
    return found


def actions(one: Hook) -> list[dict[str, Any]]:
    def button(name: str, label: str, to: str = "", **more: Any) -> dict[str, Any]:
        url = reverse(f"hooks:{name}", args=[one.pk])
        return {"url": f"{url}?to={to}" if to else url, "label": label, "method": "post", **more}

    sure = _("更换签名密钥？旧的再用一天，请尽快把新的交给对方。")
    rotate = button("rotate", _("更换密钥"), confirm=sure)
    if not one.is_on:
        return [button("switch", _("启用"), to="on", primary=True), rotate]
    off = button("switch", _("停用"), to="off", confirm=_("停用这个推送？还没有送到的不再自动送。"))
    return [button("ping", _("发送测试"), primary=True), rotate, off]


def delivery(one: Delivery) -> dict[str, Any]:
    return {
        "delivery": one,
        "state": {"text": one.get_state_display(), "colour": COLOURS[S(one.state)]},
        "answer": _answer(one),
    }


def _answer(one: Delivery) -> str:
    """What came back at the last try: words, with the number where there is one."""
    said = str(one.get_fault_display()) if one.fault else ""
    return _("%(what)s（%(number)s）") % {"what": said, "number": one.status} if said and one.status else said


def delivery_facts(one: Delivery) -> list[dict[str, Any]]:
    found = [
        {"label": _("发生时间"), "text": _moment(one.happened_at)},
        {"label": _("消息编号"), "text": one.message},
        {"label": _("尝试次数"), "text": str(one.tries)},
    ]
    if one.tried_at:
        found.append({"label": _("最近尝试"), "text": _moment(one.tried_at), "source": _answer(one)})
    if one.state == S.WAITING:
        found.append({"label": _("下次尝试"), "text": _next(one)})
    return found


def _next(one: Delivery) -> str:
    rest = one.hook.rest_until
    due = max(one.next_at, rest) if rest else one.next_at
    return _("马上") if due <= clock.now() else _moment(due)


def delivery_actions(one: Delivery) -> list[dict[str, Any]]:
    if one.state == S.DELIVERED or not one.hook.is_on:
        return []
    url = reverse("hooks:retry", args=[one.pk])
    return [{"url": url, "label": _("现在再送"), "method": "post", "primary": True}]


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""
