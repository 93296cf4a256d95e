"""Pages about areas: the tree, one area, and what can happen to it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.errors import Refused
from shouwang.office.areas import changes, fields, forms, names
from shouwang.office.areas.models import KINDS, LEVELS, Area
from shouwang.office.kit import clock, codes
from shouwang.office.kit.columns import shown
from shouwang.office.kit.pages import DetailPage, Page, RecordFormPage

PERMISSION = "area.edit"
LEVEL_LABELS, KIND_LABELS = dict(LEVELS), dict(KINDS)
BUTTONS = ((_("改名"), "rename"), (_("类型"), "kind"), (_("撤并"), "merge"), (_("停用"), "end"))


def address(area: Area) -> str:
    return reverse("areas:area", args=[area.code])


def child_level(area: Area) -> str:
    """Empty below a village."""
    order = [level for level, _label in LEVELS]
    return (*order[order.index(area.level) + 1 :], "")[0]


def counted(areas: list[Area]) -> dict[str, int]:
    """Area → how many are directly in it, from one query; the areas are of one level."""
    if not areas or not (level := child_level(areas[0])):
        return {}
    length = codes.LENGTHS[areas[0].level]
    inside = Area.objects.in_force().filter(level=level, code__range=(areas[0].code, areas[-1].span.high))
    stems = (
        inside.order_by().annotate(stem=Substr("code", 1, length)).values_list("stem").annotate(n=Count("pk"))
    )
    return {stem.ljust(12, "0"): n for stem, n in stems}


def rows_of(areas: list[Area]) -> list[dict[str, Any]]:
    """For the table of areas: those in force first."""
    counts = counted(areas)
    ordered = sorted(areas, key=lambda area: (area.valid_to is not None, area.code))
    return [
        {
            "area": area,
            "url": address(area),
            "kind": KIND_LABELS.get(area.kind, "") if area.kind != "ordinary" else "",
            "inside": counts.get(area.code, 0),
        }
        for area in ordered
    ]


class Areas(Page):
    """Where somebody's tree begins."""

    permission = PERMISSION
    template_name = "areas/tree.html"
    title = _("行政区划")
    about = _("从这里往下逐级查看；改名、撤并都保留沿革。")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.roots = self._roots()
        if len(self.roots) == 1:
            return HttpResponseRedirect(address(self.roots[0]))
        return self.render()

    def _roots(self) -> list[Area]:
        lows = [span.low for span in self.user.reach(self.permission).spans]
        return list(Area.objects.filter(pk__in=lows).order_by("level", "code"))

    def context(self) -> dict[str, Any]:
        return {"rows": [row for area in self.roots for row in rows_of([area])], "below": gettext("下级")}

    @property
    def actions(self) -> list[dict[str, Any]]:
        return [_upload()]


def _upload() -> dict[str, Any]:
    return {
        "label": gettext("导入名单"),
        "url": reverse("areas:upload"),
        "icon": "file-import",
        "primary": True,
    }


class AreaPage(DetailPage):
    permission = PERMISSION
    model = Area
    key = "code"
    template_name = "areas/area.html"

    @property
    def title(self) -> str:
        return str(self.object.name)

    @property
    def badges(self) -> list[dict[str, str]]:
        made = [{"text": str(LEVEL_LABELS[self.object.level]), "colour": "azure"}]
        if self.object.kind != "ordinary":
            made.append({"text": str(KIND_LABELS[self.object.kind]), "colour": "blue"})
        if self.object.valid_to:
            made.append({"text": gettext("已停用"), "colour": "secondary"})
        return made

    @property
    def facts(self) -> list[dict[str, Any]]:
        area = self.object
        facts: list[dict[str, Any]] = [
            {"label": gettext("区划代码"), "text": area.code},
            {"label": gettext("所在"), "text": names.path_of(area.code)},
            {"label": gettext("启用日"), "text": shown(area.valid_from)},
        ]
        if area.valid_to:
            facts.append({"label": gettext("停用日"), "text": shown(area.valid_to)})
        if area.successor:
            facts.append(
                {"label": gettext("并入"), "text": area.successor.name, "url": self._seen(area.successor)}
            )
        return facts

    def _seen(self, area: Area) -> str:
        return address(area) if self.user.may(self.permission, area.code) else ""

    @property
    def actions(self) -> list[dict[str, Any]]:
        area = self.object
        if changes.may_reopen(area):
            return [{"label": gettext("恢复启用"), "url": reverse("areas:reopen", args=[area.code])}]
        if area.valid_to:
            return []
        made = [
            {"label": label, "url": reverse(f"areas:{name}", args=[area.code])} for label, name in BUTTONS
        ]
        return made if area.level == "village" else [*made, _upload()]

    def context(self) -> dict[str, Any]:
        level = child_level(self.object)
        inside = Area.objects.filter(level=level, code__range=self.object.span).order_by("code")
        return {
            "rows": rows_of(list(inside)) if level else [],
            "below": LEVEL_LABELS.get(level, ""),
            "former": list(self.object.former_names.order_by("-until")),
            "merged": list(Area.objects.filter(successor=self.object).order_by("valid_to", "code")),
        }

    def crumbs(self) -> list[dict[str, Any]]:
        return trail(self.user, self.object)


def trail(user: Any, area: Area) -> list[dict[str, Any]]:
    """The areas above, as far as somebody reaches, and the area."""
    line = [code for code in codes.parents(area.code) if user.may(PERMISSION, code)]
    known = names.names_of(line)
    above = [
        {"label": known[code], "url": reverse("areas:area", args=[code])} for code in line if code in known
    ]
    return [
        {"label": gettext("行政区划"), "url": reverse("areas:areas")},
        *above,
        {"label": area.name, "url": ""},
    ]


class ChangePage(RecordFormPage):
    """Something that happens to one area."""

    permission = PERMISSION
    model = Area
    key = "code"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """No form where nothing can come of it: an old page or address leads to the area, which says why."""
        try:
            self.refuse_in_vain()
        except Refused as refused:
            messages.error(request, f"{refused.why}\n{refused.remedy}", extra_tags="refused")
            return HttpResponseRedirect(self.next_url())
        return super().get(request, *args, **kwargs)

    def refuse_in_vain(self) -> None:
        changes.refuse_ended(self.object)

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "today": clock.today()}

    def next_url(self) -> str:
        return address(self.object)

    def crumbs(self) -> list[dict[str, Any]]:
        *above, last = trail(self.user, self.object)
        return [*above, {**last, "url": self.next_url()}, {"label": self.title, "url": ""}]


class Rename(ChangePage):
    permission = PERMISSION
    form_class = forms.Rename
    title = _("区划改名")
    about = _("现在的名称从生效日起成为曾用名，以前的记录仍能按曾用名查到。")
    done = _("已改名。")

    def initial(self) -> dict[str, Any]:
        return {"name": self.object.name, "seen": self.object.name}

    def perform(self, answers: dict[str, Any]) -> None:
        changes.rename(self.object, by=self.user, **answers)


class SetKind(ChangePage):
    permission = PERMISSION
    form_class = forms.Kind
    title = _("区划类型")
    done = _("类型已更新。")

    def initial(self) -> dict[str, Any]:
        return {"kind": self.object.kind, "seen": self.object.kind}

    def perform(self, answers: dict[str, Any]) -> None:
        changes.set_kind(self.object, by=self.user, **answers)


class Merge(ChangePage):
    permission = PERMISSION
    form_class = forms.Merge
    template_name = "kit/confirm.html"
    title = _("撤并区划")
    question = _("要把这个区划并入另一个区划吗？")
    submit = _("撤并")
    danger = True
    adds = True
    done = _("已撤并。")

    @property
    def consequences(self) -> list[str]:
        return [
            gettext("从生效日起，“%(name)s”停用，沿革保留。") % {"name": self.object.name},
            gettext("这里的农户、任职和工作转到并入的区划。"),
        ]

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "user": self.user, "area": self.object}

    def perform(self, answers: dict[str, Any]) -> None:
        changes.merge([self.object], by=self.user, **answers)


class Choose(Page):
    """The selects of an area field after something was chosen: only what the visitor reaches."""

    permission = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        permission = request.GET.get("permission", "")
        name = request.GET.get("name", "")
        levels = [level for level in request.GET.get("levels", "").split(",") if level in LEVEL_LABELS]
        if not (levels and name.isidentifier() and self.user.may_anywhere(permission)):
            raise Http404
        reachable = Area.objects.in_force().visible_to(self.user, permission)
        widget = fields.Cascade(reachable, permission, levels)
        value = fields.deepest([request.GET.get(name, "")])
        return HttpResponse(widget.render(name, value, {"id": f"id_{name}"}))
