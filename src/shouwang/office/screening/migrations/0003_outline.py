from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0002_recheck"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=12, verbose_name="行政区划")),
                ("path", models.TextField()),
                ("left", models.IntegerField()),
                ("top", models.IntegerField()),
                ("right", models.IntegerField()),
                ("bottom", models.IntegerField()),
                ("label_x", models.IntegerField()),
                ("label_y", models.IntegerField()),
            ],
            options={
                "verbose_name": "区划边界",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("area_code__gte", "100000000000"), ("area_code__lte", "999999999999")
                        ),
                        name="screening_outline_has_area",
                    ),
                    models.UniqueConstraint(fields=("area_code",), name="screening_outline_once"),
                ],
            },
        ),
    ]
