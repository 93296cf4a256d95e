"""Opening a household or a person, and revealing what is masked."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.journal import entries
from shouwang.office.kit import clock
from shouwang.office.kit.pages import DetailPage, Page
from shouwang.office.kit.sealing import SealedField
from shouwang.office.registry import queries
from shouwang.office.registry.homes import household_file, households
from shouwang.office.registry.homes.household_file import File
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.pages import history, papers, sheets, showing, watch

P = Permission


class OneHousehold(DetailPage):
    """The household's file; with `?on=` as it was on a day: to read, nothing to press."""

    model = Household
    key = "household_id"
    permission = P.HOUSEHOLD_VIEW
    reads = "household.read"
    template_name = "registry/household.html"

    @cached_property
    def day(self) -> date | None:
        """A day before today; anything else is today."""
        asked = self.day_in("on")
        return asked if asked and asked < clock.today() else None

    @property
    def day_said(self) -> str:
        return self.day_refused("on", until=clock.today())

    @cached_property
    def file(self) -> File:
        return household_file.on(self.object, self.day) if self.day else household_file.now(self.object)

    @cached_property
    def may(self) -> frozenset[Permission]:
        if self.day or self.object.ended_on:
            return frozenset()
        return queries.permissions_on(self.user, self.object, self.file.links)

    @property
    def title(self) -> str:
        row = self.file.household or self.object
        return str(row.head_name or self.object.household_id)

    @property
    def badges(self) -> list[dict[str, str]]:
        return showing.badges(self.file.household) if self.file.household else []

    @property
    def back_url(self) -> str:
        return reverse("registry:household", args=[self.object.household_id])

    def context(self) -> dict[str, Any]:
        file = self.file
        versions = history.of_household(file.identity, file.everybody, file.household_past, file.person_past)
        own = [one for one in versions if one.kind is Household and self._known(one)]
        merged = sheets.merged_of(file.merged, self.user)
        return {
            "file": file,
            # Of a day before a merger or a move, where it lay then.
            "place": names.path_of((file.household or self.object).area_code),
            "groups": self._groups(history.origins(Household, own)) if file.household else [],
            "members": [
                showing.member(row, self.day or clock.today(), self._reveal_of) for row in file.members
            ],
            "card": sheets.card(file.guarantees, self.day or clock.today()),
            "watch": watch.card(file, self.may, self.day or clock.today()),
            "sheets": sheets.sheets(file, merged),
            "tables": sheets.tables(file, self.may, merged),
            "links": sheets.links(file, self.user),
            "papers": self._papers(),
            "timeline": [] if self.day else history.timeline(versions),
            "merged": merged.values(),
            "heir": self._heir(),
            "may": {permission.name: True for permission in self.may},
            "may_return": self._may_return(),
            "today": clock.today(),
        }

    def _papers(self) -> list[dict[str, Any]]:
        """Opened by who may today, also from the page of an earlier day or of a household that left."""
        held = self.object.links.filter(until=None) if self.day else self.file.links
        return papers.listed(
            self.file.papers, self.user, queries.permissions_on(self.user, self.object, held)
        )

    def _may_return(self) -> bool:
        """A household that left comes back by moving in."""
        if self.day or not households.returning(self.object):
            return False
        return P.CHANGE_REQUEST in queries.permissions_on(self.user, self.object, self.file.links)

    def _heir(self) -> Household | None:
        """Into which it was merged, as far as somebody may see it."""
        if self.file.household is None or not self.file.household.merged_into_id:
            return None
        found: Household | None = self.records().filter(pk=self.file.household.merged_into_id).first()
        return found

    def _known(self, version: Any) -> bool:
        return self.day is None or version.row.since <= self.day

    def _groups(self, origins: dict[str, Any]) -> list[dict[str, Any]]:
        return showing.groups(self.file.household, self.object, Household, origins, self._reveal)

    def _reveal(self, name: str) -> str:
        if P.PERSONAL_REVEAL not in self.may:
            return ""
        return reverse("registry:reveal", args=["household", self.object.household_id, name])

    def _reveal_of(self, ident: str, name: str) -> str:
        return (
            reverse("registry:reveal", args=["person", ident, name]) if P.PERSONAL_REVEAL in self.may else ""
        )

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("农户"), "url": reverse("registry:households")}, {"label": self.title, "url": ""}]


class OnePerson(DetailPage):
    model = Person
    key = "person_id"
    permission = P.HOUSEHOLD_VIEW
    reads = "person.read"
    template_name = "registry/person.html"

    def records(self) -> Any:
        return super().records().select_related("household")

    @cached_property
    def may(self) -> frozenset[Permission]:
        links = list(self.object.household.links.filter(until=None))
        return queries.permissions_on(self.user, self.object.household, links)

    @property
    def title(self) -> str:
        return str(self.object)

    @property
    def badges(self) -> list[dict[str, str]]:
        return [{"text": _("已退出登记"), "colour": "secondary"}] if self.object.ended_on else []

    def context(self) -> dict[str, Any]:
        versions = history.versions(Person, self.object, self.object.past.order_by("pk"))
        origins = history.origins(Person, versions)
        return {
            "place": names.path_of(self.object.area_code),
            "groups": showing.groups(self.object, self.object, Person, origins, self._reveal),
            "timeline": history.timeline(versions),
            "may": {permission.name: True for permission in self.may} if not self.object.ended_on else {},
        }

    def _reveal(self, name: str) -> str:
        if P.PERSONAL_REVEAL not in self.may:
            return ""
        return reverse("registry:reveal", args=["person", self.object.person_id, name])

    def crumbs(self) -> list[dict[str, Any]]:
        household = self.object.household
        return [
            {"label": _("农户"), "url": reverse("registry:households")},
            {"label": str(household), "url": reverse("registry:household", args=[household.household_id])},
            {"label": self.title, "url": ""},
        ]


REVEALED: dict[str, tuple[Any, str]] = {
    "household": (Household, "household_id"),
    "person": (Person, "person_id"),
}


class Reveal(Page):
    """One personal value in full, as plain text: the journal notes who looked at which field of whom."""

    permission = P.PERSONAL_REVEAL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(
        self, request: HttpRequest, *args: Any, kind: str, ident: str, field: str, **kwargs: Any
    ) -> HttpResponse:
        model, key = REVEALED.get(kind, (None, ""))
        if model is None or field not in showing.COLUMNS[model] or not _sealed(model, field):
            raise Http404
        record = queries.visible(model, self.user, self.permission, **{key: ident})
        return revealed(record, field, showing.full(model, field, getattr(record, field)))


def revealed(record: Any, field: str, text: str) -> HttpResponse:
    """The answer, noted: whose or in which record, and the field – never the value."""
    entries.record("personal.revealed", record, detail={"field": field})
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    # Nobody who sits down at this machine later finds it in the browser's store.
    answer["Cache-Control"] = "no-store"
    return answer


def _sealed(model: Any, field: str) -> bool:
    return isinstance(model._meta.get_field(field), SealedField)
