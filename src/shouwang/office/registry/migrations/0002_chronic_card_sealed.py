"""A chronic-illness card is health information: what stood open is sealed, of the present and of the past."""

from typing import Any

from django.db import migrations

from shouwang.office.kit.sealing import SealedField, seal_many, unseal

MODELS = ("person", "personpast")
OPEN, SEALED = "open_chronic_card", "chronic_card"
ROWS = 2_000


def seal(apps: Any, editor: Any) -> None:
    for table in _tables(apps):
        for keys, values in _pieces(editor, table, OPEN):
            texts = seal_many(["true" if value else "false" for value in values], SEALED)
            _write(editor, table, SEALED, zip(texts, keys, strict=True))


def open_again(apps: Any, editor: Any) -> None:
    for table in _tables(apps):
        for keys, values in _pieces(editor, table, SEALED):
            answers = [unseal(value, SEALED) == "true" for value in values]
            _write(editor, table, OPEN, zip(answers, keys, strict=True))


def _tables(apps: Any) -> list[str]:
    return [apps.get_model("registry", name)._meta.db_table for name in MODELS]


def _pieces(editor: Any, table: str, column: str) -> Any:
    """Primary keys and values, where there is one; a county does not fit into memory twice."""
    last = 0
    while True:
        with editor.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {column} FROM {table} WHERE id > %s AND {column} IS NOT NULL ORDER BY id LIMIT {ROWS}",
                [last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield tuple(zip(*rows, strict=True))


def _write(editor: Any, table: str, column: str, pairs: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", list(pairs))


def renamed(name: str) -> list[Any]:
    return [
        migrations.RenameField(name, SEALED, OPEN),
        migrations.AddField(
            name, SEALED, SealedField(mask="all", null=True, blank=True, verbose_name="是否有慢病证")
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        *(operation for name in MODELS for operation in renamed(name)),
        migrations.RunPython(seal, open_again),
        *(migrations.RemoveField(name, OPEN) for name in MODELS),
    ]
