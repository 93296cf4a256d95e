"""Requests of a village in whatever state, and somebody's own, are found without reading the whole county's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_people_of_places")]

    operations = [
        migrations.AddIndex("change", models.Index(fields=("area_code", "id"), name="registry_change_place")),
        migrations.AddIndex("change", models.Index(fields=("line",), name="registry_change_line")),
    ]
