"""What a household lacked when the run was made, beside its sealed finding of then."""

import json
from typing import Any

from django.db import migrations, models

ROWS = 1_000


def fill(apps: Any, editor: Any) -> None:
    notes = apps.get_model("screening", "recheck")._base_manager.using(editor.connection.alias)
    sealed, last = notes.filter(row_then__isnull=False).order_by("pk").only("pk", "row_then"), 0
    while piece := list(sealed.filter(pk__gt=last)[:ROWS]):
        for note in piece:
            # As rows.packed had written it: a mark before every text.
            row = json.loads(note.row_then)
            columns = [name[1:] for name in row["missing"]]
            note.area_then = row["area_code"][1:]
            note.missing_then = f",{','.join(columns)}," if columns else ""
        notes.bulk_update(piece, ["area_then", "missing_then"], batch_size=500)
        last = piece[-1].pk


class Migration(migrations.Migration):
    dependencies = [("screening", "0004_subtotal")]

    operations = [
        migrations.AddField(
            "recheck",
            "area_then",
            models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            "recheck",
            "missing_then",
            models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
