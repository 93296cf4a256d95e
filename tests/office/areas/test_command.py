"""`shouwang areas`."""

import json

import pytest

from shouwang.cli import main
from shouwang.office.areas.models import Area


@pytest.fixture
def run(db, capsys):
    def ran(*arguments: str) -> tuple[int, str]:
        code = main.status(["areas", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out + err

    return ran


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_text(
        "区划代码,名称,级别\n43,湖南省,省级\n4309,益阳市,市级\n430921,南县,县级\n", encoding="utf-8"
    )
    return path


def test_a_list_is_loaded_from_a_day(run, listed):
    assert "会新增 3 个" in run("load", listed, "--on", "2026-05-01", "--dry-run")[1]
    assert not Area.objects.exists()

    code, said = run("load", listed, "--on", "2026-05-01")

    assert code == 0 and "已新增 3 个" in said
    assert Area.objects.get(pk="430921000000").valid_from.isoformat() == "2026-05-01"
    assert "不变 3 个" in run("load", listed)[1]


def test_an_area_is_shown(run, listed):
    run("load", listed)

    assert "南县" in run("show", "430921")[1]
    facts = json.loads(run("show", "43", "--json")[1])
    assert facts["inside"] == {"city": 1, "county": 1}


@pytest.mark.parametrize("arguments", [("show", "99"), ("show", "abc"), ("load", "不存在.csv")])
def test_what_cannot_be_done_is_two_lines(run, arguments):
    code, said = run(*arguments)

    assert code == 2 and "做不到：" in said and "怎么办：" in said
