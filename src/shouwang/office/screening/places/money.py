"""Incomes and treatment costs of an area, as charts: around the line, growth, beside the neighbours, what people pay.

From counts in bands (counts/tallies.py), not from households: a border that falls inside a band takes the whole band.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from math import ceil
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from shouwang.office.kit import codes
from shouwang.office.kit.scope import within
from shouwang.office.screening import labels
from shouwang.office.screening.counts import grouping, tallies
from shouwang.office.screening.links import Links, persons
from shouwang.office.screening.models import Run, Tally
from shouwang.office.screening.places import bands
from shouwang.office.screening.places.charts import Chart, Mark, Series
from shouwang.office.screening.queries import Count

UNKNOWN = tallies.UNKNOWN
KINDS = ("income", "growth", "burden")
FEW = 11
"""Averages of fewer households are not shown: they would tell of single ones."""
GROWTH = (-10, 0, 5, 10, 20)
"""Borders in percent, where no reference is given."""
THOUSANDS = (1, 2, 3, 5, 10, 20, 50)
"""Borders of what is paid for treatment."""
COLOURS = ("red", "orange", "yellow", "azure", "blue", "green")
Counts = Mapping[str, Count]


def reference_of(text: str) -> Decimal | None:
    """A rate in percent, as people type it; None for what is none."""
    try:
        rate = Decimal(text.strip().rstrip("%％"))
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 < rate <= 100 else None


Bands = Sequence[tuple[str, Decimal | int | None]]


def gathered(cut: Bands, counts: Counts) -> list[Count]:
    """Counts between borders; each band reaches up to its border, the last is open, and the unknown come behind."""
    found = [Count() for _band in cut]
    for key, count in counts.items():
        if key == UNKNOWN:
            continue
        place = next(place for place, (_label, end) in enumerate(cut) if end is None or Decimal(key) < end)
        found[place] = plus(found[place], count)
    return [*found, counts.get(UNKNOWN, Count())]


def plus(one: Count, other: Count) -> Count:
    return Count(one.households + other.households, one.persons + other.persons)


def incomes(run: Run, counts: Counts, links: Links) -> Chart:
    """Households by net income per head, a thousand yuan a bar, with the run's lines."""
    known = {int(key): count for key, count in counts.items() if key != UNKNOWN}
    lowest, highest = min(0, *known, 0), max(9, *known, 9)
    keys = range(lowest, highest + 1)
    lines = run.summary.get("incomes", {}).get("lines", []) if run.summary.get("incomes") else []
    named = labels.parameters(run)
    urls = [links.roll("income", str(key)) for key in keys]
    unknown = counts.get(UNKNOWN, Count()).households
    about = [_("按人均纯收入分组，每组一千元；竖线是政策包里的收入线。")]
    if unknown:
        about.append(_("另有 %(count)s 户收入未填全，没有画出。") % {"count": f"{unknown:,}"})
    return Chart(
        "incomes",
        _("人均纯收入分布"),
        about,
        _("人均纯收入（千元）"),
        [_("负数") if key < 0 else bands.thousands(key) for key in keys],
        [
            Series(_("户数"), [known.get(key, Count()).households for key in keys], urls=urls),
            Series(
                _("人数"),
                [known.get(key, Count()).persons for key in keys],
                "grey",
                [*map(persons, urls)],
            ),
        ],
        marks=[
            Mark(
                _("%(label)s %(value)s 元")
                % {"label": named.get(one["label"], one["label"]), "value": f"{Decimal(one['value']):,.0f}"},
                float(Decimal(one["value"]) / tallies.BAND) - lowest,
            )
            for one in lines
        ],
    )


def growth(counts: Counts, reference: Decimal | None, links: Links) -> Chart:
    """Households by how their net income changed since the year before."""
    cut = _growth_bands(reference, _step(counts))
    found = gathered(cut, counts)
    about = [_("户纯收入比上年的变化；上年收入未填的列在最后。")]
    if reference is not None:
        about += [_rounding(reference, _step(counts)), _slow(found)]
    urls = _lists("growth", cut, links)
    return _bands_chart("growth", _("收入增长"), about, _("增长"), cut, found, tuple(COLOURS), urls)


def lists(
    counted: Mapping[str, Counts], reference: Decimal | None, links: Links
) -> list[tuple[str, str, str]]:
    """Label, address of the households, and of their members: those whose incomes are not all known, and slow growth."""
    found = []
    if counted.get("income", {}).get(UNKNOWN, Count()).households:
        found.append((_("收入未填全的户"), links.roll("income", UNKNOWN)))
    if "growth" in counted:
        found += slow(counted["growth"], reference, links)
    return [(label, url, persons(url)) for label, url in found if url]


def slow(counts: Counts, reference: Decimal | None, links: Links) -> list[tuple[str, str]]:
    """Lists that are asked for: label and address.  Source: 002, P6 and P7."""
    found = [(_("收入下降的户"), links.roll("growth", bands.between(None, 0)))]
    if reference is not None:
        half = _limit(reference / 2, _step(counts))
        label = _("增速不到参考二分之一的户（不到 %(half)s%%，含下降）") % {"half": half}
        found.append((label, links.roll("growth", bands.between(None, half))))
    return [(label, url) for label, url in found if url]


def _step(counts: Counts) -> Decimal:
    """Percent: how finely slow growth was counted.  Runs of earlier versions have whole percents only."""
    return Decimal("0.1") if any("." in key for key in counts) else Decimal(1)


def _rounding(reference: Decimal, step: Decimal) -> str:
    said = {"rate": f"{reference.normalize():f}", "step": f"{step:f}"}
    return _("参考增速 %(rate)s%%；三分之一、二分之一进位到 %(step)s 个百分点。") % said


def _slow(found: Sequence[Count]) -> str:
    """`found`: falling, below a third, below a half, …, the unknown last.  As 002 P6 says: 41.9 % of the persons."""
    slow, known = (sum(count.persons for count in part) for part in (found[:3], found[:-1]))
    share = f"{100 * slow / known:.1f}" if known else "0.0"
    return _("增速不到参考二分之一的（含下降）%(persons)s 人，占两年收入都填全的 %(share)s%%。") % {
        "persons": f"{slow:,}",
        "share": share,
    }


def _growth_bands(reference: Decimal | None, step: Decimal) -> list[tuple[str, Decimal | int | None]]:
    if reference is None:
        low, *rest = GROWTH
        borders = [(_("下降 %(by)d%% 以上") % {"by": -low}, low), (_("下降不到 %(by)d%%") % {"by": -low}, 0)]
        return [
            *borders,
            *((_("增长 %(low)d%%–%(high)d%%") % {"low": a, "high": b}, b) for a, b in pairwise(rest)),
            (_("增长 %(low)d%% 以上") % {"low": rest[-1]}, None),
        ]
    third, half, whole = (_limit(reference / part, step) for part in (3, 2, 1))
    return [
        (_("下降"), 0),
        (_("增速不到参考的三分之一（%(high)s%%）") % {"high": third}, third),
        (_("不到二分之一（%(high)s%%）") % {"high": half}, half),
        (_("低于参考（%(high)s%%）") % {"high": whole}, whole),
        (_("达到参考"), None),
    ]


def _limit(rate: Decimal, step: Decimal) -> Decimal:
    """Up to the next border that was counted."""
    if rate >= tallies.FINE and step < 1:
        step = Decimal(tallies.COARSE)
    return Decimal(ceil(rate / step)) * step


def burden(run: Run, counts: Counts, links: Links) -> Chart:
    """Households by what they pay themselves for treatment; in `counts` 0 is nothing, 3 is two to three thousand."""
    cut: list[tuple[str, Decimal | int | None]] = [(_("没有"), 1)]
    for low, high in zip((0, *THOUSANDS), THOUSANDS, strict=False):
        cut.append((_("%(low)d–%(high)d 千元") % {"low": low, "high": high}, high + 1))
    cut.append((_("%(low)d 千元以上") % {"low": THOUSANDS[-1]}, None))
    about = [_("一年内自付的医疗费（报销、救助以后）。")]
    paid = sum((count.amount or Decimal(0) for key, count in counts.items() if key != UNKNOWN), Decimal(0))
    about.append(_("合计 %(sum)s 万元。") % {"sum": f"{paid / 10_000:,.2f}"})
    if line := held_up(run):
        about.append(_("再救助的界限：%(line)s 元。") % {"line": f"{line:,.0f}"})
    colours = ("green", "blue", "blue", "azure", "azure", "yellow", "orange", "red", "red")
    urls = _lists("burden", cut, links, lowest=0)
    return _bands_chart(
        "burden", _("自付医疗费"), about, _("自付"), cut, gathered(cut, counts), colours, urls
    )


def held_up(run: Run) -> Decimal | None:
    """Yuan; None where the pack has no such parameters."""
    return grouping.line(run.summary.get("parameters", {}))


def _lists(kind: str, cut: Bands, links: Links, lowest: int | None = None) -> list[str]:
    """Of each band, and of the unknown."""
    ends = [lowest, *(end for _label, end in cut)]
    return [links.roll(kind, bands.between(low, high)) for low, high in pairwise(ends)] + [
        links.roll(kind, UNKNOWN)
    ]


def _bands_chart(
    name: str,
    title: str,
    about: Sequence[str],
    heading: str,
    cut: Bands,
    counts: Sequence[Count],
    colours: Sequence[str],
    urls: Sequence[str],
) -> Chart:
    everybody = sum(count.persons for count in counts) or 1
    return Chart(
        name,
        title,
        about,
        heading,
        [*(label for label, _end in cut), _("未填写")],
        [
            Series(_("户数"), [count.households for count in counts], urls=urls),
            Series(_("人数"), [count.persons for count in counts], urls=[*map(persons, urls)]),
            Series(_("占人数（%）"), [round(100 * count.persons / everybody, 1) for count in counts]),
        ],
        colours=[*colours[: len(cut)], "grey"],
        shape="across",
    )


def averages(run: Run, level: str, inside: codes.Span) -> dict[str, Decimal | None]:
    """Area → yuan per head, over households whose income is known; None where they are few.

    A statistic of places, not of people: also for areas that whoever looks does not reach.
    """
    rows = (
        Tally.objects.filter(within([inside]), run=run, kind="income")
        .exclude(key=UNKNOWN)
        .annotate(place=Left("area_code", codes.LENGTHS[level]))
        .values("place")
        .annotate(homes=Sum("households"), heads=Sum("persons"), yuan=Sum("amount"))
    )
    return {row["place"].ljust(12, "0"): _average(row) for row in rows}


def _average(row: Mapping[str, Any]) -> Decimal | None:
    return row["yuan"] / row["heads"] if row["homes"] >= FEW and row["heads"] else None


def average(counts: Counts) -> Decimal | None:
    """Of one area, from its bands."""
    known = [count for key, count in counts.items() if key != UNKNOWN]
    homes, heads = sum(one.households for one in known), sum(one.persons for one in known)
    return (
        sum((one.amount or Decimal(0) for one in known), Decimal(0)) / heads
        if homes >= FEW and heads
        else None
    )


def neighbours(
    own: str, mean: Decimal | None, found: Mapping[str, Decimal | None], names: Mapping[str, str]
) -> Chart:
    """The average of an area – `mean` – beside those around it, or those in it, the highest first."""
    order = sorted(found, key=lambda code: (-(found[code] or Decimal(-1)), code))
    few = [names.get(code, code) for code in order if found[code] is None]
    about = [_("按户纯收入合计除以人数，只算收入填全的户。")]
    if mean is not None:
        about.append(_("本地平均 %(mean)s 元。") % {"mean": f"{mean:,.0f}"})
    if few:
        about.append(_("不足 %(few)d 户的不列：%(names)s。") % {"few": FEW, "names": _("、").join(few)})
    shown = [code for code in order if found[code] is not None]
    return Chart(
        "neighbours",
        _("人均纯收入与周边比较"),
        about,
        _("地方"),
        [names.get(code, code) for code in shown],
        [Series(_("人均纯收入（元）"), [round(float(found[code] or 0)) for code in shown])],
        unit=_("元"),
        shape="across",
        colours=["orange" if code == own else "blue" for code in shown],
    )
