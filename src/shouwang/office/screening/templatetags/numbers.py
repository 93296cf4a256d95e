"""Numbers as pages of counts write them: 14,135 in every language, leading to what they count.

Written here rather than in the templates: a page of an area has hundreds of them.
"""

from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
PEOPLE = "&rows=persons"
"""Behind the address of a list of households: the people in them."""


@register.filter
def grouped(value: Any) -> str:
    """At most one decimal; nothing for what is not known."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")


@register.filter
def yuan(amount: Any) -> str:
    """An amount as the pages of households write it; nothing for what is not known."""
    return "" if amount is None else f"{amount:,.2f}"


@register.filter
def leading(value: Any, url: Any) -> str:
    """To the list behind it, where there is one and something in it."""
    return _led(grouped(value), url if value else "")


@register.filter
def leading_people(value: Any, url: Any) -> str:
    """The same of people; `url` is of their households."""
    return _led(grouped(value), f"{url}{PEOPLE}" if value and url else "")


@register.filter
def people(value: Any, url: Any) -> str:
    """The same in words."""
    return _led(_("%(persons)s 人") % {"persons": grouped(value)}, f"{url}{PEOPLE}" if value and url else "")


@register.filter
def both(part: Any) -> str:
    """Households of a part, and its people behind them: a `divisions.Part`."""
    homes, url = part.count, part.url
    return SafeString(f"{leading(homes.households, url)} <small>{people(homes.persons, url)}</small>")


@register.filter
def compared(row: Any) -> str:
    """The line of a place below an area (pages/areas.py): its households and people, and how it stands by each
    measure."""
    area, every = row["area"], row["every"]
    return SafeString(
        f'<tr><th scope="row">{_led(area.name, area.url)}</th>'
        f'<td class="num">{leading(area.whole.households, every)}</td>'
        f'<td class="num">{leading_people(area.whole.persons, every)}</td>'
        f"{''.join(map(_barred, row['cells']))}</tr>"
    )


def _barred(cell: Any) -> str:
    """Of a place and a measure: how many, their share, and a bar as long as that is beside the largest one."""
    return (
        f"<td>{leading(cell['count'], cell['url'])} <small>{cell['share']}%</small>"
        '<svg class="bar" aria-hidden="true"><rect class="bar-back" width="100%" height="100%"/>'
        f'<rect class="fill-{escape(cell["colour"])}" width="{cell["width"]}%" height="100%"/></svg></td>'
    )


@register.filter
def tiled(tile: Any) -> str:
    """A `maps.Tile` where there is no outline: the area's name and share, in its shade."""
    name, said, url = escape(tile.area.name), escape(tile.said), escape(tile.area.url)
    return SafeString(
        f'<li><a class="tile shade-{tile.shade}" href="{url}" title="{said}">'
        f"<b>{name}</b><small>{grouped(tile.share)}%</small></a></li>"
    )


def _led(text: str, url: Any) -> str:
    return SafeString(f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text))
