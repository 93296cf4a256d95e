"""What the command says, and with which code it ends."""

import json

import pytest
from django.db import connection

from shouwang.cli import main
from shouwang.office.journal import entries, guards
from shouwang.office.journal.models import Entry, Seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(somebody):
    for place in range(5):
        entries.record("household.changed", clause=f"[red]第 {place} 条")


def altered():
    guards.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET actor = 'laobai' WHERE number = 3")
    guards.install(connection)


def test_a_whole_journal_ends_with_0(written, capfd):
    assert main.status(["journal", "verify"]) == 0
    assert "日志完好：5 条" in capfd.readouterr().out


def test_an_altered_line_ends_with_1_and_says_where_and_what_to_do(written, capfd):
    altered()

    assert main.status(["journal", "verify"]) == 1
    said = capfd.readouterr().out
    assert "第 3 条　内容或校验值被改动过" in said and "laobai" in said and "怎么办" in said


def test_findings_for_programs(written, capfd):
    altered()

    assert main.status(["journal", "verify", "--json"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert (told["whole"], [one["number"] for one in told["findings"]]) == (False, [3])


def test_the_head_is_printed_kept_and_compared(written, tmp_path, capfd):
    file = tmp_path / "head.json"

    assert main.status(["journal", "head", "--out", str(file)]) == 0
    assert "封印第 1 号" in capfd.readouterr().out
    assert main.status(["journal", "verify", "--head", str(file)]) == 0
    assert "与另存的链头相符" in capfd.readouterr().out
    assert main.status(["journal", "head", "--number", "1"]) == 0
    assert Seal.objects.count() == 1


def test_a_head_is_never_overwritten(written, tmp_path):
    file = tmp_path / "head.json"
    file.write_text("", "utf-8")

    assert main.status(["journal", "head", "--out", str(file)]) == 2
    assert not Seal.objects.exists()


def test_a_head_without_its_number_is_refused(written):
    assert main.status(["journal", "head", "--number", "9"]) == 2


def test_entries_are_shown_as_they_are(written, capfd, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    assert main.status(["journal", "show", "--actor", "system:tests", "--limit", "2"]) == 0

    said = capfd.readouterr().out
    assert "农户·修改" in said and "[red]第 4 条" in said and "第 2 条" not in said


@pytest.mark.parametrize("filters", [["--kind", "moon"], ["--ident", "x"], ["--until", "2000-01-01"]])
def test_filters_leave_nothing_of_what_does_not_match(written, capfd, filters):
    assert main.status(["journal", "show", "--json", *filters]) == 0
    assert json.loads(capfd.readouterr().out) == []


def test_an_export_is_verified_and_its_alteration_found(written, tmp_path, capfd):
    file = tmp_path / "日志.jsonl"

    assert main.status(["journal", "export", "--out", str(file)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    assert main.status(["journal", "verify", "--file", str(file)]) == 0
    file.write_text(file.read_text("utf-8").replace("第 2 条", "第 9 条"), "utf-8")
    assert main.status(["journal", "verify", "--file", str(file)]) == 1
    assert "第 3 条" in capfd.readouterr().out
    assert Entry.objects.filter(action="journal.exported").count() == 1


def test_an_export_is_asked_for_the_marks_of_its_ends(written, tmp_path, capfd):
    file = tmp_path / "日志.jsonl"
    main.status(["journal", "export", "--out", str(file)])
    assert main.status(["journal", "verify", "--file", str(file), "--with-key"]) == 0
    about, *rest = file.read_text("utf-8").splitlines()
    told = json.loads(about)
    told["marks"] = {}
    file.write_text("\n".join([json.dumps(told), *rest, ""]), "utf-8")

    assert main.status(["journal", "verify", "--file", str(file)]) == 0
    assert main.status(["journal", "verify", "--file", str(file), "--with-key"]) == 1
    assert "截去" in capfd.readouterr().out


def test_the_end_moved_back_to_fit_is_told(written, capfd):
    guards.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE number > 3")
        cursor.execute(
            "UPDATE journal_lane SET number = 3, digest = (SELECT digest FROM journal_entry WHERE number = 3)"
            " WHERE number = 5"
        )
    guards.install(connection)

    assert main.status(["journal", "verify"]) == 1
    said = capfd.readouterr().out
    assert "第 3 条　链尾记录没有本系统密钥的印记" in said and "密钥目录" in said


def test_what_is_no_export_is_refused(tmp_path, db):
    file = tmp_path / "other.jsonl"
    for text in ("", "[]", "{}", "x"):
        file.write_text(text, "utf-8")
        assert main.status(["journal", "verify", "--file", str(file)]) == 2
