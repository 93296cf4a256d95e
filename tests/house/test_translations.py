"""Chinese is the original, English complete: every text of the interface goes through gettext and has a translation."""

import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from tests.house import chinese

CATALOGUE = chinese.SRC / "locale" / "en" / "LC_MESSAGES" / "django.po"
SPOKEN = ("office", "web")
NOT_SPOKEN = (
    # Read before there is a language.
    "web/settings.py",
    "web/environment.py",
    "office/keys.py",
    # Said on the command line, which speaks Chinese only.
    "web/operations/",
)
PYTHON = sorted(path for part in SPOKEN for path in (chinese.SRC / part).rglob("*.py"))
TEMPLATES = sorted(path for part in SPOKEN for path in (chinese.SRC / part).rglob("templates/**/*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(chinese.SRC))


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_python_speaks_through_gettext(path):
    if named(path).startswith(NOT_SPOKEN) or "/migrations/" in named(path):
        return

    assert list(chinese.bare_in_python(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_speak_through_gettext(path):
    assert list(chinese.bare_in_template(path)) == []


def test_every_text_is_translated():
    missing = [entry.msgid for entry in polib.pofile(str(CATALOGUE)).untranslated_entries()]

    assert missing == []


def test_no_translation_is_a_guess():
    assert [entry.msgid for entry in polib.pofile(str(CATALOGUE)).fuzzy_entries()] == []


def test_translations_fill_in_the_same_values():
    """A lost placeholder is a lost fact."""
    for entry in polib.pofile(str(CATALOGUE)):
        if not entry.obsolete:
            assert values_in(entry.msgid) <= values_in(entry.msgstr or entry.msgid), entry.msgid


def values_in(text: str) -> set[str]:
    return set(chinese.re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


def test_the_catalogue_knows_every_text_of_the_code(tmp_path):
    if shutil.which("xgettext") is None:
        pytest.skip("no gettext on this machine: apt-get install gettext")
    tree = tmp_path / "shouwang"
    for part in (*SPOKEN, "locale"):
        shutil.copytree(chinese.SRC / part, tree / part)

    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-obsolete", "--no-location"],
        cwd=tree,
        check=True,
        capture_output=True,
        env={"PATH": shutil.os.environ["PATH"], "PYTHONPATH": ":".join(sys.path)},
    )

    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}
    found = {entry.msgid for entry in polib.pofile(str(tree / "locale/en/LC_MESSAGES/django.po"))}
    assert found - known == set()


def test_the_compiled_catalogue_is_current():
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))

    assert {e.msgid: e.msgstr for e in compiled} == {
        e.msgid: e.msgstr for e in polib.pofile(str(CATALOGUE)).translated_entries() if not e.msgid_plural
    }
