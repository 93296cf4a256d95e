"""A note beside canonical tables: who wrote them and how large each file was.

Tables that our own commands wrote have been through every check; the note lets a run trust them without looking again
at every row.  A file that has been exchanged or edited since has another size, and is looked at.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from shouwang import __version__

NAME = "tables.json"


def write(folder: Path, rows: Mapping[str, int]) -> None:
    """Notes the tables of `folder`; `rows` counts the rows of each."""
    tables = {
        name: {"rows": count, "bytes": (folder / f"{name}.parquet").stat().st_size}
        for name, count in rows.items()
    }
    note = {"written_by": f"shouwang {__version__}", "tables": tables}
    (folder / NAME).write_text(json.dumps(note, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def vouches_for(folder: Path, tables: Mapping[str, Path]) -> bool:
    """Whether every one of these files is just as it was when it was written."""
    try:
        noted = json.loads((folder / NAME).read_text(encoding="utf-8"))["tables"]
        return all(noted[name]["bytes"] == path.stat().st_size for name, path in tables.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False
