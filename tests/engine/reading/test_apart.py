"""Workbooks are laid out by a process that may die of them; nobody else does."""

import os
import random
import subprocess
import sys
import time

import pytest
from tests import workbooks
from tests.faults import killing, malformed, misshapen

from shouwang.engine.errors import Refused
from shouwang.engine.reading import apart, files, layout

ENDLESS = ["huge", "unplaced", "far xls"]


def made(tmp_path, kind, suffix=".xlsx"):
    path = tmp_path / f"表{suffix}"
    path.write_bytes(malformed.KINDS[kind][0](random.Random(1)))
    return path


@pytest.mark.parametrize("kind", ENDLESS)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_sheet_that_no_memory_holds_ends_in_a_sentence(tmp_path, kind, suffix):
    with pytest.raises(Refused, match="大得不合常理"):
        files.open_book(made(tmp_path, kind, suffix))


def test_a_document_that_repeats_a_cell_without_end_ends_in_a_sentence(tmp_path):
    with pytest.raises(Refused):
        files.open_book(made(tmp_path, "two at once", ".xls"))


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_an_archive_with_a_wrong_sum_is_broken(tmp_path, suffix):
    with pytest.raises(Refused, match="损坏"):
        files.open_book(made(tmp_path, "wrong sum", suffix))


@pytest.mark.parametrize("part", misshapen.PARTS)
def test_other_bytes_in_any_part_end_in_a_sentence_or_are_read(tmp_path, part):
    path = tmp_path / "表.xlsx"
    for seed in range(3):
        path.write_bytes(misshapen.flipped_part(random.Random(seed), part))
        try:
            assert files.open_book(path).sheets
        except Refused as refused:
            assert refused.remedy.endswith("。")


def test_an_archive_whose_directory_points_before_its_beginning_is_broken(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", "甲 | 乙")
    whole = path.read_bytes()
    end = whole.rindex(b"PK\x05\x06")
    path.write_bytes(whole[: end + 12] + b"\xff\xff\xff\x7f" + whole[end + 16 :])

    with pytest.raises(Refused, match="损坏"):
        files.open_book(path)


def test_a_disk_that_fails_is_no_broken_file(tmp_path):
    with apart.Apart(tmp_path / "无.xlsx", 0) as laid, pytest.raises(FileNotFoundError):
        laid.sheets()


def test_a_disk_that_fails_while_the_parts_are_read_is_no_broken_file(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", "甲 | 乙")

    with pytest.raises(FileNotFoundError), files.spreadsheet.told(path):
        path.unlink()
        raise OSError(22, "Invalid argument")


def test_an_installation_that_does_not_start_is_no_broken_file(tmp_path, monkeypatch):
    path = workbooks.xlsx(tmp_path / "表.xlsx", "甲 | 乙")
    monkeypatch.setattr(layout, "__file__", str(tmp_path / "无.py"))

    with pytest.raises(apart.NotStarted):
        files.open_book(path)


def test_whoever_leaves_early_does_not_wait(tmp_path):
    began = time.monotonic()
    path = made(tmp_path, "unplaced")

    with apart.Apart(path, 0) as laid:
        pass

    assert laid._process.returncode is not None
    assert time.monotonic() - began < 20


def test_what_is_laid_out_here_is_what_is_laid_out_there(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", 名单="甲 | #1 | @2022-09-30\n^ | <", 空="")

    with apart.Apart(path, 0) as laid:
        there = laid.sheets()

    here = list(layout.told(path))
    assert here[-1] == (layout.END,)
    assert [(one.name, one.hidden, one.merges) for one in there] == [
        tuple(about) for what, *about in here if what == layout.SHEET
    ]
    assert there[0].rows == here[1][1]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends with the first word that nobody takes")
def test_it_does_not_outlive_who_began_it(tmp_path):
    os.mkfifo(path := tmp_path / "表.xlsx")  # keeps whoever reads it waiting
    code = f"import time, pathlib; from shouwang.engine.reading import apart; apart.Apart(pathlib.Path({str(path)!r}), 0)"
    began = subprocess.Popen(
        [sys.executable, "-c", f"{code}; print(flush=True); time.sleep(60)"], stdout=subprocess.PIPE
    )
    with began:
        began.stdout.readline()
        began.kill()

    assert killing.gone(path)
