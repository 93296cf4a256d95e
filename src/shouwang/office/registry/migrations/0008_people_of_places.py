"""Who looks after all households of a place – a village doctor, a grid worker – is linked to the place, once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_households_owed_a_helper")]

    operations = [
        migrations.AddField(
            "link",
            "group_name",
            models.CharField(blank=True, default="", max_length=60, verbose_name="村民小组"),
            preserve_default=False,
        ),
        migrations.AlterField(
            "link",
            "household",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="links",
                to="registry.household",
            ),
        ),
        migrations.AddIndex(
            "link",
            models.Index(
                fields=("area_code", "kind"), condition=Q(household=None), name="registry_link_place"
            ),
        ),
        migrations.AddConstraint(
            "link",
            models.CheckConstraint(
                condition=Q(household=None) | Q(group_name=""), name="registry_link_of_home_or_place"
            ),
        ),
    ]
