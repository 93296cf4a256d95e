from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from shouwang.office.journal import chain, guards, marks


class JournalConfig(AppConfig):
    name = "shouwang.office.journal"
    label = "journal"

    def ready(self) -> None:
        post_migrate.connect(settle, sender=self)


def settle(sender: AppConfig, using: str, apps: Any = None, **_: Any) -> None:
    """After migrations, and after tables were emptied: SQLite forgets triggers when a table is made anew.

    Where something was written already, a lane that vanished is made anew without a mark: whoever follows it says so.
    """
    if "journal_lane" not in connections[using].introspection.table_names():
        return
    # As far as the tables have been migrated, which need not be to the end.
    models: Any = apps or sender.apps
    lane, entry = models.get_model("journal", "Lane"), models.get_model("journal", "Entry")
    is_new = not (lane.objects.using(using).exists() or entry.objects.using(using).exists())
    rows = [lane(pk=number) for number in range(1, chain.LANES + 1)]
    for row in rows if is_new else ():
        row.mark = marks.of_end(row.pk, 0, chain.FIRST)
    lane.objects.using(using).bulk_create(rows, ignore_conflicts=True)
    guards.install(connections[using])
