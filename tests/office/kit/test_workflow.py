"""A workflow is a table; `take` walks along it."""

from datetime import date

import pytest
from tests.office.cast import TOWNSHIP

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.imports.models import Batch
from shouwang.office.journal.models import Entry
from shouwang.office.kit.workflow import Flow, Step

MAY_1 = date(2026, 5, 1)


def early(batch, on):
    return "数据还没有到截至日" if on < batch.reference_on else None


def unnamed(batch, on):
    return None if batch.sender else "没有写来源单位"


FLOW = Flow(
    "batch",
    (
        Step("read", "agree", "compared", Permission.IMPORT, (early, unnamed)),
        Step("compared", "force", "committed", Permission.IMPORT_FORCE),
    ),
)


@pytest.fixture
def batch(cast, somebody):
    made = Batch(
        state="read", sender="青山镇", reference_on=MAY_1, area_code=TOWNSHIP, uploaded_by=cast.xiaoman
    )
    made.save()
    return made


def test_a_step_changes_the_state_and_is_noted(batch, cast):
    FLOW.take(batch, "agree", by=cast.xiaoman, on=MAY_1)

    batch.refresh_from_db()
    assert batch.state == "compared"
    assert Entry.objects.filter(action="batch.agree", ident=str(batch.pk)).exists()


def test_all_reasons_are_said_at_once_and_nothing_changes(batch, cast):
    batch.sender = ""
    batch.save()

    with pytest.raises(Refused) as refused:
        FLOW.take(batch, "agree", by=cast.xiaoman, on=date(2026, 4, 1))

    assert refused.value.why == "数据还没有到截至日；没有写来源单位"
    batch.refresh_from_db()
    assert batch.state == "read"


def test_who_may_not_is_refused(batch, cast):
    for person in (cast.achun, cast.xiaochen, cast.shenji):
        with pytest.raises(Refused):
            FLOW.take(batch, "agree", by=person, on=MAY_1)


def test_the_second_of_two_sees_that_it_is_done(batch, cast):
    same = Batch.objects.get(pk=batch.pk)
    FLOW.take(batch, "agree", by=cast.xiaoman, on=MAY_1)

    with pytest.raises(Refused, match="已经办过"):
        FLOW.take(same, "agree", by=cast.xiaoman, on=MAY_1)


def test_buttons_come_from_the_table(batch, cast):
    assert [step.name for step in FLOW.open_to(batch, cast.xiaoman)] == ["agree"]
    assert FLOW.open_to(batch, cast.luozhen) == []
