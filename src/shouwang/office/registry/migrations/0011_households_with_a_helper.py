"""Households that have a helper, so that those without are counted beside no other links."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_guarantees_due")]

    operations = [
        migrations.AddIndex(
            "link",
            models.Index(
                fields=("household",), condition=Q(kind="helper", until=None), name="registry_link_helped"
            ),
        )
    ]
