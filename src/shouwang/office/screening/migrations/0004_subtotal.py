import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0003_outline"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="has_subtotals",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Subtotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("length", models.PositiveSmallIntegerField()),
                ("area_code", models.CharField(max_length=12)),
                ("kind", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=120)),
                ("households", models.PositiveIntegerField()),
                ("persons", models.PositiveIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subtotals",
                        to="screening.run",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["run", "length", "kind", "area_code"], name="screening_subtotal_place"
                    )
                ],
            },
        ),
    ]
