"""A finding says itself which answers settle it; of runs of earlier versions the pack goes on telling (answers.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0007_base_of_a_year"),
    ]

    operations = [
        migrations.AddField(model_name="finding", name="settles", field=models.TextField(null=True)),
        migrations.AddField(model_name="recheck", name="settles_then", field=models.TextField(null=True)),
    ]
