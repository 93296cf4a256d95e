"""The households behind a number of what became by now of an earlier run's problems (outcomes.py)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.journal import entries
from shouwang.office.kit import addresses, paging, sayings
from shouwang.office.kit.sheets import Heading
from shouwang.office.registry.models import Household
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.outcomes import WORDS, Since
from shouwang.office.screening.places import outcomes
from shouwang.office.screening.places.outcomes import Asked, Row
from shouwang.office.screening.workbooks import Book, BookPage

P = Permission
COLOURS = {outcomes.DONE: "green", outcomes.BEGUN: "yellow", outcomes.WAITING: "red"}


class OutcomeList(Since, BookPage):
    """`&rule=…&state=…`: the households behind a number; `&once=1`: a line for each, however many problems it has."""

    permission = P.HOUSEHOLD_VIEW
    address = "screening:outcome-list"
    is_exact = True
    template_name = "screening/outcome_list.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rule, state, once = (request.GET.get(name, "") for name in ("rule", "state", "once"))
        self.asked = Asked(self.area.span, rule, state, once=once == "1")
        is_one = self.knows(rule) and state in ("", *WORDS) and once in ("", "1")
        if self.start is None or not is_one:
            raise Http404

    @property
    def title(self) -> str:
        said = (
            _("截至目前"),
            self.asked.rule and self.rule(self.asked.rule),
            self._word(self.asked.state),
            _("每户一行") if self.asked.once else "",
        )
        return _("，").join(filter(None, said))

    def _word(self, state: str) -> str:
        return str(WORDS[state]) if state else ""

    @property
    def about(self) -> str:
        return f"{self.area.name} · {self.counted}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.start and self.run
        try:
            if "xlsx" in request.GET:
                return self.taken_away()
            with outcomes.opened(self.start, self.run) as path:
                return self.listed(path)
        except Refused as refused:
            return self.render(refused=sayings.refusal(refused), status=409)

    @property
    def told(self) -> dict[str, Any]:
        """For the journal."""
        assert self.start and self.run
        return {
            "since": self.start.pk,
            "run": self.run.pk,
            "rule": self.asked.rule,
            "state": self.asked.state,
            "once": self.asked.once,
        }

    def listed(self, path: Path) -> HttpResponse:
        total = outcomes.count(path, self.asked)
        number = paging.within(self.request.GET.get("page"), rows=total, size=outcomes.SIZE)
        found = outcomes.page(path, self.asked, number)
        entries.record("outcomes.read", area_code=self.area.code, detail=self.told)
        return self.render(
            rows=self.shown(found[: outcomes.SIZE]),
            total=total,
            previous_url=self.to_page(number - 1) if number > 1 else "",
            next_url=self.to_page(number + 1) if len(found) > outcomes.SIZE else "",
        )

    def to_page(self, number: int) -> str:
        query = self.request.GET.copy()
        query["page"] = str(number)
        return f"{self.request.path}?{query.urlencode()}"

    def shown(self, found: Sequence[Row]) -> list[dict[str, Any]]:
        """With the head's name where whoever looks may see the household now."""
        wanted = {row["household_id"] for row in found}
        homes = Household.objects.visible_to(self.user, self.permission).filter(household_id__in=wanted)
        heads = dict(homes.values_list("household_id", "head_name"))
        villages = names.names_of({row["area_code"] for row in found})
        return [self._shown(row, heads, villages) for row in found]

    def _shown(self, row: Row, heads: dict[str, str], villages: dict[str, str]) -> dict[str, Any]:
        """Of who has moved out of reach since, nothing that is so now."""
        code = row["household_id"]
        seen = code in heads
        tier_now = row["tier_now"] if seen else ""
        return {
            "household_id": code,
            "head": heads.get(code) or code,
            "name": heads.get(code, ""),
            "url": reverse("screening:reasons", args=[code]) if seen else "",
            "village": villages.get(row["area_code"], row["area_code"]),
            **self._problems(row["problems"]),
            "then": self.was.tier(row["tier_then"]),
            "then_colour": self.was.colour(row["tier_then"]),
            "now": self.known.tier(tier_now) if tier_now else "",
            "now_colour": self.known.colour(tier_now),
            "measures": row["measures"] if seen else None,
        }

    def _problems(self, found: Sequence[Row]) -> dict[str, str]:
        if self.asked.once:
            said = ({"rule": self.rule(one["rule"]), "state": self._word(one["state"])} for one in found)
            return {"rule": _("；").join(_("%(rule)s（%(state)s）") % one for one in said)}
        (one,) = found
        state = one["state"]
        return {
            "rule": self.rule(one["rule"]),
            "state": self._word(state),
            "state_colour": COLOURS.get(state, ""),
        }

    @property
    def actions(self) -> list[dict[str, Any]]:
        if not self.may_export:
            return []
        query = self.request.GET.copy()
        query["xlsx"] = "1"
        return [
            {"label": _("下载 Excel"), "url": f"{self.request.path}?{query.urlencode()}", "icon": "download"}
        ]

    @contextmanager
    def opened(self) -> Iterator[Book]:
        assert self.start and self.run
        columns = self._columns()
        with outcomes.opened(self.start, self.run) as path:
            yield Book(
                "outcomes.exported",
                list(columns.values()),
                self._lines(path, list(columns)),
                title=self.title,
                note=self.about,
                area_code=self.area.code,
                detail=self.told,
                count=outcomes.count(path, self.asked),
            )

    def _columns(self) -> dict[str, Heading]:
        texts = {
            "village": _("村"),
            "household_id": _("户编码"),
            "name": _("户主"),
            "rule": _("问题"),
            "then": _("当时分级"),
            "now": _("现在分级"),
        }
        if not self.asked.once:
            texts["state"] = _("现在")
        made = {name: Heading(text) for name, text in texts.items()}
        return made | {"measures": Heading(_("在实施的措施"), pgettext("unit", "项"), True)}

    def _lines(self, path: Path, columns: Sequence[str]) -> Iterator[list[Any]]:
        for piece in outcomes.every(path, self.asked):
            for row in self.shown(piece):
                yield [row[name] for name in columns]

    def numbers(self, run: Run) -> dict[str, Any]:
        return {}

    def crumbs(self) -> list[dict[str, Any]]:
        above = super().crumbs()
        above[-1]["url"] = self.to("screening:area", self.area.code)
        asked = {"since": self.start.pk if self.start else ""}
        statement = addresses.asking(reverse("screening:outcomes", args=[self.area.code]), asked)
        return [*above, {"label": _("截至目前"), "url": statement}, {"label": self.title, "url": ""}]
