"""Pages are declared, not written: what they are about, who may, and one call.

Every page names its permission (or None for whatever any signed-in user may see); a page without one cannot be
defined.  Records come through `visible_to`, so what somebody may not see is not there: 404.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from shouwang.engine.errors import Refused
from shouwang.engine.reading.words import UNDIRECTED
from shouwang.office.journal import entries
from shouwang.office.kit import once, sayings, seen

UNDECIDED: Any = object()


def undirected(sent: QueryDict) -> QueryDict:
    """Without signs that turn the direction of writing: nobody types them, and a name with one is read as another."""
    lists = {name: [text.translate(UNDIRECTED) for text in texts] for name, texts in sent.lists()}
    if all(texts == sent.getlist(name) for name, texts in lists.items()):
        return sent
    plain = sent.copy()
    for name, texts in lists.items():
        plain.setlist(name, texts)
    return plain


class Page(View):
    """`permission`: who may; None: anybody signed in."""

    permission: ClassVar[Any] = UNDECIDED
    template_name: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    about: ClassVar[Any] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.permission is UNDECIDED and not cls.__name__.endswith("Page"):
            raise TypeError(f"{cls.__module__}.{cls.__name__} does not say who may see it")

    @property
    def user(self) -> Any:
        return self.request.user

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Looks like a page that does not exist.
        if self.permission is not None and not self.user.may_anywhere(self.permission):
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render()

    def render(self, *, status: int = 200, template: str = "", **more: Any) -> HttpResponse:
        context = {"page": self, "crumbs": self.crumbs(), **self.context(), **more}
        return render(self.request, template or self.template_name, context, status=status)

    def context(self) -> dict[str, Any]:
        return {}

    def crumbs(self) -> list[dict[str, Any]]:
        return []

    def day_in(self, name: str) -> date | None:
        """As the address says it; None: none was asked for, or something that is no day."""
        try:
            return parse_date(self.request.GET.get(name, ""))
        except ValueError:
            return None

    def day_refused(self, name: str, *, until: date) -> str:
        """Where another day is shown than the one that was asked for: why.  `until`: the last that may be."""
        asked, day = self.request.GET.get(name, ""), self.day_in(name)
        if asked and day is None:
            return _("“%(asked)s”不是日期，看的是今天。日期写成 2022-09-30 这样。") % {"asked": asked[:20]}
        if day and day > until:
            return _("%(asked)s 还没有到，看的是今天。") % {"asked": day.isoformat()}
        return ""

    def tell(self, text: str) -> None:
        messages.success(self.request, text)

    def warn(self, text: str) -> None:
        """Of what was done all the same; empty: nothing."""
        if text:
            messages.warning(self.request, text)


class RecordPage(Page):
    """About one record, found by `key` among those visible."""

    model: ClassVar[type[models.Model]]
    key: ClassVar[str] = "pk"
    reads: ClassVar[str] = ""
    """The journal's word for opening it, where that is to be noted: `household.read`."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = self.find()

    def render(self, **more: Any) -> HttpResponse:
        """Whatever asked for it – HEAD, or a form that comes back –, what is shown is noted."""
        if self.reads:
            entries.record(self.reads, self.object)
        return super().render(**more)

    def find(self) -> Any:
        return get_object_or_404(self.records(), **{self.key: self.kwargs[self.key]})

    def records(self) -> Any:
        manager: Any = self.model._default_manager
        return manager.visible_to(self.user, self.permission)


class DetailPage(RecordPage):
    template_name = "kit/detail.html"


class FormPage(Page):
    """A form and the one call that it leads to; a refusal comes back to the form as two sentences."""

    template_name = "kit/form.html"
    form_class: ClassVar[type[forms.BaseForm]]
    submit: ClassVar[Any] = ""
    done: ClassVar[Any] = ""
    """What is said afterwards."""
    adds: ClassVar[bool] = False
    """Whether it adds something, which must not be there twice when the form is sent twice (once.py)."""
    done_before: ClassVar[Any] = gettext_lazy("这份表单已经提交过，没有重复办理。")
    """What is said when it was."""
    refused: Refused | None = None

    @property
    def once(self) -> str:
        """For the form that is shown."""
        return once.token()

    def form(self) -> Any:
        return self.form_class(**self.form_arguments())

    def form_arguments(self) -> dict[str, Any]:
        sent = self.request.method == "POST"
        return {
            "data": undirected(self.request.POST) if sent else None,
            "files": self.request.FILES if sent else None,
            "initial": self.initial(),
        }

    def initial(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if answer := self.answered():
            return answer
        form = self.form()
        if not form.is_valid():
            # What stands in its way may be what the same form made, sent a moment before.
            return self.answered() or self.render(form=form, status=422)
        try:
            self.admit(form.cleaned_data)
            with self.prepared(form.cleaned_data):
                return self._performed_once(form) if self.adds else self._performed(form)
        except Refused as refused:
            if answer := self.answered():
                return answer
            self.refused = sayings.refusal(refused)
            if isinstance(refused, seen.Overtaken):
                seen.renew(form, refused)
            return self.render(form=form, status=409)

    def answered(self) -> HttpResponse | None:
        """To what the same form made when it was sent before."""
        before = once.answered(self.request) if self.adds else None
        return None if before is None else self._led_to(before)

    def _led_to(self, address: str) -> HttpResponse:
        self.tell(str(self.done_before))
        return HttpResponseRedirect(address)

    def _performed_once(self, form: Any) -> HttpResponse:
        made: list[HttpResponse] = []

        def perform() -> str:
            made.append(self._performed(form))
            # What is shown once, in answer to the form, is not shown again.
            return made[0].get("Location") or self.next_url()

        address, is_new = once.do(self.request, perform)
        return made[0] if is_new else self._led_to(address)

    def _performed(self, form: Any) -> HttpResponse:
        answer = self.perform(form.cleaned_data)
        if self.done:
            self.tell(str(self.done))
        return answer if isinstance(answer, HttpResponse) else HttpResponseRedirect(self.next_url())

    def admit(self, answers: dict[str, Any]) -> None:
        """Refuses before anything is written.  What it notes stays; what `perform` refuses is as if it never was."""

    @contextmanager
    def prepared(self, answers: dict[str, Any]) -> Iterator[None]:
        """Around the one call and its transaction: what takes long enough to hold up others who write."""
        yield

    def perform(self, answers: dict[str, Any]) -> HttpResponse | None:
        """The one call."""
        raise NotImplementedError

    def next_url(self) -> str:
        raise NotImplementedError

    @property
    def cancel_url(self) -> str:
        return self.next_url()


class RecordFormPage(FormPage, RecordPage):
    """A form about one record."""


class ActionPage(RecordPage):
    """A button: POST does it, GET is not an address."""

    done: ClassVar[Any] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = self.perform()
        except Refused as refused:
            told = sayings.refusal(refused)
            messages.error(request, f"{told.why}\n{told.remedy}", extra_tags="refused")
            return HttpResponseRedirect(self.next_url())
        if self.done:
            self.tell(str(self.done))
        return answer if isinstance(answer, HttpResponse) else HttpResponseRedirect(self.next_url())

    def perform(self) -> HttpResponse | None:
        raise NotImplementedError

    def next_url(self) -> str:
        raise NotImplementedError
