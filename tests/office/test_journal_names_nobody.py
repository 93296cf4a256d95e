"""The journal of a world in which everything was done once: nobody of the register stands in it by name or number."""

import pytest
from tests.office import world as worlds

from shouwang.office.journal.models import Entry

pytestmark = pytest.mark.django_db
CLEAR = (
    worlds.HEAD,
    worlds.NUMBER,
    worlds.PHONE,
    worlds.ALONE,
    worlds.DOCTOR,
    worlds.PAPER,
    "甄小苗",
    "甄大喜",
    "甄进福",
    "甄写入",
)


@pytest.mark.parametrize("value", CLEAR)
def test_no_entry_holds_it(world, value):
    assert not Entry.objects.filter(detail__contains=value).exists()
    assert not Entry.objects.filter(ident__contains=value).exists()
