"""What makes a file look absurd: somebody with the right has to confirm it, with a reason."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from shouwang.office.imports.comparing.differences import Difference
from shouwang.office.imports.models import Batch

MOST_GONE = 0.20
MOST_DOUBLED = 0.50


def of(batch: Batch, difference: Difference) -> list[dict[str, Any]]:
    found = {code: guard(batch, difference) for code, guard in GUARDS.items()}
    return [{"code": code, "why": why} for code, why in found.items() if why]


def too_many_gone(batch: Batch, difference: Difference) -> str | None:
    gone = difference.counts.get("households", {}).get("gone", 0)
    if not difference.in_area or gone <= MOST_GONE * difference.in_area:
        return None
    return _("辖区现有 %(all)s 户，写入后有 %(gone)s 户将退出登记，超过 %(most)s。") % {
        "all": f"{difference.in_area:,}",
        "gone": f"{gone:,}",
        "most": f"{MOST_GONE:.0%}",
    }


def too_many_doubled(batch: Batch, difference: Difference) -> str | None:
    doubled, rows = batch.problems.get("doubled", 0), batch.problems.get("rows", 0)
    if not rows or doubled <= MOST_DOUBLED * rows:
        return None
    return _("表里 %(rows)s 行中有 %(doubled)s 行重复，超过 %(most)s。") % {
        "rows": f"{rows:,}",
        "doubled": f"{doubled:,}",
        "most": f"{MOST_DOUBLED:.0%}",
    }


def older(batch: Batch, difference: Difference) -> str | None:
    if not difference.older:
        return None
    return _("数据截至 %(day)s，早于登记簿里 %(n)s 条要改动的记录，较旧的内容会盖掉较新的。") % {
        "day": batch.reference_on.isoformat(),
        "n": f"{difference.older:,}",
    }


GUARDS: dict[str, Callable[[Batch, Difference], str | None]] = {
    "gone": too_many_gone,
    "doubled": too_many_doubled,
    "older": older,
}
