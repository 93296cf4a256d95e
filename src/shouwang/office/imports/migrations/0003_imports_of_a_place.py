"""Imports of a township are found without reading the whole county's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_keep_lists_drop_line")]

    operations = [
        migrations.AddIndex("batch", models.Index(fields=("area_code", "id"), name="imports_batch_place")),
    ]
