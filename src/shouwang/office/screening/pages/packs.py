"""Policy packs: which there are, what stands in one now, and what stood in it when a run was made."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock, sayings
from shouwang.office.kit.pages import Page, RecordPage
from shouwang.office.screening import labels, offering, packs, queries
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import explaining, parameters
from shouwang.office.screening.why import dossier

CHINESE = "zh-hans"
"""Of what stands in a pack as it was written."""


class Packs(Page):
    permission = Permission.STATISTICS_VIEW
    template_name = "screening/packs.html"
    title = gettext_lazy("政策包")
    about = gettext_lazy("筛查所用的标准线、规则和分级，每一项都有文件依据。")

    def context(self) -> dict[str, Any]:
        wrong = packs.faulty()
        found = [packs.load(name) for name in packs.folders() if name not in wrong]
        rows = sorted(found, key=lambda pack: (-pack.end.toordinal(), pack.id))
        return {
            "rows": [{"title": offering.title(pack), "pack": pack, "url": _page(pack.id)} for pack in rows],
            "faulty": offering.faulty(),
        }

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("筛查"), "url": reverse("screening:runs")}, {"label": self.title, "url": ""}]


def _page(name: str) -> str:
    return reverse("screening:pack", args=[name])


class OnePack(Page):
    permission = Permission.STATISTICS_VIEW
    template_name = "screening/pack.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.kwargs["name"] not in packs.folders():
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return self.render(sections=dossier.of(self.pack, clock.today()), facts=facts(self.pack))
        except Refused as refused:
            return self.render(refused=sayings.refusal(refused), status=409)

    @cached_property
    def pack(self) -> Pack:
        return packs.load(self.kwargs["name"])

    @property
    def title(self) -> str:
        try:
            return offering.title(self.pack)
        except Refused:
            return str(self.kwargs["name"])

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("筛查"), "url": reverse("screening:runs")},
            {"label": _("政策包"), "url": reverse("screening:packs")},
            {"label": self.title, "url": ""},
        ]


class PackThen(RecordPage):
    """As it was when a run was made, with what the run changed of it."""

    permission = Permission.STATISTICS_VIEW
    model = Run
    template_name = "screening/pack.html"

    def records(self) -> Any:
        return queries.runs_for(self.user, self.permission).filter(state=Run.State.DONE)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            pack = explaining.pack_of(self.object)
        except Refused as refused:
            return self.render(refused=sayings.refusal(refused), status=409)
        told = [*facts(pack), *parameters.facts(self.object)]
        return self.render(sections=dossier.of(pack, self.object.on), facts=told)

    @property
    def title(self) -> str:
        return labels.title(self.object)

    @property
    def about(self) -> str:
        return _("%(day)s 那次筛查所用的内容。") % {"day": self.object.on.isoformat()}

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("筛查"), "url": reverse("screening:runs")},
            {
                "label": self.object.on.isoformat(),
                "url": reverse("screening:run", args=[self.object.pk]),
            },
            {"label": _("政策包"), "url": ""},
        ]


def facts(pack: Pack) -> list[dict[str, Any]]:
    ends = {"month": pack.accounting_year.month, "day": pack.accounting_year.day}
    said = [
        (_("编号"), f"{pack.id} · {pack.hash[:12]}"),
        (_("印发机关"), pack.authority, CHINESE),
        (_("施行期"), _("%(start)s 至 %(end)s") % {"start": pack.start, "end": pack.end}),
        (_("适用地方"), pack.area or _("全国")),
        (_("核算年度截止"), _("%(month)s 月 %(day)s 日") % ends),
        (_("继承"), pack.extends or ""),
        (_("说明"), pack.note or "", CHINESE),
    ]
    return [{"label": label, "text": text, "lang": "".join(lang)} for label, text, *lang in said if text]
