"""The lanes stand there before anybody writes, and the data base refuses to alter what was written."""

from typing import Any

from django.db import migrations

from shouwang.office.journal import chain, guards


def make_lanes(apps: Any, editor: Any) -> None:
    lane = apps.get_model("journal", "Lane")
    lane.objects.bulk_create([lane(pk=number) for number in range(1, chain.LANES + 1)], ignore_conflicts=True)


def install(apps: Any, editor: Any) -> None:
    guards.install(editor.connection)
    if editor.connection.vendor == "postgresql":
        # Rewritten with every entry: with room on its page a new version needs no new place in the index.
        editor.execute("ALTER TABLE journal_lane SET (fillfactor = 20)")


def lift(apps: Any, editor: Any) -> None:
    guards.lift(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunPython(make_lanes, migrations.RunPython.noop),
        migrations.RunPython(install, lift),
    ]
