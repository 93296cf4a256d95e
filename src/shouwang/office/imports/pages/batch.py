"""The wizard: list, upload, one batch and what was read of it.  The steps about columns and the
register: columns.py, register.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.reading import messages
from shouwang.office.accounts.permissions import Permission as P
from shouwang.office.areas import names
from shouwang.office.imports import advice, batches, forms, listings, stands, wizard
from shouwang.office.imports.models import Batch
from shouwang.office.journal import entries
from shouwang.office.kit import clock, files, paging, sayings
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.kit.kinds import MEDIA
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.pages import ActionPage, FormPage, RecordPage
from shouwang.office.kit.scope import Reach

State = Batch.State
SEVERITIES = {
    messages.ERROR: gettext_lazy("错误"),
    messages.WARNING: gettext_lazy("提醒"),
    messages.INFO: gettext_lazy("说明"),
}


def seen_by(user: Any) -> Any:
    """Batches of the areas where somebody imports or confirms imports."""
    spans = (*user.reach(P.IMPORT).spans, *user.reach(P.IMPORT_FORCE).spans)
    return Batch.objects.filter(Batch.reached(Reach(spans))).select_related("job", "uploaded_by")


class Batches(ListPage):
    name = "imports"
    model = Batch
    permission = None
    title = gettext_lazy("导入")
    about = gettext_lazy("上传表格，核对读成了什么、会改动什么，再写入登记簿；写入后还可以整批撤销。")
    noun = gettext_lazy("批")
    empty = gettext_lazy("还没有导入过。点“上传表格”开始。")
    order = ("id",)
    filter_names = ("sender", "file", "stands")
    parts = ("me",)
    columns_declared: ClassVar[tuple[Column, ...]] = (
        of_field(Batch, "sender", filter="text", phone="title"),
        Column("file", gettext_lazy("文件"), batch=stands.files, filter="text"),
        Column(
            "stands",
            gettext_lazy("状态"),
            choices=stands.STANDS,
            badge=stands.colour,
            filter="choice",
            phone="badge",
        ),
        Column("lines", gettext_lazy("行数"), show=stands.lines, numeric=True),
        Column(
            "place",
            gettext_lazy("辖区"),
            batch=lambda rows: {
                row.pk: found.get(row.area_code)
                for found in [names.paths_of(r.area_code for r in rows)]
                for row in rows
            },
        ),
        of_field(Batch, "reference_on", filter=""),
        Column("uploaded_by", gettext_lazy("上传人"), show=lambda batch: str(batch.uploaded_by)),
        of_field(Batch, "uploaded_at", filter="", phone="hide"),
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not (self.user.may_anywhere(P.IMPORT) or self.user.may_anywhere(P.IMPORT_FORCE)):
            raise Http404

    @cached_property
    def query(self) -> Any:
        asked = self.request.GET.copy()
        asked.setdefault("o", "-")  # the newest first
        return asked

    def records(self) -> Any:
        """What was understood and would change is no matter of the list, and much of it."""
        rows = stands.told(seen_by(self.user)).defer("understood", "mapping", "summary", "marked", "kept")
        if self.asked_for:
            # Others may confirm what waits here, but not work on it.
            mine = Batch.objects.visible_to(self.user, P.IMPORT).open()
            rows = rows.filter(pk__in=mine.values("pk"))
        return rows

    def link(self, row: Any) -> str:
        return reverse("imports:batch", args=[row.pk])

    def actions(self) -> list[dict[str, Any]]:
        if not self.user.may_anywhere(P.IMPORT):
            return []
        return [{"label": _("上传表格"), "url": reverse("imports:upload"), "icon": "upload", "primary": True}]


class Upload(FormPage):
    permission = P.IMPORT
    form_class = forms.Upload
    title = gettext_lazy("上传表格")
    about = gettext_lazy("原样上传即可，不用先改成统一格式。上传后只是读取，写入前还会给您看会改动什么。")
    submit = gettext_lazy("上传并读取")
    adds = True

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "user": self.user}

    def initial(self) -> dict[str, Any]:
        spans = self.user.reach(P.IMPORT).spans
        return {"reference_on": clock.today(), "area_code": spans[0].low if len(spans) == 1 else ""}

    @contextmanager
    def prepared(self, answers: dict[str, Any]) -> Iterator[None]:
        with batches.sealed(answers["uploads"]) as answers["uploads"]:
            yield

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        uploads = answers.pop("uploads")
        batch = batches.upload(uploads, by=self.user, on=clock.today(), onward=True, **answers)
        return HttpResponseRedirect(reverse("imports:batch", args=[batch.pk]))

    def next_url(self) -> str:
        return reverse("imports:batches")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("导入"), "url": reverse("imports:batches")}, {"label": self.title, "url": ""}]


class BatchPage(RecordPage):
    """What all pages about one batch share."""

    permission: ClassVar[Any] = None
    model = Batch
    step = ""

    def records(self) -> Any:
        return seen_by(self.user)

    @property
    def may_import(self) -> bool:
        return bool(self.user.may(P.IMPORT, self.object.area_code))

    @property
    def may_force(self) -> bool:
        return bool(self.user.may(P.IMPORT_FORCE, self.object.area_code))

    @property
    def may_reveal(self) -> bool:
        """The values of everybody of whom the batch may tell."""
        return self.object.area_code in self.user.reach(P.PERSONAL_REVEAL)

    @property
    def may_take_marked(self) -> bool:
        """A marked workbook is the uploader's own file; it holds everything that stood in it."""
        own = self.object.uploaded_by_id == self.user.pk
        return self.may_import and (own or self.may_reveal)

    def context(self) -> dict[str, Any]:
        return {"batch": self.object, "steps": wizard.steps(self.object, self.step)}

    def crumbs(self) -> list[dict[str, Any]]:
        made = [
            {"label": _("导入"), "url": reverse("imports:batches")},
            {"label": str(self.object), "url": self.url("batch")},
        ]
        return made if self.step == "" else [*made, {"label": str(self.title), "url": ""}]

    def url(self, name: str, *more: Any) -> str:
        return reverse(f"imports:{name}", args=[self.object.pk, *more])

    def next_url(self) -> str:
        return self.url("batch")


class Overview(BatchPage):
    """Where it stands, what is being done with it, and what comes next."""

    permission = None
    template_name = "imports/batch.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.is_own and self.object.standing == State.COMPARED:
            # Nothing was asked on the way: whoever waits here wants to see what would change.
            if "HX-Request" in request.headers:
                return HttpResponse(headers={"HX-Redirect": self.url("preview")})
            if "onward" in request.GET:
                return HttpResponseRedirect(self.url("preview"))
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return {**super().context(), **wizard.overview(self.object, self.user)}


class Problems(BatchPage):
    permission = None
    template_name = "imports/problems.html"
    title = gettext_lazy("看问题")
    about = gettext_lazy(
        "读取时发现的问题，按编号归类。可以下载标黄的表格，改好后重新上传；也可以带着问题继续。"
    )
    step = "problems"

    def context(self) -> dict[str, Any]:
        code = self.request.GET.get("code", "")
        found = listings.problems(self.object, code=code, number=paging.number(self.request.GET.get("page")))
        for row in found["rows"] if self.may_reveal else []:
            if row["is_masked"]:
                row["reveal_url"] = self.url("problem-reveal", row["file_row_number"])
        codes = [
            {
                "code": one,
                "title": sayings.title(one),
                "severity": SEVERITIES[severity],
                "count": count,
                "active": one == code,
            }
            for one, severity, count in self.object.problems.get("codes", [])
        ]
        codes.sort(key=lambda one: list(SEVERITIES.values()).index(one["severity"]))  # the grave ones first
        return {**super().context(), "codes": codes, "found": found, "code": code}


class RevealProblem(BatchPage):
    """One problem with the values that it quotes, as plain text: the journal notes who looked."""

    permission = P.PERSONAL_REVEAL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, number: int, **kwargs: Any) -> HttpResponse:
        row = listings.one_problem(self.object, number) if self.may_reveal else None
        if row is None:
            raise Http404
        detail = {name: row[name] for name in ("code", "sheet", "cell")}
        entries.record("personal.revealed", self.object, detail={"field": row["column"], **detail})
        answer = HttpResponse(advice.problem(row), content_type="text/plain; charset=utf-8")
        answer["Cache-Control"] = "no-store"
        return answer


class Marked(BatchPage):
    """A marked workbook.  It holds what was uploaded: for whoever uploaded it, and among the others who may import
    there for those who may see personal values."""

    permission = P.IMPORT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = kwargs["number"]
        if number >= len(self.object.marked) or not self.may_take_marked:
            raise Http404
        one = self.object.marked[number]
        answer = FileResponse(
            files.opened(one["file"]), as_attachment=True, filename=one["name"], content_type=MEDIA["xlsx"]
        )
        answer["Cache-Control"] = "private, no-store"
        wizard.note_download(self.object, one["name"])
        # FileResponse is what a server sends; it is no HttpResponse by type only.
        return answer  # type: ignore[return-value]


class Discard(BatchPage, ActionPage):
    permission = None
    done = gettext_lazy("已放弃这次导入，上传的文件已删除。")

    def perform(self) -> None:
        batches.discard(self.object, by=self.user)
