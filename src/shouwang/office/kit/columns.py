"""One declaration of a column serves the screen, filters, order, chosen columns, export and print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from shouwang.office.kit.masking import mask
from shouwang.office.kit.sealing import SealedField

Badge = Callable[[Any], str]


@dataclass(frozen=True)
class Column:
    """`name`: a field of the model, or a name of its own with `show`.

    `needs`: what the query must bring along (arguments of select_related) so that no row asks again.
    `batch`: for values that come for a page of rows at once: rows → {primary key: value}.
    """

    name: str
    label: Any
    show: Callable[[Any], Any] | None = None
    batch: Callable[[Sequence[Any]], dict[Any, Any]] | None = None
    needs: tuple[str, ...] = ()
    choices: tuple[tuple[str, Any], ...] = ()
    unit: Any = ""
    sortable: bool = False
    filter: str = ""
    """`text` (begins with), `choice`, `range` (from – to), `yes` (yes, no, unknown) or nothing."""
    shown: bool = True
    """Whether it is among the columns that stand there before anybody chose."""
    phone: str = "line"
    """On a phone: `title`, `badge`, `line` or `hide`."""
    badge: Badge | None = None
    mask: str = ""
    """How a personal value is masked; empty: it is not personal."""
    numeric: bool = False
    official: int = 0
    """Place in the official order of exports, where it differs from the order on screen."""

    def labelled(self, value: Any) -> Any:
        for code, label in self.choices:
            if value == code:
                return str(label)
        return value

    def text(self, value: Any) -> str:
        """What the screen shows of a raw value.  Unknown is shown as such, never as nothing or zero."""
        if value is None or value == "":
            return ""
        if self.mask:
            return mask(str(value), self.mask)
        return shown(value)


def shown(value: Any) -> str:
    match value:
        case bool():
            return _("是") if value else _("否")
        case datetime():
            return formats.date_format(timezone.localtime(value), "Y-m-d H:i")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:,.2f}"
        case int():
            return f"{value:,}"
    return str(value)


def of_field(model: type[models.Model], name: str, **more: Any) -> Column:
    """A column as the model's field declares it; `more` says what a list wants differently."""
    field: Any = model._meta.get_field(name)
    made = Column(name, getattr(field, "verbose_name", name))
    if isinstance(field, SealedField):
        made = replace(made, mask=field.mask, shown=False)
    elif getattr(field, "choices", None):
        made = replace(made, choices=tuple(field.flatchoices), filter="choice")
    elif isinstance(field, models.BooleanField):
        made = replace(made, filter="yes")
    elif isinstance(field, models.DateField):
        made = replace(made, filter="range")
    elif isinstance(field, models.IntegerField | models.DecimalField):
        made = replace(made, numeric=True, filter="range")
    return replace(made, **more)
