"""The own jobs, one job while it runs, its file; and the question before a list leaves the office."""

from typing import Any, ClassVar

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.accounts.permissions import Permission
from shouwang.office.jobs import exporting, queue
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal import entries
from shouwang.office.kit import clock, files, retelling
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.kit.kinds import MEDIA
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.pages import ActionPage, FormPage, RecordPage

COLOURS = {State.RUNNING: "blue", State.DONE: "green", State.REFUSED: "red", State.FAILED: "red"}


def _badge(state: str) -> str:
    return COLOURS.get(State(state), "secondary")


class Jobs(ListPage):
    name = "jobs"
    model = Job
    permission = None
    export_permission = None
    title = gettext_lazy("任务")
    about = gettext_lazy("导入、导出这类要花时间的工作在后台办理，离开页面也会继续。")
    noun = gettext_lazy("项")
    empty = gettext_lazy("还没有后台任务。在名单页面点“导出”，或上传表格，就会出现在这里。")
    columns_declared: ClassVar[tuple[Column, ...]] = (
        Column("kind", gettext_lazy("任务"), show=lambda job: job.title, phone="title"),
        of_field(Job, "state", badge=_badge, phone="badge"),
        Column("owner", gettext_lazy("提交人"), show=lambda job: str(job.owner), needs=("owner",)),
        of_field(Job, "created_at", filter=""),
        of_field(Job, "finished_at", filter="", phone="hide"),
    )

    # The newest first.
    order = ("id",)

    @cached_property
    def query(self) -> Any:
        asked = self.request.GET.copy()
        asked.setdefault("o", "-")
        return asked

    def records(self) -> Any:
        return Job.objects.seen_by(self.user)

    def link(self, row: Any) -> str:
        return reverse("jobs:job", args=[row.pk])


class JobPage(RecordPage):
    """Asked again every second by the page itself; the owner sees everything, the administrator how it stands."""

    template_name = "kit/job.html"
    model = Job
    permission = None

    def records(self) -> Any:
        return Job.objects.seen_by(self.user).select_related("owner")

    def context(self) -> dict[str, Any]:
        return {"job": shown(self.object) if self.is_mine else outline(self.object)}

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("任务"), "url": reverse("jobs:jobs")}, {"label": self.object.title, "url": ""}]

    @property
    def is_mine(self) -> bool:
        return bool(self.object.owner_id == self.user.pk)


def outline(job: Job) -> dict[str, Any]:
    """How it stands, without what it is about."""
    failed = job.state == State.FAILED
    return {
        "title": job.title,
        "state": job.state,
        "step": "",
        "done": job.done,
        "total": job.total,
        "ahead": queue.ahead(job),
        "percent": 100 * job.done / job.total if job.total else None,
        "url": reverse("jobs:job", args=[job.pk]),
        "why": retelling.said(job.why) if failed else "",
        "remedy": retelling.said(job.remedy) if failed else "",
    }


def shown(job: Job) -> dict[str, Any]:
    url, label = result(job)
    return {
        **outline(job),
        "step": retelling.said(job.step),
        "why": retelling.said(job.why),
        "remedy": retelling.said(job.remedy),
        "cancel_url": "" if job.is_finished else reverse("jobs:cancel", args=[job.pk]),
        "result_url": url,
        "result_label": label,
    }


def result(job: Job) -> tuple[str, str]:
    """Where the result is, and what the link to it says."""
    if "file" in job.result and not exporting.may_still(job, job.owner):
        return "", ""
    if "file" in job.result:
        return reverse("jobs:file", args=[job.pk]), _("下载表格（%(rows)s 行）") % {
            "rows": f"{job.result['rows']:,}"
        }
    address = str(job.result.get("address", ""))
    # Only pages of our own.
    return (address, "") if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ("", "")


class Mine(RecordPage):
    """Of a job, for its owner only."""

    model = Job
    permission: ClassVar[Any] = None

    def records(self) -> Any:
        return Job.objects.filter(owner=self.user)


class Cancel(Mine, ActionPage):
    permission = None

    def perform(self) -> None:
        queue.cancel(self.object)

    def next_url(self) -> str:
        return reverse("jobs:job", args=[self.object.pk])


class File(Mine):
    """An exported list.  Whoever has lost the right to take it away, there or altogether, gets no file any more."""

    permission = Permission.EXPORT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = self.object
        if job.state != State.DONE or "file" not in job.result or not exporting.may_still(job, self.user):
            raise Http404
        stream = files.opened(job.result["file"])
        entries.record(
            "list.downloaded", job, detail={"list": job.payload.get("name"), "rows": job.result["rows"]}
        )
        kind = job.result.get("kind", "xlsx")
        name = f"{job.result['title']}_{clock.today():%Y%m%d}.{kind}"
        answer = FileResponse(stream, as_attachment=True, filename=name, content_type=MEDIA[kind])
        answer["Content-Length"] = str(job.result["size"])
        answer["Cache-Control"] = "private, no-store"
        # FileResponse is what a server sends; it is no HttpResponse by type only.
        return answer  # type: ignore[return-value]


class Choice(forms.Form):
    personal = forms.ChoiceField(
        label=gettext_lazy("证件号码等个人信息"),
        choices=(
            ("masked", gettext_lazy("打码（如 430921********）")),
            ("full", gettext_lazy("完整（记入日志）")),
        ),
        widget=forms.RadioSelect,
        initial="masked",
    )


class Export(FormPage):
    """Posted to by the list.  Only where personal columns were chosen and may be revealed it asks something."""

    permission = Permission.EXPORT
    form_class = Choice
    title = gettext_lazy("导出名单")
    submit = gettext_lazy("导出")

    @cached_property
    def list(self) -> ListPage:
        return exporting.found(self.request.GET.get("list", ""), self.user, self.request.GET.get("query", ""))

    @property
    def about(self) -> str:
        names = _("、").join(str(column.label) for column in exporting.personal(self.list))
        return _("您选的列里有个人信息：%(names)s。") % {"names": names}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asks = "columns" in self.list.query and bool(exporting.personal(self.list))
        if not asks or not self.user.may_anywhere(Permission.PERSONAL_REVEAL):
            return self.perform({"personal": "masked"})
        if "personal" not in request.POST:
            return self.render(form=self.form_class())
        return super().post(request, *args, **kwargs)

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        job = exporting.ask(self.list, by=self.user, revealed=answers["personal"] == "full")
        return HttpResponseRedirect(reverse("jobs:job", args=[job.pk]))

    def next_url(self) -> str:
        return reverse("jobs:jobs")
