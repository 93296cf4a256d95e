"""Whatever is saved tells the journal what really changed."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import F
from tests.office.cast import START, TOWNSHIP

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import User
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.journal.recorded import Recorded, RecordedQuerySet, differences
from shouwang.office.kit.sealing import SealedField

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(somebody):
    made = Area(code=TOWNSHIP, name="青山镇", level="township", valid_from=START)
    made.save(force_insert=True)
    return made


def last():
    entry = Entry.objects.latest("pk")
    return entry.action, entry.ident, entry.detail


def test_saving_a_new_record_tells_all_it_says(area):
    action, ident, detail = last()

    assert (action, ident) == ("area.created", TOWNSHIP)
    assert '"name":[null,"青山镇"]' in detail and '"valid_from":[null,"2026-01-01"]' in detail


def test_a_change_tells_old_and_new(area):
    area.name = "青山街道"
    area.save()

    assert last() == ("area.changed", TOWNSHIP, '{"name":["青山镇","青山街道"]}')


def test_saving_what_is_so_already_tells_nothing(area):
    area.valid_from = "2026-01-01"
    area.save()

    assert last()[0] == "area.created"


def test_the_old_value_is_that_of_the_data_base_not_of_what_was_once_loaded(area):
    stale = Area.objects.get(pk=TOWNSHIP)
    area.name = "青山街道"
    area.save()
    stale.kind = "key_village"
    stale.save()

    assert '"name":["青山街道","青山镇"]' in last()[2]


def test_only_the_fields_named_are_written_and_told(area):
    area.name, area.level = "青山街道", "county"
    area.save(update_fields=["name"])
    area.save()

    assert last()[2] == '{"level":["township","county"]}'


def test_a_field_may_be_named_as_its_column(area):
    area.successor = area
    area.save(update_fields=["successor_id"])

    assert last()[2] == '{"successor":[null,"430921104000"]}'


def test_a_field_that_was_not_loaded_is_neither_written_nor_told(area):
    some = Area.objects.only("level").get(pk=TOWNSHIP)
    some.level = "county"
    some.save()

    assert last()[2] == '{"level":["township","county"]}'


def test_a_field_that_was_not_loaded_but_set_tells_its_old_value(area):
    some = Area.objects.defer("name").get(pk=TOWNSHIP)
    some.name = "青山街道"
    some.save()

    assert last()[2] == '{"name":["青山镇","青山街道"]}'


def test_refreshing_changes_nothing(area):
    area.name = "青山街道"
    area.refresh_from_db()
    area.save()

    assert last()[0] == "area.created"


def test_a_record_made_in_memory_with_the_key_of_a_stored_one_is_a_change(area):
    Area(code=TOWNSHIP, name="青山街道", level="township", valid_from=START).save()

    assert last() == ("area.changed", TOWNSHIP, '{"name":["青山镇","青山街道"]}')


def test_deleting_tells_what_was_there(area):
    area.delete()

    assert last()[0] == "area.deleted"
    assert '"name":["青山镇",null]' in last()[2]


def test_an_expression_is_a_mistake(area):
    area.kind = F("level")

    with pytest.raises(TypeError, match="expression"):
        area.save()


@pytest.mark.parametrize("call", ["update", "delete", "bulk_create", "bulk_update"])
def test_ways_around_are_closed(area, call):
    with pytest.raises(TypeError, match="closed"):
        getattr(Area.objects.all(), call)()


def test_nothing_is_saved_when_nobody_acts():
    with pytest.raises(Refused):
        Area(code=TOWNSHIP, name="青山镇", level="township", valid_from=START).save()

    assert not Area.objects.exists()


def test_fields_that_tell_nothing_are_saved_without_anybody_acting(cast):
    cast.achun.last_login = cast.achun.created_at
    cast.achun.save(update_fields=["last_login"])

    assert User.objects.get(username="achun").last_login


def test_a_sealed_field_is_told_as_digest():
    field = SealedField(null=True)
    field.set_attributes_from_name("id_number")

    (told,) = differences([field], {"id_number": None}, {"id_number": "430921199001010011"}).values()

    assert told[0] is None and told[1].startswith("#") and "4309" not in told[1]
    assert differences([field], {"id_number": None}, {"id_number": ""}) == {}


# About the house

UNRECORDED = {
    # model                why its changes are not told by itself
    "journal.lane": "the journal",
    "journal.entry": "the journal",
    "journal.seal": "the journal",
    "accounts.authenticator": "enrolling and every use are recorded by accounts.second_factor",
    "accounts.opensession": "sign-in and its end are recorded by accounts.sessions",
    "accounts.savedview": "how somebody likes a list",
    "areas.formername": "written with the renaming of its area, which is recorded",
    "kit.sent": "that a form was sent; what it made is recorded",
    "jobs.job": "how far work has come; the work records what it changes",
    "jobs.beat": "when a worker was last seen",
    "jobs.duty": "when a daily duty was last done",
    "registry.completion": "filling in and taking back are recorded, and so is what is filled in",
    "screening.plan": "setting it is recorded by screening.plans",
    "screening.run": "starting, finishing, checking and cleaning up are recorded, with its hashes",
    "screening.finding": "follows from its run and from changes that are recorded",
    "screening.recheck": "follows from a change that is recorded",
    "screening.tally": "follows from its run",
    "screening.subtotal": "follows from its run",
    "screening.outline": "uploading is recorded by screening.outlines",
    "registry.householdpast": "what the household said before, written with the change that is recorded",
    "registry.personpast": "what the person said before, written with the change that is recorded",
    "api.repeat": "that a request came before; what it made is recorded",
    "api.delivery": "follows from an entry of the journal",
    "imports.batchfile": "written with its batch, whose manifest is recorded",
    "imports.habit": "what a sender's headers mean; the mapping used stands in the batch's manifest",
}


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("shouwang.")]


def recorded():
    return [model for model in ours() if issubclass(model, Recorded)]


def test_every_model_is_recorded_or_there_is_a_reason():
    others = {model._meta.label_lower for model in ours() if not issubclass(model, Recorded)}

    assert others - set(UNRECORDED) == set(), "let it inherit Recorded, or give a reason here"


def test_no_reason_outlives_its_model():
    assert set(UNRECORDED) - {model._meta.label_lower for model in ours()} == set()


@pytest.mark.parametrize("model", recorded(), ids=lambda model: model._meta.label_lower)
def test_a_recorded_model_has_no_way_around_the_journal(model):
    passing_by = [
        field.name
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete not in (models.PROTECT, models.RESTRICT)
    ]

    assert issubclass(type(model._default_manager.all()), RecordedQuerySet)
    assert passing_by == [], "a row deleted or emptied along with another passes by save and delete"
    assert model._meta.many_to_many == (), "a table between two records records nothing"
