"""Who or what an event was known from, and the list of events: newest first, of a place and of all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_measures_of_a_place")]

    operations = [
        migrations.AddField(
            "event",
            "channel",
            models.CharField(
                "线索来源",
                max_length=30,
                null=True,
                blank=True,
                choices=[
                    ("self_report", "农户自主申报"),
                    ("cadre_visit", "干部排查走访"),
                    ("grid_worker", "网格员"),
                    ("people", "群众反映"),
                    ("petition", "信访"),
                    ("hotline", "12317/12345热线"),
                    ("department", "部门推送"),
                    ("media", "媒体舆情"),
                    ("other", "其他"),
                ],
            ),
        ),
        migrations.AddIndex(
            "event",
            models.Index(fields=("area_code", "occurred_on", "id"), name="registry_event_place"),
        ),
        migrations.AddIndex(
            "event", models.Index(fields=("occurred_on", "id"), name="registry_event_newest")
        ),
    ]
