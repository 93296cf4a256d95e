"""The quarterly watch of incomes: one look at a household in a quarter, of several the latest counts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0013_where_events_came_from"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IncomeWatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=12, verbose_name="行政区划")),
                ("quarter", models.CharField(max_length=6, verbose_name="季度")),
                (
                    "channel",
                    models.CharField(
                        choices=[("yes", "有渠道"), ("no", "没有渠道"), ("unknown", "没有问清")],
                        max_length=8,
                        verbose_name="增收渠道",
                    ),
                ),
                (
                    "job",
                    models.CharField(
                        choices=[
                            ("stable", "稳定"),
                            ("unstable", "不稳定"),
                            ("none", "没有人就业"),
                            ("unknown", "没有问清"),
                        ],
                        max_length=8,
                        verbose_name="就业",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("up", "增加"), ("same", "持平"), ("down", "下降"), ("unknown", "没有问清")],
                        max_length=8,
                        verbose_name="收入水平",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("checked_on", models.DateField(verbose_name="监测日")),
                (
                    "colour",
                    models.CharField(
                        choices=[("red", "红"), ("yellow", "黄"), ("green", "绿"), ("grey", "不明")],
                        max_length=6,
                        verbose_name="颜色",
                    ),
                ),
                ("counts", models.BooleanField(default=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="监测人",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="watches",
                        to="registry.household",
                    ),
                ),
            ],
            options={
                "verbose_name": "季度监测",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["household", "quarter"], name="registry_watch_history"),
                    models.Index(
                        condition=models.Q(("counts", True)),
                        fields=["quarter", "colour", "area_code", "household"],
                        name="registry_watch_colour",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("area_code__gte", "100000000000"), ("area_code__lte", "999999999999")
                        ),
                        name="registry_incomewatch_has_area",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("counts", True)),
                        fields=("quarter", "household"),
                        name="registry_watch_counts_once",
                    ),
                ],
            },
        ),
    ]
