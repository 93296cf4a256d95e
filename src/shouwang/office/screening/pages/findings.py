"""The ledger: households that stand out in a run, or – without a run in the address – in the latest regular one."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import successors
from shouwang.office.kit import addresses, clock, sayings
from shouwang.office.kit.columns import Column
from shouwang.office.kit.filters import one_of
from shouwang.office.kit.lists import ListPage
from shouwang.office.registry import queries as register
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.models import KeyArea
from shouwang.office.registry.models.present import CLOSED_OF_HOME
from shouwang.office.registry.pages import marked
from shouwang.office.screening import divisions, labels, queries
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.lists import columns
from shouwang.office.screening.models import Finding, Move, Run
from shouwang.office.screening.running import knowledge

EXACT = ("tier", "move")
HELD = ("rule", "missing")
"""Filters by name of the address: of one column each, and of names among several."""
SETTLED = "settles"
"""Of households that some one answer settles."""
FIELDS = {"rule": "rules", "missing": "missing"}


def asked_run(user: Any, permission: Permission, pk: Any) -> Run | None:
    """The run of that number, if somebody may open it; without a number the one that counts where they work.

    404 for a number that is none of theirs, and for a run that shows nothing yet.
    """
    if pk in (None, ""):
        return current(user, permission)
    runs = queries.runs_for(user, permission).filter(state=Run.State.DONE)
    found: Run | None = runs.filter(pk=addresses.key(pk)).first()
    if found is None:
        raise Http404
    return found


def current(user: Any, permission: Permission) -> Run | None:
    """The latest regular run over the place where somebody works."""
    reach = user.reach(permission)
    spans = (*reach.spans, *(span for _line, span in reach.linked))
    found = (queries.present(span.low, today=clock.today()) for span in dict.fromkeys(spans))
    return next((run for run in found if run), None)


def of_origin(origin: str) -> Q:
    """Of the household as it stands in the register today."""
    unknown = Q(household__origin=None) | Q(household__origin="")
    return unknown if origin == divisions.UNKNOWN else Q(household__origin=origin)


class Findings(ListPage):
    name = "findings"
    model = Finding
    permission = Permission.HOUSEHOLD_VIEW
    order = ("rank", "area_code", "id")
    noun = gettext_lazy("户")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.run = asked_run(self.user, self.permission, self.kwargs.get("pk") or self.query.get("run"))

    @property
    def title(self) -> str:
        return _("筛查结果") if "pk" in self.kwargs else _("风险名单")

    @property
    def about(self) -> str:
        if self.run is None:
            return ""
        said = {"pack": labels.title(self.run), "day": self.run.on.isoformat()}
        about = _("%(pack)s，基准日期 %(day)s。列出有风险、待补信息和与上次相比有变化的户。") % said
        return sayings.together(about, knowledge.note(self.run))

    @property
    def empty(self) -> str:
        if self.run is None:
            return _("这里还没有做过日常筛查。请县级主管部门在“筛查”里设定并运行。")
        return _("没有符合条件的户。请放宽条件。")

    @property
    def ranked(self) -> list[str]:
        """Tiers whose households have one rank."""
        return [one["tier"] for one in self.run.tiers if one["tier"] != labels.UNKNOWN] if self.run else []

    @cached_property
    def labels(self) -> Labels:
        return labels.of(self.run) if self.run else Labels()

    @cached_property
    def columns_declared(self) -> tuple[Column, ...]:  # type: ignore[override]
        return columns.findings(self.labels)

    def records(self) -> QuerySet[Any]:
        if self.run is None:
            return Finding.objects.none()
        rows = queries.findings_for(self.run, self.user, self.permission)
        # Of the household its name and code: what is sealed stays so.
        rows = rows.select_related("household").defer("row", *CLOSED_OF_HOME)
        for name in EXACT:
            if value := self.query.get(name):
                rows = rows.filter(**{name: value})
        if (tier := self.query.get("tier", "")) in self.ranked:
            # Says nothing new, but an index begins with it.
            rows = rows.filter(rank=self.ranked.index(tier))
        if value := self.query.get("origin"):
            rows = rows.filter(of_origin(value))
        if value := self.query.get(marked.NAME):
            rows = rows.filter(marked.condition(value, self.marked, "household__"))
        if self.query.get(SETTLED):
            rows = rows.exclude(settles=None).exclude(settles="")
        for name in HELD:
            if value := self.query.get(name):
                rows = rows.filter(**{f"{FIELDS[name]}__contains": f",{value},"})
        return rows

    @cached_property
    def marked(self) -> list[KeyArea]:
        """Key areas: of today in the list that counts now, of its day in that of one run."""
        on = self.run.on if self.run and "pk" in self.kwargs else clock.today()
        return keyareas.for_user(self.user, self.permission, on=on)

    @cached_property
    def query(self) -> QueryDict:
        return successors.followed(super().query)

    def places(self) -> list[tuple[str, str]]:
        return register.places_for(self.user, self.permission, self.query.get("area", ""))

    @cached_property
    def filters(self) -> Any:
        form = super().filters
        asked: dict[str, tuple[str, list[Any]]] = {
            "tier": (_("分级"), list(self.labels.tiers.items())),
            "move": (_("变化"), [(code, label) for code, label in Move.choices if code != Move.FIRST]),
            "rule": (_("触发的规则"), list(self.labels.rules.items())),
            "missing": (_("待补信息"), self._lacking()),
            SETTLED: (_("补上一项即可确定"), [("1", _("是"))]),
            "origin": (_("户类型"), list(divisions.words_of("origin").items())),
        }
        if self.marked or self.query.get(marked.NAME):
            form.fields[marked.NAME] = marked.field(self.marked)
        for name, (label, choices) in asked.items():
            form.fields[name] = one_of(label, choices)
        return form

    def _lacking(self) -> list[tuple[str, str]]:
        found = self.run.summary.get("missing", []) if self.run else []
        return [(one["column"], labels.column(one["column"])) for one in found]

    def link(self, row: Any) -> str:
        return columns.reasons(row, self.run if "pk" in self.kwargs else None)

    def actions(self) -> list[dict[str, Any]]:
        if self.run is None:
            return []
        made: list[dict[str, Any]] = [
            {
                "label": _("看这次筛查"),
                "url": reverse("screening:run", args=[self.run.pk]),
                "icon": "report-search",
            }
        ]
        if self.user.may_anywhere(Permission.CHANGE_REQUEST) and "pk" not in self.kwargs:
            made.append({"label": _("补齐信息"), "url": reverse("screening:complete"), "icon": "checklist"})
        return made

    def crumbs(self) -> list[dict[str, Any]]:
        if "pk" not in self.kwargs or self.run is None:
            return []
        return [
            {"label": _("筛查"), "url": reverse("screening:runs")},
            {"label": str(self.run.on), "url": reverse("screening:run", args=[self.run.pk])},
            {"label": self.title, "url": ""},
        ]

    @property
    def export_url(self) -> str:
        """The file is of the run on the screen, whichever is the latest when it is made."""
        url = super().export_url
        if not url or self.run is None:
            return ""
        query = self.query.copy()
        query["run"] = str(self.run.pk)
        return f"{reverse('jobs:export')}?{urlencode({'list': self.name, 'query': self.kept(query)})}"
