"""What was not accepted: the page, and the list to take along and to mend."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.accounts.permissions import Permission as P
from shouwang.office.imports import refusals, wizard
from shouwang.office.imports.models import Batch
from shouwang.office.imports.pages.batch import BatchPage
from shouwang.office.kit import paging
from shouwang.office.kit.kinds import MEDIA

State = Batch.State
SEEN = (State.COMPARED, State.COMMITTED, State.UNDONE)
"""From the comparison on, and as long as there is the batch."""


class RefusalPage(BatchPage):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.standing not in SEEN:
            raise Http404
        self.step = "preview" if self.object.standing == State.COMPARED else "result"


class Refused(RefusalPage):
    permission = None
    template_name = "imports/refused.html"
    title = gettext_lazy("没有接受的行")
    about = gettext_lazy("这些行不写入登记簿，原因逐行列出。改好表格后再上传一次，已写入的不会重复。")

    def context(self) -> dict[str, Any]:
        asked = self.request.GET
        table, reason = asked.get("table", ""), asked.get("reason", "")
        number = paging.number(asked.get("page"))
        return {
            **super().context(),
            **refusals.filters(self.object),
            "table": table,
            "reason": reason,
            "unsound": refusals.unsound(self.object),
            "found": refusals.page(self.object, table=table, reason=reason, number=number),
        }


class RefusedList(RefusalPage):
    """It names people: only for those who may import there."""

    permission = P.IMPORT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_import:
            raise Http404
        made, name = BytesIO(), _("没有接受的行_%(batch)s") % {"batch": self.object} + ".xlsx"
        refusals.workbook(self.object, made)
        made.seek(0)
        answer = FileResponse(made, as_attachment=True, filename=name, content_type=MEDIA["xlsx"])
        answer["Cache-Control"] = "private, no-store"
        wizard.note_download(self.object, name)
        # FileResponse is what a server sends; it is no HttpResponse by type only.
        return answer  # type: ignore[return-value]
