"""Runs of earlier days that go by what was known then.  Those made so far went by what was known when they were made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_what_was_lacking_then")]

    operations = [
        migrations.AddField(
            "run", "known_then", models.BooleanField(default=False, verbose_name="按当天已知")
        ),
    ]
