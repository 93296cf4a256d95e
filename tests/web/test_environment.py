"""What the environment says is read, or refused with its name."""

import pytest

from shouwang.engine.errors import Refused
from shouwang.web import environment as env

NAME = "SHOUWANG_HOOKS_TO"


def test_hosts_stand_between_commas(monkeypatch):
    monkeypatch.setenv(NAME, " Receiver.example.cn, 10.0.0.8:8443 ,*.county.example.cn,[::1]:8080,")

    assert env.hosts(NAME) == ("receiver.example.cn", "10.0.0.8:8443", "*.county.example.cn", "[::1]:8080")


def test_none_are_none(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)

    assert env.hosts(NAME) == ()


@pytest.mark.parametrize(
    "wrong", ["https://receiver.example.cn", "*", "a b", "host:port", "a.*.cn", "host/in"]
)
def test_what_is_no_host_ends_the_start(monkeypatch, wrong):
    monkeypatch.setenv(NAME, f"receiver.example.cn,{wrong}")

    with pytest.raises(Refused) as refused:
        env.hosts(NAME)

    assert NAME in refused.value.why and wrong in refused.value.why
