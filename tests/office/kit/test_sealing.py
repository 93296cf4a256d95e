"""Personal fields: sealed in the data base, found by digest, shown masked."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.errors import Refused
from shouwang.office.kit import sealing
from shouwang.office.registry.models import Household


@given(st.text(max_size=60))
def test_sealed_text_comes_back(text):
    assert sealing.unseal(sealing.seal(text, "phone"), "phone") == text


def test_the_same_number_is_never_sealed_the_same_way():
    assert sealing.seal("13800001234", "phone") != sealing.seal("13800001234", "phone")


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(Refused):
        sealing.unseal(sealing.seal("13800001234", "phone"), "bank_account")


def test_an_altered_value_does_not_open():
    sealed = sealing.seal("13800001234", "phone")
    altered = sealed[:-6] + ("AAAA==" if not sealed.endswith("AAAA==") else "BBBB==")

    with pytest.raises(Refused):
        sealing.unseal(altered, "phone")


@pytest.mark.parametrize(
    "stored", ["", ":", ":1:AAAA", "abc", "v1:1:", "v1:1:A", "v1:x:AAAA", "v1:99:AAAA", "v1:1:AAAA"]
)
def test_what_was_never_sealed_is_refused(stored):
    with pytest.raises(Refused):
        sealing.unseal_many([sealing.seal("13800001234", "phone"), stored], "phone")
    with pytest.raises(Refused):
        sealing.unseal(stored, "phone")


def test_digests_do_not_mind_spaces_hyphens_and_small_letters():
    assert sealing.digest("430921 19900101-123x") == sealing.digest("43092119900101123X")


def test_a_sealed_column_cannot_be_searched_by_mistake():
    with pytest.raises(TypeError, match="digest"):
        Household.objects.filter(phone="13800001234").exists()


def test_the_stored_value_tells_nothing(db):
    field = Household._meta.get_field("phone")

    stored = field.get_db_prep_save("13800001234", connection)

    assert "1380000" not in stored
    assert field.from_db_value(stored, None, connection) == "13800001234"


@pytest.mark.parametrize("empty", [None, ""])
def test_unknown_stays_unknown(db, empty):
    assert Household._meta.get_field("phone").get_db_prep_save(empty, connection) is None
