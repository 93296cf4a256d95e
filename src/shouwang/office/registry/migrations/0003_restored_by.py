from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_chronic_card_sealed")]
    operations = [
        migrations.AddField(
            model_name="event",
            name="restored_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="恢复自"),
        ),
        migrations.AddField(
            model_name="expense",
            name="restored_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="恢复自"),
        ),
        migrations.AddField(
            model_name="household",
            name="restored_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="恢复自"),
        ),
        migrations.AddField(
            model_name="householdpast",
            name="restored_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="恢复自"),
        ),
        migrations.AddField(
            model_name="income",
            name="restored_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="恢复自"),
        ),
        migrations.AddField(
            model_name="measure",
            name="restored_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="恢复自"),
        ),
        migrations.AddField(
            model_name="person",
            name="restored_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="恢复自"),
        ),
        migrations.AddField(
            model_name="personpast",
            name="restored_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="恢复自"),
        ),
    ]
