"""An area that ends with nothing in its place, and one that was ended by mistake."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.areas import changes, forms
from shouwang.office.areas.pages.places import PERMISSION, ChangePage
from shouwang.office.kit import clock


class End(ChangePage):
    permission = PERMISSION
    form_class = forms.Dated
    template_name = "kit/confirm.html"
    title = _("停用区划")
    question = _("要停用这个区划，并且没有别的区划接替吗？")
    submit = _("停用")
    danger = True
    adds = True
    done = _("已停用。")

    @property
    def consequences(self) -> list[str]:
        return [gettext("代码不再使用，沿革保留。有农户的区划请办“撤并”。")]

    def perform(self, answers: dict[str, Any]) -> None:
        changes.end(self.object, by=self.user, **answers)


class Reopen(ChangePage):
    permission = PERMISSION
    form_class = forms.Confirmed
    template_name = "kit/confirm.html"
    title = _("恢复启用")
    question = _("这个区划是误停用的，要恢复吗？")
    submit = _("恢复启用")
    adds = True
    done = _("已恢复启用。")

    def refuse_in_vain(self) -> None:
        """Here an end is what it is about."""

    @property
    def consequences(self) -> list[str]:
        return [gettext("停用日取消，视同没有停用过；日志里留有停用和恢复的记录。")]

    def perform(self, answers: dict[str, Any]) -> None:
        changes.reopen(self.object, on=clock.today(), by=self.user)
