"""The engine's refusals tell people what to type at a command line; on pages they tell them which field to change, and
programs by what name they send it."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.office.kit import sayings

Remedies = tuple[tuple[str, Any], ...]
REMEDIES: Remedies = (
    # in the remedy      what to do here
    (r"--as-if", gettext_lazy("请改“基准日期”；确要套用时勾选“施行期以外也套用”，结果会注明。")),
    (r"--on", gettext_lazy("请改“基准日期”。")),
    (r"shouwang ", gettext_lazy("请在列表里另选一个政策包。")),
    (r"--set \S+=", gettext_lazy("请给这个参数写一个数，例如 7300，不带单位；不改就留空。")),
    (
        r"--assume \S+=",
        gettext_lazy(
            "请在“假定”里写成 households.subsistence_allowance=none 或 expenses=empty 的样子，一行一个。"
        ),
    ),
)
FOR_PROGRAMS: Remedies = (
    (r"--as-if", gettext_lazy("请改 on；确要套用时写 as_if: true，结果会注明。")),
    (r"--on", gettext_lazy("请改 on。")),
    (r"--period", gettext_lazy("period 请写四位年份，例如 2025。")),
    (r"shouwang ", gettext_lazy("请从 /api/v1/packs 里选一个。")),
    (r"--set( \S+=|\b)", gettext_lazy('change 请写成 {"monitoring_line": "7300"} 的样子。')),
    (
        r"--assume\b",
        gettext_lazy('assume 请写成 ["households.subsistence_allowance=none", "expenses=empty"] 的样子。'),
    ),
)
FOR_PLANS: Remedies = (
    (r"--as-if", gettext_lazy("请换一个当时施行的政策包；确要套用时勾选“施行期以外也套用”，结果会注明。")),
    (r"shouwang ", gettext_lazy("请换一个政策包，或者停用；请管理员按提示改正这个政策包。")),
)
OPTION = re.compile(r" ?--(?:set|assume)\b ?")


@contextmanager
def for_pages() -> Iterator[None]:
    """Refusals said anew, in the language of whoever looks."""
    with _said_anew(REMEDIES):
        yield


@contextmanager
def for_programs() -> Iterator[None]:
    with _said_anew(FOR_PROGRAMS):
        yield


@contextmanager
def for_plans() -> Iterator[None]:
    """Of the regular screening, where nobody chooses a day."""
    with _said_anew(FOR_PLANS):
        yield


@contextmanager
def _said_anew(remedies: Remedies) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise here(refused, remedies) from refused


def here(refused: Refused, remedies: Remedies = REMEDIES) -> Refused:
    said = sayings.refusal(refused)
    fitting = (text for pattern, text in remedies if re.search(pattern, refused.remedy))
    remedy = next(fitting, None)
    why, instead = (_whole(OPTION.sub("", text)) for text in (said.why, said.remedy))
    return Refused(why, str(remedy) if remedy else instead)


def _whole(text: str) -> str:
    """The engine's Chinese sentences end without a full stop, the office's with one."""
    ended = sayings.lang() == "en" or unicodedata.category(text[-1:] or ".") == "Po"
    return text if ended else _("%(what)s。") % {"what": text}
