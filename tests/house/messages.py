"""`make messages`: collect the texts of office and command line, keep their English, compile.  What is new stands there untranslated."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from tests.house import chinese, collecting

PLACE = Path("locale", "en", "LC_MESSAGES", "django.po")
CATALOGUE = chinese.SRC / PLACE
SPOKEN = ("office", "web", "cli")
HEADER = (
    "Shouwang: the interface in English.  Chinese is the original; `make messages` writes this file anew."
)
ABOUT = {
    # No date: a catalogue in which nothing changed is the same file.
    "Project-Id-Version": "shouwang",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        catalogue = merged(Path(folder))
    lacking = [entry.msgid for entry in catalogue.untranslated_entries()]
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    if lacking:
        sys.exit("\n".join(("Without English:", *lacking)))


def merged(folder: Path) -> polib.POFile:
    """The texts as they are now, with the English that is known.  Guesses are dropped: they read like translations."""
    catalogue = polib.pofile(str(collected(folder)))
    for entry in catalogue.fuzzy_entries():
        entry.flags.remove("fuzzy")
        entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
    catalogue.header, catalogue.metadata, catalogue.metadata_is_fuzzy = HEADER, dict(ABOUT), False
    return catalogue


def collected(folder: Path) -> Path:
    """Beside the code, not in it: the engine has its English beside its Chinese."""
    tree = folder / "shouwang"
    for part in (*SPOKEN, "locale"):
        shutil.copytree(chinese.SRC / part, tree / part)
    subprocess.run(
        [sys.executable, "-m", collecting.__name__, "--locale", "en", "--no-obsolete", "--no-location"],
        cwd=tree,
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ":".join(sys.path)},
    )
    return tree / PLACE


if __name__ == "__main__":
    main()
