"""What if, and what is different: who enters, who leaves, where, and because of what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.engine.screening import screen
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import entries
from shouwang.office.kit import addresses, codes, paging, sayings
from shouwang.office.kit.codes import Span
from shouwang.office.screening import archive, queries
from shouwang.office.screening.differences import changed, comparing, narrowing, titles
from shouwang.office.screening.differences.comparing import Asked, Compared, Narrowed
from shouwang.office.screening.forms.compare import Parameters, Two
from shouwang.office.screening.models import Run
from shouwang.office.screening.workbooks import Book, BookPage

OFFERED = 60
"""Runs to choose from."""


class ComparisonPage(BookPage):
    """One question – which runs, which parameters – and its answer: counts, the list, and the list as a file."""

    template_name = "screening/comparison.html"
    asked_by_form: Any = None

    def asked(self) -> Asked | None:
        """Nothing: not asked yet, or not as it can be answered."""
        raise NotImplementedError

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        spans: tuple[Span, ...] = self.user.reach(self.permission).spans
        return spans

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            asked = self.asked()
            if asked is None:
                return self.render()
            detail = self.noted(asked)
            entries.record("screening.compared", asked.before, on=asked.before.on, detail=detail)
            if "xlsx" in request.GET:
                return self.taken_away()
            with comparing.opened(asked) as compared:
                return self.answer(compared)
        except Refused as refused:
            return self.render(refused=sayings.refusal(refused), status=409)

    def noted(self, asked: Asked) -> dict[str, Any]:
        return {"after": asked.after.pk if asked.after else None, "changed": list(asked.change)}

    def answer(self, compared: Compared) -> HttpResponse:
        known = self.names(compared)
        try:
            narrowing.check(compared, self.narrowed, known)
        except Refused as refused:
            # The comparison stands; of its list there is nothing.
            return self.render(
                changes=compared.changes,
                total=0,
                persons=0,
                none=sayings.refusal(refused),
                query=self.unnarrowed(),
            )
        households, persons = comparing.count(compared, self.narrowed)
        number = paging.within(self.request.GET.get("page"), rows=households, size=comparing.SIZE)
        found = comparing.page(compared, self.narrowed, number)
        return self.render(
            changes=compared.changes,
            rows=changed.shown(found[: comparing.SIZE], self.user, known),
            total=households,
            persons=persons,
            chosen=narrowing.said(compared, self.narrowed, known),
            query=self.unnarrowed(),
            **self.around(number, more=len(found) > comparing.SIZE),
        )

    @cached_property
    def narrowed(self) -> Narrowed:
        asked = {name: self.request.GET.get(name, "") for name in ("way", "cause", "move")}
        return Narrowed(inside=self.inside, **asked)

    def names(self, compared: Compared) -> changed.Words:
        raise NotImplementedError

    @property
    def inside(self) -> Span | None:
        """The place chosen; something that is no code is one where nobody lives."""
        code = self.request.GET.get("area", "")
        try:
            return codes.span(codes.padded(code)) if code else None
        except ValueError:
            return Span(code, code)

    def around(self, number: int, *, more: bool) -> dict[str, Any]:
        return {
            "previous_url": "?" + self.address(page=number - 1) if number > 1 else "",
            "next_url": "?" + self.address(page=number + 1) if more else "",
            "xlsx_url": "?" + self.address(page=None, xlsx=1) if self.may_export else "",
        }

    def unnarrowed(self) -> str:
        return self.address(page=None, way=None, area=None, cause=None, move=None)

    @property
    def may_export(self) -> bool:
        """All of the list, which goes as far as looking does."""
        export = self.user.reach(Permission.EXPORT)
        return bool(export) and bool(export.covers(self.user.reach(self.permission)))

    def address(self, **changes: Any) -> str:
        asked = self.request.GET.copy()
        for name, value in changes.items():
            asked.pop(name, None)
            if value is not None:
                asked[name] = str(value)
        return asked.urlencode()

    @contextmanager
    def opened(self) -> Iterator[Book]:
        asked = self.asked()
        if asked is None:
            raise Refused(_("没有可以比较的。"), _("请先在页面上比较，再下载。"))
        with comparing.opened(asked) as compared:
            known = self.names(compared)
            narrowing.check(compared, self.narrowed, known)
            rows = comparing.every(compared, self.narrowed)
            yield Book(
                "comparison.exported",
                changed.headings(),
                changed.lines(rows, self.user, known),
                title=narrowing.title(self.narrowed),
                note=changed.note(compared.changes, narrowing.said(compared, self.narrowed, known)),
                area_code=asked.before.area_code,
                detail={"query": self.address(xlsx=None)},
                count=comparing.count(compared, self.narrowed)[0],
            )


class WhatIf(ComparisonPage):
    permission = Permission.SCREENING_RUN
    title = gettext_lazy("假如标准变了")
    about = gettext_lazy("换几个参数的数值，看谁会进、谁会出；只是测算，什么也不改。")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(
            queries.runs_for(self.user, self.permission), pk=kwargs["pk"], state=Run.State.DONE
        )

    @cached_property
    def kept(self) -> screen.Kept:
        """The pack as it was when the run was made."""
        if not self.object.archive:
            raise Refused(
                _("这次筛查的全部结果已经清理，不能再测算。"), _("请用较近的一次筛查，或重新筛查。")
            )
        with archive.opened(self.object.archive) as folder:
            return screen.reopen(folder)

    @cached_property
    def form(self) -> Parameters:
        run = self.kept.run
        return Parameters(self.request.GET or None, pack=self.kept.pack, values=run.parameters, day=run.on)

    def asked(self) -> Asked | None:
        if not self.form.is_bound or not self.form.is_valid():
            return None
        if not self.form.change:
            self.form.add_error(None, _("还没有改动任何数值。请至少改一个，再测算。"))
            return None
        return Asked(before=self.object, spans=self.spans, change=self.form.change, lang=sayings.lang())

    def names(self, compared: Compared) -> changed.Words:
        return changed.words(self.kept.pack, self.kept.pack)

    def context(self) -> dict[str, Any]:
        try:
            return {"form": self.form, "submit": _("测算")}
        except Refused:
            # The page says so.
            return {}

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("筛查"), "url": reverse("screening:runs")},
            {"label": self.object.on.isoformat(), "url": reverse("screening:run", args=[self.object.pk])},
            {"label": self.title, "url": ""},
        ]


class Differences(ComparisonPage):
    permission = Permission.HOUSEHOLD_VIEW
    title = gettext_lazy("两次筛查的差别")
    about = gettext_lazy("同一个地方的两次筛查：不同的日期、政策包或参数。谁进、谁出，因为什么。")

    @cached_property
    def form(self) -> Two:
        offered = (
            queries.runs_for(self.user, self.permission).filter(state=Run.State.DONE).exclude(archive="")
        )
        latest = list(offered.order_by("-on", "-pk").values_list("pk", flat=True)[:OFFERED])
        said = self.request.GET
        # A run's page names itself; which other one is asked here.
        is_asked = {"before", "after"} <= said.keys()
        named = [one for one in (said.get("before", ""), said.get("after", "")) if addresses.is_key(one)]
        # Bases of years, and whatever another page led to, are older than the latest.
        older = offered.filter(Q(pk__in=named) | Q(base_of__isnull=False)).values_list("pk", flat=True)
        kept = Run.objects.filter(pk__in=[*latest, *older]).order_by("-on", "-pk")
        return Two(said if is_asked else None, initial=said.dict(), offered=kept)

    def asked(self) -> Asked | None:
        if not self.form.is_bound or not self.form.is_valid():
            return None
        found = self.form.cleaned_data
        return Asked(before=found["before"], after=found["after"], spans=self.spans, lang=sayings.lang())

    def names(self, compared: Compared) -> changed.Words:
        found = self.form.cleaned_data
        with self._packs(found["before"], found["after"]) as (before, after):
            return changed.words(before, after)

    @contextmanager
    def _packs(self, before: Run, after: Run) -> Iterator[tuple[Any, Any]]:
        with archive.opened(before.archive) as one, archive.opened(after.archive) as other:
            yield screen.reopen(one).pack, screen.reopen(other).pack

    def context(self) -> dict[str, Any]:
        return {"form": self.form, "submit": _("比较"), "sides": self.sides()}

    def sides(self) -> list[dict[str, Any]]:
        """The two that were chosen, in full: a closed choice has no room for it."""
        if not self.form.is_bound or not self.form.is_valid():
            return []
        found = self.form.cleaned_data
        said = titles.of(found.values())
        return [
            {
                "label": self.form[name].label,
                "text": said[run.pk],
                "url": reverse("screening:run", args=[run.pk]),
            }
            for name, run in found.items()
        ]

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("筛查"), "url": reverse("screening:runs")},
            {"label": self.title, "url": ""},
        ]
