import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_restored_by")]
    operations = [
        migrations.AddField(
            model_name="household",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.household",
                verbose_name="并入",
            ),
        ),
        migrations.AddField(
            model_name="householdpast",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.household",
                verbose_name="并入",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", None), ("ending", "merged"), _connector="OR"),
                name="registry_household_is_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdpast",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", None), ("ending", "merged"), _connector="OR"),
                name="registry_householdpast_is_merged",
            ),
        ),
    ]
