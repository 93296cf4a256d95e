"""Initials beside every name of a place, and both looked up by their beginnings."""

from typing import Any

from django.db import migrations, models

from shouwang.office.kit.initials import LONGEST, letters

ROWS = 5_000


def fill(apps: Any, editor: Any) -> None:
    rows = apps.get_model("areas", "Area")._base_manager.using(editor.connection.alias)
    last = ""
    while piece := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "name")[:ROWS]):
        for row in piece:
            row.name_initials = letters(row.name)
        rows.bulk_update(piece, ["name_initials"], batch_size=500)
        last = piece[-1].pk


def added(column: str, name: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        "area", models.Index(fields=[column], opclasses=("varchar_pattern_ops",), name=name)
    )


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.AddField(
            "area",
            "name_initials",
            models.CharField(blank=True, default="", editable=False, max_length=LONGEST),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        added("name", "areas_area_called"),
        added("name_initials", "areas_area_letters"),
    ]
