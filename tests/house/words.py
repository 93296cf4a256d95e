"""The labels of the engine's tables as a module that translators' tools can read."""

from collections.abc import Iterator

from shouwang.engine.tables import TABLES

HEAD = '''"""The labels of the engine's tables, spelled out so that translators' tools find them.  Written by `make docs`."""

from django.utils.translation import gettext_noop as _

LABELS = (
'''


def module() -> str:
    lines = "".join(f'    _("{label}"),\n' for label in dict.fromkeys(labels()))
    return f"{HEAD}{lines})\n"


def labels() -> Iterator[str]:
    for table in TABLES.values():
        yield table.label
        yield table.about
        for column in table:
            yield column.label
            yield from (value.label for value in column.values)
