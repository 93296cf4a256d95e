"""Where hooks may send: nowhere, until the installation says where."""

import pytest

from shouwang.engine.errors import Refused
from shouwang.office.api import destinations

OPEN = ("receiver.example.cn", "10.0.0.8:8443", "*.county.example.cn", "[::1]:8080")


@pytest.fixture
def opened(settings):
    settings.HOOKS_TO = OPEN


@pytest.mark.parametrize(
    "address",
    [
        "https://receiver.example.cn/in",
        "https://RECEIVER.example.cn:443/in",
        "http://receiver.example.cn",
        "https://10.0.0.8:8443/a?b=c",
        "https://a.county.example.cn/",
        "https://a.b.county.example.cn/",
        "http://[::1]:8080/in",
    ],
)
@pytest.mark.usefixtures("opened")
def test_named_hosts_are_open(address):
    assert destinations.allowed(destinations.of(address))


@pytest.mark.parametrize(
    "address",
    [
        "https://receiver.example.cn:8443/in",
        "https://10.0.0.8/in",
        "https://county.example.cn/",
        "https://evilcounty.example.cn/",
        "https://receiver.example.cn.elsewhere.example/",
        "http://127.0.0.1/",
        "http://169.254.169.254/latest",
    ],
)
@pytest.mark.usefixtures("opened")
def test_all_others_are_not(address):
    with pytest.raises(Refused, match="不在允许推送的名单里"):
        destinations.of(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "receiver.example.cn",
        "ftp://receiver.example.cn/",
        "file:///etc/passwd",
        "https://user:password@receiver.example.cn/",
        "https://receiver.example.cn@elsewhere.example/",
        "https://receiver.example.cn/#part",
        "https://receiver.example.cn/#",
        "https://receiver.example.cn:0/",
        "https://receiver.example.cn:99999/",
        "https://receiver.example.cn:x/",
        "https://receiver.example.cn/a b",
        "https://receiver.example.cn/\r\nHost: elsewhere",
        "https://接收.example.cn/",
        "https://receiver.example.cn\\.elsewhere.example/",
        "https:///in",
        "https://[::1/",
        "https://receiver.example.cn/" + "a" * 500,
    ],
)
@pytest.mark.usefixtures("opened")
def test_what_is_no_address_is_refused(address):
    with pytest.raises(Refused, match="接收地址写得不对"):
        destinations.of(address)


def test_without_a_list_nothing_is_open(settings):
    settings.HOOKS_TO = ()

    with pytest.raises(Refused) as refused:
        destinations.of("https://receiver.example.cn/in")

    assert "SHOUWANG_HOOKS_TO" in refused.value.remedy


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://receiver.example.cn/", "https://receiver.example.cn/"),
        ("https://receiver.example.cn", "https://receiver.example.cn/"),
        ("http://10.0.0.8:8443/send?key=1", "http://10.0.0.8:8443/ #"),
        ("https://receiver.example.cn/services/T0/B0", "https://receiver.example.cn/ #"),
        ("https://achun:secret@receiver.example.cn/", "#"),
    ],
)
def test_the_journal_has_the_host_and_no_more(address, told):
    said = destinations.told(address)

    assert said.startswith(told) and len(said) == len(told) + 12 * told.endswith("#")
