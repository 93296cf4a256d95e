"""Of each year and area one regular run of 31 December is the base that the next year is compared with.

Those that were made so far are it at once: the last of the day, as desks went by it.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def settle(apps: Any, schema_editor: Any) -> None:
    run = apps.get_model("screening", "Run")
    there = run.objects.filter(is_standing=True, state="done", on__month=12, on__day=31).exclude(archive="")
    last = {(area, on.year): pk for area, on, pk in there.order_by("pk").values_list("area_code", "on", "pk")}
    for (_area, year), pk in last.items():
        run.objects.filter(pk=pk).update(base_of=year)


class Migration(migrations.Migration):
    dependencies = [("screening", "0006_known_by_the_end_of_the_day")]

    operations = [
        migrations.AddField(
            "run", "base_of", models.PositiveSmallIntegerField(null=True, verbose_name="年末底数")
        ),
        migrations.AddField(
            "run",
            "base",
            models.ForeignKey(
                "screening.run", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+"
            ),
        ),
        migrations.RunPython(settle, migrations.RunPython.noop),
        migrations.AddConstraint(
            "run", models.UniqueConstraint(fields=("area_code", "base_of"), name="screening_run_base")
        ),
        migrations.AddConstraint(
            "run",
            models.CheckConstraint(
                condition=models.Q(base_of=None) | models.Q(is_standing=True),
                name="screening_run_base_standing",
            ),
        ),
    ]
