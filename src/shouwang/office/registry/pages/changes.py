"""Writing change requests: choosing the kind, drafting, revising, attaching papers, submitting, withdrawing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.kit.pages import ActionPage, RecordFormPage, RecordPage
from shouwang.office.registry import aliases, kinds, queries
from shouwang.office.registry.forms import facts
from shouwang.office.registry.forms.changes import About, ChangeForm, initial
from shouwang.office.registry.forms.parts import Papers
from shouwang.office.registry.homes import persons
from shouwang.office.registry.kinds import Kind
from shouwang.office.registry.models import Change, Household, Person
from shouwang.office.registry.past import differences
from shouwang.office.registry.requests import changes, papers

P = Permission
PRESENT_ONLY = [kind for kind in kinds.KINDS if kind != Change.Kind.MOVE_IN]


class ChooseChange(RecordPage):
    """Which kind of change: one link each."""

    permission = P.CHANGE_REQUEST
    model = Household
    key = "household_id"
    reads = "household.read"
    template_name = "registry/choose.html"

    @property
    def title(self) -> str:
        return gettext("申请变更：%(household)s") % {"household": self.object}

    def context(self) -> dict[str, Any]:
        # Corrections have links of their own: they are about the household or one of its people.
        shown = [kind for kind in kinds.KINDS.values() if kind.code != Change.Kind.FACTS]
        open_to = shown if not self.object.ended_on else [kinds.KINDS[Change.Kind.MOVE_IN]]
        code = self.object.household_id
        return {
            "kinds": [
                {"kind": kind, "url": reverse("registry:change-new", args=[code, kind.code])}
                for kind in open_to
            ],
            "correct_url": "" if self.object.ended_on else reverse("registry:household-facts", args=[code]),
            "members": persons.members(self.object),
            "household": self.object,
        }


class WriteChangePage(RecordFormPage):
    """A form as the kind declares it.  What was written is kept as a draft; the next page shows what it would change."""

    permission = P.CHANGE_REQUEST
    template_name = "registry/write.html"
    adds = True
    submit = _("保存，看会改什么")
    household: Household
    kind: Kind
    stale: list[dict[str, Any]]

    @property
    def title(self) -> str:
        return gettext("%(kind)s：%(household)s") % {"kind": self.kind.label, "household": self.household}

    def about_form(self) -> About:
        sent = self.request.POST or self.request.GET
        subject = self._subject(
            sent.get("subject") or sent.get("person") or self.initial().get("subject") or ""
        )
        return About(
            household=self.household,
            members=persons.members(self.household),
            places=queries.villages_for(self.user, self.permission),
            today=clock.today(),
            subject=subject,
            others=self._others(sent.get("household") or self.initial().get("household")),
        )

    def _subject(self, code: str) -> Household | Person:
        if not code or self.kind.code != Change.Kind.FACTS:
            return self.household
        if "\0" in code:
            raise Http404
        found: Person = get_object_or_404(self.household.persons.filter(ended_on=None), person_id=code)
        return found

    def _others(self, code: Any) -> list[Person]:
        """Who is to be merged into this household: only where somebody may see them."""
        if not code or "\0" in code or self.kind.code != Change.Kind.MERGE:
            return []
        seen = Household.objects.visible_to(self.user, P.HOUSEHOLD_VIEW)
        found = seen.filter(household_id=aliases.kept(str(code).strip())).first()
        return persons.members(found) if found else []

    @cached_property
    def sent(self) -> ChangeForm:
        return ChangeForm(self.kind, self.about_form(), **self.form_arguments())

    def form(self) -> Any:
        return self.sent

    def initial(self) -> dict[str, Any]:
        return {"seen": self.household.version, "subject": self.request.GET.get("person", "")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever writes while another changes the household sees first what changed, and keeps the own typing."""
        if answer := self.answered():
            return answer
        seen = self.sent.cleaned_data["seen"] if self.sent.is_valid() else self.household.version
        if seen != self.household.version:
            found = differences.since(self.household, seen)
            form = ChangeForm(self.kind, self.about_form(), data=self._again(), files=request.FILES)
            told = facts.told(differences.Stale(self.household, found))
            return self.render(form=form, status=409, stale=told)
        return super().post(request, *args, **kwargs)

    def _again(self) -> dict[str, Any]:
        data = self.request.POST.copy()
        data["seen"] = str(self.household.version)
        return data

    @contextmanager
    def prepared(self, answers: dict[str, Any]) -> Iterator[None]:
        with papers.sealed(answers["papers"]) as answers["papers"]:
            yield

    def attach(self, change: Change) -> None:
        papers.attach_all(change, self.sent.cleaned_data["papers"], by=self.user)

    def cancel(self) -> str:
        return reverse("registry:household", args=[self.household.household_id])

    @property
    def cancel_url(self) -> str:
        return self.cancel()


class NewChange(WriteChangePage):
    permission = P.CHANGE_REQUEST
    model = Household
    key = "household_id"
    reads = "household.read"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = kinds.KINDS.get(kwargs["kind"])
        if found is None or (self.object.ended_on and found.code in PRESENT_ONLY):
            raise Http404
        self.household, self.kind = self.object, found

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        change = changes.draft(
            self.household,
            self.kind.code,
            self.sent.answers(),
            happens_on=answers["happens_on"],
            reason=answers["reason"],
            by=self.user,
            on=clock.today(),
        )
        self.attach(change)
        return HttpResponseRedirect(reverse("registry:change", args=[change.pk]))


class ReviseChange(WriteChangePage):
    permission = P.CHANGE_REQUEST
    model = Change
    reads = "change.read"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.household, self.kind = self.object.household, kinds.KINDS[self.object.kind]

    def records(self) -> Any:
        own = super().records().select_related("household", "asked_by")
        return own.filter(state__in=changes.EDITABLE)

    def initial(self) -> dict[str, Any]:
        given = initial(self.kind, changes.answers(self.object))
        return {
            **given,
            "seen": self.household.version,
            "happens_on": self.object.happens_on,
            "reason": self.object.reason,
        }

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        changes.revise(
            self.object,
            self.sent.answers(),
            happens_on=answers["happens_on"],
            reason=answers["reason"],
            by=self.user,
        )
        self.attach(self.object)
        return HttpResponseRedirect(reverse("registry:change", args=[self.object.pk]))

    def cancel(self) -> str:
        return reverse("registry:change", args=[self.object.pk])


class ChangeStepPage(ActionPage):
    """A button on the page of a request."""

    model = Change

    def records(self) -> Any:
        return super().records().select_related("household", "asked_by")

    def next_url(self) -> str:
        return reverse("registry:change", args=[self.object.pk])


class SubmitChange(ChangeStepPage):
    permission = P.CHANGE_REQUEST
    done = _("已提交，等待审批。")

    def perform(self) -> None:
        changes.submit(self.object, by=self.user, on=clock.today())


class WithdrawChange(ChangeStepPage):
    permission = P.CHANGE_REQUEST
    done = _("已撤回。")

    def perform(self) -> None:
        changes.withdraw(self.object, by=self.user, on=clock.today())


class AddPapers(RecordFormPage):
    permission = P.CHANGE_REQUEST
    model = Change
    form_class = Papers
    adds = True
    title = _("添加佐证材料")
    submit = _("上传")
    done = _("已添加。")

    def records(self) -> Any:
        return super().records().filter(state__in=changes.EDITABLE).select_related("household", "asked_by")

    @contextmanager
    def prepared(self, answers: dict[str, Any]) -> Iterator[None]:
        with papers.sealed(answers["papers"]) as answers["papers"]:
            yield

    def perform(self, answers: dict[str, Any]) -> None:
        papers.attach_all(self.object, answers["papers"], by=self.user)

    def next_url(self) -> str:
        return reverse("registry:change", args=[self.object.pk])
