"""Papers are sealed before anybody has to wait for it, and what nobody names goes."""

import io
import os

import pytest
from django.urls import reverse
from tests.office.registry import dwellings
from tests.office.registry.dwellings import birth, write
from tests.office.registry.pages.test_changes import photo

from shouwang.office.jobs.duties import DUTIES
from shouwang.office.kit import clock, files
from shouwang.office.registry.models import Change, Paper
from shouwang.office.registry.requests import papers

pytestmark = pytest.mark.usefixtures("somebody")


@pytest.fixture
def home(cast):
    return dwellings.home(cast)


@pytest.fixture(autouse=True)
def empty_room():
    for name in files.names(papers.ROOM):
        files.remove(name)


@pytest.fixture
def change(cast, as_, home):
    as_(cast.achun).post(write(home, "birth"), birth(home))
    return Change.objects.get()


def kept():
    return set(files.names(papers.ROOM))


def test_a_file_that_no_paper_names_goes_after_a_day(cast, home):
    paper = papers.attach(home, photo(), title="证明", by=cast.achun)
    old, young = (files.keep(io.BytesIO(b"x"), papers.ROOM).name for _time in range(2))
    for name in (paper.file, old):
        os.utime(files.place(name), (0, 0))

    DUTIES["registry.clean"](clock.today())

    assert kept() == {paper.file, young}


def test_papers_are_sealed_before_the_form_is_taken_down(cast, as_, change, monkeypatch):
    """Else SQLite would let nobody write meanwhile."""
    seen = []
    attach_all = papers.attach_all
    monkeypatch.setattr(
        papers, "attach_all", lambda *args, **more: (seen.append(len(kept())), attach_all(*args, **more))
    )

    as_(cast.achun).post(reverse("registry:change-papers", args=[change.pk]), {"papers": [photo(), photo()]})

    assert seen == [2] and len(kept()) == Paper.objects.count() == 2


def test_one_that_is_refused_leaves_none(cast, as_, change):
    sent = {"papers": [photo(), photo("x.jpg", b"<html>")]}

    answer = as_(cast.achun).post(reverse("registry:change-papers", args=[change.pk]), sent)

    assert answer.status_code == 409
    assert not kept() and not Paper.objects.exists()


def test_the_same_form_sent_again_leaves_no_second_file(cast, as_, change):
    client, address = as_(cast.achun), reverse("registry:change-papers", args=[change.pk])

    for _time in range(2):
        assert client.post(address, {"papers": [photo()]}).status_code == 302

    assert len(kept()) == Paper.objects.count() == 1
