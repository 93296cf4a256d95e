"""People by the beginning of their name or its initials: the place lies in the same index."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from shouwang.office.kit.beginnings import Bytewise


def added(name: str, *by: Any) -> migrations.AddIndex:
    return migrations.AddIndex("person", models.Index(*by, "id", condition=Q(ended_on=None), name=name))


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_initials")]

    operations = [
        added("registry_person_called", Bytewise("name"), "area_code"),
        added("registry_person_letters", Bytewise("name_initials"), "area_code"),
        added("registry_person_villager", "area_code", Bytewise("name")),
        migrations.RemoveIndex("person", "registry_person_prefix"),
        migrations.RemoveIndex("person", "registry_person_initials"),
    ]
