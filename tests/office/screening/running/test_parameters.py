"""A pack's parameters in forms and on a run's page: what each is, what it is by now, and what was changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from tests.office.screening.conftest import COUNTY, ON, PACK, screened

from shouwang.engine.errors import Refused
from shouwang.office.screening import packs
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import explaining, parameters

pytestmark = pytest.mark.django_db
OTHER = "seven-step-2020"
ASKED = {"area_code": COUNTY, "pack": PACK, "on": ON.isoformat(), "standing": "on"}
NEW = "/screening/runs/new/"
LINE = "p_monitoring_line"


@pytest.fixture
def client(as_, office):
    return as_(office)


def names(page):
    return [field.name for field in page.context["form"].asked]


def test_every_parameter_is_a_field_with_its_value_unit_and_clause(client):
    page = client.get(NEW)

    pack = packs.load(PACK)
    assert names(page) == [f"p_{name}" for name in pack.parameters]
    for one in pack.parameters.values():
        now = one.nearest(ON)
        assert f">{one.label}</label>" in page.text and now.source.article in page.text
        assert f"现为 {parameters.number(now.value)}（{parameters.unit(one)}），{now.start} 起。" in page.text


def test_in_english_it_has_its_english_name_and_the_document_its_own_tongue(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    page = client.get(NEW).text

    one = packs.load(PACK).parameters["monitoring_line"]
    assert f">{one.label_en}</label>" in page
    assert f'<span lang="zh-hans">{one.nearest(ON).source}' in page


def test_another_pack_brings_its_own_parameters_and_nothing_is_wrong_yet(client):
    page = client.post(NEW, {**ASKED, "pack": OTHER, "area_code": "", "period": "2019", "look": "1"})

    assert page.status_code == 200 and not page.context["form"].errors
    assert names(page) == [f"p_{name}" for name in packs.load(OTHER).parameters]
    assert 'value="2019"' in page.text and not Run.objects.exists()


def test_what_was_typed_stays_when_the_day_changes(client):
    page = client.post(NEW, {**ASKED, "on": "2022-03-01", LINE: "7300", "look": "1"})

    assert page.context["form"][LINE].value() == "7300"
    assert page.context["form"]["on"].value() == "2022-03-01"


@pytest.mark.parametrize("on", ["", "gestern", "0001-01-01", "9999-12-31"])
def test_whatever_the_day_there_is_a_value(client, on):
    page = client.post(NEW, {**ASKED, "on": on, "look": "1"})

    assert page.context["form"].values["monitoring_line"] == 6900


@pytest.mark.parametrize("pack", ["", "no-such", "../../etc"])
def test_whatever_the_pack_the_page_comes_back(client, pack):
    assert client.post(NEW, {**ASKED, "pack": pack, "look": "1"}).status_code == 200
    assert client.post(NEW, {**ASKED, "pack": pack}).status_code == 422


def test_a_value_for_another_pack_starts_nothing(client):
    page = client.post(NEW, {**ASKED, "pack": OTHER, "on": "2020-06-01", LINE: "7300"})

    assert page.status_code == 422 and "不在所选的政策包里" in page.text
    assert not Run.objects.exists()


def test_empty_fields_of_another_pack_are_no_matter(client):
    asked = {**ASKED, "pack": OTHER, "on": "2020-06-01", "standing": "", LINE: " "}

    assert client.post(NEW, asked).status_code == 302


@pytest.mark.parametrize("same", ["", " ", "6900", "6900.0", "6,900".replace(",", "")])
def test_the_value_in_force_is_no_change(client, same):
    client.post(NEW, {**ASKED, LINE: same})

    run = Run.objects.get()
    assert run.changed_parameters == {} and run.is_standing


def test_only_what_is_another_is_stored_and_told_as_old_and_new(client):
    started = client.post(NEW, {**ASKED, LINE: "7300.50", "p_reassistance_share": "0.25"})

    run = Run.objects.get()
    assert run.changed_parameters == {"monitoring_line": "7300.5"} and not run.is_standing
    assert "防止返贫监测收入基准线：6900 → 7300.5（元/人·年）" in client.get(started.url).text


def test_the_old_value_is_that_of_the_pack_as_it_was(client, office, monkeypatch):
    run = screened(office, standing=False, change=["monitoring_line=7300"])
    (told,) = parameters.changed(run)

    def gone(_run):
        raise Refused("政策包已改动。", "请看最近一次。")

    monkeypatch.setattr(explaining, "pack_of", gone)

    assert (told.before, told.after) == ("6900", "7300")
    assert [str(one) for one in parameters.changed(run)] == ["monitoring_line＝7300"]
    assert client.get(reverse("screening:run", args=[run.pk])).status_code == 200


@pytest.mark.parametrize(
    ("value", "typed"), [("7300", "7300"), ("7.3E+3", "7300"), ("0.2500", "0.25"), ("100", "100"), ("0", "0")]
)
def test_a_number_is_written_as_somebody_would_type_it(value, typed):
    assert parameters.number(Decimal(value)) == typed


def test_the_value_is_that_of_the_day():
    one = packs.load(PACK).parameters["monitoring_line"]

    assert "2022-01-01" in parameters.told(one, Decimal(6900), date(2022, 6, 1))
