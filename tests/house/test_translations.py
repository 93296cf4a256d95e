"""Chinese is the original, English complete: every text of pages and commands goes through gettext and has a translation."""

import shutil
from pathlib import Path

import polib
import pytest
from tests.house import chinese, messages
from tests.house.messages import CATALOGUE, SPOKEN

NOT_SPOKEN = (
    # Said in the language of the results, which may be another one than the command's; click's own words.
    "cli/changes.py",
    "cli/terminal.py",
    "cli/manual.py",
    # Written into the register of a made-up county in China.
    "cli/office/demo_records.py",
    "cli/office/demo_keyareas.py",
    # Looked for in what people bring, and shown to nobody.
    "office/kit/initials.py",
    "office/imports/identity.py",
    "office/screening/places/outlines.py",
)
NAMES = {
    # Folders and files, the same in every language.
    *("演示", "办公", "表格", "县", "登记", "结果", "图表.html", "台账", "守望数据"),
    *("守望-{:%Y%m%d-%H%M%S}.zip", "守望-????????-??????.zip*", "替换前.dump", "-替换前-", "中断"),
    # The program, a language, accounts.
    *("守望", "守望 %(prog)s %(version)s", "中文", "（演示）", "系统管理员"),
    # Yes and no in the environment.
    *("是", "否"),
}
NAMING_CHINESE = (
    # Headers of files that people upload: they are read in Chinese.
    *(
        "列：",
        "表头要有",
        "用户名 ",
        "姓名 ",
        "办公电话 ",
        "角色 ",
        "区划代码 ",
        "部门 ",
        "任职起 ",
        "任职止 ",
    ),
)
PYTHON = sorted(path for part in SPOKEN for path in (chinese.SRC / part).rglob("*.py"))
TEMPLATES = sorted(path for part in SPOKEN for path in (chinese.SRC / part).rglob("templates/**/*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(chinese.SRC))


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_python_speaks_through_gettext(path):
    if named(path).startswith(NOT_SPOKEN) or "/migrations/" in named(path):
        return

    assert [(line, text) for line, text in chinese.bare_in_python(path) if text not in NAMES] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_speak_through_gettext(path):
    assert list(chinese.bare_in_template(path)) == []


def test_every_text_is_translated():
    assert [entry.msgid for entry in polib.pofile(str(CATALOGUE)).untranslated_entries()] == []


def test_no_translation_is_a_guess():
    assert [entry.msgid for entry in polib.pofile(str(CATALOGUE)).fuzzy_entries()] == []


def test_translations_fill_in_the_same_values():
    """A lost placeholder is a lost fact."""
    for entry in polib.pofile(str(CATALOGUE)):
        for english in english_of(entry).values():
            assert values_in(entry.msgid) == values_in(english), entry.msgid


def test_english_is_english():
    found = {
        entry.msgid
        for entry in polib.pofile(str(CATALOGUE))
        for english in english_of(entry).values()
        if chinese.CHINESE.search(english)
    }

    assert {text for text in found if not text.startswith(NAMING_CHINESE)} == set()


def values_in(text: str) -> set[str]:
    return set(chinese.re.findall(r"%\(\w+\)[sd]|%s|\{\w+(?::[^{}]*)?\}", text))


def english_of(entry: polib.POEntry) -> dict[int, str]:
    """By number of the plural form."""
    return entry.msgstr_plural or {0: entry.msgstr}


def test_the_catalogue_knows_every_text_of_the_code(tmp_path):
    if shutil.which("xgettext") is None:
        pytest.skip("no gettext on this machine: apt-get install gettext")

    found = polib.pofile(str(messages.collected(tmp_path)))

    assert set(said(found)) - set(said(polib.pofile(str(CATALOGUE)))) == set()


def test_the_compiled_catalogue_is_current():
    assert said(polib.mofile(str(CATALOGUE.with_suffix(".mo")))) == said(polib.pofile(str(CATALOGUE)))


def said(catalogue: list[polib.POEntry]) -> dict[tuple[str | None, str], dict[int, str]]:
    return {(entry.msgctxt, entry.msgid): english_of(entry) for entry in catalogue}
