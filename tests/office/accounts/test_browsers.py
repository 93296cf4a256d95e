"""Browsers by the names that people know."""

import pytest
from django.utils import translation

from shouwang.office.accounts import browsers

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/131.0 Safari/537.36", "Chrome · Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/131.0 Safari/537.36 Edg/131.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox · Linux"),
        (f"Mozilla/5.0 (Linux; Android 14) {KIT} Chrome/116.0 MicroMessenger/8.0", "微信 · Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("", "不认识的浏览器"),
        ("curl/8.5.0", "不认识的浏览器"),
    ],
)
def test_a_browser_has_the_name_that_people_know(agent, name):
    with translation.override("zh-hans"):
        assert browsers.named(agent) == name
