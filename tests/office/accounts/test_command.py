"""`shouwang users`."""

import re
import stat

import pytest
from tests.office.cast import TOWNSHIP, VILLAGE

from shouwang.cli import main
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.journal.models import Entry

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def run(capsys):
    def ran(*arguments: str) -> tuple[int, str]:
        code = main.status(["users", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out + err

    return ran


def test_a_user_is_made_and_appointed(run):
    code, said = run("add", "aman", "--name", "阿满", "--role", "township_clerk", "--area", TOWNSHIP[:9])

    password = re.search(r"一次性密码 (\S+)", said)[1]
    user = User.objects.get(username="aman")
    assert code == 0 and user.check_password(password) and user.must_change_password
    assert Appointment.objects.get(user=user).area_code == TOWNSHIP
    assert Entry.objects.filter(ident="aman", actor="system:users").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "achun", "--name", "又一个"),
        ("add", "aman", "--name", "阿满"),
        ("add", "aman", "--name", "阿满", "--role", "helper"),
        ("add", "aman", "--name", "阿满", "--role", "helper", "--area", "12x"),
        ("add", "aman", "--name", "阿满", "--role", "county_office", "--area", VILLAGE),
        ("disable", "nobody"),
        ("load", "不存在.csv", "--passwords", "p.csv"),
    ],
)
def test_what_cannot_be_done_is_two_lines(run, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    code, said = run(*arguments)

    assert code == 2 and said.startswith("做不到：") and "怎么办：" in said
    assert not User.objects.filter(username="aman").exists()
    assert list(tmp_path.iterdir()) == []


def test_passwords_of_a_list_go_to_a_file_that_only_the_owner_reads(run, tmp_path):
    users, passwords = tmp_path / "users.csv", tmp_path / "passwords.csv"
    users.write_text("用户名,姓名,角色,区划代码\naman,阿满,村干部,430921104201\n", encoding="utf-8")

    code, said = run("load", users, "--passwords", passwords)

    assert code == 0 and "已建 1 个用户" in said
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    password = passwords.read_text(encoding="utf-8-sig").splitlines()[1].split(",")[2]
    assert User.objects.get(username="aman").check_password(password)
    assert password not in said
    assert run("load", users, "--passwords", passwords)[0] == 2


def test_a_wrong_list_leaves_neither_users_nor_a_file(run, tmp_path):
    users = tmp_path / "users.csv"
    users.write_text("用户名,姓名,角色,区划代码\naman,阿满,村长,430921104201\n", encoding="utf-8")

    code, said = run("load", users, "--passwords", tmp_path / "passwords.csv")

    assert code == 2 and "第 2 行" in said
    assert not (tmp_path / "passwords.csv").exists()


def test_users_are_listed_closed_and_given_new_passwords(run):
    assert "村干部" in run("list")[1]
    assert run("disable", "Achun")[0] == 0 and not User.objects.get(username="achun").is_active
    assert run("enable", "achun")[0] == 0 and run("unlock", "achun")[0] == 0
    assert run("reset-second-factor", "achun")[0] == 0
    said = run("reset-password", "achun")[1]
    assert User.objects.get(username="achun").check_password(re.search(r"一次性密码 (\S+)", said)[1])
