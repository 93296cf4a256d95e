"""What outlives a batch's folder: the problems found and the rows not accepted, sealed, as long as there is the batch."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shouwang.office.imports import batches, work
from shouwang.office.imports.models import Batch
from shouwang.office.kit import files

PROBLEMS, REFUSED = "problems", "refused"
LISTS = {PROBLEMS: f"{work.READ}/problems.parquet", REFUSED: f"{work.COMPARED}/list-refused.parquet"}
"""Where each lies as long as there is the folder."""


@contextmanager
def sealed(batch: Batch) -> Iterator[dict[str, str]]:
    """Sealed copies by their names, for `batch.kept`; gone again where the block fails."""
    with ExitStack() as stack:
        made = {}
        for name, place in LISTS.items():
            path = work.folder(batch) / place
            if path.is_file():
                stream = stack.enter_context(path.open("rb"))
                made[name] = stack.enter_context(files.kept_or_removed(stream, batches.ROOM)).name
        yield made


@contextmanager
def opened(batch: Batch, name: str) -> Iterator[Path | None]:
    """A list as a Parquet file, for this block; nothing where it was never made or is gone."""
    path = work.folder(batch) / LISTS[name]
    if path.is_file():
        yield path
    elif name in batch.kept:
        with files.plain(batch.kept[name], suffix=".parquet") as copy:
            yield copy
    else:
        yield None


def remove(names: Iterable[str]) -> None:
    for name in names:
        files.remove(name)
