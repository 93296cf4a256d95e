"""A list is declared: what it is of, which columns.  Screen, filters, order, saved views, export and print follow.

The address's query holds everything that was chosen – `f_<column>`, `area`, `o`, `columns`, `after` –, so that a saved
view is an address and an export gives what the screen shows.  `print` is the page for the printer, which the journal
notes: who may export the list gets PRINTED rows at a time, all others the rows of the screen.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from operator import attrgetter
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shouwang.office.kit import filters, paging, taking
from shouwang.office.kit.cells import Cells, joined, leading
from shouwang.office.kit.columns import Column
from shouwang.office.kit.pages import Page

REGISTER: dict[str, type["ListPage"]] = {}
"""Lists by name: an export that runs later finds its list here."""
PRINTED = 500
"""Rows on a page made for the printer, for whoever may take them away as a file, too."""
STEP = 2_000
PLACES = ("after", "before")


class ListPage(Page):
    """`order`: columns that together name a row, supported by an index; `name`: unique among all lists."""

    template_name = "kit/list.html"
    name: ClassVar[str] = ""
    model: ClassVar[type[models.Model]]
    columns_declared: ClassVar[Sequence[Column]] = ()
    order: ClassVar[tuple[str, ...]] = ("pk",)
    filter_names: ClassVar[tuple[str, ...]] = ()
    """Filters that always stand there; others appear when they are in use."""
    parts: ClassVar[tuple[str, ...]] = ()
    """What `?for=` may ask for: parts of the list that a desk counts."""
    noun: ClassVar[Any] = ""
    empty: ClassVar[Any] = ""
    per_page: ClassVar[int] = 50
    export_permission: ClassVar[Any] = "export"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            REGISTER[cls.name] = cls

    # What a list may say for itself

    def records(self) -> QuerySet[Any]:
        manager: Any = self.model._default_manager
        rows: QuerySet[Any] = manager.visible_to(self.user, self.permission)
        return rows

    def link(self, row: Any) -> str:
        return ""

    def actions(self) -> list[dict[str, Any]]:
        return []

    def places(self) -> list[tuple[str, str]]:
        """Areas to choose from in the filter: code and name, within scope."""
        return []

    def more_filters(self) -> Mapping[str, forms.Field]:
        """What may be asked for beside its columns; the list looks at the answers itself."""
        return {}

    # What was chosen

    @cached_property
    def query(self) -> QueryDict:
        return self.request.GET

    @property
    def asked_for(self) -> str:
        """One of `parts`, or nothing."""
        asked = self.query.get("for", "")
        return asked if asked in self.parts else ""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns_declared}

    @cached_property
    def chosen(self) -> list[Column]:
        # The page's script joins the names; without it each box sends its own.
        asked = [
            name for sent in self.query.getlist("columns") for name in sent.split(",") if name in self.by_name
        ]
        if asked:
            return [self.by_name[name] for name in dict.fromkeys(asked)]
        return [column for column in self.columns_declared if column.shown]

    @cached_property
    def filters(self) -> Any:
        used = [
            c for c in self.columns_declared if c.filter and (c.name in self.filter_names or self._in_use(c))
        ]
        form = filters.form(used, self.model, self.places(), self.query, self.more_filters())
        if self.asked_for:
            # Whoever filters goes on looking at the same part.
            form.fields["for"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=self.asked_for
            )
        return form

    def _in_use(self, column: Column) -> bool:
        return any(self.query.get(f"f_{column.name}{end}") for end in ("", "_from", "_to"))

    @cached_property
    def chosen_order(self) -> paging.Order:
        asked = self.query.get("o", "")
        column = self.by_name.get(asked.lstrip("-"))
        if column is None or not column.sortable:
            return paging.Order(self.order, asked == "-")
        rest = tuple(name for name in self.order if name != column.name)
        return paging.Order((column.name, *rest), asked.startswith("-"))

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """All rows that the filters let through, with what the chosen columns need; none where a filter is wrong."""
        if self.is_wrong:
            return self.records().none()
        needs = sorted({need for column in self.chosen for need in column.needs})
        rows = self.records().filter(filters.condition(self.columns_declared, self.filters.cleaned_data))
        return rows.select_related(*needs) if needs else rows

    @property
    def is_wrong(self) -> bool:
        """Whether something was asked for that cannot be: a place that is no more, a day that is none.  To leave the
        filter out would show – and let be taken away – what nobody asked for."""
        return bool(self.filters.errors)

    @property
    def is_printed(self) -> bool:
        """What was asked for wrongly is shown with what is wrong, and not printed."""
        return "print" in self.query and not self.is_wrong

    def render(self, **more: Any) -> HttpResponse:
        if self.is_printed:
            taking.note_printed(self)
        return super().render(**more)

    # What the template reads

    @cached_property
    def slice(self) -> paging.Slice:
        size = PRINTED if self.is_printed and taking.may_take(self) else self.per_page
        return paging.cut(
            self.matching,
            self.chosen_order,
            size,
            after=self.query.get("after"),
            before=self.query.get("before"),
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Address and cells, as HTML, of each row."""
        found = self.slice.rows
        shown = [Cells(column) for column in self.chosen]
        values = [self._values(column, found) for column in self.chosen]
        title = leading(self.chosen)
        made = []
        for place, row in enumerate(found):
            url = self.link(row)
            cells = [
                one.html(of[place], url if number == title else "")
                for number, (one, of) in enumerate(zip(shown, values, strict=True))
            ]
            made.append({"url": url, "html": joined(cells)})
        return made

    def _values(self, column: Column, rows: Sequence[Any]) -> list[Any]:
        if column.batch:
            known = column.batch(rows)
            return [known.get(row.pk) for row in rows]
        if column.show:
            return [column.show(row) for row in rows]
        value = attrgetter(column.name.replace("__", "."))
        return [value(row) for row in rows]

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [self._heading(column) for column in self.chosen]

    def _heading(self, column: Column) -> dict[str, Any]:
        asked = self.query.get("o", "")
        direction = {column.name: "asc", f"-{column.name}": "desc"}.get(asked, "")
        turned = f"-{column.name}" if direction == "asc" else column.name
        return {
            "name": column.name,
            "label": column.label,
            "unit": column.unit,
            "sortable": column.sortable,
            "direction": direction,
            "sort_url": self.address(o=turned),
            "numeric": column.numeric,
            "shown": True,
            "phone": column.phone,
        }

    @property
    def all_columns(self) -> list[dict[str, Any]]:
        chosen = {column.name for column in self.chosen}
        return [{"name": c.name, "label": c.label, "shown": c.name in chosen} for c in self.columns_declared]

    @cached_property
    def total(self) -> str:
        counted, more = paging.count(self.matching)
        noun = str(self.noun)
        if more:
            return _("%(count)s %(noun)s以上") % {"count": f"{counted:,}", "noun": noun}
        return _("共 %(count)s %(noun)s") % {"count": f"{counted:,}", "noun": noun}

    @property
    def next_url(self) -> str:
        return self._beside("after", self.slice.after)

    @property
    def previous_url(self) -> str:
        return self._beside("before", self.slice.before)

    def _beside(self, name: str, place: Any) -> str:
        if place is None:
            return ""
        return self.address(**{name: place}, **({"print": "1"} if self.is_printed else {}))

    @property
    def print_url(self) -> str:
        """From the first row on; for whoever may not take the list away, the rows that stand there now."""
        here = {} if self.export_url else {name: self.query[name] for name in PLACES if name in self.query}
        return self.address(print="1", **here)

    @property
    def export_url(self) -> str:
        """To be posted to; empty where somebody may not take the list away."""
        if not self.name or not self.export_permission or not self.user.may_anywhere(self.export_permission):
            return ""
        return f"{reverse('jobs:export')}?{urlencode({'list': self.name, 'query': self.kept()})}"

    @property
    def views(self) -> list[dict[str, Any]]:
        return [
            {
                "label": view.label,
                "url": f"{self.request.path}?{view.query}",
                "active": view.query == self.kept(),
                "delete_url": reverse("accounts:view-delete", args=[view.pk]),
            }
            for view in self.user.saved_views.filter(page=self.name).order_by("label")
        ]

    @property
    def save_view_url(self) -> str:
        return reverse("accounts:view-save")

    def kept(self, query: QueryDict | None = None) -> str:
        """The query – the address's, if no other is given – without the place in the list."""
        kept = (query or self.query).copy()
        for name in (*PLACES, "print"):
            kept.pop(name, None)
        return str(kept.urlencode())

    def address(self, **changes: Any) -> str:
        """This list with something chosen differently; always from its first page unless a place is given."""
        asked = QueryDict(self.kept(), mutable=True)
        for name, value in changes.items():
            asked[name] = str(value)
        return f"{self.request.path}?{asked.urlencode()}" if asked else self.request.path

    # What a file takes

    def export_columns(self) -> list[Column]:
        """In the official order where one is declared, else as on screen."""
        if "columns" in self.query:
            return self.chosen
        official = sorted((c for c in self.columns_declared if c.official), key=lambda c: c.official)
        return official or self.chosen

    def export_rows(self, columns: Sequence[Column], *, revealed: bool = False) -> Iterator[list[Any]]:
        """Values row by row, a few thousand rows in memory at a time; personal ones masked unless `revealed`."""
        needs = sorted({need for column in columns for need in column.needs})
        rows = self.chosen_order.apply(self.matching.select_related(*needs) if needs else self.matching)
        batch: list[Any] = []
        for row in rows.iterator(chunk_size=STEP):
            batch.append(row)
            if len(batch) == STEP:
                yield from self._lines(columns, batch, revealed)
                batch = []
        yield from self._lines(columns, batch, revealed)

    def _lines(self, columns: Sequence[Column], rows: Sequence[Any], revealed: bool) -> Iterator[list[Any]]:
        shown = [Cells(column) for column in columns]
        values = [self._values(column, rows) for column in columns]
        for place in range(len(rows)):
            yield [
                one.column.text(of[place]) if one.column.mask and not revealed else one.labelled(of[place])
                for one, of in zip(shown, values, strict=True)
            ]


def for_user(name: str, user: Any, query: str, request: Any) -> ListPage:
    """A list outside of its page – in an export – as somebody would see it now.  404 where they may not."""
    # Lists register when the addresses are loaded; a worker, which answers none, has not loaded them yet.
    import_module(settings.ROOT_URLCONF)
    kind = REGISTER.get(name)
    if kind is None:
        raise Http404
    page = kind()
    request.user, request.GET = user, QueryDict(query)
    page.setup(request)
    return page
