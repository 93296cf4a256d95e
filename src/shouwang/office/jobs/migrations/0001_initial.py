import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shouwang.office.kit.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Beat",
            fields=[
                ("worker", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("ran_on", models.DateField(null=True)),
                ("ran_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=12, verbose_name="行政区划")),
                ("kind", models.CharField(max_length=60, verbose_name="任务")),
                ("payload", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "进行中"),
                            ("done", "完成"),
                            ("refused", "办不了"),
                            ("failed", "出错"),
                            ("cancelled", "已取消"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=120, verbose_name="进展")),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("result", models.JSONField(default=dict)),
                ("why", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                ("line", models.BigIntegerField(null=True)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                (
                    "created_at",
                    models.DateTimeField(default=shouwang.office.kit.clock.now, verbose_name="提交时间"),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("cancelling", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("worker", models.CharField(blank=True, max_length=60)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "后台任务",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["state", "lease_until", "id"], name="jobs_job_next"),
                    models.Index(fields=["owner", "-id"], name="jobs_job_owner"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("area_code__gte", "100000000000"), ("area_code__lte", "999999999999")
                        ),
                        name="jobs_job_has_area",
                    )
                ],
            },
        ),
    ]
