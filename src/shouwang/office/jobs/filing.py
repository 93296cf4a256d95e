"""A file that a job makes: kept together with what the journal says of it, or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from shouwang.office.jobs.duties import EXPORTS
from shouwang.office.jobs.running import Running
from shouwang.office.kit import files, workroom


def is_made(running: Running) -> bool:
    """By a worker that was killed before it could say so: the file is there and in the journal, once."""
    result = running.job.result
    return "file" in result and files.place(result["file"]).is_file()


def keep(
    running: Running,
    *,
    write: Callable[[Any, Path], int],
    record: Callable[[files.Kept, int], None],
    **said: Any,
) -> dict[str, Any]:
    """The job's result: the file, and what else is `said` of it.  `write`, to a stream and with a private directory,
    returns how many rows it wrote; `record` tells the journal.
    """
    with files.writing(EXPORTS) as draft, workroom.private() as room:
        rows = write(draft, room)
        # Whoever called it off wants no file; and what is not in the journal does not leave.
        running.check()
    kept = draft.kept
    result = {"file": kept.name, "size": kept.size, "rows": rows, **said}
    try:
        with transaction.atomic():
            record(kept, rows)
            running.keep(result)
    except BaseException:
        files.remove(kept.name)
        raise
    return result
