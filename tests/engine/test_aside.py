"""The output directory is complete or absent, whatever happens in between."""

import errno
from pathlib import Path

import pytest

from shouwang.engine.aside import aside
from shouwang.engine.errors import Refused


def write_then(out: Path, error: BaseException | None = None) -> None:
    with aside(out) as draft:
        (draft / "页.txt").write_text("完整", encoding="utf-8")
        if error:
            raise error


def test_what_was_written_stands_in_the_output(tmp_path):
    write_then(tmp_path / "结果")

    assert [path.name for path in tmp_path.iterdir()] == ["结果"]
    assert (tmp_path / "结果/页.txt").read_text(encoding="utf-8") == "完整"


def test_nothing_is_seen_before_the_end(tmp_path):
    with aside(tmp_path / "结果") as draft:
        (draft / "页.txt").touch()

        assert not (tmp_path / "结果").exists()


def test_missing_parents_are_made(tmp_path):
    write_then(tmp_path / "甲/乙/结果")

    assert (tmp_path / "甲/乙/结果/页.txt").exists()


def test_an_empty_directory_may_wait_for_its_content(tmp_path):
    (tmp_path / "结果").mkdir()

    write_then(tmp_path / "结果")

    assert (tmp_path / "结果/页.txt").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("x"), Refused("不行。", "算了。")])
def test_a_failure_leaves_nothing_and_stays_what_it_was(tmp_path, error):
    with pytest.raises(type(error)) as raised:
        write_then(tmp_path / "甲/结果", error)

    assert raised.value is error
    assert list(tmp_path.iterdir()) == []


def test_other_peoples_files_are_refused_and_kept(tmp_path):
    (tmp_path / "旧.txt").touch()

    with pytest.raises(Refused, match="不为空") as refused:
        write_then(tmp_path)

    assert refused.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["旧.txt"]


def test_a_file_is_no_output_directory(tmp_path):
    (tmp_path / "结果").touch()

    with pytest.raises(Refused, match="是一个文件"):
        write_then(tmp_path / "结果")


def test_a_directory_filled_meanwhile_is_kept(tmp_path):
    out = tmp_path / "结果"

    with pytest.raises(Refused, match="不为空"), aside(out):
        out.mkdir()
        (out / "别人的.txt").touch()

    assert (out / "别人的.txt").exists()


def wrapped(error: OSError) -> Exception:
    """As XlsxWriter hides the system's error inside its own."""
    outer = RuntimeError("FileCreateError")
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        wrapped(OSError(errno.ENOSPC, "No space left on device")),
        RuntimeError("IO Error: Could not write file: No space left on device"),
    ],
)
def test_a_full_disk_is_said_in_plain_words(tmp_path, error):
    with pytest.raises(Refused, match="磁盘空间不足"):
        write_then(tmp_path / "结果", error)

    assert list(tmp_path.iterdir()) == []


def test_a_place_below_a_file_is_refused(tmp_path):
    (tmp_path / "甲").touch()

    with pytest.raises(Refused, match="权限"):
        write_then(tmp_path / "甲/结果")
