"""A typhoon and an epidemic are kinds of events of their own; what was entered as another kind stays so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_key_areas")]

    operations = [
        migrations.AlterField(
            "event",
            "kind",
            models.CharField(
                "事件类别",
                max_length=30,
                choices=[
                    ("dropout", "失学辍学"),
                    ("job_loss", "失业"),
                    ("work_interrupted", "务工中断"),
                    ("serious_illness", "突发大病"),
                    ("accident", "意外事故"),
                    ("death_of_worker", "劳力死亡"),
                    ("fire", "火灾"),
                    ("flood", "洪涝"),
                    ("drought", "旱灾"),
                    ("typhoon", "台风"),
                    ("geological", "地质灾害"),
                    ("other_disaster", "其他灾害"),
                    ("epidemic", "疫情"),
                    ("business_failure", "产业失败"),
                    ("crop_loss", "农作物受损"),
                    ("unsold_goods", "农产品滞销"),
                    ("debt", "债务"),
                    ("petition", "信访"),
                    ("other", "其他"),
                ],
            ),
        ),
    ]
