"""The cells of a list as HTML.

Made here and not in the template: a page has a thousand of them, and a template asks and decides for each of them what
is the same for the whole column.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shouwang.office.kit.columns import Column

LONG = 16
"""Characters; longer texts may be broken into lines."""
NOTHING = SafeString("")


class Cells:
    """One column of one page: what all its cells have in common is worked out once, in the language of the page."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.labels = {code: str(label) for code, label in column.choices}

    @cached_property
    def opening(self) -> SafeString:
        return self._opening(" num" if self.column.numeric else "")

    @cached_property
    def opening_long(self) -> SafeString:
        return self.opening if self.column.numeric else self._opening(" long")

    def _opening(self, more: str) -> SafeString:
        unit = format_html(' data-unit="{}"', self.column.unit) if self.column.numeric else NOTHING
        start = '<td class="on-{}{}"{} data-label="{}">'
        return format_html(start, self.column.phone, more, unit, self.column.label)

    def labelled(self, value: Any) -> Any:
        # Lists and the like have no place in a dictionary, and no label either.
        return self.labels.get(value, value) if self.labels and isinstance(value, str) else value

    def html(self, value: Any, url: str) -> SafeString:
        """`url`: where the row leads, if this is the cell to click on."""
        text = self.column.text(self.labelled(value))
        opening = self.opening_long if len(text) > LONG else self.opening
        if not text:
            return opening + SafeString("</td>")
        return opening + self._inside(text, value, url) + SafeString("</td>")

    def _inside(self, text: str, value: Any, url: str) -> SafeString:
        column = self.column
        if column.badge and (colour := column.badge(value)):
            return format_html('<span class="tag tag-{}">{}</span>', colour, text)
        if column.mask:
            inside = '<span class="masked"><span class="masked-text" data-masked="{}">{}</span></span>'
            return format_html(inside, text, text)
        return format_html('<a href="{}">{}</a>', url, text) if url else format_html("{}", text)


def joined(cells: Iterable[SafeString]) -> SafeString:
    # Joining forgets that the parts are safe.
    return SafeString("".join(cells))


def leading(columns: list[Column]) -> int:
    """Which cell of a row leads to its page: the one that is the title on a phone, else the first."""
    return next((place for place, column in enumerate(columns) if column.phone == "title"), 0)
