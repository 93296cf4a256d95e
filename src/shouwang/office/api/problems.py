"""What went wrong, as programs read it: RFC 9457, one sentence why and one what to do."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from ninja.errors import ValidationError

TYPE = "application/problem+json"
MOST = 100
"""Mistakes told of one request: whoever makes a hundred thousand has made one."""
LONGEST = 60
"""Characters of a name that the client chose."""


class Wrong(Schema):
    where: str
    """`query.limit`, `body.rows.3.area_code`."""
    why: str


class Problem(Schema):
    title: str
    """Why."""
    detail: str
    """What to do."""
    status: int
    errors: list[Wrong] = []


def answer(
    status: int, why: str, remedy: str, *, errors: Iterable[Mapping[str, str]] = (), **headers: str
) -> HttpResponse:
    said = {"title": why, "detail": remedy, "status": status, "errors": list(errors)}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=TYPE, headers=named)


def unauthorised() -> HttpResponse:
    return answer(
        401,
        _("没有令牌，或令牌无效、已过期、已作废，或岗位已终止。"),
        _("请在请求头里写 Authorization: Bearer 令牌；令牌在“我的账号”页签发。"),
        WWW_Authenticate='Bearer realm="shouwang"',
    )


def throttled(seconds: int) -> HttpResponse:
    return answer(
        429,
        _("这个令牌的请求太频繁。"),
        _("请过 %(seconds)s 秒再试；大量数据请用更大的 limit 分页取。") % {"seconds": seconds},
        Retry_After=str(seconds),
    )


def invalid(error: ValidationError) -> HttpResponse:
    return wrong({"where": _where(each["loc"]), "why": _why(each)} for each in error.errors)


def _where(place: Sequence[str | int]) -> str:
    # Of a body the second is the name that our own function has for it; the client sent none.
    named = (place[0], *place[2:]) if place[0] == "body" else place
    return ".".join(str(part)[:LONGEST] for part in named).encode("utf-8", "replace").decode()


def wrong(errors: Iterable[Mapping[str, str]]) -> HttpResponse:
    told = islice(errors, MOST)
    return answer(422, _("请求里有不认识或写错的内容。"), _("请按 errors 逐项改正。"), errors=told)


def _why(error: Mapping[str, Any]) -> str:
    """In the language of the request, as far as we know the kind; otherwise as the checking library says it."""
    told = KINDS.get(error["type"])
    given = error.get("ctx") or {}
    return (
        str(told) % given
        if told and all(name in given for name in _names(error["type"]))
        else str(error["msg"])
    )


def _names(kind: str) -> tuple[str, ...]:
    return LIMITS.get(kind, ())


LIMITS = {
    "less_than": ("lt",),
    "less_than_equal": ("le",),
    "greater_than": ("gt",),
    "greater_than_equal": ("ge",),
    "string_too_long": ("max_length",),
    "string_too_short": ("min_length",),
    "too_long": ("max_length",),
    "too_short": ("min_length",),
}
"""What the sentence of a kind quotes."""
KINDS = {
    "missing": gettext_lazy("缺少这一项"),
    "extra_forbidden": gettext_lazy("没有这一项"),
    "int_parsing": gettext_lazy("应为整数"),
    "int_parsing_size": gettext_lazy("这个数太大"),
    "int_type": gettext_lazy("应为整数"),
    "int_from_float": gettext_lazy("应为整数"),
    "float_parsing": gettext_lazy("应为数"),
    "float_type": gettext_lazy("应为数"),
    "decimal_parsing": gettext_lazy("应为数"),
    "decimal_type": gettext_lazy("应为数"),
    "finite_number": gettext_lazy("应为有限的数"),
    "bool_parsing": gettext_lazy("应为 true 或 false"),
    "bool_type": gettext_lazy("应为 true 或 false"),
    "string_type": gettext_lazy("应为文字"),
    "string_pattern_mismatch": gettext_lazy("写法不对"),
    "string_unicode": gettext_lazy("应为 UTF-8 文字"),
    "string_too_long": gettext_lazy("最多 %(max_length)s 个字符"),
    "string_too_short": gettext_lazy("至少 %(min_length)s 个字符"),
    "too_long": gettext_lazy("最多 %(max_length)s 项"),
    "too_short": gettext_lazy("至少 %(min_length)s 项"),
    "less_than": gettext_lazy("应小于 %(lt)s"),
    "less_than_equal": gettext_lazy("最大 %(le)s"),
    "greater_than": gettext_lazy("应大于 %(gt)s"),
    "greater_than_equal": gettext_lazy("最小 %(ge)s"),
    "list_type": gettext_lazy("应为列表"),
    "dict_type": gettext_lazy("应为对象"),
    "model_type": gettext_lazy("应为对象"),
    "model_attributes_type": gettext_lazy("应为对象"),
    "json_invalid": gettext_lazy("不是 JSON"),
    "date_type": gettext_lazy("应为日期，例如 2026-01-31"),
    "date_from_datetime_parsing": gettext_lazy("应为日期，例如 2026-01-31"),
    "date_parsing": gettext_lazy("应为日期，例如 2026-01-31"),
    "datetime_type": gettext_lazy("应为时刻，例如 2026-01-31T08:00:00+08:00"),
    "datetime_parsing": gettext_lazy("应为时刻，例如 2026-01-31T08:00:00+08:00"),
    "datetime_from_date_parsing": gettext_lazy("应为时刻，例如 2026-01-31T08:00:00+08:00"),
    "timezone_aware": gettext_lazy("时刻要写明时区，例如 2026-01-31T08:00:00+08:00"),
    "enum": gettext_lazy("不在允许的取值内"),
    "literal_error": gettext_lazy("不在允许的取值内"),
}
"""Of the checking library's mistakes the common ones."""


def of_status(status: int) -> HttpResponse:
    """For what never reached an operation: an unknown address, another method, a broken server."""
    told = {
        400: (_("请求读不懂。"), _("请检查地址、编码和请求体。")),
        404: (
            _("没有这个地址，或没有您可以看的这条记录。"),
            _("请对照 /api/v1/openapi.json 检查地址和编号。"),
        ),
        405: (_("这个地址不支持这种方法。"), _("请对照 /api/v1/openapi.json。")),
        412: (_("您手里的已经不是最新的。"), _("请重新取。")),
        413: (_("请求体太大。"), _("请改用 /api/v1/imports 上传文件。")),
        503: (_("数据库暂时连不上。"), _("请稍后再试。")),
    }
    fallback = (_("请求没有办成。"), _("请稍后再试；一再出现时请告诉管理员。"))
    return answer(status, *told.get(status, fallback))
