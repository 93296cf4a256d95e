"""The wizard's steps about the register: what to do with blanks, what would change, commit, undo."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.imports import batches, forms, listings, merged_villages, preview, refusals
from shouwang.office.imports.models import Batch
from shouwang.office.imports.pages.batch import BatchPage
from shouwang.office.kit import clock, once, paging
from shouwang.office.kit.pages import ActionPage, FormPage

State = Batch.State


class Options(BatchPage, FormPage):
    permission = None
    form_class = forms.Options
    template_name = "imports/options.html"
    title = gettext_lazy("怎么比对")
    about = gettext_lazy("说明表里的情况是哪一天的、空白和没列出的户怎么办。比对只是看看，不会改动登记簿。")
    submit = gettext_lazy("与登记簿比对")
    step = "options"

    def initial(self) -> dict[str, Any]:
        batch = self.object
        return {"reference_on": batch.reference_on, "blank": batch.blank, "absent": batch.absent}

    def perform(self, answers: dict[str, Any]) -> None:
        batches.compare(self.object, by=self.user, on=clock.today(), **answers)


class Preview(BatchPage):
    """Counts, and every change field by field."""

    permission = None
    template_name = "imports/preview.html"
    title = gettext_lazy("预览")
    about = gettext_lazy("写入后会有这些改动。现在还没有写入。")
    step = "preview"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.standing != State.COMPARED:
            raise Http404

    def context(self) -> dict[str, Any]:
        asked = self.request.GET
        chosen = listings.chosen(self.object, asked.get("part", ""))
        area = asked.get("area", "")
        found = listings.changes(self.object, chosen, area=area, number=paging.number(asked.get("page")))
        return {
            **super().context(),
            "counts": listings.counts(self.object, chosen.name if chosen else ""),
            "part": chosen,
            "area": area,
            "villages": listings.villages(self.object, chosen),
            "found": found,
            "is_diff": bool(chosen and chosen.kind in ("changed", "sheets")),
            "kinds": preview.KINDS,
            "followed": merged_villages.sentences(self.object),
            "unsound": refusals.unsound(self.object),
            "unsound_url": self.url("refused"),
        }


class Force(BatchPage, FormPage):
    permission = None
    form_class = forms.Reason
    template_name = "kit/confirm.html"
    title = gettext_lazy("确认异常的导入")
    question = gettext_lazy("系统认为这个文件可能不对。确实无误才能确认，理由会记入日志。")
    submit = gettext_lazy("确认无误")
    done = gettext_lazy("已确认，可以写入了。")
    danger = True
    step = "preview"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.may_force or not self.object.guards:
            raise Http404

    @property
    def consequences(self) -> list[str]:
        return [guard["why"] for guard in self.object.guards]

    def perform(self, answers: dict[str, Any]) -> None:
        batches.force(self.object, by=self.user, **answers)


class Commit(BatchPage, ActionPage):
    permission = None

    def perform(self) -> None:
        batches.commit(self.object, by=self.user)


class Undo(BatchPage, FormPage):
    permission = None
    form_class = Form
    template_name = "kit/confirm.html"
    title = gettext_lazy("撤销这次导入")
    question = gettext_lazy("把登记簿恢复到写入这一批之前？")
    submit = gettext_lazy("撤销导入")
    danger = True
    adds = True
    step = "result"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Whoever sends it twice is led to what the first made of it.
        can_be = self.object.standing == State.COMMITTED or once.answered(request) is not None
        if not can_be or not self.may_import:
            raise Http404

    @property
    def consequences(self) -> list[str]:
        return [
            _("这一批新增的户和人退出登记，改动的内容恢复原样，退出的恢复在册。"),
            _("写入之后若已有别的改动建立在它上面，系统会说明是哪些户，不会撤销。"),
        ]

    def perform(self, answers: dict[str, Any]) -> HttpResponse | None:
        batches.undo(self.object, by=self.user)
        return None
