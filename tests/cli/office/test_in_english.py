"""The office's commands in English; the register that they deal with stays Chinese."""

import pytest
from tests.house.chinese import CHINESE
from tests.offices import Office

ENGLISH = {"SHOUWANG_LANGUAGE": "en"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, str]:
    """An office, and what was said when it was set up."""
    made = Office(tmp_path_factory.mktemp("office") / "home", more=ENGLISH)
    return made, made.run("init", "--area", "430921")


def test_setting_up(office: tuple[Office, str]) -> None:
    assert "Administrator: admin\nFirst password: " in office[1]
    assert not CHINESE.search(office[1])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("check-deploy",), 1),
        (("journal", "verify"), 0),
        (("journal", "show"), 0),
        (("journal", "head"), 0),
        (("keys", "status"), 0),
        (("areas", "show", "4"), 2),
        (("users", "add", "li", "--name", "Li", "--role", "county_office"), 2),
        (("users", "add", "no such name", "--name", "Li"), 2),
        (("screening", "verify", "1"), 2),
        (("backup",), 2),
        (("backup", "--out", "nowhere/at/all.zip"), 2),
        (("serve", "--host", "nowhere.invalid"), 2),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_what_they_say(words: tuple[str, ...], code: int, office: tuple[Office, str]) -> None:
    said = office[0].run(*words, code=code)

    assert not CHINESE.search(said), said
