"""The ends of the lanes bear a mark.  What was cut off before nobody can know any more: verify before updating.

A home that keeps a head has had marks before: who took them away, to have them made anew, gets none.
"""

from typing import Any

from django.db import migrations, models

from shouwang.office.journal import kept, marks


def mark(apps: Any, editor: Any) -> None:
    if kept.path().exists():
        return
    lanes = apps.get_model("journal", "Lane").objects.using(editor.connection.alias)
    for lane in lanes.all():
        lanes.filter(pk=lane.pk).update(mark=marks.of_end(lane.pk, lane.number, lane.digest))


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_lanes_and_guards")]

    operations = [
        migrations.AddField("lane", "mark", models.CharField(blank=True, default="", max_length=64)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
