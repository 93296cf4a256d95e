"""The cells of a list as HTML.

Made here and not in the template: a page has a thousand of them, and a template asks and decides for each of them what
is the same for the whole column.
"""

from collections.abc import Iterable
from html import escape
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

    def html(self, value: Any, url: str) -> str:
        """`url`: where the row leads, if this is the cell to click on."""
        text = self.column.text(self.labelled(value))
        opening = self.opening_long if len(text) > LONG else self.opening
        return f"{opening}{self._inside(escape(text), value, url) if text else ''}</td>"

    def _inside(self, text: str, value: Any, url: str) -> str:
        column = self.column
        if column.badge and (colour := column.badge(value)):
            return f'<span class="tag tag-{escape(colour)}">{text}</span>'
        if column.mask:
            return f'<span class="masked"><span class="masked-text" data-masked="{text}">{text}</span></span>'
        return f'<a href="{escape(url)}">{text}</a>' if url else text


def joined(cells: Iterable[str]) -> SafeString:
    """Cells as `Cells.html` made them, which has escaped all that is not ours."""
    return SafeString("".join(cells))


def leading(columns: list[Column]) -> int:
    """Which cell of a row leads to its page: the one that is the title on a phone, else the first."""
    return next((place for place, column in enumerate(columns) if column.phone == "title"), 0)
