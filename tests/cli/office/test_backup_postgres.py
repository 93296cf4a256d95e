"""`backup` and `restore` of an office on PostgreSQL."""

import json
from pathlib import Path

import psycopg
import pytest
from tests.offices import Office
from tests.postgres import Server

from shouwang.web.operations import restoring

ADMINISTRATORS = "SELECT username FROM accounts_user"


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "passphrase"
    path.write_text("correct-horse-battery\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def office(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office") / "home", server.create("office")).init()


@pytest.fixture(scope="module")
def backup(office: Office, secret: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "b"
    office.run("backup", "--out", path, "--passphrase-file", secret)
    return path


def asked(office: Office, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(office.database) as connection:
        return connection.execute(question).fetchall()


def test_it_comes_back_in_an_empty_data_base(
    server: Server, office: Office, backup: Path, secret: Path, tmp_path: Path
) -> None:
    back = Office(tmp_path / "home", server.create("back"))

    back.run("restore", backup, "--home", back.home, "--passphrase-file", secret)

    for table in ("accounts_user", "accounts_appointment", "django_migrations"):
        assert sorted(asked(back, f"SELECT * FROM {table}")) == sorted(
            asked(office, f"SELECT * FROM {table}")
        )
    assert asked(back, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal") == asked(
        office, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    )
    assert "已是最新" in back.run("init")
    assert not list(back.home.glob("*.dump"))


def test_a_data_base_in_use_is_not_overwritten(
    office: Office, backup: Path, secret: Path, tmp_path: Path
) -> None:
    elsewhere = Office(tmp_path / "home", office.database)

    said = elsewhere.run("restore", backup, "--home", elsewhere.home, "--passphrase-file", secret, code=2)

    assert "已有表" in said
    assert not elsewhere.home.exists()


def test_replacing_keeps_a_dump_of_what_was_there(
    server: Server, office: Office, backup: Path, secret: Path, tmp_path: Path
) -> None:
    other = Office(tmp_path / "home", server.create("other"))
    other.run("init", "--area", "430922", "--admin", "laowang")

    other.run("restore", backup, "--home", other.home, "--passphrase-file", secret, "--replace")

    (kept,) = tmp_path.glob("home-替换前-*")
    assert (kept / "替换前.dump").read_bytes()[:5] == b"PGDMP"
    assert asked(other, ADMINISTRATORS) == asked(office, ADMINISTRATORS) == [("admin",)]


def test_replacing_keeps_a_dump_also_where_the_home_is_gone(
    server: Server, office: Office, backup: Path, secret: Path, tmp_path: Path
) -> None:
    other = Office(tmp_path / "home", server.create("homeless"))
    other.run("init", "--area", "430922", "--admin", "laowang")
    other.home.rename(tmp_path / "elsewhere")

    other.run("restore", backup, "--home", other.home, "--passphrase-file", secret, "--replace")

    (kept,) = tmp_path.glob("home-替换前-*/*")
    assert kept.read_bytes()[:5] == b"PGDMP"
    assert asked(other, ADMINISTRATORS) == [("admin",)]


def test_a_restore_that_was_killed_while_it_was_taken_up_again_is_taken_up_once_more(
    server: Server, backup: Path, secret: Path, tmp_path: Path
) -> None:
    back = Office(tmp_path / "home", server.create("twice"))
    words = ("restore", backup, "--passphrase-file", secret)
    back.run(*words)
    mark = restoring.Target(back.home, back.home / "keys", back.database).mark
    (back.home / restoring.UNFINISHED).write_text(json.dumps({"database": mark}), encoding="utf-8")
    back.home.rename(tmp_path / ".home-replaced")

    back.run(*words)

    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert asked(back, ADMINISTRATORS) == [("admin",)]


def test_a_restore_that_cannot_fill_the_data_base_is_taken_up_again(
    server: Server, office: Office, backup: Path, secret: Path, tmp_path: Path
) -> None:
    with psycopg.connect(server.create("closed"), autocommit=True) as connection:
        connection.execute("CREATE ROLE poor LOGIN")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    poor = Office(tmp_path / "home", server.address_of("closed").replace("postgres@", "poor@"))
    words = ("restore", backup, "--home", poor.home, "--passphrase-file", secret)

    assert "没有恢复" in poor.run(*words, code=2)
    assert "恢复没有做完" in poor.run("serve", code=2)

    with psycopg.connect(server.address_of("closed"), autocommit=True) as connection:
        connection.execute("GRANT CREATE ON SCHEMA public TO poor")
    poor.run(*words)
    assert asked(poor, ADMINISTRATORS) == [("admin",)]


def test_a_backup_of_sqlite_does_not_go_into_postgresql(server: Server, secret: Path, tmp_path: Path) -> None:
    small = Office(tmp_path / "small").init()
    small.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret)
    large = Office(tmp_path / "large", server.create("large"))

    assert "sqlite" in large.run("restore", tmp_path / "b", "--passphrase-file", secret, code=2)
