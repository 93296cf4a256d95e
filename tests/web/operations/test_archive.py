"""An archive is whole or refused; nothing in it gets out of its directory."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from shouwang.engine.errors import Refused
from shouwang.web.operations import archive

WORDS = "correct-horse-battery"
ABOUT = {"keys": False}


def made(path: Path, passphrase: str | None = None) -> Path:
    with archive.writing(path, passphrase) as packing:
        packing.add("database.sqlite3", io.BytesIO(b"data" * 50_000))
        packing.add("files/papers/ab/abcd", io.BytesIO(b"\x00" * 70_000), packed=True)
        packing.finish(ABOUT)
    return path


def forged(path: Path, names: list[str], listed: list[str] | None = None) -> Path:
    members = [
        {"name": name, "size": 1, "sha256": "0" * 64} for name in (names if listed is None else listed)
    ]
    with zipfile.ZipFile(path, "w") as packing:
        for name in names:
            packing.writestr(name, b"x")
        packing.writestr("manifest.json", json.dumps({"format": 1, "members": members}))
    return path


@pytest.mark.parametrize("passphrase", [None, WORDS])
def test_what_was_written_is_verified(tmp_path: Path, passphrase: str | None) -> None:
    about = archive.verified(made(tmp_path / "b", passphrase), passphrase)

    assert [member["name"] for member in about["members"]] == ["database.sqlite3", "files/papers/ab/abcd"]


def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    assert made(tmp_path / "b").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", range(100, 2_000, 173))
def test_altered_bytes_are_found(tmp_path: Path, place: int) -> None:
    path = made(tmp_path / "b")
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)

    with pytest.raises(Refused):
        archive.verified(path, None)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_part_of_it_is_refused(tmp_path: Path, part: float) -> None:
    path = made(tmp_path / "b")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])

    with pytest.raises(Refused):
        archive.verified(path, None)


def test_a_sealed_one_wants_its_passphrase(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="加密"):
        archive.verified(made(tmp_path / "b", WORDS), None)


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "files/../../outside",
        "/etc/passwd",
        "files//x",
        "files/.hidden",
        "C:/x",
        "keys/a\\b",
        "other/x",
    ],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        archive.verified(forged(tmp_path / "b", [name]), None)


def test_a_member_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="对不上"):
        archive.verified(forged(tmp_path / "b", ["files/a", "files/b"], ["files/a"]), None)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b"
    with zipfile.ZipFile(path, "w") as packing:
        packing.writestr("manifest.json", json.dumps({"format": 2, "members": []}))

    with pytest.raises(Refused, match="更新的版本"):
        archive.verified(path, None)
