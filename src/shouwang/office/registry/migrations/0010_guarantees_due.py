"""Only the latest line of a kind on a guarantee card is due: the others no longer stand in the way of those that are."""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef, Q


def mark(apps: Any, schema_editor: Any) -> None:
    guarantees = apps.get_model("registry", "Guarantee").objects
    same = guarantees.filter(household=OuterRef("household"), kind=OuterRef("kind"))
    later = same.filter(
        Q(checked_on__gt=OuterRef("checked_on")) | Q(checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk"))
    )
    guarantees.filter(~Exists(later)).update(due_on=F("next_check_on"))


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_changes_of_a_place_and_of_somebody")]

    operations = [
        migrations.AddField("guarantee", "due_on", models.DateField(null=True, blank=True)),
        migrations.RemoveIndex("guarantee", "registry_guarantee_due"),
        migrations.AddIndex(
            "guarantee",
            models.Index(
                fields=("area_code", "due_on"),
                condition=Q(due_on__isnull=False),
                name="registry_guarantee_due",
            ),
        ),
        migrations.AddIndex(
            "guarantee",
            models.Index(
                fields=("due_on", "id"),
                condition=Q(due_on__isnull=False),
                name="registry_guarantee_next",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
