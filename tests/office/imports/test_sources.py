"""Whoever sees a household reads which import told what; whoever may look at that import finds a link to it."""

import pytest
from tests.office import cast as people

from shouwang.office.imports import batches


@pytest.fixture
def page(cast, as_, send, compared, step):
    """H1's page as somebody sees it, and the address of the import that wrote it."""

    def shown(who, **more):
        batch = step(compared(send(**more)), batches.commit)
        return as_(who).get("/households/H1/").content.decode(), f'href="/imports/{batch.pk}/"'

    return shown


def test_whoever_imports_there_finds_a_link(page, cast):
    shown, link = page(cast.xiaoman)

    assert link in shown


def test_a_village_cadre_reads_it_as_text(page, cast):
    shown, link = page(cast.achun)

    assert link not in shown and "导入 " in shown


def test_an_import_of_the_county_is_text_for_its_townships(page, cast, as_):
    shown, link = page(cast.xiaoman, by=cast.linjie, area=people.COUNTY)

    assert link not in shown and "导入 " in shown
    assert as_(cast.xiaoman).get(link.split('"')[1]).status_code == 404
