"""A chart: what it says, as numbers.  The page shows them as a table and gives them to the script that draws them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from shouwang.office.screening.labels import GREY, Labels
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Run
from shouwang.office.screening.places.situation import Month

PLAIN = "blue"


@dataclass(frozen=True)
class Series:
    """`values`: one per category; None: not known or not shown."""

    label: str
    values: Sequence[float | None]
    colour: str = PLAIN
    urls: Sequence[str] = ()
    """One per category: to what the value counts."""

    def url(self, place: int) -> str:
        """Of nothing there is no list."""
        return self.urls[place] if self.urls and self.values[place] else ""


@dataclass(frozen=True)
class Mark:
    """A line across: `at` in categories, 6.9 is nine tenths into the seventh."""

    label: str
    at: float


@dataclass(frozen=True)
class Chart:
    """`shape`: bars, stacked or across (one bar below the other, for long names).

    `colours`: one per category, where there is a single series and categories mean something.
    """

    name: str
    title: str
    about: Sequence[str]
    """Sentences."""
    heading: str
    """Of the categories."""
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    shape: str = "bars"
    marks: Sequence[Mark] = ()
    colours: Sequence[str] = ()
    leads: Sequence[str] = ()
    """One per category: to the page about it."""

    @property
    def script(self) -> dict[str, Any]:
        """For charts.js."""
        return {
            "title": self.title,
            "shape": self.shape,
            "unit": self.unit,
            "categories": list(self.categories),
            "colours": list(self.colours),
            "series": [
                {
                    "label": one.label,
                    "colour": one.colour,
                    "values": list(one.values),
                    "urls": [one.url(place) for place in range(len(one.urls))],
                }
                for one in self.series
            ],
            "marks": [{"label": mark.label, "at": mark.at} for mark in self.marks],
        }

    @property
    def block(self) -> str:
        """Id of the element that holds the numbers."""
        return f"chart-{self.name}"

    @property
    def rows(self) -> list[tuple[str, str, list[tuple[float | None, str]]]]:
        """Category, the page about it, and its values with their lists."""
        return [
            (category, lead, [(one.values[place], one.url(place)) for one in self.series])
            for place, (category, lead) in enumerate(zip_longest(self.categories, self.leads, fillvalue=""))
        ]

    @property
    def is_empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)


def trend(months: Sequence[Month], known: Labels, links: Callable[[Run], Links]) -> Chart:
    """Households of each tier but the last by month; of an earlier pack only tiers of the same name.  Each opens the
    list of its own run, each month the area's page as of that day."""
    lists = [links(month.run) for month in months]
    tiers = [tier for tier in known.tiers if tier != known.last]
    changed = len({month.run.pack for month in months}) > 1
    about = [_("每月最后一次日常筛查；未见风险的户没有画出。")]
    if changed:
        about.append(_("期间换过政策包，前后口径不同。"))
    return Chart(
        "trend",
        _("按月变化"),
        about,
        _("月份"),
        [f"{month.run.on:%Y-%m}" for month in months],
        [
            Series(
                known.tier(tier),
                [month.counts[tier].households if tier in month.counts else 0 for month in months],
                colour(known.colour(tier)),
                [one.roll("tier", tier) for one in lists],
            )
            for tier in tiers
        ],
        unit=_("户"),
        shape="stacked",
        leads=[one.as_of() for one in lists],
    )


def colour(of: str) -> str:
    """A tag's colour as a chart's."""
    return "grey" if of == GREY else of
