"""Initials beside every name of the present and of the past."""

from typing import Any

from django.db import migrations, models

from shouwang.office.kit.initials import initials_many

MODELS = ("person", "personpast")
ROWS = 5_000


def fill(apps: Any, editor: Any) -> None:
    for name in MODELS:
        rows = apps.get_model("registry", name)._base_manager.using(editor.connection.alias)
        last = 0
        while piece := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "name")[:ROWS]):
            for row, initials in zip(piece, initials_many([row.name for row in piece]), strict=True):
                row.name_initials = initials
            rows.bulk_update(piece, ["name_initials"], batch_size=500)
            last = piece[-1].pk


def added(name: str) -> migrations.AddField:
    return migrations.AddField(
        name, "name_initials", models.CharField(editable=False, max_length=12, null=True)
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_merged_into")]

    operations = [
        *map(added, MODELS),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["name_initials"], name="registry_person_initials", opclasses=("varchar_pattern_ops",)
            ),
        ),
    ]
