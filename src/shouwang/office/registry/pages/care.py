"""Checking guarantees, and who looks after a household."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.pages import RecordFormPage
from shouwang.office.registry.care import guarantees, links
from shouwang.office.registry.forms.care import GuaranteeCheck, LinkEnded, SomebodyLinked
from shouwang.office.registry.models import Guarantee, Household, Link


class CheckGuarantee(RecordFormPage):
    permission = Permission.GUARANTEE_CHECK
    model = Household
    key = "household_id"
    form_class = GuaranteeCheck
    adds = True
    submit = _("记下核查结果")
    done = _("已登记核查结果。")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if kwargs["kind"] not in Guarantee.Kind.values:
            raise Http404
        super().setup(request, *args, **kwargs)

    @property
    def title(self) -> str:
        kind = Guarantee.Kind(self.kwargs["kind"]).label
        return gettext("核查%(kind)s：%(household)s") % {"kind": kind, "household": self.object}

    def records(self) -> Any:
        return super().records().filter(ended_on=None)

    def initial(self) -> dict[str, Any]:
        """By the same standard as last time."""
        last = guarantees.latest(self.object, self.kwargs["kind"])
        return {
            "checked_on": clock.today(),
            "standard": last.standard if last else "",
            "seen": guarantees.mark(last),
        }

    def perform(self, answers: dict[str, Any]) -> None:
        guarantees.check(
            self.object, self.kwargs["kind"], answers.pop("state"), by=self.user, on=clock.today(), **answers
        )

    def next_url(self) -> str:
        return reverse("registry:household", args=[self.object.household_id]) + "#guarantees"


class LinkPage(RecordFormPage):
    """`area_code`: where people are chosen for; `home`: the household, or nothing for a whole place."""

    permission: ClassVar[Any] = Permission.LINK_EDIT

    @property
    def home(self) -> Household | None:
        raise NotImplementedError

    @property
    def area_code(self) -> str:
        return str(self.object.area_code)

    @property
    def whose(self) -> str:
        return str(self.home or names.path_of(self.area_code))

    def people(self) -> list[tuple[int, str]]:
        held = links.appointments_at(self.area_code, clock.today(), by=self.user)
        return [
            (one.line, gettext("%(who)s（%(what)s）") % {"who": one.user, "what": one.duty.label})
            for one in held
            if one.line
        ]

    def initial(self) -> dict[str, Any]:
        return {"since": clock.today()}

    def next_url(self) -> str:
        if self.home:
            return reverse("registry:household", args=[self.home.household_id]) + "#links"
        return reverse("registry:place", args=[self.area_code])


class LinkSomebody(LinkPage):
    permission = Permission.LINK_EDIT
    model = Household
    key = "household_id"
    adds = True
    submit = _("登记")
    done = _("已登记联系人。")

    @property
    def title(self) -> str:
        return gettext("登记联系人：%(household)s") % {"household": self.whose}

    @property
    def home(self) -> Household:
        found: Household = self.object
        return found

    def records(self) -> Any:
        return super().records().filter(ended_on=None)

    def form(self) -> Any:
        return SomebodyLinked(people=self.people(), **self.form_arguments())

    def perform(self, answers: dict[str, Any]) -> None:
        links.link(self.object, answers.pop("kind"), by=self.user, **chosen(answers))


class OneLinkPage(LinkPage):
    model = Link

    @property
    def home(self) -> Household | None:
        found: Household | None = self.object.household
        return found

    def records(self) -> Any:
        return super().records().filter(until=None).select_related("household")


class ReplaceLink(OneLinkPage):
    permission = Permission.LINK_EDIT
    submit = _("换人")
    done = _("已换人，原来的联系人留在记录里。")

    @property
    def title(self) -> str:
        return gettext("换%(kind)s：%(household)s") % {
            "kind": self.object.get_kind_display(),
            "household": self.whose,
        }

    def form(self) -> Any:
        return SomebodyLinked(people=self.people(), fixed_kind=True, **self.form_arguments())

    def perform(self, answers: dict[str, Any]) -> None:
        given = chosen(answers)
        links.replace(self.object, on=given.pop("since"), by=self.user, **given)


class EndLink(OneLinkPage):
    permission = Permission.LINK_EDIT
    template_name = "kit/confirm.html"
    form_class = LinkEnded
    submit = _("结束")
    done = _("已结束联系关系。")

    @property
    def title(self) -> str:
        return gettext("结束联系关系：%(household)s") % {"household": self.whose}

    @property
    def question(self) -> str:
        kind = self.object.get_kind_display()
        if self.home:
            return gettext("%(kind)s不再联系这一户？") % {"kind": kind}
        return gettext("%(kind)s不再联系这里的农户？") % {"kind": kind}

    def initial(self) -> dict[str, Any]:
        return {"until": clock.today()}

    def perform(self, answers: dict[str, Any]) -> None:
        links.unlink(self.object, until=answers["until"], by=self.user)


def chosen(answers: dict[str, Any]) -> dict[str, Any]:
    """Somebody with an account is named by the appointment, not by a second name beside it."""
    return {**answers, "name": "" if answers["line"] else answers["name"]}
