"""The households behind a number of an area's page, as they were on the run's day."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.journal import entries
from shouwang.office.kit import paging, sayings
from shouwang.office.kit.sheets import Heading
from shouwang.office.registry.models import Household
from shouwang.office.screening import labels
from shouwang.office.screening.counts import marked
from shouwang.office.screening.lists import proposals, rolls
from shouwang.office.screening.lists.rolls import Listed
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.place import PlacePage
from shouwang.office.screening.places import keyareas
from shouwang.office.screening.workbooks import Book, BookPage

P = Permission
PIECE = 1_000


class Roll(PlacePage, BookPage):
    """`?run=…&of=group&key=illness`; without a run the one that counts for the place."""

    permission = P.HOUSEHOLD_VIEW
    address = "screening:roll"
    template_name = "screening/roll.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.kind, self.measure = request.GET.get("of", ""), request.GET.get("key", "")
        if self.kind not in rolls.ROLLS or self.run is None:
            raise Http404
        self.roll = rolls.ROLLS[self.kind]
        self.which = self.roll.named(self.measure, self.known)
        if not self.which or not self.lies_here():
            raise Http404

    def lies_here(self) -> bool:
        """A key area elsewhere has nobody here – nor a name for who looks here."""
        return self.kind not in marked.NAMED or keyareas.lies_in(self.measure, self.area.span)

    @cached_property
    def run(self) -> Run | None:
        asked = self.request.GET.get("run", "")
        return self.named_run(asked) if asked else self.counting_run()

    @property
    def title(self) -> str:
        return _("%(what)s：%(which)s") % {"what": self.roll.title, "which": self.which}

    @property
    def about(self) -> str:
        if self.run is None:
            return ""
        return _("%(place)s，%(day)s 的情况；点开一户看现在。") % {
            "place": self.area.name,
            "day": self.run.on.isoformat(),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.run
        try:
            if "xlsx" in request.GET:
                return self.taken_away()
            with rolls.opened(self.run, self.kind) as path:
                return self.listed(path)
        except Refused as refused:
            return self.render(refused=sayings.refusal(refused), status=409)

    def listed(self, path: Path) -> HttpResponse:
        count = rolls.count(path, self.kind, self.measure, self.area.span)
        number = paging.within(self.request.GET.get("page"), rows=count[0], size=rolls.SIZE)
        found = rolls.page(path, self.kind, self.measure, self.area.span, number)
        # A list of the ill tells more at once than the records that are opened one by one, each of which is noted.
        entries.record("roll.read", area_code=self.area.code, detail=self.told)
        return self.render(
            rows=self.shown(found[: rolls.SIZE], path),
            count=count,
            has_amount=any(one.amount is not None for one in found),
            previous_url=self.asked(page=number - 1) if number > 1 else "",
            next_url=self.asked(page=number + 1) if len(found) > rolls.SIZE else "",
        )

    @property
    def told(self) -> dict[str, Any]:
        """For the journal."""
        assert self.run
        return {"run": self.run.pk, "of": self.kind, "key": self.measure}

    @property
    def has_keys(self) -> bool:
        """Whether what households are counted under is told beside their tier."""
        return self.kind != "tier"

    @property
    def proposes(self) -> bool:
        return self.kind in proposals.KINDS

    def shown(self, found: Sequence[Listed], path: Path) -> list[dict[str, Any]]:
        """With the head's name where whoever looks may see the household now; two queries for all."""
        wanted = [one.household_id for one in found]
        homes = Household.objects.visible_to(self.user, self.permission).filter(household_id__in=wanted)
        heads = dict(homes.values_list("household_id", "head_name"))
        villages = names.names_of({one.area_code for one in found})
        rows = [self._shown(one, heads, villages) for one in found]
        if self.proposes:
            assert self.run
            said = proposals.of(self.run, path.parent, wanted)
            rows = [row | {"proposal": said.get(row["household_id"], "")} for row in rows]
        return rows

    def _shown(self, one: Listed, heads: dict[str, str], villages: dict[str, str]) -> dict[str, Any]:
        seen = one.household_id in heads
        return {
            "household_id": one.household_id,
            "head": heads.get(one.household_id) or one.household_id,
            "name": heads.get(one.household_id, ""),
            "url": reverse("screening:reasons", args=[one.household_id]) if seen else "",
            "village": villages.get(one.area_code, one.area_code),
            "tier": self.known.tier(one.tier),
            "colour": self.known.colour(one.tier),
            "said": self.roll.said(one.key, self.known) or one.key,
            "amount": one.amount,
            "persons": one.persons,
        }

    @cached_property
    def known(self) -> labels.Labels:
        assert self.run
        return labels.of(self.run)

    def asked(self, **changes: Any) -> str:
        query = self.request.GET.copy()
        for name, value in changes.items():
            query[name] = str(value)
        return f"{self.request.path}?{query.urlencode()}"

    @property
    def may_export(self) -> bool:
        return bool(self.user.may(P.EXPORT, self.area.code))

    @property
    def actions(self) -> list[dict[str, Any]]:
        if not self.may_export:
            return []
        return [{"label": _("下载 Excel"), "url": self.asked(xlsx=1), "icon": "download"}]

    @contextmanager
    def opened(self) -> Iterator[Book]:
        assert self.run
        with rolls.opened(self.run, self.kind) as path:
            yield self._book(path)

    def _book(self, path: Path) -> Book:
        texts = [_("村"), _("户编码"), _("户主"), _("分级")]
        if self.has_keys:
            texts.append(str(self.roll.title))
        headings = [*map(Heading, texts), Heading(_("金额"), _("元"), True), Heading(_("人口"), numeric=True)]
        if self.proposes:
            headings.append(Heading(_("怎样可以改变，现有什么")))
        which = (path, self.kind, self.measure, self.area.span)
        return Book(
            "roll.exported",
            headings,
            self._lines(rolls.every(*which), path),
            title=self.title,
            note=self.about,
            area_code=self.area.code,
            detail=self.told,
            count=rolls.count(*which)[0],
        )

    def _lines(self, found: Iterable[Listed], path: Path) -> Iterator[list[Any]]:
        told = (["said"] if self.has_keys else [], ["proposal"] if self.proposes else [])
        columns = ["village", "household_id", "name", "tier", *told[0], "amount", "persons", *told[1]]
        found = iter(found)
        while piece := list(islice(found, PIECE)):
            for row in self.shown(piece, path):
                yield [row[name] for name in columns]

    def numbers(self, run: Run) -> dict[str, Any]:
        return {}

    def crumbs(self) -> list[dict[str, Any]]:
        above = super().crumbs()
        above[-1]["url"] = self.to("screening:area", self.area.code)
        return [*above, {"label": self.title, "url": ""}]
