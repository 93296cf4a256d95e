"""Measures of a place, in the order of their list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_households_with_a_helper")]

    operations = [
        migrations.AddIndex(
            "measure", models.Index(fields=("area_code", "id"), name="registry_measure_place")
        ),
    ]
