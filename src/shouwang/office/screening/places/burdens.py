"""Treatment costs beside the line from which a household is helped again, and what cannot be told of them.

Source: 002, 二（二）12: 个人负担医疗费用超过当地居民上年度人均可支配收入的25%左右, 给予再救助.  Share and income are the pack's
parameters, each with its source.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.screening import divisions
from shouwang.office.screening.counts import grouping
from shouwang.office.screening.divisions import Division, Part
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Run
from shouwang.office.screening.queries import Count

KIND = "strain"
OVER = "over"
MEASURES = {
    "nothing": gettext_lazy("没有自付"),
    "half": gettext_lazy("不超过界限的一半"),
    "within": gettext_lazy("超过一半，不超过界限"),
    OVER: gettext_lazy("超过界限"),
    grouping.UNKNOWN: gettext_lazy("未填写，不能确定"),
}
COLOURS = {"nothing": "green", "half": "blue", "within": "yellow", OVER: "red", grouping.UNKNOWN: "secondary"}
LIMIT = 10
"""Percent of the bill, of treatment in hospital and of chronic illness without, each within the county.

Source: 000-I（六）: 县域内住院自付费用占比不超过10%; 县域内慢病门诊个人自付费用占比不超过10%.  The register holds neither
the whole bill nor the kind of treatment: these shares are not worked out, nor guessed from what it has.
"""


def division(run: Run, counts: Mapping[str, Count], whole: Count, links: Links) -> Division | None:
    """None where the run counted nothing of the kind: another pack, or an earlier version."""
    if not counts or grouping.line(run.summary.get("parameters", {})) is None:
        return None
    parts = [
        Part(
            str(label),
            counts.get(key, Count()),
            links.roll(KIND, key) if key in counts else "",
            COLOURS[key],
        )
        for key, label in MEASURES.items()
    ]
    return Division(_("自付医疗费和再救助界限"), parts, whole, links.roll("tier", divisions.ALL))


def about(run: Run) -> list[str]:
    """Sentences."""
    values = run.summary.get("parameters", {})
    line = grouping.line(values)
    if line is None:
        return []
    income, share = (values[name] for name in grouping.LINE)
    return [
        _("界限：上年度当地人均可支配收入 %(income)s 元的 %(share)s%%，即 %(line)s 元；全户合计，超过才算。")
        % {
            "income": f"{float(income):,.0f}",
            "share": f"{100 * float(share):g}",
            "line": f"{line:,.2f}",
        },
        unknowable(),
    ]


def unknowable() -> str:
    return _(
        "“县域内住院、慢病门诊自付占比不超过 %(limit)d%%”要有医疗总费用和就诊类型才能算；登记簿只有自付额，这里不估算。"
    ) % {"limit": LIMIT}
