"""A run made again from its archive: the same bytes – or said so."""

import shutil

import pytest
from tests.office.screening.conftest import Running, screened

from shouwang.cli import main
from shouwang.engine.errors import Refused
from shouwang.office.jobs import worker
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.models import Entry
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening import archive
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages import telling
from shouwang.office.screening.running import making, reproducing
from shouwang.office.screening.why import reasons

pytestmark = pytest.mark.django_db


def test_a_run_made_again_is_the_same_whatever_changed_since(office):
    run = screened(office, change=["monitoring_line=7300"], assume=["expenses=empty"])
    home = Household.objects.first()
    history.amend(home, {"house_grade": "D"}, on=run.on, source="test")

    job = reproducing.ask(run, by=office)
    worker.work_off()

    run, job = Run.objects.get(pk=run.pk), Job.objects.get(pk=job.pk)
    assert (job.state, job.why) == (State.DONE, "")
    assert run.summary[reproducing.KEY]["same"]
    assert Entry.objects.filter(action="screening.verified").count() == 1
    assert "green" in {fact.get("colour") for fact in telling.facts(run, office)}


@pytest.mark.parametrize("name", ["findings_hash", "data_hash"])
def test_what_is_not_the_same_is_said(office, name):
    run = screened(office)
    Run.objects.filter(pk=run.pk).update(**{name: "0" * 64})

    reproducing.again(Running(office), run=run.pk)

    made = Run.objects.get(pk=run.pk).summary[reproducing.KEY]
    assert (made["same"], made["data"], made["findings"]) == (
        False,
        name != "data_hash",
        name != "findings_hash",
    )


def without(run, tmp_path, table, column):
    """The run as it was kept before there was such a column."""
    with archive.opened(run.archive) as folder:
        shutil.copytree(folder, tmp_path / "then")
    tables = reproducing.read(tmp_path / "then" / archive.TABLES)
    tables[table] = tables[table].drop_columns([column])
    shutil.rmtree(tmp_path / "then" / archive.TABLES)
    data = making.keep_tables(tables, tmp_path / "then" / archive.TABLES)
    Run.objects.filter(pk=run.pk).update(data_hash=data, archive=archive.keep(tmp_path / "then"))
    return Run.objects.get(pk=run.pk)


def test_a_run_of_before_events_had_a_channel_is_made_again_to_the_byte(office, tmp_path):
    run = screened(office)
    then = without(run, tmp_path, "events", "channel")

    made = reproducing.reproduce(then)

    assert then.data_hash != run.data_hash
    assert (made["same"], made["data"], made["findings"]) == (True, True, True)


def test_reasons_of_a_run_of_before_events_had_a_channel_are_read(office, tmp_path):
    then = without(screened(office), tmp_path, "events", "channel")
    home = Household.objects.filter(ended_on=None).first()

    assert reasons.from_archive(home, then) is not None


def test_a_run_whose_archive_was_cleaned_up_cannot_be_made_again(office):
    run = screened(office)
    Run.objects.filter(pk=run.pk).update(archive="")

    with pytest.raises(Refused, match="档案"):
        reproducing.ask(Run.objects.get(pk=run.pk), by=office)


def test_the_command_says_it_too(office, capsys):
    run = screened(office)

    assert main.status(["screening", "verify", str(run.pk)]) == 0
    assert "一字不差" in capsys.readouterr().out
    Run.objects.filter(pk=run.pk).update(data_hash="0" * 64)
    assert main.status(["screening", "verify", str(run.pk)]) == 1
    assert "档案被改动过" in capsys.readouterr().out
    assert main.status(["screening", "verify", "987654321"]) == 2
