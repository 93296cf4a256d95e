"""Pages of the auditor.  They stand here because the journal lies below what pages are made of."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import actions, chain, clauses, seals
from shouwang.office.journal.models import Entry, Seal
from shouwang.office.kit import paging
from shouwang.office.kit.columns import Column, shown
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.pages import DetailPage
from shouwang.web.pages import journal_names

VIEW = Permission.JOURNAL_VIEW
COLUMNS = (
    Column("at", _("时间"), filter="range", phone="line"),
    Column("actor", _("操作人"), batch=journal_names.actors, filter="text", phone="line"),
    Column("duty", _("岗位"), batch=journal_names.duties, phone="hide"),
    Column(
        "action",
        _("事项"),
        show=lambda entry: actions.action(entry.action),
        choices=tuple(actions.choices()),
        filter="choice",
        # Where the row leads.
        phone="title",
    ),
    Column(
        "kind",
        _("对象类别"),
        show=lambda entry: actions.kind_of(entry.kind) if entry.kind else "",
        choices=tuple(actions.kinds()),
        filter="choice",
        phone="hide",
    ),
    Column("ident", _("对象"), filter="text", phone="line"),
    Column("area_code", _("行政区划"), batch=journal_names.areas, filter="text", phone="line"),
    Column("day", _("生效日"), filter="range", shown=False),
    Column("clause", _("依据"), show=lambda entry: clauses.shown(entry.clause), filter="", phone="hide"),
    Column("address", _("来源地址"), filter="text", shown=False),
    Column("place", _("链与序号"), show=str, shown=False, phone="hide"),
)


class Entries(ListPage):
    name = "journal"
    model = Entry
    permission = VIEW
    title = _("日志")
    about = _("谁在什么时候对什么做了什么；只增不改。个人信息只显示为校验值。")
    columns_declared = COLUMNS
    order = ("pk",)
    filter_names = ("at", "actor", "action", "kind", "area_code")
    noun = _("条")
    empty = _("没有符合条件的日志。请放宽条件。")
    # An auditor takes the journal away with the command, whose file can be verified.
    export_permission = ""

    def link(self, row: Entry) -> str:
        return reverse("journal:entry", args=[row.pk])

    def actions(self) -> list[dict[str, Any]]:
        return [{"label": gettext("封印"), "url": reverse("journal:seals"), "icon": "list-check"}]

    @cached_property
    def filters(self) -> Any:
        """Days stand in the form, moments in the data base."""
        form = super().filters
        answers = form.cleaned_data
        for name, days in (("f_at_from", 0), ("f_at_to", 1)):
            if isinstance(on := answers.get(name), date):
                answers[name] = _beginning(on + timedelta(days=days)) - timedelta(microseconds=days)
        return form

    @cached_property
    def chosen_order(self) -> paging.Order:
        """What happened last stands first; `pk` follows the order of writing and has an index."""
        return paging.Order(self.order, turned=True)


class OneEntry(DetailPage):
    model = Entry
    permission = VIEW
    template_name = "journal/entry.html"
    object: Entry

    @property
    def title(self) -> str:
        return actions.action(self.object.action)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": gettext("日志"), "url": reverse("journal:entries")}]

    @cached_property
    def told(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return actions.changes(self.object.kind, self.object.detail, journal_names.of_value)

    @property
    def facts(self) -> list[dict[str, Any]]:
        entry, pk = self.object, self.object.pk
        return [
            {"label": gettext("时间"), "text": f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"},
            {"label": gettext("操作人"), "text": journal_names.actors([entry])[pk]},
            {
                "label": gettext("岗位"),
                "text": journal_names.duties([entry]).get(pk, shown(entry.line) if entry.line else ""),
            },
            {"label": gettext("来源地址"), "text": entry.address},
            {"label": gettext("对象"), "text": actions.subject(entry.kind, entry.ident)},
            {"label": gettext("行政区划"), "text": journal_names.areas([entry])[pk]},
            {"label": gettext("生效日"), "text": shown(entry.day) if entry.day else ""},
            {"label": gettext("依据"), "text": clauses.shown(entry.clause)},
        ]

    @property
    def groups(self) -> list[dict[str, Any]]:
        entry = self.object
        place = [
            {"label": gettext("链与序号"), "text": f"{entry.lane} - {entry.number}"},
            {"label": gettext("校验值"), "text": chain.grouped(entry.digest)},
            {"label": gettext("前一条的校验值"), "text": chain.grouped(entry.previous)},
        ]
        told = [{"label": gettext("说明"), "facts": self.told[1]}] if self.told[1] else []
        return [*told, {"label": gettext("在链中的位置"), "facts": place}]

    def context(self) -> dict[str, Any]:
        return {"changes": self.told[0]}


class Seals(ListPage):
    """Everybody who reads the journal may compare the paper in the archive with what stands here."""

    name = "journal-seals"
    model = Seal
    permission = VIEW
    title = _("日志封印")
    about = _("有新日志时每小时一个，每天至少一个：到那一刻为止全部日志的校验值。请定期打印并存放在别处。")
    columns_declared = (
        Column("number", _("号"), phone="title"),
        Column("at", _("时间"), phone="line"),
        Column("count", _("日志条数"), show=lambda seal: seals.head(seal).count, numeric=True),
        Column("digest", _("校验值"), show=lambda seal: chain.grouped(seal.digest), phone="line"),
    )
    order = ("number",)
    noun = _("个")
    empty = _("还没有封印。请运行 shouwang journal head。")
    export_permission = ""

    def records(self) -> QuerySet[Any]:
        return Seal.objects.all()

    def crumbs(self) -> list[dict[str, Any]]:
        here = {"label": self.title, "url": ""}
        return [{"label": gettext("日志"), "url": reverse("journal:entries")}, here]

    @cached_property
    def chosen_order(self) -> paging.Order:
        return paging.Order(self.order, turned=True)


def _beginning(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


urlpatterns = [
    path("", Entries.as_view(), name="entries"),
    path("<int:pk>/", OneEntry.as_view(), name="entry"),
    path("seals/", Seals.as_view(), name="seals"),
]
