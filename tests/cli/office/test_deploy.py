"""`check-deploy`: fit for work or not, with what to do."""

import json
from pathlib import Path

import pytest
from tests.offices import Office
from tests.postgres import Server


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office") / "home").init()


def states(office: Office, code: int) -> dict[str, str]:
    return {
        line["name"]: line["state"] for line in json.loads(office.run("check-deploy", "--json", code=code))
    }


def test_without_a_worker_it_is_not_fit(office: Office) -> None:
    found = states(office, 1)

    assert found["后台任务"] == "fail"
    assert found["数据库"] == found["结构更新"] == found["密钥"] == found["权限"] == "ok"
    assert found["备份"] == found["二次验证"] == "warn"


def test_every_complaint_says_what_to_do(office: Office) -> None:
    lines = json.loads(office.run("check-deploy", "--json", code=1))

    assert [line for line in lines if (line["state"] != "ok") != bool(line["remedy"])] == []


def test_an_open_home_is_found(office: Office) -> None:
    office.home.chmod(0o755)
    try:
        assert states(office, 1)["权限"] == "fail"
    finally:
        office.home.chmod(0o700)


def test_other_computers_without_https_are_not_fit(office: Office) -> None:
    open_ = Office(office.home, more={"SHOUWANG_HOSTS": "shouwang.example"})

    assert states(open_, 1)["HTTPS"] == "fail"


def test_county_roles_without_a_second_factor_are_named(office: Office) -> None:
    some = Office(office.home, more={"SHOUWANG_SECOND_FACTOR": "county_office,auditor"})
    lines = {one["name"]: one for one in json.loads(some.run("check-deploy", "--json", code=1))}

    assert lines["二次验证"]["state"] == "warn" and "督查检查人员" in lines["二次验证"]["said"]
    usual = Office(
        office.home,
        more={"SHOUWANG_SECOND_FACTOR": "county_office,department_officer,inspector,administrator,auditor"},
    )
    assert states(usual, 1)["二次验证"] == "ok"


def test_a_backup_is_noticed(office: Office, tmp_path: Path) -> None:
    office.run("backup", "--out", tmp_path)

    assert states(office, 1)["备份"] == "ok"


def test_a_home_that_was_not_set_up_is_said_so(tmp_path: Path) -> None:
    assert "shouwang init" in Office(tmp_path / "home").run("check-deploy", "--json", code=2)


def test_on_postgresql_its_settings_are_looked_at(server: Server, tmp_path: Path) -> None:
    office = Office(tmp_path / "home", server.create("deploy")).init()

    found = states(office, 1)

    assert found["数据库"] == found["字符编码"] == found["时钟"] == "ok"
    # The server of the tests is quick and careless.
    assert found["预写日志"] == "fail"
