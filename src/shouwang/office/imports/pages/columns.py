"""The wizard's step about columns: what each was taken for, and corrections."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.office.imports import batches, forms, identity, listings, wizard
from shouwang.office.imports.pages.batch import BatchPage
from shouwang.office.kit.pages import ActionPage, FormPage


class Understood(BatchPage):
    permission = None
    template_name = "imports/understood.html"
    title = gettext_lazy("核对列")
    about = gettext_lazy(
        "每一列被理解成什么、把握多大。不对的点“改”，改完后重新读取；改过的会记住，下次自动使用。"
    )
    step = "understood"

    def context(self) -> dict[str, Any]:
        again = forms.Again(initial={"period": self.object.period})
        return {
            **super().context(),
            "sheets": listings.sheets(self.object, reveals=self.may_reveal),
            "form": again,
        }


class CorrectionPage(BatchPage, FormPage):
    """A form about one sheet, by its place; kept in the batch until it is read again."""

    template_name = "kit/form.html"
    step = "understood"
    submit = gettext_lazy("记下改正")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        try:
            self.sheet = self.object.understood[kwargs["sheet"]]
        except IndexError as error:
            raise Http404 from error
        if "kind" not in self.sheet or not self.may_import:
            raise Http404

    def next_url(self) -> str:
        return self.url("understood")

    def perform(self, answers: dict[str, Any]) -> None:
        self.change(answers)
        batches.correct(self.object, self.object.understood, by=self.user)

    def change(self, answers: dict[str, Any]) -> None:
        raise NotImplementedError


class CorrectColumn(CorrectionPage):
    permission = None
    form_class = forms.Column

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = [column for column in self.sheet["columns"] if column["index"] == kwargs["column"]]
        if not found:
            raise Http404
        self.column = found[0]

    @property
    def title(self) -> str:
        return _("“%(header)s”这一列是什么") % {"header": self.column["header"]}

    def form_arguments(self) -> dict[str, Any]:
        more = {"kind": self.sheet["kind"], "alternatives": self.column["alternatives"]}
        return {**super().form_arguments(), **more}

    def initial(self) -> dict[str, Any]:
        column = self.column
        return {
            "target": column["as"] or "",
            "period": column["period"] or "",
            "forecast": column["forecast"],
            "unit": column["unit"],
        }

    def change(self, answers: dict[str, Any]) -> None:
        wizard.correct_column(self.sheet, self.column["index"], answers)


class CorrectSheet(CorrectionPage):
    permission = None
    form_class = forms.Sheet

    @property
    def title(self) -> str:
        return _("“%(name)s”这张表") % {"name": self.sheet["sheet"] or self.sheet["name"]}

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "headers": [column["header"] for column in self.sheet["columns"]]}

    def initial(self) -> dict[str, Any]:
        sheet = self.sheet
        return {
            "read": sheet["read"],
            "kind": sheet["kind"],
            "household": sheet["household"]
            or (identity.suggested(sheet) if identity.is_wanting(sheet) else []),
            "area_code": sheet["set"].get("households.area_code", ""),
            "first": sheet["header"][0],
            "last": sheet["header"][1],
        }

    def change(self, answers: dict[str, Any]) -> None:
        wizard.correct_sheet(self.sheet, answers)


class ReadAgain(BatchPage, ActionPage):
    permission = None

    def perform(self) -> None:
        form = forms.Again(self.request.POST)
        if not form.is_valid():
            raise Refused(_("年度写得不对。"), _("请写四位年份，例如 2025。"))
        batches.read_again(self.object, by=self.user, **form.cleaned_data)
