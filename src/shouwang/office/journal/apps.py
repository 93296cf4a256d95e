from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from shouwang.office.journal import chain, guards


class JournalConfig(AppConfig):
    name = "shouwang.office.journal"
    label = "journal"

    def ready(self) -> None:
        post_migrate.connect(settle, sender=self)


def settle(sender: AppConfig, using: str, **_: Any) -> None:
    """After migrations, and after tables were emptied: SQLite forgets triggers when a table is made anew."""
    lane: Any = sender.get_model("Lane")
    if lane._meta.db_table not in connections[using].introspection.table_names():
        return
    rows = [lane(pk=number) for number in range(1, chain.LANES + 1)]
    lane.objects.using(using).bulk_create(rows, ignore_conflicts=True)
    guards.install(connections[using])
