"""Charts as SVG that stretches with the page while its letters keep their size.

Widths are percent, heights pixels; colours are classes of the style sheet, because the page's policy allows no
`style` attributes.  Every mark carries a `title` with its number, every chart a label that can be read aloud.
"""

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from shouwang.engine.documents.markup import el
from shouwang.engine.documents.words import Say, number
from shouwang.engine.screening.summary import Histogram, Line

PLOT_TOP, PLOT_BOTTOM, HEIGHT = 56, 226, 252
"""Pixels from the top of a histogram: lines' labels above the bars, ticks below them."""
LABEL_STEP = 18


class Part(NamedTuple):
    label: str
    households: int
    fill: str
    """A class `fill-…` of the style sheet."""


def stack(parts: Sequence[Part], whole: int, say: Say) -> Element:
    """One horizontal bar; `whole` fills its width."""
    bar = el("svg", class_="bar", role="img", aria_label=_read_aloud(parts, say))
    left = 0.0
    for part in parts:
        width = 100 * part.households / max(whole, 1)
        if part.households:
            title = el("title", part.label + say("：") + number(part.households))
            bar.append(
                el("rect", title, x=f"{left:.3f}%", width=f"{width:.3f}%", height="100%", class_=part.fill)
            )
        left += width
    return bar


def legend(parts: Sequence[Part]) -> Element:
    items = (
        el("li", el("svg", el("rect", width="100%", height="100%", rx=2, class_=part.fill)), part.label)
        for part in parts
    )
    return el("ul", *items, class_="legend")


def histogram(incomes: Histogram, say: Say) -> Element:
    """Households by income, with the lines of the policy marked where they cut through it."""
    label = (
        say("人均纯收入分布") + say("：") + say("、").join(_line_text(line, say) for line in incomes.lines)
    )
    bars = (_bin(incomes, index, say) for index in range(len(incomes.counts)))
    lines = (_line(incomes, line, index, say) for index, line in enumerate(incomes.lines))
    return el(
        "svg",
        *_grid(max(incomes.counts, default=0)),
        *bars,
        *_ticks(incomes),
        _open_end(incomes, say),
        *(line for line in lines if line is not None),
        class_="histogram",
        height=HEIGHT,
        role="img",
        aria_label=label,
    )


def _open_end(incomes: Histogram, say: Say) -> Element:
    """The last bar gathers everybody above: without its label it would look like a crowd at one income."""
    low = incomes.start + incomes.width * (len(incomes.counts) - 1)
    top = _y(incomes.counts[-1], max(incomes.counts, default=0))
    words = say("{low} 元及以上").format(low=number(low))
    return el("text", words, x="100%", y=f"{top - 5:.1f}", class_="tick", text_anchor="end")


def _read_aloud(parts: Sequence[Part], say: Say) -> str:
    return say("，").join(f"{part.label} {number(part.households)}" for part in parts)


def _grid(highest: int) -> list[Element]:
    step = _round_step(highest)
    marks: list[Element] = []
    for value in range(0, highest + 1, step):
        y = f"{_y(value, highest):.1f}"
        marks.append(el("line", x1="0", x2="100%", y1=y, y2=y, class_="axis" if value == 0 else "grid"))
        if value:
            marks.append(el("text", number(value), x="0", y=f"{float(y) - 4:.1f}", class_="tick"))
    return marks


def _round_step(highest: int) -> int:
    """1, 2 or 5 times a power of ten, so that three to five marks fit."""
    step = 1
    while highest / step > 5:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _y(value: int, highest: int) -> float:
    return PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * value / max(highest, 1)


def _bin(incomes: Histogram, index: int, say: Say) -> Element:
    count, bins = incomes.counts[index], len(incomes.counts)
    low = incomes.start + index * incomes.width
    last = index == bins - 1
    words = say("{low} 元及以上") if last else say("{low}–{high} 元")
    text = words.format(low=number(low), high=number(low + incomes.width))
    top = _y(count, max(incomes.counts))
    return el(
        "rect",
        el("title", text + say("：") + say("{count} 户").format(count=number(count))),
        x=f"{100 * (index + 0.06) / bins:.3f}%",
        width=f"{88 / bins:.3f}%",
        y=f"{top:.1f}",
        height=f"{PLOT_BOTTOM - top:.1f}",
        class_="bin open" if last else "bin",
    )


def _ticks(incomes: Histogram) -> list[Element]:
    span = incomes.width * len(incomes.counts)
    step = _round_step(span)
    first = -(-incomes.start // step) * step
    return [
        el(
            "text",
            number(value),
            x=f"{100 * (value - incomes.start) / span:.3f}%",
            y=PLOT_BOTTOM + 18,
            class_="tick",
            text_anchor="middle" if value > incomes.start else "start",
        )
        for value in range(first, incomes.start + span, step)
    ]


def _line(incomes: Histogram, line: Line, index: int, say: Say) -> Element | None:
    """None where the line lies outside the bins; the last of them is open and has no scale."""
    share = float(line.value - incomes.start) / (incomes.width * len(incomes.counts))
    if not 0 <= share <= 1:
        return None
    x, y = f"{100 * share:.3f}%", 14 + LABEL_STEP * index
    right = share > 0.6
    text = el(
        "text",
        _line_text(line, say),
        x=x,
        y=y,
        dx=-6 if right else 6,
        text_anchor="end" if right else "start",
    )
    return el("g", el("line", x1=x, x2=x, y1=y - 10, y2=PLOT_BOTTOM), text, class_="line")


def _line_text(line: Line, say: Say) -> str:
    value = f"{line.value:,.2f}".removesuffix(".00")
    return say("{label} {value} 元").format(label=line.label, value=value)
