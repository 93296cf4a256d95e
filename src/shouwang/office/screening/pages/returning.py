"""Handing a workbook of what is missing back: upload, see what would change, confirm.

Whoever imports goes the importer's way, where a workbook of ours asks no questions (imports/own.py); whoever fills in
on the page does so here, too, with the same rights and no more.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.imports import batches
from shouwang.office.kit import clock, sayings
from shouwang.office.kit.pages import FormPage
from shouwang.office.registry.models import Household
from shouwang.office.registry.pages import showing
from shouwang.office.screening.completion import completing, returning
from shouwang.office.screening.completion.completing import Overtaken
from shouwang.office.screening.completion.returning import Answer, Left, Said, Weighed
from shouwang.office.screening.forms import complete

P = Permission
MOST = 200
"""Lines of a table; beyond, their number says enough."""


class Return(FormPage):
    permission = P.CHANGE_REQUEST
    form_class = complete.Back
    title = gettext_lazy("交回待补表")
    about = gettext_lazy("把填好的待补表原样传上来，先看会补上什么，确认以后才写入。没有填的格不动。")
    submit = gettext_lazy("上传并查看")

    @cached_property
    def _import_areas(self) -> list[str]:
        return [span.low for span in self.user.reach(P.IMPORT).spans]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self._import_areas) > 1:
            # Of which of their places, only they can say.
            return HttpResponseRedirect(reverse("imports:upload"))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._confirm() if "answers" in request.POST else super().post(request, *args, **kwargs)

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        if len(self._import_areas) == 1:
            return self._import(answers["uploads"], self._import_areas[0])
        said = [one for upload in answers["uploads"] for one in returning.read(upload)]
        return self._preview(returning.weigh(said, self.user))

    def _import(self, uploads: list[Any], area: str) -> HttpResponse:
        day = clock.today()
        sender = names.names_of([area]).get(area, area)[:60]
        batch = batches.upload(
            uploads, area_code=area, sender=sender, period="", by=self.user, on=day, reference_on=day, onward=True
        )  # fmt: skip
        return HttpResponseRedirect(f"{reverse('imports:batch', args=[batch.pk])}?onward=1")

    # -- What would change ------------------------------------------------------------------------------------------

    def _preview(self, weighed: Weighed, form: Any = None, status: int = 200) -> HttpResponse:
        made = form or complete.Confirmed(clock.today(), initial=self._initial(weighed))
        shown = {
            "answers": [self._answer(one) for one in weighed.answers[:MOST]],
            "more": max(0, len(weighed.answers) - MOST),
            "count": len(weighed.answers),
            "homes": len({self._home(one.record) for one in weighed.answers}),
            "left": [self._left(one) for one in weighed.left[:MOST]],
            "left_count": len(weighed.left),
            "same": weighed.same,
        }
        return self.render(template="screening/return_preview.html", status=status, form=made, weighed=shown)

    def _initial(self, weighed: Weighed) -> dict[str, Any]:
        return {"on": clock.today(), "reason": _("村里填的待补表"), "answers": returning.packed(weighed)}

    def _answer(self, one: Answer) -> dict[str, Any]:
        home = self._home(one.record)
        return {
            "name": str(one.record),
            "home": "" if one.record is home else str(home),
            "url": reverse("registry:household", args=[home.household_id]),
            "label": one.column.label,
            "text": showing.shown(type(one.record), one.column.short, one.value),
        }

    def _left(self, one: Left) -> dict[str, Any]:
        said: Said = one.said
        return {
            "where": said.where,
            "label": said.column.label,
            "text": said.text,
            "why": one.why,
        }

    def _home(self, record: Any) -> Household:
        found: Household = record if isinstance(record, Household) else record.household
        return found

    # -- Yes ----------------------------------------------------------------------------------------------------------

    def _confirm(self) -> HttpResponse:
        form = complete.Confirmed(clock.today(), self.request.POST)
        try:
            said, seen = returning.unpacked(form.data.get("answers", ""))
            weighed = returning.weigh(said, self.user)
            if not form.is_valid():
                return self._preview(weighed, form, status=422)
            return self._write(weighed, seen, len(said), form.cleaned_data)
        except Refused as refused:
            return self._refused(refused)
        except (ValueError, TypeError, RecursionError, OverflowError):
            return self._refused(Refused(_("页面上的内容不全，一格也没有写入。"), _("请重新上传那本表。")))

    def _write(self, weighed: Weighed, seen: Any, count: int, answers: dict[str, Any]) -> HttpResponse:
        """`count`: of the cells that were on the page."""
        if not count or len(weighed.answers) < count:
            why = _("您打开之后，有的格已经补上，或已不归您办理。一格也没有写入。")
            return self._overtaken(weighed, Refused(why, _("请核对后再确认。")))
        try:
            written = completing.complete(
                weighed.columns,
                weighed.filled(seen),
                by=self.user,
                on=answers["on"],
                reason=answers["reason"],
                workbook=True,
            )
        except Overtaken as overtaken:
            return self._overtaken(weighed, overtaken)
        self.tell(ngettext("补上了 %(count)s 格。", "补上了 %(count)s 格。", written) % {"count": written})
        return HttpResponseRedirect(self.next_url())

    def _overtaken(self, weighed: Weighed, why: Refused) -> HttpResponse:
        """Beside the register as it is now; what was typed stays."""
        self.refused = sayings.refusal(why)
        said, _seen = returning.unpacked(returning.packed(weighed))
        now = returning.weigh(said, self.user)
        now.left[:0] = weighed.left
        data = self.request.POST.copy()
        data["answers"] = returning.packed(now)
        return self._preview(now, complete.Confirmed(clock.today(), data), status=409)

    def _refused(self, refused: Refused) -> HttpResponse:
        self.refused = sayings.refusal(refused)
        return self.render(form=complete.Back(), status=409)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("补齐信息"), "url": self.next_url()}, {"label": self.title, "url": ""}]

    def next_url(self) -> str:
        return reverse("screening:complete")
