"""The engine's refusals tell people what to type at a command line; on pages they tell them which field to change."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.office.kit import sayings

REMEDIES: tuple[tuple[str, Any], ...] = (
    # in the remedy      what to do here
    (r"--as-if", gettext_lazy("请改“基准日期”；确要套用时勾选“施行期以外也套用”，结果会注明。")),
    (r"--on", gettext_lazy("请改“基准日期”。")),
    (r"shouwang ", gettext_lazy("请在列表里另选一个政策包。")),
    (r"--set \S+=", gettext_lazy("请在“改动的参数”里写成 monitoring_line=7300 的样子，一行一个。")),
    (
        r"--assume \S+=",
        gettext_lazy(
            "请在“假定”里写成 households.subsistence_allowance=none 或 expenses=empty 的样子，一行一个。"
        ),
    ),
)
OPTION = re.compile(r" ?--(?:set|assume)\b ?")


@contextmanager
def for_pages() -> Iterator[None]:
    """Refusals said anew, in the language of whoever looks."""
    try:
        yield
    except Refused as refused:
        raise here(refused) from refused


def here(refused: Refused) -> Refused:
    said = sayings.refusal(refused)
    remedies = (text for pattern, text in REMEDIES if re.search(pattern, refused.remedy))
    remedy = next(remedies, None)
    return Refused(OPTION.sub("", said.why), str(remedy) if remedy else OPTION.sub("", said.remedy))
