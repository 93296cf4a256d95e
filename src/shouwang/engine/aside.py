"""An output directory is complete or absent: everything is written aside, then moved into place at once."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from shouwang.engine.errors import Refused, sentence


@contextmanager
def aside(out: Path) -> Iterator[Path]:
    """Give a draft directory that becomes `out` when the block ends well, and vanishes when it does not.

    Refused when `out` is a file or holds anything, when its place cannot be written, or when the disk is full.
    """
    out = out.absolute()
    refuse_occupied(out)
    with _PlainRefusals(out), TemporaryDirectory(prefix=f".{out.name}-", dir=_ground(out)) as room:
        # A directory inside the temporary one: `out` gets ordinary permissions, not those of a private room.
        draft = Path(room) / out.name
        draft.mkdir()
        yield draft
        _move(draft, out)


def refuse_occupied(out: Path) -> None:
    """Refuse to mix new files with whatever somebody keeps in `out`; useful before hours of work, too."""
    if out.is_dir() and any(out.iterdir()):
        raise Refused(
            sentence("输出目录“{path}”已存在且不为空。", path=out), "请换一个目录名，或先把其中的文件移走。"
        )
    if (out.exists() or out.is_symlink()) and not out.is_dir():
        raise Refused(sentence("“{path}”是一个文件，不能作为输出目录。", path=out), "请换一个目录名。")


def _ground(out: Path) -> Path:
    """The nearest directory above `out` that exists: parents still to be made must not outlive a failure."""
    return next(parent for parent in out.parents if parent.exists())


def _move(draft: Path, out: Path) -> None:
    refuse_occupied(out)  # somebody may have filled it meanwhile
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.is_dir():
        out.rmdir()  # Windows does not rename over an empty directory
    draft.rename(out)


class _PlainRefusals:
    """Turns what the disk says – also wrapped by a library – into a Refused.  Everything else passes."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, Refused):
            return
        causes = list(_chain(error))
        if any(_is_full_disk(cause) for cause in causes):
            raise Refused(
                sentence("磁盘空间不足，没有写成“{path}”。", path=self.out),
                "请腾出空间，或换一个磁盘上的目录再试。",
            ) from error
        if any(_is_closed(cause) for cause in causes):
            raise Refused(
                sentence("没有写入“{path}”的权限。", path=self.out), "请换一个可以写入的目录。"
            ) from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_full_disk(error: BaseException) -> bool:
    # DuckDB's own exception carries the system's words, but no errno.
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or (
        "No space left on device" in str(error)
    )


def _is_closed(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.ENOTDIR)
