"""Packs are found by id beside each other, in the working directory and with the program, or by path."""

from pathlib import Path

import pytest
from tests.engine.policy import small_pack

from shouwang.engine.errors import Refused
from shouwang.engine.policy import shelf


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_packs_of_the_house_are_found_from_anywhere(here):
    assert set(shelf.packs()) >= {"cn-base", "hunan-qingshuzui-2022", "seven-step-2020", "changde-2020"}


def test_a_pack_in_the_working_directory_comes_first(here):
    own = small_pack.write(here / "packs", name="cn-base")
    small_pack.write(here / "packs")

    assert shelf.packs()["cn-base"] == own
    assert shelf.find("county-2022") == here / "packs" / "county-2022"


def test_a_directory_without_a_pack_is_none(here):
    (here / "packs" / "notes").mkdir(parents=True)

    assert "notes" not in shelf.packs()


def test_a_pack_is_found_by_its_path(here):
    folder = small_pack.write(here / "elsewhere")

    assert shelf.find(str(folder)) == folder
    assert shelf.find("elsewhere/county-2022") == Path("elsewhere/county-2022")


@pytest.mark.parametrize("name", ["nobody", "很长" * 200, "a\0b"])
def test_an_unknown_pack_is_refused_with_those_there_are(here, name):
    with pytest.raises(Refused) as refused:
        shelf.find(name)

    assert "没有政策包" in refused.value.why
    assert "cn-base" in refused.value.remedy


def test_a_directory_that_is_no_pack_is_refused(here):
    (here / "结果").mkdir()

    with pytest.raises(Refused, match="里没有 pack"):
        shelf.find("结果")


def test_a_pack_extends_its_neighbour_before_one_of_the_house(here):
    neighbour = small_pack.write(here, name="cn-base")
    folder = small_pack.write(here)

    assert shelf.beside(folder, "cn-base") == neighbour
    assert shelf.beside(folder, "seven-step-2020") == shelf.INSTALLED / "seven-step-2020"
    assert shelf.beside(folder, "nobody") is None
