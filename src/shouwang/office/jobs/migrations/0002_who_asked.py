"""The token of the program that asked for a job, and from where."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField("job", "token", models.BigIntegerField(null=True)),
        migrations.AddField("job", "address", models.CharField(blank=True, max_length=45)),
    ]
