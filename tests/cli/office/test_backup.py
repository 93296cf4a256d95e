"""`backup` and `restore`, as somebody types them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.offices import Office

PASSPHRASE = "correct-horse-battery"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("office") / "home").init()
    paper = office.home / "files" / "papers" / "ab"
    paper.mkdir(parents=True)
    (paper / "abcd").write_bytes(b"\x00paper" * 1_000)
    return office


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return path


def content(home: Path) -> dict[str, bytes]:
    kept = ("files", "keys")
    return {
        str(p.relative_to(home)): p.read_bytes() for k in kept for p in (home / k).rglob("*") if p.is_file()
    }


def people(home: Path) -> list[tuple[str]]:
    database = sqlite3.connect(home / "shouwang.sqlite3")
    try:
        return database.execute("SELECT username FROM accounts_user").fetchall()
    finally:
        database.close()


def test_a_sealed_backup_comes_back_with_everything(office: Office, secret: Path, tmp_path: Path) -> None:
    said = office.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret)
    assert "含密钥" in said
    assert b"accounts_user" not in (tmp_path / "b").read_bytes()

    back = tmp_path / "back"
    office.run("restore", tmp_path / "b", "--home", back, "--passphrase-file", secret)

    assert content(back) == content(office.home)
    assert people(back) == people(office.home) == [("admin",)]
    assert back.stat().st_mode & 0o077 == 0


def test_a_plain_backup_says_that_it_has_no_keys(office: Office, tmp_path: Path) -> None:
    said = office.run("backup", "--out", tmp_path)
    (file,) = tmp_path.glob("守望-*.zip")

    assert "没有密钥" in said
    assert "密钥" in office.run("restore", file, "--home", tmp_path / "back", code=2)
    assert not (tmp_path / "back").exists()

    office.run("restore", file, "--home", tmp_path / "back", "--keys", office.home / "keys")
    assert content(tmp_path / "back") == content(office.home)


def test_keys_do_not_go_into_a_file_that_anybody_can_read(office: Office, tmp_path: Path) -> None:
    assert "不能带密钥" in office.run("backup", "--out", tmp_path / "b", "--keys", code=2)
    assert list(tmp_path.iterdir()) == []


def test_keys_of_another_office_are_refused(office: Office, tmp_path: Path) -> None:
    office.run("backup", "--out", tmp_path / "b")
    other = Office(tmp_path / "other").init()

    said = office.run(
        "restore", tmp_path / "b", "--home", tmp_path / "back", "--keys", other.home / "keys", code=2
    )

    assert "对不上" in said


def test_what_is_there_is_not_overwritten(office: Office, tmp_path: Path) -> None:
    office.run("backup", "--out", tmp_path / "b")

    assert "已经存在" in office.run("backup", "--out", tmp_path / "b", code=2)
    assert "已有内容" in office.run("restore", tmp_path / "b", "--home", office.home, code=2)


@pytest.mark.parametrize("where", ["", "files", "files/papers/backup.zip", "backup.zip"])
def test_no_backup_lies_in_the_office_itself(office: Office, where: str) -> None:
    said = office.run("backup", "--out", office.home / where, code=2)

    assert "自己的目录里" in said
    assert not list(office.home.rglob("*.zip*"))


def test_replacing_keeps_what_was_there(office: Office, secret: Path, tmp_path: Path) -> None:
    office.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret)
    other = Office(tmp_path / "other").init()
    before = content(other.home)

    said = other.run(
        "restore", tmp_path / "b", "--home", other.home, "--passphrase-file", secret, "--replace"
    )

    (kept,) = tmp_path.glob("other-替换前-*")
    assert kept.name in said
    assert content(kept) == before
    assert content(other.home) == content(office.home)


def test_a_running_office_is_not_replaced(office: Office, secret: Path, tmp_path: Path) -> None:
    office.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret)
    with office.serving("--no-worker"):
        said = office.run("restore", tmp_path / "b", "--passphrase-file", secret, "--replace", code=2)

    assert "正在运行" in said


def test_only_the_newest_are_kept(office: Office, tmp_path: Path) -> None:
    for day in ("20260101", "20260102", "20260103"):
        (tmp_path / f"守望-{day}-010000.zip").touch()
    (tmp_path / "别的.zip").touch()

    office.run("backup", "--out", tmp_path, "--keep", "2")

    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0] == "别的.zip" or "别的.zip" in names
    assert "守望-20260103-010000.zip" in names
    assert len(names) == 3


def test_keeping_asks_for_a_directory_that_is_there(office: Office, tmp_path: Path) -> None:
    said = office.run("backup", "--out", tmp_path / "disk", "--keep", "2", code=2)

    assert "不存在" in said
    assert not (tmp_path / "disk").exists()


def test_a_damaged_one_is_found(office: Office, tmp_path: Path) -> None:
    office.run("backup", "--out", tmp_path / "b")
    assert "完整" in office.run("backup", "--verify", tmp_path / "b")
    damaged = bytearray((tmp_path / "b").read_bytes())
    damaged[2_000] ^= 1
    (tmp_path / "b").write_bytes(damaged)

    office.run("backup", "--verify", tmp_path / "b", code=2)


def test_foreign_marks_are_told_of_and_the_backup_is_made(secret: Path, tmp_path: Path) -> None:
    office = Office(tmp_path / "home").init()
    with closing(sqlite3.connect(office.home / "shouwang.sqlite3")) as database, database:
        database.execute("UPDATE journal_lane SET mark = 'x' WHERE id = 2")

    said = office.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret)

    assert "链 2" in said and "密钥目录" in said and "已备份并核验" in said
    assert (tmp_path / "b").exists()
