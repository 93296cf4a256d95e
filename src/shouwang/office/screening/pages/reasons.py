"""The reasons of one household: as a page, on paper, as a part of its file, and before a form is saved."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.journal import entries
from shouwang.office.journal.models import Entry
from shouwang.office.kit import addresses, clock, codes, sayings
from shouwang.office.kit.pages import RecordPage
from shouwang.office.registry import queries as register
from shouwang.office.registry.forms.facts import Facts
from shouwang.office.registry.forms.statements import IncomeLines
from shouwang.office.registry.framing import near
from shouwang.office.registry.framing.frames import OneHousehold
from shouwang.office.registry.models import Household
from shouwang.office.screening import labels, queries
from shouwang.office.screening.models import Run
from shouwang.office.screening.why import filling, live, reasons, rising
from shouwang.office.screening.why.live import Outlook
from shouwang.office.screening.why.reasons import Reasons, Spell

P = Permission
NOTED = timedelta(minutes=10)
"""Parts of a page that was opened so lately are no further look at the household."""


class HouseholdRunPage(RecordPage):
    """A household, and the regular run that counts for it – or with `?run=` another one over its place."""

    permission = P.HOUSEHOLD_VIEW
    model = Household
    key = "household_id"
    reads = "household.read"

    @cached_property
    def latest(self) -> Run | None:
        return queries.present(self.object.area_code, today=clock.today())

    @cached_property
    def run(self) -> Run | None:
        asked = self.request.GET.get("run", "")
        if not asked:
            return self.latest
        runs = queries.runs_for(self.user, self.permission).filter(state=Run.State.DONE)
        found = runs.filter(pk=addresses.key(asked)).first()
        if found is None or self.object.area_code not in codes.span(found.area_code):
            raise Http404
        return found

    @property
    def is_now(self) -> bool:
        return self.run == self.latest

    @cached_property
    def day(self) -> date:
        """As of which the register is read."""
        return max(clock.today(), self.run.on) if self.run else clock.today()

    @property
    def title(self) -> str:
        return _("风险和理由：%(household)s") % {"household": self.object}


class ReasonsPart(HouseholdRunPage):
    """What the household's file shows of it, loaded by itself after the file."""

    permission = P.HOUSEHOLD_VIEW
    template_name = "screening/_reasons_part.html"

    def render(self, **more: Any) -> HttpResponse:
        return super(RecordPage, self).render(**more) if seen_lately(self) else super().render(**more)

    def context(self) -> dict[str, Any]:
        try:
            found = reasons.now(self.object, self.run, on=self.day) if self.run else None
        except Refused:
            # The page itself says why.
            found = None
        (found,) = reasons.named(found) if found else (None,)
        title = labels.title(self.run) if self.run else ""
        return {"now": found, "run": self.run, "run_title": title, "household": self.object}


def seen_lately(page: RecordPage) -> bool:
    """Whether the journal has it that this person opened this household a moment ago."""
    _kind, ident, _place = entries.named(page.object)
    return bool(
        Entry.objects.filter(
            kind="household",
            ident=ident,
            at__gte=clock.now() - NOTED,
            actor=page.user.username,
            action=page.reads,
        ).exists()
    )


class ReasonsPage(HouseholdRunPage):
    """`?run=`: of an earlier run; `?print`: on paper."""

    permission = P.HOUSEHOLD_VIEW
    template_name = "screening/reasons.html"
    refused: Refused | None = None
    people: Mapping[str, str] = {}
    """Names of members by their codes, where the page needs any."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        template = "screening/reasons_paper.html" if "print" in request.GET else self.template_name
        return self.render(template=template)

    def context(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        if self.run is not None:
            try:
                shown = self.shown(self.run)
            except Refused as refused:
                self.refused = sayings.refusal(refused)
        spells = reasons.history(self.object, *([self.run] if self.run else []), on=clock.today())
        return {
            **shown,
            **self.moved(shown.get("found"), spells),
            "household": self.object,
            "place": names.path_of(self.object.area_code),
            "run": self.run,
            "run_title": labels.title(self.run) if self.run else "",
            "today": clock.today(),
            "back_url": reverse("registry:household", args=[self.object.household_id]),
            "may_run": self.user.may_anywhere(P.SCREENING_RUN),
        }

    def shown(self, run: Run) -> dict[str, Any]:
        if not self.is_now:
            earlier = reasons.then(self.object, run) or reasons.from_archive(self.object, run)
            return {"found": earlier, "earlier": True}
        found, then = self.found(run), reasons.then(self.object, run)
        last = labels.of(run).last
        differs = found is not None and reasons.differs(found, then, last)
        return {
            "found": found,
            "then": then if differs else None,
            "then_tier": self.then_tier(run, then, last) if differs else None,
            "fillings": self.fillings(found),
        }

    def moved(self, found: Reasons | None, spells: list[Spell]) -> dict[str, Any]:
        """Its tiers with the ways between them; where it rose into the one of now, what that one asks."""
        told: dict[str, Any] = {"spells": spells}
        if self.run is None:
            return told
        ways = rising.ways(spells, rising.order(self.run))
        told["history"] = list(zip(spells, ways, strict=True))
        if found is not None and self.is_now:
            told["rise"] = rising.of(self.object, self.run, found, spells, clock.today())
        return told

    def found(self, run: Run) -> Reasons | None:
        """By the register as it is, with the names of the members on whom it rests."""
        found = reasons.now(self.object, run, on=self.day)
        if found is not None and (found.concerned or found.row["missing"]):
            self.people = filling.people(found.household)
        return found.naming(self.people) if found else None

    def then_tier(self, run: Run, then: Reasons | None, last: str) -> dict[str, str]:
        words = labels.of(run)
        tier = then.row["tier"] if then else last
        return {"text": words.tier(tier), "colour": words.colour(tier)}

    def fillings(self, found: Reasons | None) -> list[filling.Filling]:
        if found is None or not found.row["missing"]:
            return []
        linked = list(self.object.links.filter(until=None))
        may = register.permissions_on(self.user, self.object, linked) if not self.object.ended_on else ()
        return filling.of(found.row["missing"], self.object, found.household, may, self.people)

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("农户"), "url": reverse("registry:households")},
            {
                "label": str(self.object),
                "url": reverse("registry:household", args=[self.object.household_id]),
            },
            {"label": _("风险和理由"), "url": ""},
        ]

    @property
    def cancel_url(self) -> str:
        return reverse("screening:reasons", args=[self.object.household_id])


class Check(HouseholdRunPage):
    """Takes what a form of the register would send, and says what saving it would change.  Stores nothing.

    The form is told by its fields: the lines of an income sheet (`?period=`), a person's facts (`?person=`), or the
    household's.
    """

    permission = P.CHANGE_REQUEST
    template_name = "screening/check.html"
    refused: Refused | None = None

    def records(self) -> Any:
        return super().records().filter(ended_on=None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part = "HX-Request" in request.headers
        return self.render(template="screening/_check.html" if part else self.template_name)

    def render(self, **more: Any) -> HttpResponse:
        return super(RecordPage, self).render(**more) if seen_lately(self) else super().render(**more)

    def context(self) -> dict[str, Any]:
        found: Outlook | None = None
        try:
            found = self.outlook()
        except Refused as refused:
            self.refused = sayings.refusal(refused)
        return {
            "outlook": found,
            "run": self.run,
            "household": self.object,
            "back_url": reverse("registry:household", args=[self.object.household_id]),
        }

    def outlook(self) -> Outlook | None:
        if self.run is None:
            return None
        before = near.household(self.object.pk, self.day)
        if before is None:
            return None
        return live.outlook(before, self.changed(before), self.run)

    def changed(self, before: OneHousehold) -> OneHousehold:
        sent, asked = self.request.POST, self.request.GET
        if "line-TOTAL_FORMS" in sent:
            lines = valid(IncomeLines(sent, prefix="line"))
            return live.with_incomes(
                before, asked.get("period", ""), [line for line in lines.cleaned_data if line]
            )
        if "person" in asked:
            person = register.one(self.object.persons.filter(ended_on=None), person_id=asked["person"])
            return live.with_person(
                before, person.person_id, valid(Facts(person, clock.today(), sent)).given()
            )
        return live.with_facts(before, valid(Facts(self.object, clock.today(), sent)).given())


def valid(form: Any) -> Any:
    if not form.is_valid():
        raise Refused(_("表单里有几项还没有填对。"), _("请先改正标红或必填的项目，再看结果。"))
    return form
