"""One change request: what it would change, its papers, and the decision on it."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.pages import DetailPage, RecordFormPage, RecordPage
from shouwang.office.registry import kinds, queries
from shouwang.office.registry.columns import CHANGE
from shouwang.office.registry.forms.parts import note_field
from shouwang.office.registry.models import Change, Household, Person
from shouwang.office.registry.pages import history, papers, showing
from shouwang.office.registry.pages.household import revealed
from shouwang.office.registry.past.differences import Difference
from shouwang.office.registry.requests import changes, marks

P = Permission
SIDES = ("old", "new")
Reveal = Callable[[int, Difference, str], str]
"""Which difference, of old and new which → the address that reveals it, or nothing."""
OPEN = (Change.State.DRAFT, Change.State.SUBMITTED, Change.State.RETURNED)


class Decision(django_forms.Form):
    """`read`: the mark of what was on the screen; without it the decision is refused with a sentence."""

    read = django_forms.CharField(widget=django_forms.HiddenInput, required=False)
    verdict = django_forms.ChoiceField(
        label=_("决定"),
        choices=[("approve", _("批准，立即生效")), ("return", _("退回"))],
        widget=django_forms.RadioSelect,
    )
    decision = note_field(_("意见"), help_text=_("退回时须写明缺什么、怎么补。"))


class ChangePage(RecordPage):
    """What both pages show of a request."""

    model = Change
    template_name = "registry/change.html"
    object: Any

    def records(self) -> Any:
        return super().records().select_related("household", "asked_by", "decided_by")

    @property
    def title(self) -> str:
        said = {"kind": self.object.get_kind_display(), "household": self.object.household}
        return gettext("%(kind)s：%(household)s") % said

    @property
    def badges(self) -> list[dict[str, str]]:
        return [{"text": self.object.get_state_display(), "colour": CHANGE[self.object.state]}]

    @cached_property
    def may(self) -> frozenset[Permission]:
        links = list(self.object.household.links.filter(until=None))
        return queries.permissions_on(self.user, self.object.household, links)

    @property
    def is_own(self) -> bool:
        return changes.is_own(self.object, self.user)

    def context(self) -> dict[str, Any]:
        found, misfit = self.preview
        own = self.is_own and P.CHANGE_REQUEST in self.may
        return {
            "change": self.object,
            "place": names.path_of(self.object.area_code),
            "differences": grouped(found, self.object.household, self._reveal),
            "misfit": misfit,
            "notes": self._notes(),
            "done": self._done(),
            "since": told(changes.since_asked(self.object))
            if self.object.state == Change.State.SUBMITTED
            else [],
            "papers": papers.listed(self.object.papers.order_by("pk"), self.user, self.may),
            "needs_papers": kinds.KINDS[self.object.kind].papers,
            "may_write": own and self.object.state in changes.EDITABLE,
            "may_withdraw": own and self.object.state in OPEN,
            "may_decide": self._may_decide(),
        }

    def shown(self) -> dict[str, Any]:
        """What a decision is about, as it stands on this page."""
        found, _misfit = self.preview
        return {"read": str(marks.of(self.object, found)), "verdict": "approve"}

    def _reveal(self, number: int, one: Difference, side: str) -> str:
        if not one.column.mask or P.PERSONAL_REVEAL not in self.may:
            return ""
        return reverse("registry:change-reveal", args=[self.object.pk, number, one.field, side])

    def _notes(self) -> list[dict[str, Any]]:
        """Answers that change nothing by themselves, such as where somebody went."""
        given = changes.answers(self.object)
        asks = kinds.KINDS[self.object.kind].asks
        return [
            {"label": ask.label, "text": given[ask.name]}
            for ask in asks
            if ask.what == "note" and ask.name in given
        ]

    def _done(self) -> list[dict[str, Any]]:
        if self.object.state != Change.State.APPROVED:
            return []
        return history.written_by(self.object.household, f"change:{self.object.pk}")

    def _may_decide(self) -> bool:
        waiting = self.object.state == Change.State.SUBMITTED
        return waiting and P.CHANGE_APPROVE in self.may and not self.is_own

    @cached_property
    def preview(self) -> tuple[list[Difference], Refused | None]:
        """Of an open request; of a decided one the history tells what it did."""
        if self.object.state not in OPEN:
            return [], None
        try:
            return changes.preview(self.object, by=self.user), None
        except Refused as refused:
            return [], refused

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("变更申请"), "url": reverse("registry:changes")},
            {"label": self.title, "url": ""},
        ]


class OneChange(ChangePage, DetailPage):
    permission = P.HOUSEHOLD_VIEW
    template_name = "registry/change.html"
    reads = "change.read"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "form": Decision(initial=self.shown())}


class RevealDifference(ChangePage):
    """A personal value as it is, or as it would be, in full: nobody approves a number that they cannot read.

    `number`: which of the differences on the page; the field is in the address, too, so that nothing else is revealed
    where they have become others meanwhile.
    """

    permission = P.PERSONAL_REVEAL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(
        self, request: HttpRequest, *args: Any, number: int, field: str, side: str, **kwargs: Any
    ) -> HttpResponse:
        found, _misfit = self.preview
        one = found[number] if number < len(found) else None
        if one is None or one.field != field or not one.column.mask or side not in SIDES:
            raise Http404
        model = Person if field in showing.COLUMNS[Person] else Household
        return revealed(self.object, field, showing.full(model, field, getattr(one, side)))


class DecideChange(ChangePage, RecordFormPage):
    permission = P.CHANGE_APPROVE
    reads = "change.read"
    template_name = "registry/change.html"
    form_class = Decision

    def initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else self.shown()

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        """A household that changed since the request was written is approved as it was on the screen, or not at all."""
        if answers["verdict"] == "return":
            changes.send_back(
                self.object,
                reason=answers["decision"],
                by=self.user,
                on=clock.today(),
                read=answers["read"],
            )
            self.tell(gettext("已退回。"))
            return HttpResponseRedirect(self.next_url())
        outcome = changes.approve(
            self.object,
            by=self.user,
            on=clock.today(),
            decision=answers["decision"],
            read=answers["read"],
        )
        self.tell(gettext("已批准并生效。"))
        for note in outcome.notes:
            messages.warning(self.request, note)
        return HttpResponseRedirect(self.next_url())

    def render(self, **more: Any) -> HttpResponse:
        form = more.get("form")
        if form is not None and form.is_bound and self.refused:
            # Nothing was decided; the next form is about what the page now shows beside it.
            self.object.refresh_from_db()
            more["form"] = Decision({**form.data.dict(), **self.shown(), "verdict": form.data.get("verdict")})
        return super().render(**more)

    def next_url(self) -> str:
        return reverse("registry:change", args=[self.object.pk])


def told(found: Iterable[Difference]) -> list[dict[str, Any]]:
    return [_line(one) for one in found]


def _line(one: Difference) -> dict[str, Any]:
    return {"label": one.label, "old": one.old_text, "new": one.new_text}


def grouped(found: Iterable[Difference], household: Any, reveal: Reveal) -> list[dict[str, Any]]:
    """By household and person, in the order of the plan; a household bears its head's name, so it says what it is."""
    made: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for number, one in enumerate(found):
        addresses = {f"{side}_reveal": reveal(number, one, side) for side in SIDES}
        made.setdefault((one.subject, one.ident), []).append(_line(one) | addresses)
    own = household.household_id
    return [
        {"subject": gettext("本户") if ident == own else subject, "changes": those}
        for (subject, ident), those in made.items()
    ]
