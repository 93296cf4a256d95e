"""Households that must have a helper, of a place: their number stands on the county's desk."""

from django.db import migrations, models
from django.db.models import Q

OWED = Q(origin__in=("lifted", "registered_poor")) | Q(
    monitoring_type__in=("unstable_lifted", "marginal", "sudden_hardship")
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_found_by_name_within_a_place")]

    operations = [
        migrations.AddIndex(
            "household",
            models.Index(
                fields=("area_code", "household_id", "id"),
                condition=Q(ended_on=None) & OWED,
                name="registry_household_owed",
            ),
        )
    ]
